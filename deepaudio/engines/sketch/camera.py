"""Camera motion between frames: shift and zoom, and a change of exposure.

The camera is what most of the picture does. It is found by iterated least squares on
small pictures (Lucas and Kanade 1981), where pixels that do something else lose their
weight (Geman and McClure's estimator), coarse to fine so that fast pans are caught.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

_LEVELS = (2, 1)  # how much coarser than the given pictures each round works
_LEAST = 2  # rows and columns from which there is a slope
_REWEIGHTINGS = 2
_FLAT = 4.0  # gradient energy per pixel below which nothing can be said about motion


@dataclass(frozen=True)
class Camera:
    """For N frames, how the frame before each must be changed to match it.

    A point (x, y) of a frame, measured from its centre in pixels of the small picture,
    was at (x, y) * (1 + zoom) + shift in the frame before, whose brightness b is now
    `gain * b + offset`.
    """

    shift: Array  # (N, 2): x, y
    zoom: Array  # (N,)
    gain: Array  # (N,)
    offset: Array  # (N,)

    def reach(self, height: float, width: float) -> Array:
        """The farthest any pixel of an (H, W) picture moves, (N,)."""
        reach = np.abs(self.shift).max(axis=1) + np.abs(self.zoom) * max(height, width) / 2
        return np.asarray(reach, np.float32)


def estimate(before: Array, after: Array) -> Camera:
    """The camera between pictures `before` and `after`, both (N, R, C)."""
    count = len(after)
    state = np.zeros((count, 5), np.float32)  # shift x, shift y, zoom, log-ish gain - 1, offset
    for factor in _LEVELS:
        if min(after.shape[1:]) < _LEAST * factor:
            continue  # too small a picture to say anything at this size
        old, new = pool(before, factor), pool(after, factor)
        scale = np.array([1 / factor, 1 / factor, 1, 1, 1], np.float32)
        state += _refine(old, new, state * scale) / scale
    return Camera(state[:, :2], state[:, 2], 1 + state[:, 3], state[:, 4])


def pool(pictures: Array, factor: int) -> Array:
    """Means over factor x factor pixels; what does not fill a cell is left out."""
    if factor == 1:
        return pictures
    _, height, width = pictures.shape
    rows, columns = height // factor, width // factor
    if not rows or not columns:
        return pictures
    kept = pictures[:, : rows * factor, : columns * factor]
    total = sum(kept[:, i::factor, j::factor] for i in range(factor) for j in range(factor))
    return np.asarray(total / (factor * factor), np.float32)


def _refine(before: Array, after: Array, state: Array) -> Array:
    """The step (N, 5) to add to `state` so that `before` matches `after` better."""
    count, height, width = after.shape
    warped = warp(before, state[:, :2], state[:, 2])
    gain, offset = (state[:, i, None, None] for i in (3, 4))
    error = after - (1 + gain) * warped - offset
    slope_y, slope_x = np.gradient(warped, axis=(1, 2))
    x = (np.arange(width, dtype=np.float32) - (width - 1) / 2)[None, None, :]
    y = (np.arange(height, dtype=np.float32) - (height - 1) / 2)[None, :, None]
    terms = (slope_x, slope_y, slope_x * x + slope_y * y, warped, np.ones_like(warped))
    jacobian = np.stack([t.reshape(count, -1) for t in terms], axis=-1)
    ridge = np.diag([_FLAT, _FLAT, _FLAT * width * height / 6, 300.0, 0.1]) * (height * width)
    flat_error = error.reshape(count, -1)
    residual, step = flat_error, np.zeros((count, 5), np.float32)
    for _ in range(_REWEIGHTINGS):
        spread = np.median(np.abs(residual), axis=1, keepdims=True) * 2 + 2.0
        weight = np.square(spread**2 / (spread**2 + residual**2))
        weighted = jacobian * weight[..., None]
        normal = np.swapaxes(weighted, 1, 2) @ jacobian + ridge
        target = np.swapaxes(weighted, 1, 2) @ flat_error[..., None]
        step = np.linalg.solve(normal, target)[..., 0].astype(np.float32)
        residual = flat_error - (jacobian @ step[..., None])[..., 0]
    return step


def warp(pictures: Array, shift: Array, zoom: Array) -> Array:
    """Pictures (N, H, W) seen with the camera moved back: bilinear, edges repeated."""
    _, height, width = pictures.shape
    rows = _positions(height, zoom, shift[:, 1])
    columns = _positions(width, zoom, shift[:, 0])
    lines = _sample(pictures, *rows, axis=1)
    return _sample(lines, *columns, axis=2)


def _positions(size: int, zoom: Array, shift: Array) -> tuple[npt.NDArray[np.intp], Array]:
    """For each output index the lower source index (N, size) and the share of the next."""
    centre = (size - 1) / 2
    grid = np.arange(size, dtype=np.float32) - centre
    at = np.clip(grid * (1 + zoom[:, None]) + shift[:, None] + centre, 0, size - 1)
    low = np.minimum(at.astype(np.intp), max(size - 2, 0))
    return low, (at - low).astype(np.float32)


def _sample(pictures: Array, low: npt.NDArray[np.intp], share: Array, axis: int) -> Array:
    if len(pictures) == 1:  # plain indexing is several times faster than along an axis
        first, second = pictures[0].take(low[0], axis - 1), pictures[0].take(low[0] + 1, axis - 1)
        part = share[0][:, None] if axis == 1 else share[0]
        return np.asarray(first + (second - first) * part)[None]
    spread = (slice(None), slice(None), None) if axis == 1 else (slice(None), None, slice(None))
    size = pictures.shape[axis]
    first = np.take_along_axis(pictures, low[spread], axis=axis)
    second = np.take_along_axis(pictures, np.minimum(low + 1, size - 1)[spread], axis=axis)
    mixed: Array = first + (second - first) * share[spread]
    return mixed
