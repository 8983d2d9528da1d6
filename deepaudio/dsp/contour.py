"""Energy contour of a waveform: the signal by which the picture guides speech."""

from __future__ import annotations

import math

import numpy as np

from deepaudio.dsp.waveform import CONTOUR_HOP_S, SAMPLE_RATE, Contour, Waveform


def energy_contour(waveform: Waveform, sample_rate: int = SAMPLE_RATE) -> Contour:
    """Mean |x| per mel frame of the speech model, divided by its maximum.

    `waveform` is (T,); the contour is (F,) with F = floor(T / sample_rate / CONTOUR_HOP_S).
    Frame i covers samples int(i * h) up to, not including, int((i + 1) * h), with
    h = sample_rate * CONTOUR_HOP_S. Silence gives zeros.
    """
    hop = sample_rate * CONTOUR_HOP_S
    frames = contour_length(len(waveform) / sample_rate)
    if frames == 0:
        return np.zeros(0, np.float32)
    edges = (np.arange(frames + 1) * hop).astype(np.int64)
    magnitude = np.abs(waveform[: edges[-1]], dtype=np.float64)
    means = np.add.reduceat(magnitude, edges[:-1]) / np.diff(edges)
    peak = means.max()
    return (means / peak if peak > 0 else means).astype(np.float32)


def contour_length(duration_s: float) -> int:
    """Number of contour frames in `duration_s` seconds."""
    return math.floor(duration_s / CONTOUR_HOP_S + 1e-9)
