"""Speech from a reference voice, text and energy: from plan to waveform.

Everything here is at 24 kHz in mel frames of 256 samples. The waveform of F frames has
(F - 1) * 256 samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from deepaudio.features import speech_text
from deepaudio.features.mel import MEL_SPEECH, log_mel
from deepaudio.features.reference import level_up, resample_sinc
from deepaudio.networks.f5 import F5
from deepaudio.networks.mof import Evidence
from deepaudio.networks.vocos import Vocos
from deepaudio.sampling.euler import OnStep
from deepaudio.sampling.speech_flow import (
    FINAL,
    MelRender,
    SpeechFlowSettings,
    draw_noise,
    durations,
    fit,
    sample_mel,
    sample_mels,
)

SAMPLE_RATE = MEL_SPEECH.sample_rate
HOP = MEL_SPEECH.hop_length

_FADE_S = 0.15
_SHARED_FRAMES = 15
"""Contour frames that two neighbouring chunks of a line both get: they make the crossfade."""


@dataclass(frozen=True)
class SpeechModel:
    """The parts of the speech half."""

    network: F5
    vocoder: Vocos
    vocabulary: speech_text.Vocabulary


@dataclass(frozen=True)
class Reference:
    """A prepared voice: made once, used for every line."""

    waveform: Tensor  # (1, T), at the working level
    gain: float  # brings a result back to the recording's level
    mel: Tensor  # (1, F0, M)
    text: str

    @property
    def frames(self) -> int:
        """Frames the reference takes in a render; its mel has one more."""
        return self.waveform.shape[-1] // HOP

    @property
    def seconds(self) -> float:
        """Its duration."""
        return self.waveform.shape[-1] / SAMPLE_RATE


def prepare_reference(waveform: Tensor, rate: int, text: str) -> Reference:
    """From a (C, T) recording and its words.

    The recording is what `features.reference.prepare_recording` makes, as floats; the
    words are as `features.speech_text.finished_ref_text` leaves them. Raises ValueError when
    there are none.
    """
    if not text.strip():
        raise ValueError("a reference recording needs its words")
    mono = waveform.mean(dim=0, keepdim=True)  # (1, T)
    levelled, gain = level_up(mono)
    at_rate = resample_sinc(levelled, rate, SAMPLE_RATE)
    mel = log_mel(at_rate, MEL_SPEECH).mT  # (1, F0, M)
    return Reference(at_rate, gain, mel, speech_text.spaced_ref_text(text))


@dataclass(frozen=True)
class Chunk:
    """One render: reference and a part of the line."""

    text: str
    tokens: tuple[str, ...]  # of reference and text
    frames: int  # of reference and text
    energy: Tensor | Evidence  # (1, F, 1), or all evidence for a fusion

    @property
    def guided(self) -> bool:
        """Whether a picture says when something is heard."""
        return isinstance(self.energy, Evidence) or bool(self.energy.any())


def plan_line(
    reference: Reference,
    text: str,
    target: Tensor | Evidence | None = None,
    prompt: Tensor | Evidence | None = None,
    *,
    speed: float = 1.0,
    seconds: float | None = None,
) -> list[Chunk]:
    """Chunks of a line.

    With `target` (F,), the energy contour of the line's window, the line is as long as it;
    `prompt` (F',) is the reference's own contour. For a fusion both are all evidence, of one
    item. Without `target`, energy is zero and the length follows the text (or `seconds`, which
    counts the reference too). Text that needs several chunks shares the contour by its bytes,
    with `_SHARED_FRAMES` in common for the crossfade. A window with fewer frames than the text
    has tokens is overrun, see `durations`. Raises ValueError for a contour beside evidence.
    """
    limit = speech_text.max_chunk_bytes(reference.text, reference.seconds)
    texts = speech_text.chunk_text(text, limit)
    if isinstance(target, Evidence) or isinstance(prompt, Evidence):
        return _fused_line(reference, texts, target, prompt)
    if target is None:
        counts = [
            line_frames(reference.frames, reference.text, part, speed, seconds) for part in texts
        ]
        contours = [torch.zeros(count) for count in counts]
    else:
        before = torch.zeros(0) if prompt is None else prompt.cpu()
        before = fit(before[None, :, None], reference.frames).flatten()
        contours = [
            torch.cat((before, target.cpu()[first:stop]))
            for first, stop in _shares(len(target), texts)
        ]
    return [_chunk(reference, part, contour) for part, contour in zip(texts, contours, strict=True)]


def line_frames(
    ref_frames: int, ref_text: str, text: str, speed: float = 1.0, seconds: float | None = None
) -> int:
    """Frames of reference and text; `seconds` sets their sum."""
    if seconds is not None:
        return int(seconds * SAMPLE_RATE / HOP)
    return speech_text.total_frames(ref_frames, ref_text, text, speed)


def _chunk(reference: Reference, text: str, contour: Tensor) -> Chunk:
    tokens = speech_text.tokens_of(reference.text + text)
    energy = contour.half().float()  # training rounded it so
    return Chunk(text, tuple(tokens), len(contour), energy[None, :, None])


def _fused_line(
    reference: Reference,
    texts: Sequence[str],
    target: Tensor | Evidence | None,
    prompt: Tensor | Evidence | None,
) -> list[Chunk]:
    """`plan_line` with all evidence of the picture. Raises ValueError for a contour beside it."""
    if not isinstance(target, Evidence) or isinstance(prompt, Tensor):
        raise ValueError("line and reference need the same: a contour, or all evidence")
    before = (target.nothing() if prompt is None else prompt).fitted(reference.frames)
    return [
        _fused_chunk(reference, text, before.followed_by(target.between(first, stop)))
        for text, (first, stop) in zip(texts, _shares(target.energy.shape[1], texts), strict=True)
    ]


def _fused_chunk(reference: Reference, text: str, evidence: Evidence) -> Chunk:
    tokens = speech_text.tokens_of(reference.text + text)
    # A render keeps the frames of the reference's mel: one more than it takes.
    marked = evidence.given(reference.mel.shape[1])
    rounded = replace(marked, energy=marked.energy.half().float())
    return Chunk(text, tuple(tokens), evidence.energy.shape[1], rounded)


def _shares(frames: int, texts: Sequence[str]) -> list[tuple[int, int]]:
    """The frames [first, stop) of a contour for each text, by bytes; neighbours overlap."""
    total = sum(len(text.encode()) for text in texts)
    parts: list[tuple[int, int]] = []
    done = start = 0
    for text in texts:
        done += len(text.encode())
        end = frames * done // total
        parts.append((start, end))
        start = max(0, end - _SHARED_FRAMES)
    return parts


def render_chunk(
    model: SpeechModel,
    reference: Reference,
    chunk: Chunk,
    generator: torch.Generator,
    *,
    noise: Tensor | None = None,
    settings: SpeechFlowSettings = FINAL,
    on_step: OnStep | None = None,
) -> Tensor:
    """Mel (1, F, M) of reference and chunk; `noise` (1, F, M) or None to draw it."""
    one = mel_render(model, reference, chunk, generator, noise=noise)
    return sample_mel(
        model.network,
        one.audio,
        one.ids,
        one.energy,
        one.noise,
        frames=torch.tensor([one.noise.shape[1]]),
        lengths=torch.tensor([one.known]),
        settings=settings,
        on_step=on_step,
    )


def mel_render(
    model: SpeechModel,
    reference: Reference,
    chunk: Chunk,
    generator: torch.Generator,
    *,
    noise: Tensor | None = None,
) -> MelRender:
    """What a chunk is made from, on the network's device and in its precision."""
    like = model.network.proj_out.weight
    ids = model.vocabulary.ids([chunk.tokens])
    known = reference.mel.shape[1]
    if noise is None:
        frames = durations(ids, torch.tensor([known]), torch.tensor([chunk.frames]))
        noise = draw_noise(frames.tolist(), reference.mel.shape[2], generator)
    audio, energy = reference.mel.to(like), chunk.energy.to(like)
    return MelRender(audio, ids.to(like.device), energy, noise.to(like), known)


@torch.inference_mode()
def decode_chunk(model: SpeechModel, reference: Reference, mel: Tensor) -> Tensor:
    """Waveform (T,) of what follows the reference in `mel` (1, F, M), at its level."""
    waveform = model.vocoder(mel[:, reference.frames :].float().mT)[0]  # (T,)
    decoded: Tensor = waveform.cpu() * reference.gain
    return decoded


@dataclass(frozen=True)
class PlannedLine:
    """A line to be said, and what draws its noise."""

    reference: Reference
    chunks: Sequence[Chunk]
    generator: torch.Generator


def speak(
    model: SpeechModel,
    line: PlannedLine,
    *,
    settings: SpeechFlowSettings = FINAL,
    on_step: OnStep | None = None,
) -> Tensor:
    """Waveform (T,) of a planned line; no chunks give silence of no length."""
    waveforms = []
    for chunk in line.chunks:
        mel = render_chunk(
            model, line.reference, chunk, line.generator, settings=settings, on_step=on_step
        )
        waveforms.append(decode_chunk(model, line.reference, mel))
    return _joined(waveforms, line.chunks)


def speak_together(
    model: SpeechModel,
    lines: Sequence[PlannedLine],
    *,
    settings: SpeechFlowSettings = FINAL,
    on_step: OnStep | None = None,
) -> list[Tensor]:
    """Waveforms (T,) of several lines, all their chunks in one pass; see `sample_mels`."""
    renders = [
        mel_render(model, line.reference, chunk, line.generator)
        for line in lines
        for chunk in line.chunks
    ]
    mels = iter(sample_mels(model.network, renders, settings=settings, on_step=on_step))
    spoken = []
    for line in lines:
        waveforms = [decode_chunk(model, line.reference, next(mels)) for _ in line.chunks]
        spoken.append(_joined(waveforms, line.chunks))
    return spoken


def _joined(waveforms: Sequence[Tensor], chunks: Sequence[Chunk]) -> Tensor:
    """The chunks of a line as one."""
    guided_by_picture = any(chunk.guided for chunk in chunks)
    fade = (_SHARED_FRAMES - 1) * HOP if guided_by_picture else int(_FADE_S * SAMPLE_RATE)
    return crossfaded(waveforms, fade)


def crossfaded(waveforms: Sequence[Tensor], fade: int) -> Tensor:
    """(T,) waveforms joined with linear crossfades of up to `fade` samples."""
    if not waveforms:
        return torch.zeros(0)
    joined = waveforms[0]
    for after in waveforms[1:]:
        width = min(fade, len(joined), len(after))
        up = torch.linspace(0, 1, width)
        shared = joined[len(joined) - width :] * up.flip(0) + after[:width] * up
        joined = torch.cat((joined[: len(joined) - width], shared, after[width:]))
    return joined
