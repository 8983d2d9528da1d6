"""What the dialog for writing shows while it writes, and what became of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QListWidget, QProgressBar, QVBoxLayout, QWidget

from deepaudio_plugin.backend import messages

from ..state.backend_words import in_window
from ..state.host_words import bring_in
from ..state.stages import stage_words
from ..state.timecode import clock
from ..theme.metrics import BREAK, STEP
from ..theme.plain_text import PlainLabel, visible

_PARTS = 1000


class WriteProgressPage(QWidget):
    """What is happening, and how far it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = PlainLabel(self, wordWrap=True)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setAccessibleName(self.tr("Progress"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(self.stage)
        layout.addWidget(self.bar)
        layout.addStretch(2)

    def begin(self) -> None:
        """Nothing is known yet."""
        self.stage.setText(self.tr("Writing…"))
        self.bar.setRange(0, 0)

    def show_progress(self, fact: messages.WriteProgress) -> None:
        """Show how far it is."""
        words = stage_words(fact.stage)
        if fact.eta_s is not None and fact.eta_s >= 1:
            left = self.tr("{} left").format(clock(fact.eta_s))
            words = f"{words}  ·  {left}"
        self.stage.setText(words)
        self.bar.setRange(0, _PARTS)
        self.bar.setValue(round(fact.fraction * _PARTS))

    def stopping(self) -> None:
        """It was told to stop."""
        self.stage.setText(self.tr("Stopping…"))


class WriteResultPage(QWidget):
    """The files that were written, what to do with them in the editor, and the notes on them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = PlainLabel(self, wordWrap=True)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.step = PlainLabel(self, wordWrap=True)
        self.step.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._files = QFormLayout()
        self._files.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._files.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.notes = QListWidget(self)
        self.notes.setWordWrap(True)
        self.notes.setSpacing(STEP // 2)
        self.notes.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.notes.setAccessibleName(self.tr("Notes and warnings"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BREAK)
        layout.addWidget(self.title)
        layout.addWidget(self.step)
        layout.addLayout(self._files)
        layout.addWidget(self.notes, 1)

    def show_result(self, fact: messages.TimelineWritten) -> None:
        """Show what was written."""
        self.title.setText(
            self.tr("Written with %n clip(s) of ours: {}", "", fact.clips).format(
                Path(fact.output).name
            )
        )
        self.step.setText(bring_in(fact.dialect))
        self.step.setVisible(bool(self.step.text()))
        while self._files.rowCount():
            self._files.removeRow(0)
        for title, path in self._paths(fact):
            label = _path_label(path, self)
            label.setAccessibleName(title)
            self._files.addRow(title, label)
        self.notes.clear()
        for note in fact.notes:
            self.notes.addItem(visible(in_window(note)))
        self.notes.setVisible(bool(fact.notes))

    def _paths(self, fact: messages.TimelineWritten) -> list[tuple[str, str]]:
        found = [
            (self.tr("Timeline"), fact.output),
            (self.tr("Sounds"), fact.media_folder),
            (self.tr("Preview film"), fact.preview),
            (self.tr("Kept as it was"), fact.backup),
            *((self.tr("Stem"), path) for path in fact.stems),
        ]
        return [(title, path) for title, path in found if path]


def _path_label(path: str, parent: QWidget) -> QLabel:
    label = PlainLabel(parent, wordWrap=True)
    label.setText(path)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
