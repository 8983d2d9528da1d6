"""Resampling by the windowed sincs that networks were trained with.

`deepaudio.dsp.resample` is for sound that is listened to.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class SincFilter:
    """A sinc of some zero crossings per side under a window.

    `window` is a function of places (…) within ± the zero crossings, and of their number.
    """

    crossings: int
    rolloff: float  # cutoff relative to the lower Nyquist frequency
    window: Callable[[Tensor, int], Tensor]


def resample_by(waveform: Tensor, old_rate: int, new_rate: int, by: SincFilter) -> Tensor:
    """(B, T) to (B, ceil(T * new_rate / old_rate)).

    Raises ValueError for rates that are not positive.
    """
    if old_rate <= 0 or new_rate <= 0:
        raise ValueError(f"rates must be positive, got {old_rate} and {new_rate}")
    common = math.gcd(old_rate, new_rate)
    old, new = old_rate // common, new_rate // common
    if old == new:
        return waveform
    taps, width = _taps(old, new, by)
    padded = functional.pad(waveform, (width, width + old))[:, None]  # (B, 1, T + ...)
    phases = functional.conv1d(padded, taps.to(waveform), stride=old)  # (B, new, ceil(T / old) + 1)
    length = -(-waveform.shape[-1] * new // old)
    return phases.transpose(1, 2).flatten(1)[:, :length]


@functools.lru_cache(maxsize=16)
def _taps(old: int, new: int, by: SincFilter) -> tuple[Tensor, int]:
    """One filter (new, 1, taps) per output phase, and its reach to the left."""
    cutoff = by.rolloff * min(old, new)
    width = math.ceil(by.crossings * old / cutoff)
    inputs = torch.arange(-width, width + old, dtype=torch.float64) / old
    phases = torch.arange(new, dtype=torch.float64)[:, None] / new
    u = ((inputs - phases) * cutoff).clamp(-by.crossings, by.crossings)  # (new, taps)
    taps = torch.sinc(u) * by.window(u, by.crossings) * cutoff / old
    return taps.float()[:, None], width
