"""The host side of the worker protocol: requests in, terminal events out, come what may."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from deepaudio_plugin.core.errors import JobError, WorkerDiedError, WorkerError, from_code
from deepaudio_plugin.core.ipc.log import ChildLog
from deepaudio_plugin.core.logs import log_path as path_of_log
from deepaudio_plugin.core.protocol import (
    Cancelled,
    Check,
    Checked,
    Done,
    Event,
    Failed,
    Fuse,
    Hear,
    Heartbeat,
    Mix,
    Original,
    Peaks,
    Probe,
    Probed,
    Ready,
    RecordedLine,
    Reel,
    Remark,
    RenderRequest,
    Signed,
    SignFiles,
    Terminal,
    Thumbnails,
    Viewed,
    WorkRequest,
)
from deepaudio_plugin.worker_client.driver import Driver, OnEvent, ToRequest
from deepaudio_plugin.worker_client.interpreter import worker_command
from deepaudio_plugin.worker_client.process import WorkerProcess
from deepaudio_plugin.worker_client.queue import FinalState, WorkQueue

T = TypeVar("T")

_log = logging.getLogger(__name__)


class WorkerClient:
    """A worker that seems never to die. Safe to use from several threads.

    The process is started by `start` or the first request, and again whenever it dies or
    falls silent for `silence_s` while it has work, or has not stopped a job `cancel_grace_s`
    after it was told to. Use as a context manager, or `close`.
    """

    def __init__(
        self,
        python: str = "",
        *,
        log_path: Path | None = None,
        command: Sequence[str] | None = None,
        silence_s: float = 30.0,
        start_timeout_s: float = 60.0,
        cancel_grace_s: float = 5.0,
    ) -> None:
        self._python = python
        self._command = command
        self.log_path = log_path or path_of_log("worker")
        self.silence_s = silence_s
        self.cancel_grace_s = cancel_grace_s
        self._start_timeout_s = start_timeout_s
        self._lock = threading.RLock()  # of the process
        self._process: WorkerProcess | None = None
        self._ready: Ready | None = None
        self._log: ChildLog | None = None
        self._drivers_lock = threading.Lock()
        self._drivers: dict[str, Driver[Any]] = {}
        self._names = (f"b{n}" for n in itertools.count(1))
        self._closed = False

    # -- life ------------------------------------------------------------------------

    def start(self) -> Ready:
        """Start the worker if none runs, and say hello.

        Raises `WorkerStartError` if it does not start or answer, `ProtocolError` if its
        version does not fit, and `WorkerError` after `close`.
        """
        return self.connect()[1]

    def close(self) -> None:
        """End the worker, by force if it must be; what still runs ends as `Failed`."""
        self._closed = True
        process = self._process
        if process is not None:  # also one that is starting and keeps the lock
            process.close()
        with self._lock:
            self._end_process()
            if self._log is not None:
                self._log.close()
                self._log = None

    def __enter__(self) -> WorkerClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The worker's process number, None while none runs. Never waits for a start."""
        process = self._process
        return process.pid if process is not None and process.alive else None

    # -- requests --------------------------------------------------------------------

    def drive(
        self,
        jobs: WorkQueue[T],
        to_request: ToRequest[T],
        on_event: OnEvent | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Generator[Terminal, None, None]:
        """Work on a queue until nothing more is to begin, and yield answers as they come.

        The caller enters each by `jobs.finish`; what it leaves unfinished waits again in the
        end. At most twice as many jobs as the worker handles at once are in its hands,
        counted for each call by itself: calls from several threads do not wait for each
        other. `on_event` gets what comes before an answer (`Accepted`, `Progress`), every
        `Heartbeat` and every `Remark`, in the caller's thread. Once `cancelled()` is true
        everything is stopped and waits again.

        When the worker dies or falls silent another is started and the unfinished jobs go
        again; one that was running in two dying workers comes as `Failed`, code
        "worker-died". Raises `WorkerStartError` or `ProtocolError` only if not even the
        first worker starts. Closing the iterator stops what still runs.
        """
        with self._drivers_lock:
            driver = Driver(
                next(self._names),
                self,
                jobs,
                to_request,
                on_event=on_event,
                cancelled=cancelled,
            )
            self._drivers[driver.name] = driver
        try:
            yield from driver.run()
        finally:
            with self._drivers_lock:
                del self._drivers[driver.name]

    def run(
        self,
        requests: Iterable[WorkRequest],
        on_event: OnEvent | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[Done | Failed | Cancelled]:
        """Work on `requests`, each of an id of its own, and yield the one answer of each.

        As `drive`, but once `cancelled()` is true the rest comes as `Cancelled`. Requests
        are taken only as fast as they are worked on.
        """
        for event in self._run(requests, on_event, cancelled):
            if isinstance(event, (Probed, Viewed, Signed, Checked)):
                raise JobError(f"a {event.kind!r} has a call of its own")
            yield event

    def request(
        self,
        request: RenderRequest | Fuse | Mix | Peaks | Original | Reel | Hear | RecordedLine,
        on_event: OnEvent | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Done | Failed | Cancelled:
        """Work on one request and return its terminal event. Raises as `run` does."""
        [event] = self.run([request], on_event, cancelled)
        return event

    def thumbnails(
        self, requests: Iterable[Thumbnails], cancelled: Callable[[], bool] | None = None
    ) -> Iterator[Viewed | Failed | Cancelled]:
        """Ask for thumbnails and yield each answer as it comes, whatever else is in work.

        Raises as `run` does. Closing the iterator cancels what still runs.
        """
        for event in self._run(requests, None, cancelled):
            if isinstance(event, (Viewed, Failed, Cancelled)):
                yield event

    def sign(
        self, requests: Iterable[SignFiles], cancelled: Callable[[], bool] | None = None
    ) -> Iterator[Signed | Failed]:
        """Have files signed and yield each answer as it comes. Raises as `run` does."""
        for event in self._run(requests, None, cancelled):
            if isinstance(event, (Signed, Failed)):
                yield event

    def check(
        self, requests: Iterable[Check], cancelled: Callable[[], bool] | None = None
    ) -> Iterator[Checked | Failed]:
        """Have takes checked and yield each answer as it comes. Raises as `run` does."""
        for event in self._run(requests, None, cancelled):
            if isinstance(event, (Checked, Failed)):
                yield event

    def probe(self, path: str | Path) -> Probed:
        """Facts of a media file. Raises `MediaError` and the worker's own errors."""
        [event] = self._run([Probe(id="probe", path=str(path))], None, None)
        if isinstance(event, Failed):
            raise from_code(event.code, event.message, where=event.where, hint=event.hint)
        if not isinstance(event, Probed):
            raise WorkerDiedError("the worker was stopped before it had looked at the file")
        return event

    def _run(
        self,
        requests: Iterable[WorkRequest],
        on_event: OnEvent | None,
        cancelled: Callable[[], bool] | None,
    ) -> Iterator[Terminal]:
        cancelled = _lasting(cancelled)
        jobs = WorkQueue((request.id, request) for request in requests)
        driven = self.drive(jobs, lambda _key, request: request, on_event, cancelled)
        with closing(driven):
            for event in driven:
                jobs.finish(event.id, final_state(event))
                yield event
        if cancelled():
            for key in jobs.drain():
                jobs.finish(key, "stopped")
                yield Cancelled(key)

    # -- for drivers -----------------------------------------------------------------

    def connect(self) -> tuple[WorkerProcess, Ready]:
        """The running worker, started if need be. Raises as `start` does."""
        with self._lock:
            if self._closed:
                raise WorkerError("this worker client is closed")
            if self._process is None or self._ready is None or not self._process.alive:
                self._end_process()
                self._process = self._launch()
                self._ready = self._process.shake_hands(self._start_timeout_s)
                _log.info("worker %d runs on %s", self._process.pid, self._ready.device)
            return self._process, self._ready

    def discard(self, process: WorkerProcess) -> str:
        """End a worker that died or hangs, unless another driver did; says how it ended."""
        with self._lock:
            if process is self._process:
                self._end_process(step_s=1.0)
            how = process.describe_end()
            _log.warning("worker %d %s", process.pid, how)
            return how

    def _launch(self) -> WorkerProcess:
        if self._log is None:
            self._log = ChildLog(self.log_path)
        command = self._command or worker_command(self._python)
        box: list[WorkerProcess] = []
        launched = threading.Event()

        def on_event(event: Event | None) -> bool:
            launched.wait()
            return self._route(box[0], event)

        box.append(WorkerProcess(command, self._log, on_event))
        launched.set()
        return box[0]

    def _end_process(self, step_s: float = 3.0) -> None:
        process, self._process, self._ready = self._process, None, None
        if process is not None:
            process.close(step_s)

    def at_work_elsewhere(self, driver: str) -> bool:
        """Whether the worker has begun with jobs of any driver but this."""
        with self._drivers_lock:
            others = [other for name, other in self._drivers.items() if name != driver]
        return any(other.at_work for other in others)

    def _route(self, process: WorkerProcess, event: Event | None) -> bool:
        """From the reader's thread to the driver that waits for it, if one does."""
        with self._drivers_lock:
            if event is None or isinstance(event, (Heartbeat, Remark)):
                drivers = list(self._drivers.values())
            else:
                drivers = [d for d in self._drivers.values() if d.waits_for(event)]
        for driver in drivers:
            driver.deliver(process, event)
        return bool(drivers)


def _lasting(cancelled: Callable[[], bool] | None) -> Callable[[], bool]:
    """`cancelled` that stays true once it was: what was stopped has its end although the
    reason to stop has passed meanwhile.
    """
    seen = False

    def lasting() -> bool:
        nonlocal seen
        seen = seen or (cancelled is not None and cancelled())
        return seen

    return lasting


def final_state(event: Terminal) -> FinalState:
    """What an answer makes of a job."""
    if isinstance(event, Failed):
        return "failed"
    return "stopped" if isinstance(event, Cancelled) else "done"
