"""Hit testing: which items lie under a point or in a rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

from .layout import PlacedRow
from .rows import Item, Kind, Row
from .view_position import ViewPosition

_SLACK = 2  # pixels beside a narrow item that still count


@dataclass(frozen=True)
class HitItem:
    """An item under a point. Clips of existing tracks have no reference."""

    row: Row
    ref: str
    item: Item


def row_at(rows: Sequence[PlacedRow], y: int) -> PlacedRow | None:
    """The row at a height."""
    return next((placed for placed in rows if placed.top <= y < placed.bottom), None)


class HitTester:
    """Finds items by position among the rows as they are placed."""

    def __init__(self, position: ViewPosition) -> None:
        self._position = position
        self.placed: list[PlacedRow] = []

    @property
    def height(self) -> int:
        """Height of all rows together."""
        return self.placed[-1].bottom if self.placed else 0

    def at(self, point: QPoint) -> HitItem | None:
        """The item at a point of the viewport; among narrow items the nearest."""
        at = self._position.to_timeline(point)
        placed = row_at(self.placed, at.y())
        if placed is None:
            return None
        row, n = placed.row, self._nearest(placed.row, at.x())
        if n is None:
            return None
        return HitItem(row, "" if row.kind == "track" else row.refs[n], row.items[n])

    def _nearest(self, row: Row, x: int) -> int | None:
        scale = self._position.scale
        low, high = row.between(scale.frame(x - _SLACK), scale.frame(x + _SLACK) + 1)
        best, distance = None, _SLACK + 1
        for n in range(low, high):
            left, right = scale.x(row.starts[n]), scale.x(row.ends[n]) - 1
            away = max(left - x, x - right, 0)
            if away < distance or away == 0:  # of overlapping items the one on top
                best, distance = n, away
        return best

    def refs_in(self, band: QRect) -> list[str]:
        """Items that a rectangle in the timeline's pixels touches, row by row."""
        scale = self._position.scale
        first, last = scale.frame(band.left()), scale.frame(band.right()) + 1
        found: list[str] = []
        for placed in self.placed:
            touched = placed.top <= band.bottom() and placed.bottom > band.top()
            if touched and placed.row.kind != "track":
                low, high = placed.row.between(first, last)
                found += placed.row.refs[low:high]
        return found

    def refs_from_to(self, kind: Kind, first: int, last: int) -> list[str]:
        """Items in rows of a kind between two frames."""
        found: list[str] = []
        for placed in self.placed:
            if placed.row.kind == kind:
                low, high = placed.row.between(first, last)
                found += placed.row.refs[low:high]
        return found
