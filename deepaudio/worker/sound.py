"""The sound of media files, mono or stereo, block by block, each sample at its time.

File time counts from the file's first frame of picture, or of sound where it has none. What
lies between two pieces of sound, or before the first, is silence.
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import av.error
import av.stream
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from deepaudio.dsp.audio import with_channels
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples
from deepaudio.engines.base import Control
from deepaudio.media.clock import clock_start
from deepaudio.media.container import audio_stream, opened, path_of, video_stream
from deepaudio.media.patience import piece_by_piece, reading
from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import MAX_DURATION_S, probe
from deepaudio_plugin.core.errors import MediaError

_BLOCK = 1 << 18
_PREROLL_S = 0.5  # what a decoder may need before the first sample it gets right
_JITTER_S = 0.03  # time stamps are rounded: the sound goes on where it stopped
_AROUND = 64  # samples on either side that a resampled one depends on
MAX_CHANNELS = 2
"""Sound of more channels is mixed down to stereo, as ITU-R BS.775 has it."""

_BOTH = 0.5**0.5  # of the centre in either side, and of a surround channel in its own
_STEREO = {
    "FL": (1.0, 0.0), "FR": (0.0, 1.0), "FC": (_BOTH, _BOTH), "LFE": (0.0, 0.0),
    "FLC": (_BOTH, 0.0), "FRC": (0.0, _BOTH), "BC": (0.5, 0.5),
}  # fmt: skip


class Sound:
    """The first sound of an open file, at its own rate."""

    def __init__(self, container: InputContainer, path: str) -> None:
        stream = audio_stream(container)
        if stream is None:
            raise MediaError(
                "the media has no sound", where=path, hint="Choose a clip or file with sound."
            )
        self._container = container
        self._stream: AudioStream = stream
        self._zero_s = _first_frame_s(container, self._stream, path)
        self.rate: int = self._stream.codec_context.sample_rate
        self.channels = min(MAX_CHANNELS, max(1, self._stream.codec_context.channels))
        self.length = self._declared_length()
        for other in container.streams:
            if other is not self._stream and hasattr(other, "discard"):  # not in older PyAV
                other.discard = av.stream.Discard.all  # a film's picture need not be read at all

    def blocks(self, first: int, last: int | None = None) -> Iterator[Samples]:
        """Samples (C, T) from the `first`-th of the file up to `last` or where the sound ends."""
        position = first
        for start, samples in self._placed(first):
            begin = start if last is None else min(start, last)
            while position < begin:
                length = min(begin - position, _BLOCK)
                yield np.zeros((self.channels, length), np.float32)
                position += length
            end = None if last is None else max(0, last - start)
            piece = samples[:, position - start : end]
            if piece.size and position >= start:
                yield piece
                position += piece.shape[1]
            if last is not None and position >= last:
                return

    def _placed(self, first: int) -> Iterator[tuple[int, Samples]]:
        """Decoded pieces from somewhat before `first` on, each with its first sample's number."""
        self._seek(first / self.rate - _PREROLL_S)
        following: int | None = None
        for frame in self._decoded():
            samples = with_channels(_stereo(frame), self.channels)
            if frame.sample_rate != self.rate:
                from deepaudio.dsp.resample import resample  # slow to load, hardly ever needed

                samples = resample(samples, frame.sample_rate, self.rate)
            start = self._number(frame, following)
            following = start + samples.shape[1]
            yield start, samples

    def _seek(self, time_s: float) -> None:
        base = self._stream.time_base
        if time_s <= _PREROLL_S or base is None:
            return
        with contextlib.suppress(av.error.FFmpegError):  # then it is read from the beginning
            offset = int((time_s + self._zero_s) / base)
            self._container.seek(offset, stream=self._stream, backward=True)

    def _decoded(self) -> Iterator[AudioFrame]:
        path = path_of(self._container)
        for packet in piece_by_piece(self._container.demux(self._stream), path):
            try:
                with reading(path):
                    frames = packet.decode()
            except av.error.FFmpegError:
                continue  # damaged: silent, and what follows stays where it is
            yield from (frame for frame in frames if isinstance(frame, AudioFrame))

    def _number(self, frame: AudioFrame, following: int | None) -> int:
        """Which sample of the file a frame begins with, `following` being next in order."""
        if frame.pts is None or frame.time_base is None:
            return following or 0
        stamp = round((frame.pts * frame.time_base - self._zero_s) * self.rate)
        most = MAX_DURATION_S * self.rate
        if following is None:
            return stamp if abs(stamp) <= most else 0
        beyond = (self.length is not None and stamp > self.length + self.rate) or stamp > most
        is_next = abs(stamp - following) <= _JITTER_S * self.rate
        return following if is_next or beyond else stamp

    def _declared_length(self) -> int | None:
        stream = self._stream
        if stream.duration is not None and stream.time_base is not None:
            end_s = (stream.start_time or 0) * stream.time_base - self._zero_s
            return math.ceil((end_s + stream.duration * stream.time_base) * self.rate)
        if self._container.duration is not None:
            return math.ceil(Fraction(self._container.duration, av.time_base) * self.rate)
        return None


