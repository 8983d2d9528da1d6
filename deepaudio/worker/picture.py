"""The picture of a preview: frames of the timeline's sources on a small canvas."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, VideoReformatter

from deepaudio.media.clock import clock_start
from deepaudio.media.container import opened, video_stream
from deepaudio.media.decoding import timed_frames
from deepaudio.media.frames import media_facts
from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import MediaFacts
from deepaudio.media.sequences import sequence_frames
from deepaudio_plugin.core.errors import MediaError

Plane = npt.NDArray[np.uint8]

_BACKWARD = 24  # frames decoded and kept at a time when a source plays backwards
_WIDEST = 8  # times the height, whatever a file says of the shape of its pixels
_ROUNDING_S = 0.0006  # a time stamp in whole milliseconds may be so much after its frame
_BLACK = (16, 128, 128)  # Y, U, V in video range


@dataclass(frozen=True)
class PreviewCanvas:
    """Width and height of the preview, both even. Frames on it are yuv420p."""

    width: int
    height: int

    def black(self) -> VideoFrame:
        """A frame with nothing on it."""
        return self._frame(self._blank())

    def show(self, frame: VideoFrame, scaler: VideoReformatter) -> VideoFrame:
        """`frame` as large as it fits, upright, in the middle."""
        turns = round(getattr(frame, "rotation", 0) / 90) % 4
        width, height = self._fitted(*_shown_size(frame, turns))
        size = (height, width) if turns % 2 else (width, height)
        small = scaler.reformat(frame, *size, "yuv420p", dst_color_range=ColorRange.MPEG)
        if not turns and (width, height) == (self.width, self.height):
            return small
        planes = self._blank()
        left, top = (self.width - width) // 4 * 2, (self.height - height) // 4 * 2
        for i, plane in enumerate(_planes(small)):
            k = 1 if i == 0 else 2  # colour planes have half the size
            upright = np.rot90(plane, turns)
            area = planes[i][top // k : (top + height) // k, left // k : (left + width) // k]
            area[:] = upright
        return self._frame(planes)

    def _fitted(self, width: float, height: float) -> tuple[int, int]:
        scale = min(self.width / width, self.height / height)
        return _even(width * scale, self.width), _even(height * scale, self.height)

    def _blank(self) -> list[Plane]:
        sizes = [(self.height, self.width)] + [(self.height // 2, self.width // 2)] * 2
        return [np.full(s, v, np.uint8) for s, v in zip(sizes, _BLACK, strict=True)]

    def _frame(self, planes: Sequence[Plane]) -> VideoFrame:
        rows = [plane.reshape(-1, self.width) for plane in planes]
        return VideoFrame.from_ndarray(np.concatenate(rows), format="yuv420p")


def canvas_for(pictures: Iterable[JobPicture], height: int) -> PreviewCanvas:
    """A canvas of the shape of the first picture that can be read; 16:9 if there is none."""
    height = max(2, height // 2 * 2)
    for picture in pictures:
        try:
            facts = media_facts(picture)
            frame = next(frame for _, frame in _decoded(picture, facts, 0.0))
        except (MediaError, StopIteration):
            continue
        width, tall = _shown_size(frame, round(getattr(frame, "rotation", 0) / 90) % 4)
        wide = min(height * width / tall, _WIDEST * height)
        return PreviewCanvas(max(2, round(wide / 2) * 2), height)
    return PreviewCanvas(round(height * 16 / 9 / 2) * 2, height)


def shown(picture: JobPicture, times_s: Sequence[float]) -> Iterator[VideoFrame]:
    """The frames a picture shows at rising job times, one for each.

    Raises `MediaError` before the first or at the frame where the media fails.
    """
    facts = media_facts(picture)
    origin = picture.media_start_s - clock_start(picture, facts)
    file_times = [origin + t * picture.speed for t in times_s]
    if picture.speed >= 0:
        yield from _rising(picture, facts, file_times)
        return
    remaining = iter(file_times)
    while chunk := list(islice(remaining, _BACKWARD)):
        yield from reversed(list(_rising(picture, facts, chunk[::-1])))


def _rising(
    picture: JobPicture, facts: MediaFacts, times_s: Sequence[float]
) -> Iterator[VideoFrame]:
    """The frame that shows at each of the rising file times; the last one is held."""
    frames = _decoded(picture, facts, times_s[0])
    held: VideoFrame | None = None
    following = next(frames, None)
    slack_s = min(_ROUNDING_S, 0.25 / (float(facts.rate) or 24.0))
    for time_s in times_s:
        while following is not None and (held is None or following[0] <= time_s + slack_s):
            held = following[1]
            following = next(frames, None)
        if held is None:
            raise MediaError("the media has no picture to show", where=picture.path)
        yield held


def _decoded(
    picture: JobPicture, facts: MediaFacts, start_s: float
) -> Iterator[tuple[float, VideoFrame]]:
    """Frames with their file times, from the one at `start_s` or somewhat earlier on."""
    if picture.kind == "sequence":
        yield from sequence_frames(picture, start_s)
        return
    with opened(picture.path) as container:
        stream = video_stream(container, picture.path)
        last_s = max(0.0, (facts.duration_s or math.inf) - 0.5)
        begin_s = 0.0 if facts.is_still else min(start_s, last_s)
        yield from timed_frames(container, stream, begin_s)


def _shown_size(frame: VideoFrame, turns: int) -> tuple[float, float]:
    """Width and height as seen: square pixels, upright."""
    aspect = frame.sample_aspect_ratio if hasattr(frame, "sample_aspect_ratio") else None
    width = frame.width * float(aspect or 1)
    return (frame.height, width) if turns % 2 else (width, frame.height)


def _planes(frame: VideoFrame) -> list[Plane]:
    """Y (H, W), U and V (H/2, W/2) of a yuv420p frame."""
    h, w = frame.height, frame.width
    stacked = frame.to_ndarray().astype(np.uint8, copy=False).reshape(-1)
    luma, chroma = h * w, h * w // 4
    edges = (0, luma, luma + chroma, luma + 2 * chroma)
    shapes = ((h, w), (h // 2, w // 2), (h // 2, w // 2))
    return [stacked[a:b].reshape(s) for a, b, s in zip(edges[:-1], edges[1:], shapes, strict=True)]


def _even(value: float, most: int) -> int:
    return min(most, max(2, round(value / 2) * 2))
