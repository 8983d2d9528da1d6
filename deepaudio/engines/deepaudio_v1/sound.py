"""Video to audio: windows of a shot through encoders, flow and codec.

The network, its sampler and its codec are the published ones. This project's own: windows
of a long shot draw their noise by place, so that neighbours start from the same noise where
they overlap; handles; and for a shot in which somebody speaks, two passes in one batch:

- `free`: no prompt at all. Its sound babbles when somebody speaks, and its energy guides the
  speech network (so does the published pipeline's).
- `ambience`: the user's prompt, and speech as the negative prompt. It is what the audio stem
  gets: the place without the babble.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.edges import fade_ends
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.base import AudioRequest, Control, StageControl
from deepaudio.engines.deepaudio_v1.model_pool import ModelPool
from deepaudio.engines.deepaudio_v1.render_settings import RenderSettings, parse_settings
from deepaudio.engines.deepaudio_v1.runtime import ModelRuntime, RecentResults, RuntimeSession
from deepaudio.engines.deepaudio_v1.visual_encoder import View, VisualEncoder, stamp
from deepaudio.features.energy import fit
from deepaudio.media.picture import JobPicture
from deepaudio.networks.mmaudio import MMAudio, MMAudioConditions
from deepaudio.networks.sequence import (
    LATENT_STRIDE,
    SequenceConfig,
    sequence_16k,
    sequence_44k,
)
from deepaudio.sampling.audio import AudioCodec, sample_latent

NO_SPEECH = "speech, voice, talking"
"""Negative prompt of the ambience pass: the published code holds these words too, commented out."""

SHORTEST = SAMPLE_RATE
"""Samples of the shortest window the network is asked for; shorter clips get its beginning."""

_KEPT_SOUNDS = 64  # windows; 1.5 MB each
_SHORT_S = 0.25  # least part of picture missing that causes a warning
_NOISE_BLOCK = 64  # latent frames drawn together


@dataclass(frozen=True)
class Pass:
    """A pair of prompts with which a window is generated."""

    prompt: str = ""
    negative: str = ""


FREE = Pass()


@dataclass(frozen=True)
class AudioWindow:
    """A window of a shot: `length` samples of job time from `start` on, at 48 kHz."""

    picture: JobPicture | None
    start: int
    length: int
    seed: int
    until: int = field(default=0, compare=False)  # where the clip ends: so far there is a picture


class AudioGenerator:
    """Makes the sound of windows and keeps it, so that nothing is generated twice."""

    def __init__(self, runtime: ModelRuntime) -> None:
        self._runtime = runtime
        self._encoder = VisualEncoder()
        self._sounds: RecentResults[Waveform] = RecentResults(_KEPT_SOUNDS)

    @property
    def encoded(self) -> int:
        """Number of pictures and texts encoded so far."""
        return self._encoder.encoded

    def generate(
        self,
        window: AudioWindow,
        passes: Sequence[Pass],
        render_settings: RenderSettings,
        control: Control,
    ) -> list[Waveform]:
        """The sound of every pass, (length,) each; passes not cached are generated in one batch.

        Raises what `ModelRuntime.run` raises, and MediaError.
        """

        def job(session: RuntimeSession) -> list[Waveform]:
            keys = {
                one: (
                    window,
                    media_stamp(window),
                    _settings_key(session.pool, render_settings),
                    one,
                )
                for one in passes
            }
            new = [one for one in keys if self._sounds.get(keys[one]) is None]
            made = dict(zip(new, self._generate_passes(window, new, session), strict=True))
            for one, sound in made.items():
                self._sounds.keep(keys[one], sound)
            return [made[one] if one in made else self._cached(keys[one]) for one in passes]

        return self._runtime.run(render_settings, control, job)

    def _cached(self, key: Hashable) -> Waveform:
        sound = self._sounds.get(key)
        assert sound is not None
        return sound

    def _generate_passes(
        self, window: AudioWindow, passes: list[Pass], session: RuntimeSession
    ) -> list[Waveform]:
        if not passes:
            return []
        seconds = max(window.length, SHORTEST) / SAMPLE_RATE
        lengths = (sequence_16k if session.pool.codec_rate == 16_000 else sequence_44k)(seconds)
        view = self._view(window, session)
        texts = self._encoder.texts(
            session.pool, [text for p in passes for text in (p.prompt, p.negative)]
        )
        prompts, negatives = texts[::2], texts[1::2]
        groups = (
            [[row] for row in range(len(passes))]
            if session.settings.low_vram
            else [range(len(passes))]
        )
        latents: list[Tensor] = []
        for rows in groups:
            batch = BatchConditions(view, prompts[list(rows)], negatives[list(rows)], lengths)
            latents += _sample_latents(window, batch, session)
        return [_decode(latent, window, session) for latent in latents]

    def _view(self, window: AudioWindow, session: RuntimeSession) -> View | None:
        if window.picture is None:
            return None
        control = StageControl(session.control, 0.0, 0.25)
        length = max(window.length, SHORTEST)
        view = self._encoder.view(session.pool, window.picture, window.start, length, control)
        missing_s = min(window.until, window.start + window.length) / SAMPLE_RATE - view.end_s
        if missing_s > _SHORT_S:
            control.warn(f"the media ends or breaks {missing_s:.1f} s before the clip does")
        return view


@dataclass(frozen=True)
class BatchConditions:
    """Conditions of a batch of passes: one picture, texts (B, 77, C), lengths."""

    view: View | None
    prompts: Tensor
    negatives: Tensor
    lengths: SequenceConfig


def _sample_latents(
    window: AudioWindow, batch: BatchConditions, session: RuntimeSession
) -> list[Tensor]:
    """Latents (1, N, C) as the codec takes them, one per text."""
    steps = session.settings.audio.steps

    def on_step(step: int, _: Tensor) -> None:
        session.control.check()
        session.control.progress(f"sound: step {step} of {steps}", 0.25 + 0.5 * step / steps)

    with session.pool.v2a() as network:
        cond, null = conditions(network, batch)
        noise = positional_noise(window, batch.lengths, network.config.latent_dim)
        noise = noise.to(network.latent_mean).expand(len(batch.prompts), -1, -1)
        latent = sample_latent(network, cond, null, noise, session.settings.audio, on_step=on_step)
        return list(torch.split(network.unnormalise(latent), 1))


@torch.inference_mode()
def _decode(latent: Tensor, window: AudioWindow, session: RuntimeSession) -> Waveform:
    """A latent as (length,) at 48 kHz."""
    session.control.check()
    session.control.progress("sound: decoding", 0.8)
    with session.pool.vae() as vae, session.pool.vocoder() as vocoder:
        waveform = AudioCodec(vae, vocoder).decode(latent)[0].float().cpu().numpy()
    return fit(resample(waveform, session.pool.codec_rate, SAMPLE_RATE), window.length)


@torch.inference_mode()
def conditions(
    network: MMAudio, batch: BatchConditions
) -> tuple[MMAudioConditions, MMAudioConditions]:
    """Conditions and null conditions of a batch.

    Every item sees the same picture; without one the learned features of none stand in.
    """
    like, size, view = network.latent_mean, len(batch.prompts), batch.view
    frames, tokens = batch.lengths.latent_frames, max(1, batch.lengths.clip_frames)
    empty = network.empty_clip(size, tokens), network.empty_sync(size, batch.lengths.sync_frames)
    shown = empty
    if view is not None:
        shown = (view.clip.to(like).expand(size, -1, -1), view.sync.to(like).expand(size, -1, -1))
    return (
        network.conditions(*shown, batch.prompts.to(like), frames),
        network.conditions(*empty, batch.negatives.to(like), frames),
    )


def positional_noise(window: AudioWindow, lengths: SequenceConfig, channels: int) -> Tensor:
    """Noise (1, N, C) of the latent frames at the window's place in job time.

    Blocks of frames have generators of their own: windows that overlap agree there, to the
    nearest latent frame.
    """
    rate = lengths.sample_rate / (LATENT_STRIDE * lengths.hop_length)  # latent frames per second
    first = round(window.start / SAMPLE_RATE * rate)
    last = first + lengths.latent_frames
    blocks = range(first // _NOISE_BLOCK, (last - 1) // _NOISE_BLOCK + 1)
    noise = torch.cat([_block(window.seed, block, channels) for block in blocks])
    offset = first - blocks[0] * _NOISE_BLOCK
    return noise[None, offset : offset + lengths.latent_frames]


def _block(seed: int, block: int, channels: int) -> Tensor:
    generator = torch.Generator().manual_seed(derive_seed("sound", seed, block))
    return torch.randn(_NOISE_BLOCK, channels, generator=generator)


def derive_seed(*what: object) -> int:
    """Derive a seed from all values that it depends on."""
    digest = hashlib.sha256(" ".join(map(str, what)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def media_stamp(window: AudioWindow) -> str:
    """A stamp that changes when the window's media changes."""
    return stamp(window.picture) if window.picture is not None else ""


