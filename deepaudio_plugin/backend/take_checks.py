"""Rendered takes are checked beside everything else, and their rows say what came of it.

What came out bad is made again with other seeds, as a render from the command line does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from deepaudio_plugin.backend.background_tasks import BackgroundTasks
from deepaudio_plugin.backend.messages import Fact, ProblemFound
from deepaudio_plugin.backend.open_timeline import OpenTimeline
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.project import retrying
from deepaudio_plugin.project.checking import is_wanted
from deepaudio_plugin.project.picking import pick_best
from deepaudio_plugin.rendering.checking import TakeChecker, verdict_in
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
        order: Callable[[Sequence[Job]], None],
        tell: Callable[[Fact], None],
        later: Later,
    ) -> None:
        """`order` has the missing takes of jobs rendered."""
        self._timeline, self._library = timeline, library
        self._worker, self._later = worker, later
        self._order, self._tell = order, tell
        self._waiting: set[str] = set()  # content keys
        self._is_busy = False
        self._tasks = BackgroundTasks("checking")

    def note(self, keys: Iterable[str]) -> None:
        """These takes were rendered."""
        self._waiting.update(keys)

    def note_all(self) -> None:
        """What was rendered and checked before is looked at again, as for which take plays."""
        session = self._timeline.session
        if session is not None:
            jobs = session.project.jobs
            specs = (spec for job in jobs.by_ref.values() for spec in job.requests)
            self.note(spec.key for spec in specs if spec.key in jobs.entries)

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
            refs = {job.ref for key in keys for job in session.project.jobs.of_take(key)}
            session.refresh(refs)
            self._try_again(session, refs)
        self.begin()

    def _try_again(self, session: Session, refs: set[str]) -> None:
        """Have what came out bad made again; once it was, have the better take play."""
        jobs = session.project.jobs
        keys = [take.key for job in jobs.find(refs) for take in job.requests]
        entries = {key: jobs.entries[key] for key in keys if key in jobs.entries}
        found = {key: verdict_in(entry) for key, entry in entries.items()}
        verdicts = {key: verdict for key, verdict in found.items() if verdict is not None}
        wanted = retrying.retries_wanted(session.project, verdicts, refs)
        if wanted:
            told = retrying.ordered(wanted)
            self._tell(ProblemFound(told.where, told.message, level="note"))
            self._order(session.make_again(wanted))
        if better := retrying.play_better(session.project, verdicts):
            self._tell_notes(better)
            session.refresh(refs)
        if session.project.options.pick:
            self._tell_notes(pick_best(session.project, verdicts, refs))
            session.refresh(refs)

    def _tell_notes(self, notes: Iterable[Problem]) -> None:
        for told in notes:
            self._tell(ProblemFound(told.where, told.message, told.hint, level="note"))

    def close(self) -> None:
        """Begin nothing more."""
        self._tasks.close()
