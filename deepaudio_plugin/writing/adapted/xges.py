"""GStreamer Editing Services projects, around the frame rate that their adapter does not know."""

from __future__ import annotations

import re
from pathlib import Path

import opentimelineio as otio

from deepaudio_plugin.timing import exact_rate

ADAPTER = "xges"
_ITS_RATE = re.compile(r"(framerate\\?=\\?\(fraction\\?\))30/1")  # quoted inside a property


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write the timeline with its own rate: the adapter says 30 whatever it is."""
    otio.adapters.write_to_file(timeline, str(path), ADAPTER)
    rate = exact_rate(timeline.duration().rate)
    text = path.read_text(encoding="utf-8")
    ours = rf"\g<1>{rate.numerator}/{rate.denominator}"
    path.write_text(_ITS_RATE.sub(ours, text), encoding="utf-8")
    return ["GES projects hold no start timecode, no track names and no other takes"]
