"""Kdenlive projects, around an adapter that lets only one sound track play at a time."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import opentimelineio as otio

from deepaudio_plugin.writing.adapted.prepare import sequences_to_files

ADAPTER = "kdenlive"
_MIX = {"mlt_service": "mix", "kdenlive_id": "mix", "always_active": "1", "sum": "1"}


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write the timeline with the mixes that Kdenlive itself keeps between its tracks.

    Without them everything but the topmost sound is silent wherever two sounds meet.
    """
    notes = sequences_to_files(timeline)
    otio.adapters.write_to_file(timeline, str(path), ADAPTER)
    tree = ET.parse(path)
    _add_mixes(tree.getroot())
    tree.write(path, encoding="utf-8", xml_declaration=True)
    return notes + [  # noqa: RUF005
        "Kdenlive projects from here hold no retimes, nested sequences, start timecode or other "
        "takes; Kdenlive 25.04 and later imports .otio, which holds more"
    ]


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
