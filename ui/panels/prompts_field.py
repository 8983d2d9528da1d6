"""A field for a prompt that commits when the user pauses or leaves it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ..theme.plain_text import visible

PAUSE_MS = 600
_FEWEST_ROWS, _MAX_ROWS = 2, 6


class PromptField(QPlainTextEdit):
    """Commits after a pause, on Ctrl+Enter and when the focus goes elsewhere.

    What is being typed is never overwritten by `show_value`.

    Signals:
        committed(str): the new prompt.
    """

    committed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ""
        self._typed = False
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.commit)
        self.textChanged.connect(self._on_text_changed)

    def show_value(self, value: str | None, hint: str = "") -> None:
        """Show a value, or that values differ (None); `hint` is the placeholder."""
        self.setPlaceholderText(self.tr("different") if value is None else visible(hint))
        if self._typed:
            return
        self._shown = value or ""
        if self.toPlainText().split() != self._shown.split():  # a space typed last may stay
            blocker = QSignalBlocker(self)
            self.setPlainText(self._shown)
            blocker.unblock()
            self.moveCursor(QTextCursor.MoveOperation.End)
            self.updateGeometry()

    def commit(self) -> None:
        """Commit what is typed, if anything is."""
        self._pause.stop()
        if not self._typed:
            return
        self._typed = False
        self._shown = self.toPlainText()
        self.committed.emit(self._shown.strip())

    def _on_text_changed(self) -> None:
        self._typed = True
        self._pause.start()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(200, self._height(int(self.document().size().height())))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._height(_FEWEST_ROWS))

    def _height(self, rows: int) -> int:
        rows = max(_FEWEST_ROWS, min(rows, _MAX_ROWS))
        spare = 2 * (self.frameWidth() + int(self.document().documentMargin())) + 2
        return rows * self.fontMetrics().lineSpacing() + spare

    def event(self, event: QEvent) -> bool:
        # commit before a shortcut of the panel acts, such as Generate
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.commit()
            elif not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.commit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu
            self.commit()
