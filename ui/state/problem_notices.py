"""Posts new problems of the open timeline: the worst as a sentence, all in the details."""

from __future__ import annotations

from PySide6.QtCore import QObject

from deepaudio_plugin.backend import messages

from .backend_words import in_window
from .notices import Notice, Notices
from .timeline import TimelineState

_GRAVITY = ("error", "warning", "note")


class ProblemNotices(QObject):
    """Posts a notice for new problems of the open timeline, until all of them are solved."""

    def __init__(
        self, state: TimelineState, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._notices = state, notices
        self._reported: set[messages.ProblemFound] = set()
        self._posted: list[tuple[frozenset[messages.ProblemFound], Notice]] = []
        state.opened.connect(self._reported.clear)
        state.problems_changed.connect(self._renew)

    def _renew(self) -> None:
        there = set(self._state.problems)
        for about, notice in self._posted:
            if not about & there:
                self._notices.withdrawn.emit(notice)
        self._posted = [posted for posted in self._posted if posted[0] & there]
        self._reported &= there  # what comes back is said again
        new = [p for p in dict.fromkeys(self._state.problems) if p not in self._reported]
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


def _line(problem: messages.ProblemFound) -> str:
    """A problem as one line of a list."""
    message = in_window(problem.message)
    said = f"{problem.where}: {message}" if problem.where else message
    return f"{said}. {in_window(problem.hint)}" if problem.hint else said
