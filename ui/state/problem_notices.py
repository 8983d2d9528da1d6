"""Posts new problems of the open timeline: the worst as a sentence, all in the details."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject

from deepaudio_plugin.backend import messages

from .backend_words import in_window
from .notices import Notice, Notices
from .timeline import TimelineState

_GRAVITY = ("error", "warning", "note")
_COUNTED = re.compile(r"\d+( [^:]*)")


class ProblemNotices(QObject):
    """Posts a notice for new problems of the open timeline, until all of them are solved.

    What somebody has closed is not said again of this timeline, nor when only its numbers have
    changed; what was solved and comes back otherwise is.
    """

    def __init__(
        self, state: TimelineState, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._notices = state, notices
        self._reported: set[messages.ProblemFound] = set()
        self._posted: list[tuple[frozenset[messages.ProblemFound], Notice]] = []
        self._closed: set[tuple[str, str]] = set()  # kinds of problems
        self._path = ""  # of the timeline they are of
        state.opened.connect(self._on_opened)
        state.closed.connect(self._closed.clear)
        state.problems_changed.connect(self._renew)
        notices.closed.connect(self._on_closed)

    def _on_opened(self) -> None:
        """Everything is told anew; of a timeline that was read again not what was closed."""
        self._reported.clear()
        head = self._state.head
        path = head.path if head is not None else ""
        if path != self._path:
            self._closed.clear()
        self._path = path

    def _on_closed(self, notice: Notice) -> None:
        for about, posted in self._posted:
            if posted == notice:
                self._closed.update(map(_kind, about))

    def _renew(self) -> None:
        there = set(self._state.problems)
        for about, notice in self._posted:
            if not about & there:
                self._notices.withdrawn.emit(notice)
        self._posted = [posted for posted in self._posted if posted[0] & there]
        self._reported &= there  # what comes back is said again
        known = dict.fromkeys(p for p in self._state.problems if _kind(p) not in self._closed)
        new = [p for p in known if p not in self._reported]
        if new:
            self._reported.update(new)
            self._posted.append((frozenset(new), self._post(new)))

    def _post(self, new: list[messages.ProblemFound]) -> Notice:
        new.sort(key=lambda problem: _GRAVITY.index(problem.level))
        first, more = new[0], len(new) - 1
        if not more:
            return self._notices.problem(first)
        details = "\n".join(_line(problem) for problem in new)
        message = self.tr("{} (and %n more, see the details)", "", more).format(
            in_window(first.message)
        )
        return self._notices.problem(
            messages.ProblemFound(first.where, message, first.hint, first.level, details)
        )


def _kind(problem: messages.ProblemFound) -> tuple[str, str]:
    """Where a problem is and what; of one that counts, such as "3 takes are …: a, b", not which."""
    counted = _COUNTED.match(problem.message)
    return problem.where, counted[1] if counted else problem.message


def _line(problem: messages.ProblemFound) -> str:
    """A problem as one line of a list."""
    message = in_window(problem.message)
    said = f"{problem.where}: {message}" if problem.where else message
    return f"{said}. {in_window(problem.hint)}" if problem.hint else said
