"""Films that say their frame's number in blocks of black and white, to be read at any size.

Each block stands for a bit, and a second row holds its opposite: what is read wrongly, or is
a blend of two frames, is known to be no number.
"""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

BITS = 16
_SIZE = (320, 180)


def picture_of(number: int, size: tuple[int, int] = _SIZE) -> np.ndarray:
    """(H, W) with the number of a frame."""
    width, height = size
    bits = np.array([number >> bit & 1 for bit in range(BITS)], np.uint8)
    columns = np.arange(width) * BITS // width
    above = bits[columns] * 219 + 16
    picture = np.empty((height, width), np.uint8)
    picture[: height // 2], picture[height // 2 :] = above, 251 - above
    return picture


def number_in(picture: np.ndarray) -> int | None:
    """The number that a picture (H, W) shows; None where it shows none."""
    height, width = picture.shape
    columns = (2 * np.arange(BITS) + 1) * width // (2 * BITS)
    above = picture[height // 4, columns].astype(int)
    below = picture[3 * height // 4, columns].astype(int)
    if np.any(np.abs(above - below) < 96):
        return None
    return int(((above > below) << np.arange(BITS)).sum())


def number_in_jpeg(content: bytes) -> int | None:
    """The number that a JPEG shows."""
    with av.open(io.BytesIO(content)) as image:
        return number_in(next(image.decode(video=0)).to_ndarray(format="gray"))


def write_burnt_in(
    path: Path,
    rate: Fraction,
    frames: int,
    *,
    group: int = 24,
    first: int = 0,
    size: tuple[int, int] = _SIZE,
) -> Path:
    """A film in H.264 with B-frames whose n-th frame says `first + n`."""
    with av.open(str(path), "w") as film:
        stream = film.add_stream("libx264", rate=rate)
        stream.options = {"g": str(group), "preset": "veryfast", "crf": "20", "bf": "3"}
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for number in range(first, first + frames):
            frame = av.VideoFrame.from_ndarray(picture_of(number, size), "gray")
            film.mux(stream.encode(frame.reformat(format="yuv420p")))
        film.mux(stream.encode())
    return path


def write_burnt_in_images(folder: Path, frames: int, first: int = 0) -> Path:
    """Numbered images that say their number; returns the pattern of their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + frames):
        with av.open(str(folder / f"still.{number:04d}.png"), "w", format="image2") as image:
            stream = image.add_stream("png", rate=24)
            stream.width, stream.height, stream.pix_fmt = *_SIZE, "gray"
            frame = av.VideoFrame.from_ndarray(picture_of(number), "gray")
            image.mux(stream.encode(frame))
            image.mux(stream.encode())
    return folder / "still.%04d.png"
