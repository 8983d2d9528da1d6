"""The wheel and the pinch of a touchpad."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent

from .view_position import ViewPosition

_PER_DEGREE = 1.0015  # a usual notch, 120, zooms by a fifth
_NOTCH = 100  # pixels that a notch scrolls sideways


def turn(position: ViewPosition, event: QWheelEvent, scrolls_down: bool) -> bool:
    """Zoom with Ctrl, scroll sideways with Shift or where there is nothing to scroll down.

    False if the scroll bars are to do what the platform does.
    """
    angle = event.angleDelta()
    turned = angle.y() or angle.x()
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        position.zoom_at(event.position().toPoint().x(), _PER_DEGREE**turned)
        return True
    sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    if angle.x() == 0 and (sideways or not scrolls_down):
        position.scroll_by(-(event.pixelDelta().y() or turned * _NOTCH // 120), 0)
        return True
    return False


def pinch(position: ViewPosition, event: QNativeGestureEvent) -> bool:
    """Zoom around the fingers; False for any other gesture."""
    if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
        return False
    position.zoom_at(event.position().toPoint().x(), max(0.1, 1.0 + event.value()))
    return True
