"""Mouse handling on the rows: select, draw a rubber band, pan."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from ..state.selection import Selection
from .hit_testing import HitItem, HitTester
from .view_position import ViewPosition

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Pointer:
    """Turns mouse events into selection, and into panning with the middle button.

    A click selects, with Ctrl it adds or removes, with Shift it extends the selection. Dragging
    draws a rubber band; `show_band` gets it in the timeline's pixels, empty for none.
    """

    def __init__(
        self,
        hit_tester: HitTester,
        position: ViewPosition,
        selection: Selection,
        show_band: Callable[[QRect], None],
    ) -> None:
        self._hit_tester, self._position, self._selection = hit_tester, position, selection
        self._show_band = show_band
        self._pressed: QPoint | None = None  # in the timeline's pixels
        self._pressed_at = QPoint()  # on the viewport
        self._banding = False
        self._panned_from: QPoint | None = None
        self._anchor: HitItem | None = None

    def forget(self) -> None:
        """Reset, before another timeline."""
        self._pressed = self._panned_from = self._anchor = None
        self._banding = False
        self._show_band(QRect())

    def press(self, event: QMouseEvent, viewport: QWidget) -> None:
        """Handle a press."""
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned_from = at
            viewport.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._pressed_at = self._position.to_timeline(at), at
            found = self._item_at(at)
            if found is not None:
                self._click(found, event.modifiers())

    def move(self, event: QMouseEvent) -> None:
        """Handle a move with a button down."""
        at = event.position().toPoint()
        if self._panned_from is not None:
            way = self._panned_from - at
            self._position.scroll_by(way.x(), way.y())
            self._panned_from = at
        elif self._pressed is not None:
            way = at - self._pressed_at
            self._banding |= way.manhattanLength() >= QApplication.startDragDistance()
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
            if self._banding:
                self._take_band(self._band(at), event.modifiers())
            elif not event.modifiers() & (_CTRL | _SHIFT) and self._item_at(at) is None:
                self._selection.clear()
                self._anchor = None
            self._pressed, self._banding = None, False
            self._show_band(QRect())

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
