"""Clips in their places, as tracks: gaps between them, transitions across, on whole frames."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

VIDEO, AUDIO = str(otio.schema.TrackKind.Video), str(otio.schema.TrackKind.Audio)
TRANSITION = "Transition"


@dataclass(frozen=True)
class LaidClip:
    """Something with its place in a sequence, in seconds from where that begins."""

    lane: int
    kind: str
    begin: Fraction
    end: Fraction
    item: otio.core.Item | None  # None: nothing to see, but time
    media: Fraction = Fraction(0)  # the second of it that shows first


def tracks_of(laid: Iterable[LaidClip], rate: Fraction) -> list[otio.schema.Track]:
    """A track for each lane and kind, sound last; more where clips of a lane overlap."""
    rows: dict[tuple[bool, int, int], list[LaidClip]] = {}  # of sound, those below come first
    crossings: dict[int, list[tuple[int, int]]] = {}
    for each in sorted(laid, key=lambda one: one.begin):
        first, last = frame_at(each.begin, rate), frame_at(each.end, rate)
        if each.kind == TRANSITION:
            crossings.setdefault(each.lane, []).append((first, last))
        if each.kind == TRANSITION or (each.item is None and each.lane) or last <= first:
            continue
        sound, layer = each.kind == AUDIO, 0
        rank = -each.lane if sound else each.lane
        while (row := rows.get((sound, rank, layer))) and first < frame_at(row[-1].end, rate):
            layer += 1
        rows.setdefault((sound, rank, layer), []).append(each)
    return [_track(rows[key], rate, crossings) for key in sorted(rows)]


def _track(
    row: list[LaidClip], rate: Fraction, crossings: dict[int, list[tuple[int, int]]]
) -> otio.schema.Track:
    """A row of clips as a track, with the transitions that cross from one to the next."""
    lane = row[0].lane
    track = otio.schema.Track(str(lane), kind=row[-1].kind)
    edge, shows = 0, False
    for each in row:
        begin, end = frame_at(each.begin, rate), frame_at(each.end, rate)
        empty = begin if each.item is not None else end
        if empty > edge:
            track.append(_gap(empty - edge, rate))
            shows = False
        if each.item is not None:
            crossing = next((c for c in crossings.get(lane, []) if c[0] < begin < c[1]), None)
            if shows and crossing:
                track.append(_dissolve(begin - crossing[0], crossing[1] - begin, rate))
            track.append(ranged(each, rate, end - begin))
            shows = True
        edge = end
    return track


def _dissolve(before: int, after: int, rate: Fraction) -> otio.schema.Transition:
    kind = otio.schema.TransitionTypes.SMPTE_Dissolve
    overlaps = (RationalTime(frames, float(rate)) for frames in (before, after))
    return otio.schema.Transition(kind, kind, *overlaps)


def ranged(laid: LaidClip, rate: Fraction, frames: int) -> otio.core.Item:
    """An item with the range of it that shows."""
    item = laid.item
    assert item is not None
    item.source_range = TimeRange(time_of(laid.media, rate), RationalTime(frames, float(rate)))
    return item


def _gap(frames: int, rate: Fraction) -> otio.schema.Gap:
    whole = TimeRange(RationalTime(0, float(rate)), RationalTime(frames, float(rate)))
    return otio.schema.Gap(source_range=whole)


def frame_at(time: Fraction, rate: Fraction) -> int:
    """The frame boundary nearest to a second."""
    return math.floor(time * rate + Fraction(1, 2))


def time_of(time: Fraction, rate: Fraction) -> RationalTime:
    """Seconds in frames of `rate`, of which there may be parts."""
    frames = time * rate
    whole = round(frames)
    return RationalTime(whole if frames == whole else float(frames), float(rate))
