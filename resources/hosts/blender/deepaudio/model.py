"""An edit of the Video Sequencer as plain values: what `otio_json` writes.

Frames are Blender's: whole numbers, counted as the scene counts them, ends exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

Kind = Literal["movie", "sound", "still", "images", "generator", "nested"]


@dataclass(frozen=True)
class Segment:
    """A part of a strip in which its content runs at one speed."""

    start: int  # scene frame
    end: int
    source: Fraction  # content frame at `start`, at the content's rate
    speed: Fraction = Fraction(1)  # content frames for each scene frame; 0 is a freeze

    def cut(self, start: int, end: int) -> Segment | None:
        """The part of it between two scene frames; None when there is none."""
        first, last = max(start, self.start), min(end, self.end)
        if first >= last:
            return None
        source = self.source + self.speed * (first - self.start)
        return replace(self, start=first, end=last, source=source)


@dataclass(frozen=True, eq=False)
class Strip:
    """One strip: what it plays, and when. Each is itself: two that look alike are two."""

    name: str
    kind: Kind
    channel: int
    segments: tuple[Segment, ...]
    rate: Fraction  # of the content
    path: str = ""  # of a medium; of an image sequence its folder
    length: int = 0  # frames that the medium holds; 0 is unknown
    muted: bool = False
    images: tuple[str, ...] = ()  # file names of an image sequence
    generator: str = ""  # what makes the picture where there is no medium
    text: str = ""  # of a text strip
    nested: Edit | None = None
    blender: dict[str, object] = field(default_factory=dict)  # facts for metadata

    @property
    def start(self) -> int:
        """Its first scene frame."""
        return self.segments[0].start

    @property
    def end(self) -> int:
        """The scene frame after its last."""
        return self.segments[-1].end

    @property
    def heard(self) -> bool:
        """Whether it is sound and not picture."""
        return self.kind == "sound"

    def cut(self, start: int, end: int) -> Strip | None:
        """The part of it between two scene frames; None when there is none."""
        parts = tuple(filter(None, (segment.cut(start, end) for segment in self.segments)))
        return replace(self, segments=parts) if parts else None


@dataclass(frozen=True, eq=False)
class Cross:
    """A dissolve or wipe from one strip to another over a range that both cover."""

    start: int
    end: int
    first: Strip
    second: Strip

    @property
    def middle(self) -> int:
        """The edit point that OTIO puts in a transition."""
        return (self.start + self.end) // 2


@dataclass(frozen=True)
class StripChannel:
    """What a person set for a channel."""

    name: str = ""
    muted: bool = False


@dataclass(frozen=True)
class Mark:
    """A marker of the scene."""

    name: str
    frame: int


@dataclass(frozen=True, eq=False)
class Edit:
    """The strips of a scene or of a meta strip, from frame `start` on."""

    name: str
    rate: Fraction
    start: int
    strips: tuple[Strip, ...] = ()
    crosses: tuple[Cross, ...] = ()
    channels: dict[int, StripChannel] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()  # what could not be said exactly
