"""Final Cut Pro X XML, around what its OTIO adapter gets wrong.

Reading, the adapter counts time in whole frames of whole rates (23 for 23.976), mixes the
frames of different formats, puts the sequence's timecode in front as a gap, forgets where a
connected storyline begins and where newer files keep the media's address. So it is given every
time in ticks, one unit for all formats, and its answer is turned back into the sequence's frames.

Writing, it knows eight frame rates and counts in floats. So it is given a timeline in which
every frame lasts one second, which it counts exactly; then each time in its answer is turned
back into the sequence's frames, and the start timecode, which it leaves out, is put in.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.formats.prepare import (
    cut_transitions,
    generators_to_gaps,
    our_channels,
    sequences_to_files,
    share_ranges,
)
from deepaudio_plugin.timeline.ticks import PER_SECOND, nearest_frame
from deepaudio_plugin.timeline.timing import exact_rate

ADAPTER = "fcpx_xml"
_TIME = re.compile(r"(-?\d+)(?:/(\d+))?s")
_TIMED = ("offset", "start", "duration")
_SNAP = Fraction(1, 100)  # of a frame: what the adapter's arithmetic may be off by


def read(path: Path) -> tuple[Any, list[str]]:
    """The root object and notes. Raises whatever the adapter and the parser raise."""
    xml = ET.parse(path).getroot()
    sequence = xml.find(".//project/sequence")
    rate = _rate(xml, sequence)
    begin = _ticks(sequence.get("tcStart", "0s")) if sequence is not None else 0
    notes = []
    if xml.find(".//timeMap") is not None:
        notes.append("speed changes of Final Cut Pro clips are not read: taken at normal speed")
    _prepare(xml)
    root = otio.adapters.read_from_string(ET.tostring(xml, encoding="unicode"), ADAPTER)
    for item in _roots(root):
        _Restorer(rate, begin).restore(item)
    return root, notes


def _rate(xml: ET.Element, sequence: ET.Element | None) -> Fraction:
    """Frames per second of the project's format, or of the first format that says it."""
    wanted = sequence.get("format") if sequence is not None else None
    formats = [form for form in xml.iter("format") if form.get("frameDuration")]
    formats.sort(key=lambda form: form.get("id") != wanted)
    length = _ticks(formats[0].get("frameDuration", "0s")) if formats else 0
    return Fraction(PER_SECOND, length) if length > 0 else Fraction(24)


def _ticks(text: str) -> int:
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a time")
    return round(Fraction(int(match[1]), int(match[2] or 1)) * PER_SECOND)


def _prepare(xml: ET.Element) -> None:
    for element in xml.iter():
        for name in _TIMED:
            if element.get(name) and _TIME.fullmatch(element.get(name, "")):
                element.set(name, _written(_ticks(element.get(name, ""))))
    for form in xml.iter("format"):
        form.set("frameDuration", _written(1))
    for asset in xml.iter("asset"):
        copy = asset.find("media-rep")
        if not asset.get("src") and copy is not None:
            asset.set("src", copy.get("src", ""))
    for audition in xml.iter("audition"):
        for other in audition[1:]:  # alternatives to the clip that is chosen
            audition.remove(other)
    for parent in xml.iter():
        for spine in parent.findall("spine[@lane]"):
            _shift(spine, _ticks(spine.get("offset", "0s")) - _ticks(parent.get("start", "0s")))


def _written(ticks: int) -> str:
    return f"{ticks}/{PER_SECOND}s" if ticks else "0s"


def _shift(spine: ET.Element, by: int) -> None:
    """Put the place of a connected storyline into its clips."""
    for child in spine:
        child.set("offset", _written(_ticks(child.get("offset", "0s")) + by))


def _roots(root: Any) -> Iterator[Any]:
    if isinstance(root, otio.schema.SerializableCollection):
        yield from root
    elif root is not None:
        yield root


class _Restorer:
    """Turns ticks back into frames of the sequence. `begin` is its timecode, in ticks."""

    def __init__(self, rate: Fraction, begin: int) -> None:
        self._rate = rate
        self._begin = begin

    def restore(self, item: Any) -> None:
        """Convert a timeline, composition or clip in place."""
        if isinstance(item, otio.schema.Timeline):
            for track in item.tracks:
                self._skip_timecode(track)
            self._composition(item.tracks)
            item.global_start_time = self._frames(self._begin)
        elif isinstance(item, otio.core.Composition):
            self._composition(item)
        if isinstance(item, otio.core.Item):
            self._item(item)

    def _skip_timecode(self, track: otio.schema.Track) -> None:
        gap = track[0] if len(track) else None
        if not isinstance(gap, otio.schema.Gap) or gap.duration().value < self._begin - 1:
            return
        rest = max(0, gap.duration().value - self._begin)
        rate = gap.duration().rate
        gap.source_range = TimeRange(RationalTime(0, rate), RationalTime(rest, rate))

    def _composition(self, composition: otio.core.Composition) -> None:
        now, edge = 0.0, 0
        for child in list(composition):
            if isinstance(child, otio.core.Composition):
                self._composition(child)
            now = now + child.duration().value if isinstance(composition, otio.schema.Track) else 0
            self._item(child)
            if not isinstance(composition, otio.schema.Track) or child.source_range is None:
                continue
            end = nearest_frame(round(now), float(self._rate))
            child.source_range = TimeRange(
                child.source_range.start_time, RationalTime(end - edge, float(self._rate))
            )
            if isinstance(child, otio.schema.Gap) and end == edge:
                composition.remove(child)
            edge = end

    def _item(self, item: otio.core.Item) -> None:
        item.source_range = self._range(item.source_range)
        for marker in item.markers:
            marker.marked_range = self._range(marker.marked_range)
        if isinstance(item, otio.schema.Clip) and item.media_reference is not None:
            media = item.media_reference
            media.available_range = self._range(media.available_range)

    def _range(self, ticks: TimeRange | None) -> TimeRange | None:
        if ticks is None:
            return None
        return TimeRange(self._frames(ticks.start_time.value), self._frames(ticks.duration.value))

    def _frames(self, ticks: float) -> RationalTime:
        """A time in frames; whole where it is within the adapter's error of a frame."""
        exact = Fraction(ticks) / PER_SECOND * self._rate
        whole = round(exact)
        return RationalTime(
            whole if abs(exact - whole) < _SNAP else float(exact), float(self._rate)
        )


