"""Feeds a queue to the worker, whatever becomes of workers meanwhile."""

from __future__ import annotations

import dataclasses
import queue
import time
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import DeepAudioError, WorkerDiedError
from deepaudio_plugin.core.protocol import (
    Accepted,
    Cancel,
    Cancelled,
    Event,
    Failed,
    Heartbeat,
    Progress,
    Ready,
    Remark,
    RenderRequest,
    Terminal,
    WorkRequest,
)
from deepaudio_plugin.worker_client.process import WorkerProcess
from deepaudio_plugin.worker_client.queue import WorkQueue
from deepaudio_plugin.worker_client.standstill import QUIET_MOST_S, QUIET_S, Standstill

T = TypeVar("T")

OnEvent = Callable[[Event], None]
ToRequest = Callable[[str, T], WorkRequest]
"""The request for a job of this key; its id does not count."""

_POLL_S = 0.1
_PAUSE_S = 5.0  # a poll that took so long was asleep: a stopped terminal, a closed lid
_STARTS = 2  # attempts to start another worker in mid-run


class Workers(Protocol):
    """What a driver needs of the client."""

    silence_s: float
    cancel_grace_s: float

    def connect(self) -> tuple[WorkerProcess, Ready]:
        """The running worker, started if need be."""

    def discard(self, process: WorkerProcess) -> str:
        """End a worker that died or hangs; says how it ended."""

    def at_work_elsewhere(self, driver: str) -> bool:
        """Whether the worker has begun with jobs of any other driver."""


