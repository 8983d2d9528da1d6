"""Names of lines and shots in menus and messages."""

from __future__ import annotations

from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.timeline.timing import place


def named(session: Session, ref: str) -> str:
    """A line or shot in a few words: who speaks or what the shot is called, and its timecode."""
    contents = session.project.contents
    start = contents.material.document.start
    if ref in contents.shots:
        shot = contents.shots[ref]
        return f"{quoted(shot.name)} {place(start, shot.range.start_time)}"
    cue = contents.cue(ref)
    decided = session.project.decisions.lines.get(ref)
    speaker = cue.speaker if decided is None or decided.speaker is None else decided.speaker
    return f"{speaker or quoted(cue.text)} {place(start, cue.range.start_time)}"


def quoted(text: str, limit: int = 40) -> str:
    """A text for a menu: one line, not too long, in quotation marks."""
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= limit else f"“{flat[: limit - 1].rstrip()}…”"
