"""How generated sound makes way for speech: how far, over which pauses, how fast.

Shared by both sides: the host side knows by it which lines reach into a sound.
"""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_DEPTH_DB = 6.0
DEFAULT_HOLD_S = 1.5
DEFAULT_SPEED = "medium"

VERSION = "2"
"""Of the way it is done: sound that was lowered in another way is lowered anew."""


@dataclass(frozen=True)
class Speed:
    """Times of the way down and up, in seconds."""

    attack_s: float  # before speech: sound is low when the first word begins
    tail_s: float  # after speech, before the sound begins to rise
    release_s: float


SPEEDS = {
    "fast": Speed(0.06, 0.15, 0.35),
    "medium": Speed(0.15, 0.25, 0.7),
    "slow": Speed(0.3, 0.4, 1.4),
}


@dataclass(frozen=True)
class Ducking:
    """How far sound goes down under speech, and how it moves. `speed` is one of `SPEEDS`."""

    depth_db: float = DEFAULT_DEPTH_DB
    hold_s: float = DEFAULT_HOLD_S  # pauses shorter than that are held through
    speed: str = DEFAULT_SPEED

    @property
    def times(self) -> Speed:
        """The times of its speed."""
        return SPEEDS.get(self.speed, SPEEDS[DEFAULT_SPEED])

    @property
    def bridged_s(self) -> float:
        """Pauses up to that are held through: never one too short to come up and go down in."""
        times = self.times
        return max(self.hold_s, times.attack_s + times.tail_s + times.release_s)

    @property
    def before_s(self) -> float:
        """How long after a line's end it may still be felt."""
        return self.bridged_s + self.times.tail_s + self.times.release_s

    @property
    def after_s(self) -> float:
        """How long before a line's beginning it may be felt already."""
        return self.bridged_s + self.times.attack_s

    @property
    def tag(self) -> str:
        """All that shapes the result, in short."""
        return f"{self.depth_db:g} {self.hold_s:g} {self.speed} {VERSION}"
