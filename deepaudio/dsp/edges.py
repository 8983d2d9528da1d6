"""Beginning and end of sound: its audible range, and fades against clicks."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from deepaudio.dsp.waveform import Samples, Waveform

AUDIBLE_DB = -38.0
"""Level relative to a voice's loudest moment below which it counts as silent."""

_EDGE = 240  # samples: 5 ms


def fade_ends(sound: Samples, start: int, first: int, last: int) -> Samples:
    """`sound` (..., T), that begins at `start`, with 5 ms fades at the file's ends.

    The file is [first, last); like `start` they count samples of job time.
    """
    edge = min(_EDGE, (last - first) // 2)
    length = sound.shape[-1]
    if edge <= 0 or (start >= first + edge and start + length <= last - edge):
        return sound
    place = np.arange(start, start + length, dtype=np.float32)
    inside = np.minimum(place - first, last - 1 - place)
    faded: Samples = sound * np.clip(inside / edge, 0, 1).astype(np.float32)
    return faded


def audible(waveform: Waveform, rate: int) -> tuple[int, int]:
    """First and last (exclusive) sample of the voice in (T,), by energy over 5 ms."""
    width = rate // 200
    power = ndimage.uniform_filter1d(np.square(waveform, dtype=np.float64), width, mode="constant")
    loud = np.flatnonzero(power > power.max(initial=0.0) * 10 ** (AUDIBLE_DB / 10))
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, 0)
