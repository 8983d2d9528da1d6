"""Timelines built in a line or two, written as .otio and read back as shots."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import Shot, shots

MEDIA = ("a.mov", "b.mov", "c.mov", "logo.png", "photo.jpg")


def span(start: float, frames: float, rate: float = 24) -> TimeRange:
    """A range in frames."""
    return TimeRange(RationalTime(start, rate), RationalTime(frames, rate))


def clip(
    media: str | otio.core.MediaReference | None = "a.mov",
    source: TimeRange | None = None,
    available: TimeRange | None = None,
    name: str = "",
    effects: Sequence[otio.schema.Effect] = (),
    enabled: bool = True,
) -> otio.schema.Clip:
    """A clip; `media` is a file name or a media reference."""
    if isinstance(media, str):
        name = name or media.split(".")[0]
        media = otio.schema.ExternalReference(media, available)
    made = otio.schema.Clip(name, media, source, effects=list(effects))
    made.enabled = enabled
    return made


def gap(frames: float, rate: float = 24) -> otio.schema.Gap:
    """Empty time."""
    return otio.schema.Gap(source_range=span(0, frames, rate))


def speed(scalar: float) -> otio.schema.LinearTimeWarp:
    """A constant speed."""
    return otio.schema.LinearTimeWarp(time_scalar=scalar)


def track(*children: Any, kind: str = "Video", name: str = "", **more: Any) -> otio.schema.Track:
    """A track of clips, gaps and transitions."""
    return otio.schema.Track(name, children=list(children), kind=kind, **more)


def write(folder: Path, *tracks: Any, start: RationalTime | None = None) -> Path:
    """`film.otio` with these tracks, beside small stand-ins for its media."""
    for name in MEDIA:
        (folder / name).write_bytes(name.encode() * 3)
    timeline = otio.schema.Timeline("film", global_start_time=start)
    timeline.tracks.extend(tracks)
    path = folder / "film.otio"
    otio.adapters.write_to_file(timeline, str(path))
    return path


def document(folder: Path, *tracks: Any, start: RationalTime | None = None) -> Document:
    """The timeline with these tracks, written and read."""
    return read(write(folder, *tracks, start=start))


def shots_of(folder: Path, *tracks: Any, start: RationalTime | None = None) -> list[Shot]:
    """The shots of the timeline with these tracks."""
    found = document(folder, *tracks, start=start)
    return shots(found, MediaResolver(found.base))


def layout(found: Sequence[Shot]) -> list[tuple[str, int, int]]:
    """Name, first frame and length of every shot."""
    return [(s.name, int(s.range.start_time.value), int(s.range.duration.value)) for s in found]
