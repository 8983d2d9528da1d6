"""What comes from behind in a 5.1 mix: ambience, softer than in front and unlike it."""

from __future__ import annotations

import functools

import numpy as np
from scipy import signal

from deepaudio.dsp.decorrelation import scattering
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples, Waveform

CHANNELS = 6
"""Left, right, centre, LFE, left surround, right surround: the order of WAV files."""

_TAPS = 4096
_LATER = round(0.012 * SAMPLE_RATE)  # so that it is heard from in front first
_SOFTER = np.float32(10 ** (-6 / 20))
_BEHIND = 4  # the first surround

REACH = 2640
"""Samples on either side of a stretch that what is behind in it depends on: half of
the taps and the delay, in whole steps of the ducking."""


def add_behind(ambience: Samples) -> None:
    """Fill the surrounds of (6, T) from its left and right, except within REACH of both ends."""
    for side in range(2):
        heard = signal.oaconvolve(ambience[side], _filter(side), "same")
        ambience[_BEHIND + side] += _SOFTER * heard.astype(np.float32)


@functools.cache
def _filter(side: int) -> Waveform:
    """Taps about the middle one, as many before it as after it, that delay by _LATER."""
    taps = scattering(np.random.default_rng(side), _TAPS + 1)
    return np.pad(taps, (2 * _LATER, 0))
