"""The project's pronunciation list: words as they are written, and as they are said."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages

from ..panel_context import PanelContext
from ..theme.metrics import inset
from ..theme.plain_text import PlainLabel

_WRITTEN, _SAID, _LINES = range(3)


class PronunciationsDialog(QDialog):
    """Edits the list; it is kept with the timeline, in one step, when it is accepted."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Pronunciation"))
        self.table = QTableWidget(0, 3, self)
        self.table.setHorizontalHeaderLabels(
            [self.tr("Written"), self.tr("Said"), self.tr("In lines")]
        )
        self.table.verticalHeader().hide()
        across = self.table.horizontalHeader()
        across.setSectionResizeMode(_WRITTEN, QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(_SAID, QHeaderView.ResizeMode.Stretch)
        self.table.setAccessibleName(self.windowTitle())
        self.table.itemChanged.connect(self._on_changed)
        self._wrong = PlainLabel(self, wordWrap=True)
        self.buttons = QDialogButtonBox(self)
        self.buttons.setStandardButtons(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.add = QPushButton(self.tr("Add"), self)
        self.remove = QPushButton(self.tr("Remove"), self)
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.add.clicked.connect(lambda: self._append("", ""))
        self.remove.clicked.connect(self._on_remove)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        inset(layout)
        for part in (self.table, self._wrong, self.buttons):
            layout.addWidget(part)
        self.resize(self.fontMetrics().averageCharWidth() * 60, self.fontMetrics().height() * 18)
        for entry in context.state.settings.get("pronounce") or ():
            written, _, said = str(entry).partition("=")
            self._append(written.strip(), said.strip())
        self._check()

    def entries(self) -> list[str]:
        """The list as it is kept, without rows that are empty."""
        rows = [self._row(n) for n in range(self.table.rowCount())]
        return [f"{written}={said}" for written, said in rows if written or said]

    def accept(self) -> None:
        """Keep the list, if it is another."""
        before = list(self._context.state.settings.get("pronounce") or ())
        wanted = self.entries()
        if wanted != before:
            self._context.link.order(messages.Set, values={"pronounce": wanted or None})
        super().accept()

    def _row(self, row: int) -> tuple[str, str]:
        cells = (self.table.item(row, column) for column in (_WRITTEN, _SAID))
        written, said = (cell.text().strip() if cell is not None else "" for cell in cells)
        return written, said

    def _append(self, written: str, said: str) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        count = QTableWidgetItem()
        count.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.table.setItem(row, _LINES, count)
        self.table.setItem(row, _SAID, QTableWidgetItem(said))
        first = QTableWidgetItem(written)
        self.table.setItem(row, _WRITTEN, first)
        if not written:
            self.table.setCurrentItem(first)
            self.table.editItem(first)

    def _on_remove(self) -> None:
        for row in sorted({index.row() for index in self.table.selectedIndexes()}, reverse=True):
            self.table.removeRow(row)
        self._check()

    def _on_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == _WRITTEN:
            count = self.table.item(item.row(), _LINES)
            if count is not None:
                count.setText(self._lines_with(item.text().strip()))
        if item.column() != _LINES:
            self._check()

    def _lines_with(self, written: str) -> str:
        """In how many lines a word stands."""
        if not written:
            return ""
        word = re.compile(rf"(?<!\w){re.escape(written)}(?!\w)", re.IGNORECASE)
        cues = self._context.state.cues.all()
        return str(sum(cue.kind == "line" and bool(word.search(cue.text)) for cue in cues))

    def _check(self) -> None:
        """Say what is missing; the list is not kept until nothing is."""
        rows = [self._row(n) for n in range(self.table.rowCount())]
        halves = [written or said for written, said in rows if bool(written) != bool(said)]
        signs = [written for written, _ in rows if "=" in written]
        wrong = ""
        if halves:
            wrong = self.tr("“%s” needs both how it is written and how it is said.") % halves[0]
        elif signs:
            wrong = self.tr("“%s”: a word with = cannot be listed.") % signs[0]
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not wrong)
