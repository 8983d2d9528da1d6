"""Brings facts into rows in small parts, so that a long timeline never blocks the interface."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from PySide6.QtCore import QObject, QTimer

from ..state.timeline import TimelineState
from .rows import Rows

_EVERY_MS = 25
_MAX_AT_ONCE = 1000


class RowUpdater(QObject):
    """Collects changes and updates the rows a few dozen times a second.

    `on_updated` is called after rows have changed.
    """

    def __init__(
        self, state: TimelineState, rows: Rows, on_updated: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._state, self._rows, self._on_rows_updated = state, rows, on_updated
        self._shots: dict[str, None] = {}
        self._cues: dict[str, None] = {}
        self._jobs: dict[str, None] = {}
        self._clips = False
        self._timer = QTimer(self, singleShot=True, interval=_EVERY_MS)
        self._timer.timeout.connect(self._on_timeout)
        state.tracks_changed.connect(self._on_tracks_changed)
        state.own_sounds_changed.connect(self._on_own_sounds)
        state.clips_changed.connect(self._on_clips_changed)
        state.shots_changed.connect(lambda refs: self._collect(self._shots, refs))
        state.cues_changed.connect(lambda refs: self._collect(self._cues, refs))
        state.jobs_changed.connect(lambda refs: self._collect(self._jobs, refs))

    @property
    def is_waiting(self) -> bool:
        """Whether rows lag behind the state."""
        return self._timer.isActive()

    def clear(self) -> None:
        """Drop what was collected, before another timeline."""
        self._shots.clear()
        self._cues.clear()
        self._jobs.clear()
        self._clips = False
        self._timer.stop()

    def add_all(self) -> None:
        """Add everything that the state holds already."""
        if self._state.is_open:
            self._on_tracks_changed()
            self._on_clips_changed()
            for found, index in (
                (self._shots, self._state.shots),
                (self._cues, self._state.cues),
                (self._jobs, self._state.jobs),
            ):
                self._collect(found, [item.ref for item in index.all()])

    def flush(self) -> None:
        """Bring the rows up to date at once."""
        while self._take_part():
            pass

    def _collect(self, found: dict[str, None], refs: Iterable[str]) -> None:
        found.update(dict.fromkeys(refs))
        self._wake()

    def _on_tracks_changed(self) -> None:
        self._rows.take_tracks(self._state.tracks)
        self._wake()

    def _on_own_sounds(self) -> None:
        self._rows.set_sounding(self._state.sounding)
        self._wake()

    def _on_clips_changed(self) -> None:
        self._clips = True
        self._wake()

    def _wake(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _on_timeout(self) -> None:
        if self._take_part():
            self._timer.start()
        self._on_rows_updated()

    def _take_part(self) -> bool:
        """Apply one part. Returns whether more is waiting."""
        state, rows = self._state, self._rows
        rows.take_shots(state, _part(self._shots))
        rows.take_cues(state, _part(self._cues))
        rows.take_jobs(state, _part(self._jobs))
        if self._clips:
            self._clips = rows.take_clips(state, _MAX_AT_ONCE)
        return bool(self._shots or self._cues or self._jobs or self._clips)


def _part(found: dict[str, None]) -> list[str]:
    refs = list(islice(found, _MAX_AT_ONCE))
    for ref in refs:
        del found[ref]
    return refs
