"""A plan as people read it, and as JSON for other programs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from opentimelineio.opentime import TimeRange

from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.problems import Problem, number
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.core.spoken.deliveries import told
from deepaudio_plugin.core.spoken.text import differs, spoken
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.planning.cast_report import cast_rows
from deepaudio_plugin.planning.finished import mark
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.planning.voices import reason_for
from deepaudio_plugin.timeline.timing import clock, exact_rate, places, seconds, timecode

_PLACES_SHOWN = 5  # of clips that fail for one reason
_WARNINGS_SHOWN = 8  # of different ones, without details


def plan_json(plan: Plan, cached: Collection[str]) -> dict[str, Any]:
    """The plan as JSON-ready values; `cached` holds the keys of takes already on disk."""
    rate = exact_rate(plan.rate)
    return {
        "timeline": plan.name,
        "rate": [rate.numerator, rate.denominator],
        "start_timecode": timecode(plan.start),
        "duration_s": seconds(plan.duration),
        "engine": {"name": plan.engine.name, "title": plan.engine.title},
        "shots": len(plan.shots),
        "retries": plan.retries,
        "due": _count_due(plan, cached),
        "cast": [
            asdict(row) for row in cast_rows(plan.jobs, plan.voices, plan.decisions, plan.engine)
        ],
        "jobs": [_job_json(plan, job, cached) for job in plan.jobs],
        "problems": [asdict(problem) for problem in plan.problems],
    }


def _job_json(plan: Plan, job: Job, cached: Collection[str]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": job.id,
        "ref": job.ref,
        "stem": job.stem,
        "name": job.name,
        "shot": job.shot_index or None,
        "lane": job.lane + 1,
        **_range_json(plan, job.range),
        "warnings": list(job.warnings),
    }
    if job.problem:
        body |= {"problem": job.problem, "hint": job.hint}
    if job.requests:
        body |= _spec_json(plan, job, job.spec, cached)
    return body


def _range_json(plan: Plan, span: TimeRange) -> dict[str, Any]:
    begin, end = places(plan.start, span)
    return {
        "start": begin,
        "end": end,
        "start_s": round(seconds(span.start_time), 6),
        "end_s": round(seconds(span.end_time_exclusive()), 6),
    }  # seconds from the timeline's first frame, timecode as the timeline counts it


def _spec_json(plan: Plan, job: Job, spec: TakeSpec, cached: Collection[str]) -> dict[str, Any]:
    said, why = said_instead(spec), _voice_reason(plan, spec)
    speech = {
        "text": spec.text,
        **({"spoken": said} if said else {}),
        **({"delivery": spec.delivery} if spec.delivery else {}),
        "speaker": spec.speaker,
        "voice": spec.voice,
        **({"voice_reason": why} if why else {}),
    }
    sound = {
        "prompt": full_prompt(spec),
        "negative_prompt": spec.negative_prompt,
        "channels": spec.channels or plan.engine.channels,
    }
    return {
        **(speech if job.stem == "speech" else sound),
        "picture": _picture_json(spec.picture),
        **({"pictures": [_picture_json(p.picture) for p in spec.parts]} if spec.parts else {}),
        "windows": max(1, len(spec.windows)),
        "takes": [
            {"key": r.key, "seed": r.seed, "cached": r.key in cached, "mark": mark(r, spec)}
            for r in job.requests
        ],
        "cached": _is_done(plan, job, cached),
    }


def _voice_reason(plan: Plan, spec: TakeSpec) -> str:
    """Why a speaker whom nobody has cast has this voice."""
    given = spec.speaker in plan.voices and plan.voices[spec.speaker] == spec.voice
    return reason_for(spec.speaker, spec.voice, plan.engine) if given else ""


def _picture_json(picture: PictureSource | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    start = picture.media_start_s
    return {
        "path": picture.path,
        "media_start_s": round(start, 6),
        "media_end_s": round(start + picture.duration_s * picture.speed, 6),
        "speed": picture.speed,
    }


def full_prompt(spec: TakeSpec) -> str:
    """The prompt with the sounds that captions describe, as a reader expects to see it."""
    described = [sound.text for sound in spec.sounds]
    return ", ".join([part for part in (spec.prompt, *described) if part])


def said_instead(spec: TakeSpec) -> str:
    """What is said of a line, where that is not what is written; else ""."""
    said = spoken(spec.text, spec.language, spec.pronunciations)
    return said if differs(spec.text, said) else ""


def plan_lines(plan: Plan, cached: Collection[str], *, details: bool = False) -> Iterator[str]:
    """The plan as lines of text: totals, problems and the cast; with `details` every job too."""
    rate = float(exact_rate(plan.rate))
    yield (
        f"{plan.name}: {clock(seconds(plan.duration))} at {rate:.5g} fps, "
        f"{number(len(plan.shots), 'shot')}, "
        f"{number(sum(cue.kind == 'line' for cue in plan.cues), 'line')}"
    )
    yield f"Engine: {plan.engine.title}"
    yield _summary(plan, cached)
    yield from problem_lines(plan.problems)
    if not details:
        yield from _job_problem_lines(plan.jobs)
    yield from _cast_lines(plan)
    if details:
        for job in plan.jobs:
            yield from _job_lines(plan, job, cached)
    elif plan.jobs:
        yield "Every line and shot with its picture: -v"


def _job_problem_lines(jobs: Sequence[Job]) -> Iterator[str]:
    """What is wrong with jobs or doubtful, together where it is the same."""
    wrong: dict[tuple[str, str], list[str]] = {}
    doubtful: dict[str, list[str]] = {}
    for job in jobs:
        if job.problem:
            wrong.setdefault((job.problem, job.hint), []).append(job.where)
        for warning in job.warnings:
            doubtful.setdefault(warning, []).append(job.where)
    yield from _wrong_lines(wrong)
    shown = list(doubtful.items())[:_WARNINGS_SHOWN]
    for warning, where in shown:
        yield f"  ! {_places(where)}: {warning}"
    if len(doubtful) > len(shown):
        yield f"  ! and {number(len(doubtful) - len(shown), 'more warning')}: -v"


def _wrong_lines(wrong: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[str]:
    """What cannot be rendered, by what there is to do about it, which is said once."""
    by_hint: dict[str, list[str]] = {}
    for (problem, hint), where in wrong.items():
        line = f"  ! {_places(where)}: cannot be rendered: {problem}"
        by_hint.setdefault(hint, []).append(line)
    for hint, lines in by_hint.items():
        yield from lines[:_WARNINGS_SHOWN]
        if len(lines) > _WARNINGS_SHOWN:
            yield f"  ! and {len(lines) - _WARNINGS_SHOWN} more such: -v"
        if hint:
            yield f"      {hint[:1].upper()}{hint[1:]}"


def _places(where: Sequence[str]) -> str:
    shown = ", ".join(filter(None, where[:_PLACES_SHOWN]))
    return shown + (f" and {len(where) - _PLACES_SHOWN} more" if len(where) > _PLACES_SHOWN else "")


def _cast_lines(plan: Plan) -> Iterator[str]:
    """Who speaks with which voice, and why."""
    rows = cast_rows(plan.jobs, plan.voices, plan.decisions, plan.engine)
    if not rows:
        return
    yield "Cast:"
    for row in rows:
        others = "; ".join(
            f"{number(count, 'line')} by {voice}" for voice, count in row.others.items()
        )
        voice = row.voice or ("voices of single lines" if others else "a voice of the engine's")
        why = f" ({row.why})" if row.why and row.voice else ""
        told = f"  {row.speaker}: {voice}{why}, {number(row.lines, 'line')}"
        yield told + (f"; of these {others}" if others and row.voice else "")


def _job_lines(plan: Plan, job: Job, cached: Collection[str]) -> Iterator[str]:
    begin, finish = places(plan.start, job.range)
    first, last = seconds(job.range.start_time), seconds(job.range.end_time_exclusive())
    state = "cannot render" if job.problem else "to render"
    if job.requests and _is_done(plan, job, cached):
        made = mark(job.requests[0], job.spec)
        state = f"in the library, {made}" if made else "in the library"
    where = f"{begin} – {finish}  {clock(first)} – {clock(last)}"
    yield f"  {where}  {job.stem:<6}  {_what(job)}  · {state}"
    if job.requests and (words := said_instead(job.spec)):
        yield f"      said: {' '.join(words.split())}"
    for picture in _pictures(job):
        yield f"      picture: {_picture_text(picture)}"
    if job.problem:
        yield f"      ! {job.problem}" + _advice(job.hint)
    for warning in job.warnings:
        yield f"      ! {warning}"


def _pictures(job: Job) -> list[PictureSource]:
    """What is seen of a job: one picture, or those that a line crosses."""
    if not job.requests:
        return []
    spec = job.spec
    return [spec.picture] if spec.picture is not None else [part.picture for part in spec.parts]


def _what(job: Job) -> str:
    """What a job makes: its line with the speaker, or its shot's number, name and prompt."""
    if job.stem == "audio":
        prompt = full_prompt(job.spec) if job.requests else ""
        return f"{job.shot_index}: {job.name}" + (f"  [{prompt}]" if prompt else "")
    spec = job.spec
    way = f"({told(spec.delivery)}) " if spec.delivery else ""
    said = f"{spec.speaker}: {way}{spec.text}" if spec.speaker else way + spec.text
    lane = f"(lane {job.lane + 1}) " if job.lane else ""
    number = int(job.id.rpartition("-")[2])
    return f"{number}: {lane}" + " ".join(said.split())


