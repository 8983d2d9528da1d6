"""Frames of a shot as the visual encoders take them: upright, by job time, to the full length.

What is read follows the clip: its retime, its range and handles. Forward playback keeps the
sampling of the published pipeline (`deepaudio.features.video`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from av.video.frame import VideoFrame
from torch import Tensor

from deepaudio.features.video import Pixels, VideoFrames, sample_frames
from deepaudio.media.clock import FileSpan, span
from deepaudio.media.container import corrupt, mapped_errors, opened, video_stream
from deepaudio.media.decoding import TimedFrame, shown_from, timed_frames
from deepaudio.media.frames import media_facts
from deepaudio.media.picture import JobPicture
from deepaudio.media.sequences import sequence_frames
from deepaudio.networks.sequence import CLIP_FPS, SYNC_FPS

_MAX_RATE = 100.0  # frames per second of job time that are looked at
_LARGEST = 2160  # shorter side; above it frames are halved while they are decoded to RGB
_BACKWARD_S = 0.5  # of file time decoded and turned round at a time
_BACKWARD_SIDE = 448  # shorter side of frames that wait to be turned round

Timed = Iterator[tuple[float, Pixels]]


@dataclass(frozen=True)
class LoadedFrames:
    """Frames of a range of job time, as many as its duration needs."""

    frames: VideoFrames
    end_s: float  # job time from which there is no picture; the last frame is held


def load_frames(
    picture: JobPicture, start_s: float, seconds: float, check: Callable[[], None]
) -> LoadedFrames:
    """Frames of job time [start_s, start_s + seconds).

    Where the media ends early its last frame is held, where it begins late its first. `check`
    is called between frames and may raise. Raises MediaError.
    """
    facts = media_facts(picture)
    where = span(picture, facts, start_s, start_s + seconds)
    frozen = facts.is_still or picture.speed == 0
    timed = _stills(picture, where, check) if frozen else _playing(picture, where, start_s, check)
    standing = _HoldLastFrame(timed, seconds)
    try:
        frames = sample_frames(standing, seconds)
    except ValueError as error:
        raise corrupt(picture.path) from error
    full = VideoFrames(
        _filled(frames.clip, int(CLIP_FPS * seconds)),
        _filled(frames.sync, int(SYNC_FPS * seconds)),
        seconds,
    )
    return LoadedFrames(full, math.inf if frozen else start_s + standing.last_s)


class _HoldLastFrame:
    """Frames in rising time; the last one is repeated at `seconds`.

    So every moment has a frame, also those after the media's end. Frames closer than is looked
    at are left out.
    """

    def __init__(self, timed: Timed, seconds: float) -> None:
        self._timed = timed
        self._seconds = seconds
        self.last_s = 0.0  # time of the last frame that came

    def __iter__(self) -> Timed:
        before, pixels = -math.inf, None
        for time_s, pixels in self._timed:
            self.last_s = time_s
            if time_s - before >= 1 / _MAX_RATE - 1e-6 or time_s <= 0:
                before = time_s
                yield time_s, pixels
        if pixels is not None and self.last_s < self._seconds:
            yield self._seconds, pixels


def _filled(frames: Tensor, count: int) -> Tensor:
    """(T, ...) cut to `count` frames, or with the last repeated: sums of 1/25 are not exact."""
    count = max(1, count)
    missing = max(0, count - len(frames))
    return torch.cat((frames[:count], frames[-1:].expand(missing, *frames.shape[1:])))


# -- the two kinds of picture -------------------------------------------------------


def _stills(picture: JobPicture, where: FileSpan, check: Callable[[], None]) -> Timed:
    """One frame for the whole range."""
    half = 0.5 / SYNC_FPS
    frames = _decoded(picture, where.start_s, where.start_s + half, check)
    for _, frame in frames:
        yield 0.0, _pixels(frame, picture.path)
        return


def _playing(
    picture: JobPicture, where: FileSpan, start_s: float, check: Callable[[], None]
) -> Timed:
    """Frames in order of job time counted from `start_s`; the first one counts from 0."""
    ordered = _forward if where.speed > 0 else _backward
    for time_s, pixels in ordered(picture, where, check):
        job_s = (time_s - where.origin_s) / where.speed
        yield max(0.0, job_s - start_s), pixels


def _forward(picture: JobPicture, where: FileSpan, check: Callable[[], None]) -> Timed:
    least = 0.99 * where.speed / _MAX_RATE  # frames in between need no RGB
    last = -math.inf
    for time_s, frame in _decoded(picture, where.start_s, where.end_s, check):
        if time_s - last >= least:
            last = time_s
            yield time_s, _pixels(frame, picture.path)


def _backward(picture: JobPicture, where: FileSpan, check: Callable[[], None]) -> Timed:
    """From the end of the span to its start, a piece at a time."""
    count = max(1, math.ceil((where.end_s - where.start_s) / _BACKWARD_S))
    edges = np.linspace(where.start_s, where.end_s, count + 1).tolist()
    for low, high in reversed(list(itertools.pairwise(edges))):
        piece = [
            (time_s, _pixels(frame, picture.path, _BACKWARD_SIDE))
            for time_s, frame in _decoded(picture, low, high, check)
            if time_s >= low - 1e-6 or low == where.start_s
        ]
        yield from reversed(piece)


# -- decoding -----------------------------------------------------------------------


def _decoded(
    picture: JobPicture, start_s: float, end_s: float, check: Callable[[], None]
) -> Iterator[tuple[float, VideoFrame]]:
    """Frames with their file times: from the one that shows at `start_s` to `end_s`."""
    if picture.kind == "sequence":
        yield from _showing(sequence_frames(picture, start_s), start_s, end_s, check)
        return
    with opened(picture.path) as container:
        stream = video_stream(container, picture.path)
        stream.thread_type = "AUTO"
        yield from _showing(timed_frames(container, stream, start_s), start_s, end_s, check)


def _showing(
    frames: Iterator[TimedFrame], start_s: float, end_s: float, check: Callable[[], None]
) -> Iterator[TimedFrame]:
    for time_s, frame in shown_from(_checked(frames, check), start_s):
        if time_s > end_s + 1e-6:  # at the end itself: the last moment's frame may be that one
            return
        yield time_s, frame


def _checked(frames: Iterator[TimedFrame], check: Callable[[], None]) -> Iterator[TimedFrame]:
    for timed in frames:
        check()
        yield timed


def _pixels(frame: VideoFrame, path: str, largest: int = 2 * _LARGEST) -> Pixels:
    """(h, w, 3) upright, the shorter side below `largest` or halved until it is.

    Raises MediaError about the file at `path`.
    """
    with mapped_errors(path):
        return _small(frame, largest)


def _small(frame: VideoFrame, largest: int) -> Pixels:
    width, height = frame.width, frame.height
    while min(width, height) > largest:
        width, height = width // 2, height // 2
    if (width, height) != (frame.width, frame.height):
        frame = frame.reformat(width, height, "rgb24", interpolation="AREA")
    pixels = np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
    turns = round(getattr(frame, "rotation", 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(pixels, turns)) if turns else pixels
