"""Video to audio: stretches of a shot through encoders, flow and codec.

The network, its sampler and its codec are the published ones. This project's own: windows of
a long shot are solved together (see `stretch`); handles; and for a shot in which somebody
speaks, two passes:

- `free`: no prompt at all. Its sound babbles when somebody speaks, and its energy guides the
  speech network (so does the published pipeline's).
- `ambience`: the user's prompt, and speech as the negative prompt. It is what the audio stem
  gets: the place without the babble. A voice activity detector listens to it; where it finds
  voices, the pass is made once more with stronger guidance, and what is left of them is told.
  So it is made for any shot of which an earlier take had voices, with stronger guidance at once.

In half precision the shape of a batch changes a result's last bits. So every pass and every
window is a batch of its own, whatever else is made meanwhile and however much memory there is:
equal requests give equal samples. Only requests that ask for it share passes (`batched`, see
`deepaudio.engines.company`), and their takes have keys of their own.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.edges import fade_ends
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines import company
from deepaudio.engines.base import AudioRequest, Control, StageControl
from deepaudio.engines.deepaudio_v1.model_pool import ModelPool
from deepaudio.engines.deepaudio_v1.render_settings import RenderSettings, parse_settings
from deepaudio.engines.deepaudio_v1.runtime import ModelRuntime, RecentResults, RuntimeSession
from deepaudio.engines.deepaudio_v1.stretch import (
    TOGETHER,
    LatentPiece,
    Stretch,
    latent_pieces,
    positional_noise,
    stretch_of,
)
from deepaudio.engines.deepaudio_v1.visual_encoder import View, VisualEncoder, stamp
from deepaudio.features.energy import fit
from deepaudio.features.voice_activity import speech_spans
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.sampling.audio import (
    AudioCodec,
    LatentWindow,
    sample_together,
    sample_windows,
)
from deepaudio.sampling.interruptible import interruptible

NO_SPEECH = "speech, voice, talking"
"""Negative prompt of the ambience pass: the published code holds these words too, commented out."""

_AGAINST_SPEECH = 1.5
"""How much stronger guidance is where the ambience of dialogue babbles nevertheless."""

_KEPT_SOUNDS = 16  # stretches; up to 30 MB each with a minute's features, mostly 3
_SHORT_S = 0.25  # least part of picture missing that causes a warning


@dataclass(frozen=True)
class Pass:
    """A pair of prompts with which a stretch is generated."""

    prompt: str = ""
    negative: str = ""


FREE = Pass()


@dataclass(frozen=True, eq=False)
class WindowMotion:
    """The synchronisation features (8 S, C) of a window, and where it lies in its stretch."""

    start: int  # samples at 48 kHz
    length: int
    sync: Tensor


@dataclass(frozen=True, eq=False)
class PassFeatures:
    """What a free pass over a picture knows of it, for a fusion; as half as in its training."""

    latent: Tensor  # (N, C), normalised
    windows: tuple[WindowMotion, ...]


@dataclass(frozen=True, eq=False)
class Heard:
    """The sound of a stretch, as the codec made it."""

    waveform: Waveform  # (T,)
    rate: int
    start: int  # in job time, at 48 kHz
    length: int  # at 48 kHz
    features: PassFeatures | None = None  # of a free pass over a picture

    def native(self, start: int, length: int) -> Waveform:
        """Samples at the codec's own rate of `length` samples of job time from `start` on."""
        first = round((start - self.start) * self.rate / SAMPLE_RATE)
        return fit(self.waveform[first:], int(length / SAMPLE_RATE * self.rate))

    def window(self, start: int, length: int) -> Waveform:
        """Samples [start, start + length) of job time at 48 kHz."""
        return self._resampled[start - self.start :][:length]

    @functools.cached_property
    def spoken_s(self) -> float:
        """Seconds of it in which somebody seems to speak."""
        spans = speech_spans(self.waveform, self.rate)
        return sum(stop - start for start, stop in spans)

    @functools.cached_property
    def _resampled(self) -> Waveform:
        return fit(resample(self.waveform, self.rate, SAMPLE_RATE), self.length)


