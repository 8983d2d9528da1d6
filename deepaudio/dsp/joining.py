"""Joining overlapping windows into one continuous sound. Samples are (..., T)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.waveform import Samples

Gains = npt.NDArray[np.float32]  # (T,)


class Joiner:
    """Takes windows in order and returns finished samples. All windows have the same channels."""

    def __init__(self) -> None:
        self._tail: Samples | None = None

    def add(self, window: Samples, step: int) -> Samples:
        """The samples from this window's start up to the next one's, `step` samples later.

        The rest is kept and crossfaded into the next window. With `step` equal to the
        window's length nothing is kept. `window` is (..., T), the result (..., step).
        """
        tail = window[..., :0] if self._tail is None else self._tail
        overlap = tail.shape[-1]
        faded = crossfade(tail, window[..., :overlap])
        joined = np.concatenate([faded, window[..., overlap:]], axis=-1)
        self._tail = joined[..., step:]
        return joined[..., :step]


def crossfade(fading: Samples, rising: Samples) -> Samples:
    """From `fading` to `rising`, both (..., T), at constant power whatever their likeness.

    See `gains`. All channels share one correlation, so that the gains move no sound between
    them.
    """
    if np.array_equal(fading, rising):
        return rising
    length = rising.shape[-1]
    falls, rises = gains(0, length, length, correlation(fading, rising))
    faded: Samples = falls * fading + rises * rising
    return faded


def gains(first: int, last: int, length: int, r: float) -> tuple[Gains, Gains]:
    """Gains of the sound that fades and of the one that rises, for samples [first, last).

    The crossfade has `length` samples, 0 being its first. With f from 0 to 1, gains 1 - f
    and f would lower the power of unlike sounds by up to 3 dB, while equal-power gains would
    raise that of equal sounds by as much. So both are divided by the level that their mix
    is expected to have, sqrt((1-f)^2 + f^2 + 2 r f (1-f)) with `r` the correlation of the
    two: equal sounds pass unchanged (r = 1), unlike ones get equal power (r = 0).
    """
    f = (np.arange(first, last, dtype=np.float64) + 0.5) / length
    level = np.sqrt((1 - f) ** 2 + f**2 + 2 * r * f * (1 - f))
    return ((1 - f) / level).astype(np.float32), (f / level).astype(np.float32)


def correlation(one: Samples, other: Samples) -> float:
    """Correlation of two sounds in [0, 1]; opposite ones count as unlike."""
    a, b = (samples.astype(np.float64).reshape(-1) for samples in (one, other))
    power = float(np.sqrt(np.dot(a, a) * np.dot(b, b)))
    return max(0.0, float(np.dot(a, b)) / power) if power > 0 else 0.0
