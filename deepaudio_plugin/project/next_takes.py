"""Which takes of a project are rendered next.

All that are missing; but where the best of several is to play and takes are checked, one after the
other: a line or shot gets a further take only while none that it has is good. So takes are made in
rounds, the first of every job, then a second of those whose first is not good, and so on. Takes
that somebody has asked for are made at once, and beside one that a person has chosen none is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.core.verdicts import WORDS, Verdict
from deepaudio_plugin.decisions.model import TakeDecision
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.project.checking import stops_early, tries
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.rendering.checking import verdict_in
from deepaudio_plugin.rendering.renderer import QueuedTake, missing_takes

BEST_OF = "best of several takes"
_NO_TAKE = TakeDecision()


def takes_due(
    project: Project,
    jobs: Iterable[Job],
    *,
    checked: bool = False,
    passed: Collection[str] = (),
) -> list[QueuedTake]:
    """What is to be rendered of these jobs now, in their order; not what is `passed`, by key.

    Before takes were `checked` verdicts that are not there, or lack something, are waited for;
    afterwards they will not come, and then all takes are made.
    """
    there = {*project.jobs.entries, *passed}
    if not stops_early(project):
        return missing_takes(jobs, there)
    return missing_takes(
        jobs, there, lambda job: _Standing.of(project, job, passed).due(checked=checked)
    )


@dataclass(frozen=True)
class _Standing:
    """How the takes of one job stand that are made in rounds."""

    missing: tuple[TakeSpec, ...]
    asked: tuple[TakeSpec, ...]  # those of them that are made whatever the others are like
    verdicts: tuple[Verdict | None, ...]  # of those that are rendered
    is_chosen: bool  # by a person

    @classmethod
    def of(cls, project: Project, job: Job, passed: Collection[str] = ()) -> _Standing:
        entries, wish = project.jobs.entries, project.decisions.takes.get(job.ref, _NO_TAKE)
        tried = wish.retries.of(job.spec.job_key) if job.requests else ()
        seeds = {*wish.seeds, *tried}
        missing = tuple(t for t in job.requests if t.key not in entries and t.key not in passed)
        return cls(
            missing,
            tuple(t for t in missing if t.seed in seeds or t.key == job.requests[0].key),
            _verdicts(project, job),
            wish.is_chosen,
        )

    def due(self, *, checked: bool) -> tuple[TakeSpec, ...]:
        """See `takes_due`."""
        is_waiting = bool(self.asked) or (self.is_blind and not checked)
        if is_waiting or self.is_chosen or self.has_enough:
            return self.asked
        return self.missing if self.is_blind else self.missing[:1]

    @property
    def has_enough(self) -> bool:
        return any(map(_is_enough, self.verdicts))

    @property
    def is_blind(self) -> bool:
        """Whether nobody can tell yet which take is the best."""
        return any(verdict is None or WORDS in verdict.lacked for verdict in self.verdicts)


def _verdicts(project: Project, job: Job) -> tuple[Verdict | None, ...]:
    """Of those of its takes that are rendered, in the order of their seeds."""
    entries, in_order = project.jobs.entries, sorted(job.requests, key=lambda take: take.seed)
    return tuple(verdict_in(entries[take.key]) for take in in_order if take.key in entries)


def _is_enough(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.needs_no_other


def as_told(project: Project) -> Plan:
    """The plan with what is known of takes that may follow."""
    assert project.plan is not None
    due = None
    if stops_early(project):
        due = frozenset(take.key for take in takes_due(project, project.jobs.by_ref.values()))
    return replace(project.plan, retries=tries(project), due=due)


def told_rounds(project: Project, refs: Collection[str] | None = None) -> list[Problem]:
    """How many takes were needed, of all jobs or of those of `refs`, in a line."""
    if not stops_early(project):
        return []
    jobs = [job for ref, job in project.jobs.by_ref.items() if refs is None or ref in refs]
    several = [job for job in jobs if len(job.requests) > 1]
    blind = [job for job in several if _is_blind(project, job)]
    told = []
    if judged := [job for job in several if job not in blind]:
        told.append(_needed(project, judged))
    if blind:
        text = f"all takes of {len(blind)} are made, good or not: their words are not checked"
        told.append(text)
    return [Problem(BEST_OF, text, note=True) for text in told]


def _is_blind(project: Project, job: Job) -> bool:
    standing = _Standing.of(project, job)
    return standing.is_blind and not standing.has_enough and not standing.is_chosen


def _needed(project: Project, jobs: Collection[Job]) -> str:
    verdicts = [_verdicts(project, job) for job in jobs]
    more = sum(len(found) > 1 and not _is_enough(found[0]) for found in verdicts)
    made, total = sum(map(len, verdicts)), sum(len(job.requests) for job in jobs)
    rest = ", the rest was not needed" if made < total else ""
    needed = f"{more} of {len(jobs)} needed more than one take"
    return f"{needed}; {made} of {total} takes were made{rest}"
