"""Frames of an open media file by their times: the one place that seeks and decodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from deepaudio.media.container import path_of
from deepaudio.media.patience import piece_by_piece, reading

TimedFrame = tuple[float, VideoFrame]
"""A frame and when it begins, in seconds from the file's first."""

_WORTH_SEEKING_S = 1.0


def timed_frames(
    container: InputContainer,
    stream: VideoStream,
    start_s: float,
    *,
    skim_to_s: float | Callable[[], float] | None = None,
) -> Iterator[TimedFrame]:
    """Frames in order from the key frame before `start_s` to the file's end.

    Before `skim_to_s` (a function where that moves on) those that no other frame refers to
    are not decoded. Damaged packets are passed over: the next key frame heals them.
    """
    base, zero = stream.time_base, stream.start_time or 0
    if base is None:
        return
    if start_s > _WORTH_SEEKING_S:
        container.seek(zero + int(start_s / base), stream=stream, backward=True)
    path = path_of(container)
    for packet in piece_by_piece(container.demux(stream), path):
        skim_s = skim_to_s() if callable(skim_to_s) else skim_to_s
        early = skim_s is not None and packet.pts is not None and packet.pts < zero + skim_s / base
        stream.codec_context.skip_frame = "NONREF" if early else "DEFAULT"
        try:
            with reading(path):
                frames = packet.decode()
        except av.error.FFmpegError:
            continue
        for frame in frames:
            if isinstance(frame, VideoFrame) and frame.pts is not None:
                yield float((frame.pts - zero) * base), frame


def shown_from(frames: Iterable[TimedFrame], start_s: float) -> Iterator[TimedFrame]:
    """Frames from the one that shows at `start_s` on."""
    held: TimedFrame | None = None
    for time_s, frame in frames:
        if time_s <= start_s + 1e-6:
            held = (time_s, frame)
            continue
        if held is not None:
            yield held
            held = None
        yield time_s, frame
    if held is not None:
        yield held
