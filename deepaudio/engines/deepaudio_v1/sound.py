"""Video to audio: windows of a shot through encoders, flow and codec.

The network, its sampler and its codec are the published ones. This project's own: windows
of a long shot draw their noise by place, so that neighbours start from the same noise where
they overlap; handles; and for a shot in which somebody speaks, two passes in one batch:

- `free`: no prompt at all. Its sound babbles when somebody speaks, and its energy guides the
  speech network (so does the published pipeline's).
- `bed`: the user's prompt, and speech as the negative prompt. It is what the audio stem
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
from deepaudio.engines.deepaudio_v1.render_settings import RenderSettings, wishes
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
"""Negative prompt of the bed: the published code holds these words too, commented out."""

SHORTEST = SAMPLE_RATE
"""Samples of the shortest window the network is asked for; shorter clips get its beginning."""

_KEPT_SOUNDS = 64  # windows; 1.5 MB each
_SHORT_S = 0.25  # of picture missing that is worth a warning
_NOISE_BLOCK = 64  # latent frames drawn together


@dataclass(frozen=True)
class Pass:
    """One way to hear a window."""

    prompt: str = ""
    negative: str = ""


FREE = Pass()


@dataclass(frozen=True)
class Scene:
    """A window of a shot: `length` samples of job time from `start` on, at 48 kHz."""

    picture: JobPicture | None
    start: int
    length: int
    seed: int
    until: int = field(default=0, compare=False)  # where the clip ends: so far there is a picture


class AudioGenerator:
    """`Scene`s to sound, with a memory: whoever asks second gets what was made for the first."""

    def __init__(self, studio: ModelRuntime) -> None:
        self._studio = studio
        self._eyes = VisualEncoder()
        self._sounds: RecentResults[Waveform] = RecentResults(_KEPT_SOUNDS)

    @property
    def encoded(self) -> int:
        """Pictures and texts that went through an encoder so far."""
        return self._eyes.encoded

    def listen(
        self, scene: Scene, passes: Sequence[Pass], wished: RenderSettings, control: Control
    ) -> list[Waveform]:
        """The sound of every pass, (length,) each; those not known yet in one batch.

        Raises what `ModelRuntime.work` raises, and MediaError.
        """

        def job(at: RuntimeSession) -> list[Waveform]:
            keys = {one: (scene, stamp_of(scene), _way(at.pool, wished), one) for one in passes}
            new = [one for one in keys if self._sounds.get(keys[one]) is None]
            made = dict(zip(new, self._made(scene, new, at), strict=True))
            for one, sound in made.items():
                self._sounds.keep(keys[one], sound)
            return [made[one] if one in made else self._known(keys[one]) for one in passes]

        return self._studio.work(wished, control, job)

    def _known(self, key: Hashable) -> Waveform:
        sound = self._sounds.get(key)
        assert sound is not None
        return sound

    def _made(self, scene: Scene, passes: list[Pass], at: RuntimeSession) -> list[Waveform]:
        if not passes:
            return []
        seconds = max(scene.length, SHORTEST) / SAMPLE_RATE
        lengths = (sequence_16k if at.pool.codec_rate == 16_000 else sequence_44k)(seconds)
        view = self._view(scene, at)
        texts = self._eyes.texts(at.pool, [text for p in passes for text in (p.prompt, p.negative)])
        prompts, negatives = texts[::2], texts[1::2]
        together = (
            [[row] for row in range(len(passes))] if at.how.low_vram else [range(len(passes))]
        )
        latents: list[Tensor] = []
        for rows in together:
            heard = GeneratedAudio(view, prompts[list(rows)], negatives[list(rows)], lengths)
            latents += _solved(scene, heard, at)
        return [_sounding(latent, scene, at) for latent in latents]

    def _view(self, scene: Scene, at: RuntimeSession) -> View | None:
        if scene.picture is None:
            return None
        control = StageControl(at.control, 0.0, 0.25)
        length = max(scene.length, SHORTEST)
        view = self._eyes.view(at.pool, scene.picture, scene.start, length, control)
        missing_s = min(scene.until, scene.start + scene.length) / SAMPLE_RATE - view.end_s
        if missing_s > _SHORT_S:
            control.warn(f"the media ends or breaks {missing_s:.1f} s before the clip does")
        return view


@dataclass(frozen=True)
class GeneratedAudio:
    """What steers a batch of passes: one picture, texts (B, 77, C), and how long it is."""

    view: View | None
    prompts: Tensor
    negatives: Tensor
    lengths: SequenceConfig


def _solved(scene: Scene, heard: GeneratedAudio, at: RuntimeSession) -> list[Tensor]:
    """Latents (1, N, C) as the codec takes them, one per text."""
    steps = at.how.audio.steps

    def on_step(step: int, _: Tensor) -> None:
        at.control.check()
        at.control.progress(f"sound: step {step} of {steps}", 0.25 + 0.5 * step / steps)

    with at.pool.v2a() as network:
        cond, null = conditions(network, heard)
        noise = place_noise(scene, heard.lengths, network.config.latent_dim)
        noise = noise.to(network.latent_mean).expand(len(heard.prompts), -1, -1)
        latent = sample_latent(network, cond, null, noise, at.how.audio, on_step=on_step)
        return list(torch.split(network.unnormalise(latent), 1))


@torch.inference_mode()
def _sounding(latent: Tensor, scene: Scene, at: RuntimeSession) -> Waveform:
    """A latent as (length,) at 48 kHz."""
    at.control.check()
    at.control.progress("sound: decoding", 0.8)
    with at.pool.vae() as vae, at.pool.vocoder() as vocoder:
        waveform = AudioCodec(vae, vocoder).decode(latent)[0].float().cpu().numpy()
    return fit(resample(waveform, at.pool.codec_rate, SAMPLE_RATE), scene.length)


@torch.inference_mode()
def conditions(
    network: MMAudio, heard: GeneratedAudio
) -> tuple[MMAudioConditions, MMAudioConditions]:
    """Conditions and null conditions of a batch.

    Every item sees the same picture; without one the learned features of none stand in.
    """
    like, batch, view = network.latent_mean, len(heard.prompts), heard.view
    frames, tokens = heard.lengths.latent_frames, max(1, heard.lengths.clip_frames)
    empty = network.empty_clip(batch, tokens), network.empty_sync(batch, heard.lengths.sync_frames)
    shown = empty
    if view is not None:
        shown = (view.clip.to(like).expand(batch, -1, -1), view.sync.to(like).expand(batch, -1, -1))
    return (
        network.conditions(*shown, heard.prompts.to(like), frames),
        network.conditions(*empty, heard.negatives.to(like), frames),
    )


def place_noise(scene: Scene, lengths: SequenceConfig, channels: int) -> Tensor:
    """Noise (1, N, C) of the latent frames at the scene's place in job time.

    Blocks of frames have generators of their own: windows that overlap agree there, to the
    nearest latent frame.
    """
    rate = lengths.sample_rate / (LATENT_STRIDE * lengths.hop_length)  # latent frames per second
    first = round(scene.start / SAMPLE_RATE * rate)
    last = first + lengths.latent_frames
    blocks = range(first // _NOISE_BLOCK, (last - 1) // _NOISE_BLOCK + 1)
    noise = torch.cat([_block(scene.seed, block, channels) for block in blocks])
    offset = first - blocks[0] * _NOISE_BLOCK
    return noise[None, offset : offset + lengths.latent_frames]


def _block(seed: int, block: int, channels: int) -> Tensor:
    generator = torch.Generator().manual_seed(mixed_seed("sound", seed, block))
    return torch.randn(_NOISE_BLOCK, channels, generator=generator)


def mixed_seed(*what: object) -> int:
    """A seed for a generator of its own, from everything it belongs to."""
    digest = hashlib.sha256(" ".join(map(str, what)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def stamp_of(scene: Scene) -> str:
    """Changes when the scene's media does."""
    return stamp(scene.picture) if scene.picture is not None else ""


