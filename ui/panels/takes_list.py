"""The list of takes: rows with waveform, facts and stars, which can be dragged out as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QLine,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import QDrag, QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from deepaudio_plugin.backend.views import TakeView

from ..state.take_model import FACTS, MARKS, TAKE
from ..state.waveforms import WaveformLevels, WaveformSource
from ..theme.colours import Colours, colours_for
from ..theme.metrics import BREAK, STEP
from .cells import draw_elided, fill_background, is_selected, pen_of

STARS = 5
Exporter = Callable[[TakeView], str]
"""Gives the path of a file for other programs; "" where there is none."""


class TakesList(QListView):
    """Takes that can be dragged into another program, as files."""

    def __init__(self, export: Exporter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._export = export
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)  # rows are higher where it is narrow
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def mime_of(self, index: QModelIndex) -> QMimeData | None:
        """A take as other programs receive it; None for one that cannot be had."""
        take = index.data(TAKE)
        path = self._export(take) if isinstance(take, TakeView) and take.path else ""
        if not path:
            return None
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path)])
        return data

    def startDrag(self, _actions: Qt.DropAction) -> None:
        data = self.mime_of(self.currentIndex())
        if data is not None:
            drag = QDrag(self)
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.CopyAction)


class TakeDelegate(QStyledItemDelegate):
    """A play mark and what the take is, its stars, its waveform, its facts, and its marks.

    The facts stand beside the title where there is room: more takes are in sight then.

    Signals:
        play_clicked(object): the mark of a `TakeView` was clicked.
        rating_clicked(object, int): one of its stars was, for so many; 0 where it was the last
            of those that it has.
    """

    play_clicked = Signal(object)
    rating_clicked = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.media: WaveformSource | None = None

    def play_box(self, place: QRect) -> QRect:
        """Where the play mark of a row is."""
        side = min(place.height(), 2 * _line(place, self))
        return QRect(place.left(), place.top(), side, side)

    def star_box(self, place: QRect, take: TakeView, star: int) -> QRect:
        """Where a star of a row is, counted from 1."""
        metrics = _metrics(self)
        wide = metrics.horizontalAdvance(_stars(take)) if metrics is not None else 0
        left = place.right() - 2 * STEP - wide + (star - 1) * wide // STARS
        return QRect(left, place.top(), wide // STARS, 2 * STEP + _line(place, self))

    def _star_at(self, place: QRect, take: TakeView, at: QPoint) -> int:
        """The star under a point, 0 for none."""
        stars = range(1, STARS + 1) if take.path else ()
        return next((n for n in stars if self.star_box(place, take, n).contains(at)), 0)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            take, at = index.data(TAKE), event.position().toPoint()
            star = self._star_at(option.rect, take, at)
            if self.play_box(option.rect).contains(at):
                self.play_clicked.emit(take)
                return True
            if star:
                self.rating_clicked.emit(take, star if star != take.rating else 0)
                return True
        return super().editorEvent(event, model, option, index)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        take: TakeView = index.data(TAKE)
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        facts = 0.0 if self._has_room(option, index, width) else 1.0
        lines = 1.0 + (1.4 + facts if take.path else 0.4) + (1.0 if index.data(MARKS) else 0.0)
        return QSize(0, round(option.fontMetrics.lineSpacing() * lines) + 2 * STEP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        take: TakeView = index.data(TAKE)
        colours, line = colours_for(option.palette), option.fontMetrics.lineSpacing()
        text, faint = pen_of(option), pen_of(option, faint=True)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill_background(painter, option, alternate=False)
        box = self.play_box(option.rect)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(text if take.path else colours.line)
        _triangle(painter, box)
        inside = option.rect.adjusted(box.width(), STEP, -2 * STEP, -STEP)
        head = QRect(inside.left(), inside.top(), inside.width(), line)
        stars = _stars(take)
        painter.setPen(text if take.rating else faint)
        painter.drawText(
            head, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), stars
        )
        head.setRight(head.right() - option.fontMetrics.horizontalAdvance(stars + "  "))
        painter.setPen(text if take.path else faint)
        font = painter.font()
        font.setBold(take.chosen)
        painter.setFont(font)
        draw_elided(painter, head, self._title(take))
        painter.setFont(option.font)
        if take.path and self._has_room(option, index, option.rect.width()):
            head.setLeft(head.left() + self._title_width(option, take))
            painter.setPen(faint)
            draw_elided(painter, head, index.data(FACTS))
        self._paint_rest(painter, option, index, inside.adjusted(0, line, 0, 0))
        painter.restore()

    def _paint_rest(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        place: QRect,
    ) -> None:
        """Below the title: the waveform, the facts, and what is to be known."""
        take: TakeView = index.data(TAKE)
        colours, line = colours_for(option.palette), option.fontMetrics.lineSpacing()
        row = QRect(place.left(), place.top(), place.width(), round(1.4 * line))
        if take.path:
            pen = pen_of(option) if is_selected(option) else colours.waveform
            waveform = self.media.waveform(take.key) if self.media is not None else None
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(pen)
            _paint_waveform(painter, row.adjusted(0, 2, 0, -2), waveform)
            row.moveTop(row.bottom() + 1)
            row.setHeight(line)
            if not self._has_room(option, index, option.rect.width()):
                painter.setPen(pen_of(option, faint=True))
                draw_elided(painter, row, index.data(FACTS))
                row.moveTop(row.bottom() + 1)
        row.setHeight(line)
        painter.setPen(_mark_pen(option, colours, take))
        draw_elided(painter, row, index.data(MARKS))

    def _has_room(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        width: int,
    ) -> bool:
        """Whether the title, the facts and the stars of a take fit one line of a row."""
        take: TakeView = index.data(TAKE)
        words = f"{index.data(FACTS)}  {_stars(take)}"
        box = 2 * option.fontMetrics.lineSpacing()
        used = box + self._title_width(option, take) + option.fontMetrics.horizontalAdvance(words)
        return used + 2 * STEP <= width

    def _title_width(self, option: QStyleOptionViewItem, take: TakeView) -> int:
        """Of a title and the gap after it; all are given the room of a chosen one's."""
        font = QFont(option.font)
        font.setBold(True)
        title = self._title(replace(take, chosen=True))
        return QFontMetrics(font).horizontalAdvance(title) + BREAK

    def _title(self, take: TakeView) -> str:
        words = ("✓ " if take.chosen else "") + self.tr("Take {}").format(take.number)
        return words if take.path else words + "  ·  " + self.tr("is being rendered")


