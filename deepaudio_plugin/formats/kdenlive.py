"""Kdenlive projects, around an adapter that lets only one sound track play at a time.

It also passes over nested sequences, place and all, counts what runs backwards from the
wrong end of its file, and drops servers and keeps a slash before drives in paths of Windows.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import opentimelineio as otio
from opentimelineio.opentime import TimeRange

from deepaudio_plugin.formats.flat import lay_flat
from deepaudio_plugin.formats.prepare import count_from_first_frames, sequences_to_files

ADAPTER = "kdenlive"
_DRIVE_URL = re.compile(r"file:///(?=[A-Za-z]:/)", re.IGNORECASE)
_SHARE_URL = re.compile(r"file://(?=[^/])(?!localhost/)", re.IGNORECASE)
_MIX = {"mlt_service": "mix", "kdenlive_id": "mix", "always_active": "1", "sum": "1"}


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write the timeline with the mixes that Kdenlive itself keeps between its tracks.

    Without them everything but the topmost sound is silent wherever two sounds meet.
    """
    notes = lay_flat(timeline) + sequences_to_files(timeline) + _drop_standstills(timeline)
    count_from_first_frames(timeline)
    _spell_windows_paths(timeline)
    otio.adapters.write_to_file(timeline, str(path), ADAPTER)
    tree = ET.parse(path)
    _turn_round(tree.getroot(), timeline)
    _add_mixes(tree.getroot())
    tree.write(path, encoding="utf-8", xml_declaration=True)
    return notes + [  # noqa: RUF005
        "Kdenlive projects from here hold no freeze frames, start timecode or other takes; "
        "Kdenlive 25.04 and later imports .otio, which holds more"
    ]


def _drop_standstills(timeline: otio.schema.Timeline) -> list[str]:
    """Leave out speeds of 0, which the adapter divides by or passes over."""
    count = 0
    for clip in timeline.find_clips():
        kept = [e for e in clip.effects if getattr(e, "time_scalar", 1) != 0]
        if len(kept) < len(clip.effects):
            count += 1
            clip.effects[:] = [effect.deepcopy() for effect in kept]
    return [f"{count} freeze frames play on: the format cannot hold them"] if count else []


def _spell_windows_paths(timeline: otio.schema.Timeline) -> None:
    """Addresses of drives and shares so that what the adapter takes for their path is one."""
    for clip in timeline.find_clips():
        media = clip.media_reference
        if isinstance(media, otio.schema.ExternalReference):
            url = _DRIVE_URL.sub("file:", media.target_url)
            media.target_url = _SHARE_URL.sub("file:////", url)


def _turn_round(root: ET.Element, timeline: otio.schema.Timeline) -> None:
    """Let what runs backwards begin where it should: MLT counts it from the end of its file."""
    ends: dict[str, float] = {}
    for clip in timeline.find_clips():
        known = clip.media_reference.available_range
        if known is not None:
            end = known.end_time_exclusive().value
            ends[_url(clip)] = max(end, ends.get(_url(clip), 0))
    producers = {producer.get("id"): producer for producer in root.findall("producer")}
    for number, track in enumerate(timeline.tracks):
        entries = root.findall(f"./playlist[@id='playlist{2 * number}']/entry")
        clips = [child for child in track if isinstance(child, otio.schema.Clip)]
        for clip, entry in zip(clips, entries, strict=True):
            producer = producers[entry.get("producer")]
            speed = float(producer.findtext("property[@name='warp_speed']") or 1)
            if speed < 0:
                _from_the_end(entry, producer, clip.source_range, ends[_url(clip)], -speed)


def _from_the_end(
    entry: ET.Element, producer: ET.Element, used: TimeRange, end: float, speed: float
) -> None:
    """An entry for a range of a file that ends at frame `end`, backwards and `speed` times."""
    held = round(end / speed)
    frames = round(used.duration.value)
    first = max(0, held - round(used.start_time.value / speed) - frames)
    entry.set("in", str(first))
    entry.set("out", str(first + frames - 1))
    producer.set("in", "0")
    producer.set("out", str(held - 1))
    for length in producer.findall("property[@name='length']"):
        length.text = str(held)


def _url(clip: otio.schema.Clip) -> str:
    return getattr(clip.media_reference, "target_url", "") or ""


def _add_mixes(root: ET.Element) -> None:
    main = root.findall("tractor")[-1]
    sounds = {tractor.get("id") for tractor in root.findall("tractor") if _is_sound(tractor)}
    mixed = {
        prop.text
        for transition in main.findall("transition")
        if any(p.text == "mix" for p in transition.findall("property"))
        for prop in transition.findall("property")
        if prop.get("name") == "b_track"
    }
    for number, track in enumerate(main.findall("track")):
        if track.get("producer") in sounds and str(number) not in mixed:
            mix = ET.SubElement(main, "transition", id=f"mix{number}")
            for name, value in {"a_track": "0", "b_track": str(number), **_MIX}.items():
                ET.SubElement(mix, "property", name=name).text = value


def _is_sound(tractor: ET.Element) -> bool:
    return any(p.get("name") == "kdenlive:audio_track" for p in tractor.findall("property"))
