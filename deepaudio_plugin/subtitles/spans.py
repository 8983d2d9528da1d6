"""When a caption is shown: seconds, and captions with other ends."""

from __future__ import annotations

from dataclasses import replace

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.subtitles.captions import Caption


def start_of(caption: Caption) -> float:
    """The first moment, in seconds."""
    return _seconds(caption.range.start_time)


def end_of(caption: Caption) -> float:
    """The moment after the last, in seconds."""
    return _seconds(caption.range.start_time) + _seconds(caption.range.duration)


def ended_as(caption: Caption, other: Caption) -> Caption:
    """`caption` to the end of `other`, which counts at the same rate."""
    end = other.range.start_time + other.range.duration
    start = caption.range.start_time
    return replace(caption, range=TimeRange(start, end - start))


def ended_at(caption: Caption, time: RationalTime) -> Caption:
    """`caption` until `time`, which is of the same rate."""
    start = caption.range.start_time
    return replace(caption, range=TimeRange(start, time - start))


def _seconds(time: RationalTime) -> float:
    return float(time.value / time.rate)
