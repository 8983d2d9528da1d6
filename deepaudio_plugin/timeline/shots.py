"""Shots: maximal ranges of the timeline in which one media range is the visible picture."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.timeline.black import is_black
from deepaudio_plugin.timeline.crossings import Crossing
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.flatten import Piece
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.pictures import Picture, PictureFinder
from deepaudio_plugin.timeline.ticks import nearest_frame


@dataclass(frozen=True)
class Shot:
    """One shot. `range` is zero-based timeline time in whole frames at the timeline's rate.

    Without a `picture` the shot cannot be seen and `problem` says why; with one, `problem`
    is a remark. A transition shows the shot's media for `transition_in` before the range
    and for `transition_out` after it: the edit point itself stays the shot's edge.
    """

    index: int  # from 1, in timeline order
    name: str
    range: TimeRange
    track: str
    picture: PictureSource | None
    problem: str = ""
    hint: str = ""
    missing: bool = False  # its media is not there, and may be elsewhere
    expected: PictureSource | None = None  # of what is missing, as far as the timeline says
    transition_in: RationalTime | None = None
    transition_out: RationalTime | None = None
    opening: Crossing | None = None  # all of the transition at its start, in frames
    closing: Crossing | None = None  # and of that at its end


Dissolves = Mapping[tuple[int, int], tuple[int, int]]
"""By the indices of two shots that dissolve: frames before the cut, and after it."""

NO_DISSOLVES: Dissolves = MappingProxyType({})


def shots(document: Document, resolver: MediaResolver) -> list[Shot]:
    """Every shot of a timeline in order; clips that make no sense are shots without picture.

    Black is no shot. A clip partly covered by a higher track gives a shot for each visible part.
    Where the media is shorter than its clip, the shot is the part that has media.
    """
    finder = PictureFinder(resolver, document.rate)
    found: list[Shot] = []
    for piece in document.pieces:
        if is_black(piece.clip):
            continue
        picture = finder.picture(piece)
        if picture.first == picture.last and not piece.problem:
            continue  # less than half a frame, left by mixed rates
        found.append(_shot(len(found) + 1, piece, picture, document.rate))
    return found


def _shot(index: int, piece: Piece, picture: Picture, rate: float) -> Shot:
    start, length = picture.first, picture.last - picture.first
    opening, closing = _frames(piece.opening, rate), _frames(piece.closing, rate)
    return Shot(
        index=index,
        name=piece.clip.name or f"shot {index}",
        range=TimeRange(RationalTime(start, rate), RationalTime(length, rate)),
        track=piece.track,
        picture=picture.source,
        problem=picture.problem,
        hint=picture.hint,
        missing=picture.missing,
        expected=picture.expected,
        transition_in=RationalTime(opening.before, rate) if opening else None,
        transition_out=RationalTime(closing.after, rate) if closing else None,
        opening=opening,
        closing=closing,
    )


def _frames(crossing: Crossing | None, rate: float) -> Crossing | None:
    if crossing is None:
        return None
    before, after = nearest_frame(crossing.before, rate), nearest_frame(crossing.after, rate)
    return replace(crossing, before=before, after=after)


def dissolves(shots: Sequence[Shot]) -> Dissolves:
    """The dissolves between shots that follow one another."""
    found = {}
    for before, after in itertools.pairwise(shots):
        if before.range.end_time_exclusive() != after.range.start_time:
            continue
        frames = tuple(
            max(0, round(time.value)) if time is not None else 0
            for time in (after.transition_in, before.transition_out)
        )
        if any(frames):
            found[before.index, after.index] = (frames[0], frames[1])
    return found
