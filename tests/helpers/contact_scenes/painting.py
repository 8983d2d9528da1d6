"""Shapes with smooth edges, in several looks, on a grey picture seen by a moving camera.

The world is 160 wide and 90 high whatever the size of the picture; y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

WORLD = (160.0, 90.0)
MARGIN = 24.0
"""Background beyond the picture, for the camera to move over."""

Point = tuple[float, float]
Sdf = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Look:
    """How a surface is painted; greys are 0 to 255."""

    tone: float
    outline: float = -1.0  # grey of a line along the edge; none if negative
    stripes: float = 0.0  # depth of stripes fixed to the shape
    shade: float = 0.0  # from its top to its bottom
    weave: float = 0.0  # depth of a pattern fixed to the shape
    soft: float = 1.0  # width of its edge in pixels: out of focus
    solid: float = 1.0  # how much it hides

    def other(self, by: float) -> Look:
        """The same, darker or brighter."""
        return replace(self, tone=float(np.clip(self.tone + by, 5, 250)))


class Painter:
    """A picture (H, W) float32 of `scale` pixels per unit, its camera moved by (dx, dy) units."""

    def __init__(self, back: np.ndarray, scale: float, camera: Point) -> None:
        self.scale, self.camera = scale, camera
        height, width = round(WORLD[1] * scale), round(WORLD[0] * scale)
        self.pixels = _window(back, (MARGIN + camera[0]) * scale, (MARGIN + camera[1]) * scale)
        self.pixels = self.pixels[:height, :width]

    def disc(self, centre: Point, radius: float, look: Look, turn: float = 0.0) -> None:
        x, y = centre

        def distance(u: np.ndarray, v: np.ndarray) -> np.ndarray:
            return np.hypot(u, v) - radius

        self._fill((x - radius, y - radius, x + radius, y + radius), distance, look, centre, turn)

    def limb(self, a: Point, b: Point, width: float, look: Look) -> None:
        """A thick line with round ends."""
        bx, by = b[0] - a[0], b[1] - a[1]
        length2, r = bx * bx + by * by + 1e-9, width / 2

        def distance(u: np.ndarray, v: np.ndarray) -> np.ndarray:
            along = np.clip((u * bx + v * by) / length2, 0, 1)
            return np.hypot(u - along * bx, v - along * by) - r

        box = (min(a[0], b[0]) - r, min(a[1], b[1]) - r, max(a[0], b[0]) + r, max(a[1], b[1]) + r)
        self._fill(box, distance, look, a, 0.0)

    def polygon(self, corners: Sequence[Point], look: Look, turn: float = 0.0) -> None:
        """A convex polygon; `turn` turns its stripes."""
        points = np.asarray(corners, np.float64)
        centre = points.mean(axis=0)
        points = points - centre
        edges = np.roll(points, -1, axis=0) - points
        normals = np.stack([edges[:, 1], -edges[:, 0]], axis=1)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-9
        if (normals * points).sum() < 0:
            normals = -normals
        reach = (normals * points).sum(axis=1)

        def distance(u: np.ndarray, v: np.ndarray) -> np.ndarray:
            return np.max([n[0] * u + n[1] * v - r for n, r in zip(normals, reach, strict=True)], 0)

        low, high = points.min(axis=0) + centre, points.max(axis=0) + centre
        self._fill((low[0], low[1], high[0], high[1]), distance, look, (centre[0], centre[1]), turn)

    def box(self, centre: Point, width: float, height: float, look: Look, turn: float = 0) -> None:
        c, s = math.cos(turn), math.sin(turn)
        corners = [(-width, -height), (width, -height), (width, height), (-width, height)]
        x, y = centre
        self.polygon(
            [(x + (u * c - v * s) / 2, y + (u * s + v * c) / 2) for u, v in corners], look, turn
        )

    def _fill(
        self, box: tuple[float, float, float, float], sdf: Sdf, look: Look, at: Point, turn: float
    ) -> None:
        scale, (dx, dy) = self.scale, self.camera
        height, width = self.pixels.shape
        x0, y0 = (max(0, int((v - d) * scale) - 1) for v, d in zip(box[:2], (dx, dy), strict=True))
        x1 = min(width, int((box[2] - dx) * scale) + 2)
        y1 = min(height, int((box[3] - dy) * scale) + 2)
        if x0 >= x1 or y0 >= y1:
            return
        u = (np.arange(x0, x1, dtype=np.float32)[None] + 0.5) / scale + dx - at[0]
        v = (np.arange(y0, y1, dtype=np.float32)[:, None] + 0.5) / scale + dy - at[1]
        inside = -sdf(u, v) * scale
        value: np.ndarray | float = look.tone
        if look.stripes:
            value = value + look.stripes * np.sin(1.3 * (u * math.cos(turn) + v * math.sin(turn)))
        if look.weave:
            a = u * math.cos(turn) + v * math.sin(turn)
            b = v * math.cos(turn) - u * math.sin(turn)
            value = value + look.weave * np.sin(0.9 * a + 1) * np.sin(0.7 * b + 0.4 * a)
        if look.shade:
            value = value + look.shade * (v - v.mean()) / (np.ptp(v) + 1e-6)
        if look.outline >= 0:
            value = np.where(inside < 1.2 * scale, look.outline, value)
        part = self.pixels[y0:y1, x0:x1]
        part += look.solid * np.clip(inside / look.soft + 0.5, 0, 1) * (value - part)


def background(rng: np.random.Generator, scale: float) -> np.ndarray:
    """A wall with blotches, grain and some furniture, margins included."""
    shape = tuple(round((side + 2 * MARGIN) * scale) for side in WORLD[::-1])
    coarse = tuple(-(-n // max(1, round(scale))) for n in shape)
    picture = np.full(coarse, rng.uniform(50, 190), np.float32)
    for sigma, depth in ((14, 18), (3, 10), (0.8, 7)):
        noise = ndimage.gaussian_filter(rng.standard_normal(coarse).astype(np.float32), sigma)
        picture += noise / noise.std() * depth * rng.uniform(0.1, 1.0)
    for _ in range(rng.integers(1, 9)):
        x, y = rng.integers(0, coarse[1] - 10), rng.integers(0, coarse[0] - 10)
        w, h = rng.integers(4, 60), rng.integers(4, 50)
        picture[y : y + h, x : x + w] += rng.uniform(-40, 40)
    times = max(1, round(scale))
    whole = np.kron(picture, np.ones((times, times), np.float32))
    return np.clip(whole, 8, 247).astype(np.float32)


def _window(back: np.ndarray, x: float, y: float) -> np.ndarray:
    """A copy of the picture from (x, y) on, between pixels if need be."""
    x, y = max(x, 0.0), max(y, 0.0)
    ix, iy = int(x), int(y)
    fx, fy = np.float32(x - ix), np.float32(y - iy)
    part = back[iy:, ix:]
    if fx:
        part = part[:, :-1] * (1 - fx) + part[:, 1:] * fx
    if fy:
        part = part[:-1] * (1 - fy) + part[1:] * fy
    return part.copy()
