"""Rendering a whole project at once: what is missing, and then the timeline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.core.errors import DeepAudioError, JobError, TimelineEmptyError
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.output.delivering import Delivered
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.project import checking, picking, retrying
from deepaudio_plugin.project.checking import NOT_CHECKED, Checks
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
    missing_takes,
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
    watch.listener(Planned(plan, cached))
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
    checks, retried = _checked(project, run, worker, watch)
    picked = picking.pick_as_asked(project, checks.verdicts if checks is not NOT_CHECKED else None)
    is_changed = project.jobs.cached != cached or _playing(project) != playing
    if checks.has_new or picked or damaged or is_changed:  # else it stands as it was
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
            *retried,
            *picked,
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
    """What checking came to, once what came out bad was made again; and what was, in words."""
    if not checking.is_wanted(project):
        return NOT_CHECKED, []
    retried: dict[str, list[Retry]] = {}
    checks = checking.check(project, worker, watch)
    has_new = checks.has_new
    while wanted := retrying.retries_wanted(project, checks.verdicts):
        for retry in wanted:
            retried.setdefault(retry.job.ref, []).append(retry)
        run.render_jobs(retrying.order(project, wanted), worker)
        project.save()
        checks = checking.check(project, worker, watch)
        has_new = has_new or checks.has_new
    retrying.play_better(project, checks.verdicts, retried)
    unasked = retrying.play_better(project, checks.verdicts)
    checks = replace(checks, problems=checking.problems_of(project, checks), has_new=has_new)
    return checks, [*retrying.told(project, retried, checks.verdicts), *unasked]


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
        self.noted: list[Problem] = []  # of other machines
        self._renderer = TakeRenderer(project.library, self._hear)

    def render(self, worker: Callable[[], WorkerClient]) -> None:
        """Render them, first come, first served."""
        jobs = self._project.jobs
        for job in jobs.by_ref.values():
            if job.problem:
                self._fail(job, JobError(job.problem, where=job.where, hint=job.hint))
        self.render_jobs(jobs.by_ref.values(), worker)

    def render_jobs(self, jobs: Iterable[Job], worker: Callable[[], WorkerClient]) -> None:
        """Render what is missing of these."""
        takes = missing_takes(jobs, self._project.jobs.entries)
        if not takes:
            return
        before = self.rendered
        self._renderer.add(takes)
        try:
            self._renderer.drive(worker(), self._watch.cancelled)
        finally:
            self._project.look_up([take.key for take in takes])
        self._watch.check(f"stopped after {self.rendered - before} of {len(takes)} takes")

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
