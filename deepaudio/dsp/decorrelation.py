"""One sound from several sides: filters that change phases alone, and so no colour.

Two channels are turned by opposite angles, which wander over frequency much faster than an ear's
bands are wide: each channel has the spectrum of the sound, both together are heard as wide, and
their mean loses -20 lg cos(angle) at each frequency, whatever the sound is (after Orban, "A
Rational Technique for Synthesizing Pseudo-Stereo from Monophonic Sources", 1970, and Kendall,
"The Decorrelation of Audio Signals", 1995).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage, signal

from deepaudio.dsp.waveform import SAMPLE_RATE, Samples, Waveform

WIDEST = np.deg2rad(44.0)
"""The largest angle: the mean of both channels loses 2.9 dB there."""

_WANDER_HZ = 20.0  # standard deviation of the smoothing: impulses last some 7 ms to either side
_STEEP = 3.0  # how much of the spectrum lies near the largest angle, to either side
_COMMON_HZ = (120.0, 260.0)  # below, both channels are one; above, they are apart in full

Floats = npt.NDArray[np.float64]


def widened(loop: Waveform, rng: np.random.Generator) -> Samples:
    """A circular loop (T,) as left and right (2, T), each with half of its power."""
    spectrum = np.fft.rfft(loop)
    turn = np.exp(1j * _angles(rng, len(loop), WIDEST)) * np.sqrt(0.5)
    both = [np.fft.irfft(spectrum * way, len(loop)) for way in (turn, turn.conj())]
    return np.asarray(both, np.float32)


def scattering(rng: np.random.Generator, length: int) -> Waveform:
    """An all-pass filter of `length` taps about its middle one, that decorrelates by itself."""
    angles = _angles(rng, length, np.pi / 2)
    taps = np.roll(np.fft.irfft(np.exp(1j * angles), length), length // 2)
    return np.asarray(taps * signal.windows.tukey(length, 0.25), np.float32)


def _angles(rng: np.random.Generator, length: int, widest: float) -> Floats:
    """Angles for the spectrum of `length` samples, none of them beyond `widest`."""
    hertz = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    wander = ndimage.gaussian_filter1d(rng.standard_normal(len(hertz)), _WANDER_HZ / hertz[1])
    wander /= max(float(wander.std()), 1e-12)
    low, high = np.log(_COMMON_HZ)
    above = np.clip((np.log(np.maximum(hertz, 1.0)) - low) / (high - low), 0, 1)
    angles: Floats = widest * np.tanh(_STEEP * wander) * above**2 * (3 - 2 * above)
    angles[-1] = 0.0  # half of the rate has no phase
    return angles
