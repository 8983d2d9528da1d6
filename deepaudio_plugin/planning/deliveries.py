"""How lines are said: as somebody typed or decided it, and what the engine does not have of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.spoken.deliveries import told
from deepaudio_plugin.decisions.model import LineDecision
from deepaudio_plugin.subtitles.captions import read_caption
from deepaudio_plugin.subtitles.cues import Cue


def as_typed(line: Cue) -> Cue:
    """A line with the mark that somebody typed into its words, "(whispers) Come in.", taken out.

    Marks of captions are taken out as they are read: what is left was typed by hand.
    """
    if "(" not in line.text and "[" not in line.text:
        return line
    parts = read_caption(line.text, line.speaker)
    if len(parts) != 1 or not parts[0].delivery:
        return line
    return replace(line, text=parts[0].text, delivery=parts[0].delivery)


def as_decided(line: Cue, wish: LineDecision) -> Cue:
    """A line said as somebody decided it, whatever its caption or its words say of that."""
    said = as_typed(line)
    return said if wish.delivery is None else replace(said, delivery=wish.delivery)


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
