"""Mouse handling on the rows: select, drag lines, draw a rubber band, pan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from ..state.selection import Selection
from .dragging import Ghost, Grip, LineDrag, Spans, grip_at
from .hit_testing import HitItem, HitTester
from .view_position import ViewPosition

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier


@dataclass(frozen=True)
class LinesHeld:
    """What the pointer needs to drag lines."""

    fixed: Callable[[], bool]  # nothing may be dragged
    begin: Callable[[Grip, int], LineDrag]
    show_ghost: Callable[[Ghost | None], None]
    on_dragged: Callable[[Spans], None]


class Pointer:
    """Turns mouse events into selection, and into panning with the middle button.

    A click selects, with Ctrl it adds or removes, with Shift it extends the selection. Dragging
    a line or its edge moves it, with Alt freely; `show_ghost` gets where, None for nowhere, and
    `on_dragged` the times of lines that were dropped. Other dragging draws a rubber band;
    `show_band` gets it in the timeline's pixels, empty for none.
    """

    def __init__(
        self,
        hit_tester: HitTester,
        position: ViewPosition,
        selection: Selection,
        show_band: Callable[[QRect], None],
        lines: LinesHeld,
    ) -> None:
        self._hit_tester, self._position, self._selection = hit_tester, position, selection
        self._show_band, self._lines = show_band, lines
        self._grip: Grip | None = None
        self._drag: LineDrag | None = None
        self._ghost: Ghost | None = None
        self._to_click: HitItem | None = None  # on release: of a selection that may be dragged
        self._pressed: QPoint | None = None  # in the timeline's pixels
        self._pressed_at = QPoint()  # on the viewport
        self._banding = False
        self._panned_from: QPoint | None = None
        self._anchor: HitItem | None = None

    def forget(self) -> None:
        """Reset, before another timeline."""
        self._pressed = self._panned_from = self._anchor = None
        self._banding = False
        self.let_go()
        self._show_band(QRect())

    @property
    def is_dragging(self) -> bool:
        """Whether lines are being dragged."""
        return self._drag is not None

    def let_go(self) -> None:
        """End a drag; the lines stay where they were."""
        self._grip = self._drag = self._ghost = self._to_click = None
        self._lines.show_ghost(None)

    def cursor_at(self, at: QPoint) -> Qt.CursorShape | None:
        """The cursor over a point: whether an edge of a line can be held there."""
        grip = None if self._lines.fixed() else grip_at(self._item_at(at), at.x(), self._position)
        held = grip is not None and grip.edge != "whole"
        return Qt.CursorShape.SizeHorCursor if held else None

    def press(self, event: QMouseEvent, viewport: QWidget) -> None:
        """Handle a press."""
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned_from = at
            viewport.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._pressed_at = self._position.to_timeline(at), at
            found, held = self._item_at(at), event.modifiers()
            self._grip = None
            if not self._lines.fixed() and not held & (_CTRL | _SHIFT):
                self._grip = grip_at(found, at.x(), self._position)
            if found is not None and self._grip is not None and found.ref in self._selection:
                self._to_click = found
            elif found is not None:
                self._click(found, held)

    def move(self, event: QMouseEvent) -> None:
        """Handle a move with a button down."""
        at = event.position().toPoint()
        if self._panned_from is not None:
            way = self._panned_from - at
            self._position.scroll_by(way.x(), way.y())
            self._panned_from = at
        elif self._pressed is not None:
            way = at - self._pressed_at
            far = way.manhattanLength() >= QApplication.startDragDistance()
            if self._grip is not None:
                if far or self._drag is not None:
                    self._drag_to(at, event.modifiers())
                return
            self._banding |= far
            if self._banding:
                self._position.reach(at)
                self._show_band(self._band(at))

    def release(self, event: QMouseEvent, viewport: QWidget) -> None:
        """Handle a release."""
        if event.button() == Qt.MouseButton.MiddleButton and self._panned_from is not None:
            self._panned_from = None
            viewport.unsetCursor()
        elif event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            at = event.position().toPoint()
            if self._drag is not None:
                self._drop()
            elif self._to_click is not None:
                self._click(self._to_click, event.modifiers())
            elif self._banding:
                self._take_band(self._band(at), event.modifiers())
            elif not event.modifiers() & (_CTRL | _SHIFT) and self._item_at(at) is None:
                self._selection.clear()
                self._anchor = None
            self._pressed, self._banding = None, False
            self._grip = self._to_click = None
            self._show_band(QRect())

    def _drag_to(self, at: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        assert self._grip is not None
        assert self._pressed is not None
        if self._drag is None:
            self._drag = self._lines.begin(self._grip, self._pressed.x())
        self._position.reach(QPoint(at.x(), 0))
        x = self._position.to_timeline(at).x()
        self._ghost = self._drag.at(x, free=bool(modifiers & _ALT))
        self._lines.show_ghost(self._ghost)

    def _drop(self) -> None:
        """Give the lines their new times; they are shown there until the backend says so."""
        drag, ghost = self._drag, self._ghost
        self._drag = self._ghost = self._to_click = None
        moved = drag.differs(ghost.spans) if drag is not None and ghost is not None else {}
        if not moved:
            self._lines.show_ghost(None)
            return
        self._lines.on_dragged(moved)

    def _item_at(self, at: QPoint) -> HitItem | None:
        found = self._hit_tester.at(at)
        return found if found is not None and found.ref else None

    def _band(self, at: QPoint) -> QRect:
        return QRect(self._pressed or at, self._position.to_timeline(at)).normalized()

    def _click(self, found: HitItem, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & _SHIFT and self._anchor is not None:
            self._select_range(self._anchor, found, keep=bool(modifiers & _CTRL))
            return
        self._anchor = found
        if modifiers & _CTRL:
            self._selection.toggle(found.ref)
        else:
            self._selection.select([found.ref])

    def _select_range(self, anchor: HitItem, found: HitItem, keep: bool) -> None:
        first = min(anchor.item.start, found.item.start)
        last = max(item.start + item.frames for item in (anchor.item, found.item))
        refs = self._hit_tester.refs_from_to(found.row.kind, first, last)
        before = list(self._selection.refs) if keep else []
        self._selection.select([*before, *refs], current=found.ref)

    def _take_band(self, band: QRect, modifiers: Qt.KeyboardModifier) -> None:
        refs = self._hit_tester.refs_in(band)
        if modifiers & (_CTRL | _SHIFT):
            refs = [*self._selection.refs, *refs]
        self._selection.select(refs)
