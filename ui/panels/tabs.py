"""Tabs that shrink before they need scroll buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QStyle,
    QStyleOptionFocusRect,
    QStyleOptionTab,
    QStylePainter,
    QTabBar,
    QTabWidget,
    QWidget,
)

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
    """A tab bar that gives up the padding of its titles as needed.

    Styles cut a title off where they have no room for their own padding: it is drawn here.
    """

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

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        tabs = sorted(range(self.count()), key=lambda tab: tab == self.currentIndex())
        for tab in tabs:  # the current one lies over its neighbours
            option = QStyleOptionTab()
            self.initStyleOption(option, tab)
            painter.drawControl(QStyle.ControlElement.CE_TabBarTabShape, option)
            enabled = self.isTabEnabled(tab)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
            painter.drawItemText(
                self.tabRect(tab),
                flags,
                self.palette(),
                enabled,
                self.tabText(tab),
                QPalette.ColorRole.WindowText,
            )
            if tab == self.currentIndex() and self.hasFocus():
                focus = QStyleOptionFocusRect()
                focus.initFrom(self)
                focus.rect = self.tabRect(tab).adjusted(2, 2, -2, -2)
                painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, focus)
