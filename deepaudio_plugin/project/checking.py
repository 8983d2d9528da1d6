"""The takes of a project are checked, and what is amiss is told at their places."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from deepaudio_plugin.core.options import PICK_BEST
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.core.verdicts import GRADES, Verdict
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.rendering.checking import TakeChecker
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.worker_client.client import WorkerClient

VARIABLE = "DEEPAUDIO_CHECK"
"""Set to "no", nothing is checked that nobody asked to have checked."""


@dataclass(frozen=True)
class Checks:
    """What checking came to."""

    verdicts: Mapping[str, Verdict] = field(default_factory=dict)  # by content key
    problems: tuple[Problem, ...] = ()
    has_new: bool = False  # whether anything was not known before
    failed: str = ""  # why checking came to nothing, where it did

    @property
    def counts(self) -> dict[str, int]:
        """How many takes there are of each grade."""
        return counts_of(self.verdicts.values())


NOT_CHECKED = Checks()


def counts_line(counts: Mapping[str, int]) -> str:
    """How many takes there are of each grade, in words."""
    return f"{counts['good']} good, {counts['look']} worth a look, {counts['bad']} bad"


def counts_of(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many there are of each grade."""
    grades = [verdict.grade for verdict in verdicts]
    return {grade: grades.count(grade) for grade in GRADES}


def is_wanted(project: Project) -> bool:
    """Whether a render of the project checks what it makes."""
    return project.options.check and os.environ.get(VARIABLE, "") != "no"


def stops_early(project: Project) -> bool:
    """Whether a render makes no further take of what has a good one: the best is to play."""
    return project.options.pick == PICK_BEST and is_wanted(project)


def tries(project: Project) -> int:
    """How often a take of the project that comes out bad is made again."""
    return project.options.retries if is_wanted(project) else 0


def check(
    project: Project,
    worker: Callable[[], WorkerClient],
    watch: Watch,
    *,
    everything: bool = False,
) -> Checks:
    """Check every rendered take of a planned project.

    With `everything` earlier ones too, and whether all files are still what was rendered.
    Raises CancelledError.
    """
    assert project.plan is not None
    jobs = project.jobs
    takes = {
        spec.key: spec
        for job in jobs.by_ref.values()
        for _name, spec in named_takes(project, job, everything=everything)
    }
    checker = TakeChecker(project.library, project.plan.engine, worker)
    found = checker.check(list(takes.values()), jobs.entries, watch, look_inside=everything)
    project.look_up(checker.new)
    checks = Checks(found, (), bool(checker.new), checker.failed)
    return replace(checks, problems=problems_of(project, checks, everything=everything))


def named_takes(
    project: Project, job: Job, *, everything: bool = False
) -> list[tuple[str, TakeSpec]]:
    """A job's takes, each with its number as the window counts them; then its earlier ones."""
    own = sorted(job.requests, key=lambda spec: spec.seed)
    found = [(f"take {number}", spec) for number, spec in enumerate(own, start=1)]
    if everything:
        earlier = [entry.spec for entry in project.jobs.history(job.ref)]
        numbered = enumerate(earlier, start=len(own) + 1)
        found += [(f"take {number}, an earlier one,", spec) for number, spec in numbered]
    return found


def problems_of(
    project: Project, checks: Checks, *, everything: bool = False
) -> tuple[Problem, ...]:
    """What is amiss, at its places, and what could not be looked at.

    Of takes that were made because others were not good only the one that plays is told of.
    """
    problems: list[Problem] = []
    for job in project.jobs.by_ref.values():
        takes = named_takes(project, job, everything=everything)
        wish = project.decisions.takes.get(job.ref)
        is_made_up_for = stops_early(project) or (wish is not None and wish.retries.seeds)
        if is_made_up_for and not everything:
            plays = project.jobs.playing(job.ref)
            takes = [(name, spec) for name, spec in takes if spec.key == plays]
        problems += _told(job, takes, checks.verdicts)
    if checks.failed:
        problems.append(Problem("checking", f"not done: {checks.failed}", note=True))
    problems += [Problem("checking", text, note=True) for text in _unchecked(checks.verdicts)]
    return tuple(problems)


def _told(
    job: Job, takes: Sequence[tuple[str, TakeSpec]], found: Mapping[str, Verdict]
) -> list[Problem]:
    """What is amiss with takes of a job."""
    told = []
    for name, spec in takes:
        verdict = found.get(spec.key)
        if verdict is None or verdict.grade == "good":
            continue
        which = name if len(takes) > 1 else "its take"
        remedies = dict.fromkeys(reason.remedy for reason in verdict.reasons if reason.remedy)
        text = f"{which} is {'bad' if verdict.grade == 'bad' else 'worth a look'}: {verdict.line}"
        told.append(Problem(job.where, text, " ".join(remedies), note=True))
    return told


def _unchecked(found: Mapping[str, Verdict]) -> list[str]:
    """What could not be looked at, each once, with how many takes it concerns."""
    counts: dict[str, int] = {}
    for verdict in found.values():
        for what in verdict.unchecked:
            counts[what] = counts.get(what, 0) + 1
    total = len(found)
    return [f"not done in {count} of {total} takes: {what}" for what, count in counts.items()]
