"""A label that elides its text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..theme.plain_text import PlainLabel, visible


class Elided(PlainLabel):
    """A label that elides its text instead of asking for more width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_full(self, text: str) -> None:
        """Set the full text."""
        self._full = visible(text)
        self.setAccessibleName(self._full)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        space = max(0, self.width())
        elided = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, space)
        self.setText(elided)
