"""Pieces of sound to be heard, with what its meters show. Standard library only.

"DAS1", samples N, samples of a meter's step, number of steps S
S times four floats: true peak left and right, RMS left and right; 1.0 is full scale
N times two signed 16-bit integers, left and right, little-endian, 48,000 a second
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import NamedTuple

SUFFIX = ".heard"
FRAME_BYTES = 4
"""Of one sample of both channels."""

_MAGIC = b"DAS1"
_HEAD = struct.Struct("<4sIII")
_STEP = struct.Struct("<4f")


class Meter(NamedTuple):
    """Amplitudes within one step; 1.0 is full scale."""

    peak_left: float
    peak_right: float
    rms_left: float
    rms_right: float


def pack_heard(sound: bytes, step: int, meters: bytes) -> bytes:
    """A piece of `sound` with `meters`, both as they are stored."""
    count = len(sound) // FRAME_BYTES
    return _HEAD.pack(_MAGIC, count, step, len(meters) // _STEP.size) + meters + sound


class HeardFile:
    """A piece in memory. Raises OSError, and ValueError for another file."""

    def __init__(self, path: str | Path) -> None:
        content = Path(path).read_bytes()
        if len(content) < _HEAD.size:
            raise ValueError(f"{path} is no piece of sound")
        magic, self.num_samples, self._step, count = _HEAD.unpack_from(content)
        begin = _HEAD.size + _STEP.size * count
        if magic != _MAGIC or len(content) != begin + self.num_samples * FRAME_BYTES:
            raise ValueError(f"{path} is no piece of sound")
        self._meters = content[_HEAD.size : begin]
        self._sound = memoryview(content)[begin:]

    def sound(self, first: int, count: int) -> bytes:
        """Samples [first, first + count), as far as there are any."""
        return bytes(self._sound[first * FRAME_BYTES : (first + count) * FRAME_BYTES])

    def meter(self, sample: int) -> Meter:
        """What the meters show around a sample."""
        at = max(0, sample) // max(1, self._step) * _STEP.size
        if at + _STEP.size > len(self._meters):
            return Meter(0.0, 0.0, 0.0, 0.0)
        return Meter(*_STEP.unpack_from(self._meters, at))