def _way(pool: ModelPool, wished: RenderSettings) -> tuple[object, ...]:
    """What else a sound depends on."""
    of_sound = tuple(pool.parts[role].name for role in ("v2a", "vae", "vocoder"))
    return (*of_sound, wished.audio.steps, wished.audio.strength)


# -- the stage ----------------------------------------------------------------------


class ModelVideoToAudio:
    """`VideoToAudio` of the model."""

    def __init__(self, ears: AudioGenerator) -> None:
        self._ears = ears

    def generate(self, request: AudioRequest, start: int, length: int, control: Control) -> Audio:
        """Samples [start, start + length) of the job. See `VideoToAudio`.

        Settings, beside those of `wishes`: `sounds`, what captions describe; `dialogue`,
        whether somebody speaks in the shot; `lines`, when, so that the pass that guides speech
        is made in the same batch. Raises MediaError, JobError and OutOfMemoryError.
        """
        if length <= 0:
            return Audio.silence(0)
        scene = Scene(request.picture, start, length, request.seed, request.num_samples)
        bed = bed_pass(
            request.settings,
            request.prompt,
            request.negative_prompt,
            start / SAMPLE_RATE,
            (start + length) / SAMPLE_RATE,
        )
        passes = [bed]
        if _speaks(request.settings, start, length):
            passes.append(FREE)
        sound = self._ears.listen(scene, passes, wishes(request.settings), control)[0]
        first, last = -request.handle_in, request.num_samples + request.handle_out
        return Audio.mono(fade_ends(sound, start, first, last))


def bed_pass(
    settings: dict[str, object], prompt: str, negative: str, start_s: float, end_s: float
) -> Pass:
    """The pass of the audio stem over [start_s, end_s) of job time."""
    described = settings.get("sounds")
    sounds = described if isinstance(described, list) else []
    heard = [s["text"] for s in sounds if s["start_s"] < end_s and s["end_s"] > start_s]
    unheard = [NO_SPEECH] if settings.get("dialogue") else []
    return Pass(
        ", ".join(text for text in (prompt, *heard) if text),
        ", ".join(text for text in (*unheard, negative) if text),
    )


def _speaks(settings: dict[str, object], start: int, length: int) -> bool:
    """Whether a line that will be spoken lies in the window."""
    lines = settings.get("lines")
    return isinstance(lines, list) and any(a < start + length and b > start for a, b in lines)
