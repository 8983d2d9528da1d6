"""Gains of clips in Final Cut Pro 7 XML: the filter that every audio clip has there.

Its level is an amplitude, at most that of +12 dB (Apple, "Final Cut Pro XML Interchange Format",
2010, audio levels).
"""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

import opentimelineio as otio

from deepaudio_plugin.formats.fcp7_channels import save_xml

_MOST = 3.98107  # +12 dB


def write_gains(path: Path, gains: Mapping[str, float]) -> None:
    """Give the clips in the file at `path` their gains in dB, by their ids."""
    if not gains:
        return
    xml = ET.parse(path).getroot()
    for clip in xml.iter("clipitem"):
        if gain_db := gains.get(clip.get("id", "")):
            clip.append(_filter(gain_db))
    save_xml(xml, path)


def level_of(effect: otio.schema.Effect) -> float | None:
    """The level in dB that an effect sets, as its adapter reads it; None for other effects."""
    held = effect.metadata.get("fcp_xml")
    if not isinstance(held, Mapping) or held.get("effectid") != "audiolevels":
        return None
    level = held.get("parameter")
    try:
        value = float(level["value"]) if isinstance(level, Mapping) else math.nan
    except (KeyError, TypeError, ValueError):
        return None  # it moves along the clip
    return 20 * math.log10(value) if value > 0 else None


def _filter(gain_db: float) -> ET.Element:
    made = ET.Element("filter")
    effect = ET.SubElement(made, "effect")
    ET.SubElement(effect, "name").text = "Audio Levels"
    for tag in ("effectid", "effectcategory", "effecttype"):
        ET.SubElement(effect, tag).text = "audiolevels"
    ET.SubElement(effect, "mediatype").text = "audio"
    level = ET.SubElement(effect, "parameter")
    ET.SubElement(level, "parameterid").text = "level"
    ET.SubElement(level, "name").text = "Level"
    ET.SubElement(level, "valuemin").text = "0"
    ET.SubElement(level, "valuemax").text = f"{_MOST:g}"
    ET.SubElement(level, "value").text = f"{min(_MOST, 10 ** (gain_db / 20)):.6f}"
    return made
