"""Drawing helpers on QPainter: gradients, soft shapes, glow, blur, wet reflections."""

# ruff: noqa: PLR0917  (coordinates and sizes are read in order)

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QRadialGradient,
)

WIDTH = 1280
HEIGHT = 720

Point = tuple[float, float]
Stop = tuple[float, QColor]


def color(code: str, alpha: float = 1.0) -> QColor:
    """A colour from ``#rrggbb`` and an opacity of 0..1."""
    value = QColor(code)
    value.setAlphaF(max(0.0, min(1.0, alpha)))
    return value


def blend(a: str, b: str, t: float) -> str:
    """The colour between ``a`` and ``b`` as ``#rrggbb``."""
    one, two = QColor(a), QColor(b)
    mix = [
        round(x + (y - x) * t)
        for x, y in (
            (one.red(), two.red()),
            (one.green(), two.green()),
            (one.blue(), two.blue()),
        )
    ]
    return "#{:02x}{:02x}{:02x}".format(*mix)


def linear(x0: float, y0: float, x1: float, y1: float, *stops: Stop) -> QBrush:
    """A brush with a gradient along the line from (x0, y0) to (x1, y1)."""
    gradient = QLinearGradient(x0, y0, x1, y1)
    for position, tone in stops:
        gradient.setColorAt(position, tone)
    return QBrush(gradient)


def radial(x: float, y: float, radius: float, *stops: Stop) -> QBrush:
    """A brush with a round gradient about (x, y)."""
    gradient = QRadialGradient(x, y, radius)
    for position, tone in stops:
        gradient.setColorAt(position, tone)
    return QBrush(gradient)


def layer(width: int = WIDTH, height: int = HEIGHT) -> QImage:
    """A new transparent picture."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image


@contextmanager
def painting(image: QImage) -> Iterator[QPainter]:
    """An antialiased painter on ``image``, ended at the end of the block."""
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setPen(Qt.PenStyle.NoPen)
    try:
        yield painter
    finally:
        painter.end()


@contextmanager
def saved(painter: QPainter) -> Iterator[QPainter]:
    """Restore the painter's state at the end of the block."""
    painter.save()
    try:
        yield painter
    finally:
        painter.restore()


def polygon(points: Sequence[Point]) -> QPainterPath:
    """A closed path with straight sides."""
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(*point)
    path.closeSubpath()
    return path


def curve(points: Sequence[Point], closed: bool = True) -> QPainterPath:
    """A smooth path through the points (Catmull-Rom)."""
    count = len(points)
    path = QPainterPath(QPointF(*points[0]))
    for i in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            a, b, c, d = (points[max(0, min(count - 1, i + k))] for k in (-1, 0, 1, 2))
        path.cubicTo(
            b[0] + (c[0] - a[0]) / 6,
            b[1] + (c[1] - a[1]) / 6,
            c[0] - (d[0] - b[0]) / 6,
            c[1] - (d[1] - b[1]) / 6,
            c[0],
            c[1],
        )
    if closed:
        path.closeSubpath()
    return path


def ellipse(x: float, y: float, rx: float, ry: float) -> QPainterPath:
    """An ellipse about (x, y) as a path."""
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), rx, ry)
    return path


def rounded(x: float, y: float, w: float, h: float, r: float) -> QPainterPath:
    """A rectangle with round corners as a path."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, y, w, h), r, r)
    return path


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Points on an ellipse between two angles in degrees; 0 is right, 90 is up."""
    angles = np.radians(np.linspace(start, end, 9))
    return [(x + rx * float(np.cos(a)), y - ry * float(np.sin(a))) for a in angles]


def fill(painter: QPainter, path: QPainterPath, brush: QBrush | QColor) -> None:
    """Fill a path, without an outline."""
    painter.fillPath(path, brush)


def box(painter: QPainter, x: float, y: float, w: float, h: float, brush: QBrush | QColor) -> None:
    """Fill an upright rectangle."""
    painter.fillRect(QRectF(x, y, w, h), brush)


