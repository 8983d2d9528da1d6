"""Motion in a picture, compensated for the motion of the camera.

Small grey frames are compared with the frame before, seen through the same camera. What
differs is kept as maps of cells of 4 x 4 pixels:

- `fine`: any change beyond noise: lips, leaves, a turning head;
- `firm`: change that no shift by one pixel explains: something goes somewhere. Rain,
  grain, a trembling camera and edges shimmering in compression hardly show in it;
- `sudden`: change that no shift by a tenth of the picture explains, forwards or backwards in
  time: a lamp that is switched, another picture on a screen. What moves came from somewhere;
- `flow`: where it goes, by least squares over 3 x 3 cells (Lucas and Kanade 1981).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from deepaudio.engines.sketch import camera
from deepaudio.media.frames import CELL, FrameBatch, Pixels

Maps = npt.NDArray[np.uint8]
Flow = npt.NDArray[np.int8]

QUANTUM = 0.25
"""Grey levels per unit of a stored map."""

FLOW_QUANTUM = 0.0625
"""Pixels of the small picture per unit of a stored flow."""

_HALF = 2  # sudden change is looked for on pictures this much smaller: half the noise
_FLOW_POOL = 2  # flow is found on pictures this much smaller, so that it reaches farther
_FLOW_RIDGE = 150.0  # squared grey levels per pixel, over 3 x 3 cells: what noise amounts to
_FINE_NOISE = 3  # grey levels
_FIRM_NOISE = 6
_SUDDEN_NOISE = 4
_STILL_CAMERA = 0.15  # pixels: less is not worth a warp


@dataclass(frozen=True)
class Motion:
    """Features of N frames; each tells how a frame differs from the one before.

    Maps of change are (N, R, C) uint8 in units of `QUANTUM` grey levels, averaged over a cell.
    """

    times_s: npt.NDArray[np.float64]  # (N,) file time
    luma: npt.NDArray[np.float32]  # (N,) mean brightness, 0 to 255
    likeness: npt.NDArray[np.float32]  # (N,) correlation with the frame before, 1 = the same
    change: npt.NDArray[np.float32]  # (N,) mean difference, camera and exposure not taken out
    fine: Maps
    firm: Maps
    sudden: Maps
    flow: Flow  # (N, R, C, 2): along x and y since the frame before, in FLOW_QUANTUM

    def __len__(self) -> int:
        return len(self.times_s)

    def between(self, start_s: float, end_s: float) -> Motion:
        """Frames showing in [start_s, end_s) of file time, as if no others were known."""
        first = max(0, int(np.searchsorted(self.times_s, start_s + 1e-6, side="right")) - 1)
        stop = int(np.searchsorted(self.times_s, end_s - 1e-6))
        part = vars(self.part(slice(first, stop))).copy()
        for name, nothing in _NOTHING_BEFORE.items():
            part[name] = part[name].copy()
            part[name][:1] = nothing
        return Motion(**part)

    def part(self, frames: slice) -> Motion:
        """Some of the frames, which still know those before them; arrays are shared."""
        return Motion(**{f.name: getattr(self, f.name)[frames] for f in fields(self)})

    def reversed(self) -> Motion:
        """The same frames played backwards; times are left as they are."""
        part = {f.name: getattr(self, f.name)[::-1].copy() for f in fields(self)}
        for name, nothing in _NOTHING_BEFORE.items():
            # What differed from the frame before now differs from the next.
            part[name] = np.roll(part[name], 1, axis=0)
            part[name][:1] = nothing
        part["flow"] = -part["flow"]
        return Motion(**{**part, "times_s": self.times_s})

    @property
    def nbytes(self) -> int:
        """Memory the features take."""
        return sum(getattr(self, f.name).nbytes for f in fields(self))


_NOTHING_BEFORE = {"likeness": 1, "change": 0, "fine": 0, "firm": 0, "sudden": 0, "flow": 0}


def analyse(batches: Iterable[FrameBatch]) -> Motion:
    """Features of consecutive frames. Memory: about 4 kB per frame."""
    parts: list[dict[str, npt.NDArray[np.generic]]] = []
    last: Pixels | None = None
    for batch in batches:
        first = batch.pixels[:1] if last is None else last
        part = _compare(np.concatenate([first, batch.pixels[:-1]]), batch.pixels)
        parts.append(part | {"times_s": batch.times_s})
        last = batch.pixels[-1:]
    if not parts:
        return empty()
    joined = {f.name: np.concatenate([part[f.name] for part in parts]) for f in fields(Motion)}
    return Motion(**joined)


def empty() -> Motion:
    """Features of no frames."""
    maps = np.zeros((0, 1, 1), np.uint8)
    line = np.zeros(0, np.float32)
    flow = np.zeros((0, 1, 1, 2), np.int8)
    return Motion(np.zeros(0), line, line, line, maps, maps, maps, flow)


def _compare(before: Pixels, after: Pixels) -> dict[str, npt.NDArray[np.generic]]:
    """Features of frames `after` against `before`, both (N, H, W)."""
    small_before, small_after = _means(before), _means(after)
    seen = _through(before, camera.estimate(small_before, small_after))
    return {
        "luma": small_after.mean(axis=(1, 2)),
        "likeness": _likeness(_means(seen), small_after),
        "change": np.abs(small_after - small_before).mean(axis=(1, 2)),
        "fine": _cells(_above(_distance(seen, after), _FINE_NOISE)),
        "firm": _cells(_beyond_a_pixel(seen, after)),
        "sudden": _sudden(seen, after),
        "flow": _flow(seen, after),
    }


def _through(before: Pixels, moved: camera.Camera) -> Pixels:
    """`before` (N, H, W) as the later camera would have seen it."""
    _, height, width = before.shape
    seen = before.copy()
    exposed = (np.abs(moved.gain - 1) > 0.01) | (np.abs(moved.offset) > 1.0)
    for i in np.flatnonzero(exposed):
        curve = np.arange(256, dtype=np.float32) * moved.gain[i] + moved.offset[i]
        seen[i] = np.clip(np.rint(curve), 0, 255).astype(np.uint8)[seen[i]]
    shift = moved.shift * CELL
    reach = moved.reach(height / CELL, width / CELL) * CELL
    for i in np.flatnonzero(reach > _STILL_CAMERA):
        one = slice(i, i + 1)
        warped = camera.warp(seen[one].astype(np.float32), shift[one], moved.zoom[one])
        seen[one] = np.rint(warped).astype(np.uint8)
    return np.asarray(seen, np.uint8)


def _beyond_a_pixel(before: Pixels, after: Pixels) -> Pixels:
    """How far `after` is outside the range of `before` within one pixel around."""
    outside = _outside(after, _spread(before, np.minimum), _spread(before, np.maximum))
    return _above(outside, _FIRM_NOISE)


def _sudden(before: Pixels, after: Pixels) -> Maps:
    """Change in cells that shifts by up to eight pixels do not explain, either way in time."""
    old, new = _halved(before), _halved(after)
    apart = np.maximum(_from_nowhere(old, new), _from_nowhere(new, old))
    return _cells(_above(apart, _SUDDEN_NOISE), CELL // _HALF)


def _from_nowhere(before: Pixels, after: Pixels) -> Pixels:
    """How far `after` is outside the range of `before` within four pixels around."""
    low, high = (_spread(_spread(before, p), p, 3) for p in (np.minimum, np.maximum))
    return _outside(after, low, high)


def _outside(pixels: Pixels, low: Pixels, high: Pixels) -> Pixels:
    """How far pixels are outside a range."""
    brighter = np.maximum(pixels, high) - high
    return np.asarray(np.maximum(brighter, low - np.minimum(pixels, low)), np.uint8)


def _halved(pixels: Pixels) -> Pixels:
    """Means over 2 x 2 pixels."""
    return np.asarray(_sums(pixels, _HALF) // (_HALF * _HALF), np.uint8)


def _flow(before: Pixels, after: Pixels) -> Flow:
    """How cells of `after` (N, H, W) have moved, (N, R, C, 2); small where nothing shows it."""
    old, new = (camera.pool(p.astype(np.float32), _FLOW_POOL) for p in (before, after))
    middle, change = old + new, new - old
    x, y = (np.zeros_like(middle) for _ in range(2))
    x[:, :, 1:-1] = (middle[:, :, 2:] - middle[:, :, :-2]) / 4
    y[:, 1:-1] = (middle[:, 2:] - middle[:, :-2]) / 4
    pairs = ((x, x), (y, y), (x, y), (x, change), (y, change))
    xx, yy, xy, xt, yt = (_around(camera.pool(a * b, CELL // _FLOW_POOL)) for a, b in pairs)
    xx, yy = xx + _FLOW_RIDGE / 9, yy + _FLOW_RIDGE / 9
    flow = (
        np.stack([xy * yt - yy * xt, xy * xt - xx * yt], axis=-1) / (xx * yy - xy * xy)[..., None]
    )
    units = np.rint(flow * (_FLOW_POOL / FLOW_QUANTUM))
    return np.asarray(np.clip(units, -127, 127), np.int8)


def _around(cells: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Means over 3 x 3 cells of (N, R, C), edges repeated."""
    return np.asarray(ndimage.uniform_filter(cells, (1, 3, 3), mode="nearest"), np.float32)


