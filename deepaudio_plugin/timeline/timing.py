"""Time on the host side: exact rates, and the one way to seconds, samples and timecode.

Hosts write 23.976, 23.98 or 23.976024627685547 and mean 24000/1001; over two hours the
difference is several frames, so every conversion goes through `exact_rate`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import Literal

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.protocol import SAMPLE_RATE

_NTSC_TOLERANCE = 0.006  # 23.98 for 23.976 and 59.94 for 59.9400599…
_DROP_FRAME_RATES = (Fraction(30000, 1001), Fraction(60000, 1001))

Clock = Literal["file", "timecode"]
"""What source ranges of our clips count from: the first frame of the file, or its timecode."""


@lru_cache(maxsize=1024)
def exact_rate(rate: float) -> Fraction:
    """The rate a host meant: a whole number, a multiple of 1000/1001, or itself.

    Raises ValueError for rates that are not positive and finite.
    """
    if not math.isfinite(rate) or rate <= 0:
        raise ValueError(f"rate must be positive, got {rate}")
    whole = round(rate)
    if whole and abs(rate - whole) < 1e-6:
        return Fraction(whole)
    ceiling = math.ceil(rate)
    ntsc = Fraction(ceiling * 1000, 1001)
    if ceiling % 6 == 0 and abs(rate - float(ntsc)) < _NTSC_TOLERANCE:
        return ntsc
    return Fraction(rate).limit_denominator(100_000)


def _ratio(time: RationalTime) -> tuple[int, int]:
    """A time in seconds as integers: numerator and denominator, not reduced.

    Ten thousand clips ask for this hundreds of thousands of times, and `Fraction` takes
    most of its time to reduce.
    """
    num, den = _rate_parts(time.rate)
    value = time.value
    whole = int(value)
    if value == whole:
        return whole * den, num
    exact = Fraction(value).limit_denominator(1_000_000)
    return exact.numerator * den, exact.denominator * num


@lru_cache(maxsize=256)
def _rate_parts(rate: float) -> tuple[int, int]:
    exact = exact_rate(rate)
    return exact.numerator, exact.denominator


def seconds(time: RationalTime) -> float:
    """A time in seconds, for the protocol and for display."""
    top, bottom = _ratio(time)
    return top / bottom


def samples(time: RationalTime) -> int:
    """A time in samples at 48 kHz, rounded to the nearest, halves up."""
    top, bottom = _ratio(time)
    return (2 * top * SAMPLE_RATE + bottom) // (2 * bottom)


def frames_of(samples: int, rate: float) -> int:
    """Samples at 48 kHz in frames, rounded to the nearest."""
    return round(samples * exact_rate(rate) / SAMPLE_RATE)


def floor_frame(time: RationalTime, rate: float) -> RationalTime:
    """The frame of a timeline at `rate` that is showing at `time`."""
    top, bottom, nearest = _frames(time, rate)
    return RationalTime(top // bottom if nearest is None else nearest, rate)


def ceil_frame(time: RationalTime, rate: float) -> RationalTime:
    """The first frame boundary of a timeline at `rate` not before `time`."""
    top, bottom, nearest = _frames(time, rate)
    return RationalTime(-(-top // bottom) if nearest is None else nearest, rate)


def touched_frames(whole: TimeRange, rate: float) -> tuple[int, int]:
    """First frame and number of frames of a timeline at `rate` that a range touches, at least one.

    Where a range is shown, typed or decided on in frames, this says which they are.
    """
    start = int(floor_frame(whole.start_time, rate).value)
    return start, max(1, int(ceil_frame(whole.end_time_exclusive(), rate).value) - start)


def _frames(time: RationalTime, rate: float) -> tuple[int, int, int | None]:
    """A time in frames as a ratio, and as a whole number where it is one.

    A host's float noise, under a ten-thousandth of a frame, must not push a boundary into
    the next frame.
    """
    top, bottom = _ratio(time)
    num, den = _rate_parts(rate)
    top, bottom = top * num, bottom * den
    nearest = (2 * top + bottom) // (2 * bottom)
    return top, bottom, nearest if abs(top - nearest * bottom) * 10_000 < bottom else None


def is_drop_frame(rate: float) -> bool:
    """Whether timecode at this rate leaves labels out to keep up with the clock."""
    return exact_rate(rate) in _DROP_FRAME_RATES


def timecode(time: RationalTime) -> str:
    """SMPTE timecode for people; drop-frame where the rate has it, else H:MM:SS.mmm."""
    label = _label(math.floor(time.value + 1e-6), time.rate)
    return clock(seconds(time)) if label is None else label


@lru_cache(maxsize=1 << 16)
def _label(frame: int, rate: float) -> str | None:
    """The timecode of a frame; None where the rate has none. One frame is asked for often."""
    exact, drop = _counted(rate)
    try:
        return str(otio.opentime.to_timecode(RationalTime(frame, exact), exact, drop_frame=drop))
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _counted(rate: float) -> tuple[float, bool]:
    """How timecode counts at a rate: the exact rate's double, and whether it drops frames."""
    return float(exact_rate(rate)), is_drop_frame(rate)


def place(start: RationalTime, time: RationalTime) -> str:
    """Timecode of the frame showing at zero-based `time` on a timeline that begins at `start`."""
    first = int(start.value)
    if first != start.value:
        return timecode(start + floor_frame(time, start.rate))
    top, bottom, nearest = _frames(time, start.rate)
    frame = top // bottom if nearest is None else nearest
    return _label(first + frame, start.rate) or timecode(start + floor_frame(time, start.rate))


def places(start: RationalTime, whole: TimeRange) -> tuple[str, str]:
    """Timecode of the first frame that a range touches, and of the first one behind it.

    The range is zero-based, on a timeline that begins at `start`.
    """
    first, frames = touched_frames(whole, start.rate)
    begin, end = RationalTime(first, start.rate), RationalTime(first + frames, start.rate)
    return place(start, begin), place(start, end)


def clock(value: float) -> str:
    """Seconds as M:SS.mmm or H:MM:SS.mmm, negative values with a sign."""
    sign, total = ("-" if value < 0 else ""), abs(value)
    hours, rest = divmod(total, 3600)
    minutes, secs = divmod(rest, 60)
    if hours:
        return f"{sign}{int(hours)}:{int(minutes):02d}:{secs:06.3f}"
    return f"{sign}{int(minutes)}:{secs:06.3f}"
