"""What lies over the rows: the range, the selection, names cut off at the left, the playhead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from deepaudio_plugin.backend.views import CueView, JobView, ShotView

from ..state.selection import Playhead, Selection
from ..theme.colours import faded
from .canvas import blocks
from .layout import Placed
from .look import Look
from .paint_jobs import job_label, lane_fill, room_beside_name
from .paint_rows import cue_label, shot_label
from .rows import Row
from .scale import Scale

_FINE = 6  # pixels: narrower selected items are outlined together


@dataclass(frozen=True)
class Over:
    """Where to paint: the painter's origin is the timeline's first pixel."""

    painter: QPainter
    look: Look
    scale: Scale
    rows: Sequence[Placed]
    box: QRect  # to be painted, in the timeline's pixels
    bottom: int


def paint_range(over: Over, playhead: Playhead) -> None:
    """The range between the in and out points."""
    edges = marked(playhead, over.scale)
    if edges is None:
        return
    painter, colours = over.painter, over.look.colours
    left, right = edges
    painter.fillRect(left, 0, right - left, over.bottom, faded(colours.note.name(), 34))
    painter.setPen(colours.note)
    for mark in (playhead.mark_in, playhead.mark_out):
        if mark is not None:
            painter.drawLine(over.scale.x(mark), 0, over.scale.x(mark), over.bottom)


def marked(playhead: Playhead, scale: Scale) -> tuple[int, int] | None:
    """Pixels of the range; with one point only that point alone."""
    first, last = playhead.mark_in, playhead.mark_out
    if first is None and last is None:
        return None
    left = scale.x(first) if first is not None else scale.x(last or 0)
    right = scale.x(last) if last is not None else left + 1
    return left, max(left + 1, right)


def paint_selection(over: Over, selection: Selection) -> None:
    """Outlines of what is selected; the item looked at has a stronger one."""
    if not selection.refs:
        return
    painter, scale, colour = over.painter, over.scale, over.look.colours.selection
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for placed in over.rows:
        if placed.row.kind in ("track", "tracks"):
            continue
        painter.setPen(colour)
        painter.drawRects(_selected_rects(over, placed, selection))
        current = placed.row.get(selection.current)
        if current is not None:
            x0 = scale.x(current.start)
            width = scale.x(current.start + current.frames) - x0
            painter.setPen(QPen(colour, 2))
            painter.drawRect(x0, placed.top + 1, max(2, width - 2), placed.height - 2)


def _selected_rects(over: Over, placed: Placed, selection: Selection) -> list[QRect]:
    row, scale = placed.row, over.scale
    left, right = over.box.left(), over.box.right() + 1
    flags = chosen_flags(row, selection)
    low, high = row.between(scale.frame(left), scale.frame(right) + 1)
    if not any(flags[low:high]):
        return []
    top, height = placed.top, placed.height - 1
    if (high - low) * _FINE > right - left:
        runs = [run for run in blocks(scale, row, (left, right), flags) if run[2]]
        return [QRect(x0, top, x1 - x0 - 1, height) for x0, x1, _ in runs]
    return [
        QRect(x0, top, max(1, scale.x(row.ends[n]) - x0 - 2), height)
        for n, x0 in ((n, scale.x(row.starts[n])) for n in range(low, high) if flags[n])
    ]


def chosen_flags(row: Row, selection: Selection) -> bytearray:
    """1 for each selected item of a row; looked up once for a selection."""
    if row.chosen is None:
        refs = frozenset(selection.refs)
        row.chosen = bytearray(map(refs.__contains__, row.refs))
    return row.chosen


def paint_held_names(over: Over, left: int) -> None:
    """Names of items that begin left of the view stay readable at its edge."""
    painter, look, scale = over.painter, over.look, over.scale
    at = scale.frame(left)
    painter.setFont(look.small)
    for placed in over.rows:
        low, high = placed.row.between(at, at + 1)
        if high <= low:
            continue
        item = placed.row.items[low]
        x0, x1 = scale.x(placed.row.starts[low]), scale.x(placed.row.ends[low])
        room = x1 - left - 2
        if isinstance(item, JobView):
            room -= room_beside_name(look, item)
        label = _held(placed, low, look)
        if label is None or x0 >= left or room < 1.5 * look.min_text:
            continue
        text, fill, top, height = label
        cut = look.elided(text, min(room, 40 * look.min_text) - 2 * look.pad)
        wide = look.small_fm.horizontalAdvance(cut) + 2 * look.pad
        painter.fillRect(left, placed.top + top, wide, height, fill)
        painter.setPen(look.colours.text)
        if isinstance(item, JobView) and item.state in ("planned", "waiting", "impossible"):
            painter.setPen(look.colours.text_faint)
        painter.drawText(
            left + look.pad, placed.top + top, wide, height, Qt.AlignmentFlag.AlignVCenter, cut
        )


def _held(placed: Placed, at: int, look: Look) -> tuple[str, QColor, int, int] | None:
    """The name of an item, what is behind it, and where it stands in its row."""
    row, colours = placed.row, look.colours
    item, height = row.items[at], placed.height
    if isinstance(item, ShotView):
        top = look.metrics.picture
        return shot_label(item), colours.lane_alternate, top, height - top
    if isinstance(item, CueView):
        fill = colours.audio if item.kind != "line" else colours.cue
        return None if item.muted else (cue_label(item), fill, 2, height - 6)
    if isinstance(item, JobView):
        if height <= 2.4 * look.line:
            return None
        there = item.state in ("ready", "changed", "rendering")
        return job_label(item), lane_fill(look, row) if there else colours.lane, 3, look.line - 1
    return (item.name, colours.existing, 1, height - 2) if not item.missing else None


def paint_playhead(over: Over, x: int) -> None:
    """The line where the timeline is looked at."""
    over.painter.fillRect(x, 0, 1, over.bottom, over.look.colours.playhead)


def paint_band(over: Over, band: QRect) -> None:
    """The rectangle that is being drawn around items."""
    colour = over.look.colours.selection
    over.painter.setPen(colour)
    over.painter.setBrush(faded(colour.name(), 36))
    over.painter.drawRect(band)
