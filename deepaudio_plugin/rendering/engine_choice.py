"""The worker of one project, and which of its engines does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from deepaudio_plugin.core.engine_info import UNKNOWN_VERSION, EngineInfo
from deepaudio_plugin.core.errors import EngineUnavailableError, WorkerError
from deepaudio_plugin.core.options import AUTO
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.protocol import Ready
from deepaudio_plugin.core.suggesting import did_you_mean
from deepaudio_plugin.worker_client.client import WorkerClient


def choose_engine(engines: Sequence[EngineInfo], name: str) -> EngineInfo:
    """The engine asked for; `auto` takes the best that is ready.

    Raises EngineUnavailableError, saying what to do, when it cannot run.
    """
    by_name = {engine.name: engine for engine in engines}
    best = max((e for e in engines if e.ready), key=lambda e: e.preference, default=None)
    engine = best if name == AUTO else by_name.get(name)
    if engine is not None and engine.ready:
        return engine
    if engine is not None:
        raise EngineUnavailableError(
            f"the engine {name} cannot run here: {engine.state}", hint=engine.hint
        )
    known = ", ".join(by_name) or "none"
    what = "no engine is ready" if name == AUTO else f"the worker has no engine {name!r}"
    hint = did_you_mean(name, by_name, f"Its engines: {known}. See: deepaudio doctor")
    raise EngineUnavailableError(what, hint=hint)


def absent_engine(name: str) -> EngineInfo:
    """What stands for an engine while it cannot be asked: a plan can be made with it.

    What the engine would refuse is not known; it is said when the engine is there.
    """
    title = f"{name} (not available now)"
    return EngineInfo(
        name, ready=False, title=title, version=UNKNOWN_VERSION, recording_words="optional"
    )


class EngineDesk:
    """Starts the worker in the background and answers for its engines."""

    def __init__(self, client: WorkerClient) -> None:
        self._client = client
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="worker-start")
        self._ready: Future[Ready] | None = None

    def begin(self, on_ready: Callable[[Future[Ready]], None] | None = None) -> None:
        """Start the worker without waiting for it; `on_ready` hears of it on another thread."""
        if self._ready is None:
            self._ready = self._starter.submit(self._client.start)
            if on_ready is not None:
                self._ready.add_done_callback(on_ready)

    def ready(self, timeout_s: float | None = None) -> Ready:
        """What the worker said of itself. Raises WorkerError, and TimeoutError past the time."""
        self.begin()
        assert self._ready is not None
        return self._ready.result(timeout_s)

    def client(self) -> WorkerClient:
        """The worker's client, started."""
        self.ready()
        return self._client

    def engine(self, name: str) -> EngineInfo:
        """The engine of this name, or the best. Raises WorkerError when there is none."""
        return choose_engine(self.ready().engines, name)

    def engine_for_planning(self, name: str, problems: list[Problem]) -> EngineInfo:
        """As `engine`, but a plan can be shown without one: what is wrong is a note."""
        try:
            return self.engine(name)
        except WorkerError as error:
            problems.append(Problem(where="worker", message=str(error), hint=error.hint))
            return absent_engine(name)

    def close(self) -> None:
        """End the worker."""
        self._starter.shutdown(wait=True)
        self._client.close()