def _stars(take: TakeView) -> str:
    return "★" * take.rating + "☆" * (STARS - take.rating) if take.path else ""


def _metrics(delegate: QStyledItemDelegate) -> QFontMetrics | None:
    parent = delegate.parent()
    return parent.fontMetrics() if isinstance(parent, QWidget) else None


def _line(place: QRect, delegate: QStyledItemDelegate) -> int:
    metrics = _metrics(delegate)
    return metrics.lineSpacing() if metrics is not None else place.height()


def _mark_pen(option: QStyleOptionViewItem, colours: Colours, take: TakeView) -> object:
    warned = bool(take.warnings or take.verdict) and not is_selected(option)
    return colours.warning if warned else pen_of(option, faint=True)


def _paint_waveform(painter: QPainter, place: QRect, waveform: WaveformLevels | None) -> None:
    """One line for each pixel, over the whole file; a flat line until it is known."""
    middle = place.center().y()
    if waveform is None:
        painter.drawLine(place.left(), middle, place.right(), middle)
        return
    lows, highs = waveform.at_most(place.width())
    per_pixel, unit = len(lows) / max(1, place.width()), place.height() / 256
    lines = []
    for x in range(place.width()):
        bucket = min(len(lows) - 1, int(x * per_pixel))
        top, bottom = middle - round(highs[bucket] * unit), middle - round(lows[bucket] * unit)
        lines.append(QLine(place.left() + x, top, place.left() + x, bottom))
    painter.drawLines(lines)


def _triangle(painter: QPainter, box: QRect) -> None:
    size = box.height() // 4
    centre = box.center()
    painter.drawPolygon(
        [
            QPoint(centre.x() - size // 2, centre.y() - size),
            QPoint(centre.x() - size // 2, centre.y() + size),
            QPoint(centre.x() + size, centre.y()),
        ]
    )
