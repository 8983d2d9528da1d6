"""A request in work: reports progress, receives cancellation."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from deepaudio.engines.base import RequestCancelled, StageControl
from deepaudio_plugin.core.protocol import Event, Fuse, Mix, Progress, RenderRequest, WorkRequest

__all__ = ["StageControl", "Task", "WorkRequest"]

_MIN_INTERVAL_S = 0.1  # between two progress events of one stage
_SIGN_S = 5.0  # a request that asks whether to stop is at work: it says so now and then
_COMPUTING_S = 300.0  # a step of a model, or loading one, on a slow machine
_ETA_FROM = 0.02  # before this fraction a guess at the time left is worth nothing


class Task:
    """A request in work. It is the `Control` of the stages that do the work."""

    def __init__(
        self,
        request: WorkRequest,
        send: Callable[[Event], None],
        give_way: Callable[[], None] = lambda: None,
    ) -> None:
        self.request = request
        self.id = request.id
        self._send = send
        self._give_way = give_way
        self.is_loading = False
        computing = isinstance(request, (RenderRequest, Fuse, Mix))
        self._quiet_s = _COMPUTING_S if computing else 0.0
        self._stopped = threading.Event()
        self._stage = ""
        self._shown = ""  # the stage with its details
        self._fraction = 0.0
        self._began = self._stage_began = self._sent = 0.0
        self._timings: dict[str, float] = {}
        self._warnings: dict[str, None] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was warned of so far."""
        return tuple(self._warnings)

    def begin(self) -> None:
        """Say that the work has begun."""
        self._began = self._stage_began = time.monotonic()
        self.check()
        self.progress("start", 0.0)

    def progress(self, stage: str, fraction: float) -> None:
        """See `Control.progress`. Fractions never go backwards; a stage's name ends at a colon."""
        now = time.monotonic()
        self._fraction = max(self._fraction, min(1.0, fraction))
        name = stage.partition(":")[0]
        if name == self._stage and now - self._sent < _MIN_INTERVAL_S:
            return
        self._enter(name, now)
        self._shown = stage
        self._tell(now)

    def _tell(self, now: float) -> None:
        self._sent = now
        elapsed = now - self._began
        eta = elapsed * (1 / self._fraction - 1) if self._fraction > _ETA_FROM else None
        fraction = round(self._fraction, 4)
        self._send(Progress(self.id, self._shown, fraction, eta and round(eta, 2), self._quiet_s))

    def warn(self, text: str) -> None:
        """See `Control.warn`."""
        self._warnings[text] = None

    def check(self) -> None:
        """See `Control.check`."""
        self._give_way()
        if self._stopped.is_set():
            raise RequestCancelled
        now = time.monotonic()
        if self._stage and now - self._sent > _SIGN_S:
            self._tell(now)

    @contextlib.contextmanager
    def loading(self) -> Iterator[None]:
        """While modules load, which cannot be stopped and has done nothing of the work."""
        self.is_loading = True
        try:
            yield
        finally:
            self.is_loading = False

    def stop(self) -> None:
        """Ask the work to end at its next `check`. Called from the reader's thread."""
        self._stopped.set()

    def timings(self) -> dict[str, float]:
        """Seconds spent by stage so far, and their sum as "total"."""
        now = time.monotonic()
        self._enter(self._stage, now)
        spent = {stage: round(seconds, 4) for stage, seconds in self._timings.items()}
        return {**spent, "total": round(now - self._began, 4)}

    def _enter(self, stage: str, now: float) -> None:
        if self._stage:
            spent = self._timings.get(self._stage, 0.0)
            self._timings[self._stage] = spent + now - self._stage_began
        self._stage, self._stage_began = stage, now
