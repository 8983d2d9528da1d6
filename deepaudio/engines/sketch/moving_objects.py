"""Moving objects: cells that move, joined where they touch in space and time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from deepaudio.engines.sketch.motion import QUANTUM, Motion

Series = npt.NDArray[np.float64]
Levels = npt.NDArray[np.float32]

_MOVING = 1.5  # grey levels of a cell's mean firm change from which it counts as moving
_CROWDED = 0.5  # share of cells moving at once that only a camera or a cut explains
_SAMPLED = 4  # every how many-th frame noise is measured on
_TOUCHING = np.ones((3, 3, 3), bool)


@dataclass(frozen=True)
class MovingObject:
    """Something that moves, over T frames from frame `first` of the motion.

    `energy` is in grey levels times cells, `place` in cells. The place is unreliable where
    the energy is small.
    """

    first: int
    energy: Series  # (T,) fine change
    firm: Series  # (T,) firm change
    place: Series  # (T, 4): x, y, and the spread along x and y
    rows: Series  # (T, R) firm change per row of cells
    edge: Series  # (T,) share of the energy in the outermost cells

    def padded(self, frames: int) -> MovingObject:
        """The same with that many frames of rest before and after."""
        ends = (frames, frames)
        return MovingObject(
            self.first - frames,
            np.pad(self.energy, ends),
            np.pad(self.firm, ends),
            np.pad(self.place, (ends, (0, 0)), mode="edge"),
            np.pad(self.rows, (ends, (0, 0))),
            np.pad(self.edge, ends),
        )


@dataclass(frozen=True)
class ChangeMaps:
    """Change per cell with noise taken out: `moving_objects` are found in them. Maps (N, R, C)."""

    first: int
    fine: Levels
    firm: Levels  # 0 where a cell does not move


def is_break(seen: Motion) -> npt.NDArray[np.bool_]:
    """Frames that begin another shot, (N,)."""
    return np.asarray((seen.likeness < 0.6) & (seen.change > 6.0))


def disturbed(seen: Motion) -> npt.NDArray[np.bool_]:
    """Frames too disturbed to analyse, (N,): cuts, flashes, whip pans."""
    moving = (seen.firm >= _MOVING / QUANTUM).mean(axis=(1, 2))
    return np.asarray((moving > _CROWDED) | is_break(seen))


def change_maps(seen: Motion, start: int, stop: int, unclear: npt.NDArray[np.bool_]) -> ChangeMaps:
    """Frames [start, stop) made ready; `unclear` frames (N of `seen`) count as still."""
    fine = seen.fine[start:stop].astype(np.float32) * np.float32(QUANTUM)
    firm = seen.firm[start:stop].astype(np.float32) * np.float32(QUANTUM)
    fine[unclear[start:stop]] = firm[unclear[start:stop]] = 0
    fine -= np.percentile(fine[::_SAMPLED], 30, axis=0).astype(np.float32)
    fine -= np.float32(_background_change(fine, 85))
    firm[firm < max(_MOVING, 1.3 * _background_change(firm, 97))] = 0
    return ChangeMaps(start, np.maximum(fine, 0), firm)


def moving_objects(of: ChangeMaps, least: float, linger: int) -> Iterator[MovingObject]:
    """Objects that move in `of`.

    Cells that together never reach the energy `least` are left out: rain, grain. An object
    that rests is the same object if it goes on within twice `linger` frames.
    """
    moving = of.firm > 0
    kept = _substantial(moving, of.firm, least)
    near = ndimage.maximum_filter(kept, (2 * linger + 1, 3, 3))
    labels, count = ndimage.label(near, _TOUCHING)
    where = np.nonzero(labels)
    label = labels[where]
    fine, firm = (maps[where].astype(np.float64) for maps in (of.fine, of.firm))
    order = np.argsort(label, kind="stable")
    bounds = np.searchsorted(label[order], np.arange(1, count + 2))
    for k in range(count):
        own = order[bounds[k] : bounds[k + 1]]
        if firm[own].sum() >= least:
            yield _moving_object(of, tuple(axis[own] for axis in where), fine[own], firm[own])


def whole(of: ChangeMaps) -> Iterator[MovingObject]:
    """All that moves as one object; none if nothing moves."""
    where = np.nonzero(ndimage.maximum_filter(of.firm > 0, (3, 3, 3)))
    if len(where[0]):
        fine, firm = (maps[where].astype(np.float64) for maps in (of.fine, of.firm))
        yield _moving_object(of, where, fine, firm)


def _substantial(
    moving: npt.NDArray[np.bool_], firm: Levels, least: float
) -> npt.NDArray[np.bool_]:
    labels, count = ndimage.label(moving, _TOUCHING)
    total = np.bincount(labels.ravel(), firm.ravel(), count + 1)
    total[0] = 0
    return np.asarray((total >= least)[labels])


def _background_change(maps: Levels, share: float) -> float:
    """What cells do all over the picture: a percentile over time, typical of its regions.

    Rain and grain are everywhere, an object is in one place.
    """
    _, rows, columns = maps.shape
    regions = [
        np.percentile(part, share)
        for band in np.array_split(maps[::_SAMPLED], min(4, rows), axis=1)
        for part in np.array_split(band, min(6, columns), axis=2)
    ]
    return float(np.percentile(regions, 40))


def _moving_object(
    of: ChangeMaps, where: tuple[npt.NDArray[np.intp], ...], fine: Series, firm: Series
) -> MovingObject:
    """The object made of the cells at `where` (frame, row, column), with their change."""
    t, r, c = where
    height, width = of.fine.shape[1:]
    first = int(t.min())
    t = t - first
    length = int(t.max()) + 1
    energy = _totals(t, fine, length)
    safe = np.maximum(energy, 1e-9)
    x, y = (_totals(t, fine * axis, length) / safe for axis in (c, r))
    spread_x, spread_y = (
        np.sqrt(_totals(t, fine * (axis - mean[t]) ** 2, length) / safe)
        for axis, mean in ((c, x), (r, y))
    )
    rows = _totals(t * height + r, firm, length * height).reshape(length, height)
    outermost = (r == 0) | (r == height - 1) | (c == 0) | (c == width - 1)
    edge = _totals(t, fine * outermost, length) / safe
    place = np.stack([x, y, spread_x, spread_y], axis=1)
    return MovingObject(of.first + first, energy, rows.sum(axis=1), place, rows, edge)


def _totals(index: npt.NDArray[np.intp], values: Series, length: int) -> Series:
    return np.asarray(np.bincount(index, values, length), np.float64)
