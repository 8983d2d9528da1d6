"""Joining overlapping windows into one continuous sound. Samples are (..., T)."""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import Samples


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

    With f from 0 to 1, gains 1 - f and f would lower the power of unlike sounds by up to
    3 dB, while equal-power gains would raise that of equal sounds by as much. So the
    linear mix is divided by the level it is expected to have, sqrt((1-f)^2 + f^2 +
    2 r f (1-f)) with r the correlation of the two: equal sounds pass unchanged (r = 1),
    unlike ones get equal-power gains (r = 0). All channels share one correlation, so that
    the gains move no sound between them.
    """
    if np.array_equal(fading, rising):
        return rising
    length = rising.shape[-1]
    f = (np.arange(length, dtype=np.float32) + 0.5) / length
    r = _correlation(fading, rising)
    level = np.sqrt((1 - f) ** 2 + f**2 + 2 * r * f * (1 - f))
    faded: Samples = (((1 - f) * fading + f * rising) / level).astype(np.float32)
    return faded


def _correlation(one: Samples, other: Samples) -> float:
    """Correlation of two sounds in [0, 1]; opposite ones count as unlike."""
    a, b = (samples.astype(np.float64).reshape(-1) for samples in (one, other))
    power = float(np.sqrt(np.dot(a, a) * np.dot(b, b)))
    return max(0.0, float(np.dot(a, b)) / power) if power > 0 else 0.0
