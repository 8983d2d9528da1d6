"""What a WAV file says of its sound, read without trusting whoever wrote it.

RIFF, and RF64 and BW64 for files past 4 GiB. Only chunk headers and two small chunks are read.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from deepaudio_plugin.core.protocol import SAMPLE_RATE, Take

BITS = 24
_BLOCK = 1 << 20
_MOST_CHUNKS = 64
_PCM, _EXTENSIBLE = 1, 0xFFFE
_IN_DS64 = 0xFFFFFFFF
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class SoundShape:
    """How a sound lies in its file."""

    channels: int
    sample_rate: int
    bits: int
    num_samples: int  # of each channel


@contextmanager
def regular_file(path: Path, *, of_a_stranger: bool = False) -> Iterator[BinaryIO]:
    """A file to read, no pipe, device or folder; opening it waits for nothing.

    One `of_a_stranger` must be no link either, and must have no other name. Raises OSError, and
    ValueError for what is no such file.
    """
    follow = _NO_FOLLOW if of_a_stranger else 0
    try:
        handle = os.open(path, os.O_RDONLY | _NO_WAIT | _BINARY | follow)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            raise ValueError("is no regular file") from error
        raise
    stands = os.fstat(handle)
    wrong = ""
    if not stat.S_ISREG(stands.st_mode) or (of_a_stranger and path.is_symlink()):
        wrong = "is no regular file"
    elif of_a_stranger and stands.st_nlink > 1:
        wrong = "has another name as well"
    if wrong:
        os.close(handle)
        raise ValueError(wrong)
    with os.fdopen(handle, "rb") as file:
        yield file


def shape_of(file: BinaryIO) -> SoundShape:
    """How the sound of an open WAV file lies in it. Raises ValueError for what is none, or cut."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(12)
    if len(head) < 12 or head[:4] not in (b"RIFF", b"RF64", b"BW64") or head[8:] != b"WAVE":
        raise ValueError("is no WAV file")
    whole = struct.unpack("<I", head[4:8])[0]
    if head[:4] == b"RIFF" and whole + 8 > size:
        raise ValueError("is cut short")
    shape: tuple[int, int, int, int] | None = None
    long_data = 0
    for _ in range(_MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            break
        name, length = struct.unpack("<4sI", header)
        at = file.tell()
        if name == b"ds64":
            long_data = struct.unpack("<QQ", _exactly(file, 16))[1]
        elif name == b"fmt ":
            shape = _format(_exactly(file, 16))
        elif name == b"data":
            length = long_data if length == _IN_DS64 else length
            if shape is None or at + length > size:
                raise ValueError("is cut short")
            channels, rate, frame, bits = shape
            if length % frame:
                raise ValueError("ends within a sample")
            return SoundShape(channels, rate, bits, length // frame)
        file.seek(at + length + length % 2)
    raise ValueError("has no sound in it")


def what_is_wrong(file: BinaryIO, take: Take) -> str:
    """Why an open file is not the sound of `take`; "" when by its header it is."""
    try:
        found = shape_of(file)
    except ValueError as error:
        return str(error)
    wanted = SoundShape(take.channels, SAMPLE_RATE, BITS, take.num_samples)
    for name in ("channels", "sample_rate", "bits", "num_samples"):
        one, other = getattr(found, name), getattr(wanted, name)
        if one != other:
            return f"has {one} {name.replace('num_', '').replace('_', ' ')} instead of {other}"
    if not 0 <= take.handle_in < take.handle_in + take.window <= take.num_samples:
        return "is shorter than what belongs on the timeline"
    return ""


def digest(file: BinaryIO) -> str:
    """SHA-256 of all of an open file."""
    found = hashlib.sha256()
    file.seek(0)
    while block := file.read(_BLOCK):
        found.update(block)
    return found.hexdigest()


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise ValueError("is cut short")
    return data


def _format(body: bytes) -> tuple[int, int, int, int]:
    """Channels, rate, bytes a sample of all channels, and bits."""
    kind, channels, rate, _, frame, bits = struct.unpack("<HHIIHH", body)
    if kind not in (_PCM, _EXTENSIBLE) or not channels or not rate or bits % 8:
        raise ValueError("is no plain PCM sound")
    if not frame or frame != channels * bits // 8:
        raise ValueError("has a broken header")
    return channels, rate, frame, bits
