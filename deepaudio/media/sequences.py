"""Image sequences: numbered files that play like a film."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path

from av.video.frame import VideoFrame

from deepaudio.media.container import opened, video_stream
from deepaudio.media.decoding import TimedFrame
from deepaudio.media.patience import reading
from deepaudio.media.picture import JobPicture
from deepaudio_plugin.core.errors import MediaError

_PATTERN = re.compile(r"%0?\d*d")


def sequence_file(picture: JobPicture, index: int) -> str:
    """Path of the `index`-th image; the picture's path has a printf pattern such as `%04d`."""
    number = picture.sequence_first + index * picture.sequence_step
    path = Path(picture.path)  # a folder may have a literal "%20d" in its name
    return str(path.with_name(_PATTERN.sub(lambda match: match[0] % number, path.name, count=1)))


def sequence_image(picture: JobPicture, index: int) -> VideoFrame | None:
    """The `index`-th image; None where it is missing or damaged."""
    file = sequence_file(picture, index)
    try:
        with opened(file) as container, reading(file):
            return next(container.decode(video_stream(container, file)), None)
    except MediaError:
        return None


def sequence_frames(picture: JobPicture, start_s: float) -> Iterator[TimedFrame]:
    """Images with their file times: the one that shows at `start_s`, then those after it.

    In a hole of the sequence the image before it shows. Raises MediaError when there is
    nothing to show.
    """
    rate = picture.sequence_rate
    at_start = min(max(0, math.floor(start_s * rate + 1e-6)), picture.sequence_count - 1)
    shown = False
    for index in range(at_start, -1, -1):
        if (frame := sequence_image(picture, index)) is not None:
            shown = True
            yield index / rate, frame
            break
    for index in range(at_start + 1, picture.sequence_count):
        if (frame := sequence_image(picture, index)) is not None:
            shown = True
            yield index / rate, frame
    if not shown:
        raise MediaError(
            "no image of the sequence can be read",
            where=picture.path,
            hint="Relink the clip to the image sequence.",
        )
