"""Clips of ours where an editor has put them.

A place is kept relative to its cue or shot, and with what it was put there for. So a clip
that an editor has moved goes along when the whole cut moves under it, and is let go when its
line says something else, lasts longer or shorter, or stands over another picture: then it is
another sound, and nobody has placed that one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

MAX_FRAMES = 1 << 31
"""No timeline is as long: what lies further off is no place."""


@dataclass(frozen=True)
class Place:
    """Where an editor wants one clip of a job. Whole frames at the timeline's rate."""

    at: int = 0  # from the job's `start` to the clip's first frame; negative: before it
    skip: int = 0  # of the sound before the clip begins; negative: that much of the handle
    frames: int = 0  # that the clip lasts; 0: to the end of the sound
    muted: bool = False  # the clip is there, switched off
    extra: dict[str, Any] = field(default_factory=dict, compare=False)  # of another version

    @property
    def is_home(self) -> bool:
        """Whether the clip lies where its job has it and sounds."""
        return self == HOME

    @property
    def is_whole(self) -> bool:
        """Whether the clip plays all of the sound and none of the handles."""
        return self.skip == 0 and self.frames == 0

    @property
    def shift(self) -> int:
        """Frames by which the sound is later than its job has it."""
        return self.at - self.skip


HOME = Place()


@dataclass(frozen=True)
class Placing:
    """Where the clips of one job are, and what the job was when they were put there."""

    clips: tuple[Place, ...]
    rate: float  # of the timeline, that the frames are counted in
    frames: int  # that the line or shot lasts
    text: str = ""  # the words of a line
    picture_s: float | None = None  # of the media under its first frame; None: none to be seen
    extra: dict[str, Any] = field(default_factory=dict)  # what another version wrote


def at_rate(placing: Placing, rate: float) -> Placing:
    """The same places in frames of a timeline that was conformed to another rate."""
    if rate == placing.rate:
        return placing

    def scaled(frames: int) -> int:
        return round(frames * rate / placing.rate)

    clips = tuple(
        replace(
            clip,
            at=scaled(clip.at),
            skip=scaled(clip.skip),
            frames=max(1, scaled(clip.frames)) if clip.frames else 0,
        )
        for clip in placing.clips
    )
    return replace(placing, clips=clips, rate=rate, frames=scaled(placing.frames))
