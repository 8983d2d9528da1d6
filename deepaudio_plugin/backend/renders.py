"""The renders of a studio: a queue that a thread of its own drives through the worker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from deepaudio_plugin.backend.messages import Problem, Queue
from deepaudio_plugin.backend.showing import IDLE, Standing
from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.protocol import Heartbeat
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.rendering.progress import Step
from deepaudio_plugin.rendering.render import (
    Counts,
    Missing,
    NotRendered,
    QueueEvent,
    Rendered,
    Rendering,
    RenderQueue,
    Stopped,
    job_error,
)
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient

_IDLE_POLL_S = 0.5
_HOLD_S = 8.0  # past the time in which a worker is made to stop


@dataclass(frozen=True)
class Halted:
    """The queue stopped by itself and holds back what waits."""

    problem: Problem


Noted = Rendering | Rendered | NotRendered | Stopped | Halted
"""What a session should know of, in the order it happened."""


class Renders:
    """Owns the thread. `on_noted` is called in it; everything else may be asked at any time."""

    def __init__(
        self,
        library: TakeLibrary,
        worker: Callable[[], WorkerClient],
        on_noted: Callable[[Noted], None],
    ) -> None:
        self._worker = worker
        self._on_noted = on_noted
        self._queue = RenderQueue(library, self._on_queue_event)
        self._wake = threading.Event()
        self._closed = False
        self._held = False
        self._idle = threading.Event()
        self._idle.set()
        self._lock = threading.Lock()
        self._stages: dict[str, str] = {}  # in words, of what runs, by content key
        self._failures: dict[str, Standing] = {}  # by content key
        self._step: Step | None = None
        self.worker_memory_mb = 0.0
        self._thread = threading.Thread(target=self._drive, name="renders", daemon=True)
        self._thread.start()

    # -- orders -------------------------------------------------------------------------

    def add(self, takes: Iterable[Missing]) -> None:
        """Queue takes; earlier failures of them are forgotten."""
        takes = list(takes)
        with self._lock:
            for missing in takes:
                self._failures.pop(missing.key, None)
        self._queue.add(takes)
        self._wake.set()

    def stop(self, keys: Collection[str] | None = None) -> None:
        """Take these out of the queue or cancel them; without `keys` all."""
        self._queue.stop(keys)

    def pause(self, paused: bool) -> None:
        """Begin nothing more, or go on."""
        self._queue.pause(paused)
        self._wake.set()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nothing is rendered inside the block; what was is begun again after it."""
        self._held = True
        try:
            self._idle.wait(_HOLD_S)
            yield
        finally:
            self._held = False
            self._wake.set()

    def close(self, timeout_s: float) -> None:
        """Stop everything. The worker must be ended by its owner."""
        self._closed = True
        self._queue.stop()
        self._wake.set()
        self._thread.join(timeout_s)

    # -- how it stands ------------------------------------------------------------------

    def queued(self) -> list[str]:
        """Content keys that wait or run."""
        return self._queue.queued()

    @property
    def active(self) -> bool:
        """Whether anything is known of any take."""
        return bool(self._failures) or not self._queue.empty

    def running(self) -> list[str]:
        """Content keys of what the worker has begun."""
        return self._queue.begun()

    def refs_of(self, keys: Collection[str]) -> set[str]:
        """The jobs for which these takes were queued."""
        return self._queue.refs_of(keys)

    def standing(self, job: Job) -> Standing:
        """How the takes of a job stand; what runs comes before what waits or has failed."""
        queue, waits = self._queue, False
        for request in job.requests:
            fraction = queue.fraction(request.key)
            if fraction is not None and queue.has_begun(request.key):
                return Standing("rendering", self._stages.get(request.key, ""), fraction)
            waits = waits or fraction is not None
        if waits:
            return Standing("waiting")
        if not self._failures:
            return IDLE
        return next((f for r in job.requests if (f := self._failures.get(r.key))), IDLE)

    def queue(self) -> Queue:
        """The queue as a fact."""
        counts, step = self._queue.counts(), self._step
        over = not counts.waiting and not counts.running
        return Queue(
            waiting=counts.waiting,
            running=counts.running,
            done=counts.done,
            failed=counts.failed,
            fraction=_fraction(counts, step, over),
            eta_s=None if over or step is None or step.eta_s is None else round(step.eta_s, 1),
            paused=self._queue.paused,
            stage="" if over or step is None else step.stage,
        )

    # -- the thread ---------------------------------------------------------------------

    def _drive(self) -> None:
        while not self._closed:
            self._wake.wait(_IDLE_POLL_S)
            self._wake.clear()
            if self._queue.ready and not self._closed and not self._held:
                self._idle.clear()
                self._render()
                self._idle.set()

    def _render(self) -> None:
        try:
            self._queue.drive(self._worker(), lambda: self._closed or self._held)
        except DeepAudioError as error:
            self._halt(error)
        except Exception as error:  # a fault of ours must not end the queue without a word
            self._halt(DeepAudioError(f"an unexpected fault: {type(error).__name__}: {error}"))
        finally:
            self._stages.clear()

    def _halt(self, error: DeepAudioError) -> None:
        if self._closed:
            return
        left = self._queue.counts().waiting
        message = f"rendering is paused: {error.message}"
        hint = f"{error.hint} Then go on: {left} takes wait.".strip()
        self._on_noted(Halted(Problem(error.where, message, hint, level="error")))
        self._queue.pause()

    def _on_queue_event(self, news: QueueEvent) -> None:
        if isinstance(news, Step):
            self._step = news
        elif isinstance(news, Heartbeat):
            self.worker_memory_mb = news.memory_mb
        elif isinstance(news, Rendering):
            begins = news.missing.key not in self._stages
            self._stages[news.missing.key] = news.stage
            if begins:
                self._on_noted(news)
        else:
            self._stages.pop(news.missing.key, None)
            if isinstance(news, NotRendered):
                self._failures[news.missing.key] = _failure(news)
            self._on_noted(news)


def _fraction(counts: Counts, step: Step | None, over: bool) -> float:
    if over:
        return 1.0 if counts.done or counts.failed else 0.0
    return round(step.fraction, 4) if step is not None else 0.0


def _failure(news: NotRendered) -> Standing:
    error = job_error(news.missing.jobs[0], news.failed)
    return Standing("failed", problem=error.message, hint=error.hint)
