"""What lies under a point, or in a rectangle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

from .layout import Placed
from .rows import Item, Row
from .scale import Scale

_SLACK = 2  # pixels beside a narrow item that still count


@dataclass(frozen=True)
class Hit:
    """An item under a point. Clips of existing tracks have no reference."""

    row: Row
    ref: str
    item: Item


def row_at(rows: Sequence[Placed], y: int) -> Placed | None:
    """The row at a height."""
    return next((placed for placed in rows if placed.top <= y < placed.bottom), None)


def hit(rows: Sequence[Placed], scale: Scale, point: QPoint) -> Hit | None:
    """The item at a point in the timeline's pixels; the nearest of narrow ones."""
    placed = row_at(rows, point.y())
    if placed is None:
        return None
    row, x = placed.row, point.x()
    low, high = row.between(scale.frame(x - _SLACK), scale.frame(x + _SLACK) + 1)
    best, distance = -1, _SLACK + 1
    for n in range(low, high):
        left, right = scale.x(row.starts[n]), scale.x(row.ends[n]) - 1
        away = max(left - x, x - right, 0)
        if away < distance or (away == distance == 0):  # of overlapping ones the uppermost
            best, distance = n, away
    if best < 0:
        return None
    ref = "" if row.kind == "track" else row.refs[best]
    return Hit(row, ref, row.items[best])


def refs_in(rows: Sequence[Placed], scale: Scale, band: QRect) -> Iterator[str]:
    """References of the items that a rectangle touches, row by row."""
    first, last = scale.frame(band.left()), scale.frame(band.right()) + 1
    for placed in rows:
        if placed.row.kind in ("track", "tracks"):
            continue
        if placed.top <= band.bottom() and placed.bottom > band.top():
            low, high = placed.row.between(first, last)
            yield from placed.row.refs[low:high]
