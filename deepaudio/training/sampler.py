"""Which items a step sees, by its number: nothing but that number has to be kept for resuming.

A step consists of parts, which a process computes one after the other; parts are shared out among
the processes. What a step sees, and what is random in it, is the same for any number of them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import torch

from deepaudio.training.draws import generator


@dataclass(frozen=True)
class StepPart:
    """Items that are computed at once."""

    number: int  # within the step
    items: tuple[int, ...]  # of the data
    places: tuple[int, ...]  # of each within the step; what is random depends on it
    share: float  # of this part's loss in that of the step; all of a step together make 1


class StepSampler(Protocol):
    """Which items come when."""

    def parts(self, step: int, processes: int) -> list[StepPart]:
        """Of a step, counted from 0, for so many processes."""

    def epoch(self, step: int) -> float:
        """How often the data has been seen before that step."""


def own_parts(parts: Sequence[StepPart], rank: int, processes: int) -> list[StepPart]:
    """The parts that a process computes; as many for each, so that none waits for ever.

    Where they do not come out even, the first part is computed once more and does not count.
    """
    own = list(parts[rank::processes])
    rounds = math.ceil(len(parts) / processes)
    return own + [replace(parts[0], share=0.0)] * (rounds - len(own))


class ItemSampler:
    """`items` clips a step, in another order in each epoch; steps go on over an epoch's end."""

    def __init__(self, count: int, items: int, seed: int, *, at_once: int = 0) -> None:
        if count < 1 or items < 1:
            raise ValueError(f"a step of {items} out of {count} items is none")
        self._count = count
        self._items = items
        self._seed = seed
        self._at_once = at_once or items
        self._order: tuple[int, list[int]] = (-1, [])

    def parts(self, step: int, processes: int) -> list[StepPart]:
        """See `StepSampler`."""
        first = step * self._items
        items = [self._item(first + place) for place in range(self._items)]
        needed = math.ceil(self._items / self._at_once / processes) * processes
        count = min(self._items, needed)
        edges = [round(self._items * i / count) for i in range(count + 1)]
        return [
            StepPart(i, tuple(items[low:high]), tuple(range(low, high)), (high - low) / self._items)
            for i, (low, high) in enumerate(itertools.pairwise(edges))
        ]

    def epoch(self, step: int) -> float:
        """See `StepSampler`."""
        return step * self._items / self._count

    def _item(self, number: int) -> int:
        epoch, place = divmod(number, self._count)
        if self._order[0] != epoch:
            self._order = (epoch, _shuffled(self._count, self._seed, epoch))
        return self._order[1][place]


class FrameSampler:
    """Batches of clips of like length, filled up to a number of frames; `per_step` make a step.

    Clips are sorted by length and batches shuffled anew in each epoch, as F5-TTS does. A clip
    longer than a batch may be is in none: `left_out`.
    """

    def __init__(
        self, lengths: Sequence[int], frames: int, seed: int, *, most: int = 0, per_step: int = 1
    ) -> None:
        self._seed = seed
        self._per_step = per_step
        self.left_out = tuple(i for i, length in enumerate(lengths) if length > frames)
        self.batches = _filled(lengths, frames, most)
        if not self.batches:
            raise ValueError(f"no clip is at most {frames} frames long")
        self._order: tuple[int, list[int]] = (-1, [])

    def parts(self, step: int, processes: int) -> list[StepPart]:
        """See `StepSampler`."""
        del processes
        parts, first = [], 0
        for number in range(self._per_step):
            items = self._batch(step * self._per_step + number)
            places = tuple(range(first, first + len(items)))
            parts.append(StepPart(number, items, places, 1 / self._per_step))
            first += len(items)
        return parts

    def epoch(self, step: int) -> float:
        """See `StepSampler`."""
        return step * self._per_step / len(self.batches)

    def _batch(self, number: int) -> tuple[int, ...]:
        epoch, place = divmod(number, len(self.batches))
        if self._order[0] != epoch:
            self._order = (epoch, _shuffled(len(self.batches), self._seed, epoch))
        return self.batches[self._order[1][place]]


def _filled(lengths: Sequence[int], frames: int, most: int) -> list[tuple[int, ...]]:
    """Batches of at most `frames` frames and `most` clips (0: any number), shortest first."""
    batches: list[tuple[int, ...]] = []
    batch: list[int] = []
    total = 0
    for item in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if lengths[item] > frames:
            continue
        if batch and (total + lengths[item] > frames or (most and len(batch) == most)):
            batches.append(tuple(batch))
            batch, total = [], 0
        batch.append(item)
        total += lengths[item]
    return [*batches, tuple(batch)] if batch else batches


def _shuffled(count: int, seed: int, epoch: int) -> list[int]:
    order: list[int] = torch.randperm(count, generator=generator("order", seed, epoch)).tolist()
    return order
