"""Who speaks, and with which voice: what the cast of a panel shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from deepaudio_plugin.backend.views import CueView, VoiceView
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.planning.recordings import (
    cast_voices,
    check_voice,
    merged_cast,
    recording_of,
    rooted,
)
from deepaudio_plugin.planning.voices import kept_voices, reason_for


def voice_views(
    cues: Iterable[CueView], decisions: Decisions, engine: EngineInfo, folder: Path
) -> tuple[VoiceView, ...]:
    """Everybody who speaks a line, by name; lines of nobody first where there are any.

    A person cast without lines is shown too. `folder` is where recordings count from.
    """
    spoken = (cue for cue in cues if not (cue.muted or cue.removed) and cue.text)
    lines = Counter(cue.speaker for cue in spoken if cue.kind == "line")
    people = {name.casefold(): name for name in decisions.cast}
    people.update({name.casefold(): name for name in lines})
    wished, _ = merged_cast((), decisions.cast, engine, folder)
    voices = cast_voices(lines, wished, engine, kept_voices(decisions, engine)).voices
    decided = {name.casefold(): voice for name, voice in decisions.cast.items()}
    counts: Counter[str] = Counter()
    for name, count in lines.items():
        counts[name.casefold()] += count
    return tuple(
        _decided(VoiceView(name, counts[folded], rooted(decided[folded], folder)), engine)
        if folded in decided
        else _given(VoiceView(name, counts[folded], voices.get(name, "")), engine)
        for folded, name in sorted(people.items())
    )


def _given(view: VoiceView, engine: EngineInfo) -> VoiceView:
    """A voice that nobody chose, and why it is this one."""
    return replace(view, reason=reason_for(view.speaker, view.voice, engine))


def _decided(view: VoiceView, engine: EngineInfo) -> VoiceView:
    """A voice that somebody chose: what it is, and what is wrong with it."""
    problem = check_voice(view.voice, engine)
    recording = None
    try:
        recording = recording_of(view.voice, "optional")
    except UsageError as error:
        problem = problem or str(error)
    view = replace(view, decided=True, problem=problem)
    if recording is None:
        return view
    return replace(view, voice=str(recording.path), recording=True, words=recording.text)
