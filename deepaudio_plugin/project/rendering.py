"""Rendering a whole project at once: what is missing, and then the timeline."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.core.errors import DeepAudioError, JobError, TimelineEmptyError
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.output.delivering import Delivered
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.project import checking, picking, retrying
from deepaudio_plugin.project.checking import NOT_CHECKED, Checks
from deepaudio_plugin.project.next_takes import as_told, takes_due
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.project.retrying import Retry
from deepaudio_plugin.project.writing import Writing, damaged_lines
from deepaudio_plugin.rendering.checking import is_known_changed
from deepaudio_plugin.rendering.progress import JobFailed, Planned, Step, TakeRendered, Watch
from deepaudio_plugin.rendering.renderer import (
    NotRendered,
    QueueEvent,
    Rendered,
    SharingNoted,
    TakeRenderer,
    job_error,
)
from deepaudio_plugin.worker_client.client import WorkerClient


@dataclass(frozen=True)
class RenderResult:
    """What a render came to. `output` is None when nothing could be rendered."""

    output: Path | None
    media_folder: Path | None
    preview: Path | None
    backup: Path | None
    rendered: int
    reused: int
    failures: tuple[JobFailed, ...]
    warnings: tuple[str, ...]
    problems: tuple[Problem, ...]
    seconds: float
    engine_title: str
    subtitle_failures: tuple[DeepAudioError, ...] = ()  # of files that somebody named
    preview_failure: DeepAudioError | None = None  # the timeline is written all the same
    delivered: Delivered | None = None  # the mix and its stems, where they were asked for
    checks: Checks = NOT_CHECKED

    @property
    def exit_code(self) -> int:
        """0 all done; 1 some jobs, subtitle files or the preview failed."""
        return 1 if self.failures or self.subtitle_failures or self.preview_failure else 0


def render(project: Project, worker: Callable[[], WorkerClient], watch: Watch) -> RenderResult:
    """Render every take of a planned project that is missing, and write the timeline.

    What was rendered is noted in the decisions, also when the rest does not come to its end.
    A job that fails alone is listed in the result. Raises TimelineEmptyError when there is
    nothing to do, CancelledError when asked to stop, DiskFullError when no job can succeed
    any more, and what `Writing.write` raises.
    """
    began = time.monotonic()
    plan = project.plan
    assert plan is not None
    if not plan.jobs:
        raise _nothing_to_do(plan)
    watch.check("stopped before rendering")
    writing = project.writing(may_be_empty=True)
    damaged = _drop_damaged(project, writing)
    cached = project.jobs.cached
    watch.listener(Planned(as_told(project), cached))
    run = _Run(project, watch)
    project.library.sharing.offer(cached)
    try:
        run.render(worker)
    except BaseException:
        if run.rendered or run.brought:
            project.save()
        raise
    project.save()
    playing = _playing(project)
    checks, told = _checked(project, run, worker, watch)
    is_changed = project.jobs.cached != cached or _playing(project) != playing
    if checks.has_new or damaged or is_changed:  # else it stands as it was
        writing = project.writing(may_be_empty=True)
    written = writing.write(worker, watch)
    run.share()
    if run.rendered:
        project.library.gc()  # keeps the library within its size; what is in use stays
    return RenderResult(
        output=written.output,
        media_folder=written.media_folder,
        preview=written.preview,
        backup=written.backup,
        rendered=run.rendered,
        reused=len(cached) + run.brought,
        failures=tuple(run.failures) + written.failures,
        warnings=tuple(_warnings(project)),
        problems=(
            *plan.problems,
            *damaged,
            *checks.problems,
            *told,
            *written.problems,
            *run.noted,
            *_not_saved(project),
        ),
        seconds=time.monotonic() - began,
        engine_title=plan.engine.title,
        subtitle_failures=project.subtitle_failures,
        preview_failure=written.preview_failure,
        delivered=written.delivered,
        checks=checks,
    )


def _checked(
    project: Project, run: _Run, worker: Callable[[], WorkerClient], watch: Watch
) -> tuple[Checks, list[Problem]]:
    """What checking came to, once all was made that it asks for; and what was, in words.

    That is a further take of what has no good one yet, where the best of several is to play, and
    another of what came out bad.
    """
    if not checking.is_wanted(project):
        return NOT_CHECKED, picking.pick_as_asked(project, None)
    retried: dict[str, list[Retry]] = {}
    checks = checking.check(project, worker, watch)
    has_new = checks.has_new
    while True:
        wanted = retrying.retries_wanted(project, checks.verdicts)
        for retry in wanted:
            retried.setdefault(retry.job.ref, []).append(retry)
        if wanted:
            retrying.order(project, wanted)
        if not run.render_due(worker, checked=True):
            break
        project.save()
        checks = checking.check(project, worker, watch)
        has_new = has_new or checks.has_new
    retrying.play_better(project, checks.verdicts, retried)
    told = retrying.play_better(project, checks.verdicts)
    told += picking.pick_as_asked(project, checks.verdicts)
    checks = replace(checks, problems=checking.problems_of(project, checks), has_new=has_new)
    return checks, [*retrying.told(project, retried, checks.verdicts), *told]


def _playing(project: Project) -> dict[str, str]:
    return {ref: project.jobs.playing(ref) for ref in project.jobs.by_ref}


def _drop_damaged(project: Project, writing: Writing) -> list[Problem]:
    """Drop the damaged ones of the takes that will be written, to be rendered again.

    So are those of which checking has said already that their files were changed.
    """
    entries = project.jobs.entries
    planned = (spec.key for job in project.jobs.by_ref.values() for spec in job.requests)
    told_before = [key for key in planned if key in entries and is_known_changed(entries[key])]
    wrong = project.library.drop_damaged([*writing.takes_to_read(), *told_before])
    told = damaged_lines(wrong, project.jobs.by_ref.values(), "it is rendered again")
    if wrong:
        project.look_up(wrong)
    return told


class _Run:
    """The missing takes of a project on their way."""

    def __init__(self, project: Project, watch: Watch) -> None:
        self._project = project
        self._watch = watch
        self.failures: list[JobFailed] = []
        self.rendered = self.brought = 0
        self._tried: set[str] = set()  # keys: none is tried twice
        self.noted: list[Problem] = []  # of other machines
        self._renderer = TakeRenderer(project.library, self._hear)

    def render(self, worker: Callable[[], WorkerClient]) -> None:
        """Render what is to be rendered before anything is checked."""
        for job in self._project.jobs.by_ref.values():
            if job.problem:
                self._fail(job, JobError(job.problem, where=job.where, hint=job.hint))
        self.render_due(worker)

    def render_due(self, worker: Callable[[], WorkerClient], *, checked: bool = False) -> bool:
        """Render what is due, first come, first served; whether there was anything to render."""
        jobs = self._project.jobs.by_ref.values()
        takes = takes_due(self._project, jobs, checked=checked, passed=self._tried)
        if not takes:
            return False
        before = self.rendered
        self._tried.update(take.key for take in takes)
        self._renderer.add(takes)
        try:
            self._renderer.drive(worker(), self._watch.cancelled)
        finally:
            self._project.look_up([take.key for take in takes])
        self._watch.check(f"stopped after {self.rendered - before} of {len(takes)} takes")
        return True

    def share(self) -> None:
        """Wait until what was rendered is shared with other machines, where it is to be."""
        self._renderer.share(self._watch.cancelled)

    def _hear(self, event: QueueEvent) -> None:
        if isinstance(event, Step):
            self._watch.listener(event)
        elif isinstance(event, SharingNoted):
            self.noted.append(event.problem)
            self._watch.listener(event.problem)
        elif isinstance(event, Rendered):
            self.rendered += not event.is_shared
            self.brought += event.is_shared
            refs = [job.ref for job in event.take.jobs]
            self._project.note_rendered(refs, event.take.key)
            for job in event.take.jobs:
                self._watch.listener(TakeRendered(job, event.result, event.warnings))
        elif isinstance(event, NotRendered):
            for job in event.take.jobs:
                self._fail(job, job_error(job, event.failed))

    def _fail(self, job: Job, error: DeepAudioError) -> None:
        """List a failure; several takes of a job that fail for one reason are one failure."""
        if any(f.job is job and str(f.error) == str(error) for f in self.failures):
            return
        failure = JobFailed(job, error)
        self.failures.append(failure)
        self._watch.listener(failure)


def _nothing_to_do(plan: Plan) -> TimelineEmptyError:
    """Why there is nothing to do, with what reading left out: that may be the reason."""
    left_out = [f"{p.where}: {p.message}. " for p in plan.problems if not p.note][:3]
    return TimelineEmptyError(
        "there is nothing to generate: no shot with a picture and no line to speak",
        where=plan.name,
        hint="".join(left_out) + "Give subtitles with --subtitles, or check --tracks and --clips.",
    )


def _not_saved(project: Project) -> list[Problem]:
    return [project.save_problem] if project.save_problem is not None else []


def _warnings(project: Project) -> list[str]:
    """What was said of each job's first take when it was rendered."""
    entries = project.jobs.entries
    found = []
    for job in project.jobs.by_ref.values():
        for request in job.requests[:1]:
            entry = entries.get(request.key)
            found += [f"{job.where}: {text}" for text in (entry.warnings if entry else ())]
    return found
