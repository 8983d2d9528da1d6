"""The takes of the current job, as they are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from deepaudio_plugin.backend.views import JobView, TakeView

from ..theme.plain_text import plain, visible
from .selection import Selection
from .take_words import facts_of, marks_of, tooltip_of, window_s
from .timeline import TimelineState

TAKE = Qt.ItemDataRole.UserRole
FACTS = Qt.ItemDataRole.UserRole + 1
MARKS = Qt.ItemDataRole.UserRole + 2
_NOWHERE = QModelIndex()
_UNDER_WAY = ("waiting", "rendering")


class TakeModel(QAbstractListModel):
    """Rendered takes in order, and those under way.

    `TAKE` gives a `TakeView`, `FACTS` how long, whose, when and how loud it is, and `MARKS` what
    is to be known of it; both are words.
    """

    def __init__(
        self, state: TimelineState, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._selection = selection
        self._takes: list[TakeView] = []
        self.job: JobView | None = None
        selection.current_changed.connect(self._refresh)
        state.jobs_changed.connect(self._on_jobs)
        state.removed.connect(lambda _fact: self._refresh())
        state.closed.connect(self._refresh)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._takes)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._takes):
            return None
        answer = _ANSWERS.get(role)
        return answer(self, self._takes[index.row()]) if answer is not None else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        take = index.data(TAKE)
        is_file = isinstance(take, TakeView) and bool(take.path)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if is_file else flags

    @property
    def window_s(self) -> float:
        """How long the line or shot itself is, 0 while there is none."""
        return window_s(self._state, self.job)

    def words(self, take: TakeView) -> str:
        """The text of a take for screen readers."""
        translate = QCoreApplication.translate
        parts = [translate("Takes", "Take {}").format(take.number)]
        if take.chosen:
            parts.append(translate("Takes", "chosen"))
        if not take.path:
            parts.append(translate("Takes", "is being rendered"))
        if take.rating:
            parts.append("★" * take.rating)
        return ", ".join(filter(None, (*parts, facts_of(take, self.window_s), marks_of(take))))

    def take(self, row: int) -> TakeView:
        """The take in a row."""
        return self._takes[row]

    def row_of(self, key: str) -> int:
        """The row of a take, -1 when it is not here."""
        return next((row for row, take in enumerate(self._takes) if take.key == key), -1)

    @property
    def rendered(self) -> dict[str, TakeView]:
        """The takes that can be heard, by key."""
        return {take.key: take for take in self._takes if take.path}

    def _on_jobs(self, refs: Iterable[str]) -> None:
        if self._selection.current in refs:
            self._refresh()

    def _refresh(self) -> None:
        job = self._state.jobs.get(self._selection.current)
        takes = _listed(job) if job is not None else []
        same_rows = (
            job is not None
            and self.job is not None
            and job.ref == self.job.ref
            and [take.key for take in takes] == [take.key for take in self._takes]
        )
        if same_rows:
            self.job, self._takes = job, takes
            if takes:
                self.dataChanged.emit(self.index(0), self.index(len(takes) - 1))
            return
        self.beginResetModel()
        self.job, self._takes = job, takes
        self.endResetModel()


def _listed(job: JobView) -> list[TakeView]:
    """What is rendered; while it is under way, also what is not yet."""
    under_way = job.state in _UNDER_WAY
    return [take for take in job.takes if take.path or under_way]


_ANSWERS: dict[int, Callable[[TakeModel, TakeView], Any]] = {
    TAKE: lambda model, take: take,
    FACTS: lambda model, take: visible(facts_of(take, model.window_s)),
    MARKS: lambda model, take: visible(marks_of(take)),
    Qt.ItemDataRole.DisplayRole: lambda model, take: visible(model.words(take)),
    Qt.ItemDataRole.AccessibleTextRole: lambda model, take: visible(model.words(take)),
    Qt.ItemDataRole.ToolTipRole: lambda model, take: plain(tooltip_of(take, model.window_s)),
}
