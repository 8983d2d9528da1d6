"""The takes of the current job."""

from __future__ import annotations

from collections.abc import Iterable
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
from .timeline import TimelineState

TAKE = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()


class TakeModel(QAbstractListModel):
    """Takes in order; `TAKE` gives a `TakeView`."""

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
        take = self._takes[index.row()]
        if role == TAKE:
            return take
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return visible(self.words(take))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain("\n".join([self.words(take), *take.warnings]))
        return None

    def words(self, take: TakeView) -> str:
        """The text of a take for screen readers."""
        translate = QCoreApplication.translate
        parts = [translate("Takes", "Take {}").format(take.number)]
        if take.chosen:
            parts.append(translate("Takes", "chosen"))
        if not take.path:
            parts.append(translate("Takes", "not rendered yet"))
        if take.rating:
            parts.append("★" * take.rating)
        parts.append(translate("Takes", "seed {}").format(take.seed))
        if take.lufs is not None:
            parts.append(f"{take.lufs:.1f} LUFS")
        if take.mark:
            parts.append(take.mark)
        return ", ".join(parts)

    def take(self, row: int) -> TakeView:
        """The take in a row."""
        return self._takes[row]

    def row_of(self, key: str) -> int:
        """The row of a take, -1 when it is not here."""
        return next((row for row, take in enumerate(self._takes) if take.key == key), -1)

    def _on_jobs(self, refs: Iterable[str]) -> None:
        if self._selection.current in refs:
            self._refresh()

    def _refresh(self) -> None:
        job = self._state.jobs.get(self._selection.current)
        takes = list(job.takes) if job is not None else []
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
