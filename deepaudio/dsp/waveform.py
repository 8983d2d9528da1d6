"""Types of sound arrays, shared by all modules of the model side.

Arrays are float32 at 48 kHz, in [-1, 1]. `Audio` (in `audio`) is samples with their rate.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 48_000

Waveform = npt.NDArray[np.float32]  # (T,): one channel
Samples = npt.NDArray[np.float32]  # (..., T): any number of channels
Contour = npt.NDArray[np.float32]  # (F,) in [0, 1]

CONTOUR_HOP_S = 256 / 24_000
"""Seconds per step of an energy contour: one mel frame of the speech model."""
