"""The energy contour with which generated sound guides the speech network.

Arithmetic as the network was trained with it: at the codec's own rate, frame edges being
truncated products in float64, so that contours agree to the frame.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

HOP_S = 256 / 24_000
"""Seconds per frame: the hop of the speech network's mel."""


def energy_contour(
    waveform: npt.NDArray[np.float32], sample_rate: int, duration_s: float | None = None
) -> npt.NDArray[np.float32]:
    """(T,) or (C, T) waveform to (F,): mean |x| of the first channel per frame over its maximum.

    With `duration_s` the waveform is first cut or zero-padded to that length. Silence
    gives zeros.
    """
    channel = waveform if waveform.ndim == 1 else waveform[0]
    if duration_s is None:
        duration_s = len(channel) / sample_rate
    else:
        channel = fit(channel, int(sample_rate * duration_s))
    frames = int(duration_s / HOP_S)
    edges = (np.arange(frames + 1) * sample_rate * HOP_S).astype(np.int64)
    if frames == 0 or edges[-1] == 0:
        return np.zeros(frames, np.float32)
    sums = np.add.reduceat(np.abs(channel[: edges[-1]], dtype=np.float64), edges[:-1])
    means = sums / np.diff(edges)
    peak = means.max()
    contour: npt.NDArray[np.float32] = (means / peak if peak > 0 else means).astype(np.float32)
    return contour


def quantised(waveform: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A waveform as it comes back from a 16-bit file: clipped and rounded to 2^-15."""
    steps = np.clip(np.rint(waveform * np.float32(32768)), -32768, 32767)
    rounded: npt.NDArray[np.float32] = (steps / 32768).astype(np.float32)
    return rounded


def fit(values: npt.NDArray[np.float32], length: int) -> npt.NDArray[np.float32]:
    """The first `length` values of (..., T), with zeros behind them where there are fewer."""
    fitted = np.zeros((*values.shape[:-1], length), np.float32)
    count = min(length, values.shape[-1])
    fitted[..., :count] = values[..., :count]
    return fitted
