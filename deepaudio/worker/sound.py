"""The sound of media files, mono, block by block, each sample at its time.

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

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.base import Control
from deepaudio.media.clock import clock_start
from deepaudio.media.container import opened, video_stream
from deepaudio.media.picture import Picture
from deepaudio.media.probe import probe
from deepaudio_plugin.core.errors import MediaError

_BLOCK = 1 << 18
_PREROLL_S = 0.5  # what a decoder may need before the first sample it gets right
_JITTER_S = 0.03  # time stamps are rounded: the sound goes on where it stopped
_AROUND = 64  # samples on either side that a resampled one depends on
_WEIGHTS = {"FL": 0.5, "FR": 0.5, "FC": 0.5**0.5, "LFE": 0.0}
_BEHIND = 0.5 * 0.5**0.5  # a surround channel: ITU-R BS.775, then left and right halved


class Sound:
    """The first sound of an open file, at its own rate."""

    def __init__(self, container: InputContainer, path: str) -> None:
        if not container.streams.audio:
            raise MediaError(
                "the media has no sound", where=path, hint="Choose a clip or file with sound."
            )
        self._container = container
        self._stream: AudioStream = container.streams.audio[0]
        self._zero_s = _first_frame_s(container, self._stream, path)
        self.rate: int = self._stream.codec_context.sample_rate
        self.length = self._declared_length()
        for stream in container.streams:
            if stream is not self._stream and hasattr(stream, "discard"):  # not in older PyAV
                stream.discard = av.stream.Discard.all  # a film's picture need not be read at all

    def blocks(self, first: int, last: int | None = None) -> Iterator[Waveform]:
        """Samples from the `first`-th of the file up to `last` or where the sound ends."""
        position = first
        for start, samples in self._placed(first):
            begin = start if last is None else min(start, last)
            while position < begin:
                silence = np.zeros(min(begin - position, _BLOCK), np.float32)
                yield silence
                position += len(silence)
            piece = samples[position - start : None if last is None else max(0, last - start)]
            if len(piece) and position >= start:
                yield piece
                position += len(piece)
            if last is not None and position >= last:
                return

    def _placed(self, first: int) -> Iterator[tuple[int, Waveform]]:
        """Decoded pieces from somewhat before `first` on, each with its first sample's number."""
        self._seek(first / self.rate - _PREROLL_S)
        following: int | None = None
        for frame in self._decoded():
            samples = _mono(frame)
            if frame.sample_rate != self.rate:
                from deepaudio.dsp.resample import resample  # slow to load, hardly ever needed

                samples = resample(samples, frame.sample_rate, self.rate)
            start = self._number(frame, following)
            following = start + len(samples)
            yield start, samples

    def _seek(self, time_s: float) -> None:
        base = self._stream.time_base
        if time_s <= _PREROLL_S or base is None:
            return
        with contextlib.suppress(av.error.FFmpegError):  # then it is read from the beginning
            offset = int((time_s + self._zero_s) / base)
            self._container.seek(offset, stream=self._stream, backward=True)

    def _decoded(self) -> Iterator[AudioFrame]:
        for packet in self._container.demux(self._stream):
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                continue  # damaged: silent, and what follows stays where it is
            yield from (frame for frame in frames if isinstance(frame, AudioFrame))

    def _number(self, frame: AudioFrame, following: int | None) -> int:
        """Which sample of the file a frame begins with, `following` being next in order."""
        if frame.pts is None or frame.time_base is None:
            return following or 0
        stamp = round((frame.pts * frame.time_base - self._zero_s) * self.rate)
        if following is None:
            return stamp
        beyond = self.length is not None and stamp > self.length + self.rate
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
    place = Picture(path, media_start_s=start_s, clock_start_s=clock_start_s)
    return start_s - clock_start(place, probe(path))


def sound_at_48k(path: str, start: int, length: int) -> Iterator[Waveform]:
    """`length` samples at 48 kHz from the `start`-th of the file, fewer where its sound ends.

    Raises `MediaError`.
    """
    end = start + length
    with open_sound(path) as sound:
        step = Fraction(sound.rate, SAMPLE_RATE)
        grid = step.numerator  # file samples from one that falls on a sample at 48 kHz to the next
        first = math.floor((start * step - _AROUND) / grid) * grid
        last = math.ceil(end * step) + _AROUND
        position = int(first / step)
        for block in _resampled(sound.blocks(first, last), sound.rate):
            piece = block[max(0, start - position) : max(0, end - position)]
            position += len(block)
            if len(piece):
                yield piece


def watched(
    blocks: Iterable[Waveform], total: int, stage: str, control: Control
) -> Iterator[Waveform]:
    """The blocks, each telling how far of `total` samples it is and asking whether to stop."""
    position = 0
    for block in blocks:
        control.check()
        control.progress(stage, position / max(1, total))
        position += len(block)
        yield block


def _resampled(blocks: Iterator[Waveform], rate: int) -> Iterator[Waveform]:
    """Consecutive blocks at 48 kHz; the first sample stays where it is."""
    if rate == SAMPLE_RATE:
        yield from blocks
        return
    resampler = AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE)
    position = 0
    for block in blocks:
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block[None]), "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, position, Fraction(1, rate)
        position += len(block)
        yield from (piece.to_ndarray()[0] for piece in resampler.resample(frame))
    if position:
        yield from (piece.to_ndarray()[0] for piece in resampler.resample(None))


def _first_frame_s(container: InputContainer, stream: AudioStream, path: str) -> Fraction:
    """When the file begins, on the clock of its time stamps."""
    first: av.stream.Stream = stream
    with contextlib.suppress(MediaError):
        first = video_stream(container, path)
    if first.start_time is None or first.time_base is None:
        return Fraction(0)
    return first.start_time * first.time_base


def _mono(frame: AudioFrame) -> Waveform:
    """(T,): what all loudspeakers play, in one."""
    names = tuple(channel.name for channel in frame.layout.channels)
    samples = frame.to_ndarray()
    if not frame.format.is_planar:
        samples = samples.reshape(-1, len(names)).T
    mono: Waveform = _weights(names) @ _scaled(samples)
    return mono


def _scaled(samples: npt.NDArray[Any]) -> Waveform:
    """Samples of any format in [-1, 1]."""
    if samples.dtype == np.uint8:
        samples = (samples.astype(np.int32) - 128) << 24
    floats: Waveform = samples.astype(np.float32, copy=False)
    if np.issubdtype(samples.dtype, np.integer):
        floats *= np.float32(0.5 ** (8 * samples.dtype.itemsize - 1))
    return floats


@functools.lru_cache(maxsize=64)
def _weights(names: tuple[str, ...]) -> Waveform:
    """How much of each channel is heard; equal parts where the layout says nothing."""
    if len(names) < 3 or "FL" not in names:
        return np.full(len(names), 1 / len(names), np.float32)
    return np.array([_WEIGHTS.get(name, _BEHIND) for name in names], np.float32)
