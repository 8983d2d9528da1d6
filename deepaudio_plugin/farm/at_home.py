"""The worker on this computer: all that is not rendered needs its files, or a person waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing

from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.protocol import (
    Accepted,
    Cancelled,
    Event,
    Progress,
    Ready,
    WorkRequest,
)
from deepaudio_plugin.farm.passing_on import CANCEL_GRACE_S, passed_on
from deepaudio_plugin.worker_client.client import WorkerClient, final_state
from deepaudio_plugin.worker_client.driver import failure_of
from deepaudio_plugin.worker_client.queue import WorkQueue


class HomeWorker:
    """Passes requests to a worker here. Each has a thread, so that none waits for another."""

    def __init__(self, send: Callable[[Event], None]) -> None:
        self._send = send
        self._client = WorkerClient(cancel_grace_s=CANCEL_GRACE_S)
        self._lock = threading.Lock()
        self._stops: dict[str, threading.Event] = {}
        self._closed = False

    def start(self) -> Ready:
        """Start the worker. Raises WorkerError."""
        return self._client.start()

    @property
    def busy(self) -> int:
        """Requests in work."""
        return len(self._stops)

    def submit(self, request: WorkRequest) -> bool:
        """Begin with a request; False, and nothing done, if one of its id is in work."""
        stop = threading.Event()
        with self._lock:
            if request.id in self._stops:
                return False
            self._stops[request.id] = stop
        self._send(Accepted(request.id))
        name = f"home-{request.kind}"
        threading.Thread(target=self._work, args=(request, stop), name=name, daemon=True).start()
        return True

    def cancel(self, id_: str) -> bool:
        """Stop a request; False if there is none of that id."""
        with self._lock:
            stop = self._stops.get(id_)
        if stop is not None:
            stop.set()
        return stop is not None

    def close(self) -> None:
        """End the worker; what still runs is not answered."""
        self._closed = True
        self._client.close()

    def _work(self, request: WorkRequest, stop: threading.Event) -> None:
        answer: Event
        jobs = WorkQueue([(request.id, request)])
        try:
            driven = self._client.drive(jobs, lambda _id, job: job, self._pass_on, stop.is_set)
            with closing(driven):
                event = next(driven, None)
                if event is not None:
                    jobs.finish(event.id, final_state(event))
            answer = event if event is not None else Cancelled(request.id)
        except DeepAudioError as error:
            answer = failure_of(request.id, error)
        with self._lock:
            self._stops.pop(request.id, None)
        if not self._closed:
            self._send(answer)

    def _pass_on(self, event: Event) -> None:
        if isinstance(event, Progress):
            self._send(passed_on(event, event.id))
