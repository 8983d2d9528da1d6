"""Rendered takes are checked beside everything else, and their rows say what came of it.

What came out bad is made again with other seeds, and of what is to have the best of several takes a
further one is made while none is good, as a render from the command line does.
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
from deepaudio_plugin.project.checking import is_wanted, stops_early
from deepaudio_plugin.project.next_takes import takes_due, told_rounds
from deepaudio_plugin.project.picking import pick_best
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.rendering.checking import TakeChecker, verdict_in
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.takes.library import Entry, TakeLibrary
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
        self._looks_again = False  # for what may be there by now that had lacked
        self._in_rounds: set[str] = set()  # references of what was checked while others wait
        self._is_busy = False
        self._tasks = BackgroundTasks("checking")

    def note(self, keys: Iterable[str]) -> None:
        """These takes were rendered."""
        self._waiting.update(keys)

    def note_all(self) -> None:
        """What was rendered and checked before is looked at again, as for which take plays."""
        session = self._timeline.session
        if session is not None:
            self._note_rendered(session, session.project.jobs.by_ref.values())

    def note_made(self, jobs: Iterable[Job]) -> None:
        """Takes of these were ordered: whether they get more goes by those that they have."""
        session = self._timeline.session
        if session is not None and stops_early(session.project):
            self._note_rendered(session, jobs)

    def _note_rendered(self, session: Session, jobs: Iterable[Job]) -> None:
        entries = session.project.jobs.entries
        self.note(take.key for job in jobs for take in job.requests if take.key in entries)

    def look_again(self) -> None:
        """What could not be looked at for want of a package may be by now; nothing is made."""
        self._looks_again = True

    def forget(self) -> None:
        """The timeline closes."""
        self._waiting.clear()
        self._in_rounds.clear()

    def begin(self) -> None:
        """Check what waits, unless something is checked already."""
        session = self._timeline.session
        is_for_something = self._waiting or self._looks_again
        if session is None or self._is_busy or not is_for_something or session.project.plan is None:
            return
        jobs = session.project.jobs
        takes = {spec.key: spec for job in jobs.by_ref.values() for spec in job.requests}
        entries = {key: jobs.entries[key] for key in takes if key in jobs.entries}
        waiting, self._waiting, self._looks_again = self._waiting, set(), False
        if not is_wanted(session.project) or not (waiting or any(map(_lacks, entries.values()))):
            return
        checker = TakeChecker(self._library, session.project.plan.engine, self._worker)
        self._is_busy = True

        def work() -> None:
            watch = Watch(cancelled=lambda: self._tasks.closing)
            checker.check(list(takes.values()), entries, watch)

        done = partial(self._done, session, waiting, checker)
        self._tasks.send(work, lambda _error: self._later(done))

    def _done(self, session: Session, keys: set[str], checker: TakeChecker) -> None:
        self._is_busy = False
        if session is self._timeline.session:
            session.look_up(list(keys | checker.new))
            refs = {job.ref for key in keys for job in session.project.jobs.of_take(key)}
            session.refresh(refs)
            self._try_again(session, refs)
        self.begin()

    def _try_again(self, session: Session, refs: set[str]) -> None:
        """Have further takes made of what has no good one; once they are, have the best play."""
        jobs = session.project.jobs
        keys = [take.key for job in jobs.find(refs) for take in job.requests]
        entries = {key: jobs.entries[key] for key in keys if key in jobs.entries}
        found = {key: verdict_in(entry) for key, entry in entries.items()}
        verdicts = {key: verdict for key, verdict in found.items() if verdict is not None}
        wanted = retrying.retries_wanted(session.project, verdicts, refs)
        if wanted:
            told = retrying.ordered(wanted)
            self._tell(ProblemFound(told.where, told.message, level="note"))
        more, settled = session.make_again(wanted) if wanted else [], refs
        if stops_early(session.project):
            more = self._further(session, refs)
            settled = refs.difference(job.ref for job in more)
        if more:
            self._order(more)
        self._tell_rounds(session.project, refs, are_over=not more)
        if better := retrying.play_better(session.project, verdicts, settled):
            self._tell_notes(better)
            session.refresh(refs)
        if session.project.options.pick:
            self._tell_notes(pick_best(session.project, verdicts, settled))
            session.refresh(refs)

    def _further(self, session: Session, refs: set[str]) -> list[Job]:
        """Those of these jobs that get a further take, in timeline order."""
        jobs = [job for ref, job in session.project.jobs.by_ref.items() if ref in refs]
        due = takes_due(session.project, jobs, checked=True)
        found = {job.ref: job for take in due for job in take.jobs}
        return list(found.values())

    def _tell_rounds(self, project: Project, refs: set[str], *, are_over: bool) -> None:
        """Say how many takes were needed, once no further one is."""
        self._in_rounds |= refs
        if are_over:
            self._tell_notes(told_rounds(project, self._in_rounds))
            self._in_rounds.clear()

    def _tell_notes(self, notes: Iterable[Problem]) -> None:
        for told in notes:
            self._tell(ProblemFound(told.where, told.message, told.hint, level="note"))

    def close(self) -> None:
        """Begin nothing more."""
        self._tasks.close()


def _lacks(entry: Entry) -> bool:
    """Whether something lacked to look at all of a take."""
    verdict = verdict_in(entry)
    return verdict is not None and bool(verdict.lacked)
