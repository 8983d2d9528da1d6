"""One strike of the bank as it is played: where, how loud, in which rendering."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.sketch.bank.cached_sounds import strike


@dataclass(frozen=True)
class Note:
    """One strike: `at` is its blow's sample in job time."""

    name: str
    at: int
    gain: float
    variant: int
    hardness: int
    rate: float  # played this much faster, so that no two are alike


def add_note(total: Waveform, note: Note, start: int, scale: float = 1.0) -> None:
    """Add the part of a note that sounds in the window beginning at `start`."""
    source = strike(note.name, note.variant, note.hardness)
    length = int((len(source) - 1) / note.rate)
    low, high = max(note.at, start), min(note.at + length, start + len(total))
    if low >= high:
        return
    at = np.arange(low - note.at, high - note.at) * note.rate
    below = at.astype(np.int64)
    share = (at - below).astype(np.float32)
    sound = source[below] * (1 - share) + source[below + 1] * share
    total[low - start : high - start] += np.float32(note.gain * scale) * sound
