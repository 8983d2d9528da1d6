"""The film on paper: shots, lines and sounds, and how media time becomes timeline time.

All numbers are frames at 24000/1001. Scenes read their dialogue from here, and the timeline,
the subtitles and the ground truth are written from here, so they cannot disagree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

RATE = Fraction(24000, 1001)
TIMELINE_START = 86400  # 01:00:00:00
DISSOLVE = 8  # frames before and after the first cut


@dataclass(frozen=True)
class Contact:
    """Two things meet: the first media frame in which it is seen."""

    frame: int
    kind: str
    strength: float


@dataclass(frozen=True)
class Shot:
    """A range of one media file in the edit; ``frames`` is its length in the timeline."""

    name: str
    media: str
    first: int
    frames: int
    speed: int = 1


@dataclass(frozen=True)
class Line:
    """A spoken line, at a frame of its shot."""

    speaker: str
    text: str
    shot: str
    offset: int
    frames: int


@dataclass(frozen=True)
class Sound:
    """A described sound, at a frame of its shot."""

    text: str
    shot: str
    offset: int
    frames: int


SHOTS = (
    Shot("street", "street", 28, 76),
    Shot("walk", "walk", 30, 98),
    Shot("ball", "ball", 26, 90, speed=2),
    Shot("door", "door", 28, 48),
    Shot("mara 1", "mara", 26, 62),
    Shot("jon 1", "jon", 26, 94),
    Shot("mara 2", "mara", 120, 84),
    Shot("jon 2", "jon", 152, 90),
    Shot("mara 3", "mara", 236, 70),
)

LINES = (
    Line("MARA", "Of course it rains tonight.", "walk", 28, 54),
    Line("MARA", "Hello? Is this your ball?", "mara 1", 7, 50),
    Line("JON", "It is! The wind took it, and the door too.", "jon 1", 5, 83),
    Line("MARA", "I thought the house was angry with me.", "mara 2", 4, 75),
    Line("JON", "Only the door. Come in, the kettle is on.", "jon 2", 4, 81),
    Line("MARA", "Then I am staying for tea.", "mara 3", 6, 52),
)

SOUNDS = (
    Sound("(rain on the street)", "street", 0, 76),
    Sound("[door slams]", "door", 20, 24),
)


def seconds(frames: float) -> float:
    """Frames as seconds."""
    return float(frames / RATE)


def shot_named(name: str) -> Shot:
    """The shot of that name."""
    return next(shot for shot in SHOTS if shot.name == name)


def record_start(name: str) -> int:
    """First timeline frame of a shot, counted from the start of the timeline."""
    start = 0
    for shot in SHOTS:
        if shot.name == name:
            return start
        start += shot.frames
    raise KeyError(name)


def duration() -> int:
    """Length of the edit."""
    return sum(shot.frames for shot in SHOTS)


def to_timeline(shot: Shot, frame: int) -> int | None:
    """The timeline frame that first shows a media frame or what follows it; None if trimmed."""
    offset = math.ceil((frame - shot.first) / shot.speed)
    if frame < shot.first or offset >= shot.frames:
        return None
    return record_start(shot.name) + offset


def media_lines(media: str) -> list[tuple[Line, int, int]]:
    """The lines spoken in a media file, each with its first and end media frame."""
    found = []
    for line in LINES:
        shot = shot_named(line.shot)
        if shot.media == media:
            first = shot.first + line.offset * shot.speed
            found.append((line, first, first + line.frames * shot.speed))
    return found
