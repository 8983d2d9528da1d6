"""What a report tells is gathered from a plan and the takes that the library has for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePath

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.core.spoken.deliveries import told
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.places import HOME
from deepaudio_plugin.planning.finished import mark
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.planning.report import full_prompt, said_instead
from deepaudio_plugin.planning.voices import reason_for
from deepaudio_plugin.rendering.checking import verdict_in
from deepaudio_plugin.reporting.model import (
    ReportedTake,
    ReportRow,
    ReportShot,
    Standing,
    TakeReport,
)
from deepaudio_plugin.takes.entry import Entry
from deepaudio_plugin.timeline.timing import place, seconds, timecode


def gather(
    plan: Plan, jobs: Iterable[Job], entries: Mapping[str, Entry], now: datetime
) -> TakeReport:
    """The report on `jobs` of a plan; `entries` are the takes that are rendered, by key."""
    return TakeReport(
        name=plan.name,
        made=now.strftime("%Y-%m-%d %H:%M %Z").strip(),
        engine=plan.engine.title,
        terms=_terms(plan.engine),
        is_temp=plan.engine.is_temp,
        start=timecode(plan.start),
        duration_s=seconds(plan.duration),
        shots=tuple(
            ReportShot(
                shot.index,
                shot.name,
                place(plan.start, shot.range.start_time),
                seconds(shot.range.start_time),
                seconds(shot.range.end_time_exclusive()),
            )
            for shot in plan.shots
        ),
        rows=tuple(_row(plan, job, entries) for job in jobs),
        notes=tuple(
            f"{p.where}: {p.message}" if p.where else p.message for p in plan.problems if not p.note
        ),
    )


def _terms(engine: EngineInfo) -> str:
    """The licences of an engine, as its own description states them."""
    licences = [
        f"{what}: {licence}"
        for what, licence in (("code", engine.code_licence), ("weights", engine.weights_licence))
        if licence
    ]
    allowed = {
        True: "commercial use is allowed",
        False: "non-commercial use only",
        None: "whether commercial use is allowed is not stated",
    }[engine.commercial_use]
    return "; ".join([*licences, allowed])


def _row(plan: Plan, job: Job, entries: Mapping[str, Entry]) -> ReportRow:
    begin, end = job.range.start_time, job.range.end_time_exclusive()
    rendered = [spec for spec in job.requests if spec.key in entries]
    standings = [_standing(entries[spec.key]) for spec in rendered[1:]]
    spec = job.spec if job.requests else None
    return ReportRow(
        id=job.id,
        stem=job.stem,
        number=job.shot_index if job.stem == "audio" else int(job.id.rpartition("-")[2]),
        name=job.name,
        begin=place(plan.start, begin),
        end=place(plan.start, end),
        start_s=seconds(begin),
        end_s=seconds(end),
        lane=job.lane,
        **(_asked_for(plan, spec) if spec is not None else {}),
        take=_take(job, rendered[0], entries[rendered[0].key]) if rendered else None,
        others=tuple(standings),
        problem=job.problem,
        hint=job.hint,
        remarks=job.warnings,
        is_moved=job.places != (HOME,),
    )


def _asked_for(plan: Plan, spec: TakeSpec) -> dict[str, str]:
    """What a job asks for, in words."""
    if spec.stem == "audio":
        return {"prompt": full_prompt(spec)}
    given = spec.speaker in plan.voices and plan.voices[spec.speaker] == spec.voice
    recording = PurePath(spec.reference.path).name if spec.reference else ""
    return {
        "speaker": spec.speaker,
        "voice": recording or spec.voice,
        "voice_reason": reason_for(spec.speaker, spec.voice, plan.engine) if given else "",
        "delivery": told(spec.delivery),
        "text": spec.text,
        "said": said_instead(spec),
    }


def _standing(entry: Entry) -> Standing:
    verdict = verdict_in(entry)
    return verdict.grade if verdict else "unchecked"


def _take(job: Job, spec: TakeSpec, entry: Entry) -> ReportedTake:
    take, wanted_s = entry.take, job.spec.num_samples / SAMPLE_RATE
    begins, ends = take.speech_start_s, take.speech_end_s
    return ReportedTake(
        key=spec.key,
        path=take.path,
        start=take.handle_in,
        length=take.window,
        seed=take.seed,
        made=mark(spec, job.spec),
        is_recorded=spec.is_recorded,
        begins_after_s=begins,
        ends_after_s=None if ends is None else ends - wanted_s,
        pace=take.speed,
        lufs=take.lufs,
        true_peak_db=take.true_peak_db,
        verdict=verdict_in(entry),
        warnings=entry.warnings,
    )
