"""How long takes take: lines and shots apart, and without what an engine loads at first.

A line may take several times as long as a shot of its length, or the other way round, and the
first take of a kind waits until its voice or its networks are loaded. So each kind has a cost of
its own, in seconds a unit of work, of takes beside which nothing was loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from deepaudio_plugin.rendering.progress import clock

Kind = tuple[str, str]
"""Engine and stem: takes that need the same to be loaded."""

_HALF, _NEARLY = 0.5, 0.8
"""A first take that tells its progress in between has loaded what it needs."""

_MUCH = 0.25  # of what is left
_FORGET = 0.8  # of what was measured before, when one more take is done


@dataclass
class _Running:
    """A take that runs."""

    kind: Kind
    work: float
    since: float
    is_loading: bool  # the first of its kind
    fraction: float = 0.0
    is_disturbed: bool = False  # it loaded, or another did beside it


class RenderPace:
    """What is measured of takes while they run; `now` is a clock in seconds."""

    def __init__(self, now: Callable[[], float] | None = None) -> None:
        self._now = now or clock
        self._ready: set[Kind] = set()
        self._running: dict[str, _Running] = {}  # by content key
        self._measured: dict[Kind, tuple[float, float]] = {}  # seconds, and work done in them
        self._side_by_side = (0.0, 0.0)  # seconds of all takes that ran, and seconds that passed
        self._looked: float | None = None  # at the clock; None: nothing ran up to now

    def pause(self) -> None:
        """Nothing runs, for a while of which nobody knows how long it is."""
        self._running.clear()
        self._looked = None

    def went_on(self, key: str, kind: Kind, work: float, fraction: float) -> None:
        """So much of a take is done."""
        self._pass_time()
        run = self._running.get(key)
        if run is None:
            loads = kind not in self._ready
            run = self._running[key] = _Running(kind, work, self._now(), loads)
        elif _HALF <= fraction <= _NEARLY:
            run.is_loading = False
        if self.loading:
            for beside in self._running.values():
                beside.is_disturbed = True
        run.fraction = fraction

    def ended(self, key: str, *, done: bool) -> None:
        """A take runs no more."""
        self._pass_time()
        run = self._running.pop(key, None)
        if run is None or not done:
            return
        if not run.is_disturbed:
            seconds, work = self._measured.get(run.kind, (0.0, 0.0))
            took = self._now() - run.since
            self._measured[run.kind] = (_FORGET * seconds + took, _FORGET * work + run.work)
        self._ready.add(run.kind)
        for other in self._running.values():
            if other.kind == run.kind:
                other.is_loading = False

    @property
    def paused(self) -> bool:
        """Whether nothing has run since the last pause."""
        return self._looked is None

    @property
    def loading(self) -> int:
        """How many takes that run are the first of their kind, and load."""
        return sum(run.is_loading for run in self._running.values())

    @property
    def knows_nothing(self) -> bool:
        """Whether no take has been measured."""
        return not any(seconds for seconds, _ in self._measured.values())

    def left_s(self, unfinished: Mapping[Kind, float]) -> float | None:
        """Seconds until all is done; `unfinished` is the work of takes that wait or run.

        A kind that was not measured is as the others; None where much of the work is of such.
        """
        left = dict(unfinished)
        for run in self._running.values():
            left[run.kind] = left.get(run.kind, 0.0) - run.fraction * run.work
        unknown = sum(work for kind, work in left.items() if kind not in self._measured)
        if self.knows_nothing or unknown > _MUCH * sum(left.values()):
            return None
        measured = self._measured.values()
        usual = sum(seconds for seconds, _ in measured) / sum(work for _, work in measured)
        costs = {kind: seconds / work for kind, (seconds, work) in self._measured.items()}
        together, passed = self._side_by_side
        at_once = max(1.0, together / passed) if passed else 1.0
        return sum(work * costs.get(kind, usual) for kind, work in left.items()) / at_once

    def _pass_time(self) -> None:
        now = self._now()
        if self._looked is not None and not self.loading and self._running:
            together, passed = self._side_by_side
            lasted = now - self._looked
            self._side_by_side = (together + lasted * len(self._running), passed + lasted)
        self._looked = now
