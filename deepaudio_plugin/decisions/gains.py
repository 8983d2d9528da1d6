"""Gains of tracks: how much louder or quieter each of ours is heard and written, in dB."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.track_levels import FILM, HIGHEST_DB, LOWEST_DB
from deepaudio_plugin.decisions.model import Decisions

_STEP_DB = 0.1
_LISTED = 6


def set_gain(decisions: Decisions, track: str, gain_db: float) -> Decisions:
    """Give a track a gain, to a tenth of a dB; 0 takes it back. Raises UsageError."""
    if not is_gain(gain_db):
        raise UsageError(
            f"a track's gain cannot be {gain_db:g} dB",
            hint=f"Gains are from {LOWEST_DB:g} to {HIGHEST_DB:g} dB.",
        )
    gains = {**decisions.gains, track: round(round(gain_db / _STEP_DB) * _STEP_DB, 1)}
    return replace(decisions, gains={name: gain for name, gain in gains.items() if gain})


def is_gain(gain_db: float) -> bool:
    """Whether a number can be a track's gain."""
    return math.isfinite(gain_db) and LOWEST_DB <= gain_db <= HIGHEST_DB


def gain_notes(gains: Mapping[str, float], where: str) -> list[Problem]:
    """One note for all gains: a track that is quieter than it was must not look like a fault."""
    ours = {track: gain for track, gain in sorted(gains.items()) if track != FILM}
    if not ours:
        return []
    told = [f"{track} {gain:+g} dB" for track, gain in ours.items()][:_LISTED]
    return [Problem(where, f"levels by decision: {', '.join(told)}", note=True)]
