"""Sound as arrays: what every module of the model side means by a waveform and a contour.

Waveforms are mono float32 arrays of shape (T,) at 48 kHz, in [-1, 1].
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 48_000

Waveform = npt.NDArray[np.float32]  # (T,)
Contour = npt.NDArray[np.float32]  # (F,) in [0, 1]

CONTOUR_HOP_S = 256 / 24_000
"""Seconds per step of an energy contour: one mel frame of the speech model."""
