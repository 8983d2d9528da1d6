"""Markers on the ruler: flags in their colour, and what they say under the mouse."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRect
from PySide6.QtGui import QHelpEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from deepaudio_plugin.backend.views import MarkerView

from ..state.timeline import TimelineState
from ..theme.marker_looks import marker_colour, marker_text
from ..theme.plain_text import plain
from .scale import Scale
from .style import Style
from .view_position import ViewPosition

_SIDE = 8  # pixels of a flag
_REACH = 5  # pixels beside a flag that still count


def paint_markers(
    painter: QPainter, markers: Sequence[MarkerView], scale: Scale, style: Style, box: QRect
) -> None:
    """Paint the markers whose flags are in `box`, in the timeline's pixels.

    A line's marker is filled, a note's is an outline.
    """
    starts = [marker.start for marker in markers]
    low = bisect.bisect_left(starts, scale.frame(box.left() - _SIDE))
    high = bisect.bisect_right(starts, scale.frame(box.right() + _SIDE))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    last = None
    for marker in markers[low:high]:
        x = scale.x(marker.start)
        if x == last:  # another at the same pixel is under it
            continue
        last, colour = x, marker_colour(marker)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(colour if marker.ref else style.colours.ruler)
        flag = ((0, 0), (_SIDE, 0), (_SIDE, 5), (4, 9), (0, 5))
        painter.drawPolygon(QPolygonF([QPointF(x - 4 + dx, 1.5 + dy) for dx, dy in flag]))
    painter.restore()


class MarkerTips(QObject):
    """Shows on a widget over the timeline what the markers under the mouse say."""

    def __init__(self, state: TimelineState, position: ViewPosition, over: QWidget) -> None:
        super().__init__(over)
        self._state, self._position = state, position

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return super().eventFilter(watched, event)
        found = self._near(event.pos().x())
        if not found:
            return super().eventFilter(watched, event)
        QToolTip.showText(event.globalPos(), plain("\n".join(map(self._told, found))))
        return True

    def _near(self, x: int) -> list[MarkerView]:
        scale, at = self._position.scale, x + self._position.left
        return [m for m in self._state.markers if abs(scale.x(m.start) - at) <= _REACH]

    def _told(self, marker: MarkerView) -> str:
        kind = self.tr("Line") if marker.ref else self.tr("Note")
        return f"{self._state.timecode(marker.start)}  {kind}: {marker_text(marker)}"
