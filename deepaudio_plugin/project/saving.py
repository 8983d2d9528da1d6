"""The decisions about a timeline in their file: saved under a lock, beside what others decide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from deepaudio_plugin.core.errors import DecisionsError, OutputError
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions import file as decisions_file
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.project.opening import KeptDecisions, kept_decisions
from deepaudio_plugin.project.timeline_lock import TimelineLock, remove_abandoned


class DecisionsKeeper:
    """Has the right to decide about a timeline, or not, and saves what is decided.

    `never` saves nothing. `told` is told why something is not saved, each reason once.
    """

    def __init__(
        self,
        timeline: Path,
        kept: KeptDecisions,
        *,
        never: bool,
        told: Callable[[Problem], None],
    ) -> None:
        self.source, self.path = kept.source, kept.target
        self.read_only = kept.error is not None
        self.has_new = False  # something that the file does not have
        self.problem: Problem | None = None  # why something is not saved
        self._timeline, self._error = timeline, kept.error
        self._found = kept.decisions  # as the file had them
        self._never, self._told = never, told
        self._lock: TimelineLock | None = None

    def lock(self) -> Problem | None:
        """Have the right to decide until `let_go`; who has it, when somebody else does."""
        self._lock = TimelineLock(self.path)
        taken = self._lock.take()
        self.read_only = self.read_only or taken is not None
        return taken

    def let_go(self) -> None:
        """Give the right back."""
        if self._lock is not None:
            self._lock.let_go()
            self._lock = None

    def require_readable(self) -> None:
        """Raise DecisionsError when there are decisions and they cannot be read."""
        if self._error is not None:
            raise self._error

    def check_may_decide(self) -> None:
        """Raise DecisionsError when nothing may be decided now."""
        if self.read_only:
            raise DecisionsError(
                "this timeline is open for looking only",
                where=str(self.path),
                hint="See the note that was given when it was opened: close it where it is open "
                "already, or update, and open it again.",
            )

    def save(self, decisions: Decisions, put_upon: Callable[[Decisions], Decisions]) -> Decisions:
        """Save the decisions if there is anything new in them; returns what holds then.

        Without a lock that is held, one is taken for the moment, and what somebody has decided
        meanwhile stays: `put_upon` adds to it what came of this opening.
        """
        if self.read_only or self._never:
            return decisions
        if not self.has_new:
            if self._lock is None:
                remove_abandoned(self.path)
        elif self._lock is not None:
            self.write(decisions)
        else:
            return self._save_for_once(decisions, put_upon)
        return decisions

    def _save_for_once(
        self, decisions: Decisions, put_upon: Callable[[Decisions], Decisions]
    ) -> Decisions:
        lock = TimelineLock(self.path)
        if lock.take() is not None:
            message = "what was rendered is not noted: the timeline is open in a window"
            self._tell(Problem(str(self.path), message, note=True))
            return decisions
        try:
            now = kept_decisions(self._timeline)
            if now.error is None and now.decisions != self._found:
                decisions = put_upon(now.decisions)
            self.write(decisions)
        finally:
            lock.let_go()
        return decisions

    def write(self, decisions: Decisions) -> None:
        """Write the file; where that fails, it is told and tried again by the next `save`."""
        try:
            decisions_file.write(self.path, decisions)
            self.has_new, self.problem = False, None
        except OutputError as error:
            self.has_new = True
            message = f"the decisions are not saved: {error.message}"
            self._tell(Problem(str(error.where), message, error.hint))

    def _tell(self, problem: Problem) -> None:
        if problem != self.problem:  # saving is tried again and again
            self.problem = problem
            self._told(problem)
