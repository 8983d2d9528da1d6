"""What bridges return: the values of `deepaudio_plugin.hosts.bridge` for Pythons from 3.7 on."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class SentTimeline(NamedTuple):
    """The open timeline of a host, saved as a file."""

    path: Path
    name: str
    notes: tuple[str, ...]


class SelectedFrames(NamedTuple):
    """Frames from the timeline's first; `end` is exclusive."""

    start: int
    end: int


class PlacedTracks(NamedTuple):
    """What was put into the host, and into which timeline."""

    timeline: str
    clips: int
    notes: tuple[str, ...]
