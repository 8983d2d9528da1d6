"""Final Cut Pro X XML: read by `fcpx_reading`, written around what its OTIO adapter gets wrong.

Writing, the adapter knows eight frame rates and counts in floats. So it is given a timeline in
which every frame lasts one second, which it counts exactly; then each time in its answer is turned
back into the sequence's frames, and the start timecode, which it leaves out, is put in.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.formats.fcpx_reading import ProjectReader
from deepaudio_plugin.formats.prepare import (
    cut_transitions,
    generators_to_gaps,
    is_switched_on,
    our_channels,
    sequences_to_files,
    share_ranges,
)
from deepaudio_plugin.ownership.ours import clip_gain
from deepaudio_plugin.timeline.timing import exact_rate

ADAPTER = "fcpx_xml"
_TIME = re.compile(r"(-?\d+)(?:/(\d+))?s")


def read(path: Path) -> tuple[Any, list[str]]:
    """The root object and notes. Raises whatever the parser raises, ValueError."""
    reader = ProjectReader(ET.parse(path).getroot())
    root = reader.root()
    return root, reader.notes


# -- writing --------------------------------------------------------------------------

_OFF = "\ue000"  # before the name of a clip that is switched off
_LOUDER = re.compile("\ue001([^\ue001]*)\ue001")  # before the name of one with a gain
_UNIT = 24  # a rate the adapter knows
_WRITTEN_TIMES = ("offset", "start", "duration", "tcStart")
_BEFORE_VOLUME = ("note", "conform-rate", "timeMap")  # in a clip, as the format orders it
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write the timeline."""
    notes = ["Final Cut Pro XML from here holds no retimes, track names or other takes"]
    notes += generators_to_gaps(timeline) + sequences_to_files(timeline)
    notes += cut_transitions(timeline)  # the adapter would make gaps of them
    share_ranges(timeline)
    rate = exact_rate(timeline.duration().rate)
    start = timeline.global_start_time
    _mark_gains(timeline)
    _mark_switched_off(timeline)
    _lay_ground(timeline)
    _stretch(timeline, rate)
    root = ET.fromstring(str(otio.adapters.write_to_string(timeline, ADAPTER)))
    for form in root.iter("format"):
        form.set("frameDuration", _seconds_text(1 / rate))
        form.attrib.pop("name", None)  # named for the wrong rate
    _restore(root, rate, Fraction(0) if start is None else _frames(start, rate) / rate)
    _switch_off(root)
    _set_gains(root)
    _say_what_there_is(root, our_channels(timeline))
    text = ET.tostring(root, encoding="unicode")
    path.write_text(_HEAD + text + "\n", encoding="utf-8")
    return notes


def _mark_switched_off(timeline: otio.schema.Timeline) -> None:
    """Mark clips that are switched off by their names, which the adapter passes on."""
    for clip in timeline.find_clips():
        if not is_switched_on(clip):
            clip.name = _OFF + clip.name


def _switch_off(root: ET.Element) -> None:
    """Switch off what is marked, where it lies in the timeline; and unmark it everywhere."""
    for element in root.iter():
        name = element.get("name", "")
        if name.startswith(_OFF):
            element.set("name", name.removeprefix(_OFF))
            if element.get("offset") is not None:
                element.set("enabled", "0")


def _mark_gains(timeline: otio.schema.Timeline) -> None:
    """Mark clips of ours that have a gain by their names, which the adapter passes on."""
    for clip in timeline.find_clips():
        if gain := clip_gain(clip.metadata):
            clip.name = f"\ue001{gain:g}\ue001{clip.name}"


def _set_gains(root: ET.Element) -> None:
    """Turn marks of gains into what Final Cut calls the volume; and unmark everything."""
    for element in root.iter():
        if not (found := _LOUDER.match(element.get("name", ""))):
            continue
        element.set("name", element.get("name", "")[found.end() :])
        if element.get("offset") is not None:
            place = sum(child.tag in _BEFORE_VOLUME for child in element)
            volume = ET.Element("adjust-volume", {"amount": f"{found[1]}dB"})
            element.insert(place, volume)


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
