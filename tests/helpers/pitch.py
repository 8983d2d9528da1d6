"""Where a voice has a pitch, by autocorrelation."""

from __future__ import annotations

import numpy as np

_LOWEST, _HIGHEST = 60, 450  # Hz
_PERIODIC = 0.6  # of the autocorrelation at 0
_OCTAVE = 0.03  # as an octave's cost in Praat
_LEVEL = 1e-3  # of the loudest frame's power


def pitches(waveform: np.ndarray, rate: int) -> np.ndarray:
    """Hz of each frame of 20 ms of (T,) that is audible and periodic."""
    length, step = rate // 25, rate // 50
    frames = np.lib.stride_tricks.sliding_window_view(waveform.astype(np.float64), length)[::step]
    power = np.mean(frames**2, axis=1)
    frames = frames[power > _LEVEL * power.max()]
    window = np.hanning(length)
    size = 4 * length
    shape = np.fft.irfft(np.abs(np.fft.rfft(window, size)) ** 2)
    alike = np.fft.irfft(
        np.abs(np.fft.rfft((frames - frames.mean(axis=1)[:, None]) * window, size)) ** 2
    )
    lags = slice(rate // _HIGHEST, rate // _LOWEST)
    even = alike[:, lags] / shape[lags] * shape[0] / alike[:, :1]
    costs = _OCTAVE * np.log2(np.arange(lags.start, lags.stop) / lags.start)
    best = (even - costs).argmax(axis=1)  # of equal peaks the shortest period
    found = even[np.arange(len(even)), best] > _PERIODIC
    return rate / (rate // _HIGHEST + best[found])
