"""Rendering what is missing: requests to the worker, takes into the library."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

from deepaudio_plugin.errors import DeepAudioError, DiskFullError, JobError, from_code
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.protocol import (
    Cancelled,
    Done,
    Event,
    Failed,
    Progress,
    RenderRequest,
    Take,
)
from deepaudio_plugin.steps import Gauge, JobFailed, Listener, TakeRendered, Watch
from deepaudio_plugin.takes.library import Entry, TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient

_STAGES = {
    "start": "rendering",
    "write": "rendering",
    "picture": "watching",
    "sound": "making sound",
    "speech": "speaking",
    "level": "speaking",
}
"""A worker's stages in words; one that is not here speaks for itself."""
_OVERHEAD = 24_000  # samples of work that a take costs however short it is


@dataclass
class Outcome:
    """What rendering a plan came to."""

    takes: dict[str, Take] = field(default_factory=dict)  # by content key
    warnings: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by content key
    failures: list[JobFailed] = field(default_factory=list)
    rendered: int = 0


def render_plan(
    plan: Plan,
    cached: Mapping[str, Entry],
    library: TakeLibrary,
    worker: Callable[[], WorkerClient],
    watch: Watch,
) -> Outcome:
    """Render every take of `plan` that is not in `cached`.

    A job that fails is listed and the rest go on. Raises CancelledError when asked to
    stop and DiskFullError when no job can succeed any more; what was finished by then is in
    the library.
    """
    outcome = Outcome(
        takes={key: entry.take for key, entry in cached.items()},
        warnings={key: entry.warnings for key, entry in cached.items()},
    )
    for job in plan.jobs:
        if job.problem:
            error = JobError(job.problem, where=job.where, hint=job.hint)
            _fail(outcome, watch.listener, job, error)
    pending = _pending(plan, cached)
    if pending:
        _Run(outcome, pending, library, watch).drive(worker())
    return outcome


@dataclass
class _Missing:
    """A take to render and the jobs that wait for it: equal takes are rendered once."""

    request: RenderRequest
    jobs: list[Job]


def _pending(plan: Plan, cached: Container[str]) -> dict[str, _Missing]:
    """What is missing, by request id."""
    by_key: dict[str, _Missing] = {}
    for job in plan.jobs:
        for request in job.requests:
            if request.key not in cached:
                by_key.setdefault(request.key, _Missing(request, [])).jobs.append(job)
    return {missing.request.id: missing for missing in by_key.values()}


class _Run:
    """One pass over the missing requests."""

    def __init__(
        self,
        outcome: Outcome,
        pending: dict[str, _Missing],
        library: TakeLibrary,
        watch: Watch,
    ) -> None:
        self._outcome = outcome
        self._pending = pending
        self._library = library
        self._watch = watch
        self._listener = watch.listener
        self._staging = str(library.staging_dir())
        self._work = {
            id_: float(missing.request.num_samples + _OVERHEAD) for id_, missing in pending.items()
        }
        self._open: dict[str, float] = {}  # fraction of requests under way
        self._finished_work = 0.0
        self._finished = 0
        self._gauge = Gauge(sum(self._work.values()), len(pending), watch.listener)

    def drive(self, client: WorkerClient) -> None:
        """Render them all, in any order."""
        requests = [
            dataclasses.replace(missing.request, out_dir=self._staging)
            for missing in self._pending.values()
        ]
        for event in client.run(requests, on_event=self._on_event, cancelled=self._watch.cancelled):
            self._finish(event)
        self._watch.check(f"stopped after {self._outcome.rendered} of {len(self._pending)} takes")

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Progress) and event.id in self._work:
            self._open[event.id] = event.fraction
            name, colon, detail = event.stage.partition(":")
            self._show(_STAGES.get(name, name) + colon + detail)

    def _show(self, stage: str) -> None:
        under_way = sum(f * self._work[id_] for id_, f in self._open.items())
        self._gauge.show(stage, self._finished, self._finished_work + under_way)

    def _finish(self, event: Done | Failed | Cancelled) -> None:
        missing = self._pending[event.id]
        self._open.pop(event.id, None)
        self._finished += 1
        self._finished_work += self._work[event.id]
        if isinstance(event, Done):
            self._keep(missing, event)
        elif isinstance(event, Failed):
            for job in missing.jobs:
                _fail(self._outcome, self._listener, job, job_error(job, event))
        self._show(_STAGES["start"])

    def _keep(self, missing: _Missing, event: Done) -> None:
        request = missing.request
        take = self._library.add(request, event)
        self._outcome.takes[request.key] = take
        self._outcome.warnings[request.key] = event.warnings
        self._outcome.rendered += 1
        for job in missing.jobs:
            self._listener(TakeRendered(job, take, event.warnings))


def job_error(job: Job, event: Failed) -> DeepAudioError:
    """What failed, at the job's place on the timeline; the worker's own place is a file.

    Raises DiskFullError: on a full disk every other job would fail as well.
    """
    error = from_code(event.code, event.message, where=event.where, hint=event.hint)
    if isinstance(error, DiskFullError):
        raise error
    message = event.message
    if event.where and event.where != job.where:
        message += f" ({event.where})"
    return type(error)(message, where=job.where, hint=event.hint)


def _fail(outcome: Outcome, listener: Listener, job: Job, error: DeepAudioError) -> None:
    """List a failure; several takes of a job that fail for one reason are one failure."""
    if any(f.job is job and str(f.error) == str(error) for f in outcome.failures):
        return
    failure = JobFailed(job, error)
    outcome.failures.append(failure)
    listener(failure)
