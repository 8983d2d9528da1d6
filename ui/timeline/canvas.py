"""A strip of one row to paint on, and what every kind of row paints alike."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from .look import Look
from .pictures import Pictures
from .rows import Row
from .scale import Scale

DENSE = 5  # pixels: items narrower than that on average are drawn as merged blocks
BLOCK = 3  # pixels: how fine merged blocks are
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Canvas:
    """A strip of a row from `left` to `right`, in pixels from the timeline's first frame.

    The painter's origin is that frame at the row's upper edge.
    """

    painter: QPainter
    scale: Scale
    look: Look
    pictures: Pictures
    left: int
    right: int
    height: int

    def spans(self, row: Row, low: int, high: int) -> list[tuple[int, int]]:
        """Left edges and widths of items, a pixel of air after each; never narrower than 1."""
        k = self.scale.per_frame
        return [
            (left, max(1, int(end * k) - left - 1))
            for left, end in (
                (int(start * k), end)
                for start, end in zip(row.starts[low:high], row.ends[low:high], strict=True)
            )
        ]

    def text(self, left: int, top: int, width: int, height: int, text: str, colour: QColor) -> None:
        """Small text in a box, cut to it; nothing where no letter fits."""
        if width >= self.look.least_text and text:
            painter = self.painter
            painter.setPen(colour)
            pad = self.look.pad
            cut = self.look.elided(text, width - 2 * pad)
            painter.drawText(left + pad, top, width - pad, height, _LEFT, cut)


def is_dense(scale: Scale, row: Row, low: int, high: int) -> bool:
    """Whether items are too narrow to be drawn one by one."""
    count = high - low
    if count < 8:
        return False
    span = scale.x(row.ends[high - 1]) - scale.x(row.starts[low])
    return span < count * DENSE


def paint_dense(
    canvas: Canvas, row: Row, top: int, height: int, brushes: Sequence[QBrush | QColor]
) -> None:
    """Many items as merged blocks; each shows the worst mark of what lies in it."""
    flags = row.marks
    found: dict[int, list[QRect]] = {}
    for left, right, worst in blocks(canvas.scale, row, canvas.left, canvas.right, flags):
        found.setdefault(worst, []).append(QRect(left, top, right - left, height))
    painter = canvas.painter
    painter.setPen(Qt.PenStyle.NoPen)
    for worst, rects in sorted(found.items()):
        painter.setBrush(brushes[worst])
        painter.drawRects(rects)


def blocks(
    scale: Scale, row: Row, left: int, right: int, flags: bytes | bytearray
) -> list[tuple[int, int, int]]:
    """Runs of pixels with items in them and the greatest of their flags.

    One look at each block of pixels, however many items lie in it.
    """
    left = left // BLOCK * BLOCK
    runs: list[tuple[int, int, int]] = []
    low, _ = row.between(scale.frame(left), scale.frame(left) + 1)
    starts, ends, k = row.starts, row.ends, scale.per_frame
    reach, reach_flag = 0, 0  # how far the item before this block goes on
    for x in range(left, right, BLOCK):
        high = bisect.bisect_left(starts, (x + BLOCK) / k, low)
        if high > low:
            worst = max(flags[low:high])
            reach, reach_flag = ends[high - 1], flags[high - 1]
            low = high
        elif reach * k > x:
            worst = reach_flag
        else:
            continue
        if runs and runs[-1][1] == x and runs[-1][2] == worst:
            runs[-1] = (runs[-1][0], x + BLOCK, worst)
        else:
            runs.append((x, x + BLOCK, worst))
    return runs
