"""Which rows of the timeline are heard: muted and solo ones. A way of listening, no decision."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

FILM = "film"
"""The row of the film's own sound; those of takes are `speech 0`, `audio 1` …"""


class HeardRows(QObject):
    """What one hears of a timeline. The film's own sound is muted until one asks for it.

    Signals:
        changed: other rows are heard.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._muted: set[str] = {FILM}
        self._solo: set[str] = set()
        self._original = False

    def reset(self) -> None:
        """As it is before anybody listens."""
        self._muted, self._solo = {FILM}, set()
        self.changed.emit()

    def is_muted(self, row: str) -> bool:
        """Whether a row is muted by itself."""
        return row in self._muted

    def is_solo(self, row: str) -> bool:
        """Whether a row is one of those that alone are heard."""
        return row in self._solo

    def mute(self, row: str, muted: bool) -> None:
        """Mute a row, or let it be heard."""
        (self._muted.add if muted else self._muted.discard)(row)
        self.changed.emit()

    def solo(self, row: str, solo: bool) -> None:
        """Hear a row alone, beside others that are heard so; also one that is muted."""
        (self._solo.add if solo else self._solo.discard)(row)
        self.changed.emit()

    @property
    def original(self) -> bool:
        """Whether the film's own sound is heard instead of everything else."""
        return self._original

    def hear_original(self, original: bool) -> None:
        """Hear the film's own sound instead of everything else, or all as before."""
        if original != self._original:
            self._original = original
            self.changed.emit()

    def silent(self, rows: Iterable[str]) -> tuple[str, ...]:
        """Those of all rows that are not heard now."""
        return tuple(row for row in rows if not self._is_heard(row))

    def _is_heard(self, row: str) -> bool:
        if self._original:
            return row == FILM
        return row in self._solo if self._solo else row not in self._muted
