"""When a line is by decision, instead of when the subtitles have it.

Kept in whole frames with the rate that they were counted at. On a timeline of another rate a
line keeps its seconds, not its frames, as the lines of a subtitle file do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import ProtocolError, UsageError
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.timing import seconds, touched_frames

MAX_TIME_FRAMES = 1 << 31
"""No timeline is as long."""

RETIMED_S = 0.05
"""Nearer than two frames is where a line was."""


@dataclass(frozen=True)
class LineTimes:
    """The frames of a line, from the timeline's first one."""

    start: int
    frames: int
    rate: float  # that they are counted at
    read: tuple[float, ...] = ()  # start and end in the subtitles then, in seconds
    extra: dict[str, Any] = field(default_factory=dict)  # what another version wrote


def decided_times(cue: Cue, start: int, frames: int, rate: float) -> LineTimes | None:
    """These frames as a decision about `cue` as it was read; None where they are its own.

    Raises UsageError for a line before the timeline's beginning, or of no length.
    """
    check_span(start, frames, cue.text)
    if (start, frames) == touched_frames(cue.range, rate):
        return None
    return LineTimes(start, frames, rate, read=read_times(cue))


def check_span(start: int, frames: int, text: str) -> None:
    """Raise UsageError for frames that no line can have."""
    if start < 0:
        raise UsageError(
            f"the line {text!r} would begin before the timeline",
            hint="Give it a time from the first frame on.",
        )
    if frames < 1 or start + frames > MAX_TIME_FRAMES:
        raise UsageError(
            f"the line {text!r} would end before it begins",
            hint="A line lasts a frame at least; to leave it out, delete or mute it.",
        )


def range_of(times: LineTimes) -> TimeRange:
    """The range of a line in zero-based timeline time, at the rate of the decision."""
    return TimeRange(RationalTime(times.start, times.rate), RationalTime(times.frames, times.rate))


def read_times(cue: Cue) -> tuple[float, float]:
    """Start and end of a cue in seconds."""
    end = seconds(cue.range.end_time_exclusive())
    return round(seconds(cue.range.start_time), 6), round(end, 6)


def was_retimed(times: LineTimes, cue: Cue) -> bool:
    """Whether the subtitles have `cue` elsewhere than when its times were decided."""
    now = read_times(cue)
    return len(times.read) == 2 and any(
        abs(was - is_now) > RETIMED_S for was, is_now in zip(times.read, now, strict=True)
    )


def is_fulfilled(times: LineTimes, cue: Cue) -> bool:
    """Whether the subtitles say by now what was decided, to the frame."""
    return touched_frames(cue.range, times.rate) == (times.start, times.frames) or all(
        abs(decided - now) < 0.5 / times.rate
        for decided, now in zip(_seconds_of(times), read_times(cue), strict=True)
    )


def _seconds_of(times: LineTimes) -> tuple[float, float]:
    whole = range_of(times)
    return seconds(whole.start_time), seconds(whole.end_time_exclusive())


def check_times(start: int, frames: int, rate: float) -> None:
    """Raise ProtocolError for times that no file of ours has."""
    if not (0 <= start <= MAX_TIME_FRAMES and 1 <= frames <= MAX_TIME_FRAMES):
        raise ProtocolError("times: expected frames of a timeline")
    if not (math.isfinite(rate) and 0 < rate <= 1000):
        raise ProtocolError("times: expected a frame rate")
