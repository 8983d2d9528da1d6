"""What the mouse holds on the timeline: a rubber band, or lines that are dragged."""

from __future__ import annotations

from collections.abc import Callable, Container

from PySide6.QtCore import QRect

from ..panel_context import PanelContext
from . import overlay
from .dragging import DragBoard, Ghost, Grip, LineDrag
from .rows import Rows
from .view_position import ViewPosition


class Held:
    """The band and the ghost of dragged lines, which are painted over everything else."""

    def __init__(
        self,
        context: PanelContext,
        rows: Rows,
        position: ViewPosition,
        repaint: Callable[[], None],
    ) -> None:
        self.band = QRect()
        self.ghost: Ghost | None = None
        self._context, self._rows, self._position = context, rows, position
        self._repaint = repaint

    def show_band(self, band: QRect) -> None:
        """Show a band, in the timeline's pixels; an empty one is none."""
        self.band = band
        self._repaint()

    def show_ghost(self, ghost: Ghost | None) -> None:
        """Show where dragged lines would be, or are until the backend says so; None: nowhere."""
        self.ghost = ghost
        self._repaint()

    def settle(self, refs: Container[str]) -> None:
        """The backend has told of these lines: those that were dropped are where they are."""
        if self.ghost is not None and self.ghost.held.ref in refs:
            self.show_ghost(None)

    def is_fixed(self) -> bool:
        """Whether nothing may be dragged."""
        state = self._context.state
        return state.read_only or not state.is_loaded

    def begin_drag(self, grip: Grip, x: int) -> LineDrag:
        """Take a line, and with one that is selected all selected ones."""
        context, playhead = self._context, self._context.playhead
        taken = context.selection.refs if grip.ref in context.selection else ()
        marks = (playhead.frame, playhead.mark_in, playhead.mark_out)
        targets = [mark for mark in marks if mark is not None]
        state = context.state
        board = DragBoard(self._rows, self._position, state.frames, state.rate, targets)
        return LineDrag(grip, x, board, taken)

    def paint(self, target: overlay.Overlay) -> None:
        """Paint what is held."""
        if not self.band.isEmpty():
            overlay.paint_band(target, self.band)
        if self.ghost is not None:
            overlay.paint_ghost(target, self.ghost, self._context.state)
