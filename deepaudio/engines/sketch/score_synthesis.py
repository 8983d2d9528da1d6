"""From a score to samples.

Each sample depends on its own position only, so any window can be made alone.
"""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.ambience_synthesis import ambience
from deepaudio.engines.sketch.played import add_note
from deepaudio.engines.sketch.score import Score

_KNEE = 0.5  # amplitude above which the sum is bent, so that it never clips


def synthesise(score: Score, request: AudioRequest, start: int, length: int) -> Waveform:
    """Samples [start, start + length) in job time."""
    total = ambience(score.layers, request, start, length)
    for note in score.notes:
        add_note(total, note, start)
    return _soft_clipped(total)


def _soft_clipped(total: Waveform) -> Waveform:
    """Peaks over the knee bent towards 1, sample by sample: no state, no clipping."""
    over = np.abs(total) - np.float32(_KNEE)
    loud = np.flatnonzero(over > 0)
    if len(loud):
        headroom = np.float32(1 - _KNEE)
        bent = np.float32(_KNEE) + headroom * np.tanh(over[loud] / headroom)
        total[loud] = np.sign(total[loud]) * bent
    return total
