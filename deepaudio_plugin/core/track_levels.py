"""What tracks are called where their levels are set, and how far those go. Standard library."""

from __future__ import annotations

FILM = "film"
"""The film's own sound, which is heard in the player and never written: that of its picture, or
where the timeline has sound tracks, those; see `own_track_name`."""


def own_track_name(index: int) -> str:
    """A sound track of the timeline, by its place in the file: `film 2`."""
    return f"{FILM} {index}"


def is_films(track: str) -> bool:
    """Whether a track is the film's own, which is heard when one asks for it."""
    return track.partition(" ")[0] == FILM


LOWEST_DB, HIGHEST_DB = -60.0, 12.0


def track_name(stem: str, lane: int) -> str:
    """A track of ours: `speech`, `speech 2`, `audio` …"""
    return stem if lane == 0 else f"{stem} {lane + 1}"
