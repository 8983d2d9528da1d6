"""What a writer of a format is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import opentimelineio as otio

Writer = Callable[[otio.schema.Timeline, Path], list[str]]
"""Writes a timeline, which is its own to change, to a path; returns what the format loses."""

Ready = Callable[[Path], None]
"""Told of a temporary file that is whole, before it takes its place."""


def nobody(_temp: Path) -> None:
    """Nobody wants to be told."""


def plain(adapter: str, *losses: str, **arguments: Any) -> Writer:
    """A writer that leaves all to the adapter."""

    def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
        otio.adapters.write_to_file(timeline, str(path), adapter, **arguments)
        return list(losses)

    return write


def named(tracks: list[str]) -> str:
    """Track names for a note."""
    return ", ".join(repr(name or "unnamed") for name in tracks)
