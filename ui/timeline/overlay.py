"""Painting over the rows: the range, the selection, names cut off at the left, the playhead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from deepaudio_plugin.backend.views import CueView, JobView, ShotView

from ..state.selection import Playhead, Selection
from ..state.timeline import TimelineState
from ..state.typed_time import length_label
from ..theme.colours import faded, speaker_colour
from .canvas import blocks, is_dense
from .dragging import Ghost
from .layout import PlacedRow
from .paint_jobs import job_label, lane_fill, space_beside_name
from .paint_rows import cue_label, shot_label
from .rows import Row
from .scale import Scale
from .style import Style

_STRIPE = 3  # pixels
_FINE = 6  # pixels: narrower selected items are outlined together


@dataclass(frozen=True)
class Overlay:
    """Where to paint: the painter's origin is the timeline's first pixel."""

    painter: QPainter
    style: Style
    scale: Scale
    rows: Sequence[PlacedRow]
    box: QRect  # to be painted, in the timeline's pixels
    bottom: int


def paint_range(target: Overlay, playhead: Playhead) -> None:
    """Paint the range between the in and out points."""
    edges = marked(playhead, target.scale)
    if edges is None:
        return
    painter, colours = target.painter, target.style.colours
    left, right = edges
    painter.fillRect(left, 0, right - left, target.bottom, faded(colours.note.name(), 34))
    painter.setPen(colours.note)
    for mark in (playhead.mark_in, playhead.mark_out):
        if mark is not None:
            painter.drawLine(target.scale.x(mark), 0, target.scale.x(mark), target.bottom)


def marked(playhead: Playhead, scale: Scale) -> tuple[int, int] | None:
    """Pixels of the range; with one point only that point alone."""
    first, last = playhead.mark_in, playhead.mark_out
    if first is None and last is None:
        return None
    left = scale.x(first) if first is not None else scale.x(last or 0)
    right = scale.x(last) if last is not None else left + 1
    return left, max(left + 1, right)


def paint_selection(target: Overlay, selection: Selection) -> None:
    """Outline the selected items; the current item has a stronger outline."""
    if not selection.refs:
        return
    painter, scale, colour = target.painter, target.scale, target.style.colours.selection
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for placed in target.rows:
        if placed.row.kind in ("track", "tracks"):
            continue
        painter.setPen(colour)
        painter.drawRects(_selected_rects(target, placed, selection))
        current = placed.row.get(selection.current)
        if current is not None:
            x0 = scale.x(current.start)
            width = scale.x(current.start + current.frames) - x0
            painter.setPen(QPen(colour, 2))
            painter.drawRect(x0, placed.top + 1, max(2, width - 2), placed.height - 2)


def _selected_rects(target: Overlay, placed: PlacedRow, selection: Selection) -> list[QRect]:
    row, scale = placed.row, target.scale
    left, right = target.box.left(), target.box.right() + 1
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


def paint_held_names(target: Overlay, left: int) -> None:
    """Paint the names of items that begin left of the view at its edge."""
    painter, style, scale = target.painter, target.style, target.scale
    at = scale.frame(left)
    painter.setFont(style.small)
    for placed in target.rows:
        low, high = placed.row.between(at, at + 1)
        if high <= low:
            continue
        item = placed.row.items[low]
        x0, x1 = scale.x(placed.row.starts[low]), scale.x(placed.row.ends[low])
        space = x1 - left - 2
        if isinstance(item, JobView):
            space -= space_beside_name(style, item)
        label = _held(placed, low, style)
        if label is None or x0 >= left or space < 1.5 * style.min_text:
            continue
        text, fill, top, height = label
        cut = style.elided(text, min(space, 40 * style.min_text) - 2 * style.pad)
        wide = style.small_fm.horizontalAdvance(cut) + 2 * style.pad
        painter.fillRect(left, placed.top + top, wide, height, fill)
        painter.setPen(style.colours.text)
        if isinstance(item, JobView) and item.state in ("planned", "waiting", "impossible"):
            painter.setPen(style.colours.text_faint)
        painter.drawText(
            left + style.pad, placed.top + top, wide, height, Qt.AlignmentFlag.AlignVCenter, cut
        )


def _held(placed: PlacedRow, at: int, style: Style) -> tuple[str, QColor, int, int] | None:
    """The name of an item, its background, and its place in the row."""
    row, colours = placed.row, style.colours
    item, height = row.items[at], placed.height
    if isinstance(item, ShotView):
        top = style.metrics.picture
        return shot_label(item), colours.lane_alternate, top, height - top
    if isinstance(item, CueView):
        fill = colours.audio if item.kind != "line" else colours.cue
        return None if item.muted else (cue_label(item), fill, 2, height - 6)
    if isinstance(item, JobView):
        if height <= 2.4 * style.line:
            return None
        there = item.state in ("ready", "changed", "rendering")
        return job_label(item), lane_fill(style, row) if there else colours.lane, 3, style.line - 1
    return (item.name, colours.existing, 1, height - 2) if not item.missing else None


def paint_cue_details(target: Overlay, speakers: Mapping[str, int]) -> None:
    """A stripe in its speaker's colour on each line, and hatching where it runs on.

    That is free room, into which a line that is too long for its window is heard.
    """
    scale = target.scale
    first, last = scale.frame(target.box.left()), scale.frame(target.box.right()) + 1
    for placed in target.rows:
        low, high = placed.row.between(first, last)
        low = max(0, low - 1)  # what runs on into view from before it
        if placed.row.kind != "cues" or is_dense(scale, placed.row, low, high):
            continue
        for n in range(low, high):
            cue = placed.row.items[n]
            if isinstance(cue, CueView):
                edges = (scale.x(placed.row.starts[n]), scale.x(placed.row.ends[n]))
                _paint_cue_details(target, placed, cue, edges, speakers)


def _paint_cue_details(
    target: Overlay,
    placed: PlacedRow,
    cue: CueView,
    edges: tuple[int, int],
    speakers: Mapping[str, int],
) -> None:
    painter, style, (x0, x1) = target.painter, target.style, edges
    top, height = placed.top, placed.height
    if cue.speaker in speakers and x1 - x0 > 4 * _STRIPE:
        colour = speaker_colour(speakers[cue.speaker], dark=style.dark)
        painter.fillRect(x0, top + 2, _STRIPE, height - 4, colour)
    if cue.runs_on and not cue.muted:
        wide = max(2, target.scale.x(cue.start + cue.frames + cue.runs_on) - x1)
        brush = style.hatched(style.colours.warning)
        painter.fillRect(x1, top + 4, wide, height - 8, brush)


def paint_playhead(target: Overlay, x: int) -> None:
    """Paint the playhead's line."""
    target.painter.fillRect(x, 0, 1, target.bottom, target.style.colours.playhead)


