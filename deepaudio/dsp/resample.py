"""Changing the sample rate of sound.

`scipy.signal.resample_poly` does the work: a zero-phase polyphase filter, so that onsets
stay where they are, from a library that is there anyway, with equal bytes for equal input.
Its default filter is short (-60 dB images); the one below keeps images under -95 dB.
"""

from __future__ import annotations

import functools
import math

import numpy as np
import scipy  # noqa: F401 — whole, before two threads at once import parts of it

from deepaudio.dsp.waveform import Samples

_ZERO_CROSSINGS = 32  # per side: the transition band is about 6 % of the lower rate
_STOPBAND_DB = 95.0
_ROLLOFF = 0.97  # cutoff relative to the lower Nyquist frequency


def resample(samples: Samples, old_rate: int, new_rate: int) -> Samples:
    """`samples` (..., T) at `old_rate` Hz as (..., ceil(T * new_rate / old_rate)) at `new_rate`.

    Raises ValueError for rates that are not positive.
    """
    if old_rate <= 0 or new_rate <= 0:
        raise ValueError(f"rates must be positive, got {old_rate} and {new_rate}")
    common = math.gcd(old_rate, new_rate)
    up, down = new_rate // common, old_rate // common
    if up == down or not samples.size:
        return samples.astype(np.float32)
    from scipy import signal  # takes long to import, and a worker that only answers needs none

    resampled = signal.resample_poly(
        samples.astype(np.float32), up, down, axis=-1, window=_taps(up, down)
    )
    return np.ascontiguousarray(resampled, dtype=np.float32)


@functools.lru_cache(maxsize=16)
def _taps(up: int, down: int) -> np.ndarray:
    """Kaiser low-pass below the lower Nyquist frequency, as (2 * half + 1,) taps."""
    from scipy import signal

    widest = max(up, down)
    half = _ZERO_CROSSINGS * widest
    beta = signal.kaiser_beta(_STOPBAND_DB)
    taps: np.ndarray = signal.firwin(2 * half + 1, _ROLLOFF / widest, window=("kaiser", beta))
    return taps.astype(np.float32)
