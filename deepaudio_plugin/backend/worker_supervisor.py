"""The worker as a backend has it: started in the background, asked for engines, started again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import replace
from functools import partial

from deepaudio_plugin.backend.showing import engine_view
from deepaudio_plugin.backend.views import EngineView
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import (
    EngineUnavailableError,
    UsageError,
    WeightsMissingError,
    WorkerError,
)
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.protocol import Ready
from deepaudio_plugin.planning.model import engine_at_work
from deepaudio_plugin.rendering.engine_choice import EngineDesk, absent_engine, choose_engine
from deepaudio_plugin.worker_client.choosing import worker_for
from deepaudio_plugin.worker_client.client import WorkerClient

PATIENCE_S = 1.5
"""How long a plan waits for the worker; after that it is made without, and again later."""


class WorkerSupervisor:
    """`on_change` hears, on another thread, that the worker is ready or will not be."""

    def __init__(
        self, on_change: Callable[[], None], client: Callable[[], WorkerClient] = WorkerClient
    ) -> None:
        self._on_change = on_change
        self._make_client = self._here = client
        self._farm = ""  # the address of the farm that renders
        self._farm_failure: WorkerError | None = None
        self._lock = threading.Lock()
        self._client = client()
        self._desk = EngineDesk(self._client)
        self._failure: WorkerError | None = None
        self._ready: Ready | None = None
        self._known: Sequence[EngineInfo] = ()  # of this worker or the one before
        self._patience_s = PATIENCE_S

    def begin(self) -> None:
        """Start the worker without waiting."""
        self._desk.begin(partial(self._note, self._desk))

    def client(self) -> WorkerClient:
        """The worker's client, started; a start that failed is tried again. Raises WorkerError."""
        with self._lock:
            if self._failure is not None:
                self._renew()
        return self._desk.client()

    def restart(self) -> None:
        """End the worker and begin another. What runs in it fails: see
        `RenderThread.suspended`."""
        with self._lock:
            self._renew()

    def render_on(self, farm: str, farm_map: Sequence[str] = ()) -> bool:
        """Have a farm render, or with "" this computer; False when that is so already.

        What runs fails: see `RenderThread.suspended`. A farm that does not answer is given up
        for this computer, see `farm_failure`.
        """
        with self._lock:
            if not farm and not self._farm:
                return False
            self._make_client = partial(worker_for, farm, farm_map) if farm else self._here
            self._farm = farm
            self._renew()
            return True

    def farm_failure(self) -> WorkerError | None:
        """Why a farm was given up; said once."""
        failure, self._farm_failure = self._farm_failure, None
        return failure

    def _renew(self) -> None:
        old = self._desk
        self._client, self._ready, self._failure = self._make_client(), None, None
        self._patience_s = PATIENCE_S
        self._desk = EngineDesk(self._client)
        self.begin()
        threading.Thread(target=old.close, name="worker-end", daemon=True).start()

    @property
    def starting(self) -> bool:
        """Whether it is not known yet what the worker can do."""
        return self._ready is None and self._failure is None

    @property
    def failure(self) -> WorkerError | None:
        """Why there is no worker."""
        return self._failure

    def begin_again(self) -> None:
        """Start another worker if the last one did not start."""
        with self._lock:
            if self._failure is not None:
                self._renew()

    def close(self) -> None:
        """End the worker, whatever it is doing; one that is still starting ends by itself."""
        self._client.close()

    @property
    def alive(self) -> bool:
        """Whether the worker runs."""
        return self._client.pid is not None

    def engine(self, name: str, problems: list[Problem]) -> EngineInfo:
        """The engine of a name for planning, or what stands for it and why, in `problems`.

        While a worker is started again it is what the one before said: plans stay as they are.
        """
        engines = self._known
        try:
            engines = self._engines()
        except NotYet:
            pass
        except WorkerError as error:
            problems.append(Problem("worker", str(error), error.hint))
        if not engines:
            return absent_engine(name)
        try:
            return choose_engine(engines, name)
        except WorkerError as error:
            problems.append(Problem("worker", str(error), error.hint))
            return absent_engine(name)

    def view(self, options: RenderOptions, worker_memory_mb: float) -> EngineView:
        """The engine asked for and the machine, as far as they are known now."""
        problems: list[Problem] = []
        engine = absent_engine(options.engine)
        if self._ready is not None:
            engine = self._shown(options, problems)
        elif self._failure is not None:
            problems.append(Problem("", self._failure.message, self._failure.hint))
        else:
            problems.append(Problem("", "the worker is starting"))
        view = engine_view(engine, self._ready, alive=self.alive, worker_memory_mb=worker_memory_mb)
        if problems:
            view = replace(view, state=problems[0].message, hint=problems[0].hint)
        return view

    def _shown(self, options: RenderOptions, problems: list[Problem]) -> EngineInfo:
        assert self._ready is not None
        name = options.engine
        try:
            return engine_at_work(choose_engine(self._ready.engines, name), options).info
        except EngineUnavailableError as error:
            problems.append(Problem("", error.message, error.hint))
            asked = (e for e in self._ready.engines if e.name == name)
            return next(asked, absent_engine(name))
        except (WeightsMissingError, UsageError) as error:
            problems.append(Problem("", error.message, error.hint))
            return choose_engine(self._ready.engines, name)

    def _engines(self) -> Sequence[EngineInfo]:
        if self._failure is not None:
            raise self._failure
        if self._ready is not None:
            return self._ready.engines
        patience, self._patience_s = self._patience_s, 0.0  # is had once, not for each decision
        return self._desk.ready(0.0 if self._known else patience).engines

    def _note(self, desk: EngineDesk, future: Future[Ready]) -> None:
        if desk is not self._desk or future.cancelled():
            return  # another has been started meanwhile
        error = future.exception()
        if error is None:
            self._ready = future.result()
            self._known = self._ready.engines
        elif isinstance(error, WorkerError) and self._farm:
            self._farm_failure = error  # without a worker nothing is shown or heard either
            self.render_on("")
        elif isinstance(error, WorkerError):
            self._failure = error
        else:
            self._failure = WorkerError(f"the worker did not start: {error}")
        self._on_change()
