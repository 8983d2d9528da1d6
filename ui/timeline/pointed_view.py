"""A view whose rows are pointed at: mouse, wheel, gestures, menu and tooltips."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QToolTip, QWidget

from ..panel_context import PanelContext
from . import wheel
from .descriptions import tooltip
from .hit_testing import HitTester
from .pointer import Pointer
from .view_position import ViewPosition

_MENU = (
    "play", "play_take", "edit_line", "split_line", "merge_lines", "generate", "another_take",
    "cancel", "zoom_selection",
)  # fmt: skip


class PointedView(QAbstractScrollArea):
    """Gives what is done with the mouse to a pointer. Who inherits it makes its parts.

    Signals:
        play_requested(str): a job was double-clicked; the playhead stands at its beginning.
    """

    play_requested = Signal(str)

    _position: ViewPosition
    _hit_tester: HitTester
    _pointer: Pointer

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pointing = False  # what is selected now was pointed at here

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, begin a band, or pan."""
        self._pointing = True
        self._pointer.press(event, self.viewport())
        self._pointing = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag lines, draw the band, or pan; without a button show what can be held."""
        self._pointer.move(event)
        if not event.buttons():
            shape = self._pointer.cursor_at(event.position().toPoint())
            if shape is None:
                self.viewport().unsetCursor()
            else:
                self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Select what the band holds."""
        self._pointing = True
        self._pointer.release(event, self.viewport())
        self._pointing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives up a drag."""
        if event.key() == Qt.Key.Key_Escape and self._pointer.is_dragging:
            self._pointer.forget()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Play what is under the mouse."""
        found = self._hit_tester.at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and found is not None and found.ref:
            self._context.playhead.move(found.item.start)
            self.play_requested.emit(found.ref)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show a menu for the item under the mouse, or for the selection."""
        found = self._hit_tester.at(event.pos())
        if found is not None and found.ref and found.ref not in self._context.selection:
            self._context.selection.select([found.ref])
        if self._context.selection.refs:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions([self._context.actions[name] for name in _MENU])
            menu.popup(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl zoom around the pointer."""
        if wheel.turn(self._position, event, self.verticalScrollBar().maximum() > 0):
            event.accept()
        else:
            super().wheelEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tooltips and the pinch of a touchpad, on the viewport."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._hit_tester.at(event.pos())
            state = self._context.state
            QToolTip.showText(
                event.globalPos(), tooltip(found.item, state) if found else "", self.viewport()
            )
            return True
        if isinstance(event, QNativeGestureEvent) and wheel.pinch(self._position, event):
            return True
        return super().eventFilter(watched, event)
