"""Ray, as far as the farm needs it: seats on hosts, calls to them, and word of them.

Ray finds the places, starts machines where it is set up to, and notices when one is lost.
"""

from __future__ import annotations

import logging
import shutil
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from deepaudio_plugin import __version__
from deepaudio_plugin.core.errors import FarmError
from deepaudio_plugin.core.privacy import switch_telemetry_off
from deepaudio_plugin.farm import seat as seat_module
from deepaudio_plugin.farm.token import LOCAL, use_token

_NEWS_S = 5.0  # how long a host waits for something to tell before it says that there is nothing
_RESTARTS = 5  # times that Ray may place a seat anew
_CALLS = 8  # that a seat answers at once: a question for news, orders, and word to stop
_KNOCK_S = 10.0  # for somebody to open at an address
_LOCAL_STORE = 256 << 20  # bytes; a take has about one of them, and few are on their way
_LAST_S = 3.0  # for seats to close their workers

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Greeting:
    """A seat has been placed: who it is, and what its worker said, or why there is none."""

    seat: str
    host: str
    node: str
    ready: bytes = b""
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True)
class SeatNews:
    """What has come of takes: see `HostedWorker.news`."""

    seat: str
    items: list[tuple[str, bytes, bytes, str]]


@dataclass(frozen=True)
class SeatLost:
    """A seat is gone; where Ray places it anew it says hello again."""

    seat: str
    why: str


@dataclass
class _Seat:
    actor: Any
    question: Any  # what its answer is awaited to
    greeted: bool = False
    node: str = ""
    losses: int = field(default=0)


