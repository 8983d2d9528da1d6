"""What lies over the rows: the range, the selection, names cut off at the left, the playhead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from deepaudio_plugin.studio.views import CueView, JobView, ShotView

from ..state.selection import Playhead, Selection
from ..theme.colours import faded
from .canvas import blocks
from .layout import Placed
from .look import Look
from .paint_jobs import job_label, lane_fill
from .paint_rows import cue_label, shot_label
from .rows import Row
from .scale import Scale

PLAYHEAD_WIDTH = 1
_FINE = 6  # pixels: narrower selected items are outlined together


def paint_range(
    painter: QPainter, look: Look, playhead: Playhead, scale: Scale, bottom: int
) -> None:
    """The range between the in and out points, in the timeline's pixels."""
    edges = marked(playhead, scale)
    if edges is None:
        return
    left, right = edges
    painter.fillRect(left, 0, right - left, bottom, faded(look.colours.selection.name(), 22))
    painter.setPen(look.colours.mark if look.dark is False else look.colours.text_faint)
    for mark in (playhead.mark_in, playhead.mark_out):
        if mark is not None:
            painter.drawLine(scale.x(mark), 0, scale.x(mark), bottom)


def marked(playhead: Playhead, scale: Scale) -> tuple[int, int] | None:
    """Pixels of the range; with one point only, from there to the playhead's other side."""
    first, last = playhead.mark_in, playhead.mark_out
    if first is None and last is None:
        return None
    left = scale.x(first) if first is not None else scale.x(last or 0)
    right = scale.x(last) if last is not None else left + 1
    return left, max(left + 1, right)


def paint_selection(
    painter: QPainter,
    look: Look,
    selection: Selection,
    rows: Sequence[Placed],
    scale: Scale,
    left: int,
    right: int,
) -> None:
    """Outlines of what is selected; the item looked at has a stronger one."""
    if not selection.refs:
        return
    colour = look.colours.selection
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for placed in rows:
        if placed.row.kind in ("track", "tracks"):
            continue
        rects = _selected_rects(placed, selection, scale, left, right)
        if rects:
            painter.setPen(colour)
            painter.drawRects(rects)
        current = placed.row.get(selection.current)
        if current is not None:
            x0 = scale.x(current.start)
            width = scale.x(current.start + current.frames) - x0
            painter.setPen(QPen(colour, 2))
            painter.drawRect(x0, placed.top + 1, max(2, width - 2), placed.height - 2)


def _selected_rects(
    placed: Placed, selection: Selection, scale: Scale, left: int, right: int
) -> list[QRect]:
    row = placed.row
    flags = chosen_flags(row, selection)
    low, high = row.between(scale.frame(left), scale.frame(right) + 1)
    if not any(flags[low:high]):
        return []
    top, height = placed.top, placed.height - 1
    if (high - low) * _FINE > right - left:
        runs = [r for r in blocks(scale, row, left, right, flags) if r[2]]
        return [QRect(x0, top, x1 - x0 - 1, height) for x0, x1, _ in runs]
    return [
        QRect(x0, top, max(1, scale.x(row.ends[n]) - x0 - 2), height)
        for n, x0 in ((n, scale.x(row.starts[n])) for n in range(low, high) if flags[n])
    ]


def chosen_flags(row: Row, selection: Selection) -> bytearray:
    """1 for each selected item of a row; looked up once for a selection."""
    if row.chosen is None:
        chosen = selection.refs
        if len(chosen) < 64:
            refs: Sequence[str] | frozenset[str] = chosen
        else:
            refs = frozenset(chosen)
        row.chosen = bytearray(ref in refs for ref in row.refs)
    return row.chosen


def paint_held_names(
    painter: QPainter, look: Look, rows: Sequence[Placed], scale: Scale, left: int
) -> None:
    """Names of items that begin left of the view stay readable at its edge."""
    at = scale.frame(left)
    painter.setFont(look.small)
    for placed in rows:
        low, high = placed.row.between(at, at + 1)
        if high <= low:
            continue
        item = placed.row.items[low]
        x0, x1 = scale.x(placed.row.starts[low]), scale.x(placed.row.ends[low])
        room = x1 - left - 2
        label = _held(placed, low, look)
        if label is None or x0 >= left or room < 3 * look.least_text:
            continue
        text, fill, top, height = label
        cut = look.elided(text, min(room, 40 * look.least_text) - 2 * look.pad)
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


def paint_playhead(painter: QPainter, look: Look, x: int, bottom: int) -> None:
    """The line where the timeline is looked at."""
    painter.fillRect(x, 0, PLAYHEAD_WIDTH, bottom, look.colours.playhead)


def paint_band(painter: QPainter, look: Look, band: QRect) -> None:
    """The rectangle that is being drawn around items."""
    painter.setPen(look.colours.selection)
    painter.setBrush(faded(look.colours.selection.name(), 36))
    painter.drawRect(band)
