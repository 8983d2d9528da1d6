"""The queue of jobs for a worker: what waits, what runs, and what became of it.

A pure state machine: no threads, no processes, no clock. Its methods may be called from any
thread. `Driver` feeds it to a worker and enters what happens.

    waiting ──next──▶ sent ──started──▶ running ──settle──▶ answered ──finish──▶ done,
       ▲                │                  │                                      failed
       ├──── put back ──┘                  └── worker dies ──▶ suspected          or stopped

- First come, first served; a job is known by its key and is in the queue once.
- Jobs that were running when a worker died are suspects: they go again first, one at a
  time, so that the one that kills is found and those beside it are cleared. A job that was
  running in `STRIKES` dying workers has failed. Jobs that were only sent are not suspected.
- While the queue is held, nothing is begun; jobs that were only sent are taken back.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from deepaudio_plugin.core.protocol import Failed

T = TypeVar("T")

STRIKES = 2
"""A job that was running in so many dying workers has failed."""

MAX_DEATHS = 20
"""So many workers in a row died without finishing anything: no other would."""

MAX_BARREN_DEATHS = 3
"""So many in a row died before they had begun with anything."""

JobState = Literal["waiting", "sent", "running", "suspected", "answered", "failed"]
FinalState = Literal["done", "failed", "stopped"]


@dataclass(frozen=True)
class Standing:
    """How a job stands. `failure` is set when it has failed and was not added again."""

    state: JobState
    fraction: float = 0.0
    stage: str = ""  # as the worker calls it
    failure: Failed | None = None


@dataclass(frozen=True)
class Counts:
    """How many jobs stand how; `done` and `failed` since the queue was last empty."""

    waiting: int  # also those sent and not begun
    running: int
    done: int
    failed: int


@dataclass(frozen=True)
class Tally:
    """Work done of all work since the queue was last empty, in the unit of `size`."""

    run: int  # counts up whenever an empty queue is filled
    finished: int
    total: int
    work: float
    total_work: float


class WorkQueue(Generic[T]):
    """See the module. `source` gives further jobs, asked only when no other job waits."""

    def __init__(
        self,
        source: Iterable[tuple[str, T]] = (),
        size: Callable[[T], float] = lambda _job: 1.0,
    ) -> None:
        self._source = iter(source)
        self._size = size
        self._lock = threading.RLock()
        self._waiting: dict[str, T] = {}
        self._suspects: dict[str, T] = {}
        self._sent: dict[str, T] = {}  # in the worker's hands, begun or not
        self._answered: dict[str, T] = {}  # the worker is done; the caller is not
        self._progress: dict[str, tuple[str, float]] = {}  # stage, fraction of those begun
        self._stopping: set[str] = set()
        self._failures: dict[str, Failed] = {}
        self._held = False
        self._numbers = itertools.count()
        self._run = 0
        self._begin_count()
        self.begin()

    # -- orders -------------------------------------------------------------------------

    def add(self, jobs: Iterable[tuple[str, T]]) -> None:
        """Queue jobs by key. One that waits already takes its new value; one that runs stays,
        and goes again if it was being stopped.
        """
        with self._lock:
            if self.empty:
                self._begin_count()
            for key, job in jobs:
                self._failures.pop(key, None)
                for line in (self._waiting, self._suspects):
                    if key in line:
                        self._total_work += self._size(job) - self._size(line[key])
                        line[key] = job
                        break
                else:
                    self._stopping.discard(key)
                    if key not in self._sent and key not in self._answered:
                        self._enter(key, job)

    def stop(self, keys: Collection[str] | None = None) -> list[T]:
        """Take these jobs out, or all; returns those that are out at once.

        Those in the worker's hands are stopped by the driver and settle later.
        """
        with self._lock:
            gone = []
            for line in (self._suspects, self._waiting):
                named = line.keys() if keys is None else line.keys() & set(keys)
                for key in sorted(named, key=self._turns.__getitem__):
                    job = line.pop(key)
                    self._forget(job)
                    gone.append(job)
            self._stopping.update(key for key in self._sent if keys is None or key in keys)
            return gone

    def hold(self, held: bool = True) -> None:
        """Begin nothing more, or go on. What the worker has begun, it finishes."""
        with self._lock:
            self._held = held

    # -- how it stands ------------------------------------------------------------------

    @property
    def held(self) -> bool:
        """Whether nothing more is begun."""
        return self._held

    @property
    def empty(self) -> bool:
        """Whether nothing waits and nothing runs."""
        return not (self._waiting or self._suspects or self._sent or self._answered)

    @property
    def ready(self) -> bool:
        """Whether a driver would find something to begin."""
        with self._lock:
            return bool(self._waiting or self._suspects) and not self._held

    @property
    def has_failures(self) -> bool:
        """Whether any job has failed and was not added again."""
        return bool(self._failures)

    def unfinished(self) -> list[str]:
        """Keys of all that waits or runs: first what runs, then in the order of their turn."""
        with self._lock:
            return [*self._answered, *self._sent, *self._suspects, *self._waiting]

    def running(self) -> list[str]:
        """Keys of what the worker has begun."""
        with self._lock:
            return list(self._progress)

    def job(self, key: str) -> T | None:
        """The job of a key that waits or runs."""
        with self._lock:
            lines = (self._answered, self._sent, self._suspects, self._waiting)
            return next((line[key] for line in lines if key in line), None)

    def standing(self, key: str) -> Standing | None:
        """How a job stands; None when nothing is known of it."""
        with self._lock:
            if key in self._progress:
                stage, fraction = self._progress[key]
                return Standing("running", fraction, stage)
            for state, line in self._lines():
                if key in line:
                    return Standing(state)
            failure = self._failures.get(key)
            return Standing("failed", failure=failure) if failure is not None else None

    def counts(self) -> Counts:
        """How many jobs stand how."""
        with self._lock:
            begun = len(self._progress)
            waiting = len(self._waiting) + len(self._suspects) + len(self._sent) - begun
            return Counts(waiting, begun + len(self._answered), self._done, self._failed)

    def tally(self) -> Tally:
        """How far all is."""
        with self._lock:
            under_way = sum(
                fraction * self._size(self._sent[key])
                for key, (_, fraction) in self._progress.items()
            )
            finished, work = self._done + self._failed, self._finished_work + under_way
            return Tally(self._run, finished, self._total, work, self._total_work)

    # -- for the driver -----------------------------------------------------------------

    def begin(self) -> None:
        """A run begins: nobody is suspected, and the worker is given every chance."""
        self._strikes: dict[str, int] = {}
        self._deaths = 0  # in a row, with nothing done in between
        self._barren_deaths = 0  # of these, in a row, those that had begun with nothing

    def next(self, limit: int) -> tuple[str, T] | None:
        """The job to send now, entered as sent; None while none may go.

        At most `limit` are in the worker's hands, and a suspect only alone.
        """
        with self._lock:
            if self._held:
                return None
            if self._suspects:
                return self._send_first(self._suspects) if not self._sent else None
            on_trial = any(key in self._strikes for key in self._sent)
            if on_trial or len(self._sent) >= limit:
                return None
            if not self._waiting and (following := next(self._source, None)) is not None:
                self._enter(*following)
            return self._send_first(self._waiting) if self._waiting else None

    def started(self, key: str, stage: str = "", fraction: float = 0.0) -> T | None:
        """The worker is at work on a job, and how far; None if it does not have that job."""
        with self._lock:
            if key in self._sent:
                self._progress[key] = (stage, fraction)
            return self._sent.get(key)

    @property
    def in_flight(self) -> list[str]:
        """Keys of what is in the worker's hands, begun or not."""
        with self._lock:
            return list(self._sent)

    def to_cancel(self) -> list[str]:
        """Keys of what the worker must stop: jobs stopped, and while held those not begun."""
        with self._lock:
            return [
                key
                for key in self._sent
                if key in self._stopping or (self._held and key not in self._progress)
            ]

    def is_stopping(self, key: str) -> bool:
        """Whether a job was stopped by an order, and has not settled yet."""
        return key in self._stopping

    def settle(self, key: str) -> bool:
        """The worker has answered; False if it does not have that job: an echo."""
        with self._lock:
            if key not in self._sent:
                return False
            self._answered[key] = self._sent.pop(key)
            self._progress.pop(key, None)
            self._strikes.pop(key, None)
            self._deaths = self._barren_deaths = 0
            return True

    def finish(self, key: str, state: FinalState, failure: Failed | None = None) -> None:
        """The caller has done what there was to do about an answer."""
        with self._lock:
            job = self._answered.pop(key)
            self._stopping.discard(key)
            if state == "stopped":
                self._forget(job)
                return
            self._finished_work += self._size(job)
            self._done += state == "done"
            self._failed += state == "failed"
            if failure is not None:
                self._failures[key] = failure

    def put_back(self, keys: Collection[str] | None = None) -> None:
        """Let jobs wait again, unsuspected, each in its old turn; without `keys` all."""
        with self._lock:
            back: dict[str, T] = {}
            for line in (self._answered, self._sent):
                for key in [key for key in line if keys is None or key in keys]:
                    back[key] = line.pop(key)
                    self._progress.pop(key, None)
                    self._stopping.discard(key)
            self._wait_again(back)

    def worker_died(self) -> list[str]:
        """Sort what the worker had; returns the keys of jobs that have failed for good.

        Those are answered; the others wait again.
        """
        with self._lock:
            self._deaths += 1
            self._barren_deaths = 0 if self._progress else self._barren_deaths + 1
            failed = []
            for key in list(self._progress):
                self._strikes[key] = self._strikes.get(key, 0) + 1
                job = self._sent.pop(key)
                if self._strikes[key] >= STRIKES:
                    failed.append(key)
                    self._answered[key] = job
                else:
                    self._suspects[key] = job
            self._progress.clear()
            self._wait_again(self._sent)
            self._sent.clear()
            return failed

    @property
    def hopeless(self) -> bool:
        """Whether there is no use in starting yet another worker."""
        return self._deaths >= MAX_DEATHS or self._barren_deaths >= MAX_BARREN_DEATHS

    def drain(self) -> Iterator[str]:
        """Keys of everything that is not finished, entered as answered one by one."""
        while True:
            with self._lock:
                key = self._next_to_drain()
            if key is None:
                return
            yield key

    # -- inside -------------------------------------------------------------------------

    def _lines(self) -> tuple[tuple[JobState, dict[str, T]], ...]:
        return (
            ("answered", self._answered),
            ("sent", self._sent),
            ("suspected", self._suspects),
            ("waiting", self._waiting),
        )

    def _next_to_drain(self) -> str | None:
        line = next((ln for ln in (self._sent, self._suspects, self._waiting) if ln), None)
        if line is None:
            following = next(self._source, None)
            if following is None:
                return None
            self._enter(*following)
            line = self._waiting
        key = next(iter(line))
        self._answered[key] = line.pop(key)
        self._progress.pop(key, None)
        return key

    def _enter(self, key: str, job: T) -> None:
        self._waiting[key] = job
        self._turns[key] = next(self._numbers)
        self._total += 1
        self._total_work += self._size(job)

    def _wait_again(self, jobs: dict[str, T]) -> None:
        """Jobs come back one by one or together; none may overtake another by that."""
        back = sorted({**jobs, **self._waiting}.items(), key=lambda entry: self._turns[entry[0]])
        self._waiting = dict(back)

    def _forget(self, job: T) -> None:
        """A job leaves without an end: it does not count any more."""
        self._total -= 1
        self._total_work -= self._size(job)

    def _send_first(self, line: dict[str, T]) -> tuple[str, T]:
        key = next(iter(line))
        self._sent[key] = line.pop(key)
        return key, self._sent[key]

    def _begin_count(self) -> None:
        self._run += 1
        self._done = self._failed = self._total = 0
        self._finished_work = self._total_work = 0.0
        self._turns: dict[str, int] = {}