class RayCluster:
    """The seats that were asked for. For one thread."""

    def __init__(self, address: str, rules: Sequence[str], command: list[str]) -> None:
        """Join the cluster. Raises FarmError when Ray is not installed or there is no cluster."""
        switch_telemetry_off()
        _require_listener(address)
        use_token(address)
        try:
            import ray
        except ImportError as error:
            raise FarmError(
                "Ray is not installed on this computer",
                hint="pip install 'deepaudio-editors[farm]'",
            ) from error
        self._ray: Any = ray
        self._alone = True  # a seat has one core
        self._rules = list(rules)
        self._command = command
        self._seats: dict[str, _Seat] = {}
        options: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
        if address == LOCAL:
            options["include_dashboard"] = False
            options["object_store_memory"] = _LOCAL_STORE
        else:
            options["address"] = address
        try:
            joined = self._ray.init(**options)
        except Exception as error:  # Ray raises whatever it meets: connection, version, runtime
            raise no_cluster(address, _last_line(error)) from error
        self._logs = str(joined.address_info["session_dir"]) if address == LOCAL else ""
        self._ray.cloudpickle.register_pickle_by_value(seat_module)

    def ask(self, count: int = 0) -> int:
        """Ask for so many seats, or for as many as the cluster has GPUs, or else CPUs; how many.

        A seat takes one GPU where there are any, else one CPU. What has no place now may have
        one later.
        """
        resources = self._ray.cluster_resources()
        gpus, cpus = int(resources.get("GPU", 0)), int(resources.get("CPU", 0))
        of_gpus = gpus > 0
        self._alone = not of_gpus
        remote = self._ray.remote(seat_module.Seat).options(
            num_cpus=1,
            num_gpus=1 if of_gpus else 0,
            max_restarts=_RESTARTS,
            max_task_retries=0,
            max_concurrency=_CALLS,
        )
        for number in range(count or gpus or max(cpus, 1)):
            actor = remote.remote()
            self._seats[str(number)] = _Seat(actor, self._hello(actor))
        return len(self._seats)

    @property
    def packages(self) -> dict[str, str]:
        """Ray's version, as a worker names its packages."""
        return {"ray": str(self._ray.__version__)}

    @property
    def unplaced(self) -> int:
        """How many seats have not said hello."""
        return sum(not seat.greeted for seat in self._seats.values())

    def give(self, seat: str, attempt: str, line: bytes, needed: dict[str, int]) -> None:
        """Give a host a take. Nobody waits: when it is lost, `poll` says so."""
        self._seats[seat].actor.give.remote(attempt, line, needed)

    def stop(self, seat: str, attempt: str) -> None:
        """Have a host stop a take."""
        if seat in self._seats:
            self._seats[seat].actor.stop.remote(attempt)

    def recall(self, seat: str, attempt: str) -> None:
        """Have a host give a take back that it has not begun."""
        self._seats[seat].actor.give_back.remote(attempt)

    def drop(self, seat: str) -> None:
        """Give up a seat for good."""
        gone = self._seats.pop(seat, None)
        if gone is not None:
            self._kill([gone.actor])

    def poll(self, timeout_s: float) -> list[Greeting | SeatNews | SeatLost]:
        """What has come since, waiting for something for `timeout_s` at most."""
        by_question = {seat.question: name for name, seat in self._seats.items()}
        if not by_question:
            return []
        first, _ = self._ray.wait(list(by_question), timeout=timeout_s)
        if not first:
            return []
        ready, _ = self._ray.wait(list(by_question), num_returns=len(by_question), timeout=0)
        return [self._answer(by_question[question]) for question in ready]

    def close(self) -> None:
        """End all workers and leave the cluster."""
        actors = [seat.actor for seat in self._seats.values() if seat.greeted]
        ends = [actor.close.remote() for actor in actors]
        if ends:
            self._ray.wait(ends, num_returns=len(ends), timeout=_LAST_S)
        self._kill(seat.actor for seat in self._seats.values())
        self._seats.clear()
        self._ray.shutdown()
        if self._logs:  # Ray itself never removes them
            shutil.rmtree(self._logs, ignore_errors=True)

    # -- inside -------------------------------------------------------------------------

    def _hello(self, actor: Any) -> Any:
        return actor.hello.remote(self._rules, __version__, self._command, self._alone)

    def _answer(self, name: str) -> Greeting | SeatNews | SeatLost:
        seat = self._seats[name]
        try:
            answer = self._ray.get(seat.question)
        except self._ray.exceptions.RayError as error:
            return self._lost(name, seat, error)
        if seat.greeted:
            seat.question = seat.actor.news.remote(_NEWS_S)
            return SeatNews(name, answer)
        if "ready" not in answer:
            self.drop(name)
            return Greeting(
                name, answer["host"], "", problem=answer["problem"], hint=answer.get("hint", "")
            )
        seat.greeted = True
        seat.question = seat.actor.news.remote(_NEWS_S)
        return Greeting(name, answer["host"], answer["node"], ready=answer["ready"])

    def _lost(self, name: str, seat: _Seat, error: Exception) -> SeatLost:
        """A seat is gone. Where Ray places it anew, it is asked to say hello again."""
        _log.warning("seat %s: %s", name, error)
        seat.greeted = False
        seat.losses += 1
        died = isinstance(error, self._ray.exceptions.ActorDiedError)
        if died or seat.losses > _RESTARTS:
            self.drop(name)
        else:
            seat.question = self._hello(seat.actor)
        return SeatLost(name, _last_line(error))

    def _kill(self, actors: Iterable[Any]) -> None:
        for actor in actors:
            try:
                self._ray.kill(actor)
            except Exception as error:  # it may be gone already
                _log.info("not killed: %s", error)


def no_cluster(address: str, why: str) -> FarmError:
    """There is no cluster at an address."""
    return FarmError(
        f"no Ray cluster answers at {address!r}: {why}",
        hint="Start one (`ray start --head`), or say --farm ray://HOST:10001.",
    )


def _require_listener(address: str) -> None:
    """Raise FarmError where nothing listens: Ray itself would try for minutes."""
    host, colon, port = address.rpartition("//")[2].rpartition(":")
    if not (colon and host and port.isdigit()):
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _KNOCK_S).close()
    except (OSError, OverflowError) as error:
        raise no_cluster(address, getattr(error, "strerror", None) or str(error)) from error


def _last_line(error: Exception) -> str:
    """What Ray says, without its paragraphs of advice."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:300]
