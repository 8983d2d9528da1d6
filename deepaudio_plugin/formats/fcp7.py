"""Final Cut Pro 7 XML, around the track names that its adapter reads but does not write.

Of a file that several clips use it takes the length from the first, and of two clips that are
alike it writes one.
"""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio

from deepaudio_plugin.formats.prepare import (
    generators_to_gaps,
    our_media,
    sequences_to_files,
    share_ranges,
)
from deepaudio_plugin.ownership.ours import channels

ADAPTER = "fcp_xml"


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
    notes += _say_channels(timeline)
    share_ranges(timeline)
    _number_clips(timeline)
    otio.adapters.write_to_file(timeline, str(path), ADAPTER)
    return notes


def _number_clips(timeline: otio.schema.Timeline) -> None:
    """An id of its own for each clip: the adapter writes the second of two equal ones empty."""
    for number, clip in enumerate(timeline.find_clips(), start=1):
        held = clip.metadata.get(ADAPTER)
        clip.metadata[ADAPTER] = {**(dict(held) if held else {}), "@id": f"clipitem-{number}"}


def _say_channels(timeline: otio.schema.Timeline) -> list[str]:
    """Channels of our media with several; a clip item of the format itself plays one."""
    wide = [media for media in our_media(timeline) if channels(media.metadata) > 1]
    for media in wide:
        count = {"channelcount": str(channels(media.metadata))}
        media.metadata[ADAPTER] = {"media": {"audio": count}}
    if not wide:
        return []
    return ["check that sound of several channels plays all of them: a clip here names its first"]
