"""Small films made on the fly: each frame's grey tells its number."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np


def write_film(path, frames, *, rate=Fraction(24), size=(64, 36), grey=lambda n: n):
    """A film of plain grey frames, `grey(n)` the level of the n-th."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.options = {"crf": "1", "g": "12"}
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for number in range(frames):
            picture = np.full((size[1], size[0], 3), grey(number), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def write_images(folder, numbers, *, grey, first=1001):
    """Images `img.1001.png` and on: those of `numbers`, counted from 0, `grey(n)` their level."""
    for number in numbers:
        path = str(folder / f"img.{first + number}.png")
        with av.open(path, "w", format="image2") as container:
            stream = container.add_stream("png", rate=1)
            stream.width, stream.height, stream.pix_fmt = 64, 36, "rgb24"
            picture = np.full((36, 64, 3), grey(number), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(stream.encode(None))


def read_greys(path):
    """The grey in the middle of every frame, and the film's rate."""
    with av.open(str(path)) as container:
        rate = container.streams.video[0].average_rate
        greys = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    return [int(g[g.shape[0] // 2, g.shape[1] // 2]) for g in greys], rate
