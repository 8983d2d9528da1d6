"""The flow of speech: a mel from noise, under reference, text and energy or all evidence.

One render, a padded batch as in training, or several renders laid end to end.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from deepaudio.features import speech_text
from deepaudio.networks.f5 import F5, MAX_FRAMES, F5Conditions, F5Modulations
from deepaudio.networks.mof import Evidence
from deepaudio.sampling import schedules
from deepaudio.sampling.acceleration import replayed
from deepaudio.sampling.euler import OnStep, Velocity, euler
from deepaudio.sampling.guidance import Predict, f5_guidance, guided, guided_twice

_NO_GUIDANCE = 1e-5


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
    audio = torch.where(known, fit(audio, total), 0.0)
    mask = _first(frames, total).to(noise.device) if batch > 1 else None
    given = (audio, ids, _guide(energy, total), mask)
    schedule = settings.schedule(noise.dtype)
    table = network.modulations(schedule[:-1].to(noise.device), rounded=settings.rounded)
    velocity = _velocity(
        _predictor(network, table), _conditions(network, given, settings), settings
    )
    mel = euler(replayed(velocity) if settings.replay else velocity, noise, schedule, on_step)
    return torch.where(known, audio, mel)


@dataclass(frozen=True)
class MelRender:
    """What one mel is made from, for `sample_mels`; shapes as in `sample_mel`, of a batch of one.

    `noise` is as long as the mel; the first `known` frames of `audio` are its beginning.
    """

    audio: Tensor
    ids: Tensor
    energy: Tensor | Evidence
    noise: Tensor
    known: int


@torch.inference_mode()
def sample_mels(
    network: F5,
    renders: Sequence[MelRender],
    *,
    settings: SpeechFlowSettings = FINAL,
    on_step: OnStep | None = None,
) -> list[Tensor]:
    """Mels (1, F, M) of several renders in one pass, laid end to end.

    Each is what `sample_mel` makes of it alone, but for the rounding of products of matrices that
    are larger here. Either all renders have evidence, or none.
    """
    if not renders:
        return []
    first = renders[0].noise
    frames = [one.noise.shape[1] for one in renders]
    schedule = settings.schedule(first.dtype)
    table = network.modulations(schedule[:-1].to(first.device), rounded=settings.rounded)
    given, begun = [], []
    for one, total in zip(renders, frames, strict=True):
        known = _first(torch.tensor([one.known]), total).to(first.device)[..., None]  # (1, F, 1)
        audio = torch.where(known, fit(one.audio, total), 0.0)
        of_line = (audio, one.ids, _guide(one.energy, total), None)
        given.append(_conditions(network, of_line, settings))
        begun.append((known, audio))
    packed = [F5Conditions.packed(of_all) for of_all in zip(*given, strict=True)]
    velocity = _velocity(_predictor(network, table), packed, settings)
    noise = torch.cat([one.noise for one in renders], dim=1)
    mels = euler(replayed(velocity) if settings.replay else velocity, noise, schedule, on_step)
    return [
        torch.where(known, audio, mel)
        for (known, audio), mel in zip(begun, torch.split(mels, frames, dim=1), strict=True)
    ]


def _guide(energy: Tensor | Evidence, total: int) -> Tensor | Evidence:
    return energy.fitted(total) if isinstance(energy, Evidence) else fit(energy, total)


def _conditions(
    network: F5,
    given: tuple[Tensor, Tensor, Tensor | Evidence, Tensor | None],
    settings: SpeechFlowSettings,
) -> list[F5Conditions]:
    """Those that guidance needs under reference, text, energy or evidence, and mask.

    Of all, then of the text alone where there is evidence, then of nothing; the first alone where
    nothing is guided.
    """
    audio, ids, guide, mask = given
    conditions = functools.partial(network.conditions, rounded=settings.rounded)
    cond = conditions(audio, ids, guide, mask)
    unguided = settings.strength < _NO_GUIDANCE
    if not isinstance(guide, Evidence):
        return [cond] if unguided else [cond, conditions(None, None, guide, mask)]
    if unguided and settings.picture == 1:
        return [cond]
    nothing = guide.nothing()
    return [cond, conditions(audio, ids, nothing, mask), conditions(None, None, nothing, mask)]


def _velocity(
    predict: Predict[F5Conditions], conditions: Sequence[F5Conditions], settings: SpeechFlowSettings
) -> Velocity:
    """The velocity guided by `_conditions`."""
    join = F5Conditions.joined if settings.one_batch else None
    if len(conditions) == 1:
        return _unguided(predict, conditions[0])
    if len(conditions) == 2:
        cond, null = conditions
        return guided(predict, cond, null, settings.strength, f5_guidance, join=join)
    everything, text, null = conditions
    strengths = (1 + settings.strength, settings.picture)
    return guided_twice(predict, (everything, text, null), strengths, join=join)


def _predictor(network: F5, table: F5Modulations) -> Predict[F5Conditions]:
    return lambda x, step, cond: network.predict(x, table.at(step), cond)


def _unguided(predict: Predict[F5Conditions], cond: F5Conditions) -> Velocity:
    return lambda x, step: predict(x, step, cond)


def _first(counts: Tensor, total: int) -> Tensor:
    """(B,) counts to (B, F), True in each item's first frames."""
    return torch.arange(total, device=counts.device) < counts[:, None]


def fit(x: Tensor, total: int) -> Tensor:
    """(B, F', C) cut or zero-padded to (B, F, C)."""
    return torch.nn.functional.pad(x[:, :total], (0, 0, 0, total - min(total, x.shape[1])))
