"""Signs of contact in the motion of an object, with weights.

Three kinds, each a sum of signs with weights (a logistic model). The weights were fitted
on drawn scenes with known contacts by `tests/helpers/contact_fit.py`, and judged on
scenes of other seeds and on the demo film, which they have not seen.

- stop: the motion ends within a frame or two (a box that lands, a hammer, a door);
- turn: it comes with speed and goes on without it or the other way (a ball, hands that meet);
- plant: in a tall thing that moves on, the part next to the ground comes to rest (a foot).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from deepaudio.engines.sketch.moving_objects import MovingObject, Series

MIN_ENERGY = 12.0
"""Energy (grey levels times cells) in a frame below which nothing is heard."""

STOP_WEIGHTS = {
    "bias": -9.67,
    "fall": 3.29,
    "fresh": -0.28,
    "speed": 1.42,
    "turn": -0.37,
    "up": -2.76,
    "edge": -1.13,
    "energy": -1.16,
    "dense": 1.18,
    "brake": -0.35,
    "firm_fall": 1.84,
    "firm": 1.28,
    "rest": -1.55,
    "kept": 0.77,
    "quiet": -2.04,
}
TURN_WEIGHTS = {
    "bias": -17.18,
    "fall": 1.36,
    "fresh": 2.52,
    "speed": 0.79,
    "turn": -2.0,
    "up": -3.37,
    "edge": -1.87,
    "energy": -1.12,
    "dense": 2.96,
    "brake": -0.82,
    "firm_fall": 2.34,
    "firm": 1.08,
    "rest": -0.09,
    "kept": -0.89,
    "quiet": -2.13,
}
PLANT_WEIGHTS = {
    "bias": -9.6,
    "low": -2.37,
    "next": -1.74,
    "was": 3.3,
    "earlier": 6.58,
    "energy": -0.27,
    "share": -0.13,
    "body": -1.04,
    "tall": 0.19,
    "speed": -0.56,
    "up": 0.05,
    "edge": -2.0,
    "rise": -0.08,
}

WHOLE_WEIGHTS = {
    "bias": -8.51,
    "low": -1.43,
    "next": -1.59,
    "was": 2.51,
    "earlier": 6.84,
    "energy": -0.45,
    "share": -0.18,
    "body": -0.85,
    "tall": 0.05,
    "speed": -0.48,
    "up": 1.98,
    "edge": -1.32,
    "rise": -0.44,
}

_PAD = 14


def knocks(obj: MovingObject) -> dict[str, Series]:
    """Signs that frame k is the last before a stop or a turn, by name, each (T,)."""
    one = obj.padded(_PAD)
    e, firm, q = one.energy, one.firm, one.place
    e_peak, firm_peak = _recent(e, 5), _recent(firm, 5)
    long_peak = _recent(firm, 8)
    soon = np.minimum(_at(e, 1), _at(e, 2))
    expected = e + 0.75 * np.minimum(e - _at(e, -2), 0)  # goes on slowing as it did
    step = _steps(q, e)
    came = (step + _at(step, -1)) / 2
    goes = (_at(step, 2) + _at(step, 3)) / 2
    early = (_at(step, -2) + _at(step, -3)) / 2
    speed, speed_xy = np.linalg.norm(came, axis=1), np.linalg.norm(came[:, :2], axis=1)
    along = (came[:, :2] * goes[:, :2]).sum(axis=1)
    area = np.maximum((q[:, 2] + 0.5) * (q[:, 3] + 0.5), 0.25)
    signs = {
        "bias": np.ones(len(e)),
        "fall": np.clip((expected - soon) / e_peak, -0.5, 1),
        "fresh": e / e_peak,
        "speed": np.log(np.maximum(speed, 0.05)),
        "turn": np.clip(along / np.maximum(speed_xy, 0.2) ** 2, -1.5, 1.5),
        "up": np.clip(-came[:, 1] / np.maximum(speed_xy, 0.2), 0, 1),
        "edge": np.clip(np.max([_at(one.edge, k) for k in (-1, 0, 1)], axis=0), 0, 0.5),
        "energy": np.log(np.maximum(e, 1)),
        "dense": np.log(np.maximum(e, 1) / area),
        "brake": np.clip(np.linalg.norm(early, axis=1) / np.maximum(speed, 0.1), 0, 3),
        "firm_fall": np.clip((firm - np.minimum(_at(firm, 1), _at(firm, 2))) / firm_peak, -0.5, 1),
        "firm": np.log(np.maximum(firm, 1)),
        "rest": np.clip(_mean(firm, 1, 7) / long_peak, 0, 1),
        "kept": _mean(firm, -3, 1) / long_peak,
        "quiet": np.clip(_mean(firm, 2, 12) / long_peak, 0, 1),
    }
    return {name: values[_PAD:-_PAD] for name, values in signs.items()}


def plants(obj: MovingObject) -> dict[str, Series]:
    """Signs that a foot comes to rest at frame k, by name, each (T,)."""
    one = obj.padded(_PAD)
    feet, body, height = _feet(one)
    peak = np.maximum(_recent(_at(feet, -1), 9), 1)
    drift = (_at(one.place, 3) - _at(one.place, -3)) / 6
    signs = {
        "bias": np.ones(len(feet)),
        "low": np.clip(_mean(feet, 0, 2) / peak, 0, 1.5),
        "next": np.clip(_mean(feet, 2, 4) / peak, 0, 1.5),
        "was": np.clip(_at(feet, -1) / peak, 0, 1),
        "earlier": np.clip(_at(feet, -2) / peak, 0, 1),
        "energy": np.log(peak),
        "share": np.log(np.maximum(feet + body, 1) / peak),
        "body": np.log(np.maximum(_mean(body, -2, 3), 1) / peak),
        "tall": np.log(np.maximum(height, 1)),
        "speed": np.log(np.maximum(np.abs(drift[:, 0]), 0.03)),
        "up": np.clip(-drift[:, 1], -1, 1),
        "edge": np.clip(np.max([_at(one.edge, k) for k in (-1, 0, 1)], axis=0), 0, 0.5),
        "rise": np.clip((_at(feet, -4) - _at(feet, -6)) / peak, -1, 1),
    }
    return {name: values[_PAD:-_PAD] for name, values in signs.items()}


def may_knock(obj: MovingObject, signs: dict[str, Series]) -> npt.NDArray[np.bool_]:
    """Frames worth weighing for a stop or turn, (T,)."""
    return (obj.energy >= MIN_ENERGY) & ((signs["fall"] >= 0.15) | (signs["turn"] <= 0.6))


def may_plant(signs: dict[str, Series]) -> npt.NDArray[np.bool_]:
    """Frames worth weighing for a plant, (T,)."""
    return np.asarray(
        (signs["low"] <= 0.5)
        & (signs["energy"] >= np.log(MIN_ENERGY))
        & (signs["tall"] >= np.log(5))
    )


def weigh(signs: dict[str, Series], weights: dict[str, float]) -> Series:
    """Log odds of contact per frame, (T,)."""
    return np.asarray(sum(weight * signs[name] for name, weight in weights.items()))


def _feet(obj: MovingObject) -> tuple[Series, Series, Series]:
    """Energy next to the ground, energy above it, and the thing's height in cells, (T,) each.

    The ground is the lowest row the thing reaches within half a second to either side.
    """
    rows = obj.rows
    count = rows.shape[1]
    share = np.cumsum(rows, axis=1) / np.maximum(obj.firm, 1e-9)[:, None]
    bottom, top = ((share < part).sum(axis=1).astype(np.float64) for part in (0.97, 0.03))
    still = obj.firm < MIN_ENERGY / 3
    bottom[still], top[still] = 0, count
    ground = ndimage.maximum_filter1d(bottom, 25)
    height = ground - ndimage.minimum_filter1d(top, 25)
    zone = np.maximum(2.0, 0.22 * height)
    near = np.arange(count)[None, :] > (ground - zone)[:, None]
    feet = (rows * near).sum(axis=1)
    return feet, obj.firm - feet, height


def _steps(place: Series, energy: Series) -> Series:
    """How far the place moved since the frame before, (T, 4); 0 where it cannot be told."""
    both = (np.minimum(energy, _at(energy, -1)) > MIN_ENERGY / 3)[:, None]
    return np.where(both, place - _at(place, -1), 0.0)


def _at(series: Series, frames: int) -> Series:
    """The series that many frames later (earlier if negative), zeros beyond its ends."""
    shifted = np.zeros_like(series)
    if frames >= 0:
        shifted[: len(series) - frames] = series[frames:]
    else:
        shifted[-frames:] = series[:frames]
    return shifted


def _recent(series: Series, frames: int) -> Series:
    """The highest value over that many frames up to each, at least 1."""
    highest = ndimage.maximum_filter1d(series, frames, mode="constant", origin=(frames - 1) // 2)
    return np.asarray(np.maximum(highest, 1.0))


def _mean(series: Series, first: int, stop: int) -> Series:
    """Means over the frames from `first` to before `stop`, counted from each."""
    total = np.concatenate([[0.0], np.cumsum(series)])
    index = np.arange(len(series))
    low, high = (np.clip(index + k, 0, len(series)) for k in (first, stop))
    return np.asarray((total[high] - total[low]) / (stop - first))
