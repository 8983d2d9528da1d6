"""Tabs that move together before they ask to be scrolled."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

from ..theme.metrics import GAP

_LINES = 9
"""Lines of text that a page gets at least."""


class Tabs(QTabWidget):
    """Pages under tabs, which take less room where there is less."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(_SnugBar(self))
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)

    def minimumSizeHint(self) -> QSize:
        """No page makes a window taller than a small dock: it is squeezed instead."""
        hint = super().minimumSizeHint()
        page = _LINES * self.fontMetrics().lineSpacing()
        return QSize(hint.width(), min(hint.height(), self.tabBar().sizeHint().height() + page))


class _SnugBar(QTabBar):
    """Gives up the room beside its words, as far as is needed."""

    def tabSizeHint(self, index: int) -> QSize:
        hints = [super(_SnugBar, self).tabSizeHint(tab) for tab in range(self.count())]
        holder = self.parentWidget()
        space = holder.width() if holder is not None else self.width()
        over = sum(hint.width() for hint in hints) - space
        hint = hints[index]
        if over <= 0:
            return hint
        words = self.fontMetrics().horizontalAdvance(self.tabText(index)) + GAP
        hint.setWidth(max(words, hint.width() - -(-over // len(hints))))
        return hint
