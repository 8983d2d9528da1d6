"""What the mouse does on the rows: select, draw a band around items, pan, wish to play."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication

from ..state.selection import Selection
from .hit import Hit

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Ground(Protocol):
    """What the pointer needs of the view."""

    def hit_at(self, point: QPoint) -> Hit | None:
        """The item at a point of the viewport."""

    def to_timeline(self, point: QPoint) -> QPoint:
        """A point of the viewport in the timeline's pixels."""

    def refs_in_band(self, band: QRect) -> list[str]:
        """Items that a band in the timeline's pixels touches."""

    def refs_from_to(self, row_kind: str, first: int, last: int) -> list[str]:
        """Items of a kind of row between two frames."""

    def show_band(self, band: QRect) -> None:
        """Show a band in the timeline's pixels; an empty one: none."""

    def scroll_by(self, dx: int, dy: int) -> None:
        """Move what is seen."""

    def reach(self, point: QPoint) -> None:
        """Scroll towards a point outside the viewport."""


class Pointer:
    """Turns presses, moves and releases into selection, and the middle button into panning."""

    def __init__(self, ground: Ground, selection: Selection) -> None:
        self._ground, self._selection = ground, selection
        self._pressed: QPoint | None = None  # in the timeline's pixels
        self._pressed_at = QPoint()  # on the viewport
        self._banding = False
        self._panned_from: QPoint | None = None
        self._anchor: Hit | None = None

    def forget(self) -> None:
        """Another timeline."""
        self._pressed = self._panned_from = self._anchor = None
        self._banding = False
        self._ground.show_band(QRect())

    def press(self, event: QMouseEvent) -> None:
        """Something is pressed."""
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned_from = at
            QGuiApplication.setOverrideCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._pressed_at = self._ground.to_timeline(at), at
            found = self._ground.hit_at(at)
            if found is not None and found.ref:
                self._click(found, event.modifiers())

    def move(self, event: QMouseEvent) -> None:
        """The mouse moves with a button down."""
        at = event.position().toPoint()
        if self._panned_from is not None:
            way = self._panned_from - at
            self._ground.scroll_by(way.x(), way.y())
            self._panned_from = at
        elif self._pressed is not None:
            way = at - self._pressed_at
            if way.manhattanLength() >= QApplication.startDragDistance():
                self._banding = True
            if self._banding:
                self._ground.reach(at)
                self._ground.show_band(self._band(at))

    def release(self, event: QMouseEvent) -> None:
        """A button is let go."""
        if event.button() == Qt.MouseButton.MiddleButton and self._panned_from is not None:
            self._panned_from = None
            QGuiApplication.restoreOverrideCursor()
        elif event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            at = event.position().toPoint()
            if self._banding:
                self._take_band(self._band(at), event.modifiers())
            elif not event.modifiers() & (_CTRL | _SHIFT) and not self._on_item(at):
                self._selection.clear()
                self._anchor = None
            self._pressed, self._banding = None, False
            self._ground.show_band(QRect())

    def _on_item(self, at: QPoint) -> bool:
        found = self._ground.hit_at(at)
        return found is not None and bool(found.ref)

    def _band(self, at: QPoint) -> QRect:
        return QRect(self._pressed or at, self._ground.to_timeline(at)).normalized()

    def _click(self, found: Hit, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & _SHIFT and self._anchor is not None:
            self._select_range(self._anchor, found, keep=bool(modifiers & _CTRL))
            return
        self._anchor = found
        if modifiers & _CTRL:
            self._selection.toggle(found.ref)
        else:
            self._selection.select([found.ref])

    def _select_range(self, anchor: Hit, found: Hit, keep: bool) -> None:
        first = min(anchor.item.start, found.item.start)
        last = max(item.start + item.frames for item in (anchor.item, found.item))
        refs = self._ground.refs_from_to(found.row.kind, first, last)
        before = list(self._selection.refs) if keep else []
        self._selection.select([*before, *refs], current=found.ref)

    def _take_band(self, band: QRect, modifiers: Qt.KeyboardModifier) -> None:
        refs = self._ground.refs_in_band(band)
        if modifiers & (_CTRL | _SHIFT):
            refs = [*self._selection.refs, *refs]
        self._selection.select(refs)
