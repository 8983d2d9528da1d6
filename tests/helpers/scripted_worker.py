"""A worker that is no process: it does what a test has written down, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import (
    Cancel,
    Cancelled,
    Done,
    Event,
    Failed,
    Progress,
    Ready,
    Take,
    Terminal,
)
from deepaudio_plugin.worker_client.driver import Driver

WELL = ("begin", "done")


class ScriptedClient:
    """Stands where `WorkerClient` does, with the real driver and scripted workers.

    `script[key]` says what happens to a job each time it is sent, by `begin`, `done`,
    `die` (the worker), `wait` (until it is cancelled) or a `Failed`; what is not in it ends
    well. `received` has the keys that each worker was sent, in order.
    """

    silence_s = 60.0
    cancel_grace_s = 5.0

    def __init__(self, parallel: int = 1) -> None:
        self.script: dict[str, list[tuple[Any, ...]]] = {}
        self.received: list[list[str]] = []
        self.requests: list[Any] = []
        self.cancels: list[str] = []
        self.workers: list[_Worker] = []
        self.parallel = parallel
        self.engines: tuple[EngineInfo, ...] = ()
        self.deaf = False  # the worker heeds no cancel
        self._driver: Driver[Any] | None = None

    def drive(
        self,
        jobs: Any,
        to_request: Any,
        on_event: Callable[[Event], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[Terminal]:
        """As `WorkerClient.drive`."""
        self._driver = Driver("d", self, jobs, to_request, on_event=on_event, cancelled=cancelled)
        return self._driver.run()

    def connect(self) -> tuple[Any, Ready]:
        """Another worker."""
        assert self._driver is not None
        self.received.append([])
        self.workers.append(_Worker(self, self._driver))
        return self.workers[-1], Ready("", "", self.engines, parallel=self.parallel)

    def discard(self, process: _Worker) -> str:
        """End a worker."""
        process.alive = False
        return "ended"

    def at_work_elsewhere(self, driver: str) -> bool:
        """There is no other driver."""
        return False

    def takes(self, key: str) -> list[Any]:
        """What happens to a job that is sent now."""
        attempts = self.script.get(key)
        return list(attempts.pop(0) if attempts else WELL)


class _Worker:
    """Works on so many jobs as it can at once, a step whenever the driver looks at it."""

    def __init__(self, client: ScriptedClient, driver: Driver[Any]) -> None:
        self.alive = True
        self.fault = ""
        self._client, self._driver = client, driver
        self._received = client.received[-1]
        self._hand: dict[str, list[Any]] = {}
        self._stopping: list[str] = []

    def send(self, request: Any) -> None:
        """Take a job in hand, or the order to stop one."""
        key = request.id.removeprefix(self._driver.prefix)
        if isinstance(request, Cancel):
            self._client.cancels.append(key)
            self._stopping.append(key)
            return
        self._received.append(key)
        self._client.requests.append(request)
        self._hand[key] = self._client.takes(key)
        if len(self._hand) == 1:
            self._step()

    def silent_for(self) -> float:
        """Never silent. The driver asks once a round: the moment to do something."""
        self._step()
        return 0.0

    def still_for(self) -> float:
        """Never still."""
        return 0.0

    def forgive_silence(self) -> None:
        """There was none."""

    def _step(self) -> None:
        if not self.alive:
            return
        deaf = self._client.deaf
        stopped = None if deaf else next((k for k in self._stopping if k in self._hand), None)
        if stopped is not None:
            del self._hand[stopped]
            self.publish(Cancelled(self._driver.prefix + stopped))
        else:
            beginnings = list(self._hand)[: self._client.parallel]
            busy = next((key for key in beginnings if self._hand[key][0] != "wait"), None)
            if busy is not None:
                self._work(busy)

    def _work(self, key: str) -> None:
        """The next thing that is written down for a job."""
        wire_id = self._driver.prefix + key
        what = self._hand[key].pop(0)
        if what == "begin":
            self.publish(Progress(wire_id, "sound", 0.5))
        elif what == "die":
            self.alive = False
            self.publish(None)
        else:
            del self._hand[key]
            self.publish(
                _failed(what, wire_id) if isinstance(what, Failed) else _done(wire_id, key)
            )

    def publish(self, event: Event | None) -> None:
        """Say something to the driver; None is the worker's end."""
        self._driver.deliver(self, event)


def _failed(failed: Failed, wire_id: str) -> Failed:
    return Failed(wire_id, failed.code, failed.message, failed.hint, failed.where)


def _done(wire_id: str, key: str) -> Done:
    take = Take(key, f"/staging/{key}.wav", 48_000, 1, 0, 48_000, None, -90.0)
    return Done(wire_id, take, warnings=("quiet",))
