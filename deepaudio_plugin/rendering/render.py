"""Rendering what is missing: requests to the worker, takes into the library."""

from __future__ import annotations

import dataclasses
import logging
import threading
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from deepaudio_plugin.core.errors import DeepAudioError, DiskFullError, JobError, from_code
from deepaudio_plugin.core.protocol import (
    Cancelled,
    Done,
    Event,
    Failed,
    Heartbeat,
    Progress,
    RenderRequest,
    Take,
)
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.rendering.progress import (
    Gauge,
    JobFailed,
    Listener,
    Step,
    TakeRendered,
    Watch,
)
from deepaudio_plugin.takes.library import Entry, TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient

_log = logging.getLogger(__name__)

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


def outcome_of(entries: Mapping[str, Entry]) -> Outcome:
    """What is in the library already, as an outcome to go on from or to write."""
    return Outcome(
        takes={key: entry.take for key, entry in entries.items()},
        warnings={key: entry.warnings for key, entry in entries.items()},
    )


@dataclass(frozen=True)
class Missing:
    """A take to render and the jobs that wait for it: equal takes are rendered once."""

    request: RenderRequest
    jobs: tuple[Job, ...]

    @property
    def key(self) -> str:
        """Its content key, by which the queue knows it."""
        return self.request.key


def missing_takes(jobs: Iterable[Job], cached: Container[str]) -> list[Missing]:
    """What is not in `cached`, in the order of the jobs."""
    requests: dict[str, RenderRequest] = {}
    waiting: dict[str, list[Job]] = {}
    for job in jobs:
        for request in job.requests:
            if request.key not in cached:
                requests.setdefault(request.key, request)
                waiting.setdefault(request.key, []).append(job)
    return [Missing(request, tuple(waiting[key])) for key, request in requests.items()]


# -- the queue ----------------------------------------------------------------------


@dataclass(frozen=True)
class Rendering:
    """A take is being rendered."""

    missing: Missing
    stage: str  # in words
    fraction: float


@dataclass(frozen=True)
class Rendered:
    """A take is in the library."""

    missing: Missing
    take: Take
    done: Done


@dataclass(frozen=True)
class NotRendered:
    """A take failed; the others go on."""

    missing: Missing
    failed: Failed


@dataclass(frozen=True)
class Stopped:
    """A take was taken out of the queue, or stopped while it was rendered."""

    missing: Missing


QueueEvent = Rendering | Rendered | NotRendered | Stopped | Step | Heartbeat


@dataclass(frozen=True)
class Counts:
    """How a queue stands; done and failed since it was last empty."""

    waiting: int
    running: int
    done: int
    failed: int