class Driver(Generic[T]):
    """Runs in the caller's thread; the worker's events come in through an inbox.

    On the wire ids bear the driver's name, so that drivers cannot meet each other's events.
    """

    def __init__(
        self,
        name: str,
        workers: Workers,
        jobs: WorkQueue[T],
        to_request: ToRequest[T],
        *,
        on_event: OnEvent | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.name = name
        self.prefix = f"{name}/"
        self._workers = workers
        self._jobs = jobs
        self._to_request = to_request
        self._on_event = on_event or (lambda _event: None)
        self._wants_cancel = cancelled or (lambda: False)
        self._inbox: queue.SimpleQueue[tuple[WorkerProcess, Event | None, float]]
        self._inbox = queue.SimpleQueue()
        self._process: WorkerProcess | None = None
        self._limit = 1  # jobs in the worker's hands
        self._engines: dict[str, EngineInfo] = {}  # of the worker
        self._cancelled = False  # the whole run
        self._cancelling: dict[str, float] = {}  # when each was told to stop
        self._standstill = Standstill()
        self._watched = time.monotonic()  # when the worker was last looked after
        self._where: dict[str, str] = {}  # places of the jobs in the worker's hands

    def deliver(self, process: WorkerProcess, event: Event | None) -> None:
        """An event of a worker; None when it has gone. From other threads."""
        self._inbox.put((process, event, time.monotonic()))

    def waits_for(self, event: Event) -> bool:
        """Whether an event is about a job that this driver gave to the worker. From any thread."""
        wire_id = getattr(event, "id", "")
        return wire_id.startswith(self.prefix) and self._key(wire_id) in self._jobs.in_flight

    @property
    def at_work(self) -> bool:
        """Whether the worker has begun with a job of this driver. From any thread."""
        return bool(self._jobs.running())

    # -- the loop --------------------------------------------------------------------

    def run(self) -> Iterator[Terminal]:
        """See `WorkerClient.drive`."""
        self._jobs.begin()
        try:
            self._connect()
            while not self._over:
                yield from self._send_more()
                if not self._jobs.in_flight:
                    break
                yield from self._wait()
                yield from self._watch()
                if self._process is None and not self._over:
                    if self._jobs.held:
                        break  # whoever lets go of the queue drives it again
                    yield from self._reconnect()
        finally:
            self._leave()

    @property
    def _over(self) -> bool:
        """Whether nothing more can come: cancelled, and no worker left to answer."""
        return self._cancelled and self._process is None

    def _send_more(self) -> Iterator[Terminal]:
        self._cancelled = self._cancelled or self._wants_cancel()
        for key in self._jobs.in_flight if self._cancelled else self._jobs.to_cancel():
            self._send_cancel(key)
        while not self._cancelled and (entry := self._jobs.next(self._limit)) is not None:
            key, job = entry
            try:
                self._send_job(key, self._to_request(key, job))
            except DeepAudioError as error:
                yield from self._settle(failure_of(key, error))

    def _wait(self) -> Iterator[Terminal]:
        """Handle what comes next, for a moment."""
        try:
            process, event, at = self._inbox.get(timeout=_POLL_S)
        except queue.Empty:
            return
        if process is not self._process:
            return  # an echo of a worker that was ended
        if event is None:
            yield from self._bury(process.fault)
        elif isinstance(event, protocol.TERMINALS):
            yield from self._settle(dataclasses.replace(event, id=self._key(event.id)))
        elif isinstance(event, (Heartbeat, Remark)):
            self._on_event(event)
        elif isinstance(event, (Accepted, Progress)):
            key = self._key(event.id)
            if isinstance(event, Progress):
                self._jobs.started(key, event.stage, event.fraction)
                self._standstill.moved(key, event.stage, event.fraction, event.quiet_s, at)
            self._on_event(dataclasses.replace(event, id=key))

    def _watch(self) -> Iterator[Terminal]:
        """End a worker that says nothing, does not move, or does not stop what it was told to."""
        now = time.monotonic()
        asleep, self._watched = now - self._watched > _PAUSE_S, now
        if self._process is None:
            return
        if asleep:  # it was this side that could not listen
            self._process.forgive_silence()
            self._standstill.forgive(now)
        if self._process.silent_for() > self._workers.silence_s:
            yield from self._bury(f"gave no sign of life for {self._workers.silence_s:g} s")
        elif self._inbox.empty():
            yield from self._watch_jobs(now)
        overdue = [
            key for key, at in self._cancelling.items() if now - at > self._workers.cancel_grace_s
        ]
        if overdue and self._process is not None:
            yield from self._give_up([Cancelled(key) for key in overdue])

    def _watch_jobs(self, now: float) -> Iterator[Terminal]:
        """End a worker one of whose jobs does not move: it fails, and the others go again.

        Of several that stand still one may only wait for another: they are tried alone.
        """
        assert self._process is not None
        still_s = self._process.still_for()
        hanging = self._standstill.hanging(now, still_s)
        patience_s = QUIET_MOST_S if self._workers.at_work_elsewhere(self.name) else QUIET_S
        if len(hanging) == 1:
            stuck = hanging[0]
            stopped = stuck in self._cancelling
            where = self._where.get(stuck, "")
            yield from self._give_up([Cancelled(stuck) if stopped else _stuck(stuck, where)])
        elif hanging:
            yield from self._bury(f"did not move for {QUIET_S:g} s")
        elif self._standstill.nothing_begins(now, still_s, patience_s):
            yield from self._bury(f"began with nothing for {QUIET_S:g} s")

    def _give_up(self, ends: list[Cancelled] | list[Cancelled | Failed]) -> Iterator[Terminal]:
        """End the worker for the sake of some jobs; the others go again."""
        assert self._process is not None
        self._workers.discard(self._process)
        self._process = None
        self._standstill.clear()
        for end in ends:
            yield from self._settle(end)
        yield from self._settle_stopped()
        self._jobs.put_back(self._jobs.in_flight)  # through no fault of theirs

    # -- workers ---------------------------------------------------------------------

    def _connect(self) -> None:
        self._process, ready = self._workers.connect()
        if not self._workers.at_work_elsewhere(self.name):
            self._process.forgive_silence()  # it had nothing to say
        self._limit = 2 * ready.parallel
        self._engines = {info.name: info for info in ready.engines}

    def _bury(self, reason: str) -> Iterator[Terminal]:
        """The worker is gone or given up: end it, and fail what killed two of its kind."""
        assert self._process is not None
        ended = self._workers.discard(self._process)
        self._process = None
        self._standstill.clear()
        yield from self._settle_stopped()
        for key in self._jobs.worker_died():
            yield self._tidied(_killer(key, self._where.get(key, ""), reason or ended))

    def _settle_stopped(self) -> Iterator[Terminal]:
        """What was being stopped in a worker that has gone is stopped."""
        for key in self._jobs.in_flight:
            if key in self._cancelling or self._jobs.is_stopping(key):
                yield from self._settle(Cancelled(key))

    def _reconnect(self) -> Iterator[Terminal]:
        """Another worker; if there is no use in one or it does not start, all else fails."""
        error: DeepAudioError = WorkerDiedError(
            "worker after worker dies without finishing anything", hint="Run `deepaudio doctor`."
        )
        for _ in range(_STARTS):
            if self._jobs.hopeless:
                break
            try:
                self._connect()
                return
            except DeepAudioError as failure:
                error = failure
        for key in self._jobs.drain():
            yield self._tidied(failure_of(key, error))

    # -- ends ------------------------------------------------------------------------

    def _settle(self, event: Terminal) -> Iterator[Terminal]:
        """Pass on the end of a job; one that was only held back waits again."""
        if isinstance(event, Cancelled) and not self._jobs.is_stopping(event.id):
            self._jobs.put_back([event.id])
            self._tidied(event)
        elif self._jobs.settle(event.id):
            yield self._tidied(event)

    def _tidied(self, event: Terminal) -> Terminal:
        """The event; what was kept for its job goes."""
        self._cancelling.pop(event.id, None)
        self._where.pop(event.id, None)
        self._standstill.forget(event.id)
        return event

    def _leave(self) -> None:
        """The caller may have left early: nothing of this run goes on in the worker."""
        for key in self._jobs.in_flight:
            self._send_cancel(key)
        self._jobs.put_back()

    # -- the wire --------------------------------------------------------------------

    def _send_job(self, key: str, request: WorkRequest) -> None:
        self._where[key] = request.where if isinstance(request, RenderRequest) else ""
        if isinstance(request, RenderRequest) and (info := self._engines.get(request.engine)):
            # Takes that share passes: those of the next pass wait in the worker's hands.
            self._limit = max(self._limit, 2 * info.takes_at_once(request.settings))
        self._standstill.sent(key, time.monotonic())
        self._send(dataclasses.replace(request, id=self.prefix + key))

    def _send(self, request: WorkRequest | Cancel) -> None:
        if self._process is not None:
            self._process.send(request)

    def _send_cancel(self, key: str) -> None:
        if key not in self._cancelling:
            self._cancelling[key] = time.monotonic()
            self._send(Cancel(self.prefix + key))

    def _key(self, wire_id: str) -> str:
        return wire_id.removeprefix(self.prefix)


def failure_of(key: str, error: DeepAudioError) -> Failed:
    """An error as the answer of a job."""
    return Failed(key, error.code, error.message, hint=error.hint, where=error.where)


def _stuck(key: str, where: str) -> Failed:
    return Failed(
        key,
        WorkerDiedError.code,
        f"it did not move for {QUIET_S:g} s or more; the worker was replaced",
        hint="Look whether its media is on a drive that does not answer, or leave it out.",
        where=where,
    )


def _killer(key: str, where: str, reason: str) -> Failed:
    return Failed(
        key,
        WorkerDiedError.code,
        f"two workers died over this job; the last {reason}",
        hint="Leave it out or change it; `deepaudio doctor` says where the worker's log is.",
        where=where,
    )
