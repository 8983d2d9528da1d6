"""Tabs that shrink before they need scroll buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStyle, QTabBar, QTabWidget, QWidget

from ..theme.metrics import GAP

_LINES = 9
"""Lines of text that a page gets at least."""


class Tabs(QTabWidget):
    """A tab widget whose tabs shrink where there is less space."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(_SnugBar(self))
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)

    def minimumSizeHint(self) -> QSize:
        """Low enough for a small dock, whatever the pages ask for."""
        hint = super().minimumSizeHint()
        page = _LINES * self.fontMetrics().lineSpacing()
        return QSize(hint.width(), min(hint.height(), self.tabBar().sizeHint().height() + page))


class _SnugBar(QTabBar):
    """A tab bar that gives up the padding of its titles as needed."""

    def tabSizeHint(self, index: int) -> QSize:
        hints = [super(_SnugBar, self).tabSizeHint(tab) for tab in range(self.count())]
        holder = self.parentWidget()
        space = holder.width() if holder is not None else self.width()
        over = sum(hint.width() for hint in hints) - space
        hint = hints[index]
        if over <= 0:
            return hint
        beside = self.style().pixelMetric(QStyle.PixelMetric.PM_TabBarTabHSpace, None, self)
        words = self.fontMetrics().horizontalAdvance(self.tabText(index)) + max(GAP, beside)
        hint.setWidth(max(words, hint.width() - -(-over // len(hints))))
        return hint
