"""The worker of a journey, and which of its engines does the work."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from deepaudio_plugin.errors import EngineUnavailableError, WorkerError
from deepaudio_plugin.options import RenderOptions
from deepaudio_plugin.protocol import EngineState, Ready
from deepaudio_plugin.reading.problems import Problem
from deepaudio_plugin.worker_client.client import WorkerClient

_BEST_FIRST = ("deepaudio-v1", "sketch")


def choose_engine(engines: Sequence[EngineState], name: str) -> EngineState:
    """The engine asked for; `auto` takes the best that is ready.

    Raises EngineUnavailableError, saying what to do, when it cannot run.
    """
    by_name = {engine.name: engine for engine in engines}
    wanted = _BEST_FIRST if name == "auto" else (name,)
    for candidate in wanted:
        engine = by_name.get(candidate)
        if engine is not None and engine.ready:
            return engine
    if name != "auto" and name in by_name:
        engine = by_name[name]
        raise EngineUnavailableError(
            f"the engine {name} cannot run here: {engine.state}", hint=engine.hint
        )
    known = ", ".join(by_name) or "none"
    what = "no engine is ready" if name == "auto" else f"the worker has no engine {name!r}"
    raise EngineUnavailableError(what, hint=f"Its engines: {known}. See: deepaudio doctor")


class EngineDesk:
    """Starts the worker in the background and answers for its engines."""

    def __init__(self, options: RenderOptions) -> None:
        self._options = options
        self._client = WorkerClient(options.worker_python)
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="worker-start")
        self._ready: Future[Ready] | None = None

    def begin(self) -> None:
        """Start the worker without waiting for it."""
        if self._ready is None:
            self._ready = self._starter.submit(self._client.start)

    def client(self) -> WorkerClient:
        """The worker's client, started."""
        self.begin()
        assert self._ready is not None
        self._ready.result()
        return self._client

    def engine(self) -> EngineState:
        """The engine of this journey. Raises WorkerError when there is none."""
        self.begin()
        assert self._ready is not None
        return choose_engine(self._ready.result().engines, self._options.engine)

    def engine_for_planning(self, problems: list[Problem]) -> EngineState:
        """As `engine`, but a plan can be shown without one: what is wrong is a note."""
        try:
            return self.engine()
        except WorkerError as error:
            problems.append(Problem(where="worker", message=str(error), hint=error.hint))
            name = "sketch" if self._options.engine == "auto" else self._options.engine
            return EngineState(name=name, ready=False, title=f"{name} (not available now)")

    def close(self) -> None:
        """End the worker."""
        self._starter.shutdown(wait=True)
        self._client.close()