class AudioGenerator:
    """Makes the sound of stretches and keeps it, so that nothing is generated twice."""

    def __init__(self, runtime: ModelRuntime) -> None:
        self._runtime = runtime
        self._encoder = VisualEncoder()
        self._heard: RecentResults[Heard] = RecentResults(_KEPT_SOUNDS)

    @property
    def encoded(self) -> int:
        """Number of pictures and texts encoded so far."""
        return self._encoder.encoded

    def hear(
        self,
        stretch: Stretch,
        passes: Sequence[Pass],
        render_settings: RenderSettings,
        control: Control,
    ) -> Heard:
        """The sound of a stretch, with prompts for each of its windows.

        Raises what `ModelRuntime.run` raises, and MediaError.
        """

        def kept(session: RuntimeSession) -> Heard | None:
            return self._heard.get(_key(stretch, passes, render_settings, session.pool))

        def job(session: RuntimeSession) -> Heard:
            found = kept(session)
            if found is not None:
                return found
            return self._made([self._prepared(stretch, passes, session)], session)[0]

        def begun(session: RuntimeSession) -> Heard | PreparedStretch:
            return kept(session) or self._prepared(stretch, passes, session)

        if render_settings.batched and company.in_company():
            ready = self._runtime.run(render_settings, control, begun)
            if isinstance(ready, Heard):
                return ready
            made = company.solved(self._flow(ready, render_settings), control)
            if made is not None:
                return made
        return self._runtime.run(render_settings, control, job)

    def _flow(
        self, ready: PreparedStretch, render_settings: RenderSettings
    ) -> company.Flow[PreparedStretch, Heard]:
        """A stretch to be solved in company."""

        def solve(wanted: list[PreparedStretch], control: Control) -> list[Heard]:
            def job(session: RuntimeSession) -> list[Heard]:
                return self._made(wanted, session)

            lengths = [one.frames for one in wanted]
            return self._runtime.run_pass(render_settings, lengths, control, job)

        kind, most = ("sound", render_settings), self._runtime.most_frames
        return company.Flow(0, kind, ready.key, ready.frames, most, ready, solve)

    def fused(self, render_settings: RenderSettings, control: Control) -> bool:
        """See `RuntimeSession.fused`. Raises what `ModelRuntime.run` raises, too."""
        return self._runtime.run(render_settings, control, lambda session: session.fused)

    def _prepared(
        self, stretch: Stretch, passes: Sequence[Pass], session: RuntimeSession
    ) -> PreparedStretch:
        """Look at the picture of a stretch, and read its prompts."""
        pieces = latent_pieces(stretch, session.pool.codec_rate)
        views = self._views(stretch, pieces, session)
        texts = [text for one in passes for text in (one.prompt, one.negative)]
        encoded = self._encoder.texts(session.pool, texts)[:, None]  # (2 W, 1, 77, C)
        conditions = [
            PieceConditions(*seen_and_said)
            for seen_and_said in zip(views, encoded[::2], encoded[1::2], pieces, strict=True)
        ]
        key = _key(stretch, passes, session.settings, session.pool)
        return PreparedStretch(key, stretch, all(one == FREE for one in passes), conditions)

    def _made(self, wanted: Sequence[PreparedStretch], session: RuntimeSession) -> list[Heard]:
        """The sound of stretches, solved in one pass, and kept."""
        latents, made = _sample(wanted, session), []
        for number, (one, (latent, raw)) in enumerate(zip(wanted, latents, strict=True)):
            share = (0.75 + 0.25 * (number + n) / len(wanted) for n in (0, 1))
            control = StageControl(session.control, *share)
            waveform = _decode(raw, one.pieces, session, control)
            length = max(one.stretch.stop - one.stretch.start, 0)
            features = _features(one.stretch, one.conditions, latent) if one.is_free else None
            rate = session.pool.codec_rate
            sound = Heard(waveform, rate, one.stretch.start, length, features)
            made.append(self._heard.keep(one.key, sound))
        return made

    def _views(
        self, stretch: Stretch, pieces: list[LatentPiece], session: RuntimeSession
    ) -> list[View | None]:
        """What each piece sees; None for all of them where there is no picture."""
        if stretch.picture is None:
            return [None for _ in pieces]
        views: list[View | None] = []
        for number, piece in enumerate(pieces):
            low, high = (0.25 * n / len(pieces) for n in (number, number + 1))
            control = StageControl(session.control, low, high)
            view = self._encoder.view(
                session.pool, stretch.picture, piece.start, piece.length, control
            )
            stop = min(stretch.until, piece.start + piece.length)
            missing_s = stop / SAMPLE_RATE - view.end_s
            if missing_s > _SHORT_S:
                control.warn(f"the media ends or breaks {missing_s:.1f} s before the clip does")
            views.append(view)
        return views


