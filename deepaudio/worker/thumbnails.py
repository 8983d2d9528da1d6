"""Thumbnails: the middle frame of each picture as a small JPEG."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream

from deepaudio.engines.base import Control, RequestCancelled
from deepaudio.media.clock import clock_start
from deepaudio.media.container import corrupt, opened, tell_decoder, video_stream
from deepaudio.media.decoding import TimedFrame, timed_frames
from deepaudio.media.frames import media_facts
from deepaudio.media.picture import JobPicture
from deepaudio.media.sequences import sequence_frames
from deepaudio.worker.error_mapping import as_known
from deepaudio.worker.sources import picture
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError, OutputError
from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.core.protocol import Thumbnails, Viewed

_HEIGHTS = range(8, 2161)
_WIDEST = 8  # times the height
_QUALITY = "4"  # of 2 to 31, lower is better
_ROUNDING_S = 0.005  # how far a file's time stamps may be beside its frames' times
_NEAR_S = 1.0  # a frame so little ahead is reached by decoding on
_PREROLL_S = 0.3  # frames this far before the wanted one may be decoded in part
_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED
_MAX_PROBLEM = 200  # letters: all of them must fit a line


def thumbnails(request: Thumbnails, task: Task) -> Viewed:
    """Write what can be written; each file is opened once and read forwards.

    A failed picture is reported and the others go on. Raises `OutputError` where nothing
    can be written.
    """
    if len(request.out_paths) != len(request.pictures) or request.height not in _HEIGHTS:
        raise JobError(
            f"{len(request.pictures)} thumbnails of {request.height} pixels cannot go into "
            f"{len(request.out_paths)} files",
            hint=f"Heights are {_HEIGHTS.start} to {_HEIGHTS.stop - 1} pixels.",
        )
    writer = _ThumbnailWriter(request, task)
    films: dict[str, list[_Target]] = defaultdict(list)
    for index, source in enumerate(request.pictures):
        with writer.recording_problems(index):
            target = _target(index, picture(source))
            if source.kind == "sequence":
                _, frame = next(sequence_frames(picture(source), target.time_s))
                writer.add(index, frame, Fraction(1))
            else:
                films[source.path].append(target)
    for path, targets in films.items():
        with writer.recording_problems(*(target.index for target in targets)):
            _read_film(path, sorted(targets, key=lambda target: target.time_s), writer, task)
    return writer.viewed()


@dataclass(frozen=True)
class _Target:
    """The frame that shows at `time_s` of its file, give or take the rounding of times."""

    index: int
    time_s: float
    rounding_s: float


def _target(index: int, source: JobPicture) -> _Target:
    facts = media_facts(source)
    if facts.is_still:
        return _Target(index, 0.0, 0.0)
    middle_s = source.media_start_s + source.duration_s / 2 * source.speed
    time_s = max(0.0, middle_s - clock_start(source, facts))
    end_s = facts.duration_s
    rounding_s = min(_ROUNDING_S, 0.25 / (float(facts.rate) or 24.0))
    return _Target(index, time_s if end_s is None else min(time_s, end_s), rounding_s)


class _ThumbnailWriter:
    """Writes the thumbnails of a request and collects problems."""

    def __init__(self, request: Thumbnails, task: Task) -> None:
        self._request = request
        self._task = task
        self._paths = [""] * len(request.pictures)
        self._problems = [""] * len(request.pictures)

    def add(self, index: int, frame: VideoFrame, pixel_aspect: Fraction) -> None:
        """Write a picture. Raises `OutputError`."""
        path = Path(self._request.out_paths[index])
        content = jpeg(small(frame, self._request.height, pixel_aspect))
        with output_errors(path):
            write_bytes(path, content, durable=False)
        self._paths[index] = str(path)
        self._task.check()
        self._task.progress("thumbnails", sum(map(bool, self._paths)) / len(self._paths))

    @contextlib.contextmanager
    def recording_problems(self, *indices: int) -> Iterator[None]:
        """Record an error of the block as the problem of pictures not written yet."""
        self._task.check()
        try:
            yield
        except (RequestCancelled, OutputError):
            raise
        except Exception as error:  # a decoder's fault is no other picture's
            problem = as_known(error).message[:_MAX_PROBLEM]
            for index in indices:
                self._problems[index] = "" if self._paths[index] else problem

    def viewed(self) -> Viewed:
        """The answer."""
        return Viewed(self._task.id, tuple(self._paths), tuple(self._problems))


# -- reading ------------------------------------------------------------------------


def _read_film(
    path: str, targets: list[_Target], writer: _ThumbnailWriter, control: Control
) -> None:
    with opened(path) as container:
        stream = video_stream(container, path)
        film = _Film(container, stream, control)
        for target in targets:
            frame = film.frame_at(target)
            if frame is None:
                raise corrupt(path)
            writer.add(target.index, frame, Fraction(stream.sample_aspect_ratio or 1))


class _Film:
    """Frames of one open file at rising times."""

    def __init__(self, container: InputContainer, stream: VideoStream, control: Control) -> None:
        tell_decoder(stream, skip_loop_filter="bidir")  # hardly shows at this size
        self._container, self._stream, self._control = container, stream, control
        self._frames: Iterator[TimedFrame] | None = None
        self._shown: TimedFrame | None = None
        self._following: TimedFrame | None = None
        self._skim_to_s = 0.0
        self._reach_s = _NEAR_S  # grows with what is learnt of how far apart key frames are

    def frame_at(self, target: _Target) -> VideoFrame | None:
        """The frame that shows then; the last one where the file ends before."""
        self._skim_to_s = target.time_s - _PREROLL_S if target.time_s > _NEAR_S else 0.0
        position_s = self._following[0] if self._following else 0.0
        if self._frames is None or target.time_s - position_s > self._reach_s:
            self._seek(target.time_s)
        self._read_to(target)
        if self._shown is not None and self._shown[0] < self._skim_to_s:
            self._skim_to_s = 0.0  # so long a frame may have one after it that was left out
            self._seek(target.time_s)
            self._read_to(target)
        return self._shown[1] if self._shown else None

    def _read_to(self, target: _Target) -> None:
        while self._following is not None and (
            self._shown is None or self._following[0] <= target.time_s + target.rounding_s
        ):
            self._control.check()
            self._shown, self._following = self._following, self._next()

    def _seek(self, time_s: float) -> None:
        self._frames = timed_frames(
            self._container, self._stream, time_s, skim_to_s=lambda: self._skim_to_s
        )
        self._following = self._next()
        if self._following is not None:
            self._shown = None
            self._reach_s = max(self._reach_s, time_s - self._following[0])

    def _next(self) -> TimedFrame | None:
        assert self._frames is not None
        return next(self._frames, None)


# -- drawing ------------------------------------------------------------------------


def small(frame: VideoFrame, height: int, pixel_aspect: Fraction) -> VideoFrame:
    """`frame` upright, so many pixels high, in the colours that JPEG has."""
    turns = round(getattr(frame, "rotation", 0) / 90) % 4
    seen = (frame.width * pixel_aspect, frame.height)
    wide, tall = seen[::-1] if turns % 2 else seen
    width = min(max(1, round(height * wide / tall)), _WIDEST * height)
    size = (height, width) if turns % 2 else (width, height)
    if turns:
        pixels = _scaled(frame, *size, "rgb24").to_ndarray().astype(np.uint8, copy=False)
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(np.rot90(pixels, turns)), "rgb24")
    return _scaled(frame, width, height, "yuvj420p")


def jpeg(frame: VideoFrame) -> bytes:
    """A yuvj420p frame as a JPEG file."""
    encoder = av.CodecContext.create("mjpeg", "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    encoder.options = {"qmin": _QUALITY, "qmax": _QUALITY}
    frame.pts = 0
    return b"".join(bytes(packet) for packet in (*encoder.encode(frame), *encoder.encode(None)))


def _scaled(frame: VideoFrame, width: int, height: int, pixel_format: str) -> VideoFrame:
    said = frame.colorspace  # a file that does not say is HD's or SD's by its size
    return VideoReformatter().reformat(
        frame,
        width,
        height,
        pixel_format,
        src_colorspace=Colorspace.ITU709 if said == _UNSPECIFIED and frame.height >= 720 else None,
        dst_colorspace=Colorspace.ITU601,
        dst_color_range=ColorRange.JPEG,
    )
