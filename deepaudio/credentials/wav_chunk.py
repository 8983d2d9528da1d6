"""A claim's chunk at the end of a WAV file, after all others, which stay as they are."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from io import FileIO
from typing import BinaryIO, Literal

from deepaudio_plugin.core import riff

_NAME = b"C2PA"
_BLOCK = 1 << 16
_SIZES = 8  # bytes of a chunk, and of a file, before what their size counts


@dataclass(frozen=True)
class ClaimPlace:
    """Where a file's claim is, with the name and size of its chunk."""

    start: int
    length: int


def state_of(file: BinaryIO) -> Literal["signed", "plain", "other"]:
    """Whether a file carries a claim, or is a WAV file to which one can be appended.

    Any other is no WAV file, or has something after its chunks. Raises OSError.
    """
    end = 0
    for name, at, size in riff.chunks(file):
        if name == _NAME:
            return "signed"
        end = at + size + size % 2
    return "plain" if end and riff.end_of(file) == file.seek(0, 2) == end else "other"


def append_claim(file: FileIO, size: int, claim: Callable[[bytes, ClaimPlace], bytes]) -> None:
    """Append a claim of so many bytes to a plain WAV file, open for reading and writing.

    `claim` makes it from the SHA-256 of the file as it will be but for the claim's chunk, and
    from where that is. Raises OSError, and whatever `claim` does; then the file is as it was.
    """
    place = ClaimPlace(file.seek(0, 2), _SIZES + size)
    padding = b"\0" * (size % 2)  # is outside of the chunk, and the digest covers it
    head = riff.chunk_head(b"RIFF", place.start + place.length + len(padding) - _SIZES)
    digest = hashlib.sha256(head)
    file.seek(_SIZES)
    block = memoryview(bytearray(_BLOCK))
    while count := file.readinto(block):
        digest.update(block[:count])
    digest.update(padding)
    made = riff.chunk_head(_NAME, size) + claim(digest.digest(), place) + padding
    try:
        _write(file, place.start, made)
        _write(file, 0, head)  # last: a file that is cut off before is whole but for its tail
    except BaseException:
        file.truncate(place.start)
        raise


def _write(file: FileIO, at: int, content: bytes) -> None:
    file.seek(at)
    if file.write(content) != len(content):
        raise OSError(errno.ENOSPC, "No space left on device")