def _spread(pixels: Pixels, pick: np.ufunc, by: int = 1) -> Pixels:
    """Extremes over 3 x 3 pixels that lie `by` apart."""
    wide = pixels.copy()
    pick(wide[:, :, by:], pixels[:, :, :-by], out=wide[:, :, by:])
    pick(wide[:, :, :-by], pixels[:, :, by:], out=wide[:, :, :-by])
    tall = wide.copy()
    pick(tall[:, by:], wide[:, :-by], out=tall[:, by:])
    pick(tall[:, :-by], wide[:, by:], out=tall[:, :-by])
    return np.asarray(tall, np.uint8)


def _distance(a: Pixels, b: Pixels) -> Pixels:
    return np.maximum(a, b) - np.minimum(a, b)


def _above(pixels: Pixels, floor: int) -> Pixels:
    lowest = np.uint8(floor)
    return np.asarray(np.maximum(pixels, lowest) - lowest, np.uint8)


def _sums(pixels: Pixels, side: int = CELL) -> npt.NDArray[np.uint16]:
    """Sums over side x side pixels, (N, R, C)."""
    rows = pixels[:, 0::side].astype(np.uint16)
    for i in range(1, side):
        rows += pixels[:, i::side]
    total = rows[:, :, 0::side].copy()
    for i in range(1, side):
        total += rows[:, :, i::side]
    return np.asarray(total, np.uint16)


def _means(pixels: Pixels) -> npt.NDArray[np.float32]:
    return np.asarray(_sums(pixels) / np.float32(CELL * CELL), np.float32)


def _cells(pixels: Pixels, side: int = CELL) -> Maps:
    """Means over side x side pixels in units of QUANTUM."""
    return np.minimum(_sums(pixels, side) // round(side * side * QUANTUM), 255).astype(np.uint8)


def _likeness(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Correlation of pictures; flat ones (spread under a few levels) count as alike."""
    a = a - a.mean(axis=(1, 2), keepdims=True)
    b = b - b.mean(axis=(1, 2), keepdims=True)
    floor = 4.0 * a[0].size
    joint = (a * b).sum(axis=(1, 2)) + floor
    return np.asarray(
        joint / np.sqrt(((a * a).sum(axis=(1, 2)) + floor) * ((b * b).sum(axis=(1, 2)) + floor)),
        np.float32,
    )
