"""Final Cut Pro 7 XML, around what its adapter knows by its own metadata only.

Track names it reads and does not write; whether a clip or a track is switched off it passes on
as text, so that a disabled clip would count as any other. Nested sequences it reads as empty: it
looks for their tracks beside the element that holds them. Writing, it takes the length of a file
that several clips use from the first, and of two clips that are alike it writes one.
"""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.formats.fcp7_channels import (
    without_further_channels,
    write_all_channels,
)
from deepaudio_plugin.formats.fcp7_gains import write_gains
from deepaudio_plugin.formats.prepare import (
    generators_to_gaps,
    our_channels,
    our_media,
    sequences_to_files,
    share_ranges,
)
from deepaudio_plugin.ownership.ours import channels, clip_gain

ADAPTER = "fcp_xml"
_MOST_NESTED = 2000  # sequences, counted as often as they are used


def read(path: Path) -> tuple[Any, list[str]]:
    """The root object and notes. Raises whatever the adapter raises."""
    xml = ET.parse(path).getroot()
    without_further_channels(xml)
    notes = _without_overlaps(xml)
    sequences = _sequences(xml)
    root = sequences[0]
    if len(sequences) > 1:
        root = otio.schema.SerializableCollection("sequences", children=sequences)
    for item in _items(root):
        held = item.metadata.get(ADAPTER)
        if isinstance(held, Mapping) and str(held.get("enabled", "")).upper() == "FALSE":
            item.enabled = False
    return root, notes


def _without_overlaps(xml: ET.Element) -> list[str]:
    """Let clips end where the next one on their track begins.

    The adapter lays one behind the other, and would move all that follows an overlap.
    """
    count = 0
    for track in xml.iter("track"):
        clips = [e for e in track if e.tag in ("clipitem", "generatoritem")]
        for clip, following in itertools.pairwise(clips):
            end, start = clip.find("end"), _frames(following.find("start"))
            if end is not None and 0 <= start < _frames(end):
                end.text = str(start)
                count += 1
    return [f"{count} clips end early, where the next on their track begins"] if count else []


def _frames(element: ET.Element | None) -> int:
    """A time in frames; -1, as the format has it, where it is not told."""
    text = (element.text or "").strip() if element is not None else ""
    return int(text) if text.isdecimal() else -1


def _sequences(xml: ET.Element) -> list[otio.schema.Timeline]:
    """The sequences of a file. Raises ValueError where there are none."""
    adapters_own: Any = otio.adapters.from_name(ADAPTER).module().FCP7XMLParser

    class Parser(adapters_own):  # type: ignore[misc]  # known when it is installed
        """The adapter's, that finds what is in nested sequences."""

        left = _MOST_NESTED

        def stack_for_element(self, element: Any, context: Any) -> otio.schema.Stack:
            media = self._derefed_element(element.find("./media"))
            if element.tag != "sequence" or media is None:
                return super().stack_for_element(element, context)
            self.left -= 1
            if self.left < 0:
                raise ValueError(f"it nests more than {_MOST_NESTED} sequences")
            inside = context.context_pushing_element(element)
            stack = super().stack_for_element(media, inside)
            stack.name = element.findtext("name", "")
            return stack

    found: list[otio.schema.Timeline] = Parser(xml).top_level_sequences()
    if not found:
        raise ValueError("it holds no sequence")
    return found


def _items(root: Any) -> Iterator[otio.core.Item]:
    """Tracks, nested sequences and clips in what the adapter reads, outermost first."""
    waiting: list[Any] = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, otio.schema.Timeline):
            waiting.append(item.tracks)
            continue
        if isinstance(item, otio.core.Item):
            yield item
        if isinstance(item, (otio.core.Composition, otio.schema.SerializableCollection)):
            waiting.extend(item)


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write the timeline; the adapter passes on what metadata says about its own elements."""
    if timeline.global_start_time is None:
        rate = timeline.duration().rate
        timeline.global_start_time = otio.opentime.RationalTime(0, rate)
    for track in timeline.tracks:
        if track.name:
            held = track.metadata.get(ADAPTER)
            track.metadata[ADAPTER] = {**(dict(held) if held else {}), "name": track.name}
    notes = ["Final Cut Pro 7 XML holds no retimes from here, and no other takes"]
    notes += generators_to_gaps(timeline) + sequences_to_files(timeline)
    _say_channels(timeline)
    _say_enabled(timeline)
    share_ranges(timeline)
    _number_clips(timeline)
    otio.adapters.write_to_file(timeline, str(path), ADAPTER)
    write_gains(path, _gains(timeline))
    return notes + write_all_channels(path, our_channels(timeline))


def _say_enabled(timeline: otio.schema.Timeline) -> None:
    """What is switched off, in the adapter's own words; and no word of it for what is on again."""
    for item in _items(timeline):
        held = item.metadata.get(ADAPTER)
        if not item.enabled or (isinstance(held, Mapping) and "enabled" in held):
            told = dict(held) if isinstance(held, Mapping) else {}
            item.metadata[ADAPTER] = {**told, "enabled": "TRUE" if item.enabled else "FALSE"}


def _number_clips(timeline: otio.schema.Timeline) -> None:
    """An id of its own for each clip: the adapter writes the second of two equal ones empty."""
    for number, clip in enumerate(timeline.find_clips(), start=1):
        held = clip.metadata.get(ADAPTER)
        clip.metadata[ADAPTER] = {**(dict(held) if held else {}), "@id": f"clipitem-{number}"}


def _gains(timeline: otio.schema.Timeline) -> dict[str, float]:
    """The gains in dB of clips of ours that have one, by the ids of `_number_clips`."""
    clips = ((clip.metadata[ADAPTER]["@id"], clip) for clip in timeline.find_clips())
    return {id_: gain for id_, clip in clips if (gain := clip_gain(clip.metadata))}


def _say_channels(timeline: otio.schema.Timeline) -> None:
    """Channels of our media with several."""
    for media in our_media(timeline):
        if channels(media.metadata) > 1:
            count = {"channelcount": str(channels(media.metadata))}
            media.metadata[ADAPTER] = {"media": {"audio": count}}