def paint_band(target: Overlay, band: QRect) -> None:
    """Paint the rubber band."""
    colour = target.style.colours.selection
    target.painter.setPen(colour)
    target.painter.setBrush(faded(colour.name(), 36))
    target.painter.drawRect(band)


def paint_ghost(target: Overlay, ghost: Ghost, state: TimelineState) -> None:
    """Paint dragged lines where they would be, with their times, and what they snap to."""
    painter, style, scale = target.painter, target.style, target.scale
    colour = style.colours.selection
    for placed in target.rows:
        for ref, (start, frames) in ghost.spans.items():
            if ref in placed.row and placed.row.kind == "cues":
                x0, x1 = scale.x(start), scale.x(start + frames)
                box = QRect(x0, placed.top + 1, max(2, x1 - x0 - 1), placed.height - 3)
                painter.setPen(QPen(colour, 2))
                painter.setBrush(faded(colour.name(), 60))
                painter.drawRect(box)
                if ref == ghost.held.ref:
                    _paint_times(target, box, ghost, state)
    if ghost.snapped is not None:
        painter.setPen(style.dashed(colour))
        x = scale.x(ghost.snapped)
        painter.drawLine(x, 0, x, target.bottom)


def _paint_times(target: Overlay, box: QRect, ghost: Ghost, state: TimelineState) -> None:
    """The times of the line that is held, under it or beside it."""
    start, frames = ghost.spans[ghost.held.ref]
    edge = start + frames if ghost.held.edge == "out" else start
    text = f"{state.timecode(edge)}  {length_label(frames, state.rate)}"
    painter, style = target.painter, target.style
    painter.setFont(style.small)
    wide = style.small_fm.horizontalAdvance(text) + 2 * style.pad
    left = max(target.box.left(), min(box.left(), target.box.right() - wide))
    under = QRect(left, box.bottom() + 2, wide, style.line + 2)
    painter.fillRect(under, style.colours.background)
    painter.setPen(style.colours.text)
    painter.drawText(under, Qt.AlignmentFlag.AlignCenter, text)
