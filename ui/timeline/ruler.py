"""The ruler above the rows: timecode, the range, and the playhead to drag."""

from __future__ import annotations

from PySide6.QtCore import QLine, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from ..state.selection import Playhead
from ..state.timeline import TimelineState
from .markers import paint_markers
from .overlay import marked
from .scale import Clock, Scale, Tick, ticks
from .style import Style


class Ruler(QWidget):
    """Shows time; pressing or dragging on it moves the playhead.

    Signals:
        frame_requested(int): move the playhead to a frame.
        dragging_changed(bool): the playhead is being dragged.
    """

    frame_requested = Signal(int)
    dragging_changed = Signal(bool)

    def __init__(
        self, state: TimelineState, playhead: Playhead, style: Style, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._state, self._playhead, self._style = state, playhead, style
        self._scale, self._left = Scale(1.0), 0
        self._active = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_at(self, scale: Scale, left: int) -> None:
        """Show the pixels from `left` on, at a scale."""
        if (scale, left) != (self._scale, self._left):
            self._scale, self._left = scale, left
            self.update()

    def set_style(self, style: Style) -> None:
        """Use another style."""
        self._style = style
        self.update()

    def set_active(self, active: bool) -> None:
        """Show with the line under the ruler whether the view has the focus."""
        self._active = active
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ticks and labels of what is visible."""
        painter = QPainter(self)
        style, width, height = self._style, self.width(), self.height()
        painter.fillRect(event.rect(), style.colours.ruler)
        painter.setPen(self.palette().highlight().color() if self._active else style.colours.line)
        painter.drawLine(0, height - 1, width, height - 1)
        if not self._state.is_open:
            return
        painter.setFont(style.small)
        painter.translate(-self._left, 0)
        self._paint_ticks(painter)
        self._paint_range(painter)
        shown = QRect(self._left, 0, width, height)
        paint_markers(painter, self._state.markers, self._scale, style, shown)
        self._paint_playhead(painter)

    def _paint_ticks(self, painter: QPainter) -> None:
        style, height, scale = self._style, self.height(), self._scale
        head = self._state.head
        clock = Clock(
            self._state.rate, head.start_frame if head else 0, bool(head and head.drop_frame)
        )
        space = style.small_fm.horizontalAdvance("00:00:00:00") + 24
        first, last = scale.frame(self._left), scale.frame(self._left + self.width())
        found = list(ticks(scale, clock, max(0, first - space), last, space))
        painter.setPen(style.colours.line)
        painter.drawLines([self._tick_line(tick) for tick in found])
        painter.setPen(style.colours.text_faint)
        covered = self._flag()
        for tick in found:
            x = scale.x(tick.frame) + style.pad
            free = x + space - 16 < covered.left() or x > covered.right()
            if tick.major and tick.frame >= 0 and free:
                label = self._state.timecode(tick.frame)
                painter.drawText(x, 0, space, height - 5, int(Qt.AlignmentFlag.AlignVCenter), label)

    def _tick_line(self, tick: Tick) -> QLine:
        x, height = self._scale.x(tick.frame), self.height()
        return QLine(x, 0 if tick.major else height - 6, x, height - 2)

    def _paint_range(self, painter: QPainter) -> None:
        edges = marked(self._playhead, self._scale)
        if edges is not None:
            left, right = edges
            box = QRect(left, self.height() - 5, max(2, right - left), 4)
            painter.fillRect(box, self._style.colours.note)

    def _flag(self) -> QRect:
        """The box of the playhead's timecode, on the side with enough space."""
        style, x = self._style, self._scale.x(self._playhead.frame)
        label = self._state.timecode(self._playhead.frame)
        wide = style.small_fm.horizontalAdvance(label) + 2 * style.pad
        left = x + 6
        if left + wide > self._left + self.width():
            left = x - 6 - wide
        return QRect(left, 0, wide, self.height() - 5)

    def _paint_playhead(self, painter: QPainter) -> None:
        colours, height = self._style.colours, self.height()
        frame = self._playhead.frame
        x = self._scale.x(frame) + 0.5
        painter.setPen(colours.text)
        painter.drawText(
            self._flag(), int(Qt.AlignmentFlag.AlignCenter), self._state.timecode(frame)
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.playhead)
        half, neck = 5, height - 7
        corners = ((-half, 1), (half, 1), (half, neck - half), (0, neck), (-half, neck - half))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y) for dx, y in corners]))
        painter.fillRect(int(x), neck - 1, 1, height - neck + 1, colours.playhead)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the playhead there."""
        if event.button() == Qt.MouseButton.LeftButton and self._state.is_open:
            self.dragging_changed.emit(True)
            self._request_frame(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the playhead."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._state.is_open:
            self._request_frame(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop dragging."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.dragging_changed.emit(False)

    def _request_frame(self, event: QMouseEvent) -> None:
        x = event.position().toPoint().x() + self._left
        self.frame_requested.emit(self._scale.frame(max(0, x)))
