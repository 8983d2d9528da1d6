"""Limiting and measuring sound block by block: takes of any length in bounded memory.

Blocks are consecutive samples (..., T) at 48 kHz, all of the same number of channels.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from deepaudio.dsp import levels
from deepaudio.dsp.joining import Joiner
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples

_CHUNK = 30 * SAMPLE_RATE
_OVERLAP = SAMPLE_RATE


def limited(
    blocks: Iterable[Samples],
    chunk: int = _CHUNK,
    overlap: int = _OVERLAP,
    *,
    ceiling_db: float = levels.CEILING_DB,
    leading: int | None = None,
    heard: Callable[[float], None] | None = None,
) -> Iterator[Samples]:
    """The same sound with its true peak limited to `ceiling_db`.

    Chunks are limited each for itself and crossfaded: the limiter has no memory, so that
    neighbours differ by hundredths of a dB at most and at their cut ends. With `leading` only
    so many channels are looked at, and the others follow their gain: stems of a mix. `heard`
    is told the lowest gain of each chunk that has to be lowered.
    """
    joiner = Joiner()

    def lowered(sound: Samples) -> Samples:
        gain = levels.limiting_gain(sound[:leading] if leading else sound, ceiling_db)
        if gain is None:
            return sound
        if heard is not None:
            heard(float(gain.min()))
        return sound * gain

    pending: Samples = np.zeros(0, np.float32)
    for block in blocks:
        pending = np.concatenate([pending, block], axis=-1) if pending.size else block
        while pending.shape[-1] > chunk:
            yield joiner.add(lowered(pending[..., :chunk]), chunk - overlap)
            pending = pending[..., chunk - overlap :]
    yield joiner.add(lowered(pending), pending.shape[-1])


class PeakMeter:
    """Highest true peak of a stream."""

    _MARGIN = 480  # samples of the block before, faded in: a bare cut would ring

    def __init__(self) -> None:
        self._highest = 0.0
        self._before: Samples | None = None

    def add(self, block: Samples) -> None:
        """Take the next block."""
        before = block[..., :0] if self._before is None else self._before
        fade = np.linspace(0, 1, before.shape[-1], dtype=np.float32)
        joined = np.concatenate([before * fade, block], axis=-1)
        self._highest = max(self._highest, levels.true_peak(joined))
        self._before = joined[..., -self._MARGIN :]

    def highest(self) -> float:
        """As an amplitude."""
        return self._highest


class EnergyMeter:
    """A coarse energy contour for display: mean |x| of all channels in at most 200 equal parts."""

    _PARTS = 200

    def __init__(self, total: int) -> None:
        self._total = max(1, total)
        self._sums = np.zeros(min(self._PARTS, self._total))
        self._position = 0

    def add(self, block: Samples) -> None:
        """Take the next block."""
        magnitude = np.abs(np.atleast_2d(block), dtype=np.float64).mean(axis=0)
        end = self._position + len(magnitude)
        edges = [-(-part * self._total // len(self._sums)) for part in range(len(self._sums))]
        first = max(0, bisect.bisect_right(edges, self._position) - 1)
        starts = [max(0, edge - self._position) for edge in edges[first:] if edge < end]
        if starts:
            sums = np.add.reduceat(magnitude, starts)
            self._sums[first : first + len(sums)] += sums
        self._position = end

    def values(self) -> tuple[float, ...]:
        """The contour in [0, 1], its highest value 1; all 0 for silence."""
        highest = self._sums.max()
        scaled = self._sums / highest if highest > 0 else self._sums
        return tuple(round(float(value), 4) for value in scaled)
