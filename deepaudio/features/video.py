"""Frames of a picture for the two visual encoders: 8 and 25 per second of RGB.

CLIP sees the whole picture squeezed to a square, the synchronisation encoder the centre
of it. Frames stay 8-bit until they are encoded, at a quarter of the memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from deepaudio.networks.sequence import CLIP_FPS, SYNC_FPS

Pixels = npt.NDArray[np.uint8]  # (h, w, 3)

CLIP_SIZE = 384
SYNC_SIZE = 224


@dataclass(frozen=True)
class VideoFrames:
    """What both encoders see of `duration_s` seconds."""

    clip: Tensor  # (Tc, 3, 384, 384) uint8
    sync: Tensor  # (Ts, 3, 224, 224) uint8
    duration_s: float


@dataclass
class Sampler:
    """Picks frames at a constant rate: each moment gets the first frame not before it.

    Slow media are repeated, fast media thinned out. The moments are added up in floating
    point, as they were in training: at some frame rates that decides between two frames.
    """

    rate: int
    _next_s: float = field(default=0.0, init=False)

    def copies(self, time_s: float) -> int:
        """How often the frame at `time_s` is taken."""
        count = 0
        while time_s >= self._next_s:
            self._next_s += 1 / self.rate
            count += 1
        return count


def sample_frames(timed: Iterable[tuple[float, Pixels]], duration_s: float) -> VideoFrames:
    """Frames of [0, duration_s] from decoded ones in order of their times in seconds.

    The result is shorter where the frames end early. Raises ValueError without frames.
    """
    clip: list[Tensor] = []
    sync: list[Tensor] = []
    at_clip, at_sync = Sampler(CLIP_FPS), Sampler(SYNC_FPS)
    for time_s, pixels in timed:
        if time_s < 0:
            continue
        if time_s > duration_s:
            break
        for frames, count, resize in (
            (clip, at_clip.copies(time_s), squeezed),
            (sync, at_sync.copies(time_s), centred),
        ):
            frames.extend([resize(pixels)] * count if count else [])
    if not clip:
        raise ValueError("the picture has no frame in this range")
    duration_s = min(duration_s, len(clip) / CLIP_FPS, len(sync) / SYNC_FPS)
    return VideoFrames(
        torch.stack(clip[: int(CLIP_FPS * duration_s)] or clip[:1]),
        torch.stack(sync[: int(SYNC_FPS * duration_s)] or sync[:1]),
        duration_s,
    )


def squeezed(pixels: Pixels) -> Tensor:
    """(h, w, 3) to (3, 384, 384) for CLIP, the aspect given up."""
    return _resized(pixels, CLIP_SIZE, CLIP_SIZE)


def centred(pixels: Pixels) -> Tensor:
    """(h, w, 3) to the central (3, 224, 224) with the shorter side at 224."""
    height, width = pixels.shape[:2]
    short = min(height, width)
    height, width = (int(SYNC_SIZE * side / short) for side in (height, width))
    resized = _resized(pixels, height, width)
    top, left = (round((side - SYNC_SIZE) / 2) for side in (height, width))
    return resized[:, top : top + SYNC_SIZE, left : left + SYNC_SIZE].contiguous()


def for_clip(frames: Tensor) -> Tensor:
    """(T, 3, 384, 384) uint8 to (1, T, 3, 384, 384) in [0, 1]."""
    return frames[None].float() / 255


def for_sync(frames: Tensor) -> Tensor:
    """(T, 3, 224, 224) uint8 to (1, T, 3, 224, 224) in [-1, 1]."""
    return (frames[None].float() / 255 - 0.5) / 0.5


def _resized(pixels: Pixels, height: int, width: int) -> Tensor:
    """Bicubic with antialiasing, rounded to 8 bits."""
    image = torch.from_numpy(np.ascontiguousarray(pixels)).permute(2, 0, 1)[None]
    if image.shape[-2:] == (height, width):
        return image[0].contiguous()
    return functional.interpolate(image, (height, width), mode="bicubic", antialias=True)[0]
