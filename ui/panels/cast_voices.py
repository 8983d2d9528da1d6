"""The list of voices to choose from, which typing makes shorter: "british woman", "low"."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRegularExpression,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QCompleter, QLineEdit, QWidget

_SHOWN = 14
_NAME_ROLE = Qt.ItemDataRole.UserRole


class VoiceFilter(QSortFilterProxyModel):
    """Rows in whose text each typed word begins a word; what is no voice stays."""

    def __init__(self, combo: QComboBox) -> None:
        super().__init__(combo)
        self._typed: list[QRegularExpression] = []
        self.setSourceModel(combo.model())

    def set_typed(self, text: str) -> None:
        """Keep the voices that these words describe."""
        option = QRegularExpression.PatternOption.CaseInsensitiveOption
        option |= QRegularExpression.PatternOption.UseUnicodePropertiesOption
        self._typed = [
            QRegularExpression(r"(?<!\w)" + QRegularExpression.escape(word), option)
            for word in text.split()
        ]
        self.invalidate()

    def first_voice(self) -> str:
        """The first voice that is kept, "" where none is."""
        for row in range(self.rowCount()):
            name = str(self.index(row, 0).data(_NAME_ROLE))
            if _is_voice(name):
                return name
        return ""

    def filterAcceptsRow(
        self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex
    ) -> bool:
        index = self.sourceModel().index(source_row, 0, source_parent)
        name = index.data(_NAME_ROLE)
        if name is None:  # a separator
            return False
        text = str(index.data())
        return not _is_voice(str(name)) or all(word.match(text).hasMatch() for word in self._typed)


def _is_voice(name: str) -> bool:
    return bool(name) and not name.startswith("\0")


class VoiceList(QComboBox):
    """Voices and, below them, what else may be chosen. Enter takes the first that is left.

    Signals:
        picked(str): what was chosen; once.
    """

    picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._filter = VoiceFilter(self)
        self._found = QCompleter(self._filter, self)
        self._found.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._found.setMaxVisibleItems(_SHOWN)
        self.setCompleter(self._found)
        self._line.setPlaceholderText(self.tr("Name, woman, British …"))
        self._line.setAccessibleName(self.tr("Find a voice"))
        self._line.textEdited.connect(self._on_typed)
        self._line.returnPressed.connect(self._on_enter)
        self.activated.connect(self._pick)
        self._is_picked = False

    @property
    def _line(self) -> QLineEdit:
        line = self.lineEdit()
        assert line is not None
        return line

    @property
    def _popup(self) -> QAbstractItemView:
        popup = self._found.popup()
        assert popup is not None
        return popup

    def ask(self) -> None:
        """Show all there are, ready to be typed into."""
        self.clearEditText()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # the table would list the voices again

    def _show(self) -> None:
        popup = self._popup
        bar = popup.verticalScrollBar().sizeHint().width()
        width = max(self.width(), popup.sizeHintForColumn(0) + 2 * bar)
        self._found.complete(QRect(0, 0, width, self.height()))

    def _on_typed(self, text: str) -> None:
        self._filter.set_typed(text)
        self._show()

    def _on_enter(self) -> None:
        if not self._line.text().strip():
            return
        if name := self._filter.first_voice():
            self._popup.hide()
            self.setCurrentIndex(self.findData(name))
            self._pick()

    def _pick(self) -> None:
        if not self._is_picked:  # Enter also counts as one of Qt's own
            self._is_picked = True
            self.picked.emit(str(self.currentData()))
