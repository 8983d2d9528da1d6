"""Rendering what is missing: requests to the worker, takes into the library."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from deepaudio_plugin.errors import DeepAudioError, JobError, from_code
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
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient


@dataclass
class Outcome:
    """What rendering a plan came to."""

    takes: dict[str, Take] = field(default_factory=dict)  # by content key
    warnings: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by content key
    failures: list[JobFailed] = field(default_factory=list)
    rendered: int = 0


def render_plan(
    plan: Plan,
    cached: Mapping[str, Take],
    library: TakeLibrary,
    worker: Callable[[], WorkerClient],
    watch: Watch,
) -> Outcome:
    """Render every take of `plan` that is not in `cached`.

    A job that fails is listed and the rest go on. Raises CancelledError when asked to
    stop; what was finished by then is in the library.
    """
    outcome = Outcome(takes=dict(cached))
    for job in plan.jobs:
        if job.problem:
            error = JobError(job.problem, where=job.where, hint=job.hint)
            _fail(outcome, watch.listener, job, error)
    pending = _pending(plan, cached)
    if pending:
        _Run(outcome, pending, library, watch).drive(worker())
    return outcome


def _pending(plan: Plan, cached: Mapping[str, Take]) -> dict[str, tuple[Job, RenderRequest]]:
    """Missing requests by id; equal takes are rendered once."""
    found: dict[str, tuple[Job, RenderRequest]] = {}
    seen: set[str] = set()
    for job in plan.jobs:
        for request in job.requests:
            if request.key not in cached and request.key not in seen:
                seen.add(request.key)
                found[request.id] = (job, request)
    return found


class _Run:
    """One pass over the missing requests."""

    def __init__(
        self,
        outcome: Outcome,
        pending: dict[str, tuple[Job, RenderRequest]],
        library: TakeLibrary,
        watch: Watch,
    ) -> None:
        self._outcome = outcome
        self._pending = pending
        self._library = library
        self._watch = watch
        self._listener = watch.listener
        self._staging = str(library.staging_dir())
        self._work = {id_: float(r.num_samples + 24_000) for id_, (_, r) in pending.items()}
        self._open: dict[str, float] = {}  # fraction of requests under way
        self._finished_work = 0.0
        self._finished = 0
        self._gauge = Gauge(sum(self._work.values()), len(pending), watch.listener)

    def drive(self, client: WorkerClient) -> None:
        """Render them all, in any order."""
        requests = [
            dataclasses.replace(request, out_dir=self._staging)
            for _, request in self._pending.values()
        ]
        for event in client.run(requests, on_event=self._on_event, cancelled=self._watch.cancelled):
            self._finish(event)
        self._watch.check(f"stopped after {self._outcome.rendered} of {len(self._pending)} takes")

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Progress) and event.id in self._work:
            self._open[event.id] = event.fraction
            self._show(event.stage)

    def _show(self, stage: str) -> None:
        under_way = sum(f * self._work[id_] for id_, f in self._open.items())
        self._gauge.show(stage, self._finished, self._finished_work + under_way)

    def _finish(self, event: Done | Failed | Cancelled) -> None:
        job, request = self._pending[event.id]
        self._open.pop(event.id, None)
        self._finished += 1
        self._finished_work += self._work[event.id]
        if isinstance(event, Done):
            self._keep(job, request, event)
        elif isinstance(event, Failed):
            error = from_code(
                event.code, event.message, where=event.where or job.where, hint=event.hint
            )
            _fail(self._outcome, self._listener, job, error)
        self._show("rendering")

    def _keep(self, job: Job, request: RenderRequest, event: Done) -> None:
        take = self._library.add(request, event)
        self._outcome.takes[request.key] = take
        self._outcome.warnings[request.key] = event.warnings
        self._outcome.rendered += 1
        self._listener(TakeRendered(job, take, event.warnings))


def _fail(outcome: Outcome, listener: Listener, job: Job, error: DeepAudioError) -> None:
    failure = JobFailed(job, error)
    outcome.failures.append(failure)
    listener(failure)
