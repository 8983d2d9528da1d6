"""Small timelines made in memory, and the document that reading them gives."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.timeline.document import Document


def frames(start: float, length: float, rate: float = 24) -> TimeRange:
    """A range in frames."""
    return TimeRange(RationalTime(start, rate), RationalTime(length, rate))


def clip(name: str, start: float, length: float, rate: float = 24) -> otio.schema.Clip:
    """A clip of `length` frames whose media time begins at `start`."""
    return otio.schema.Clip(name, source_range=frames(start, length, rate))


def track(
    *children: otio.core.Composable, kind: str = "Video", name: str = ""
) -> otio.schema.Track:
    """A track of these children."""
    found = otio.schema.Track(name, kind=kind)
    found.extend(children)
    return found


def document(
    *tracks: otio.core.Composable, rate: float = 24, start: float = 0, length: float | None = None
) -> Document:
    """A document of these tracks; `start` and `length` in frames."""
    timeline = otio.schema.Timeline("cut")
    timeline.tracks.extend(tracks)
    duration = RationalTime(length, rate) if length is not None else timeline.tracks.duration()
    return Document(
        path=Path("cut.otio"),
        timeline=timeline,
        rate=rate,
        start=RationalTime(start, rate),
        duration=duration,
        kind="otio",
    )
