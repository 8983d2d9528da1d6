"""What a sound of the bank is: how it is made, how loud it is, how it is played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from deepaudio.dsp.waveform import Waveform

Strike = Callable[[np.random.Generator, float], Waveform]
"""From a generator and a hardness in [0, 1] to a waveform at a peak of 1."""

Bed = Callable[[np.random.Generator, int], Waveform]
"""From a generator and a length in samples to a circular loop of any level."""


@dataclass(frozen=True)
class Sprinkle:
    """Strikes that belong to a texture and happen in it by chance: no loop holds them."""

    strike: str
    per_minute: float
    peak_db: float = -36.0  # of the loudest, in dBFS where the texture has its own level


@dataclass(frozen=True)
class TextureSound:
    """A sound that goes on."""

    make: Bed
    level_db: float = 0.0  # relative to neutral ambience
    follow_db: float = 3.0  # how much louder when much moves
    grain_s: float = 2.5  # length of the pieces the loop is played in
    is_place: bool = False  # complete ambience: no room tone under it
    sprinkled: tuple[Sprinkle, ...] = ()
    has_voices: bool = False  # made of voices: unwanted where those are


@dataclass(frozen=True)
class StrikeSound:
    """A sound that happens once."""

    make: Strike
    gain_db: float = 0.0
    on_events: bool = True  # may sound at any event of the picture, else only where placed
    lead_s: float = 0.0  # how far before its time it begins (sounds that build up)
    every_s: float = 0.0  # repeats this often when a prompt asks for it as something going on


def apart(
    make: Strike, gain_db: float = 0.0, *, every_s: float = 0.0, lead_s: float = 0.0
) -> StrikeSound:
    """A strike that sounds where it is placed, at no event of the picture."""
    return StrikeSound(make, gain_db, False, lead_s, every_s)
