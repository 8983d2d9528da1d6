"""One strike of the bank as it is played: where, how loud, in which rendering."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.waveform import Samples
from deepaudio.engines.sketch.bank.cached_sounds import strike

WIDTH = 0.6
"""How far out of the middle what is seen at the picture's edge is heard: 1 would be in one
loudspeaker alone. Less than that, so that it is heard from the picture and survives a fold-down."""


@dataclass(frozen=True)
class Note:
    """One strike: `at` is its blow's sample in job time."""

    name: str
    at: int
    gain: float
    variant: int
    hardness: int
    rate: float  # played this much faster, so that no two are alike
    x: float = 0.5  # where it is seen: 0 at the left edge of the picture, 1 at the right


def add_note(total: Samples, note: Note, start: int, scale: float = 1.0) -> None:
    """Add the part of a note that sounds in the window (C, T) beginning at `start`."""
    source = strike(note.name, note.variant, note.hardness)
    length = int((len(source) - 1) / note.rate)
    low, high = max(note.at, start), min(note.at + length, start + total.shape[1])
    if low >= high:
        return
    at = np.arange(low - note.at, high - note.at) * note.rate
    below = at.astype(np.int64)
    share = (at - below).astype(np.float32)
    sound = source[below] * (1 - share) + source[below + 1] * share
    gains = note.gain * scale * panned(note.x, len(total))
    total[:, low - start : high - start] += np.outer(gains.astype(np.float32), sound)


def panned(x: float, channels: int) -> npt.NDArray[np.float64]:
    """Gains (channels,) of one power in all, for mono or stereo."""
    if channels == 1:
        return np.ones(1)
    angle = (1 + WIDTH * (2 * min(max(x, 0.0), 1.0) - 1)) * np.pi / 4
    return np.array([np.cos(angle), np.sin(angle)])
