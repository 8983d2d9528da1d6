"""A scene as the engine sees it, without the way through a file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from deepaudio.engines.sketch import motion
from deepaudio.engines.sketch.motion import Motion
from deepaudio.media.frames import FrameBatch, Shrinker
from tests.helpers.contact_scenes.filming import ContactScene

_MAX_RATE = 33.0  # as deepaudio.media.frames thins what is faster


def watched(scene: ContactScene) -> Motion:
    """The motion in a scene's frames, thinned and made small as a film's are."""
    return motion.analyse(_batches(scene))


def _batches(scene: ContactScene) -> Iterator[FrameBatch]:
    every, shrink = max(1, math.ceil(scene.rate / _MAX_RATE)), Shrinker()
    shown = range(0, len(scene.frames), every)
    for first in range(0, len(shown), 32):
        part = shown[first : first + 32]
        small = [shrink(av.VideoFrame.from_ndarray(scene.frames[k], format="gray")) for k in part]
        yield FrameBatch(np.array(part) / scene.rate, np.stack(small))


def save(scene: ContactScene, path: Path) -> Path:
    """Encode a scene with x264."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(scene.rate).limit_denominator(1001))
        stream.height, stream.width = scene.frames.shape[1:]
        stream.pix_fmt, stream.options = "yuv420p", {"preset": "veryfast", "crf": "24"}
        for frame in scene.frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="gray")))
        container.mux(stream.encode())
    return path
