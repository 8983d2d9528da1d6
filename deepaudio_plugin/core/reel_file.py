"""Pieces of a film to be shown: any frame at once, read in any order. Standard library only.

"DAR1", number of frames N
N pairs of offset and length, counted from the file's first byte
pictures, each a JPEG; frames that show the same picture share it
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

SUFFIX = ".reel"

_MAGIC = b"DAR1"
_HEAD = struct.Struct("<4sI")
_PLACE = struct.Struct("<QI")
_MAX_FRAMES = 1 << 20
_MAX_PICTURE = 1 << 26


def pack_reel(pictures: Sequence[bytes], shown: Sequence[int]) -> bytes:
    """A reel whose n-th frame is `pictures[shown[n]]`."""
    at = _HEAD.size + _PLACE.size * len(shown)
    places = []
    for picture in pictures:
        places.append((at, len(picture)))
        at += len(picture)
    index = b"".join(_PLACE.pack(*places[number]) for number in shown)
    return b"".join((_HEAD.pack(_MAGIC, len(shown)), index, *pictures))


class ReelFile:
    """A reel on disk; only its index is kept in memory. Raises OSError, and ValueError for others.

    Each call opens the file for itself: a cache may remove it at any time.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with self.path.open("rb") as file:
            head = file.read(_HEAD.size)
            if len(head) < _HEAD.size:
                raise ValueError(f"{self.path} is no reel")
            magic, count = _HEAD.unpack(head)
            index = file.read(_PLACE.size * count) if count <= _MAX_FRAMES else b""
        if magic != _MAGIC or len(index) != _PLACE.size * count:
            raise ValueError(f"{self.path} is no reel")
        self._places = list(_PLACE.iter_unpack(index))

    def __len__(self) -> int:
        return len(self._places)

    def picture(self, frame: int) -> bytes:
        """The JPEG of a frame; past an end the first or the last. Raises OSError, ValueError."""
        if not self._places:
            raise ValueError(f"{self.path} has no frames")
        at, length = self._places[max(0, min(frame, len(self._places) - 1))]
        if length > _MAX_PICTURE:
            raise ValueError(f"{self.path} is damaged")
        with self.path.open("rb") as file:
            file.seek(at)
            return file.read(length)
