"""The note on voices that speakers were given when they were first seen."""

from __future__ import annotations

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.problems import Problem, first_few
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.planning.voices import reason_for

_TOLD = 8  # voices that one line names


def first_sight_note(
    before: Decisions, now: Decisions, engine: EngineInfo, where: str
) -> list[Problem]:
    """A line on voices that speakers have `now` and did not have `before`."""
    kept, held = before.voices.get(engine.name, {}), now.voices.get(engine.name, {})
    new = [who for who in sorted(held) if who and held[who] != kept.get(who)]
    if not new:
        return []
    given = first_few(new, lambda who: _given(who, held[who], engine), _TOLD)
    message = f"voices given at first sight, and kept once something is rendered: {given}"
    hint = "Cast others with --cast or in the window."
    if len(new) > _TOLD:
        hint = "Cast others with --cast or in the window, which shows all of them."
    return [Problem(where, message, hint, note=True)]


def _given(speaker: str, voice: str, engine: EngineInfo) -> str:
    """Who has been given which voice, and why."""
    why = reason_for(speaker, voice, engine)
    return f"{speaker}: {voice} ({why})" if why else f"{speaker}: {voice}"