class RenderQueue:
    """Takes to render, first come, first served. `drive` renders them in its caller's thread.

    More can be added, stopped or held back from other threads meanwhile. `on_queue_event` is called
    in the thread of `drive`, for `Stopped` also in that of `stop`.
    """

    def __init__(self, library: TakeLibrary, on_queue_event: Callable[[QueueEvent], None]) -> None:
        self._library = library
        self._on_queue_event = on_queue_event
        self._lock = threading.Lock()
        self._waiting: dict[str, Missing] = {}
        self._running: dict[str, Missing] = {}  # at the worker, begun or not
        self._fractions: dict[str, float] = {}  # of those begun
        self._stopping: set[str] = set()
        self._paused = False
        self._cancelled: Callable[[], bool] = lambda: False
        self._client: WorkerClient | None = None  # while driving
        self._staging = ""
        self._begin_anew()

    # -- from any thread --------------------------------------------------------------

    def add(self, takes: Iterable[Missing]) -> None:
        """Queue takes; those that wait or run already are not queued twice."""
        with self._lock:
            if not self._waiting and not self._running:
                self._begin_anew()
            for missing in takes:
                if missing.key not in self._waiting and missing.key not in self._running:
                    self._waiting[missing.key] = missing
                    self._gauge.grow(_work(missing), 1)
                elif missing.key in self._waiting:
                    self._waiting[missing.key] = missing  # its jobs may be others by now

    def stop(self, keys: Collection[str] | None = None) -> None:
        """Take these out, or all; those that run are cancelled and told when they have stopped."""
        with self._lock:
            chosen = [k for k in self._waiting if keys is None or k in keys]
            gone = [self._waiting.pop(key) for key in chosen]
            for missing in gone:
                self._gauge.grow(-_work(missing), -1)
            running = [k for k in self._running if keys is None or k in keys]
            self._stopping.update(running)
            client = self._client
        for missing in gone:
            self._on_queue_event(Stopped(missing))
        _cancel(client, running)

    def pause(self, paused: bool = True) -> None:
        """Begin nothing more, or go on. What the worker has begun, it finishes."""
        with self._lock:
            self._paused = paused
            idle = [key for key in self._running if key not in self._fractions] if paused else []
            client = self._client
        _cancel(client, idle)

    @property
    def paused(self) -> bool:
        """Whether nothing more is begun."""
        return self._paused

    def fraction(self, key: str) -> float | None:
        """How far a take is; 0 while it waits and None when it is not in the queue."""
        if key in self._waiting or key in self._running:
            return self._fractions.get(key, 0.0)
        return None

    def has_begun(self, key: str) -> bool:
        """Whether the worker is at work on a take."""
        return key in self._fractions

    def queued(self) -> list[str]:
        """Content keys of all that waits or runs."""
        with self._lock:
            return [*self._running, *self._waiting]

    @property
    def empty(self) -> bool:
        """Whether nothing waits and nothing runs."""
        return not self._waiting and not self._running

    def begun(self) -> list[str]:
        """Content keys of what the worker is at work on."""
        with self._lock:
            return list(self._fractions)

    def refs_of(self, keys: Collection[str]) -> set[str]:
        """The references of the jobs that wait for these takes."""
        with self._lock:
            takes = {**self._running, **self._waiting}
        return {job.ref for key in keys if key in takes for job in takes[key].jobs}

    def counts(self) -> Counts:
        """How the queue stands."""
        with self._lock:
            idle = len(self._running) - len(self._fractions)
            waiting = len(self._waiting) + idle
            return Counts(waiting, len(self._fractions), self._done, self._failed)

    @property
    def ready(self) -> bool:
        """Whether `drive` would find something to do."""
        with self._lock:
            return bool(self._waiting) and not self._paused

    # -- driving ----------------------------------------------------------------------

    def drive(self, client: WorkerClient, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Render until nothing more waits, or all is held back.

        Raises DiskFullError when nothing can succeed any more, and what `WorkerClient.run`
        raises; what was not finished waits again then.
        """
        self._staging = str(self._library.staging_dir())
        self._cancelled = cancelled
        self._client = client
        try:
            for event in client.run(self, on_event=self._on_event, cancelled=cancelled):
                self._finish(event)
        finally:
            with self._lock:
                self._client = None
                self._put_back(list(self._running))

    def __iter__(self) -> Iterator[RenderRequest]:
        return self

    def __next__(self) -> RenderRequest:
        """The next request for the worker. Ends while nothing is to begin, and may go on later."""
        with self._lock:
            if self._paused or self._cancelled() or not self._waiting:
                raise StopIteration
            key = next(iter(self._waiting))
            missing = self._running[key] = self._waiting.pop(key)
        return dataclasses.replace(missing.request, id=key, out_dir=self._staging)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Heartbeat):
            self._on_queue_event(event)
        if not isinstance(event, Progress) or event.id not in self._running:
            return
        with self._lock:
            self._fractions[event.id] = event.fraction
            missing = self._running[event.id]
        name, colon, detail = event.stage.partition(":")
        stage = _STAGES.get(name, name) + colon + detail
        self._on_queue_event(Rendering(missing, stage, event.fraction))
        self._show(stage)

    def _finish(self, event: Done | Failed | Cancelled) -> None:
        missing = self._running[event.id]
        if isinstance(event, Done):
            take = self._library.add(missing.request, event)
            self._leave(event.id, done=1)
            self._on_queue_event(Rendered(missing, take, event))
        elif isinstance(event, Failed):
            if event.code == DiskFullError.code:
                raise from_code(event.code, event.message, where=event.where, hint=event.hint)
            self._leave(event.id, failed=1)
            self._on_queue_event(NotRendered(missing, event))
        elif event.id in self._stopping:
            with self._lock:
                self._gauge.grow(-_work(missing), -1)
            self._leave(event.id)
            self._on_queue_event(Stopped(missing))
        else:  # held back before it had begun, or all is cancelled
            with self._lock:
                self._put_back([event.id])
        self._show(_STAGES["start"])

    def _leave(self, key: str, done: int = 0, failed: int = 0) -> None:
        with self._lock:
            missing = self._running.pop(key)
            self._fractions.pop(key, None)
            self._stopping.discard(key)
            self._done += done
            self._failed += failed
            self._finished_work += _work(missing) if done or failed else 0.0

    def _put_back(self, keys: Iterable[str]) -> None:
        """Let what runs wait again, before all others."""
        back = {key: self._running.pop(key) for key in keys}
        for key in back:
            self._fractions.pop(key, None)
            self._stopping.discard(key)
        self._waiting = {**back, **self._waiting}

    def _begin_anew(self) -> None:
        self._done = self._failed = 0
        self._finished_work = 0.0
        self._gauge = Gauge(0.0, 0, self._on_queue_event)

    def _show(self, stage: str) -> None:
        with self._lock:
            under_way = sum(f * _work(self._running[key]) for key, f in self._fractions.items())
            finished, work = self._done + self._failed, self._finished_work + under_way
        self._gauge.show(stage, finished, work)


def _cancel(client: WorkerClient | None, keys: Iterable[str]) -> None:
    if client is not None:
        for key in keys:
            client.cancel(key)


def _work(missing: Missing) -> float:
    return float(missing.request.num_samples + _OVERHEAD)


# -- a whole plan at once -----------------------------------------------------------


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
    outcome = outcome_of(cached)
    for job in plan.jobs:
        if job.problem:
            error = JobError(job.problem, where=job.where, hint=job.hint)
            _fail(outcome, watch.listener, job, error)
    takes = missing_takes(plan.jobs, cached)
    _log.info("rendering %d takes; %d are in the library", len(takes), len(cached))
    if takes:
        queue = RenderQueue(library, lambda news: _note(news, outcome, watch.listener))
        queue.add(takes)
        queue.drive(worker(), watch.cancelled)
        watch.check(f"stopped after {outcome.rendered} of {len(takes)} takes")
    return outcome


def _note(news: QueueEvent, outcome: Outcome, listener: Listener) -> None:
    """Enter news of the queue into the outcome, and tell the listener."""
    if isinstance(news, Step):
        listener(news)
    elif isinstance(news, Rendered):
        key, warnings = news.missing.key, news.done.warnings
        outcome.takes[key] = news.take
        outcome.warnings[key] = warnings
        outcome.rendered += 1
        for job in news.missing.jobs:
            listener(TakeRendered(job, news.take, warnings))
    elif isinstance(news, NotRendered):
        for job in news.missing.jobs:
            _fail(outcome, listener, job, job_error(job, news.failed))


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
