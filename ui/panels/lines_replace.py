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

    Return in the first field goes to the next hit after the line that `current` gives, in the
    second it replaces all.

    Signals:
        found(str): a line with a hit, which was gone to.
        replaced(object): new texts by reference.
        told(str): what was left as it is.
        left: the bar was closed.
    """

    found = Signal(str)
    replaced = Signal(object)
    told = Signal(str)
    left = Signal()

    def __init__(
        self,
        cues: Callable[[], Sequence[CueView]],
        current: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._cues, self._current = cues, current
        self.words, self.instead = QLineEdit(self), QLineEdit(self)
        self.exact, self.whole = QToolButton(self), QToolButton(self)
        self.one, self.go = QPushButton(self), QPushButton(self)
        self._close = QToolButton(self, autoRaise=True)
        self._count = PlainLabel(self, wordWrap=True)
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
        self.words.returnPressed.connect(self.find_next)
        self.instead.returnPressed.connect(self._on_go)
        self._close.setIcon(icon("close"))
        self._close.clicked.connect(self.leave)
        self.one.clicked.connect(self._on_one)
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
        grid.addWidget(self.one, 1, 1, 1, 2)
        grid.addWidget(self._count, 2, 0)
        grid.addWidget(self.go, 2, 1, 1, 2)
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
        hits = self.tr("%n hit(s)", "", found.hits)
        where = self.tr("in %n of the listed line(s)", "", len(found.refs))
        self._count.setText(f"{hits} {where}" if self.words.text() else "")
        self.one.setEnabled(bool(found.refs))
        self.go.setEnabled(bool(found.texts))

    def find_next(self) -> None:
        """Go to the next line with a hit, after the last one to the first."""
        self.update_count()
        hits = set(self._found().refs)
        refs = [cue.ref for cue in self._cues()]
        here = refs.index(self._current()) + 1 if self._current() in refs else 0
        behind = next((ref for ref in refs[here:] + refs[:here] if ref in hits), "")
        if behind:
            self.found.emit(behind)

    def _on_one(self) -> None:
        """Replace in the current line, if it has a hit, and go to the next one."""
        text = self._found().texts.get(self._current())
        if text is not None:
            self.replaced.emit({self._current(): text})
        self.find_next()

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
        self.one.setText(self.tr("Replace"))
        self.one.setToolTip(plain(self.tr("Replace in the current line and go to the next hit")))
        self.go.setText(self.tr("Replace all"))
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self._close.toolTip())
        self.update_count()
