"""A strip of one row to paint on, and painting shared by all kinds of rows."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from .media_cache import MediaCache
from .rows import Row
from .scale import Scale
from .style import Style

DENSE = 5  # pixels: items narrower than that on average are drawn as merged blocks
BLOCK = 3  # pixels: how fine merged blocks are
Pick = Callable[[bytearray], int]
"""One flag for the flags of all items in a block."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class PaintContext:
    """What is needed to paint a strip."""

    scale: Scale
    style: Style
    media: MediaCache
    frames: int  # of the timeline
    wave_zoom: float = 1.0


@dataclass(frozen=True)
class TimelineCanvas:
    """A strip of a row from `left` to `right`, in pixels from the timeline's first frame.

    The painter's origin is that frame at the row's upper edge.
    """

    painter: QPainter
    scale: Scale
    style: Style
    media: MediaCache
    left: int
    right: int
    height: int
    wave_zoom: float = 1.0  # how much higher waveforms are drawn than they are

    def spans(self, row: Row, low: int, high: int) -> list[tuple[int, int]]:
        """Left edges and widths of items, with a gap of one pixel; at least one pixel wide."""
        k = self.scale.per_frame
        return [
            (left, max(1, int(end * k) - left - 1))
            for left, end in (
                (int(start * k), end)
                for start, end in zip(row.starts[low:high], row.ends[low:high], strict=True)
            )
        ]

    def text(self, box: QRect, text: str, colour: QColor) -> None:
        """Paint small text elided to a box; nothing if hardly a letter fits."""
        style, width = self.style, box.width()
        if width >= style.min_text and text:
            self.painter.setPen(colour)
            cut = style.elided(text, width - 2 * style.pad)
            self.painter.drawText(box.adjusted(style.pad, 0, 0, 0), _LEFT, cut)


def is_dense(scale: Scale, row: Row, low: int, high: int) -> bool:
    """Whether items are too narrow to be drawn one by one."""
    count = high - low
    if count < 8:
        return False
    span = scale.x(row.ends[high - 1]) - scale.x(row.starts[low])
    return span < count * DENSE


def paint_dense(
    canvas: TimelineCanvas,
    row: Row,
    band: tuple[int, int],
    brushes: Sequence[QBrush | QColor | None],
    pick: Pick | None = None,
) -> None:
    """Paint many items as merged blocks in a band (top, height). Each block has one mark.

    By default that is the worst mark of its items. Blocks without a brush are not painted.
    """
    top, height = band
    found: dict[int, list[QRect]] = {}
    edges = (canvas.left, canvas.right)
    for left, right, mark in blocks(canvas.scale, row, edges, row.marks, pick or _worst):
        found.setdefault(mark, []).append(QRect(left, top, right - left, height))
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    for mark, rects in sorted(found.items()):
        brush = brushes[mark]
        if brush is not None:
            canvas.painter.setBrush(brush)
            canvas.painter.drawRects(rects)


def _worst(flags: bytearray) -> int:
    return max(flags)


def blocks(
    scale: Scale, row: Row, edges: tuple[int, int], flags: bytearray, pick: Pick = _worst
) -> list[tuple[int, int, int]]:
    """Runs of pixels between two edges with items in them, and what `pick` makes of their flags.

    Takes constant time per block of pixels, however many items lie in it.
    """
    left, right = edges[0] // BLOCK * BLOCK, edges[1]
    runs: list[tuple[int, int, int]] = []
    low, _ = row.between(scale.frame(left), scale.frame(left) + 1)
    starts, ends, k = row.starts, row.ends, scale.per_frame
    reach, last = 0, 0  # end and flag of the item before this block
    for x in range(left, right, BLOCK):
        high = bisect.bisect_left(starts, (x + BLOCK) / k, low)
        if high > low:
            flag = pick(flags[low:high])
            reach, last, low = ends[high - 1], pick(flags[high - 1 : high]), high
        elif reach * k > x:
            flag = last
        else:
            continue
        if runs and runs[-1][1] == x and runs[-1][2] == flag:
            runs[-1] = (runs[-1][0], x + BLOCK, flag)
        else:
            runs.append((x, x + BLOCK, flag))
    return runs
