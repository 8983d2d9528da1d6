"""Frames to an H.264 file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
from drawing import HEIGHT, WIDTH, pixels
from PySide6.QtGui import QImage
from story import RATE

_BT709 = 1


def _dither() -> np.ndarray:
    """A fixed, very faint noise that keeps dark gradients free of bands."""
    noise = np.random.default_rng(11).normal(0.0, 0.9, (HEIGHT, WIDTH, 1))
    return np.clip(np.round(noise), -2, 2).astype(np.int16)


def _open_stream(container: av.container.OutputContainer, crf: float) -> av.VideoStream:
    stream = container.add_stream("libx264", rate=RATE)
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    stream.options = {"crf": str(crf), "preset": "slow", "tune": "animation", "threads": "1"}
    context = stream.codec_context
    context.time_base = 1 / RATE
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = 1
    return stream


def write(path: Path, frames: Iterable[QImage], crf: float, timecode: str | None) -> None:
    """Encode the frames; ``timecode`` is that of the first one."""
    dither = _dither()
    with av.open(str(path), "w", options={"movflags": "faststart"}) as container:
        container.flags |= av.container.Flags.bitexact.value
        if timecode:
            container.metadata["timecode"] = timecode
        stream = _open_stream(container, crf)
        for index, image in enumerate(frames):
            data = pixels(image)[:, :, :3].astype(np.int16) + dither
            picture = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(np.clip(data, 0, 255).astype(np.uint8)), format="bgr24"
            ).reformat(format="yuv420p", dst_colorspace=_BT709)
            picture.pts = index
            picture.time_base = 1 / RATE
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
