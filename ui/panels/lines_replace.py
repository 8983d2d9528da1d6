"""Find and replace over lines: a bar below the search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from deepaudio_plugin.backend.views import CueView

from ..state.replacing import Replaced, Replacement, replaced
from ..theme.icons import icon
from ..theme.metrics import STEP, inset
from ..theme.plain_text import PlainLabel, plain

_COUNT_MS = 150


class ReplaceBar(QWidget):
    """Replaces words in the lines that `cues` gives; says in how many before it does.

    Signals:
        replaced(object): new texts by reference.
        told(str): what was left as it is.
        left: the bar was closed.
    """

    replaced = Signal(object)
    told = Signal(str)
    left = Signal()

    def __init__(
        self, cues: Callable[[], Sequence[CueView]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cues = cues
        self.words, self.instead = QLineEdit(self), QLineEdit(self)
        self.exact, self.whole = QToolButton(self), QToolButton(self)
        self.go = QPushButton(self)
        self._close = QToolButton(self, autoRaise=True)
        self._count = PlainLabel(self)
        self._timer = QTimer(self, singleShot=True, interval=_COUNT_MS)
        self._timer.timeout.connect(self.update_count)
        self._build()
        self._retranslate()
        self.hide()

    def _build(self) -> None:
        for button in (self.exact, self.whole):
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.toggled.connect(lambda _on: self.update_count())
        for field in (self.words, self.instead):
            field.textChanged.connect(lambda _text: self._timer.start())
            field.returnPressed.connect(self.go.click)
        self._close.setIcon(icon("close"))
        self._close.clicked.connect(self.leave)
        self.go.clicked.connect(self._on_go)
        options = QHBoxLayout()
        for part in (self.exact, self.whole):
            options.addWidget(part)
        grid = QGridLayout(self)
        inset(grid, down=STEP)
        grid.setHorizontalSpacing(STEP)
        grid.setVerticalSpacing(STEP)
        grid.addWidget(self.words, 0, 0)
        grid.addLayout(options, 0, 1)
        grid.addWidget(self._close, 0, 2)
        grid.addWidget(self.instead, 1, 0)
        grid.addWidget(self.go, 1, 1, 1, 2)
        grid.addWidget(self._count, 2, 0, 1, 3)
        grid.setColumnStretch(0, 1)

    def open(self, words: str = "") -> None:
        """Show the bar and move the focus into it."""
        self.show()
        if words:
            self.words.setText(words)
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()
        self.update_count()

    def leave(self) -> None:
        """Close the bar."""
        self.hide()
        self.left.emit()

    def _found(self) -> Replaced:
        wanted = Replacement(
            self.words.text(),
            self.instead.text(),
            exact=self.exact.isChecked(),
            whole=self.whole.isChecked(),
        )
        return replaced(self._cues(), wanted)

    def update_count(self) -> None:
        """Say how often the words occur in the lines."""
        self._timer.stop()
        if not self.isVisible():
            return
        found = self._found()
        lines = len(found.texts) + found.emptied
        hits = self.tr("%n hit(s)", "", found.hits)
        where = self.tr("in %n of the listed line(s)", "", lines)
        self._count.setText(f"{hits} {where}" if self.words.text() else "")
        self.go.setEnabled(bool(found.texts))

    def _on_go(self) -> None:
        found = self._found()
        if found.texts:
            self.replaced.emit(found.texts)
        if found.emptied:
            told = self.tr("%n line(s) would have no words left and stay.", "", found.emptied)
            self.told.emit(told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_timer"):
            self._retranslate()
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_timer"):
            self._close.setIcon(icon("close"))

    def _retranslate(self) -> None:
        for field, title in (
            (self.words, self.tr("Find")),
            (self.instead, self.tr("Replace by")),
        ):
            field.setPlaceholderText(title)
            field.setAccessibleName(title)
        self.exact.setText("Aa")
        self.exact.setToolTip(plain(self.tr("Capitals matter")))
        self.whole.setText(self.tr("Words"))
        self.whole.setToolTip(plain(self.tr("Whole words only")))
        self.exact.setAccessibleName(self.exact.toolTip())
        self.whole.setAccessibleName(self.whole.toolTip())
        self.go.setText(self.tr("Replace all"))
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self._close.toolTip())
        self.update_count()
