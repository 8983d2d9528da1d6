"""The takes of a project are checked, and what is amiss is told at their places."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from deepaudio_plugin.core.problems import Problem
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

    @property
    def counts(self) -> dict[str, int]:
        """How many takes there are of each grade."""
        grades = [verdict.grade for verdict in self.verdicts.values()]
        return {grade: grades.count(grade) for grade in GRADES}


NOT_CHECKED = Checks()


def is_wanted(project: Project) -> bool:
    """Whether a render of the project checks what it makes."""
    return project.options.check and os.environ.get(VARIABLE, "") != "no"


def check(project: Project, worker: Callable[[], WorkerClient], watch: Watch) -> Checks:
    """Check every rendered take of a planned project. Raises CancelledError."""
    assert project.plan is not None
    jobs = project.jobs
    takes = {spec.key: spec for job in jobs.by_ref.values() for spec in job.requests}
    checker = TakeChecker(project.library, project.plan.engine, worker)
    found = checker.check(list(takes.values()), jobs.entries, watch)
    project.look_up(checker.new)
    problems = [problem for job in jobs.by_ref.values() for problem in _told(job, found)]
    if checker.failed:
        problems.append(Problem("checking", f"not done: {checker.failed}", note=True))
    problems += [Problem("checking", text, note=True) for text in _unchecked(found)]
    return Checks(found, tuple(problems), bool(checker.new))


def _told(job: Job, found: Mapping[str, Verdict]) -> list[Problem]:
    """What is amiss with the takes of a job."""
    told = []
    for number, spec in enumerate(job.requests, start=1):
        verdict = found.get(spec.key)
        if verdict is None or verdict.grade == "good":
            continue
        which = f"take {number}" if len(job.requests) > 1 else "its take"
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
