"""Speech from a reference voice, text and energy: from plan to waveform.

Everything here is at 24 kHz in mel frames of 256 samples. The waveform of F frames has
(F - 1) * 256 samples.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from deepaudio.features import speech_text
from deepaudio.features.mel import MEL_SPEECH, log_mel
from deepaudio.features.reference import level_up, resample_sinc
from deepaudio.networks.f5 import F5, MAX_FRAMES, F5Conditions, F5Modulations
from deepaudio.networks.mof import Evidence
from deepaudio.networks.vocos import Vocos
from deepaudio.sampling import schedules
from deepaudio.sampling.acceleration import replayed
from deepaudio.sampling.euler import OnStep, Velocity, euler
from deepaudio.sampling.guidance import Predict, f5_guidance, guided, guided_twice

SAMPLE_RATE = MEL_SPEECH.sample_rate
HOP = MEL_SPEECH.hop_length

_FADE_S = 0.15
_SHARED_FRAMES = 15
"""Contour frames that two neighbouring chunks of a line both get: they make the crossfade."""

_NO_GUIDANCE = 1e-5


@dataclass(frozen=True)
class SpeechModel:
    """The parts of the speech half."""

    network: F5
    vocoder: Vocos
    vocabulary: speech_text.Vocabulary


@dataclass(frozen=True)
class SpeechFlowSettings:
    """How a flow is solved. `pruned` takes the published sparse schedules where there is one.

    `strength` counts as F5 does: 0 is no guidance. `picture` is how far a fusion is guided
    towards the picture, where 1 is no guidance; the published network has no such strength.
    `one_batch` guides in one pass over all conditions, `replay` records steps on a GPU;
    `rounded` rounds times, positions and frequencies to the network's type, as the published
    program does.
    """

    steps: int = 32
    strength: float = 2.0
    sway: float = -1.0
    pruned: bool = False
    picture: float = 2.0
    one_batch: bool = True
    replay: bool = False
    rounded: bool = False

    def __post_init__(self) -> None:
        if self.steps < 1 or self.strength < 0 or self.picture < 0:
            raise ValueError(f"steps must be positive, strengths not negative: {self}")

    def schedule(self, dtype: torch.dtype = torch.float32) -> Tensor:
        """Times (S + 1,); `rounded` ones are counted in `dtype` throughout."""
        grid = (schedules.pruned if self.pruned else schedules.linear)(self.steps)
        return schedules.sway(grid.to(dtype) if self.rounded else grid, self.sway)


DRAFT = SpeechFlowSettings(steps=7, pruned=True)
FINAL = SpeechFlowSettings()


# -- the flow -----------------------------------------------------------------------


def durations(ids: Tensor, lengths: Tensor, requested: Tensor) -> Tensor:
    """Frames (B,) of each render: room for its tokens and one frame past its reference.

    ids: (B, L), -1 behind a line's end; lengths: (B,) reference frames; requested: (B,).
    """
    tokens = (ids != speech_text.PAD).sum(dim=-1)
    needed = torch.maximum(tokens, lengths) + 1
    return torch.maximum(needed, requested).clamp(max=MAX_FRAMES)


def draw_noise(frames: Sequence[int], mel_bins: int, generator: torch.Generator) -> Tensor:
    """Noise (B, F, M), item by item, zero behind each item's `frames`."""
    items = [torch.randn(count, mel_bins, generator=generator) for count in frames]
    return torch.nn.utils.rnn.pad_sequence(items, batch_first=True)


@torch.inference_mode()
def sample_mel(
    network: F5,
    audio: Tensor,
    ids: Tensor,
    energy: Tensor | Evidence,
    noise: Tensor,
    *,
    frames: Tensor,
    lengths: Tensor | None = None,
    settings: SpeechFlowSettings = FINAL,
    on_step: OnStep | None = None,
) -> Tensor:
    """Mel (B, F, M) that begins with the reference's.

    audio: (B, F0, M) reference mel, of which each item's first `lengths` (B,) frames count;
    ids: (B, L); energy: (B, F', 1), or all evidence for a network with a fusion, cut or
    zero-padded to F; noise: (B, F, M), F the largest of `frames` (B,), see `durations`.
    """
    batch, total, _ = noise.shape
    if lengths is None:
        lengths = torch.full((batch,), audio.shape[1])
    if int(lengths.max()) > total:
        raise ValueError(f"a reference of {int(lengths.max())} frames leaves no room in {total}")
    known = _first(lengths, total).to(noise.device)[..., None]  # (B, F, 1)
    audio = torch.where(known, _fit(audio, total), 0.0)
    mask = _first(frames, total).to(noise.device) if batch > 1 else None
    guide = energy.fitted(total) if isinstance(energy, Evidence) else _fit(energy, total)
    schedule = settings.schedule(noise.dtype)
    table = network.modulations(schedule[:-1].to(noise.device), rounded=settings.rounded)
    velocity = _velocity(network, _predictor(network, table), (audio, ids, guide, mask), settings)
    mel = euler(replayed(velocity) if settings.replay else velocity, noise, schedule, on_step)
    return torch.where(known, audio, mel)


