"""How a WAV file is laid out: RIFF, and RF64 past 4 GiB (EBU Tech 3306).

RF64 keeps the layout. Its sizes of 32 bits are all ones, and a `ds64` chunk in front has
those of 64 bits.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

LARGEST = 0xFFFFFFFF
"""Bytes after its first eight that a RIFF file may have."""

_IN_DS64 = 0xFFFFFFFF
_FARTHEST = 1 << 62  # what a file can be asked for
_NAMES = (b"RIFF", b"RF64", b"BW64")


def file_head(chunks: int, sound: int, frames: int) -> bytes:
    """The beginning of a WAV file, up to its first chunk.

    `chunks` is what all chunks take, with their headers and padding, `sound` the bytes of the
    `data` chunk, which hold so many `frames`: samples of each channel.
    """
    whole = 4 + chunks
    if whole <= LARGEST:
        return b"RIFF" + struct.pack("<I", whole) + b"WAVE"
    body = struct.pack("<QQQI", whole + 8 + 28, sound, frames, 0)
    return b"RF64" + struct.pack("<I", _IN_DS64) + b"WAVE" + chunk_head(b"ds64", len(body)) + body


def chunk_head(name: bytes, size: int) -> bytes:
    """The name and size of a chunk."""
    return name + struct.pack("<I", size if size <= LARGEST else _IN_DS64)


def end_of(file: BinaryIO) -> int | None:
    """Where an open RIFF file ends by its own word; None for any other. Raises OSError."""
    file.seek(0)
    head = file.read(8)
    return 8 + int.from_bytes(head[4:], "little") if head[:4] == b"RIFF" else None


def chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Name, offset and size of each chunk of an open WAV file; none when it is no WAV file.

    The size is what the file says, however much of it is there. Raises OSError.
    """
    file.seek(0)
    head = file.read(12)
    if head[:4] not in _NAMES or head[8:] != b"WAVE":
        return
    at, long = 12, 0
    while len(header := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", header)
        if name == b"ds64":
            long = int.from_bytes(file.read(16)[8:], "little")
        if name == b"data" and size == _IN_DS64 and head[:4] != b"RIFF":
            size = long
        yield name, at + 8, size
        at += 8 + size + size % 2
        if at > _FARTHEST:
            return
        file.seek(at)
