"""Decisions that an editor has made in a host: which take plays, and where its clips are.

A clip that the editor has moved stays where it lies; one that he has not goes where its line
or shot goes. So a line laid three frames later stays three frames behind its picture, also
when the whole cut was moved under it, and sound that was left behind when the picture was cut
anew goes with the picture. A trim holds in either case.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from deepaudio_plugin.core.problems import Problem, report
from deepaudio_plugin.decisions.file import age_of
from deepaudio_plugin.decisions.model import (
    Decisions,
    TakeDecision,
    choose_take,
    note_rendered,
    place_clips,
)
from deepaudio_plugin.decisions.places import Place
from deepaudio_plugin.decisions.refs import Fingerprint, fingerprints
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.placed import let_go, placing
from deepaudio_plugin.roundtrip.deleted import without_deleted
from deepaudio_plugin.roundtrip.edited import changed_since, fills, places_of, rippled
from deepaudio_plugin.roundtrip.linking import linked
from deepaudio_plugin.roundtrip.returned_take import ReturnedTake
from deepaudio_plugin.roundtrip.returning import returned
from deepaudio_plugin.roundtrip.telling import notes_on
from deepaudio_plugin.subtitles.material import Material

_NO_TAKE = TakeDecision()
_WHOLE_KEY = 64  # characters; a host that drops notes leaves half of them


def from_host(
    material: Material,
    jobs: Sequence[Job],
    decisions: Decisions,
    roots: Sequence[Path] = (),
    kept: Path | None = None,
) -> tuple[Decisions, list[Problem]]:
    """`decisions` with what an editor has done in a host to the timeline that was read.

    `jobs` were planned with `decisions`; media are looked for below `roots` too. Takes chosen
    in the decisions file `kept` stand if it is newer than the timeline. Plan again with what
    comes back where it differs.
    """
    back = returned(material.document, roots)
    if not back.takes:
        return decisions, []
    since = kept is not None and age_of(kept) > age_of(material.document.path)
    takes = linked(back.takes, jobs)
    decisions, notes = chosen_from(takes, material, jobs, decisions, keep_choices=since)
    decisions, gone = without_deleted(back, takes, material, jobs, decisions)
    return decisions, [*notes, *gone]


def chosen_from(
    takes: Sequence[ReturnedTake],
    material: Material,
    jobs: Sequence[Job],
    decisions: Decisions,
    *,
    keep_choices: bool = False,
) -> tuple[Decisions, list[Problem]]:
    """Decisions with the takes that play in a returned timeline and where, and notes.

    `takes` are `linked` with `jobs`, which were planned with `decisions`; `material` is what
    was read. Of several clips of one job the one nearest to its place says which take plays;
    on our tracks each has its place, also when it is switched off. With `keep_choices` takes
    that are chosen already stay so.
    """
    by_ref: dict[str, list[ReturnedTake]] = {}
    for take in takes:
        by_ref.setdefault(take.ref, []).append(take)
    present = fingerprints(material.cues, material.shots)
    where = material.document.path.name
    notes: list[Problem] = []
    all_rippled = rippled(takes, {job.ref: job for job in jobs})
    for job in jobs:
        clips = by_ref.get(job.ref)
        if not clips or not job.requests:
            continue
        decisions = _with_take(job, clips, present[job.ref], decisions, keep_choices=keep_choices)
        ours = [clip for clip in clips if clip.on_our_track and clip.by != "name"]
        if ours:
            decisions, let_go_of = _placed(job, ours, all_rippled, present[job.ref], decisions)
            notes += [let_go(job, where)] if let_go_of else []
    told: list[Problem] = []
    report(told, notes)
    return decisions, [*told, *notes_on(takes, material, decisions)]


def _with_take(
    job: Job,
    clips: Sequence[ReturnedTake],
    fingerprint: Fingerprint,
    decisions: Decisions,
    *,
    keep_choices: bool,
) -> Decisions:
    """Decisions with the take of a job that plays: chosen, or known as rendered.

    One that says something else by now, or lasts another time, is none of the job's.
    """
    take = min(clips, key=lambda t: (t.muted, abs(t.moved)))
    if changed_since(job, [take]):
        return decisions
    if take.key not in job.keys and len(take.key) == _WHOLE_KEY:
        decisions = note_rendered(decisions, job.ref, fingerprint, take.key)
    chosen = decisions.takes.get(job.ref, _NO_TAKE).chosen
    if (chosen and keep_choices) or not _is_news(take, job, decisions):
        return decisions
    return choose_take(
        decisions, job.ref, fingerprint, take.key, take.seed, job_key=job.spec.job_key
    )


def _placed(
    job: Job,
    clips: Sequence[ReturnedTake],
    all_rippled: bool,
    fingerprint: Fingerprint,
    decisions: Decisions,
) -> tuple[Decisions, bool]:
    """Decisions with the places of a job's clips, and whether any were let go."""
    known = decisions.takes.get(job.ref, _NO_TAKE)
    places = places_of(job, clips, all_rippled)
    lost = False
    if changed_since(job, clips):
        home = (Place(muted=all(clip.muted for clip in clips)),)
        lost = places != home and not all(fills(job, clip) for clip in clips)
        places = home
    now = placing(job, places)
    if now is None and known.placing is None:
        return decisions, lost
    return place_clips(decisions, job.ref, fingerprint, now), lost


def _is_news(take: ReturnedTake, job: Job, decisions: Decisions) -> bool:
    """Whether a take's being played says what the plan does not.

    A take that is not planned any more, made with another seed, may be chosen too, but not
    before one that somebody chose since.
    """
    keys = [request.key for request in job.requests]
    if take.key in keys:
        return take.key != keys[0]
    if take.seed is None or take.seed == job.requests[0].seed:
        return False  # as after a change of the engine
    decided = decisions.takes.get(job.ref)
    return decided is None or decided.chosen not in keys
