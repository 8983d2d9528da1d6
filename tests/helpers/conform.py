"""A film cut at any rate, and a host that conforms timelines to another one."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.timeline.timing import exact_rate
from tests.helpers.project import make_project
from tests.helpers.returned import Host

LINES = """1
00:00:00,250 --> 00:00:01,000
MARA: Who is there?

2
00:00:01,617 --> 00:00:02,500
JON: It was the door.

3
00:00:03,117 --> 00:00:03,900
MARA: Then close it.
"""


def cut_at(folder: Path, rate: float, *, apart_s: int = 0, srt: str = LINES) -> Path:
    """`cut.otio` at `rate`, from one o'clock: three shots of some one and a half seconds, so
    many seconds apart, and `cut.srt`."""
    make_project(folder, srt=srt)
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    frames = round(1.5 * rate) + 1  # 91 at 60: no length that halves
    whole = TimeRange(RationalTime(0, rate), RationalTime(int(4 * rate), rate))
    for number in range(3):
        media = otio.schema.ExternalReference("film.mp4", available_range=whole)
        if number and apart_s:
            track.append(otio.schema.Gap(duration=RationalTime(round(apart_s * rate), rate)))
        first = RationalTime(round(number * 0.7 * rate), rate)
        span = TimeRange(first, RationalTime(frames, rate))
        track.append(otio.schema.Clip(f"shot {number + 1}", media, span))
    start = RationalTime(3600 * round(rate), rate)  # 01:00:00:00 where none is dropped
    timeline = otio.schema.Timeline("cut", global_start_time=start)
    timeline.tracks.append(track)
    path = folder / "cut.otio"
    otio.adapters.write_to_file(timeline, str(path), "otio_json")
    return path


Rounding = Callable[[Fraction], int]


def conformed(rate: float, rounding: Rounding = round, *, timecode: bool = False) -> Host:
    """A host that counts everything in frames of `rate`: edges go to whole frames as it rounds.

    With `timecode` it keeps the numbers of the start timecode and not its time, as where
    01:00:00:00 is to be the first frame at any rate.
    """

    def host(timeline: otio.schema.Timeline) -> None:
        for track in timeline.tracks:
            now, edge = Fraction(0), 0
            for item in track:
                span = item.trimmed_range()
                now += _in_frames(span.duration, rate)
                end = rounding(now)
                first = RationalTime(rounding(_in_frames(span.start_time, rate)), rate)
                item.source_range = TimeRange(first, RationalTime(end - edge, rate))
                edge = end
                for media in (
                    item.media_references().values() if isinstance(item, otio.schema.Clip) else ()
                ):
                    if media.available_range is not None:
                        media.available_range = _range(media.available_range, rate, rounding)
        start = timeline.global_start_time
        if start is not None:
            kept = start.value / round(start.rate) * round(rate)
            first = round(kept) if timecode else round(_in_frames(start, rate))
            timeline.global_start_time = RationalTime(first, rate)

    return host


def frame_for_frame(rate: float) -> Host:
    """A host that takes every frame for one at its own rate, as where film is run faster."""

    def host(timeline: otio.schema.Timeline) -> None:
        start = timeline.global_start_time
        first = start.value / round(start.rate) * round(rate)
        timeline.global_start_time = RationalTime(first, rate)
        for item in [item for track in timeline.tracks for item in track]:
            span = item.trimmed_range()
            times = (RationalTime(time.value, rate) for time in (span.start_time, span.duration))
            item.source_range = TimeRange(*times)

    return host


def _range(span: TimeRange, rate: float, rounding: Rounding) -> TimeRange:
    times = (rounding(_in_frames(time, rate)) for time in (span.start_time, span.duration))
    return TimeRange(*(RationalTime(time, rate) for time in times))


def _in_frames(time: RationalTime, rate: float) -> Fraction:
    return Fraction(time.value) / exact_rate(time.rate) * exact_rate(rate)
