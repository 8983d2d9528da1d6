"""Small signs for states and warnings, so that colour is never the only mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

Sign = Literal[
    "planned", "changed", "waiting", "rendering", "failed", "impossible",
    "warning", "muted", "sound", "music",
]  # fmt: skip


def glyph(sign: Sign, colour: QColor, side: int, ratio: float) -> QPixmap:
    """A sign `side` pixels wide, drawn for a screen's pixel ratio."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(side / 12, side / 12)
    pen = QPen(colour, 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    _DRAWINGS[sign](painter)
    painter.end()
    return pixmap


def _planned(painter: QPainter) -> None:
    pen = painter.pen()
    pen.setDashPattern([1.4, 1.7])
    painter.setPen(pen)
    painter.drawEllipse(QRectF(1.5, 1.5, 9, 9))


def _changed(painter: QPainter) -> None:
    painter.drawArc(QRectF(2, 2, 8, 8), 50 * 16, 280 * 16)
    painter.drawPolyline([QPointF(9.8, 0.8), QPointF(9, 3.6), QPointF(6.2, 2.9)])


def _waiting(painter: QPainter) -> None:
    painter.drawEllipse(QRectF(1.5, 1.5, 9, 9))
    painter.drawPolyline([QPointF(6, 3.6), QPointF(6, 6.2), QPointF(7.8, 7.4)])


def _rendering(painter: QPainter) -> None:
    painter.setBrush(painter.pen().color())
    painter.drawPolygon([QPointF(3.5, 2.2), QPointF(9.8, 6), QPointF(3.5, 9.8)])


def _failed(painter: QPainter) -> None:
    painter.drawLine(QPointF(2.5, 2.5), QPointF(9.5, 9.5))
    painter.drawLine(QPointF(9.5, 2.5), QPointF(2.5, 9.5))


def _impossible(painter: QPainter) -> None:
    painter.drawEllipse(QRectF(1.5, 1.5, 9, 9))
    painter.drawLine(QPointF(3, 9), QPointF(9, 3))


def _warning(painter: QPainter) -> None:
    painter.drawPolygon([QPointF(6, 1.2), QPointF(11.2, 10.6), QPointF(0.8, 10.6)])
    painter.drawLine(QPointF(6, 4.8), QPointF(6, 7.2))
    painter.drawPoint(QPointF(6, 9.1))


def _muted(painter: QPainter) -> None:
    _speaker(painter)
    painter.drawLine(QPointF(1.5, 1.5), QPointF(10.5, 10.5))


def _sound(painter: QPainter) -> None:
    _speaker(painter)
    painter.drawArc(QRectF(5, 3, 5.5, 6), -60 * 16, 120 * 16)


def _speaker(painter: QPainter) -> None:
    path = QPainterPath(QPointF(1.2, 4.5))
    for x, y in ((3.2, 4.5), (6.2, 2), (6.2, 10), (3.2, 7.5), (1.2, 7.5)):
        path.lineTo(x, y)
    path.closeSubpath()
    painter.drawPath(path)


def _music(painter: QPainter) -> None:
    painter.drawPolyline([QPointF(4.5, 9), QPointF(4.5, 2.5), QPointF(9.8, 1.5), QPointF(9.8, 8)])
    painter.drawEllipse(QRectF(1.8, 7.8, 2.7, 2.4))
    painter.drawEllipse(QRectF(7.1, 6.8, 2.7, 2.4))


_DRAWINGS: dict[Sign, Callable[[QPainter], None]] = {
    "planned": _planned,
    "changed": _changed,
    "waiting": _waiting,
    "rendering": _rendering,
    "failed": _failed,
    "impossible": _impossible,
    "warning": _warning,
    "muted": _muted,
    "sound": _sound,
    "music": _music,
}
