"""One call of `WorkerClient.run`: its requests, whatever becomes of workers meanwhile."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import queue
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.errors import DeepAudioError, OutputError, ProtocolError, WorkerDiedError
from deepaudio_plugin.core.protocol import (
    Accepted,
    Cancel,
    Cancelled,
    Event,
    Failed,
    Heartbeat,
    Mix,
    Original,
    Progress,
    Ready,
    RenderRequest,
    Terminal,
    WorkRequest,
)
from deepaudio_plugin.worker_client.ledger import Ledger
from deepaudio_plugin.worker_client.process import WorkerProcess

OnEvent = Callable[[Event], None]

_Item = tuple[WorkerProcess, Event | None] | str  # an event, or the id to cancel

_POLL_S = 0.1
_PAUSE_S = 5.0  # a poll that took so long was asleep: a stopped terminal, a closed lid
_CANCEL_GRACE_S = 5.0  # a worker that has not stopped by then is ended
_STARTS = 2  # attempts to start another worker in mid-batch


class Workers(Protocol):
    """What a batch needs of the client."""

    silence_s: float

    def connect(self) -> tuple[WorkerProcess, Ready]:
        """The running worker, started if need be."""

    def discard(self, process: WorkerProcess) -> str:
        """End a worker that died or hangs; says how it ended."""


class Batch:
    """Runs in the caller's thread; events and cancel orders come in through a queue.

    On the wire ids bear the batch's name, so that batches cannot meet each other's events.
    """

    def __init__(
        self,
        name: str,
        workers: Workers,
        requests: Iterable[WorkRequest],
        on_event: OnEvent | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.name = name
        self.prefix = f"{name}/"
        self._workers = workers
        # `map`, unlike a generator, asks again after an end: requests may come later
        self._ledger = Ledger(map(self._named, requests))
        self._on_event = on_event or (lambda _event: None)
        self._wants_cancel = cancelled or (lambda: False)
        self._inbox: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._process: WorkerProcess | None = None
        self._limit = 1  # requests in flight
        self._cancelled = False  # the whole batch
        self._cancelling: dict[str, float] = {}  # when each was told to stop
        self._files: dict[str, Path] = {}

    # -- from other threads ----------------------------------------------------------

    def deliver(self, process: WorkerProcess, event: Event | None) -> None:
        """An event of a worker; None when it has gone."""
        self._inbox.put((process, event))

    def order_cancel(self, request_id: str) -> None:
        """Stop one request."""
        self._inbox.put(self.prefix + request_id)

    # -- the loop --------------------------------------------------------------------

    def run(self) -> Iterator[Terminal]:
        """See `WorkerClient.run`."""
        try:
            self._connect()
            while not self._over:
                yield from self._send_more()
                if not self._ledger.in_flight:
                    break
                yield from self._wait()
                yield from self._watch()
                if self._process is None and not self._over:
                    yield from self._reconnect()
            if self._cancelled:  # else all is finished, and what is offered from now on waits
                yield from self._drain()
        finally:
            self._leave()

    @property
    def _over(self) -> bool:
        """Whether nothing more can come: cancelled, and no worker left to answer."""
        return self._cancelled and self._process is None

    def _send_more(self) -> Iterator[Terminal]:
        if not self._cancelled and self._wants_cancel():
            self._cancelled = True
            for wire_id in self._ledger.in_flight:
                self._send_cancel(wire_id)
        while not self._cancelled and (entry := self._ledger.next(self._limit)) is not None:
            wire_id, request = entry
            try:
                self._send(self._fitted(dataclasses.replace(request, id=wire_id)))
            except DeepAudioError as error:
                yield from self._settle(_failure(wire_id, error))

    def _wait(self) -> Iterator[Terminal]:
        """Handle what comes next, for a moment."""
        began = time.monotonic()
        try:
            item = self._inbox.get(timeout=_POLL_S)
        except queue.Empty:
            if time.monotonic() - began > _PAUSE_S and self._process is not None:
                self._process.forgive_silence()
            return
        if isinstance(item, str):
            yield from self._cancel_one(item)
            return
        process, event = item
        if process is not self._process:
            return  # an echo of a worker that was ended
        if event is None:
            yield from self._bury("")
        elif isinstance(event, protocol.TERMINALS):
            yield from self._settle(event)
        elif isinstance(event, (Accepted, Progress)):
            if isinstance(event, Progress):
                self._ledger.started(event.id)
            self._on_event(dataclasses.replace(event, id=self._own_id(event.id)))
        elif isinstance(event, Heartbeat):
            self._on_event(event)

    def _watch(self) -> Iterator[Terminal]:
        """End a worker that says nothing any more or does not stop what it was told to."""
        if self._process is None:
            return
        if self._process.silent_for() > self._workers.silence_s:
            yield from self._bury(f"gave no sign of life for {self._workers.silence_s:g} s")
        now = time.monotonic()
        overdue = [id_ for id_, at in self._cancelling.items() if now - at > _CANCEL_GRACE_S]
        if overdue and self._process is not None:
            self._workers.discard(self._process)
            self._process = None
            for wire_id in overdue:
                yield from self._settle(Cancelled(wire_id))
            self._ledger.requeue()

    def _cancel_one(self, wire_id: str) -> Iterator[Terminal]:
        if wire_id in self._ledger.in_flight:
            self._send_cancel(wire_id)
        elif self._ledger.withdraw(wire_id):
            yield Cancelled(self._own_id(wire_id))

    # -- workers ---------------------------------------------------------------------

    def _connect(self) -> None:
        self._process, ready = self._workers.connect()
        self._limit = 2 * ready.parallel

    def _bury(self, reason: str) -> Iterator[Terminal]:
        """The worker is gone or given up: end it, and fail what killed two of its kind."""
        assert self._process is not None
        ended = self._workers.discard(self._process)
        self._process = None
        for wire_id in [id_ for id_ in self._cancelling if id_ in self._ledger.in_flight]:
            yield from self._settle(Cancelled(wire_id))
        requests = dict(self._ledger.in_flight)
        for wire_id in self._ledger.worker_died():
            yield self._finish(_killer(wire_id, requests[wire_id], reason or ended))

    def _reconnect(self) -> Iterator[Terminal]:
        """Another worker; if there is no use in one or it does not start, all else fails."""
        error: DeepAudioError = WorkerDiedError(
            "worker after worker dies without finishing anything", hint="Run `deepaudio doctor`."
        )
        for _ in range(_STARTS):
            if self._ledger.hopeless:
                break
            try:
                self._connect()
                return
            except DeepAudioError as failure:
                error = failure
        for wire_id in self._ledger.drain():
            yield self._finish(_failure(wire_id, error))

    # -- ends ------------------------------------------------------------------------

    def _settle(self, event: Terminal) -> Iterator[Terminal]:
        if self._ledger.settle(event.id):
            yield self._finish(event)

    def _drain(self) -> Iterator[Terminal]:
        """After a cancel: everything that has not come to its end."""
        for wire_id in self._ledger.drain():
            yield self._finish(Cancelled(wire_id))

    def _finish(self, event: Terminal) -> Terminal:
        """The event as the caller knows it; what was kept for its request goes."""
        self._cancelling.pop(event.id, None)
        self._discard_file(event.id)
        return dataclasses.replace(event, id=self._own_id(event.id))

    def _leave(self) -> None:
        """The caller may have left early: nothing of this batch goes on in the worker."""
        for wire_id in self._ledger.in_flight:
            self._send_cancel(wire_id)
        for wire_id in list(self._files):
            self._discard_file(wire_id)

    # -- the wire --------------------------------------------------------------------

    def _send(self, request: WorkRequest | Cancel) -> None:
        if self._process is not None:
            self._process.send(request)

    def _send_cancel(self, wire_id: str) -> None:
        self._cancelling.setdefault(wire_id, time.monotonic())
        self._send(Cancel(wire_id))

    def _named(self, request: WorkRequest) -> tuple[str, WorkRequest]:
        return self.prefix + request.id, request

    def _own_id(self, wire_id: str) -> str:
        return wire_id.removeprefix(self.prefix)

    def _fitted(self, request: WorkRequest) -> WorkRequest:
        """The request, its long lists in a file if they do not fit a line."""
        if not isinstance(request, (Mix, Original)):
            return request
        with contextlib.suppress(ProtocolError):
            protocol.encode(request)
            return request
        path = self._files[request.id] = _written(protocol.dump_lists(request))
        return protocol.without_lists(request, str(path))

    def _discard_file(self, wire_id: str) -> None:
        path = self._files.pop(wire_id, None)
        if path is not None:
            with contextlib.suppress(OSError):
                path.unlink()


def _written(content: bytes) -> Path:
    """A temporary file of this content. Raises `OutputError`."""
    try:
        handle, name = tempfile.mkstemp(prefix="deepaudio-lists-", suffix=".json")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        raise OutputError(
            f"cannot write the list of what to put together: {error.strerror}"
        ) from error
    return Path(name)


def _failure(wire_id: str, error: DeepAudioError) -> Failed:
    return Failed(wire_id, error.code, error.message, hint=error.hint, where=error.where)


def _killer(wire_id: str, request: WorkRequest, reason: str) -> Failed:
    return Failed(
        wire_id,
        WorkerDiedError.code,
        f"two workers died over this job; the last {reason}",
        hint="Leave it out or change it; `deepaudio doctor` says where the worker's log is.",
        where=request.where if isinstance(request, RenderRequest) else "",
    )
