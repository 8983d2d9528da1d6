"""The text of a line in the lines' table: painted in two rows, edited in place."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from deepaudio_plugin.backend.views import CueView

from ..state.cue_columns import Column, Role, fit_of, is_edited
from ..state.cue_model import CueModel
from ..state.spelling import Spelling
from ..theme.icons import tinted
from .cells import PAD, icon_side, inner, is_selected, pen_of
from .lines_delegates import CellDelegate, colours_of, fit_colour
from .lines_editor import LineEditor
from .rows_of_text import paint_rows
from .spelling_marks import formats_of

Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft


class TextDelegate(CellDelegate):
    """Two rows of text; in a narrow table a third with time and speed.

    Signals:
        left(object, int): an index whose editor was closed, and by how many lines to move on.
        typed(object, str): what is being typed at an index.
    """

    left = Signal(object, int)
    typed = Signal(object, str)

    def __init__(self, model: CueModel, spelling: Spelling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model, self._spelling = model, spelling
        self.narrow = False

    def paint_cue(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, cue: CueView
    ) -> None:
        rect = inner(option.rect)
        metrics = option.fontMetrics
        if self.narrow:
            rect.setHeight(rect.height() - metrics.lineSpacing())
            below = QRect(rect.left(), rect.bottom(), rect.width(), metrics.lineSpacing())
            self._paint_meta(painter, option, index, cue, below)
        if is_edited(cue):
            side = icon_side(option.fontMetrics) * 3 // 4
            mark = QRect(rect.right() - side, rect.top(), side, side)
            mark.moveTop(rect.center().y() - side // 2)
            colour = pen_of(option) if is_selected(option) else colours_of(option).changed
            tinted("edited", colour).paint(painter, mark)
            rect.setRight(mark.left() - PAD)
        painter.setPen(pen_of(option, faint=cue.muted or cue.kind != "line"))
        font = QFont(option.font)
        font.setItalic(cue.kind != "line")
        font.setStrikeOut(cue.muted or cue.removed)
        text = index.data()
        wrong = self._spelling.in_text(text, self._spelling.language_of(cue))
        colour = pen_of(option) if is_selected(option) else colours_of(option).failed
        paint_rows(painter, rect, text, font, most=2, formats=formats_of(wrong, colour))

    def _paint_meta(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        cue: CueView,
        rect: QRect,
    ) -> None:
        """Time and speed, where there is no column for them."""
        painter.setPen(pen_of(option, faint=True))
        time = index.sibling(index.row(), Column.IN).data()
        painter.drawText(rect, _LEFT | Qt.AlignmentFlag.AlignVCenter, time)
        if cue.kind != "line" or cue.muted:
            return
        rect = rect.adjusted(option.fontMetrics.horizontalAdvance(time + "  "), 0, 0, 0)
        words = f"{self._model.words.speed_words(cue)} · {self._model.words.fit_words(cue)}"
        if option.fontMetrics.horizontalAdvance(words) > rect.width():
            words = self._model.words.fit_words(cue)
        fit = fit_of(cue, index.data(Role.JOB))
        if fit not in ("relaxed", "recorded") and not is_selected(option):
            painter.setPen(fit_colour(fit, option.palette))
        painter.drawText(rect, _LEFT | Qt.AlignmentFlag.AlignVCenter, words)

    # -- editing ------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = LineEditor(parent)
        cue = index.data(Role.CUE)
        if isinstance(cue, CueView):
            editor.check(self._spelling, self._spelling.language_of(cue))
        at = QPersistentModelIndex(index)
        editor.done.connect(lambda by: self._on_done(editor, at, by))
        editor.given_up.connect(lambda: self._close(editor))
        editor.textChanged.connect(lambda: self.typed.emit(at, editor.toPlainText()))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, LineEditor):
            editor.fill(index.data(Qt.ItemDataRole.EditRole) or "")

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, LineEditor):
            model.setData(index, editor.toPlainText())

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        if isinstance(editor, LineEditor):
            cell = QRect(option.rect)
            if self.narrow:
                cell.setHeight(cell.height() - option.fontMetrics.lineSpacing() - PAD)
            editor.cover(cell, upwards=self.narrow)  # time and speed below stay in sight

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        # the editor handles its keys; Qt would go to the next column
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.FocusOut):
            return False
        return super().eventFilter(editor, event)

    def _on_done(self, editor: LineEditor, at: QPersistentModelIndex, by: int) -> None:
        self.commitData.emit(editor)
        self._close(editor)
        if by:
            self.left.emit(at, by)

    def _close(self, editor: LineEditor) -> None:
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


def row_height(widget: QWidget, narrow: bool) -> int:
    """Height of two rows of text, and of a third in a narrow table."""
    return widget.fontMetrics().lineSpacing() * (3 if narrow else 2) + 2 * PAD