@dataclass(frozen=True)
class PieceConditions:
    """What a piece is generated from: its picture, texts (1, 77, C), lengths."""

    view: View | None
    prompt: Tensor
    negative: Tensor
    piece: LatentPiece


@dataclass(frozen=True, eq=False)
class PreparedStretch:
    """A stretch that has been looked at, and its place in the cache."""

    key: Hashable
    stretch: Stretch
    is_free: bool  # nothing is prompted in any of its windows
    conditions: list[PieceConditions]

    @property
    def pieces(self) -> list[LatentPiece]:
        """Its windows on the grid."""
        return [one.piece for one in self.conditions]

    @property
    def frames(self) -> int:
        """Latent frames of all its windows."""
        return sum(piece.lengths.latent_frames for piece in self.pieces)


def _features(
    stretch: Stretch, conditions: list[PieceConditions], latent: Tensor
) -> PassFeatures | None:
    """What a fusion may see of a free pass; None without a picture."""
    windows = tuple(
        WindowMotion(one.piece.start - stretch.start, one.piece.length, one.view.sync[0].half())
        for one in conditions
        if one.view is not None
    )
    return PassFeatures(latent[0].half().cpu(), windows) if windows else None


def _sample(
    wanted: Sequence[PreparedStretch], session: RuntimeSession
) -> list[tuple[Tensor, Tensor]]:
    """The latents (1, N, C) of stretches, normalised and as the codec takes them."""
    steps = session.settings.audio.steps

    def on_step(step: int, _: Tensor) -> None:
        session.control.check()
        session.control.progress(f"sound: step {step} of {steps}", 0.25 + 0.5 * step / steps)

    with session.pool.v2a() as network, session.stoppable(network):
        windows = [[latent_window(network, piece) for piece in one.conditions] for one in wanted]
        noises = [
            positional_noise(one.stretch, one.pieces, network.config.latent_dim).to(
                network.latent_mean
            )
            for one in wanted
        ]

        def solve(records: bool) -> list[Tensor]:
            settings = replace(session.settings.audio, replay=records)
            if len(wanted) > 1:
                return sample_together(network, windows, noises, settings, on_step=on_step)
            return [sample_windows(network, windows[0], noises[0], settings, on_step=on_step)]

        return [
            (latent, network.unnormalise(latent)) for latent in session.accelerated(network, solve)
        ]


@torch.inference_mode()
def latent_window(network: MMAudio, one: PieceConditions) -> LatentWindow:
    """A piece with its conditions and null conditions.

    Without a picture the learned features of none stand in.
    """
    like, lengths = network.latent_mean, one.piece.lengths
    frames = lengths.latent_frames
    empty = (
        network.empty_clip(1, max(1, lengths.clip_frames)),
        network.empty_sync(1, lengths.sync_frames),
    )
    shown = empty
    if one.view is not None:
        shown = one.view.clip.to(like), one.view.sync.to(like)
    return LatentWindow(
        one.piece.first,
        frames,
        network.conditions(*shown, one.prompt.to(like), frames),
        network.conditions(*empty, one.negative.to(like), frames),
    )


