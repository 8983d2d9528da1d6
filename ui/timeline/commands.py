"""The commands that the timeline view carries out."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence

from ..panel_context import PanelContext
from .rows import Row, Rows
from .scale import ZOOM_STEP
from .view_position import ViewPosition


class Commands:
    """Connects the timeline's actions to their methods."""

    def __init__(self, context: PanelContext, position: ViewPosition, rows: Rows) -> None:
        self._context, self._position, self._rows = context, position, rows
        for name, order in {
            "zoom_in": lambda: self.zoom_by(ZOOM_STEP),
            "zoom_out": lambda: self.zoom_by(1 / ZOOM_STEP),
            "zoom_fit": position.fit,
            "zoom_selection": self.zoom_selection,
            "to_start": lambda: self.go_to(0),
            "to_end": lambda: self.go_to(context.state.frames - 1),
            "frame_back": lambda: self.go_to(context.playhead.frame - 1),
            "frame_on": lambda: self.go_to(context.playhead.frame + 1),
            "mark_in": self.mark_in,
            "mark_out": self.mark_out,
            "clear_marks": lambda: context.playhead.set_marks(None, None),
            "select_all": self.select_all,
            "previous": lambda: self.step(-1),
            "next": lambda: self.step(1),
            "previous_marker": lambda: self.step_marker(-1),
            "next_marker": lambda: self.step_marker(1),
        }.items():
            context.actions[name].triggered.connect(_without_checked(order))

    def go_to(self, frame: int) -> None:
        """Move the playhead to a frame and make it visible."""
        playhead = self._context.playhead
        playhead.move(frame)
        self._position.reveal(playhead.frame, playhead.frame + 1)

    def zoom_by(self, factor: float) -> None:
        """Zoom around the playhead, or around the middle if the playhead is not visible."""
        position = self._position
        x = position.scale.x(self._context.playhead.frame) - position.left
        position.zoom_at(x if 0 <= x < position.width else position.width // 2, factor)

    def mark_in(self) -> None:
        """The range begins at the playhead."""
        playhead = self._context.playhead
        playhead.set_marks(playhead.frame, playhead.mark_out)

    def mark_out(self) -> None:
        """The range ends with the playhead's frame."""
        playhead = self._context.playhead
        playhead.set_marks(playhead.mark_in, playhead.frame + 1)

    def select_all(self) -> None:
        """Select every job; the current one stays current."""
        selection, jobs = self._context.selection, self._context.state.jobs.all()
        current = selection.current or (jobs[0].ref if jobs else "")
        selection.select((job.ref for job in jobs), current=current)

    def zoom_selection(self) -> None:
        """Show the selection, or the marked range, else everything."""
        state, playhead = self._context.state, self._context.playhead
        indexes = (state.jobs, state.cues, state.shots)
        items = [index.get(ref) for ref in self._context.selection.refs for index in indexes]
        found = [item for item in items if item is not None]
        if found:
            first = min(item.start for item in found)
            self._position.zoom_to(first, max(item.start + item.frames for item in found))
        elif playhead.mark_in is not None and playhead.mark_out is not None:
            self._position.zoom_to(playhead.mark_in, playhead.mark_out)
        else:
            self._position.fit()

    def step(self, way: int) -> None:
        """Go to the next line, or to the next shot if the current item is a shot."""
        current = self._context.selection.current
        row = self._stops(current)
        refs = [ref for _, ref in row]
        if not refs:
            return
        if current in refs:
            at = refs.index(current) + way
        else:
            starts = [start for start, _ in row]
            at = bisect.bisect_left(starts, self._context.playhead.frame + (way > 0))
            at -= way < 0
        start, ref = row[max(0, min(at, len(row) - 1))]
        self._context.selection.select([ref])
        self.go_to(start)

    def step_marker(self, way: int) -> None:
        """Go to the next marker, or the one before."""
        starts = [marker.start for marker in self._context.state.markers]
        frame = self._context.playhead.frame
        at = (
            bisect.bisect_right(starts, frame) if way > 0 else bisect.bisect_left(starts, frame) - 1
        )
        if 0 <= at < len(starts):
            self.go_to(starts[at])

    def _stops(self, current: str) -> list[tuple[int, str]]:
        """Starts and references of the items to step through: shots, or lines if there are any."""
        lines = [row for row in self._rows.cues if len(row)]
        if current in self._rows.shots or not lines:
            return _in_time([self._rows.shots])
        return _in_time(lines)


def _in_time(rows: Sequence[Row]) -> list[tuple[int, str]]:
    pairs = [pair for row in rows for pair in zip(row.starts, row.refs, strict=True)]
    return sorted(pairs) if len(rows) > 1 else pairs


def _without_checked(order: Callable[[], None]) -> Callable[..., None]:
    """Drop the `checked` argument of `triggered`."""
    return lambda _checked=False: order()
