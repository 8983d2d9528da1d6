"""Reading and writing the files takes live in: 48 kHz, 24-bit WAV of any number of channels.

Written as a temporary file, flushed to disk, then renamed: a file of the final name is
always complete. The bytes hold no time or tool name, so equal sound gives equal files. More
than 4 GiB of it is RF64. More than two channels are WAVE_FORMAT_EXTENSIBLE, which names the
loudspeakers of a surround mix.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples
from deepaudio_plugin.core import riff
from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.core.files import output_errors, replacing

BLOCK = 1 << 18
"""Samples read or written at a time."""

_MOVED = 1 << 24  # bytes at a time
_PCM, _EXTENSIBLE = 1, 0xFFFE
_PCM_GUID = bytes.fromhex("000000001000800000aa00389b71")  # after the code of PCM
_SPEAKERS = {6: 0x3F}
"""Which loudspeakers the channels of a file are for: 5.1 as EBU Tech 3306 has it."""

_FULL_SCALE = (1 << 23) - 1


def write(path: str | Path, audio: Audio) -> None:
    """Write `audio`, at 48 kHz; values outside [-1, 1] clip. Errors as in `write_blocks`."""
    samples = audio.at_rate(SAMPLE_RATE).samples
    starts = range(0, samples.shape[1], BLOCK)
    write_blocks(path, (samples[:, i : i + BLOCK] for i in starts), audio.channels)


def write_blocks(path: str | Path, blocks: Iterable[Samples], channels: int = 1) -> int:
    """Write consecutive blocks (channels, T) and return the number of samples of a channel.

    Raises `DiskFullError` or `OutputError`; whatever fails, also in `blocks` itself, no
    partial file stays behind and an older file of that name is left as it was.
    """
    with writing(path, channels) as writer:
        for block in blocks:
            writer.add(block)
    return writer.samples


class WavWriter:
    """Takes the blocks of a file in order."""

    def __init__(self, file: BinaryIO, channels: int) -> None:
        self.samples = 0  # so far, of a channel
        self._file, self._channels = file, channels
        file.write(_head(channels, 0))

    def add(self, block: Samples) -> None:
        """Write the next block (channels, T)."""
        self._file.write(_pcm24(block))
        self.samples += block.shape[-1]

    def finish(self) -> None:
        """Say at the file's beginning how long it is."""
        head = _head(self._channels, self.samples)
        _make_room(self._file, len(_head(self._channels, 0)), len(head))
        self._file.seek(0)
        self._file.write(head)


@contextlib.contextmanager
def writing(path: str | Path, channels: int = 1) -> Iterator[WavWriter]:
    """A file that is complete when the block ends. Errors as in `write_blocks`."""
    path = Path(path)
    with output_errors(path), replacing(path) as temp, temp.open("w+b") as file:
        writer = WavWriter(file, channels)
        yield writer
        writer.finish()


def read(path: str | Path, start: int = 0, length: int | None = None) -> Audio:
    """Samples [start, start + length) of a file, at 48 kHz; fewer past its end.

    `start` and `length` count samples of the file. Raises `MediaError`.
    """
    frames = -1 if length is None else length
    with _reading(path):
        sound, rate = soundfile.read(
            str(path), frames=frames, start=start, dtype="float32", always_2d=True
        )
    return Audio(np.ascontiguousarray(sound.T), rate).at_rate(SAMPLE_RATE)


def read_blocks(path: str | Path, block: int = BLOCK) -> Iterator[Samples]:
    """A 48 kHz file in blocks (C, T) of at most `block` samples. Raises `MediaError`."""
    with _reading(path), soundfile.SoundFile(str(path)) as file:
        if file.samplerate != SAMPLE_RATE:
            raise MediaError("not a take: its sample rate is not 48 kHz", where=str(path))
        for frames in file.blocks(block, dtype="float32", always_2d=True):
            yield np.ascontiguousarray(frames.T)


def num_channels(path: str | Path) -> int:
    """Channels of a file. Raises `MediaError`."""
    with _reading(path):
        return int(soundfile.info(str(path)).channels)


def num_samples(path: str | Path) -> int:
    """Samples per channel in a file, at the file's rate. Raises `MediaError`."""
    with _reading(path):
        return int(soundfile.info(str(path)).frames)


def _head(channels: int, samples: int) -> bytes:
    """Everything before the sound: RIFF, or RF64 for more than a RIFF file can hold."""
    frame = 3 * channels
    kind = _EXTENSIBLE if channels > 2 else _PCM
    form = struct.pack("<HHIIHH", kind, channels, SAMPLE_RATE, SAMPLE_RATE * frame, frame, 24)
    if kind == _EXTENSIBLE:
        form += struct.pack("<HHIH", 22, 24, _SPEAKERS.get(channels, 0), _PCM) + _PCM_GUID
    size = samples * frame
    chunks = riff.chunk_head(b"fmt ", len(form)) + form + riff.chunk_head(b"data", size)
    return riff.file_head(len(chunks) + size, size, samples) + chunks


def _make_room(file: BinaryIO, was: int, begins: int) -> None:
    """Move the sound of a file from byte `was` to `begins`, the last of it first."""
    at = file.seek(0, 2) if begins > was else was
    while at > was:
        start = max(was, at - _MOVED)
        file.seek(start)
        block = file.read(at - start)
        file.seek(start + begins - was)
        file.write(block)
        at = start


def _pcm24(block: Samples) -> bytes:
    """(C, T) as interleaved little-endian 24-bit integers, rounded to nearest."""
    interleaved = np.clip(block.T, -1.0, 1.0).astype(np.float64).reshape(-1)
    scaled = np.rint(interleaved * _FULL_SCALE)
    words = scaled.astype("<i4").view(np.uint8).reshape(-1, 4)
    return bytes(words[:, :3].tobytes())


@contextlib.contextmanager
def _reading(path: str | Path) -> Iterator[None]:
    try:
        yield
    except (soundfile.SoundFileError, OSError) as error:
        raise MediaError(
            f"cannot read this sound file: {error}",
            where=str(path),
            hint="Render again: a missing or damaged take is rendered again.",
        ) from error