def _velocity(
    network: F5,
    predict: Predict[F5Conditions],
    given: tuple[Tensor, Tensor, Tensor | Evidence, Tensor | None],
    settings: SpeechFlowSettings,
) -> Velocity:
    """The guided velocity under reference, text, energy or evidence, and mask."""
    audio, ids, guide, mask = given
    conditions = functools.partial(network.conditions, rounded=settings.rounded)
    cond = conditions(audio, ids, guide, mask)
    join = F5Conditions.joined if settings.one_batch else None
    if not isinstance(guide, Evidence):
        if settings.strength < _NO_GUIDANCE:
            return _unguided(predict, cond)
        null = conditions(None, None, guide, mask)
        return guided(predict, cond, null, settings.strength, f5_guidance, join=join)
    if settings.strength < _NO_GUIDANCE and settings.picture == 1:
        return _unguided(predict, cond)
    nothing = guide.nothing()
    text = conditions(audio, ids, nothing, mask)
    null = conditions(None, None, nothing, mask)
    strengths = (1 + settings.strength, settings.picture)
    return guided_twice(predict, (cond, text, null), strengths, join=join)


def _predictor(network: F5, table: F5Modulations) -> Predict[F5Conditions]:
    return lambda x, step, cond: network.predict(x, table.at(step), cond)


def _unguided(predict: Predict[F5Conditions], cond: F5Conditions) -> Velocity:
    return lambda x, step: predict(x, step, cond)


def _first(counts: Tensor, total: int) -> Tensor:
    """(B,) counts to (B, F), True in each item's first frames."""
    return torch.arange(total, device=counts.device) < counts[:, None]


def _fit(x: Tensor, total: int) -> Tensor:
    """(B, F', C) cut or zero-padded to (B, F, C)."""
    return torch.nn.functional.pad(x[:, :total], (0, 0, 0, total - min(total, x.shape[1])))


# -- a line -------------------------------------------------------------------------


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
        before = _fit(before[None, :, None], reference.frames).flatten()
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
    like = model.network.proj_out.weight  # its device, its precision
    ids = model.vocabulary.ids([chunk.tokens])
    lengths = torch.tensor([reference.mel.shape[1]])
    frames = durations(ids, lengths, torch.tensor([chunk.frames]))
    if noise is None:
        noise = draw_noise(frames.tolist(), reference.mel.shape[2], generator)
    audio, energy, noise = reference.mel.to(like), chunk.energy.to(like), noise.to(like)
    return sample_mel(
        model.network,
        audio,
        ids.to(like.device),
        energy,
        noise,
        frames=frames,
        lengths=lengths,
        settings=settings,
        on_step=on_step,
    )


@torch.inference_mode()
def decode_chunk(model: SpeechModel, reference: Reference, mel: Tensor) -> Tensor:
    """Waveform (T,) of what follows the reference in `mel` (1, F, M), at its level."""
    waveform = model.vocoder(mel[:, reference.frames :].float().mT)[0]  # (T,)
    decoded: Tensor = waveform.cpu() * reference.gain
    return decoded


def speak(
    model: SpeechModel,
    reference: Reference,
    chunks: Sequence[Chunk],
    generator: torch.Generator,
    *,
    settings: SpeechFlowSettings = FINAL,
    on_step: OnStep | None = None,
) -> Tensor:
    """Waveform (T,) of a planned line; no chunks give silence of no length."""
    waveforms = []
    for chunk in chunks:
        mel = render_chunk(model, reference, chunk, generator, settings=settings, on_step=on_step)
        waveforms.append(decode_chunk(model, reference, mel))
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
