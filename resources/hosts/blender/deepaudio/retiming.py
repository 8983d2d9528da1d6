"""From the keys of a strip's speed to segments of constant speed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from .model import Segment

Key = tuple[int, Fraction]
"""A scene frame, and the content frame that shows there."""


def segments(keys: Sequence[Key], start: int, end: int, *, reverse_of: int = 0) -> list[Segment]:
    """The segments of a strip that shows from `start` to `end`.

    `keys` are at least two, in order; the last speed goes on for the frame after the last
    key, as in Blender. Before the first and after that the content stands still.
    `reverse_of` is the number of content frames of a strip that plays backwards.
    """
    first, last = keys[0], keys[-1]
    found = [Segment(min(start, first[0]), first[0], first[1], Fraction(0))]
    for (here, content), (there, later) in pairwise(keys):
        if there > here:
            speed = (later - content) / (there - here)
            found.append(Segment(here, there, content, speed))
    moving = found[-1].speed if len(found) > 1 else Fraction(0)
    found.append(Segment(last[0], last[0] + 1, last[1], moving))
    found.append(Segment(last[0] + 1, max(end, last[0] + 1), last[1], Fraction(0)))
    shown = [part for segment in found if (part := segment.cut(start, end))]
    if reverse_of:
        shown = [_reversed(segment, reverse_of) for segment in shown]
    return _joined(shown)


def _reversed(segment: Segment, length: int) -> Segment:
    """The same segment with the content counted from its end."""
    return Segment(segment.start, segment.end, length - segment.source, -segment.speed)


def _joined(parts: list[Segment]) -> list[Segment]:
    """Neighbours that run on at one speed as one."""
    whole: list[Segment] = []
    for part in parts:
        before = whole[-1] if whole else None
        if before and before.speed == part.speed and _reach(before) == part.source:
            whole[-1] = Segment(before.start, part.end, before.source, before.speed)
        else:
            whole.append(part)
    return whole


def _reach(segment: Segment) -> Fraction:
    return segment.source + segment.speed * (segment.end - segment.start)
