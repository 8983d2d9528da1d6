"""A gain in dB that is typed, or dragged with the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QWidget

from deepaudio_plugin.core.track_levels import HIGHEST_DB, LOWEST_DB

from ..theme.number_keys import is_of_commands

_DB_PER_PIXEL = 0.1


class GainBox(QDoubleSpinBox):
    """A gain in dB: dragging sideways changes it, a click types it, a double click sets 0 dB.

    The wheel scrolls the timeline unless one is typing here.

    Signals:
        let_go: a drag has ended.
    """

    let_go = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.is_dragged = False
        self._pressed: tuple[float, float] | None = None  # where, and the gain then
        self.setRange(LOWEST_DB, HIGHEST_DB)
        self.setDecimals(1)
        self.setSingleStep(0.5)
        self.setSuffix(" dB")
        self.setFrame(False)
        self.setKeyboardTracking(False)
        self.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the mouse may be about to drag
        self.lineEdit().setCursor(Qt.CursorShape.SizeHorCursor)
        self.lineEdit().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While nothing is typed the mouse drags; then it places the caret as everywhere."""
        if not self.isEnabled() or not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        kind, at = event.type(), event.globalPosition().x()
        if kind == QEvent.Type.MouseButtonDblClick:
            self.setValue(0.0)
            self.selectAll()
        elif self.hasFocus():
            return super().eventFilter(watched, event)
        elif event.button() == Qt.MouseButton.LeftButton:
            if kind == QEvent.Type.MouseButtonPress:
                self._pressed = (at, self.value())
            elif kind == QEvent.Type.MouseButtonRelease:
                self._release()
        elif kind == QEvent.Type.MouseMove and self._pressed is not None:
            self._drag_to(at)
        return True

    def _drag_to(self, at: float) -> None:
        assert self._pressed is not None
        start, gain_db = self._pressed
        if abs(at - start) >= QApplication.startDragDistance():
            self.is_dragged = True
        if self.is_dragged:
            self.setValue(gain_db + _DB_PER_PIXEL * (at - start))

    def _release(self) -> None:
        """End a drag; what was none is a click, which types."""
        pressed, dragged = self._pressed, self.is_dragged
        self._pressed, self.is_dragged = None, False
        if dragged:
            self.let_go.emit()
        elif pressed is not None:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.lineEdit().setCursor(Qt.CursorShape.IBeamCursor)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.lineEdit().setCursor(Qt.CursorShape.SizeHorCursor)

    def event(self, event: QEvent) -> bool:
        if is_of_commands(event):
            event.ignore()
            return False
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self._leave()

    def _leave(self) -> None:
        """Give the focus to what this is in: the keys of playing work there."""
        around = self.parentWidget()
        while around is not None and not around.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            around = around.parentWidget()
        if around is None:
            self.clearFocus()
        else:
            around.setFocus(Qt.FocusReason.OtherFocusReason)
