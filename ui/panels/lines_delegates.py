"""Delegates of the lines' table: painting and editing."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPalette,
)
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from deepaudio_plugin.backend.views import CueView, JobView

from ..state.cue_columns import Column, Fit, Role, fit_of, is_retimed
from ..state.cue_model import CueModel
from ..theme.colours import Colours, colours_for, is_dark, speaker_colour
from ..theme.icons import tinted
from .cells import PAD, draw_elided, icon_side, inner, is_selected, pen_of

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """A cell whose background the style paints; subclasses paint its content."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # no initStyleOption: it asks the model for a dozen roles that no cell here has
        panel = QStyle.PrimitiveElement.PE_PanelItemViewItem
        option.widget.style().drawPrimitive(panel, option, painter, option.widget)
        cue = index.data(Role.CUE)
        if isinstance(cue, CueView):
            painter.save()
            painter.setClipRect(option.rect)
            painter.setFont(option.font)
            self.paint_cue(painter, option, index, cue)
            painter.restore()

    def paint_cue(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, cue: CueView
    ) -> None:
        """Paint a line's cell: by default its text."""
        painter.setPen(pen_of(option, faint=cue.muted))
        text = index.data()
        rect, side = inner(option.rect), _LEFT
        if index.column() == Column.CPS:
            rect.setRight(option.rect.right() - 2 * PAD)
            side = Qt.AlignmentFlag.AlignRight
        draw_elided(painter, rect, text, side)


_LEFT = Qt.AlignmentFlag.AlignLeft
_STRIPE = 3
"""Width of the stripe in a speaker's colour, in pixels."""


class TimeDelegate(CellDelegate):
    """A time that can be typed; one that differs from the subtitles stands out."""

    def paint_cue(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, cue: CueView
    ) -> None:
        plain_pen = cue.muted or cue.added or is_selected(option) or not is_retimed(cue)
        pen = pen_of(option, faint=cue.muted) if plain_pen else colours_of(option).changed
        painter.setPen(pen)
        draw_elided(painter, inner(option.rect), index.data(), _LEFT)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = QLineEdit(parent)
        field.setFrame(False)
        titles = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        field.setAccessibleName(str(titles or ""))
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(index.data(Qt.ItemDataRole.EditRole) or "")
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit) and editor.isModified():
            model.setData(index, editor.text())


class StateDelegate(CellDelegate):
    """An icon for the state of a line's sound; while it renders, its progress.

    Where the line has a take and the mouse is over it, it is the button to play it, and to stop.
    """

    playing = ""  # the reference of the line that plays

    def paint_cue(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, cue: CueView
    ) -> None:
        job = index.data(Role.JOB)
        side = icon_side(option.fontMetrics)
        rect = QRect(0, 0, side, side)
        rect.moveCenter(option.rect.center())
        name, colour = look_of(cue, job if isinstance(job, JobView) else None, option.palette)
        if is_selected(option):
            colour = pen_of(option)
        if cue.ref == self.playing:
            tinted("stop", colour).paint(painter, rect)
        elif option.state & QStyle.StateFlag.State_MouseOver and can_play(cue, job):
            tinted("play", colour).paint(painter, rect)
        elif isinstance(job, JobView) and job.state == "rendering" and not cue.muted:
            _paint_progress(painter, rect, job.fraction, colour)
        elif name:
            tinted(name, colour).paint(painter, rect)


def can_play(cue: CueView, job: object) -> bool:
    """Whether a line has a take that can be heard in its place."""
    heard = isinstance(job, JobView) and any(take.path for take in job.takes)
    return heard and not (cue.muted or cue.removed)


def look_of(cue: CueView, job: JobView | None, palette: QPalette) -> tuple[str, QColor]:
    """Icon and colour of a line's state."""
    colours = colours_for(palette)
    if cue.removed:
        return "close", colours.text_faint
    if cue.muted:
        return "muted", colours.text_faint
    if cue.kind != "line":
        return cue.kind, colours.text_faint
    if job is None:
        return "", colours.text_faint
    return f"state-{job.state}", colours.of_state(job.state)


