"""The editor of a line's text: several rows high, with keys to go from line to line."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPalette,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QMenu, QPlainTextEdit, QWidget

from ..state.spelling import Misspelling, Spelling
from .spelling_marks import SpellingHighlighter, spelling_actions

_MAX_ROWS = 6


class LineEditor(QPlainTextEdit):
    """Enter commits, Shift+Enter adds a row, Escape cancels, Tab goes on to the next line.

    Signals:
        done(int): keep the text and go on by as many lines; 0 stays.
        given_up: discard the text.
    """

    done = Signal(int)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.Box)
        self.setFrameShadow(QFrame.Shadow.Plain)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setTabChangesFocus(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Text of the line"))
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        self.document().setDefaultTextOption(option)
        self.document().setDocumentMargin(3)
        self._cell = QRect()
        self._upwards = False
        self._filled = False
        self._retired = False
        self._spelling: Spelling | None = None
        self._highlighter: SpellingHighlighter | None = None
        self.textChanged.connect(self._fit)

    def fill(self, text: str) -> None:
        """Set the initial text. Later calls change nothing: the user is typing."""
        if self._filled:
            return
        self._filled = True
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    @property
    def is_open(self) -> bool:
        """Whether it still edits a line; Qt deletes a closed one a moment later."""
        return not self._retired

    def retire(self) -> None:
        """Be closed: hiding it takes the focus away, which must not close it again."""
        self._retired = True

    def check(self, spelling: Spelling, language: str) -> None:
        """Underline what is misspelt in a language."""
        self._spelling = spelling
        self._highlighter = SpellingHighlighter(self, spelling, language)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu_at(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu_at(self, place: QPoint) -> QMenu:
        """The usual menu, and above it what there is to do about a misspelt word there."""
        menu = self.createStandardContextMenu()
        spelling, highlighter = self._spelling, self._highlighter
        if spelling is None or highlighter is None:
            return menu
        wrong = highlighter.at(self.cursorForPosition(place).position())
        if wrong is not None:
            first = menu.actions()[0]
            replace = partial(self._replace, wrong)
            menu.insertActions(first, spelling_actions(menu, wrong, replace, spelling.keep))
            menu.insertSeparator(first)
        return menu

    def _replace(self, wrong: Misspelling, other: str) -> None:
        cursor = self.textCursor()
        cursor.setPosition(wrong.start)
        cursor.setPosition(wrong.start + wrong.length, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(other)

    def parts(self) -> tuple[str, str]:
        """The text before the caret and that behind it."""
        text, at = self.toPlainText(), self.textCursor().position()
        units = text.encode("utf-16-le")  # Qt counts these, not characters
        return units[: 2 * at].decode("utf-16-le"), units[2 * at :].decode("utf-16-le")

    def cover(self, cell: QRect, upwards: bool = False) -> None:
        """Cover a cell of the table, as high as the text needs, and grow down or up."""
        self._cell, self._upwards = cell, upwards
        self._fit()

    def _fit(self) -> None:
        if self._cell.isNull():
            return
        rows = int(self.document().size().height())  # of a plain text edit: in rows
        spare = 2 * (self.frameWidth() + int(self.document().documentMargin()))
        needed = min(max(rows, 1), _MAX_ROWS) * self.fontMetrics().lineSpacing() + spare
        height = max(needed, self._cell.height())
        self.setViewportMargins(0, (height - needed) // 2, 0, 0)  # as the cell's words stand
        parent = self.parentWidget()
        space = parent.height() if parent is not None else height
        wanted = self._cell.bottom() + 1 - height if self._upwards else self._cell.top()
        top = max(0, min(wanted, space - height))
        self.setGeometry(self._cell.left(), top, self._cell.width(), height)

    def event(self, event: QEvent) -> bool:
        # a shortcut of the panel's must not take arrows away from who is typing, and what is
        # typed counts before a shortcut is carried out, as in: edit, then generate
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if _is_ctrl_return(event):
                self.done.emit(0)
            elif event.key() in _OWN_KEYS or not event.modifiers():
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not shift:
            self.done.emit(0)
        elif key == Qt.Key.Key_Tab:
            self.done.emit(1)
        elif key == Qt.Key.Key_Backtab:
            self.done.emit(-1)
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.is_open and event.reason() not in (
            Qt.FocusReason.PopupFocusReason,  # its own menu
            Qt.FocusReason.ActiveWindowFocusReason,  # another program: it goes on later
        ):
            self.done.emit(0)


_OWN_KEYS = frozenset(
    (
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Escape,
    )
)


def _is_ctrl_return(event: QKeyEvent) -> bool:
    return event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in (
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    )
