"""What was decided of single lines, as planning obeys it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.problems import Problem, first_few
from deepaudio_plugin.core.take_spec import EngineSettings
from deepaudio_plugin.decisions.apply import Applied
from deepaudio_plugin.decisions.model import LineDecision
from deepaudio_plugin.decisions.refs import cue_ref
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.timing import seconds

PACE = "pace"
"""The setting by which an engine declares that lines may be said faster or slower."""

_SHORTEST_S = 0.1  # of a line, whatever the pause before it


def after_pause(cue: Cue, wish: LineDecision) -> Cue:
    """A line that begins after its pause; it ends where it ended."""
    length_s = seconds(cue.range.duration)
    pause_s = min(wish.pause_s, length_s - _SHORTEST_S)
    if pause_s <= 0:
        return cue
    pause = RationalTime(pause_s, 1.0).rescaled_to(cue.range.duration.rate)
    later = TimeRange(cue.range.start_time + pause, cue.range.duration - pause)
    return replace(cue, range=later)


def voice_of(wish: LineDecision, engine: EngineInfo) -> str:
    """The voice of a line's own, where the engine has it; "" for its speaker's."""
    return wish.voice if wish.voice in engine.voices else ""


def with_pace(settings: EngineSettings, wish: LineDecision, engine: EngineInfo) -> EngineSettings:
    """An engine's settings with the pace of a line, where the engine declares one."""
    if wish.pace == 1.0 or engine.setting(PACE) is None:
        return settings
    return replace(settings, sound={**settings.sound, PACE: wish.pace})


def adjustment_notes(cues: Iterable[Cue], decided: Applied, engine: EngineInfo) -> list[Problem]:
    """What was decided of lines and cannot be obeyed."""
    told: list[Problem] = []
    wishes = [(cue, decided.line(cue_ref(cue))) for cue in cues]
    strange = [cue for cue, wish in wishes if wish.voice and not voice_of(wish, engine)]
    if strange and engine.ready:
        message = "speak with their speakers' voices: the engine does not have the ones chosen"
        told.append(_note(strange, message, "Choose others in the window, tab Line."))
    hasty = [cue for cue, wish in wishes if wish.pace != 1.0]
    if hasty and engine.ready and engine.setting(PACE) is None:
        told.append(_note(hasty, f"keep the pace of the engine: {engine.shown} knows no other", ""))
    late = [cue for cue, wish in wishes if wish.pause_s > seconds(cue.range.duration) - _SHORTEST_S]
    if late:
        message = "have a pause as long as themselves: it is made shorter"
        told.append(_note(late, message, "Give them less pause, or more time."))
    return told


def _note(cues: Sequence[Cue], message: str, hint: str) -> Problem:
    lines = f"{len(cues)} line{'' if len(cues) == 1 else 's'}"
    named = first_few(cues, lambda cue: repr(cue.text))
    return Problem("decisions", f"{lines} {message} ({named})", hint, note=True)