def _paint_progress(painter: QPainter, rect: QRect, fraction: float, colour: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ring = QRectF(rect).adjusted(2, 2, -2, -2)
    painter.setPen(colour)
    painter.drawEllipse(ring)
    painter.setBrush(colour)
    painter.drawPie(ring, 90 * 16, -round(max(0.04, min(1.0, fraction)) * 360 * 16))


class FitDelegate(CellDelegate):
    """A bar for the speed that a line needs, and a word for it."""

    def paint_cue(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, cue: CueView
    ) -> None:
        if cue.kind != "line" or cue.muted:
            return
        rect, fit = inner(option.rect), fit_of(cue, index.data(Role.JOB))
        if fit == "recorded":
            painter.setPen(pen_of(option, faint=True))
            draw_elided(painter, rect, index.data(), _LEFT)
            return
        colour = pen_of(option) if is_selected(option) else fit_colour(fit, option.palette)
        unit = option.fontMetrics.averageCharWidth()
        bar = QRectF(rect.left(), rect.center().y() - 1.5, unit * 5, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours_for(option.palette).line)
        painter.drawRoundedRect(bar, 2, 2)
        filled = QRectF(bar)
        filled.setWidth(bar.width() * max(0.08, min(1.0, cue.pace / 2)))
        painter.setBrush(colour)
        painter.drawRoundedRect(filled, 2, 2)
        rect.setLeft(round(bar.right()) + unit)
        painter.setPen(pen_of(option) if fit == "relaxed" else colour)
        painter.drawText(rect, _LEFT | Qt.AlignmentFlag.AlignVCenter, index.data())


def fit_colour(fit: Fit, palette: QPalette) -> QColor:
    """The colour of how a line fits."""
    colours = colours_for(palette)
    return {
        "relaxed": colours.ready,
        "hurried": colours.warning,
        "too long": colours.failed,
        "recorded": colours.text_faint,
    }[fit]


class SpeakerDelegate(CellDelegate):
    """The speaker behind a stripe in their colour: chosen from a list, or typed."""

    def __init__(self, model: CueModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def paint_cue(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, cue: CueView
    ) -> None:
        number = self._model.speaker_number(cue.speaker)
        if number is not None:
            cell = option.rect
            stripe = QRect(cell.left(), cell.top() + 3, _STRIPE, cell.height() - 6)
            colour = speaker_colour(number, dark=is_dark(option.palette))
            painter.fillRect(stripe, colour)
        painter.setPen(pen_of(option, faint=cue.muted))
        draw_elided(painter, inner(option.rect).adjusted(_STRIPE, 0, 0, 0), index.data(), _LEFT)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        combo = QComboBox(parent, editable=True)
        combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        combo.addItems(["", *self._model.speakers()])
        combo.setAccessibleName(self.tr("Speaker of the line"))
        combo.activated.connect(lambda: self._finish(combo))
        return combo

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox) and not editor.property("filled"):
            editor.setProperty("filled", True)
            editor.setCurrentText(index.data(Qt.ItemDataRole.EditRole) or "")
            field = editor.lineEdit()
            if field is not None:
                field.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and isinstance(editor, QComboBox):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() == QEvent.Type.ShortcutOverride and not event.modifiers():
                event.accept()  # letters are typed, whatever the panel's shortcuts are
                return True
            if event.type() == QEvent.Type.KeyPress and enter:
                self._finish(editor)
                return True
        return super().eventFilter(editor, event)

    def _finish(self, combo: QComboBox) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo, QStyledItemDelegate.EndEditHint.NoHint)


def colours_of(option: QStyleOptionViewItem) -> Colours:
    """The colours for the palette that a cell is painted with."""
    return colours_for(option.palette)
