"""Avid AAF, around an adapter that refuses what does not come from an AAF itself.

It also describes every sound as if it were 16-bit mono, and reads no names of sound tracks.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.formats.aaf_essence import describe_essences
from deepaudio_plugin.formats.flat import lay_flat
from deepaudio_plugin.formats.prepare import generators_to_gaps, our_media, sequences_to_files
from deepaudio_plugin.formats.speakers import part_speakers
from deepaudio_plugin.ownership.ours import channels

ADAPTER = "AAF"

# The dissolves of the AAF Edit Protocol, with their identities.
_DISSOLVES = {
    "Video": ("Picture", "Video Dissolve", "0c3bea40-fc05-11d2-8a29-0050040ef7d2"),
    "Audio": ("Sound", "Mono Audio Dissolve", "0c3bea41-fc05-11d2-8a29-0050040ef7d2"),
}


_NAMELESS = "Sequence"  # what the adapter calls a track for what is in it


def read(path: Path) -> tuple[Any, list[str]]:
    """The root object and notes. Raises whatever the adapter raises.

    The adapter forgets the names of tracks of sound, by which ours are known.
    """
    root = otio.adapters.read_from_file(str(path), ADAPTER)
    if isinstance(root, otio.schema.Timeline) and any(t.name == _NAMELESS for t in root.tracks):
        names = _track_names(path)
        for kind, said in names.items():
            tracks = [t for t in root.tracks if getattr(t, "kind", "") == kind]
            for track, name in zip(tracks, said if len(said) == len(tracks) else (), strict=False):
                if track.name == _NAMELESS and name:
                    track.name = name
    return root, []


def _track_names(path: Path) -> dict[str, list[str]]:
    """Names of the tracks of the composition in an AAF, in order, by kind."""
    import aaf2

    found: dict[str, list[str]] = {"Video": [], "Audio": []}
    with aaf2.open(str(path), "r") as file:
        for mob in [*file.content.toplevel()][:1]:
            for slot in mob.slots:
                if isinstance(slot, aaf2.mobslots.TimelineMobSlot):
                    kind = {"Picture": "Video", "Sound": "Audio"}.get(slot.media_kind or "")
                    if kind:
                        found[kind].append(slot.name or "")
    return found


def write(timeline: otio.schema.Timeline, path: Path, *, embed: bool = False) -> list[str]:
    """Write the timeline; media without an Avid identity get an empty one.

    With `embed` the sound of WAV files is in the AAF itself.
    """
    notes = ["an AAF from here holds no effects, retimes or other takes"]
    notes += lay_flat(timeline)  # the adapter makes what is nested as long as it is at home
    notes += generators_to_gaps(timeline) + sequences_to_files(timeline)
    part_speakers(timeline)
    ours = our_media(timeline)
    for media in ours:
        media.metadata[ADAPTER] = {"EssenceDescription": _essence(channels(media.metadata))}
    for track in timeline.tracks:
        for item in track:
            if isinstance(item, otio.schema.Transition) and "AAF" not in item.metadata:
                item.metadata[ADAPTER] = _dissolve(item, track.kind)
    try:
        _write(timeline, path)
    except KeyError:  # facts of an earlier AAF about media that are of another kind now
        for clip in timeline.find_clips():
            clip.media_reference.metadata.pop(ADAPTER, None)
        _write(timeline, path)
    return notes + describe_essences(path, embed=embed)


def _essence(channels: int) -> dict[str, int]:
    """What the adapter would otherwise take for mono: our files have 24 bits at 48 kHz."""
    block = 3 * channels
    return {
        "Channels": channels,
        "BlockAlign": block,
        "QuantizationBits": 24,
        "AverageBPS": SAMPLE_RATE * block,
    }


def _write(timeline: otio.schema.Timeline, path: Path) -> None:
    otio.adapters.write_to_file(timeline, str(path), ADAPTER, use_empty_mob_ids=True)


def _dissolve(transition: otio.schema.Transition, kind: str) -> dict[str, Any]:
    """What the adapter wants to know of a plain dissolve."""
    data, name, identity = _DISSOLVES.get(kind, _DISSOLVES["Video"])
    operation = {
        "DataDefinition": {"Name": data},
        "Name": name,
        "Description": name,
        "Identification": identity,
        "IsTimeWarp": False,
        "Bypass": 0,
        "NumberInputs": 2,
        "OperationCategory": "OperationCategory_Effect",
    }
    return {
        "PointList": [{"Value": 0, "Time": 0}, {"Value": 1, "Time": 1}],
        "OperationGroup": {"Operation": operation},
        "CutPoint": int(transition.in_offset.value),
    }
