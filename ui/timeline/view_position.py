"""The visible part of the timeline: scale and scroll position."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractScrollArea

from .scale import Scale


class ViewPosition:
    """Scale and scroll position of a view on a timeline of `frames()` frames.

    `on_scaled` is called after the scale has changed and the scroll bars are set to match.
    """

    def __init__(
        self,
        area: QAbstractScrollArea,
        frames: Callable[[], int],
        on_scaled: Callable[[], None],
    ) -> None:
        self._area, self._frames, self._on_scaled = area, frames, on_scaled
        self._across, self._down = area.horizontalScrollBar(), area.verticalScrollBar()
        self._across.setSingleStep(40)
        self._down.setSingleStep(20)
        self.scale = Scale(1.0)
        self.fitting = True  # everything is visible at any size of the view
        self._rows_high = 0

    @property
    def left(self) -> int:
        """The first visible pixel of the timeline."""
        return self._across.value()

    @property
    def top(self) -> int:
        """The first visible pixel of the rows."""
        return self._down.value()

    @property
    def width(self) -> int:
        """Of the viewport."""
        return self._area.viewport().width()

    @property
    def height(self) -> int:
        """Of the viewport."""
        return self._area.viewport().height()

    def to_timeline(self, point: QPoint) -> QPoint:
        """Convert a point of the viewport to the timeline's pixels."""
        return point + QPoint(self.left, self.top)

    # -- size and scale -----------------------------------------------------------------

    def measure(self, rows_high: int) -> None:
        """Update after a change of the view's size or of the height of all rows."""
        self._rows_high = rows_high
        if self.fitting:
            self._take_scale(Scale.fitting(self._frames(), self.width))
        else:
            self._set_ranges()

    def open_at(self, frames: int) -> None:
        """Show the beginning of a timeline, at most so many frames of it."""
        self.fitting = self._frames() <= frames
        self._take_scale(Scale.fitting(min(frames, self._frames()), self.width))
        self._across.setValue(0)

    def fit(self) -> None:
        """Show everything, also after a change of size."""
        self.fitting = True
        self._take_scale(Scale.fitting(self._frames(), self.width))

    def zoom_at(self, x: int, factor: float) -> None:
        """Zoom around a pixel of the viewport."""
        before = self.scale.per_frame
        scale = self.scale.zoomed(factor, self._frames(), self.width)
        if scale != self.scale:
            self.fitting = scale == Scale.fitting(self._frames(), self.width)
            held = (self.left + x) * scale.per_frame / before
            self._take_scale(scale, round(held - x))

    def zoom_to(self, first: int, last: int) -> None:
        """Show the frames from `first` to `last`, with a small margin on both sides."""
        frames = max(1, last - first)
        self.zoom_at(0, self.width * 0.9 / frames / self.scale.per_frame)
        self._across.setValue(self.scale.x(first + frames // 2) - self.width // 2)

    def _take_scale(self, scale: Scale, left: int | None = None) -> None:
        self.scale = scale
        self._set_ranges()
        if left is not None:
            self._across.setValue(left)
        self._on_scaled()

    def _set_ranges(self) -> None:
        wide = self.scale.x(self._frames())
        air = 0 if wide <= self.width else self.width // 10
        self._across.setRange(0, max(0, wide + air - self.width))
        self._across.setPageStep(self.width)
        self._down.setRange(0, max(0, self._rows_high - self.height))
        self._down.setPageStep(self.height)

    # -- scrolling ----------------------------------------------------------------------

    def scroll_by(self, dx: int, dy: int) -> None:
        """Scroll by pixels."""
        self._across.setValue(self._across.value() + dx)
        self._down.setValue(self._down.value() + dy)

    def reach(self, point: QPoint) -> None:
        """Scroll towards a point outside the viewport."""
        x, y = point.x(), point.y()
        dx = min(0, x) + max(0, x - self.width + 1)
        dy = min(0, y) + max(0, y - self.height + 1)
        self.scroll_by(dx, dy)

    def reveal(self, first: int, last: int) -> None:
        """Scroll until frames are visible; centre them if they are far away."""
        x0, x1 = self.scale.x(first), self.scale.x(last)
        seen = x1 <= self.left + self.width or x1 - x0 > self.width
        if self.left <= x0 < self.left + self.width and seen:
            return
        fits = x1 - x0 < self.width
        self._across.setValue((x0 + x1 - self.width) // 2 if fits else x0 - self.width // 10)

    def turn_page(self, before: int, now: int) -> None:
        """Scroll by a page when `now` leaves the view and `before` was visible."""
        was_seen = self.left <= before <= self.left + self.width
        if was_seen and not self.left <= now < self.left + self.width:
            self._across.setValue(now - self.width // 10)
