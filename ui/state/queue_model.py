"""The queue as a list model: jobs that render, wait or have failed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from deepaudio_plugin.backend.views import JobView

from ..theme.plain_text import plain, visible
from .stages import stage_words
from .timeline import TimelineState

JOB = Qt.ItemDataRole.UserRole
_SHOWN = {"failed": 0, "rendering": 1, "waiting": 2}
_UPDATE_MS = 50


class QueueModel(QAbstractListModel):
    """Jobs that failed, run or wait: failures first, then in timeline order."""

    def __init__(self, state: TimelineState, parent: Any = None) -> None:
        super().__init__(parent)
        self._state = state
        self._jobs: list[JobView] = []
        self._concerned: dict[str, JobView] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_UPDATE_MS)
        self._timer.timeout.connect(self._refresh)
        state.jobs_changed.connect(self._on_jobs)
        state.removed.connect(lambda fact: self._forget(fact.jobs))
        state.opened.connect(self._clear)
        state.closed.connect(self._clear)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._jobs)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._jobs):
            return None
        job = self._jobs[index.row()]
        if role == JOB:
            return job
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return visible(self._words(job))
        if role == Qt.ItemDataRole.ToolTipRole:
            parts = (self._words(job), job.problem, job.hint)
            return plain("\n".join(part for part in parts if part))
        return None

    def job(self, row: int) -> JobView:
        """The job in a row."""
        return self._jobs[row]

    def failed(self) -> tuple[str, ...]:
        """References of failed jobs, including those not shown yet."""
        failed = [job for job in self._concerned.values() if job.state == "failed"]
        return tuple(job.ref for job in sorted(failed, key=lambda job: job.start))

    def _words(self, job: JobView) -> str:
        where = self._state.timecode(job.start)
        stage = {
            "waiting": QCoreApplication.translate("Queue", "waiting"),
            "rendering": stage_words(job.stage) or QCoreApplication.translate("Queue", "rendering"),
            "failed": job.problem or QCoreApplication.translate("Queue", "failed"),
        }.get(job.state, "")
        return f"{where}  {job.name} · {stage}"

    def _on_jobs(self, refs: Iterable[str]) -> None:
        """Update only jobs that enter, change or leave the queue."""
        for ref in refs:
            job = self._state.jobs.get(ref)
            if job is not None and job.state in _SHOWN:
                self._concerned[ref] = job
                self._timer.isActive() or self._timer.start()
            elif self._concerned.pop(ref, None) is not None:
                self._timer.isActive() or self._timer.start()

    def _forget(self, refs: Iterable[str]) -> None:
        if any(self._concerned.pop(ref, None) is not None for ref in list(refs)):
            self._timer.start()

    def _clear(self) -> None:
        self._concerned.clear()
        self._refresh()

    def _refresh(self) -> None:
        wanted = sorted(self._concerned.values(), key=lambda job: (_SHOWN[job.state], job.start))
        if [job.ref for job in wanted] == [job.ref for job in self._jobs]:
            self._jobs = wanted
            if wanted:
                self.dataChanged.emit(self.index(0), self.index(len(wanted) - 1))
            return
        self.beginResetModel()
        self._jobs = wanted
        self.endResetModel()
