"""The thread that drives the queue of takes while a panel goes on with other things."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from deepaudio_plugin.backend.messages import ProblemFound, Queue
from deepaudio_plugin.backend.showing import IDLE, QueueStanding
from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.protocol import Heartbeat
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.rendering.progress import Step
from deepaudio_plugin.rendering.renderer import (
    NotRendered,
    QueueEvent,
    Rendered,
    Rendering,
    SharingNoted,
    Stopped,
    TakeRenderer,
    job_error,
    stage_in_words,
)
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient
from deepaudio_plugin.worker_client.queue import Counts

_IDLE_POLL_S = 0.5
_SUSPEND_S = 8.0  # past the time in which a worker is made to stop


@dataclass(frozen=True)
class Halted:
    """Rendering stopped by itself, and the queue is held."""

    problem: ProblemFound


@dataclass(frozen=True)
class Told:
    """Something to know; rendering goes on."""

    problem: ProblemFound


RenderEvent = Rendering | Rendered | NotRendered | Stopped | Halted | Told
"""What the loop should know of, in the order it happened."""


class RenderThread:
    """Renders what is in `renderer`'s queue. `on_event` is called in the thread."""

    def __init__(
        self,
        library: TakeLibrary,
        worker: Callable[[], WorkerClient],
        on_event: Callable[[RenderEvent], None],
    ) -> None:
        self._worker = worker
        self._on_event = on_event
        self.renderer = TakeRenderer(library, self._hear)
        self._queue = self.renderer.queue
        self._wake = threading.Event()
        self._closed = False
        self._suspended = False
        self._idle = threading.Event()
        self._idle.set()
        self._begun: set[str] = set()  # keys of takes whose begin was told
        self._step: Step | None = None
        self.worker_memory_mb = 0.0
        self._thread = threading.Thread(target=self._run, name="renders", daemon=True)
        self._thread.start()

    # -- orders -------------------------------------------------------------------------

    def wake(self) -> None:
        """There is something in the queue."""
        self._wake.set()

    def pause(self, paused: bool) -> None:
        """Begin nothing more, or go on."""
        self._queue.hold(paused)
        self.wake()

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Nothing is rendered inside the block; what was is begun again after it."""
        self._suspended = True
        try:
            self._idle.wait(_SUSPEND_S)
            yield
        finally:
            self._suspended = False
            self.wake()

    def close(self, timeout_s: float) -> None:
        """Stop everything. The worker must be ended by its owner."""
        self._closed = True
        self.renderer.stop()
        self.wake()
        self._thread.join(timeout_s)

    # -- how it stands ------------------------------------------------------------------

    @property
    def active(self) -> bool:
        """Whether anything is known of any take."""
        return self._queue.has_failures or not self._queue.empty

    def standing(self, job: Job) -> QueueStanding:
        """How the takes of a job stand; what runs comes before what waits or has failed."""
        found = [s for key in job.keys if (s := self._queue.standing(key)) is not None]
        for standing in found:
            if standing.state in ("running", "answered"):
                stage = stage_in_words(standing.stage)
                fraction = standing.fraction if standing.state == "running" else 1.0
                return QueueStanding("rendering", stage, fraction)
        if any(standing.state != "failed" for standing in found):
            return QueueStanding("waiting")
        for standing in found:
            if standing.failure is not None:
                error = job_error(job, standing.failure)
                return QueueStanding("failed", problem=error.message, hint=error.hint)
        return IDLE

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
            paused=self._queue.held,
            stage="" if over or step is None else step.stage,
        )

    # -- the thread ---------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closed:
            self._wake.wait(_IDLE_POLL_S)
            self._wake.clear()
            if self._queue.ready and not self._closed and not self._suspended:
                self._idle.clear()
                self._render()
                self._idle.set()

    def _render(self) -> None:
        try:
            self.renderer.drive(self._worker(), self._is_to_stop)
            self.renderer.share(self._is_to_stop)
        except DeepAudioError as error:
            self._halt(error)
        except Exception as error:  # a fault of ours must not end the queue without a word
            self._halt(DeepAudioError(f"an unexpected fault: {type(error).__name__}: {error}"))
        finally:
            self._begun.clear()

    def _is_to_stop(self) -> bool:
        return self._closed or self._suspended

    def _halt(self, error: DeepAudioError) -> None:
        if self._closed:
            return
        left = self._queue.counts().waiting
        message = f"rendering is paused: {error.message}"
        hint = f"{error.hint} Then go on: {left} takes wait.".strip()
        self._on_event(Halted(ProblemFound(error.where, message, hint, level="error")))
        self._queue.hold()

    def _hear(self, event: QueueEvent) -> None:
        if isinstance(event, Step):
            self._step = event
        elif isinstance(event, Heartbeat):
            self.worker_memory_mb = event.memory_mb
        elif isinstance(event, SharingNoted):
            told = event.problem
            self._on_event(Told(ProblemFound(told.where, told.message, told.hint)))
        elif isinstance(event, Rendering):
            if event.take.key not in self._begun:
                self._begun.add(event.take.key)
                self._on_event(event)
        else:
            self._begun.discard(event.take.key)
            self._on_event(event)


def _fraction(counts: Counts, step: Step | None, over: bool) -> float:
    if over:
        return 1.0 if counts.done or counts.failed else 0.0
    return round(step.fraction, 4) if step is not None else 0.0
