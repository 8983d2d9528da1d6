"""Integrated loudness by ITU-R BS.1770-4, of a whole sound or block by block.

The K-weighting filters are pyloudnorm's; both stages run as one filter of fourth order,
and blocks of any length may be added, so that a take of two hours needs no memory.
"""

from __future__ import annotations

import functools
import math

import numpy as np
import numpy.typing as npt
import pyloudnorm
from scipy import signal

from deepaudio.dsp.waveform import SAMPLE_RATE, Samples

_GATE_LUFS = -70.0  # the absolute gate: below it nothing counts
_HOP = SAMPLE_RATE // 10  # gating blocks of 400 ms overlap by three quarters
_HOPS_A_BLOCK = 4
_VOICE_DB = -45.0  # RMS of 100 ms, some 20 dB below a talker at -23 LUFS
_SURROUND = 1.41  # weight of a surround channel's power
_WEIGHTS = {
    5: (1.0, 1.0, 1.0, _SURROUND, _SURROUND),
    6: (1.0, 1.0, 1.0, 0.0, _SURROUND, _SURROUND),
}
"""By number of channels, in the order of WAV files: BS.1770 leaves the LFE out. Others count 1."""

Floats = npt.NDArray[np.float64]


def loudness(samples: Samples) -> float | None:
    """Integrated loudness of (..., T) at 48 kHz in LUFS; None below the gate of -70 LUFS.

    Sound shorter than one gating block counts as one block of its own length:
    padding it with silence would make short words come out too loud.
    """
    meter = LoudnessMeter()
    meter.add(samples)
    return meter.integrated()


class LoudnessMeter:
    """Integrated loudness of a stream; all blocks have the same number of channels."""

    def __init__(self) -> None:
        self._state: Floats | None = None  # of the filter, for each channel
        self._pending = np.zeros(0)
        self._hops: list[float] = []  # energy of each complete hop

    def add(self, block: Samples) -> None:
        """Take the next block, (T,) or (C, T)."""
        b, a = _k_weighting()
        block = np.atleast_2d(block)
        channels = len(block)
        if self._state is None:
            self._state = np.zeros((channels, len(b) - 1))
        weighted, self._state = signal.lfilter(b, a, block.astype(np.float64), zi=self._state)
        power = np.square(weighted, out=weighted)
        if channels > 1:
            power = np.asarray(_WEIGHTS.get(channels, (1.0,) * channels)) @ power
        squares = np.concatenate([self._pending, power.reshape(-1)])
        whole = len(squares) // _HOP
        self._hops += squares[: whole * _HOP].reshape(whole, _HOP).sum(axis=1).tolist()
        self._pending = squares[whole * _HOP :]

    def integrated_where(self, counts: npt.NDArray[np.bool_]) -> float | None:
        """In LUFS, of what is heard while `counts`, by 100 ms, holds; None when nothing does.

        A gating block counts when half of it does, and is above -70 LUFS: the relative
        gate finds the foreground of a programme, and here it is known.
        """
        hops = np.array(self._hops)
        counts = counts[: len(hops)]
        if len(counts) < _HOPS_A_BLOCK:
            return None
        blocks = _blocks(hops[: len(counts)])
        within = np.convolve(counts, np.ones(_HOPS_A_BLOCK), "valid") >= _HOPS_A_BLOCK / 2
        blocks = blocks[within & (blocks > _power(_GATE_LUFS))]
        return _above_gate(float(blocks.mean())) if len(blocks) else None

    def integrated(self) -> float | None:
        """In LUFS; None when nothing rises above the gate of -70 LUFS."""
        hops = np.array(self._hops)
        rest = float(self._pending.sum())
        if len(hops) < _HOPS_A_BLOCK:
            samples = len(hops) * _HOP + len(self._pending)
            return _above_gate((float(hops.sum()) + rest) / max(1, samples))
        if len(self._pending) >= _HOP // 2:
            hops = np.append(hops, rest)
        blocks = _blocks(hops)
        blocks = blocks[blocks > _power(_GATE_LUFS)]
        if not len(blocks):
            return None
        return _above_gate(float(blocks[blocks > blocks.mean() * 0.1].mean()))


class VoiceDetector:
    """Where somebody speaks in a stream that holds speech and nothing else, by 100 ms.

    Of a whole mix levels could not tell; of its dialogue alone they do.
    """

    def __init__(self) -> None:
        self._pending = np.zeros(0)
        self._powers: list[float] = []

    def add(self, speech: Samples) -> None:
        """Take the next block, (C, T)."""
        power = np.square(speech, dtype=np.float64).sum(axis=0)
        squares = np.concatenate([self._pending, power])
        whole = len(squares) // _HOP
        self._powers += squares[: whole * _HOP].reshape(whole, _HOP).mean(axis=1).tolist()
        self._pending = squares[whole * _HOP :]

    def spoken(self) -> npt.NDArray[np.bool_]:
        """For each whole 100 ms whether a voice is heard."""
        return np.array(self._powers) > 10 ** (_VOICE_DB / 10)


def _blocks(hops: Floats) -> Floats:
    """Mean power of the gating blocks that begin with each hop."""
    return np.convolve(hops, np.ones(_HOPS_A_BLOCK), "valid") / (_HOPS_A_BLOCK * _HOP)


@functools.cache
def _k_weighting() -> tuple[Floats, Floats]:
    """Numerator and denominator of both K-weighting stages in one, gains included."""
    b, a = np.ones(1), np.ones(1)
    for stage in pyloudnorm.Meter(SAMPLE_RATE)._filters.values():
        b = np.convolve(b, stage.b) * stage.passband_gain
        a = np.convolve(a, stage.a)
    return b, a


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def _above_gate(power: float) -> float | None:
    return -0.691 + 10 * math.log10(power) if power > _power(_GATE_LUFS) else None