def _picture_text(picture: PictureSource) -> str:
    """The media file and the range of it that is seen, in seconds of its own clock."""
    begin = picture.media_start_s
    name = PurePath(picture.path).name
    if picture.speed == 0:
        return f"{name} at {clock(begin)}, still"
    end = begin + picture.duration_s * picture.speed
    retimed = "" if picture.speed == 1 else f" at {picture.speed:g} times its speed"
    return f"{name} {clock(begin)} – {clock(end)}{retimed}"


def failure_lines(errors: Sequence[DeepAudioError]) -> Iterator[str]:
    """What failed; clips that fail for one reason, such as a file that is gone, together."""
    places: dict[tuple[str, str], list[str]] = {}
    for error in errors:
        places.setdefault((error.message, error.hint), []).append(error.where)
    for (message, hint), where in places.items():
        shown = [place for place in where[:_PLACES_SHOWN] if place]
        more = f" and {len(where) - _PLACES_SHOWN} more" if len(where) > _PLACES_SHOWN else ""
        at = ", ".join(shown) + more
        yield f"  failed: {at}: {message}" if at else f"  failed: {message}"
        if hint:
            yield f"      {hint}"


def problem_lines(problems: Collection[Problem]) -> Iterator[str]:
    """Notes about what is left out, one line each."""
    for problem in problems:
        where = f"{problem.where}: " if problem.where else ""
        yield f"  note: {where}{problem.message}" + _advice(problem.hint)


