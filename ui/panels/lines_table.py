"""The lines' table: columns by available width, keys, editing from line to line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from ..state.cue_columns import TIMES, Column
from ..state.cue_filter import CueFilter
from ..state.cue_model import CueModel
from ..state.spelling import Spelling
from .cells import PAD, icon_side
from .lines_delegates import (
    CellDelegate,
    FitDelegate,
    SpeakerDelegate,
    StateDelegate,
    TimeDelegate,
)
from .lines_editor import LineEditor
from .lines_text_delegate import TextDelegate, row_height

_WIDE = 112
_MEDIUM = 88
"""Widths, in average characters, from which all columns and all but one are shown."""

_EDITED = Qt.ItemDataRole.EditRole
_SIZE_EVENTS = (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LanguageChange)
_KEPT_KEYS = frozenset(
    (
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    )
)


class LinesTable(QTableView):
    """Shows a `CueFilter`. Each line has two rows of text; in a narrow table also its time."""

    def __init__(
        self,
        model: CueModel,
        lines: CueFilter,
        spelling: Spelling,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model, self._lines = model, lines
        self._text = TextDelegate(model, spelling, self)
        spelling.changed.connect(lambda: self.viewport().update())
        self._state = StateDelegate(self)
        self.setModel(lines)
        # highlighting titles would ask for the flags of every cell
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(lines, self))
        self._delegates = {
            Column.STATE: self._state,
            **{column: TimeDelegate(self) for column in TIMES},
            Column.FIT: FitDelegate(self),
            Column.SPEAKER: SpeakerDelegate(model, self),
            Column.TEXT: self._text,
        }
        self.setItemDelegate(CellDelegate(self))
        for column, delegate in self._delegates.items():
            self.setItemDelegateForColumn(column, delegate)
        self._text.left.connect(self._on_left)
        self._text.typed.connect(self._on_typed)
        self._set_up()
        self.arrange(self.width())

    @property
    def narrow(self) -> bool:
        """Whether only speaker and text have columns."""
        return self._text.narrow

    def show_playing(self, ref: str) -> None:
        """Show which line plays; "" for none."""
        self._state.playing = ref
        self.viewport().update()

    def edit_text(self, row: int) -> bool:
        """Edit the text of a listed line. False if it cannot be edited."""
        index = self._lines.index(row, Column.TEXT)
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return False
        self.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        self.scrollTo(index)
        self.edit(index)
        return True

    def edited_text(self) -> LineEditor | None:
        """The editor of a line's text, while it is open."""
        editor = self.indexWidget(self.currentIndex())
        return editor if isinstance(editor, LineEditor) else None

    def arrange(self, width: int) -> None:
        """Show the columns that fit `width`; the text is always shown."""
        letter = max(1, self.fontMetrics().averageCharWidth())
        letters = width / letter
        wide, medium = letters >= _WIDE, letters >= _MEDIUM
        self.setColumnHidden(Column.IN, not medium)
        self.setColumnHidden(Column.FIT, not medium)
        self.setColumnHidden(Column.OUT, not wide)
        self.setColumnHidden(Column.LENGTH, not wide)
        self.setColumnHidden(Column.CPS, not wide)
        self._text.narrow = not medium
        self._size_columns(medium)
        self.verticalHeader().setDefaultSectionSize(row_height(self, self.narrow))

    def _size_columns(self, medium: bool) -> None:
        metrics = self.fontMetrics()
        letter = metrics.averageCharWidth()
        time = metrics.horizontalAdvance("00:00:00:00") + 4 * PAD
        words = (self._model.headerData(Column.CPS, Qt.Orientation.Horizontal), "00.0")
        lengths = (self._model.headerData(Column.LENGTH, Qt.Orientation.Horizontal), "00:00")
        widths = {
            Column.STATE: icon_side(metrics) + 3 * PAD,
            Column.IN: time,
            Column.OUT: time,
            Column.LENGTH: max(map(metrics.horizontalAdvance, lengths)) + 3 * PAD,
            Column.SPEAKER: letter * (16 if medium else 11),
            Column.CPS: max(map(metrics.horizontalAdvance, words)) + 4 * PAD,
            Column.FIT: letter * 18,
        }
        for column, width in widths.items():
            self.setColumnWidth(column, width)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName(self.tr("Lines"))
        self.setMouseTracking(True)  # the mouse over a state shows what a click does
        self.setMinimumWidth(1)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setSectionResizeMode(Column.TEXT, QHeaderView.ResizeMode.Stretch)
        across.setSectionResizeMode(Column.SPEAKER, QHeaderView.ResizeMode.Interactive)
        across.setMinimumSectionSize(1)
        down = self.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(1)
        down.hide()

    # -- editing ------------------------------------------------------------------------

    def _on_left(self, at: QPersistentModelIndex, by: int) -> None:
        """Tab: edit the text of the next line, if there is one."""
        row = at.row() + by
        while 0 <= row < self._lines.rowCount() and not self.edit_text(row):
            row += by

    def _on_typed(self, at: QPersistentModelIndex, text: str) -> None:
        if at.isValid():
            self._model.type_into(self._lines.ref_at(at.row()), text)

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """Close an editor, as Qt also does when another line becomes the current one."""
        if isinstance(editor, LineEditor):
            editor.retire()
            self._model.type_into("", "")
        super().closeEditor(editor, hint)

    def commit(self) -> None:
        """Commit what is being typed, before its line goes away."""
        editor = self.indexWidget(self.currentIndex())
        if editor is not None and self.state() == QTableView.State.EditingState:
            self.commitData(editor)

    # -- events -------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        # the panel's own Up and Down go from line to line in a timeline; here the table's
        # do, which also extend a selection
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            plain = held in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
            )
            if plain and event.key() in _KEPT_KEYS:
                event.accept()
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange(self.viewport().width())
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self.tr("Lines"))
            self.horizontalHeader().viewport().update()
            self.viewport().update()
        if event.type() in _SIZE_EVENTS:
            self.arrange(self.viewport().width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            row = 0 if event.key() == Qt.Key.Key_Home else self._lines.rowCount() - 1
            self._go_to(self._lines.index(row, Column.TEXT))
        elif event.matches(QKeySequence.StandardKey.Copy):  # Qt's would copy one cell
            rows = sorted(index.row() for index in self.selectionModel().selectedRows())
            texts = (self._lines.index(row, Column.TEXT).data(_EDITED) for row in rows)
            QGuiApplication.clipboard().setText("\n".join(texts))
        else:
            super().keyPressEvent(event)

    def _go_to(self, index: QModelIndex) -> None:
        """Select a row as the arrow keys do; Home would go to the first column instead."""
        if index.isValid():
            self.setCurrentIndex(index)
