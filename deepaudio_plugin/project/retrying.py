"""Takes that came out bad are made again with other seeds, up to a limit.

A seed follows those that are in use, so the same input tries the same ones. What was recorded or
chosen by a person is left alone, and what another seed cannot mend is not tried. A sound that has
voices in it is made once more and no oftener: steered away from voices.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from deepaudio_plugin.core.problems import Problem, first_few
from deepaudio_plugin.core.verdicts import BABBLE, Verdict
from deepaudio_plugin.decisions.model import Decisions, TakeDecision, free_seed, note_retry
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.project.checking import tries
from deepaudio_plugin.project.picking import pick_best
from deepaudio_plugin.project.project import Project

WHERE = "made again"
_NO_TAKE = TakeDecision()


@dataclass(frozen=True)
class Retry:
    """One more take of a job, and why."""

    job: Job
    seed: int
    why: str
    voiceless: bool = False


def retries_wanted(
    project: Project, verdicts: Mapping[str, Verdict], refs: Collection[str] | None = None
) -> list[Retry]:
    """One more take for each job, or for those of `refs`, of which every take came out bad."""
    limit = tries(project)
    if not limit:
        return []
    jobs = [job for ref, job in project.jobs.by_ref.items() if refs is None or ref in refs]
    return [retry for job in jobs if (retry := _retry(project, job, verdicts, limit)) is not None]


def _retry(project: Project, job: Job, verdicts: Mapping[str, Verdict], limit: int) -> Retry | None:
    if not job.requests or job.requests[0].key not in _planned(job):
        return None  # it is recorded, or an earlier version of the engine made it: it stays
    wish = project.decisions.takes.get(job.ref, _NO_TAKE)
    found = [verdicts.get(take.key) for take in job.requests]
    known = [verdict for verdict in found if verdict is not None and verdict.is_worth_another]
    if wish.is_chosen or len(known) < len(found):
        return None
    seed = free_seed([take.seed for take in (*job.requests, *job.wanted)])
    babbles = all(verdict.has(BABBLE) for verdict in known)
    if babbles and any(take.voiceless for take in job.requests):
        return None
    if len(wish.retries.of(job.spec.job_key)) >= limit:
        return None
    return Retry(job, seed, known[0].line, voiceless=babbles)


def _planned(job: Job) -> set[str]:
    return {take.key for take in job.wanted or job.requests if not take.is_recorded}


def order(project: Project, retries: Sequence[Retry]) -> list[Job]:
    """Have the retries planned, which are then due; their jobs."""
    project.note_retries(partial(_noted, project=project, retries=tuple(retries)))
    return project.jobs.find([retry.job.ref for retry in retries])


def _noted(decisions: Decisions, *, project: Project, retries: Sequence[Retry]) -> Decisions:
    for retry in retries:
        ref = retry.job.ref
        if decisions.takes.get(ref, _NO_TAKE).is_chosen:  # somebody has, meanwhile
            continue
        decisions = note_retry(
            decisions,
            ref,
            project.contents.fingerprints[ref],
            retry.job.spec.job_key,
            retry.seed,
            voiceless=retry.voiceless,
        )
    return decisions


def play_better(
    project: Project, verdicts: Mapping[str, Verdict], refs: Collection[str] | None = None
) -> list[Problem]:
    """Have a better take play where the one that does is bad and nobody has chosen it.

    Of all jobs, or of those of `refs`. A note on where another one plays now.
    """
    if not tries(project):
        return []
    bad = _with_bad(project, verdicts)
    return pick_best(project, verdicts, [ref for ref in bad if refs is None or ref in refs])


def _with_bad(project: Project, verdicts: Mapping[str, Verdict]) -> list[str]:
    jobs = [job for job in project.jobs.by_ref.values() if job.requests]
    playing = {job.ref: verdicts.get(job.requests[0].key) for job in jobs}
    return [ref for ref, found in playing.items() if found and found.is_worth_another]


def ordered(retries: Sequence[Retry]) -> Problem:
    """In one line what is to be made again, and why."""
    named = first_few(retries, lambda retry: f"{retry.job.where} ({retry.why})")
    takes = "take" if len(retries) == 1 else "takes"
    return Problem("", f"{len(retries)} bad {takes} made again: {named}", note=True)


def told(
    project: Project, retried: Mapping[str, Sequence[Retry]], verdicts: Mapping[str, Verdict]
) -> list[Problem]:
    """In one line what was made again, why, and what came of it; `retried` by reference."""
    if not retried:
        return []
    jobs = project.jobs.find(retried)
    mended = sum(_plays_well(job, verdicts) for job in jobs)
    named = first_few(jobs, lambda job: f"{job.where} ({retried[job.ref][0].why})")
    takes = sum(map(len, retried.values()))
    text = f"{takes} more take{'' if takes == 1 else 's'} of {len(jobs)} that came out bad: {named}"
    left = len(jobs) - mended
    came = f"; {mended} good enough now" + (f", {left} still bad" if left else "")
    hint = "Reword, recast or record what stays bad." if left else ""
    return [Problem(WHERE, text + came, hint, note=True)]


def _plays_well(job: Job, verdicts: Mapping[str, Verdict]) -> bool:
    found = verdicts.get(job.requests[0].key) if job.requests else None
    return found is not None and found.grade != "bad"
