"""The facts of a media file."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer

from deepaudio.media.container import (
    MAX_PIXELS,
    audio_stream,
    check_exists,
    mapped_errors,
    opened,
    video_stream,
)
from deepaudio_plugin.core.errors import MediaError

MAX_DURATION_S = 100 * 3600.0
"""Of a file; what says that it lasts longer says nonsense, and would be waited for."""

_TIMECODE = re.compile(r"^(\d{1,2}):(\d{2}):(\d{2})([:;.,])(\d{2,3})$")


@dataclass(frozen=True)
class MediaFacts:
    """What a media file says about itself. Unknown numbers are 0, unknown times None."""

    path: str
    duration_s: float | None
    has_video: bool
    has_audio: bool
    rate_num: int = 0
    rate_den: int = 1
    width: int = 0
    height: int = 0
    timecode: str = ""
    clock_start_s: float | None = None  # the timecode in seconds
    audio_rate: int = 0
    channels: int = 0
    is_still: bool = False  # a single image: it may be shown for any length of time

    @property
    def rate(self) -> Fraction:
        """Frames per second, exact; 0 when unknown."""
        return Fraction(self.rate_num, self.rate_den)


def probe(path: str) -> MediaFacts:
    """Facts of the file at `path`, from its headers alone.

    A hundred shots of one long file ask the same question, and reading its index takes a
    while: the answer is kept as long as the file stays as it is. Raises
    `MediaMissingError` or `MediaError` (unreadable, damaged, no media at all).
    """
    check_exists(path)
    with mapped_errors(path):
        state = Path(path).stat()
    return _probed(path, state.st_size, state.st_mtime_ns)


@functools.lru_cache(maxsize=256)
def _probed(path: str, _size: int, _modified: int) -> MediaFacts:
    with opened(path) as container:
        return facts_of(container, path)


def facts_of(container: InputContainer, path: str) -> MediaFacts:
    """Facts of an open container; what cannot be decoded counts as not there.

    Raises `MediaError` if it has neither picture nor sound, or says that it lasts for ever.
    """
    audio = audio_stream(container)
    video = _video(container, path, needed=audio is None)
    rate = Fraction(0)
    if video is not None:
        rate = Fraction(video.average_rate or video.guessed_rate or video.base_rate or 0)
    timecode = _timecode(container)
    is_still = video is not None and _is_image(container)
    if is_still and video is not None and not video.codec_context.width:
        raise MediaError(  # the decoder was not let at it
            f"the image is damaged, or has more than {MAX_PIXELS >> 20} megapixels",
            where=path,
            hint="Relink the clip to a smaller copy of it.",
        )
    duration_s = None if is_still else _duration(container, video)
    if duration_s is not None and not duration_s <= MAX_DURATION_S:
        raise MediaError(
            f"the file says that it lasts {duration_s / 3600:.3g} hours",
            where=path,
            hint="It is damaged: copy or export the media again.",
        )
    return MediaFacts(
        path=path,
        duration_s=duration_s,
        has_video=video is not None,
        has_audio=audio is not None,
        rate_num=rate.numerator,
        rate_den=rate.denominator,
        width=video.codec_context.width if video is not None else 0,
        height=video.codec_context.height if video is not None else 0,
        timecode=timecode,
        clock_start_s=timecode_seconds(timecode, rate),
        audio_rate=audio.codec_context.sample_rate if audio is not None else 0,
        channels=audio.codec_context.channels if audio is not None else 0,
        is_still=is_still,
    )


def timecode_seconds(timecode: str, rate: Fraction) -> float | None:
    """Seconds a SMPTE timecode stands for at `rate`; None if it is none.

    Drop-frame (a semicolon before the frames) skips frame numbers 0 and 1 of each minute
    that is no multiple of ten, twice as many at double rate (SMPTE ST 12-1).
    """
    match = _TIMECODE.match(timecode)
    if match is None or rate <= 0:
        return None
    hours, minutes, seconds, frames = (int(match[i]) for i in (1, 2, 3, 5))
    base = round(rate)
    count = (hours * 3600 + minutes * 60 + seconds) * base + frames
    if match[4] in ";." and rate.denominator == 1001 and base % 30 == 0:
        total_minutes = hours * 60 + minutes
        count -= 2 * (base // 30) * (total_minutes - total_minutes // 10)
    return float(count / rate)


def _video(container: InputContainer, path: str, *, needed: bool) -> av.VideoStream | None:
    """The picture, None where there is only sound. Raises `MediaError` if it is `needed`."""
    if needed and not container.streams.video:
        raise MediaError(
            "the file has neither picture nor sound",
            where=path,
            hint="Relink the clip to a media file.",
        )
    try:
        return video_stream(container, path)
    except MediaError:
        if needed:
            raise
        return None


def _is_image(container: InputContainer) -> bool:
    name = container.format.name
    return name == "image2" or name.endswith("_pipe")


def _duration(container: InputContainer, video: av.VideoStream | None) -> float | None:
    if video is not None and video.duration is not None and video.time_base is not None:
        return float(video.duration * video.time_base)
    if container.duration is not None:
        return container.duration / av.time_base
    return None


def _timecode(container: InputContainer) -> str:
    """The first timecode in the file: of a stream (mov, mxf) or of the container."""
    sources = [s.metadata for s in (*container.streams.video, *container.streams.data)]
    for metadata in (*sources, container.metadata):
        found = metadata.get("timecode")
        if found:
            return str(found)
    return ""
