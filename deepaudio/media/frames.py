"""Frames of a picture at low resolution, in grey, decoded once and in order.

Sound depends on where something moves, not on how it looks: about 14,000
pixels are enough. Batches keep memory bounded whatever the length of a shot.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream

from deepaudio.media.clock import FileSpan
from deepaudio.media.container import (
    corrupt,
    mapped_errors,
    missing,
    opened,
    tell_decoder,
    video_stream,
)
from deepaudio.media.decoding import TimedFrame, shown_from, timed_frames
from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import MediaFacts, probe
from deepaudio.media.sequences import sequence_file, sequence_image
from deepaudio_plugin.core.errors import MediaError

Pixels = npt.NDArray[np.uint8]

CELL = 4
"""Sides of the small pictures are multiples of this, so that they divide into cells."""

_AREA = 160 * 90
_BATCH = 32
_MAX_RATE = 33.0  # frames per second that are looked at; faster media is thinned out evenly
MAX_IMAGES = 1 << 20
"""Of a sequence: 12 hours at 24 a second. Each is looked for on disk."""

_PREROLL_S = 0.3  # frames this far before the start may be decoded without being shown


@dataclass(frozen=True)
class FrameBatch:
    """Consecutive frames: `times_s` (N,) in file time, rising; `pixels` (N, H, W)."""

    times_s: npt.NDArray[np.float64]
    pixels: Pixels


@dataclass
class FrameReader:
    """The frames of a span of a picture. Iterate once; then `warnings` lists problems.

    Frames come in presentation order whatever the direction of play, at most about 33 per
    second, each at its own presentation time. Iterating raises `MediaError` if the file
    fails before any frame.
    """

    picture: JobPicture
    facts: MediaFacts
    span: FileSpan
    check: Callable[[], None] = lambda: None  # called per batch; may raise to stop
    warnings: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[FrameBatch]:
        is_sequence = self.picture.kind == "sequence"
        frames = self._sequence() if is_sequence else self._video()
        shrink = Shrinker()
        count, last = 0, self.span.start_s
        times: list[float] = []
        pixels: list[Pixels] = []
        for time_s, frame in frames:
            with mapped_errors(self.picture.path):
                small = shrink(frame)
            if pixels and small.shape != pixels[0].shape:
                continue  # a stream that changes its size midway: keep to the first
            times.append(time_s)
            pixels.append(small)
            count, last = count + 1, time_s
            if len(times) == _BATCH:
                self.check()
                yield FrameBatch(np.array(times), np.stack(pixels))
                times, pixels = [], []
        if times:
            yield FrameBatch(np.array(times), np.stack(pixels))
        self._report(count, last)

    def _report(self, count: int, last_s: float) -> None:
        end_s = min(self.span.end_s, self.facts.duration_s or self.span.end_s)
        if count == 0 and end_s > self.span.start_s:
            raise corrupt(self.picture.path)
        rate = float(self.facts.rate) or 24.0
        lost_s = end_s - last_s
        if lost_s > max(0.25, 3 / rate):
            self.warnings.append(f"the media ends or breaks {lost_s:.1f} s before the clip does")

    def _video(self) -> Iterator[tuple[float, VideoFrame]]:
        path = self.picture.path
        with opened(path) as container, _share_of_cores() as threads:
            stream = video_stream(container, path)
            stream.thread_type = "AUTO"
            stream.codec_context.thread_count = threads
            # Softening block edges costs a fifth of decoding and hardly shows at this size;
            # on B-frames leaving it out does not add up over time.
            tell_decoder(stream, skip_loop_filter="bidir")
            every = frame_step(self.picture, self.facts, self.span)
            frames = _thin(_decoded(container, stream, self.span), self.facts, every)
            yield from shown_from(frames, self.span.start_s)

    def _sequence(self) -> Iterator[tuple[float, VideoFrame]]:
        rate = self.picture.sequence_rate
        first = max(0, int(np.floor(self.span.start_s * rate + 1e-6)))
        stop = min(self.picture.sequence_count, int(np.ceil(self.span.end_s * rate - 1e-6)))
        every = frame_step(self.picture, self.facts, self.span)
        lost = 0
        for index in range(first - first % every, max(stop, first), every):
            frame = sequence_image(self.picture, index)
            if frame is None:
                lost += 1
            else:
                yield index / rate, frame
        if lost:
            self.warnings.append(f"{lost} images of the sequence are missing or damaged")


_MAX_THREADS = 4  # more would hold too many large frames
_readers = 0
_readers_lock = threading.Lock()


@contextlib.contextmanager
def _share_of_cores() -> Iterator[int]:
    """How many threads to decode on: all cores for one reader, fewer each for several.

    Two decoders of one thread each are a good deal cheaper than two of two.
    """
    global _readers  # noqa: PLW0603 - one count for the process is the point
    with _readers_lock:
        _readers += 1
        threads = (os.cpu_count() or 1) // _readers
    try:
        yield min(max(threads, 1), _MAX_THREADS)
    finally:
        with _readers_lock:
            _readers -= 1


def media_facts(picture: JobPicture) -> MediaFacts:
    """Facts of a picture's media: of the file, or of the image sequence as a whole.

    Raises `MediaMissingError` or `MediaError`.
    """
    if picture.kind != "sequence":
        facts = probe(picture.path)
        if not facts.has_video:
            with opened(picture.path) as container:
                video_stream(container, picture.path)  # raises: says what is wrong
        return facts
    if picture.sequence_rate <= 0 or picture.sequence_count <= 0:
        raise MediaError(
            "the image sequence has no frames or no rate",
            where=picture.path,
            hint="Relink the clip to the image sequence.",
        )
    if picture.sequence_count > MAX_IMAGES:
        raise MediaError(
            f"the image sequence is too long: {picture.sequence_count} images",
            where=picture.path,
            hint=f"At most {MAX_IMAGES} are read: correct the clip's media range, or relink it.",
        )
    for index in range(picture.sequence_count):
        file = sequence_file(picture, index)
        if Path(file).exists():
            image = probe(file)
            return MediaFacts(
                path=picture.path,
                duration_s=picture.sequence_count / picture.sequence_rate,
                has_video=True,
                has_audio=False,
                width=image.width,
                height=image.height,
            )
    raise missing(picture.path)


# Newer PyAV scales on all cores by default, which costs more than it gains at this size.
SCALER_OPTIONS = {"threads": 1} if "threads" in (VideoReformatter.reformat.__doc__ or "") else {}


class Shrinker:
    """Makes small grey pictures, upright, of about 160 x 90 pixels at the frame's own shape."""

    def __init__(self) -> None:
        self._scaler = VideoReformatter()

    def __call__(self, frame: VideoFrame) -> Pixels:
        """`frame` as (H, W) uint8."""
        width, height = small_size(frame.width, frame.height)
        small = self._scaler.reformat(
            frame, width, height, "gray", interpolation=Interpolation.AREA, **SCALER_OPTIONS
        )
        plane = small.planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
        pixels: Pixels = rows[:height, :width]
        turns = round(getattr(frame, "rotation", 0) / 90) % 4
        return np.ascontiguousarray(np.rot90(pixels, turns)) if turns else pixels.copy()


