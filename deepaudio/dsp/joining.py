"""Joining overlapping windows into one continuous waveform."""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import Waveform


class Joiner:
    """Windows in order in, finished samples out."""

    def __init__(self) -> None:
        self._tail: Waveform = np.zeros(0, np.float32)

    def add(self, window: Waveform, step: int) -> Waveform:
        """The samples from this window's start up to the next one's, `step` samples later.

        What lies beyond waits for the next window and is crossfaded into it. With `step`
        equal to the window's length nothing waits. `window` is (T,), the result (step,).
        """
        overlap = len(self._tail)
        joined = np.concatenate([crossfade(self._tail, window[:overlap]), window[overlap:]])
        self._tail = joined[step:]
        return joined[:step]


def crossfade(fading: Waveform, rising: Waveform) -> Waveform:
    """From `fading` to `rising`, both (T,), at constant power whatever their likeness.

    With f from 0 to 1, gains 1 - f and f would lower the power of unlike sounds by up to
    3 dB, while equal-power gains would raise that of equal sounds by as much. So the
    linear mix is divided by the level it is expected to have, sqrt((1-f)^2 + f^2 +
    2 r f (1-f)) with r the correlation of the two: equal sounds pass unchanged (r = 1),
    unlike ones get equal-power gains (r = 0).
    """
    if np.array_equal(fading, rising):
        return rising
    f = (np.arange(len(rising), dtype=np.float32) + 0.5) / len(rising)
    r = _correlation(fading, rising)
    level = np.sqrt((1 - f) ** 2 + f**2 + 2 * r * f * (1 - f))
    return (((1 - f) * fading + f * rising) / level).astype(np.float32)


def _correlation(one: Waveform, other: Waveform) -> float:
    """Correlation of two waveforms in [0, 1]; opposite ones count as unlike."""
    a, b = one.astype(np.float64), other.astype(np.float64)
    power = float(np.sqrt(np.dot(a, a) * np.dot(b, b)))
    return max(0.0, float(np.dot(a, b)) / power) if power > 0 else 0.0
