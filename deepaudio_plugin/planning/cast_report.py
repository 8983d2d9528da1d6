"""Who speaks with which voice in a plan, and why; and who is cast and does not speak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.suggesting import did_you_mean
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.voices import reason_for

NOBODY = "(nobody)"
BY_HAND = "cast by hand"
AT_FIRST_SIGHT = "given at first sight"


@dataclass
class CastRow:
    """A speaker, the voice, why, and how many lines have it."""

    speaker: str
    voice: str
    why: str
    lines: int = 0
    others: dict[str, int] = field(default_factory=dict)  # voices of single lines, and how many


def cast_rows(
    jobs: Iterable[Job], given: Mapping[str, str], decisions: Decisions, engine: EngineInfo
) -> list[CastRow]:
    """A row for each speaker, in order of their first lines; `given` are voices nobody chose."""
    rows: dict[str, CastRow] = {}
    for job in jobs:
        if job.stem != "speech" or not job.requests:
            continue
        spec, line = job.spec, decisions.lines.get(job.ref)
        own = line is not None and bool(line.voice) and line.voice == spec.voice
        who = spec.speaker
        row = rows.get(who.casefold())
        if row is None:
            row = rows[who.casefold()] = CastRow(who or NOBODY, "", "")
        row.lines += 1
        if own:
            row.others[spec.voice] = row.others.get(spec.voice, 0) + 1
        elif not row.voice:
            row.voice, row.why = _voice(spec), _why(spec, given, engine)
    return list(rows.values())


def _voice(spec: TakeSpec) -> str:
    return PurePath(spec.reference.path).name if spec.reference else spec.voice


def _why(spec: TakeSpec, given: Mapping[str, str], engine: EngineInfo) -> str:
    if spec.speaker in given and given[spec.speaker] == spec.voice:
        return reason_for(spec.speaker, spec.voice, engine) or AT_FIRST_SIGHT
    return f"{BY_HAND}, a recording" if spec.reference else BY_HAND


def unknown_speakers(cast: Iterable[tuple[str, str]], speakers: Iterable[str]) -> list[Problem]:
    """Notes on who is cast on the command line and speaks no line."""
    names = list(dict.fromkeys(speakers))
    known = {name.casefold() for name in names}
    return [
        Problem(
            f"--cast {who}={voice}",
            f"nobody here is called {who!r}",
            did_you_mean(who, names, f"Speakers: {', '.join(filter(None, names)) or 'none'}."),
            note=True,
        )
        for who, voice in cast
        if who.casefold() not in known
    ]
