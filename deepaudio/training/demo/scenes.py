"""Drawn scenes: somebody speaks, or a ball bounces; when is known exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.float32]
"""(T, H, W) brightness at `FPS`."""

FPS = 25
HEIGHT, WIDTH = 24, 32
_BALL = 2.2  # pixels
_FALL_S = 0.25
_FALL_PIXELS = 12.0
_GRAIN = 0.02


@dataclass(frozen=True)
class Look:
    """How a set of scenes is drawn; sets that are measured look other than those trained on."""

    dark: float  # of the background
    light: float
    head: tuple[float, float]  # radius in pixels
    gravity: float  # of the mouth below the middle of the head, in radii


TRAINING_LOOK = Look(0.1, 0.3, (8.0, 10.0), 0.45)
OTHER_LOOK = Look(0.3, 0.5, (6.5, 8.5), 0.35)


def talking_head(openness: npt.NDArray[np.float32], look: Look, rng: np.random.Generator) -> Frames:
    """A head whose mouth is as open as `openness` (T,) in [0, 1] says."""
    frames, (y, x) = _background(len(openness), look, rng)
    middle_y, middle_x = HEIGHT / 2 + rng.uniform(-2, 2), WIDTH / 2 + rng.uniform(-5, 5)
    radius = rng.uniform(*look.head)
    frames[:, (y - middle_y) ** 2 + (x - middle_x) ** 2 < radius**2] = rng.uniform(0.6, 0.9)
    across = ((x - middle_x) / (0.4 * radius)) ** 2
    for frame, opened in zip(frames, openness, strict=True):
        down = ((y - middle_y - look.gravity * radius) / (0.6 + 3.0 * opened)) ** 2
        frame[down + across < 1] = 0.1
    return _grainy(frames, rng)


def bouncing_ball(
    contacts: Sequence[float], count: int, look: Look, rng: np.random.Generator
) -> Frames:
    """`count` frames of a ball that meets the ground at `contacts`, in seconds."""
    frames, (y, x) = _background(count, look, rng)
    ground = HEIGHT - 4
    frames[:, ground:] = 0.5
    middle_x, tone = WIDTH / 2 + rng.uniform(-6, 6), rng.uniform(0.7, 1.0)
    for number, frame in enumerate(frames):
        ball_y = ground - _BALL - _height(number / FPS, contacts)
        frame[(y - ball_y) ** 2 + (x - middle_x) ** 2 < _BALL**2] = tone
    return _grainy(frames, rng)


def _height(time_s: float, contacts: Sequence[float]) -> float:
    """Of the ball over the ground, in pixels: it falls faster and faster, and rises evenly."""
    after = min((c - time_s for c in contacts if c >= time_s), default=_FALL_S)
    since = min((time_s - c for c in contacts if c < time_s), default=_FALL_S)
    if after < _FALL_S:
        return _FALL_PIXELS * (1 - (1 - after / _FALL_S) ** 2)
    return _FALL_PIXELS * min(1.0, since / _FALL_S)


def _background(
    count: int, look: Look, rng: np.random.Generator
) -> tuple[Frames, npt.NDArray[np.int64]]:
    frames = np.full((count, HEIGHT, WIDTH), rng.uniform(look.dark, look.light), np.float32)
    return frames, np.mgrid[:HEIGHT, :WIDTH]


def _grainy(frames: Frames, rng: np.random.Generator) -> Frames:
    grain: Frames = rng.normal(0, _GRAIN, frames.shape).astype(np.float32)
    return frames + grain
