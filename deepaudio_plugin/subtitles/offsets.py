"""Which time a sidecar counts from: the timeline's start, or the programme's timecode.

The reading that most captions support is taken: zero, the timeline's start timecode, or,
where most of the file fits neither, a whole hour. So a slate before the programme decides
nothing. Where the start timecode and zero fit all captions alike, as in a long film, the
captions carry timecode, for a file whose first line comes after an hour is rare; a note
tells of both readings.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.subtitles.captions import Caption
from deepaudio_plugin.subtitles.files import MILLISECONDS
from deepaudio_plugin.timeline.timing import clock, exact_rate, seconds, timecode

if TYPE_CHECKING:
    from deepaudio_plugin.timeline.document import Document

_HOUR_MS = 3_600_000
_IN_SYNC = "Check that the lines are in sync."


def zero_based(
    captions: list[Caption], document: Document, name: str, problems: list[Problem]
) -> list[Caption]:
    """Sidecar captions counted from the timeline's start; what was taken off is noted."""
    starts = [caption.range.start_time.value for caption in captions]
    length = seconds(document.duration) * MILLISECONDS
    start = _timecode_ms(document.start)

    def fitting(offset: int) -> int:
        return sum(0 <= at - offset < length for at in starts)

    offset, supported = 0, fitting(0)
    unclear = False
    if start > 0 and fitting(start) >= max(supported, 1):
        unclear = fitting(start) == supported
        offset, supported = start, fitting(start)
    for hour in sorted({int(at // _HOUR_MS) * _HOUR_MS for at in starts}):
        if hour > 0 and fitting(hour) > supported and fitting(hour) * 2 >= len(starts):
            offset, supported, unclear = hour, fitting(hour), False
    if offset == 0:
        return captions
    taken = clock(offset / MILLISECONDS)
    if unclear:
        message = f"fits as timecode and as time from the start: {taken} taken off every caption"
        hint = f"If the lines come too early, begin the file with a caption before {taken}."
    else:
        message, hint = f"carries timecode: {taken} taken off every caption", _IN_SYNC
    problems.append(Problem(name, message, hint, note=True))
    back = RationalTime(offset, MILLISECONDS)
    return [
        replace(caption, range=TimeRange(caption.range.start_time - back, caption.range.duration))
        for caption in captions
    ]


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