@torch.inference_mode()
def _decode(
    latent: Tensor, pieces: list[LatentPiece], session: RuntimeSession, control: Control
) -> Waveform:
    """A latent as (T,) at the codec's rate."""
    control.check()
    control.progress("sound: decoding", 0.2)

    def on_part(done: float) -> None:
        control.progress("sound: decoding", 0.2 + 0.8 * done)

    with session.pool.vae() as vae, session.pool.vocoder() as vocoder:
        check = control.check
        with interruptible(vae, check), interruptible(vocoder, check):
            spans = [piece.span for piece in pieces]
            sound = AudioCodec(vae, vocoder).decode_windows(latent, spans, on_part)
        waveform: Waveform = sound[0].float().cpu().numpy()
    return waveform


def media_stamp(stretch: Stretch) -> str:
    """A stamp that changes when the media of a stretch changes."""
    return stamp(stretch.picture) if stretch.picture is not None else ""


def _key(
    stretch: Stretch, passes: Sequence[Pass], render_settings: RenderSettings, pool: ModelPool
) -> Hashable:
    """What the sound of a stretch depends on: itself and its media, prompts, settings, networks."""
    of_sound = tuple(pool.parts[role].name for role in ("v2a", "vae", "vocoder"))
    how = render_settings.audio, render_settings.compiled, render_settings.batched
    return (stretch, media_stamp(stretch), tuple(passes), *of_sound, *how)


# -- the stage ----------------------------------------------------------------------


class ModelVideoToAudio:
    """`VideoToAudio` of the model."""

    windows_at_once = TOGETHER

    def __init__(self, generator: AudioGenerator) -> None:
        self._generator = generator

    def generate(self, request: AudioRequest, start: int, length: int, control: Control) -> Audio:
        """Samples [start, start + length) of the job. See `VideoToAudio.generate`.

        Settings, beside those of `parse_settings`: `sounds`, what captions describe; `dialogue`,
        whether somebody speaks in the shot; `voiceless`, whether an earlier take of it had voices.
        Raises MediaError, JobError and OutOfMemoryError.
        """
        if length <= 0:
            return Audio.silence(0)
        windows = stretch_of((start, length), request.windows)
        stretch = Stretch(request.picture, windows, request.seed, request.num_samples)
        passes = [
            ambience_pass(
                request.settings,
                request.prompt,
                request.negative_prompt,
                first / SAMPLE_RATE,
                (first + count) / SAMPLE_RATE,
            )
            for first, count in windows
        ]
        render_settings = parse_settings(request.settings)
        hear = self._generator.hear
        if request.settings.get("voiceless"):
            hear, render_settings = self._without_voices, against_speech(render_settings)
        elif request.settings.get("dialogue"):
            hear = self._without_voices
        sound = hear(stretch, passes, render_settings, control).window(start, length)
        first, last = -request.handle_in, request.num_samples + request.handle_out
        return Audio.mono(fade_ends(sound, start, first, last))

    def _without_voices(
        self,
        stretch: Stretch,
        passes: Sequence[Pass],
        render_settings: RenderSettings,
        control: Control,
    ) -> Heard:
        """The sound of a stretch that should have no voices; warns of those that it has."""
        first = self._generator.hear(stretch, passes, render_settings, control)
        if not first.spoken_s:
            return first
        again = self._generator.hear(stretch, passes, against_speech(render_settings), control)
        best = min(first, again, key=lambda heard: heard.spoken_s)
        if best.spoken_s:
            control.warn(
                f"voices seem to be heard for {best.spoken_s:.1f} s where there should be none; "
                "another take may have none"
            )
        return best


def against_speech(render_settings: RenderSettings) -> RenderSettings:
    """The same with stronger guidance, and so farther from the negative prompt."""
    audio = render_settings.audio
    stronger = replace(audio, strength=max(1.0, audio.strength) * _AGAINST_SPEECH)
    return replace(render_settings, audio=stronger)


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
