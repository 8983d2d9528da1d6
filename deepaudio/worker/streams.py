"""Limiting and measuring sound block by block: takes of any length in bounded memory.

Blocks are consecutive waveforms (T,) at 48 kHz.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import pyloudnorm
from scipy import signal

from deepaudio.audio import levels
from deepaudio.engines.base import SAMPLE_RATE, Waveform
from deepaudio.worker.joining import Joiner

_CHUNK = 30 * SAMPLE_RATE
_OVERLAP = SAMPLE_RATE


def limited(
    blocks: Iterable[Waveform], chunk: int = _CHUNK, overlap: int = _OVERLAP
) -> Iterator[Waveform]:
    """The same sound with its true peak limited to -1 dBTP.

    Chunks are limited each for itself and crossfaded: the limiter has no memory, so that
    neighbours differ by hundredths of a dB at most and at their cut ends.
    """
    joiner = Joiner()
    pending: Waveform = np.zeros(0, np.float32)
    for block in blocks:
        pending = np.concatenate([pending, block])
        while len(pending) > chunk:
            yield joiner.add(levels.limit_true_peak(pending[:chunk]), chunk - overlap)
            pending = pending[chunk - overlap :]
    yield joiner.add(levels.limit_true_peak(pending), len(pending))


class PeakMeter:
    """Highest true peak of a stream."""

    _MARGIN = 480  # samples of the block before, faded in: a bare cut would ring

    def __init__(self) -> None:
        self._highest = 0.0
        self._before: Waveform = np.zeros(0, np.float32)

    def add(self, block: Waveform) -> None:
        """Take the next block."""
        fade = np.linspace(0, 1, len(self._before), dtype=np.float32)
        joined = np.concatenate([self._before * fade, block])
        self._highest = max(self._highest, levels.true_peak(joined))
        self._before = joined[-self._MARGIN :]

    def highest(self) -> float:
        """As an amplitude."""
        return self._highest


class EnergyMeter:
    """A coarse energy contour for display: mean |x| in at most 200 equal parts."""

    _PARTS = 200

    def __init__(self, total: int) -> None:
        self._total = max(1, total)
        self._sums = np.zeros(min(self._PARTS, self._total))
        self._position = 0

    def add(self, block: Waveform) -> None:
        """Take the next block."""
        index = np.arange(self._position, self._position + len(block), dtype=np.int64)
        part = np.minimum(index * len(self._sums) // self._total, len(self._sums) - 1)
        self._sums += np.bincount(part, np.abs(block), len(self._sums))
        self._position += len(block)

    def values(self) -> tuple[float, ...]:
        """The contour in [0, 1], its highest value 1; all 0 for silence."""
        highest = self._sums.max()
        scaled = self._sums / highest if highest > 0 else self._sums
        return tuple(round(float(value), 4) for value in scaled)


class LoudnessMeter:
    """Integrated loudness of a stream after ITU-R BS.1770-4, with pyloudnorm's filters."""

    _HOP = SAMPLE_RATE // 10  # gating blocks of 400 ms overlap by three quarters

    def __init__(self) -> None:
        self._filters = list(pyloudnorm.Meter(SAMPLE_RATE)._filters.values())
        self._states = [np.zeros(max(len(f.a), len(f.b)) - 1) for f in self._filters]
        self._pending = np.zeros(0)
        self._hops: list[float] = []  # energy of each complete hop

    def add(self, block: Waveform) -> None:
        """Take the next block."""
        weighted = block.astype(np.float64)
        for i, stage in enumerate(self._filters):
            weighted, self._states[i] = signal.lfilter(
                stage.b, stage.a, weighted, zi=self._states[i]
            )
            weighted = weighted * stage.passband_gain
        squares = np.concatenate([self._pending, np.square(weighted)])
        whole = len(squares) // self._HOP
        self._hops += squares[: whole * self._HOP].reshape(whole, self._HOP).sum(axis=1).tolist()
        self._pending = squares[whole * self._HOP :]

    def integrated(self) -> float | None:
        """In LUFS; None when nothing rises above the gate of -70 LUFS."""
        hops = np.array(self._hops)
        rest = float(self._pending.sum())
        if len(hops) < 4:  # shorter than a gating block: taken as a whole
            samples = len(hops) * self._HOP + len(self._pending)
            return _above_gate((float(hops.sum()) + rest) / max(1, samples))
        if len(self._pending) >= self._HOP // 2:
            hops = np.append(hops, rest)
        blocks = np.convolve(hops, np.ones(4), "valid") / (4 * self._HOP)
        blocks = blocks[blocks > _power(-70.0)]
        if not len(blocks):
            return None
        return _above_gate(float(blocks[blocks > blocks.mean() * 0.1].mean()))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def _above_gate(power: float) -> float | None:
    return -0.691 + 10 * math.log10(power) if power > _power(-70.0) else None