@contextlib.contextmanager
def open_sound(path: str) -> Iterator[Sound]:
    """The sound of the file at `path`. Raises `MediaError`, also where it has none."""
    with opened(path) as container:
        yield Sound(container, path)


def file_time(path: str, start_s: float, clock_start_s: float | None) -> float:
    """File time of `start_s` on a file's clock, which may be its timecode (None: it is seen).

    Raises `MediaError`.
    """
    place = JobPicture(path, media_start_s=start_s, clock_start_s=clock_start_s)
    return start_s - clock_start(place, probe(path))


def sound_at_48k(path: str, start: int, length: int, speed: float = 1.0) -> Iterator[Samples]:
    """`length` samples (C, T) at 48 kHz from the `start`-th of the file, or to its sound's end.

    At a `speed` above 0 it is played so many times as fast, and as high, as a tape would be;
    `start` still counts the file's own samples. Raises `MediaError`.
    """
    with open_sound(path) as sound:
        played_rate = max(1, round(sound.rate * speed))
        step = Fraction(played_rate, SAMPLE_RATE)
        start = round(start * Fraction(sound.rate, SAMPLE_RATE) / step)
        end = start + length
        grid = step.numerator  # file samples from one that falls on a sample at 48 kHz to the next
        first = math.floor((start * step - _AROUND) / grid) * grid
        last = math.ceil(end * step) + _AROUND
        position = int(first / step)
        for block in _resampled(sound.blocks(first, last), played_rate, sound.channels):
            piece = block[:, max(0, start - position) : max(0, end - position)]
            position += block.shape[1]
            if piece.size:
                yield piece


def with_progress(
    blocks: Iterable[Samples], total: int, stage: str, control: Control
) -> Iterator[Samples]:
    """The blocks, each telling how far of `total` samples it is and asking whether to stop."""
    position = 0
    for block in blocks:
        control.check()
        control.progress(stage, position / max(1, total))
        position += block.shape[1]
        yield block


def _resampled(blocks: Iterator[Samples], rate: int, channels: int) -> Iterator[Samples]:
    """Consecutive blocks at 48 kHz; the first sample stays where it is."""
    if rate == SAMPLE_RATE:
        yield from blocks
        return
    layout = "mono" if channels == 1 else "stereo"
    resampler = AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE)
    position = 0
    for block in blocks:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block), "fltp", layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, position, Fraction(1, rate)
        position += block.shape[1]
        yield from map(_floats, resampler.resample(frame))
    if position:
        yield from map(_floats, resampler.resample(None))


def _floats(frame: AudioFrame) -> Samples:
    """(C, T) of a planar frame of floats."""
    return frame.to_ndarray().astype(np.float32, copy=False)


def _first_frame_s(container: InputContainer, stream: AudioStream, path: str) -> Fraction:
    """When the file begins, on the clock of its time stamps."""
    first: av.stream.Stream = stream
    with contextlib.suppress(MediaError):
        first = video_stream(container, path)
    if first.start_time is None or first.time_base is None:
        return Fraction(0)
    return first.start_time * first.time_base


def _stereo(frame: AudioFrame) -> Samples:
    """(C, T) of one or two channels: what the loudspeakers of a larger layout play, in two."""
    names = tuple(channel.name for channel in frame.layout.channels)
    samples = frame.to_ndarray()
    if not frame.format.is_planar:
        samples = samples.reshape(-1, len(names)).T
    scaled = _scaled(samples)
    if len(names) <= MAX_CHANNELS:
        return scaled
    mixed: Samples = _weights(names) @ scaled
    return mixed


def _scaled(samples: npt.NDArray[Any]) -> Samples:
    """Samples of any format in [-1, 1]."""
    if samples.dtype == np.uint8:
        samples = (samples.astype(np.int32) - 128) << 24
    floats: Samples = samples.astype(np.float32, copy=False)
    if np.issubdtype(samples.dtype, np.integer):
        floats *= np.float32(0.5 ** (8 * samples.dtype.itemsize - 1))
    return floats


@functools.lru_cache(maxsize=64)
def _weights(names: tuple[str, ...]) -> Samples:
    """How much of each channel is heard left and right (2, C).

    Equal parts where the layout says nothing of loudspeakers.
    """
    if "FL" not in names:
        return np.full((2, len(names)), 1 / len(names), np.float32)
    weights: Samples = np.array(
        [_STEREO.get(name) or _surround(name) for name in names], np.float32
    ).T
    return weights


def _surround(name: str) -> tuple[float, float]:
    """A channel beside or behind: on the side that its name ends with."""
    if name.endswith("L"):
        return (_BOTH, 0.0)
    return (0.0, _BOTH) if name.endswith("R") else (0.5, 0.5)
