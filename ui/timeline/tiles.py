"""Painted strips of rows, cached, so that scrolling paints only what comes into view."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from .layout import PlacedRow
from .scale import Scale

WIDTH = 256  # pixels of a strip
_MAX_BYTES = 64 << 20
Key = tuple[str, int, int]  # row, its height, number of the strip


class Tiles:
    """Painted strips at one scale, and those of the previous scale to stretch meanwhile.

    `paint` makes a strip of a row: given the row, its left edge and its width in pixels.
    """

    def __init__(self, paint: Callable[[PlacedRow, int, int], QPixmap]) -> None:
        self._paint = paint
        self._scale = Scale(1.0)
        self._kept: OrderedDict[Key, QPixmap] = OrderedDict()
        self._stale: set[tuple[str, int]] = set()
        self._before: dict[Key, QPixmap] = {}
        self._before_scale = Scale(1.0)
        self._bytes = 0
        self._rescaled = False  # since everything was last drawn
        self.is_stale = False  # whether something drawn is stretched or out of date

    def clear(self) -> None:
        """Drop all strips, after a change of style."""
        self._kept.clear()
        self._stale.clear()
        self._before.clear()
        self._bytes = 0

    def set_scale(self, scale: Scale) -> None:
        """Change the scale."""
        if scale == self._scale:
            return
        if not self.is_stale and self._kept:
            self._before, self._before_scale = dict(self._kept), self._scale
        self._kept.clear()
        self._stale.clear()
        self._bytes = 0
        self._scale = scale
        self._rescaled = True

    def invalidate(self, row: str, left: int, right: int) -> None:
        """Mark the strips of a row between two pixels as stale."""
        if self._kept:
            self._stale.update((row, n) for n in range(left // WIDTH, right // WIDTH + 1))

    def begin(self) -> None:
        """Called before everything visible is drawn."""
        if not self.is_stale and not self._rescaled:
            self._before.clear()
        self.is_stale = self._rescaled = False

    def draw(
        self,
        painter: QPainter,
        placed: PlacedRow,
        edges: tuple[int, int],
        in_time: Callable[[], bool],
    ) -> None:
        """Draw a row between two pixels; the painter's origin is the row's.

        Missing strips are painted while there is time, or if there is no stale strip to show
        instead.
        """
        for number in range(edges[0] // WIDTH, (edges[1] - 1) // WIDTH + 1):
            key = (placed.row.key, placed.height, number)
            kept = self._kept.get(key)
            stale = (placed.row.key, number) in self._stale
            if kept is not None and not stale:
                self._kept.move_to_end(key)
            elif in_time():
                kept = self._make(key, placed)
            elif kept is not None:
                self.is_stale = True
            elif self._stretch(painter, placed, number):
                self.is_stale = True
                continue
            else:
                kept = self._make(key, placed)
            painter.drawPixmap(number * WIDTH, 0, kept)

    def _make(self, key: Key, placed: PlacedRow) -> QPixmap:
        pixmap = self._paint(placed, key[2] * WIDTH, WIDTH)
        self._stale.discard((key[0], key[2]))
        old = self._kept.pop(key, None)
        self._bytes += _bytes(pixmap) - (0 if old is None else _bytes(old))
        self._kept[key] = pixmap
        while self._bytes > _MAX_BYTES and len(self._kept) > 1:
            gone, dropped = self._kept.popitem(last=False)
            self._stale.discard((gone[0], gone[2]))
            self._bytes -= _bytes(dropped)
        return pixmap

    def _stretch(self, painter: QPainter, placed: PlacedRow, number: int) -> bool:
        """Draw a strip from those of the previous scale. False if they do not cover it."""
        ratio = self._scale.per_frame / self._before_scale.per_frame
        wide = WIDTH * ratio  # of an old strip, as drawn now
        first = math.floor(number * WIDTH / wide)
        last = math.ceil((number + 1) * WIDTH / wide)
        row, height = placed.row.key, placed.height
        strips = [(n, self._before.get((row, height, n))) for n in range(first, last)]
        if last - first > 8 or any(pixmap is None for _, pixmap in strips):
            return False
        painter.save()
        painter.setClipRect(QRect(number * WIDTH, 0, WIDTH, height))
        for n, pixmap in strips:
            if pixmap is not None:
                target = QRectF(n * wide, 0, wide, height)
                painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        painter.restore()
        return True


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
