"""Nested sequences laid flat, for formats that have none and players that cannot open theirs.

What a nest shows lies in its place as clips of their own, what it sounds beside the track it
was on. Everything around it stays where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange
from opentimelineio.schema import Clip, FreezeFrame, Gap, LinearTimeWarp, Stack, Track, TrackKind

from deepaudio_plugin.timeline.flatten import FlatPieces, Piece, is_video, place
from deepaudio_plugin.timeline.ticks import nearest_frame, ticks

_Spot = tuple[int, int, Clip]  # a clip, from one frame to another


def lay_flat(timeline: otio.schema.Timeline) -> list[str]:
    """Put clips in the place of nested sequences; the timeline is `prepared`."""
    count = _flatten(timeline.tracks, TrackKind.Video, timeline.duration().rate)
    if not count:
        return []
    return [f"{count} nested sequences are laid flat: their clips lie in their place"]


def _flatten(stack: Stack, kind: str, rate: float) -> int:
    """Lay flat what is nested in the tracks of a stack; returns how much that was."""
    count, new = 0, []
    for number, layer in enumerate(stack):
        if not isinstance(layer, Track):
            stack[number] = Track(layer.name, [layer.deepcopy()], kind=kind)
    sounds_apart = any(_has_nest(track) for track in stack if not is_video(track))
    for track in [track for track in stack if _has_nest(track)]:
        row = _Row(track, rate, with_sound=not sounds_apart)
        count += row.count
        new += row.beside
    stack.extend(new)
    return count


def _has_nest(track: Track) -> bool:
    return any(isinstance(child, otio.core.Composition) for child in track)


class _Row:
    """A track that is laid flat, and tracks for what sounds on it at the same time."""

    def __init__(self, track: Track, rate: float, *, with_sound: bool) -> None:
        self.count = 0
        self._rate = rate
        self._track = track
        self._with_sound = with_sound or not is_video(track)
        self._beside: list[list[_Spot]] = []
        children: list[Any] = []
        now = 0
        for child in track:
            first = nearest_frame(now, rate)
            if not isinstance(child, otio.schema.Transition):
                now += ticks(child.trimmed_range().duration)
            if isinstance(child, otio.core.Composition):
                children += self._flat(child, first, nearest_frame(now, rate))
            else:
                children.append(child.deepcopy())
        track[:] = children

    @property
    def beside(self) -> list[Track]:
        """Tracks of sound, each with what lies on it."""
        tracks = []
        for number, spots in enumerate(self._beside, 1):
            name = f"{self._track.name or 'Nested'} sound {number}"
            items = [*_filled(spots, 0, spots[-1][1], self._rate)]
            tracks.append(Track(name, items, kind=TrackKind.Audio))
            tracks[-1].enabled = self._track.enabled
        return tracks

    def _flat(self, child: Any, first: int, last: int) -> Iterator[Any]:
        """What lies in the place of a nest, from its first frame to its last."""
        nest = _as_stack(child, self._track.kind)
        self.count += 1 + _flatten(nest, self._track.kind, self._rate)
        sounds = [self._spots(_alone(nest, t), first, last) for t in nest if not is_video(t)]
        picture = self._spots(place(nest), first, last) if is_video(self._track) else None
        own = picture if picture is not None else (sounds.pop(0) if sounds else [])
        for number, spots in enumerate(filter(None, sounds if self._with_sound else ())):
            if number == len(self._beside):
                self._beside.append([])
            self._beside[number] += spots
        _carry_markers(child, own, first, self._rate)
        return _filled(own, first, last, self._rate)

    def _spots(self, laid: FlatPieces, first: int, last: int) -> list[_Spot]:
        spots = []
        for piece in laid.pieces:
            begin, end = (first + nearest_frame(t, self._rate) for t in (piece.start, piece.end))
            end = min(end, last)
            if begin < end:
                spots.append((begin, end, _clip(piece, end - begin, self._rate)))
        return spots


def _as_stack(nest: Any, kind: str) -> Stack:
    """A nest as a stack that may be changed; a track in a track is of that one's kind."""
    copy = nest.deepcopy()
    if isinstance(copy, Stack):
        return copy
    copy.kind = kind
    return Stack(children=[copy])


def _alone(nest: Stack, track: Track) -> FlatPieces:
    """One track of a nest as the nest has it, whatever its kind."""
    layer = track.deepcopy()
    layer.kind = TrackKind.Video
    only = Stack(children=[layer], source_range=nest.source_range)
    only.enabled = nest.enabled
    only.effects.extend(effect.deepcopy() for effect in nest.effects)
    return place(only)


def _carry_markers(nest: Any, spots: list[_Spot], first: int, rate: float) -> None:
    """The markers of a nest that begins on frame `first` onto the clips in its place."""
    opens = 0 if nest.source_range is None else ticks(nest.source_range.start_time)
    for marker in nest.markers:
        at = first + nearest_frame(ticks(marker.marked_range.start_time) - opens, rate)
        under = next((spot for spot in spots if spot[0] <= at < spot[1]), None)
        if under is not None:
            begin, _, clip = under
            carried = marker.deepcopy()
            start = clip.source_range.start_time + RationalTime(at - begin, rate)
            carried.marked_range = TimeRange(start, marker.marked_range.duration)
            clip.markers.append(carried)


def _clip(piece: Piece, frames: int, rate: float) -> Clip:
    """A clip of its own for a piece of a nest."""
    clip = piece.clip.deepcopy()
    media = min(piece.media, piece.media_at(piece.end))  # backwards it begins at its end
    first = RationalTime(nearest_frame(media, rate), rate)
    clip.source_range = TimeRange(first, RationalTime(frames, rate))
    clip.effects[:] = [
        *(e.deepcopy() for e in clip.effects if not isinstance(e, otio.schema.TimeEffect)),
        *([] if piece.speed == 1 else [_retime(float(piece.speed))]),
    ]
    return clip


def _retime(speed: float) -> otio.schema.TimeEffect:
    return LinearTimeWarp(time_scalar=speed) if speed else FreezeFrame()


def _filled(spots: Iterable[_Spot], first: int, last: int, rate: float) -> Iterator[Any]:
    """Clips with gaps before, between and behind them."""
    now = first
    for begin, end, clip in spots:
        if begin > now:
            yield _gap(begin - now, rate)
        yield clip
        now = end
    if last > now:
        yield _gap(last - now, rate)


def _gap(frames: int, rate: float) -> Gap:
    return Gap(source_range=TimeRange(RationalTime(0, rate), RationalTime(frames, rate)))
