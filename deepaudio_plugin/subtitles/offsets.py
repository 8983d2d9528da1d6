"""Which time a sidecar counts from: the timeline's start, or the programme's timecode.

The reading that most captions support is taken: zero, the timeline's start timecode, or,
where nearly none fits zero, a whole hour. A slate or two before the programme decide
nothing, but where more captions lie before a time, nothing begins there. Where the start
timecode is an hour or later and fits all captions as well as zero does, as in a long film,
the captions carry timecode, for a file whose first line comes after an hour is rare. A note
tells where both readings fit.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.options import AUTO
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.subtitles.captions import Caption
from deepaudio_plugin.subtitles.files import MILLISECONDS
from deepaudio_plugin.timeline.timing import clock, exact_rate, seconds, timecode

if TYPE_CHECKING:
    from deepaudio_plugin.timeline.document import Document

_HOUR_MS = 3_600_000
_NOTED_MS = 60_000  # a start timecode below is no programme's start
_SLATES = 10  # at most one caption in so many is a slate outside the programme
_HOURS = 24  # a day has no more
_IN_SYNC = "Check that the lines are in sync."
_OTHERWISE = {True: "start", False: "timecode"}


def zero_based(
    captions: list[Caption],
    document: Document,
    name: str,
    problems: list[Problem],
    times: str = AUTO,
) -> list[Caption]:
    """Sidecar captions counted from the timeline's start; what was taken off is noted.

    `times` is one of `SUBTITLE_TIMES`; nothing is guessed where it says what they are.
    """
    if times == "start":
        return captions
    if times == "timecode":
        return _moved(captions, _timecode_ms(document.start))
    starts = [caption.range.start_time.value for caption in captions]
    length = seconds(document.duration) * MILLISECONDS
    offset, both = _offset(starts, _timecode_ms(document.start), length)
    if both:
        taken = "taken off every caption" if offset else "not taken off"
        message = f"fits as timecode and as time from the start: {clock(both / 1000)} {taken}"
        hint = f"If that is wrong: --subtitle-times {_OTHERWISE[offset > 0]}"
        problems.append(Problem(name, message, hint, note=True))
    elif offset:
        message = f"carries timecode: {clock(offset / MILLISECONDS)} taken off every caption"
        problems.append(Problem(name, message, _IN_SYNC, note=True))
    return _moved(captions, offset)


def _moved(captions: list[Caption], offset: int) -> list[Caption]:
    """Captions by `offset` ms earlier."""
    if not offset:
        return captions
    back = RationalTime(offset, MILLISECONDS)
    return [
        replace(caption, range=TimeRange(caption.range.start_time - back, caption.range.duration))
        for caption in captions
    ]


def _offset(starts: list[float], start: int, length: float) -> tuple[int, int]:
    """(what is taken off, the start timecode where it fits as well as zero), in ms."""

    def fitting(offset: int) -> int:
        """How many captions support an offset; none where more than a slate lies before."""
        before = sum(at < offset for at in starts)
        if offset and before > max(1, len(starts) // _SLATES):
            return 0
        return sum(0 <= at - offset < length for at in starts)

    zero, timecoded = fitting(0), fitting(start)
    if start >= _NOTED_MS and timecoded == zero > 0:
        return (start if start >= _HOUR_MS else 0), start
    if start > 0 and timecoded > zero:
        return start, 0
    if zero > len(starts) // _SLATES and zero > 1:
        return 0, 0
    hours = Counter(int(at // _HOUR_MS) * _HOUR_MS for at in starts if at >= _HOUR_MS)
    likely = sorted(hour for hour, _ in hours.most_common(_HOURS))
    best = max(likely, key=fitting, default=0)
    return (best if fitting(best) > zero else 0), 0


def _timecode_ms(start: RationalTime) -> int:
    """The start as its timecode reads, in ms: 01:00:00:00 is one hour at any rate.

    Subtitle tools write the label's hours, minutes and seconds, although an hour of
    timecode at 24000/1001 lasts 3603.6 s.
    """
    if start.value <= 0:
        return 0
    try:
        rate = exact_rate(start.rate)
        hours, minutes, secs, frames = (
            int(x) for x in timecode(start).replace(";", ":").split(":")
        )
    except ValueError:
        return round(seconds(start) * MILLISECONDS)
    whole = (hours * 60 + minutes) * 60 + secs
    return whole * MILLISECONDS + round(frames * MILLISECONDS / math.ceil(rate))