def small_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the small picture: never larger than the frame, whole cells."""
    scale = min(1.0, (_AREA / (width * height)) ** 0.5)
    columns, rows = (max(2, round(side * scale / CELL)) for side in (width, height))
    return columns * CELL, rows * CELL


def _decoded(
    container: InputContainer, stream: VideoStream, span: FileSpan
) -> Iterator[TimedFrame]:
    """Frames from a little before the span's start up to its end."""
    skim_to_s = span.start_s - _PREROLL_S
    for time_s, frame in timed_frames(container, stream, span.start_s, skim_to_s=skim_to_s):
        if time_s >= span.end_s - 1e-6:
            return
        yield time_s, frame


def frame_step(picture: JobPicture, facts: MediaFacts, span: FileSpan) -> int:
    """Every how many-th frame is looked at: all of them up to about 33 a second as played."""
    rate = picture.sequence_rate if picture.kind == "sequence" else float(facts.rate)
    return max(1, int(np.ceil(rate * abs(span.speed) / _MAX_RATE)))


def _thin(
    frames: Iterator[tuple[float, VideoFrame]], facts: MediaFacts, every: int
) -> Iterator[tuple[float, VideoFrame]]:
    """The first frame of every so many, counted from the file's first, wherever reading began.

    Where the rate varies, slower stretches keep all of their frames.
    """
    rate = float(facts.rate)
    before: int | None = None
    for time_s, frame in frames:
        group, within = divmod(round(time_s * rate), every)
        begins = within == 0 if before is None else group != before
        before = group
        if every == 1 or begins:
            yield time_s, frame
