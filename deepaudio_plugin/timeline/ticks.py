"""Exact time for adding up ten thousand clips: whole ticks of 1/705,600,000 s.

The unit is the flick (https://github.com/facebookarchive/flicks): one frame of every rate
in use (24, 25, 30, 60 and their 1000/1001 relatives) and one sample of 44.1 and 48 kHz are
whole numbers of it. Sums are exact, cannot drift and cost no more than adding integers;
times at other rates are rounded once, by less than a nanosecond.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.timeline.timing import exact_rate

PER_SECOND = 705_600_000
_LONGEST = 10_000_000 * PER_SECOND  # 115 days: far past any timeline, within a double's reach


class BadTimeError(ValueError):
    """A time or range that means nothing; the text is a clause about the clip."""


@functools.lru_cache(maxsize=1024)
def per_frame(rate: float) -> int | Fraction:
    """Ticks in one frame, a whole number for every rate in use.

    Raises `BadTimeError` for rates that are not positive.
    """
    try:
        return simplest(PER_SECOND / exact_rate(rate))
    except (ValueError, ZeroDivisionError) as error:
        raise BadTimeError(f"has a frame rate of {rate:g}") from error


def ticks(time: RationalTime) -> int:
    """A time in ticks. Raises `BadTimeError` for rates and values that are no time."""
    frame, value = per_frame(time.rate), time.value
    if not math.isfinite(value):
        raise BadTimeError(f"has a time of {value:g} frames")
    found = round((int(value) if value.is_integer() else Fraction(value)) * frame)
    if abs(found) > _LONGEST:
        raise BadTimeError(f"has a time of {value:g} frames, longer than any timeline")
    return found


def seconds(time: int | Fraction) -> float:
    """Ticks in seconds, for the protocol."""
    return float(time / PER_SECOND)


def nearest_frame(time: int | Fraction, rate: float) -> int:
    """Number of the frame boundary nearest to a time in ticks."""
    frame = per_frame(rate)
    return math.floor((2 * time + frame) // (2 * frame))


def simplest(number: Fraction) -> int | Fraction:
    """The same number, as an integer where it is one: integers are many times faster."""
    return number.numerator if number.denominator == 1 else number
