"""Which requests wait, run and are suspected when workers die. No processes, no threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

STRIKES = 2
"""A request that was running in so many dying workers is failed."""

HOPELESS = 20
"""So many workers in a row died without finishing anything: none would."""

BARREN = 3
"""So many in a row died before they had begun with anything."""


class Ledger(Generic[T]):
    """The books of one batch.

    Requests that were running when a worker died are suspects: they go again first, one at
    a time, so that the one that kills is found and those that ran beside it are cleared.
    Requests that only waited in the dead worker's queue are not suspected.
    """

    def __init__(self, requests: Iterable[tuple[str, T]]) -> None:
        self._fresh: Iterator[tuple[str, T]] = iter(requests)
        self._waiting: deque[tuple[str, T]] = deque()
        self._suspects: deque[tuple[str, T]] = deque()
        self._strikes: dict[str, int] = {}
        self._started: set[str] = set()
        self._deaths = 0  # in a row, with nothing done in between
        self._barren = 0  # of these, in a row, the ones that had begun with nothing
        self.in_flight: dict[str, T] = {}

    def next(self, limit: int) -> tuple[str, T] | None:
        """The request to send now, entered as in flight; None while none may go.

        At most `limit` are in flight, and a suspect only alone.
        """
        if self._suspects:
            return self._enter(self._suspects.popleft()) if not self.in_flight else None
        on_trial = any(request_id in self._strikes for request_id in self.in_flight)
        if on_trial or len(self.in_flight) >= limit:
            return None
        following = self._waiting.popleft() if self._waiting else next(self._fresh, None)
        return None if following is None else self._enter(following)

    def started(self, request_id: str) -> None:
        """The worker has begun to work on it."""
        if request_id in self.in_flight:
            self._started.add(request_id)

    def settle(self, request_id: str) -> bool:
        """It came to its end; False if it is not in flight (an echo of one ended before)."""
        if self.in_flight.pop(request_id, None) is None:
            return False
        self._started.discard(request_id)
        self._strikes.pop(request_id, None)
        self._deaths = self._barren = 0
        return True

    def worker_died(self) -> list[str]:
        """Sort what was in flight; returns the ids that are failed for good."""
        self._deaths += 1
        self._barren = 0 if self._started else self._barren + 1
        failed = []
        returning = []
        for request_id, request in self.in_flight.items():
            if request_id not in self._started:
                returning.append((request_id, request))
                continue
            self._strikes[request_id] = self._strikes.get(request_id, 0) + 1
            if self._strikes[request_id] >= STRIKES:
                failed.append(request_id)
            else:
                self._suspects.append((request_id, request))
        self._waiting.extendleft(reversed(returning))
        self.in_flight.clear()
        self._started.clear()
        return failed

    def requeue(self) -> None:
        """What is in flight waits again: its worker was ended through no fault of its own."""
        self._waiting.extendleft(reversed(self.in_flight.items()))
        self.in_flight.clear()
        self._started.clear()

    @property
    def hopeless(self) -> bool:
        """Whether starting yet another worker makes no sense."""
        return self._deaths >= HOPELESS or self._barren >= BARREN

    def withdraw(self, request_id: str) -> bool:
        """Take out a request that waits on this side; False if there is none of that id."""
        for line in (self._waiting, self._suspects):
            for entry in line:
                if entry[0] == request_id:
                    line.remove(entry)
                    return True
        return False

    def drain(self) -> Iterator[str]:
        """The ids of all that is not finished, in flight or not; the books are empty then."""
        ids = list(self.in_flight)
        self.in_flight.clear()
        ids += [request_id for request_id, _ in (*self._suspects, *self._waiting)]
        self._suspects.clear()
        self._waiting.clear()
        yield from ids
        yield from (request_id for request_id, _ in self._fresh)

    def _enter(self, entry: tuple[str, T]) -> tuple[str, T]:
        self.in_flight[entry[0]] = entry[1]
        return entry