def stroke(painter: QPainter, path: QPainterPath, tone: QColor | QBrush, width: float) -> None:
    """Draw along a path with round ends and joins."""
    brush = tone if isinstance(tone, QBrush) else QBrush(tone)
    pen = QPen(
        brush, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )
    painter.strokePath(path, pen)


def line(painter: QPainter, points: Sequence[Point], tone: QColor | QBrush, width: float) -> None:
    """Draw a smooth open line through the points."""
    stroke(painter, curve(points, closed=False), tone, width)


def soft(
    painter: QPainter, x: float, y: float, rx: float, ry: float, tone: str, alpha: float
) -> None:
    """A soft-edged ellipse: shadows, blush, haze."""
    with saved(painter):
        painter.translate(x, y)
        painter.scale(rx, ry)
        brush = radial(
            0, 0, 1, (0, color(tone, alpha)), (0.55, color(tone, alpha * 0.55)), (1, color(tone, 0))
        )
        fill(painter, ellipse(0, 0, 1, 1), brush)


def glow(painter: QPainter, x: float, y: float, radius: float, tone: str, alpha: float) -> None:
    """Light around a lamp: added to what is there."""
    with saved(painter):
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
        brush = radial(
            x,
            y,
            radius,
            (0, color(tone, alpha)),
            (0.25, color(tone, alpha * 0.45)),
            (0.6, color(tone, alpha * 0.12)),
            (1, color(tone, 0)),
        )
        fill(painter, ellipse(x, y, radius, radius), brush)


def pixels(image: QImage) -> npt.NDArray[np.uint8]:
    """The picture's bytes as an array (height, width, 4), blue first; a view, not a copy."""
    flat: npt.NDArray[np.uint8] = np.frombuffer(image.bits(), np.uint8)
    rows = flat.reshape(image.height(), image.bytesPerLine())
    cells: npt.NDArray[np.uint8] = rows[:, : image.width() * 4].reshape(image.height(), -1, 4)
    return cells


def _box_blur(data: np.ndarray, radius: int, axis: int) -> np.ndarray:
    pad = [(0, 0)] * data.ndim
    pad[axis] = (radius + 1, radius)
    total = np.cumsum(np.pad(data, pad, mode="edge"), axis=axis)
    size = data.shape[axis]
    high = np.take(total, range(2 * radius + 1, 2 * radius + 1 + size), axis=axis)
    low = np.take(total, range(size), axis=axis)
    mean: np.ndarray = (high - low) / (2 * radius + 1)
    return mean


def blurred(image: QImage, rx: int, ry: int | None = None) -> QImage:
    """A copy with a soft (nearly Gaussian) blur."""
    result = image.copy()
    data = pixels(result).astype(np.float64)
    for _ in range(3):
        if rx:
            data = _box_blur(data, rx, 1)
        if ry is None or ry:
            data = _box_blur(data, rx if ry is None else ry, 0)
    pixels(result)[:] = np.clip(data + 0.5, 0, 255).astype(np.uint8)
    return result


def wet(image: QImage, ground: int, strength: float, squeeze: float = 1.6) -> None:
    """Mirror what stands above the line ``ground`` into the wet ground below it."""
    depth = image.height() - ground
    source = image.copy(0, ground - int(depth * squeeze), image.width(), int(depth * squeeze))
    mirror = source.mirrored(False, True).scaled(
        image.width(),
        depth,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    mirror = blurred(mirror, 5, 16)
    with painting(image) as painter:
        painter.setOpacity(strength)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
        painter.drawImage(0, ground, mirror)


def vignette(painter: QPainter, strength: float = 0.5, tone: str = "#070a1c") -> None:
    """Darken the corners."""
    with saved(painter):
        painter.translate(WIDTH / 2, HEIGHT / 2)
        painter.scale(WIDTH / 2, HEIGHT / 2)
        brush = radial(
            0, 0, 1.42, (0, color(tone, 0)), (0.55, color(tone, 0)), (1, color(tone, strength))
        )
        fill(painter, polygon([(-1, -1), (1, -1), (1, 1), (-1, 1)]), brush)
