"""Films whose every picture says its number, in eight black or white bars."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

_BAR = 8  # pixels
_BITS = 8
SIZE = (_BITS * _BAR, 36)  # width and height, 16:9


def write_numbered(path: Path, rate: Fraction, frames: int) -> Path:
    """A film of pictures 0, 1, 2 …, below 256."""
    with av.open(str(path), "w") as film:
        stream = film.add_stream("mpeg4", rate=rate, options={"g": "1"})
        stream.width, stream.height = SIZE
        stream.pix_fmt, stream.bit_rate = "yuv420p", 4_000_000
        for number in range(frames):
            bits = [number >> bit & 1 for bit in range(_BITS)]
            row = np.repeat(np.array(bits, np.uint8) * 255, _BAR)
            picture = np.broadcast_to(row[None, :, None], (SIZE[1], SIZE[0], 3))
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24")
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return path


def numbers(path: Path) -> list[int]:
    """The numbers of the pictures of a film; black is 0."""
    with av.open(str(path)) as film:
        grey = (frame.to_ndarray(format="gray") for frame in film.decode(video=0))
        return [_number(picture) for picture in grey]


def _number(picture: np.ndarray) -> int:
    row = picture[SIZE[1] // 2]
    return sum(int(row[bit * _BAR + _BAR // 2] > 127) << bit for bit in range(_BITS))
