"""What the lines' panel shows where no line is listed: why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ..panel_context import PanelContext
from ..theme.metrics import inset
from ..theme.plain_text import PlainLabel


class EmptyPage(QWidget):
    """A sentence and a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = PlainLabel(self, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.button = QPushButton(self)
        layout = QVBoxLayout(self)
        inset(layout)
        layout.addStretch(1)
        layout.addWidget(self._sentence)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)

    def say_why(self, context: PanelContext, *, filtered: bool) -> None:
        """Say why there are no rows; `filtered` says that there are lines, and none matches."""
        sentence = self.tr("No line matches.") if filtered else self._why(context)
        if self._sentence.text() != sentence:
            self._sentence.setText(sentence)
        offer = ""
        if filtered:
            offer = self.tr("Show all lines")
        elif context.state.is_open and context.state.is_loaded:
            offer = context.actions["add_subtitles"].text()
        self.button.setText(offer)
        self.button.setVisible(bool(offer))

    def _why(self, context: PanelContext) -> str:
        if not context.state.is_open:
            return self.tr("Lines appear here when a timeline is open.")
        if not context.state.is_loaded:
            return self.tr("Reading the lines…")
        return self.tr("No lines yet. Subtitles say who says what, and when.")
