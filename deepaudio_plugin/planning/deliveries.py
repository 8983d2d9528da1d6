"""What an engine does not have of the ways in which lines are said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.spoken.deliveries import told
from deepaudio_plugin.subtitles.cues import Cue


def undelivered(lines: Sequence[Cue], engine: EngineInfo) -> list[Problem]:
    """One note on the lines that the engine says as usual although they are marked otherwise."""
    lost = [cue for cue in lines if cue.delivery and cue.delivery not in engine.deliveries]
    if not lost:
        return []
    counts = Counter(told(cue.delivery) for cue in lost)
    many = ", ".join(f"{count} {way}" for way, count in counts.items())
    what = "line is said" if len(lost) == 1 else "lines are said"
    message = f"{len(lost)} {what} as usual, for this engine has no other way: {many}"
    return [Problem(lost[0].source, message, note=True)]
