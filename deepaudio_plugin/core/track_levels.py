"""What tracks are called where their levels are set, and how far those go. Standard library."""

from __future__ import annotations

FILM = "film"
"""The film's own sound, which is heard in the player and never written."""

LOWEST_DB, HIGHEST_DB = -60.0, 12.0


def track_name(stem: str, lane: int) -> str:
    """A track of ours: `speech`, `speech 2`, `audio` …"""
    return stem if lane == 0 else f"{stem} {lane + 1}"
