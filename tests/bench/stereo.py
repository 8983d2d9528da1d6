"""What becomes of a stereo sound in mono, and how wide it is, by octaves. Sounds are (2, T)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import signal

RATE = 48_000
OCTAVES_HZ = 63.0 * 2.0 ** np.arange(8)

Stereo = npt.NDArray[np.float32]


def fold_down_loss_db(sound: Stereo) -> float:
    """Mean power of both channels against that of their mean, in dB: in the worst octave."""
    lost = []
    for octave in OCTAVES_HZ:
        part = _octave(sound, octave)
        lost.append(10 * np.log10(np.mean(part**2) / np.mean(part.mean(axis=0) ** 2)))
    return float(max(lost))


def likeness(sound: Stereo, above_hz: float) -> float:
    """Correlation of both channels in the octave from `above_hz` on where they are most alike."""
    parts = [_octave(sound, octave) for octave in OCTAVES_HZ if octave >= above_hz]
    return float(max(np.corrcoef(part)[0, 1] for part in parts))


def _octave(sound: Stereo, centre: float) -> npt.NDArray[np.float64]:
    edges = (centre / 2**0.5, centre * 2**0.5)
    sections = signal.butter(3, edges, "bandpass", fs=RATE, output="sos")
    return np.asarray(signal.sosfilt(sections, sound.astype(np.float64)))