def _settings_key(pool: ModelPool, render_settings: RenderSettings) -> tuple[object, ...]:
    """The settings and networks that a sound depends on."""
    of_sound = tuple(pool.parts[role].name for role in ("v2a", "vae", "vocoder"))
    return (*of_sound, render_settings.audio.steps, render_settings.audio.strength)


# -- the stage ----------------------------------------------------------------------


class ModelVideoToAudio:
    """`VideoToAudio` of the model."""

    def __init__(self, generator: AudioGenerator) -> None:
        self._generator = generator

    def generate(self, request: AudioRequest, start: int, length: int, control: Control) -> Audio:
        """Samples [start, start + length) of the job. See `VideoToAudio`.

        Settings, beside those of `parse_settings`: `sounds`, what captions describe; `dialogue`,
        whether somebody speaks in the shot; `lines`, when, so that the pass that guides speech
        is made in the same batch. Raises MediaError, JobError and OutOfMemoryError.
        """
        if length <= 0:
            return Audio.silence(0)
        window = AudioWindow(request.picture, start, length, request.seed, request.num_samples)
        ambience = ambience_pass(
            request.settings,
            request.prompt,
            request.negative_prompt,
            start / SAMPLE_RATE,
            (start + length) / SAMPLE_RATE,
        )
        passes = [ambience]
        if _speaks(request.settings, start, length):
            passes.append(FREE)
        sound = self._generator.generate(window, passes, parse_settings(request.settings), control)[
            0
        ]
        first, last = -request.handle_in, request.num_samples + request.handle_out
        return Audio.mono(fade_ends(sound, start, first, last))


def ambience_pass(
    settings: dict[str, object], prompt: str, negative: str, start_s: float, end_s: float
) -> Pass:
    """The pass of the audio stem over [start_s, end_s) of job time."""
    described = settings.get("sounds")
    sounds = described if isinstance(described, list) else []
    audible = [s["text"] for s in sounds if s["start_s"] < end_s and s["end_s"] > start_s]
    excluded = [NO_SPEECH] if settings.get("dialogue") else []
    return Pass(
        ", ".join(text for text in (prompt, *audible) if text),
        ", ".join(text for text in (*excluded, negative) if text),
    )


def _speaks(settings: dict[str, object], start: int, length: int) -> bool:
    """Whether a line that will be spoken lies in the window."""
    lines = settings.get("lines")
    return isinstance(lines, list) and any(a < start + length and b > start for a, b in lines)
