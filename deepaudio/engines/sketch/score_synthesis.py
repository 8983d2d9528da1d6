"""From a score to samples.

Each sample depends on its own position only, so any window can be made alone.
"""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import Samples
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.ambience_synthesis import ambience
from deepaudio.engines.sketch.played import add_note
from deepaudio.engines.sketch.score import Score

_KNEE = 0.5  # amplitude above which the sum is bent, so that it never clips


CHANNELS = 2
"""Of a sound, unless mono is asked for."""


def synthesise(score: Score, request: AudioRequest, start: int, length: int) -> Samples:
    """Samples [start, start + length) in job time: (C, length), stereo or mono."""
    channels = 1 if request.channels == 1 else CHANNELS
    total = ambience(score.layers, request, start, length, channels)
    for note in score.notes:
        add_note(total, note, start)
    return _soft_clipped(total)


def _soft_clipped(total: Samples) -> Samples:
    """Peaks over the knee bent towards 1, sample by sample: no state, no clipping.

    All channels by one gain, so that nothing moves between them.
    """
    peak = np.abs(total).max(axis=0)
    loud = np.flatnonzero(peak > _KNEE)
    if len(loud):
        headroom = np.float32(1 - _KNEE)
        over = peak[loud] - np.float32(_KNEE)
        total[:, loud] *= (np.float32(_KNEE) + headroom * np.tanh(over / headroom)) / peak[loud]
    return total
