"""Speech with a track for each speaker, where a track is a channel strip for one voice."""

from __future__ import annotations

from collections.abc import Iterator

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.ownership.ours import TITLES, mark

_Spot = tuple[int, otio.schema.Clip]  # the frame on which a clip begins


def part_speakers(timeline: otio.schema.Timeline) -> None:
    """Lay the lines of each speaker on tracks of their own, in the place of the speech lanes.

    The timeline is `prepared`: all of it counts in frames of one rate. Lines of one speaker
    that overlap go to further tracks.
    """
    tracks = timeline.tracks
    lanes = [track for track in tracks if _is_speech(track)]
    spots = sorted((spot for lane in lanes for spot in _spots(lane)), key=lambda spot: spot[0])
    names = list(dict.fromkeys(_speaker(clip) for _, clip in spots))
    if len(names) < 2 and not any(names):
        return
    like, place = lanes[0], list(tracks).index(lanes[0])
    for lane in lanes:
        tracks.remove(lane)
    rows = [
        _track(like, number, name, row)
        for name in names
        for number, row in enumerate(_rows(s for s in spots if _speaker(s[1]) == name), start=1)
    ]
    for offset, row in enumerate(rows):
        tracks.insert(place + offset, row)


def _is_speech(track: object) -> bool:
    return isinstance(track, otio.schema.Track) and mark(track.metadata).get("stem") == "speech"


def _speaker(clip: otio.schema.Clip) -> str:
    return str(mark(clip.metadata).get("speaker") or "")


def _spots(track: otio.schema.Track) -> Iterator[_Spot]:
    """What lies on a track and is heard; gaps with markers hold clips that are switched off."""
    now = 0
    for item in track:
        if isinstance(item, otio.schema.Transition):
            continue
        if isinstance(item, otio.schema.Clip):
            yield now, item
        now += round(item.duration().value)


def _rows(spots: Iterator[_Spot]) -> list[list[_Spot]]:
    """Clips in order of their beginning, on as few rows as hold them without an overlap."""
    rows: list[list[_Spot]] = []
    for first, clip in spots:
        free = next((row for row in rows if _end(row[-1]) <= first), None)
        if free is None:
            rows.append(free := [])
        free.append((first, clip))
    return rows


def _end(spot: _Spot) -> int:
    first, clip = spot
    return first + round(float(clip.duration().value))


def _track(like: otio.schema.Track, number: int, name: str, row: list[_Spot]) -> otio.schema.Track:
    title = TITLES["speech"] + (f" {number}" if number > 1 else "")
    track = otio.schema.Track(f"{title}: {name}" if name else title, kind=like.kind)
    track.metadata.update(like.metadata)
    now = 0
    for first, clip in row:
        rate = clip.duration().rate
        if first > now:
            gap = TimeRange(RationalTime(0, rate), RationalTime(first - now, rate))
            track.append(otio.schema.Gap(source_range=gap))
        track.append(clip.deepcopy())
        now = _end((first, clip))
    return track