def _advice(hint: str) -> str:
    """What there is to do, as a sentence behind another."""
    return f". {hint[:1].upper()}{hint[1:]}" if hint else ""


def _is_done(plan: Plan, job: Job, cached: Collection[str]) -> bool:
    """Whether nothing of a job is to be rendered, as far as is known."""
    return not any(_is_due(plan, take.key, cached) for take in job.requests)


def _count_due(plan: Plan, cached: Collection[str]) -> int:
    """How many takes are to be rendered, as far as is known."""
    keys = [take.key for job in plan.jobs for take in job.requests]
    return sum(_is_due(plan, key, cached) for key in keys)


def _is_due(plan: Plan, key: str, cached: Collection[str]) -> bool:
    return key not in cached and (plan.due is None or key in plan.due)


def _summary(plan: Plan, cached: Collection[str]) -> str:
    takes = [r.key for job in plan.jobs for r in job.requests]
    missing = sum(key not in cached for key in takes)
    broken = sum(bool(job.problem) for job in plan.jobs)
    due, here = _count_due(plan, cached), len(takes) - missing
    text = f"{number(len(takes), 'take')}: {due} to render, {here} in the library"
    if plan.due is not None:
        text = f"up to {text}"
        text += f"; {missing - due} more only where none is good" if missing > due else ""
    text += f"; {number(broken, 'job')} cannot be rendered" if broken else ""
    tries = "try" if plan.retries == 1 else "tries"
    more = f"; up to {plan.retries} more {tries} where a take comes out bad"
    return text + (more if plan.retries and takes else "")
