"""The media clock: which moment of a file a time of the timeline's media range means.

Some timelines count media time from the file's timecode, some from 0. Three times occur:

- job time: seconds from the first sample of a job's window;
- media time: seconds on the media's own clock, as the timeline counts it;
- file time: seconds from the file's first frame.
"""

from __future__ import annotations

from dataclasses import dataclass

from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import MediaFacts
from deepaudio_plugin.core.errors import MediaError

_TOLERANCE_S = 0.5  # files are often some frames shorter than a timeline believes


@dataclass(frozen=True)
class FileSpan:
    """A part of a file: [start, end) in file time, and how job time runs over it.

    Job time t shows file time `origin_s + t * speed`.
    """

    start_s: float
    end_s: float
    origin_s: float
    speed: float


def clock_start(picture: JobPicture, facts: MediaFacts) -> float:
    """What the media's clock reads at the file's first frame, in seconds.

    As the picture says; else the file's timecode if the picture's range starts within
    [timecode, timecode + duration]; else 0 if it starts within the file. Raises
    `MediaError` if neither fits.
    """
    if picture.clock_start_s is not None:
        return picture.clock_start_s
    if facts.is_still:
        return picture.media_start_s
    length = facts.duration_s
    wanted = picture.media_start_s
    for candidate in (facts.clock_start_s, 0.0):
        if candidate is None:
            continue
        if length is None or -_TOLERANCE_S <= wanted - candidate <= length + _TOLERANCE_S:
            return candidate
    raise _outside(picture, facts, facts.clock_start_s or 0.0)


def span(picture: JobPicture, facts: MediaFacts, start_s: float, end_s: float) -> FileSpan:
    """The part of the file that shows during job time [start_s, end_s).

    Cut down to what may be read (`available_*`) and to what can be in the file; headers
    are not believed to the last frame. Raises `MediaError` if the range lies wholly
    outside the file.
    """
    clock = clock_start(picture, facts)
    origin = picture.media_start_s - clock
    edges = (origin + start_s * picture.speed, origin + end_s * picture.speed)
    low, high = min(edges), max(edges)
    if picture.available_start_s is not None:
        low = max(low, picture.available_start_s - clock)
    if picture.available_end_s is not None:
        high = min(high, picture.available_end_s - clock)
    length = facts.duration_s
    if high < -_TOLERANCE_S or (length is not None and low > length + _TOLERANCE_S):
        raise _outside(picture, facts, clock)
    low = max(low, 0.0)
    high = high if length is None else min(high, length + _TOLERANCE_S)
    return FileSpan(low, max(low, high), origin, picture.speed)


def _outside(picture: JobPicture, facts: MediaFacts, clock: float) -> MediaError:
    length = facts.duration_s or 0.0
    has = f"{_clock(clock)} to {_clock(clock + length)}"
    return MediaError(
        f"the clip asks for media at {_clock(picture.media_start_s)}, but the file has {has}",
        where=picture.path,
        hint="Relink the clip to the right file, or export the timeline again.",
    )


def _clock(seconds: float) -> str:
    """Seconds as H:MM:SS.mmm."""
    sign, value = ("-" if seconds < 0 else ""), abs(seconds)
    minutes, rest = divmod(value, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{sign}{hours}:{minutes:02d}:{rest:06.3f}"
