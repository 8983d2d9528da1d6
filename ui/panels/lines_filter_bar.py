"""Search and filters above the lines: chips, or one menu if they do not fit."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from ..state.cue_filter import KINDS, CueCounts, Kind
from ..theme.icons import icon
from ..theme.metrics import STEP, inset
from ..theme.plain_text import plain

_SEARCH_MS = 150


class SearchField(QLineEdit):
    """A line edit. Escape clears and leaves it, Down and Enter leave it.

    Signals:
        left: the focus shall return to the lines.
    """

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.clear()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # handle its own keys before a shortcut of the panel does
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if plain:
                event.accept()
                return True
        return super().event(event)


class FilterBar(QWidget):
    """Chooses which lines are listed.

    Signals:
        kind_changed(str): list another kind of lines.
        words_changed(str): search for another text.
        problems_first_changed(bool): problems first, or in order of time.
        left: the focus shall return to the lines.
    """

    kind_changed = Signal(str)
    words_changed = Signal(str)
    problems_first_changed = Signal(bool)
    left = Signal()

    def __init__(self, counts: CueCounts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = counts
        self._chips: dict[Kind, QToolButton] = {}
        self._kinds: dict[Kind, QAction] = {}
        self._build()
        self._timer = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._timer.timeout.connect(lambda: self.words_changed.emit(self.search.text()))
        self.search.textChanged.connect(self._on_typed)
        self.search.left.connect(self.left)
        counts.changed.connect(self._update_counts)
        self._update_counts()

    @property
    def kind(self) -> Kind:
        """The kind of lines to list."""
        return next(kind for kind, action in self._kinds.items() if action.isChecked())

    def look_for(self) -> None:
        """Move the focus to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def reset(self) -> None:
        """List every line."""
        self.search.clear()
        self._timer.stop()
        self.words_changed.emit("")
        self._kinds["all"].trigger()

    def _build(self) -> None:
        self.search = SearchField(self, clearButtonEnabled=True)
        self._glass = self.search.addAction(icon("find"), QLineEdit.ActionPosition.LeadingPosition)
        self.first = self._button()
        self.first.setIcon(icon("warning"))
        self.first.toggled.connect(self.problems_first_changed)
        layout = QHBoxLayout(self)
        inset(layout, down=STEP)
        layout.setSpacing(STEP // 2)
        layout.addWidget(self.search, 1)
        layout.addSpacing(STEP)
        self._add_kinds(layout)
        layout.addWidget(self.first)
        self.first.raise_()  # last in Tab order, as on the screen
        self._retranslate()

    def _add_kinds(self, layout: QHBoxLayout) -> None:
        group = QActionGroup(self)
        self._menu = QMenu(self)
        for kind in KINDS:
            action = QAction(group)
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, kind=kind: self._on_kind(kind))
            self._kinds[kind] = action
            self._menu.addAction(action)
            chip = self._button()
            chip.setDefaultAction(action)
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            self._chips[kind] = chip
            layout.addWidget(chip)
        self._kinds["all"].setChecked(True)
        self._pull_down = self._button()
        self._pull_down.setMenu(self._menu)
        self._pull_down.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._pull_down.setIcon(icon("filter"))
        self._pull_down.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        layout.addWidget(self._pull_down)

    def _retranslate(self) -> None:
        self.search.setPlaceholderText(self.tr("Find text, speaker or timecode"))
        self.search.setAccessibleName(self.tr("Find in lines"))
        self.first.setText(self.tr("Problems first"))
        self.first.setAccessibleName(self.first.text())
        self.first.setToolTip(self.tr("Lines with problems before the others"))
        for kind, action in self._kinds.items():
            action.setToolTip(plain(self._tips()[kind]))
            self._chips[kind].setAccessibleName(self._names()[kind])
        self._pull_down.setToolTip(self.tr("Which lines are listed"))
        self._pull_down.setAccessibleName(self._pull_down.toolTip())

    def _button(self) -> QToolButton:
        button = QToolButton(self, autoRaise=True)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _on_typed(self) -> None:
        self._timer.start()

    def _on_kind(self, kind: Kind) -> None:
        self._update_counts()
        self.kind_changed.emit(kind)

    def _update_counts(self) -> None:
        for kind, action in self._kinds.items():
            count = self._counts[kind]
            shown = f"{self._names()[kind]} {count}" if count and kind != "all" else None
            action.setText(shown or self._names()[kind])
        self._pull_down.setText(self._kinds[self.kind].text())
        self._arrange()

    def _arrange(self) -> None:
        """Show chips if they fit beside the search field, else the menu."""
        letter = self.fontMetrics().averageCharWidth()
        offered = {kind: self._is_offered(kind) for kind in KINDS}
        shown = (chip for kind, chip in self._chips.items() if offered[kind])
        chips = sum(chip.sizeHint().width() + 2 for chip in shown)
        space = self.width() - self._first_width(with_text=True) - 30 * letter
        fits = chips <= space
        for kind, chip in self._chips.items():
            chip.setVisible(fits and offered[kind])
            self._kinds[kind].setVisible(offered[kind])
        self._pull_down.setVisible(not fits)
        style = Qt.ToolButtonStyle
        self.first.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if fits else style.ToolButtonIconOnly
        )

    def _is_offered(self, kind: Kind) -> bool:
        """Whether a kind has a place: deleted lines only where there are any."""
        return kind != "removed" or self._counts[kind] > 0 or self.kind == kind

    def _first_width(self, with_text: bool) -> int:
        text = self.fontMetrics().horizontalAdvance(self.first.text()) if with_text else 0
        return text + self.first.iconSize().width() + 16

    def _names(self) -> dict[Kind, str]:
        return {
            "all": self.tr("All"),
            "lines": self.tr("Lines"),
            "sounds": self.tr("Sounds"),
            "problems": self.tr("Problems"),
            "changed": self.tr("Changed"),
            "muted": self.tr("Muted"),
            "removed": self.tr("Deleted"),
        }

    def _tips(self) -> dict[Kind, str]:
        return {
            "all": self.tr("Everything in the subtitles"),
            "lines": self.tr("Lines to be spoken"),
            "sounds": self.tr("Sounds and music that captions describe"),
            "problems": self.tr("Lines that are too long, failed or need attention"),
            "changed": self.tr("Lines edited here, or changed since they were rendered"),
            "muted": self.tr("Lines that are not spoken"),
            "removed": self.tr("Lines deleted here, to be brought back"),
        }

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * 30, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_pull_down"):
            self._retranslate()
            self._update_counts()
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_pull_down"):
            self._glass.setIcon(icon("find"))
            self.first.setIcon(icon("warning"))
            self._pull_down.setIcon(icon("filter"))
