"""Paints a strip of any row as a pixmap."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPainter, QPixmap

from .canvas import PaintContext, TimelineCanvas
from .layout import PlacedRow
from .paint_jobs import paint_jobs
from .paint_rows import paint_cues, paint_shots, paint_track
from .paint_waves import paint_film
from .rows import Kind, Row
from .style import Style

_PAINTERS: dict[Kind, Callable[[TimelineCanvas, Row, int, int], None]] = {
    "shots": paint_shots,
    "film": paint_film,
    "track": paint_track,
    "cues": paint_cues,
    "speech": paint_jobs,
    "audio": paint_jobs,
}
_QUIET: tuple[Kind, ...] = ("track", "cues", "shots", "film")


def strip(placed: PlacedRow, left: int, width: int, context: PaintContext) -> QPixmap:
    """A row from pixel `left` on."""
    style, scale = context.style, context.scale
    ratio, row = style.ratio, placed.row
    pixmap = QPixmap(math.ceil(width * ratio), math.ceil(placed.height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    colours = style.colours
    pixmap.fill(colours.lane_alternate if row.kind in _QUIET else colours.lane)
    painter = QPainter(pixmap)
    painter.setFont(style.small)
    painter.translate(-left, 0)
    canvas = TimelineCanvas(
        painter, scale, style, context.media, left, left + width, placed.height, context.wave_zoom
    )
    end = scale.x(context.frames)
    if end < left + width:
        painter.fillRect(end, 0, left + width - end, placed.height, colours.background)
    paint = _PAINTERS.get(row.kind)
    if paint is not None:
        low, high = row.between(scale.frame(left) - 1, scale.frame(left + width) + 1)
        if high > low:
            paint(canvas, row, low, high)
    painter.end()
    return pixmap


def paint_empty(painter: QPainter, style: Style, width: int, height: int) -> None:
    """Paint the hint shown while no timeline is open."""
    painter.setPen(style.colours.text_faint)
    words = QCoreApplication.translate(
        "Timeline", "Open a timeline, or drop one here, to see its shots and lines."
    )
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(16, 0, max(1, width - 32), height, flags, words)
