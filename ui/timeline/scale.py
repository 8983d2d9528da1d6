"""Conversion between frames and pixels, limits of zoom, and ticks of the ruler."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..state import timecode

ZOOM_STEP = 1.5
MAX_PIXELS_PER_FRAME = 48.0
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600)
_FRAMES = (1, 2, 5, 10)


@dataclass(frozen=True)
class Scale:
    """The width of a frame in pixels. Pixels count from the timeline's first frame."""

    per_frame: float

    def x(self, frame: int) -> int:
        """The pixel at which a frame begins."""
        return int(frame * self.per_frame)

    def frame(self, x: int) -> int:
        """The frame at a pixel; if there are several, the first."""
        if self.per_frame < 1:
            return max(0, math.ceil(x / self.per_frame))
        frame = max(0, int(x / self.per_frame))
        return frame + 1 if self.x(frame + 1) <= x else frame

    def zoomed(self, factor: float, frames: int, width: int) -> Scale:
        """Zoomed by a factor, within the limits for a timeline in a view."""
        least = Scale.fitting(frames, width).per_frame
        most = max(MAX_PIXELS_PER_FRAME, least)
        return Scale(min(most, max(least, self.per_frame * factor)))

    @staticmethod
    def fitting(frames: int, width: int) -> Scale:
        """The scale at which a whole timeline fits a view, with a small margin."""
        per_frame = max(1, width) * 0.98 / max(1, frames)
        return Scale(min(MAX_PIXELS_PER_FRAME, per_frame))


@dataclass(frozen=True)
class Tick:
    """A mark of the ruler; `major` ones carry a label."""

    frame: int
    major: bool


@dataclass(frozen=True)
class Clock:
    """How a timeline counts: its rate, the number of its first frame, and drop-frame."""

    rate: Fraction
    start: int = 0
    drop_frame: bool = False

    @property
    def nominal(self) -> int:
        """Frames in a second of timecode."""
        return timecode.nominal(self.rate)


def ticks(scale: Scale, clock: Clock, first: int, last: int, space: int) -> Iterator[Tick]:
    """Ticks from frame `first` to `last`; labels have at least `space` pixels each."""
    step_s = next((s for s in _SECONDS if scale.x(s * clock.nominal) >= space), _SECONDS[-1])
    if step_s == 1:
        for step in _FRAMES:
            if step < clock.nominal and scale.x(step) >= space:
                yield from _frame_ticks(clock, first, last, step)
                return
    parts = next(n for n in (10, 5, 4, 2, 1) if scale.x(step_s * clock.nominal) // n >= 8 or n == 1)
    yield from _second_ticks(clock, first, last, step_s, parts)


def _frame_ticks(clock: Clock, first: int, last: int, step: int) -> Iterator[Tick]:
    begin = (clock.start + first) // step * step
    for number in range(begin, clock.start + last + 1, step):
        yield Tick(number - clock.start, True)


def _second_ticks(clock: Clock, first: int, last: int, step_s: int, parts: int) -> Iterator[Tick]:
    second = max(0, (clock.start + first) // clock.nominal // step_s) * step_s
    end = clock.start + last
    at = _frame_of_second(clock, second)
    while at <= end:
        yield Tick(at - clock.start, True)
        second += step_s
        following = _frame_of_second(clock, second)
        for part in range(1, parts):
            yield Tick(at + (following - at) * part // parts - clock.start, False)
        at = following


def _frame_of_second(clock: Clock, second: int) -> int:
    """The first frame of a second; skips labels that drop-frame leaves out."""
    if not clock.drop_frame:
        return second * clock.nominal
    minutes = second // 60
    dropped = 2 * round(clock.nominal / 30)
    number = second * clock.nominal - dropped * (minutes - minutes // 10)
    left_out = second % 60 == 0 and minutes % 10 != 0
    return number + dropped if left_out else number
