"""Rendered takes are checked beside everything else, and their rows say what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from deepaudio_plugin.backend.background_tasks import BackgroundTasks
from deepaudio_plugin.backend.open_timeline import OpenTimeline
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.project.checking import is_wanted
from deepaudio_plugin.rendering.checking import TakeChecker
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient

Later = Callable[[Callable[[], None]], None]


class TakeChecks:
    """Checks what was rendered once nothing waits to be. For the loop's thread."""

    def __init__(
        self,
        timeline: OpenTimeline,
        *,
        library: TakeLibrary,
        worker: Callable[[], WorkerClient],
        later: Later,
    ) -> None:
        self._timeline, self._library = timeline, library
        self._worker, self._later = worker, later
        self._waiting: set[str] = set()  # content keys
        self._is_busy = False
        self._tasks = BackgroundTasks("checking")

    def note(self, keys: Iterable[str]) -> None:
        """These takes were rendered."""
        self._waiting.update(keys)

    def forget(self) -> None:
        """The timeline closes."""
        self._waiting.clear()

    def begin(self) -> None:
        """Check what waits, unless something is checked already."""
        session = self._timeline.session
        if session is None or self._is_busy or not self._waiting or session.project.plan is None:
            return
        waiting, self._waiting = self._waiting, set()
        if not is_wanted(session.project):
            return
        jobs = session.project.jobs
        takes = {spec.key: spec for job in jobs.by_ref.values() for spec in job.requests}
        entries = {key: jobs.entries[key] for key in takes if key in jobs.entries}
        checker = TakeChecker(self._library, session.project.plan.engine, self._worker)
        self._is_busy = True

        def work() -> None:
            watch = Watch(cancelled=lambda: self._tasks.closing)
            checker.check(list(takes.values()), entries, watch)

        done = partial(self._done, session, waiting)
        self._tasks.send(work, lambda _error: self._later(done))

    def _done(self, session: Session, keys: set[str]) -> None:
        self._is_busy = False
        if session is self._timeline.session:
            session.look_up(list(keys))
            jobs = session.project.jobs
            session.refresh({job.ref for key in keys for job in jobs.of_take(key)})
        self.begin()

    def close(self) -> None:
        """Begin nothing more."""
        self._tasks.close()