# -- writing --------------------------------------------------------------------------

_UNIT = 24  # a rate the adapter knows
_WRITTEN_TIMES = ("offset", "start", "duration", "tcStart")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write the timeline."""
    notes = ["Final Cut Pro XML from here holds no retimes, track names or other takes"]
    notes += generators_to_gaps(timeline) + sequences_to_files(timeline)
    notes += cut_transitions(timeline)  # the adapter would make gaps of them
    share_ranges(timeline)
    rate = exact_rate(timeline.duration().rate)
    start = timeline.global_start_time
    _lay_ground(timeline)
    _stretch(timeline, rate)
    root = ET.fromstring(str(otio.adapters.write_to_string(timeline, ADAPTER)))
    for form in root.iter("format"):
        form.set("frameDuration", _seconds_text(1 / rate))
        form.attrib.pop("name", None)  # named for the wrong rate
    _restore(root, rate, Fraction(0) if start is None else _frames(start, rate) / rate)
    _say_what_there_is(root, our_channels(timeline))
    text = ET.tostring(root, encoding="unicode")
    path.write_text(_HEAD + text + "\n", encoding="utf-8")
    return notes


def _lay_ground(timeline: otio.schema.Timeline) -> None:
    """Let the lowest picture track last as long as the timeline: all else is tied to it."""
    tracks, length = timeline.tracks, timeline.duration()
    kinds = [getattr(track, "kind", "") for track in tracks]
    if otio.schema.TrackKind.Video not in kinds:
        tracks.insert(0, otio.schema.Track(kind=otio.schema.TrackKind.Video))
        kinds.insert(0, otio.schema.TrackKind.Video)
    ground = tracks[kinds.index(otio.schema.TrackKind.Video)]
    rest = length - ground.duration() if len(ground) else length
    if rest.value > 0:
        whole = TimeRange(RationalTime(0, rest.rate), rest)
        ground.append(otio.schema.Gap(source_range=whole))


def _frames(time: RationalTime, rate: Fraction) -> Fraction:
    return Fraction(time.value).limit_denominator(1_000_000) / exact_rate(time.rate) * rate


def _stretch(timeline: otio.schema.Timeline, rate: Fraction) -> None:
    """Let every frame last a second."""

    def stretched(span: TimeRange | None) -> TimeRange | None:
        if span is None:
            return None
        return TimeRange(*(_second(_frames(t, rate)) for t in (span.start_time, span.duration)))

    items: list[Any] = [timeline.tracks]
    while items:
        item = items.pop()
        if isinstance(item, otio.schema.Clip):
            for media in item.media_references().values():
                media.available_range = stretched(media.available_range)
        elif isinstance(item, otio.core.Composition):
            items.extend(item)
        item.source_range = stretched(item.source_range)
        for marker in item.markers:
            marker.marked_range = stretched(marker.marked_range)


def _second(frames: Fraction) -> RationalTime:
    return RationalTime(float(frames * _UNIT), _UNIT)


def _restore(root: ET.Element, rate: Fraction, start: Fraction) -> None:
    """Times back into real seconds; the sequence begins at `start` seconds."""
    for element in root.iter():
        for name in _WRITTEN_TIMES:
            if match := _TIME.fullmatch(element.get(name, "")):
                element.set(name, _seconds_text(Fraction(int(match[1]), int(match[2] or 1)) / rate))
    sequence = root.find(".//project/sequence")
    if sequence is None or not start:
        return
    sequence.set("tcStart", _seconds_text(start))
    for child in sequence.findall("./spine/*"):
        match = _TIME.fullmatch(child.get("offset", "0s"))
        offset = Fraction(int(match[1]), int(match[2] or 1)) if match else Fraction(0)
        child.set("offset", _seconds_text(offset + start))


def _say_what_there_is(root: ET.Element, channels: dict[str, int]) -> None:
    """An asset that only sound is used of is sound; ours have so many channels, by address."""
    for asset in root.iter("asset"):
        if (width := channels.get(str(asset.get("src", "")), 0)) > 1:
            asset.set("audioSources", "1")
            asset.set("audioChannels", str(width))
        if asset.get("hasAudio") == "0" and asset.get("hasVideo") == "0":
            is_sound = str(asset.get("src", "")).lower().endswith((".wav", ".aif", ".aiff", ".mp3"))
            asset.set("hasAudio" if is_sound else "hasVideo", "1")


def _seconds_text(time: Fraction) -> str:
    if time.denominator == 1:
        return f"{time.numerator}s"
    return f"{time.numerator}/{time.denominator}s"
