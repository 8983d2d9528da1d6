"""How long an energy contour is: the signal by which the picture guides speech.

Contours are measured where the sound has its own rate: `deepaudio.features.energy`.
"""

from __future__ import annotations

import math

from deepaudio.dsp.waveform import CONTOUR_HOP_S


def contour_length(duration_s: float) -> int:
    """Number of contour frames in `duration_s` seconds."""
    return math.floor(duration_s / CONTOUR_HOP_S + 1e-9)
