"""What a render tells while it runs: events for a progress bar, a log or a panel."""

from __future__ import annotations

import bisect
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deepaudio_plugin.core.errors import CancelledError, DeepAudioError
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.protocol import Take

if TYPE_CHECKING:
    from deepaudio_plugin.planning.jobs import Job
    from deepaudio_plugin.planning.plan import Plan


_WORTH_A_GUESS = 0.02  # of the work: what is done by then says something of the rest
_WORTH_A_GUESS_LATER = 0.1  # of it, beyond what tells of no pace
_STEP = 0.005  # of the work, between two marks of the time it was done


@dataclass(frozen=True)
class Planned:
    """The plan stands; `cached` takes are in the library already."""

    plan: Plan
    cached: frozenset[str]


@dataclass(frozen=True)
class Step:
    """Progress of the whole render. `fraction` in [0, 1]; `eta_s` None while unknown."""

    stage: str  # what is happening, in words
    done: int
    total: int
    fraction: float
    eta_s: float | None = None


@dataclass(frozen=True)
class TakeRendered:
    """A take is on disk and in the library."""

    job: Job
    take: Take
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class JobFailed:
    """A job could not be rendered; the others go on."""

    job: Job
    error: DeepAudioError


Fact = Planned | Step | TakeRendered | JobFailed | Problem
"""What is told; a `Problem` is what there is to know of other machines that make takes."""

Listener = Callable[[Fact], None]


def silent(_event: Fact) -> None:
    """A listener for callers that only want the result."""


@dataclass(frozen=True)
class Watch:
    """Who listens to a render, and whether it was asked to stop."""

    listener: Listener = silent
    cancelled: Callable[[], bool] = lambda: False

    def check(self, message: str) -> None:
        """Raise CancelledError with `message` when it was asked to stop."""
        if self.cancelled():
            raise CancelledError(
                message, hint="Run the same command again to go on; finished takes are kept."
            )


def clock() -> float:
    """Seconds of a clock that is never set."""
    return time.monotonic()


class Gauge:
    """Turns work done, in any unit, into `Step`s with the time left.

    The pace is that of the second half of what is done, so that one that changes is followed; of
    the first thing that is done nobody knows how much of its time was spent on getting ready.
    Where its caller knows, that time and what was done in it are no part of the pace.
    """

    def __init__(
        self,
        total_work: float,
        total: int,
        listener: Callable[[Step], None],
        now: Callable[[], float] | None = None,
    ) -> None:
        self._work = total_work
        self._total = total
        self._listener = listener
        self._now = now or clock
        self._marks: list[tuple[float, float]] = []  # when how much was done: both rise
        self._last: tuple[float, float] | None = None  # when how much was done, as shown last
        self._apart = (0.0, 0.0)  # seconds, and what was done in them, that tell of no pace

    def resize(self, total_work: float, total: int) -> None:
        """There is more to do, or less, than was known at the beginning."""
        self._work = total_work
        self._total = total

    def show(self, stage: str, done: int, work: float, *, tells: bool = True) -> None:
        """Report `work` of the total work done, over `done` finished jobs.

        The time since the last report `tells` of the pace, or does not, as while an engine loads.
        """
        fraction = min(1.0, work / max(self._work, 1e-9))
        now = self._now()
        if not tells and self._last is not None:
            self._apart = (
                self._apart[0] + now - self._last[0],
                self._apart[1] + work - self._last[1],
            )
        self._last = now, work
        told = work - self._apart[1]
        is_worth = told > (_WORTH_A_GUESS_LATER if self._apart[0] else _WORTH_A_GUESS) * self._work
        eta_s = self._eta_s(now, work) if is_worth else None
        self._listener(Step(stage, done, self._total, fraction, eta_s))

    def _eta_s(self, now: float, work: float) -> float | None:
        """Seconds left. None while only one thing has been seen to be done."""
        left = max(0.0, self._work - work)
        now, work = now - self._apart[0], work - self._apart[1]
        if not self._marks or work - self._marks[-1][1] >= _STEP * self._work:
            self._marks.append((now, work))
        at = bisect.bisect_right(self._marks, work / 2, key=lambda mark: mark[1])
        since, before = self._marks[max(0, at - 1)]
        if work <= before or now <= since:
            return None
        return left * (now - since) / (work - before)
