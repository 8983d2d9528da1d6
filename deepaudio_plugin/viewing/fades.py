"""Fades: shots that come out of black or turn black, where no other shot is beside them."""

from __future__ import annotations

from dataclasses import dataclass

from deepaudio_plugin.core.protocol import Dissolving
from deepaudio_plugin.timeline.crossings import Crossing
from deepaudio_plugin.timeline.shots import Shot


@dataclass(frozen=True)
class Fade:
    """Frames [start, end) of a timeline in which a shot's picture and black are mixed."""

    start: int
    end: int
    black: Dissolving
    note: str


def span(shot: Shot) -> tuple[int, int]:
    """A shot's first frame, and the first one after it."""
    return round(shot.range.start_time.value), round(shot.range.end_time_exclusive().value)


def fade_in(shot: Shot, before: Shot | None, free: int) -> Fade | None:
    """How a shot comes out of black, not before the frame `free`; None where another touches it."""
    start, end = span(shot)
    edge = shot.opening
    if edge is None or (before is not None and span(before)[1] == start):
        return None
    begins = start - edge.before
    return _fade(max(begins, free), min(start + edge.after, end), begins, edge, reverse=True)


def fade_out(shot: Shot, after: Shot | None, free: int) -> Fade | None:
    """How a shot turns black, not before the frame `free`; None where another touches it."""
    _, end = span(shot)
    edge = shot.closing
    if edge is None or (after is not None and span(after)[0] == end):
        return None
    begins, last = end - edge.before, end + edge.after
    last = last if after is None else min(last, span(after)[0])
    return _fade(max(begins, free), last, begins, edge, reverse=False)


def _fade(start: int, end: int, begins: int, edge: Crossing, *, reverse: bool) -> Fade | None:
    if start >= end:
        return None
    length = edge.before + edge.after
    black = Dissolving(None, 0, start - begins, length, edge.wipe, reverse)
    return Fade(start, end, black, edge.note)
