"""Preview films: the timeline's picture in low resolution, with a finished mix."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from deepaudio.dsp import wav
from deepaudio.dsp.audio import folded_down
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import Control
from deepaudio.media.container import mapped_errors
from deepaudio.media.picture import JobPicture
from deepaudio.worker.picture import PreviewCanvas, canvas_for, shown
from deepaudio.worker.sources import picture
from deepaudio_plugin.core.errors import MediaError, OutputError
from deepaudio_plugin.core.files import replacing
from deepaudio_plugin.core.protocol import PREVIEW_MARK, Mix, PictureSource

_FORMATS = {".mov": "mov", ".mkv": "matroska"}  # anything else: mp4
_AUDIO_BITS = 192_000
_VIDEO_BITS = 2_000_000  # for mpeg4, which has no constant quality worth the name
_TURN = 24  # frames encoded before it is the sound's turn


def write_preview(request: Mix, control: Control) -> tuple[str, ...]:
    """Mux the picture with the mix at `out_path` into `preview_path`; returns warnings.

    Where no source can be decoded the picture is black. Raises `OutputError`, and
    `RequestCancelled` when cancelled.
    """
    path = Path(request.preview_path)
    try:
        with replacing(path) as temp:
            return _write(request, temp, _FORMATS.get(path.suffix.lower(), "mp4"), control)
    except (OSError, av.error.FFmpegError) as error:
        raise OutputError(
            f"cannot write the preview: {getattr(error, 'strerror', None) or error}",
            where=str(path),
            hint="Check that the folder can be written to and has space left.",
        ) from error


def _write(request: Mix, part: Path, format_name: str, control: Control) -> tuple[str, ...]:
    rate = Fraction(request.preview_rate_num, request.preview_rate_den)
    total = -(-request.num_samples * rate.numerator // (SAMPLE_RATE * rate.denominator))
    pictures = _PictureTrack(request, rate, total)
    options = {} if format_name == "matroska" else {"movflags": "+faststart"}
    with av.open(str(part), "w", format=format_name, options=options) as container:
        container.metadata["comment"] = PREVIEW_MARK
        video = _video_stream(container, rate, pictures.canvas)
        audio = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        audio.bit_rate = _AUDIO_BITS
        sound = _sound(request.out_path, rate / _TURN)
        frames = enumerate(pictures.frames())
        for count in itertools.count():
            turn = list(itertools.islice(frames, _TURN))
            if not turn:
                break
            control.check()
            control.progress("preview", count * _TURN / total)
            for number, frame in turn:
                _encode(container, video, frame, number, 1 / rate)
            _encode_sound(container, audio, next(sound, None))
        for rest in sound:
            _encode_sound(container, audio, rest)
        for stream in (video, audio):
            container.mux(stream.encode(None))
    return tuple(pictures.warnings)


class _PictureTrack:
    """The pictures of a timeline as a sequence of frames."""

    def __init__(self, request: Mix, rate: Fraction, total: int) -> None:
        self.warnings: list[str] = []
        self._rate = rate
        self._total = total
        self._cuts = [
            (source, *self._frames_of(source, start_s), start_s)
            for source, start_s in zip(request.picture, request.picture_starts_s, strict=True)
        ]
        self.canvas = canvas_for(
            (picture(source) for source, *_ in self._cuts), request.preview_height
        )

    def frames(self) -> Iterator[VideoFrame]:
        """All frames in order; gaps and what cannot be decoded are black."""
        position = 0
        for source, begin, end, start_s in self._cuts:
            first, stop = max(begin, position), min(end, self._total)
            if stop <= first:
                continue
            yield from self._black(first - position)
            times = [float(n / self._rate) - start_s for n in range(first, stop)]
            yield from self._picture(picture(source), times)
            position = stop
        yield from self._black(self._total - position)

    def _frames_of(self, source: PictureSource, start_s: float) -> tuple[int, int]:
        return round(start_s * self._rate), round((start_s + source.duration_s) * self._rate)

    def _picture(self, source: JobPicture, times_s: list[float]) -> Iterator[VideoFrame]:
        scaler = VideoReformatter()
        count = 0
        last: tuple[VideoFrame, VideoFrame] | None = None
        try:
            for frame in shown(source, times_s):
                if last is None or last[0] is not frame:
                    with mapped_errors(source.path):
                        last = (frame, self.canvas.show(frame, scaler))
                yield last[1]
                count += 1
        except MediaError as error:
            self.warnings.append(f"the preview is black where the picture fails: {error}")
        yield from self._black(len(times_s) - count)

    def _black(self, count: int) -> Iterator[VideoFrame]:
        if count > 0:
            yield from itertools.repeat(self.canvas.black(), count)


def _video_stream(container: OutputContainer, rate: Fraction, canvas: PreviewCanvas) -> VideoStream:
    if "libx264" in av.codecs_available:
        stream = container.add_stream("libx264", rate=rate)
        stream.options = {"preset": "veryfast", "crf": "23"}
    else:
        stream = container.add_stream("mpeg4", rate=rate)
        stream.bit_rate = _VIDEO_BITS
    stream.width, stream.height, stream.pix_fmt = canvas.width, canvas.height, "yuv420p"
    stream.time_base = 1 / rate
    return stream


def _encode(
    container: OutputContainer, stream: VideoStream, frame: VideoFrame, number: int, base: Fraction
) -> None:
    frame.pts, frame.time_base = number, base
    frame.pict_type = av.video.frame.PictureType.NONE  # a source's key frames are not ours
    container.mux(stream.encode(frame))


def _sound(path: str, turns_per_s: Fraction) -> Iterator[AudioFrame]:
    """The mix as stereo frames, each as long as a turn of video frames."""
    position = 0
    for block in wav.read_blocks(path, max(1, int(SAMPLE_RATE / turns_per_s))):
        both = np.ascontiguousarray(folded_down(block))
        frame = AudioFrame.from_ndarray(both, "fltp", "stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, position
        frame.time_base = Fraction(1, SAMPLE_RATE)
        position += block.shape[1]
        yield frame


def _encode_sound(
    container: OutputContainer, stream: AudioStream, frame: AudioFrame | None
) -> None:
    if frame is not None:
        container.mux(stream.encode(frame))
