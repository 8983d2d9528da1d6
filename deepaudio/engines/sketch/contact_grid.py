"""Motion on a fixed grid of time, so that what is found does not depend on the frame rate.

Each frame tells how the picture changed since the frame before; that change is spread over
the time between the two and collected again by steps of `STEP_S` of job time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from deepaudio.engines.sketch.motion import FLOW_QUANTUM, QUANTUM, Motion
from deepaudio.media.frames import CELL

STEP_S = 1 / 30

CHANNELS = 7
"""Fine and firm change, flow along x and y, how much changes all over the picture (two), and
sudden change."""

FIRM = 1
"""The channel of firm change."""

SUDDEN = 6
"""The channel of change that nothing's motion explains: light that is switched."""

FARTHEST_S = 0.13
"""Frames that are farther apart than this tell nothing about contacts."""

_FIRST_AFTER, _LAST_AFTER = -1, 3  # steps around an unclear one in which nothing is believed
_WEATHER_SHARE = 80  # percentile over the cells that counts as change all over the picture

Features = npt.NDArray[np.float32]


@dataclass(frozen=True)
class ContactGrid:
    """What changes at steps `first` to `first + T - 1` of STEP_S each."""

    first: int
    features: Features  # (T, R, C, CHANNELS), each about -2 to 2
    clear: npt.NDArray[np.bool_]  # (T,) whether a contact could be seen


def on_grid(seen: Motion, unclear: npt.NDArray[np.bool_]) -> ContactGrid:
    """The motion of at least two frames by steps; `unclear` frames (N,) count as still."""
    apart = np.diff(seen.times_s, prepend=seen.times_s[0])
    told = (apart > 0) & (apart <= FARTHEST_S) & ~unclear
    first, weights = _weights(seen.times_s, apart)
    pace = np.where(told, STEP_S / np.maximum(apart, 1e-6), 0).astype(np.float32)
    parts = [
        *(
            _collect(weights, change * (told * np.float32(QUANTUM))[:, None, None])
            for change in (seen.fine, seen.firm, seen.sudden)
        ),
        *(
            _collect(weights, seen.flow[..., k] * (pace * np.float32(FLOW_QUANTUM))[:, None, None])
            for k in (0, 1)
        ),
    ]
    blind = np.zeros(len(parts[0]), bool)
    for k in np.flatnonzero(~told & (apart > 0)):
        begin, end = seen.times_s[k] - apart[k], seen.times_s[k]
        blind[
            max(0, int(begin / STEP_S + 0.02) - first) : int(np.ceil(end / STEP_S - 0.02)) - first
        ] = True
    return ContactGrid(first, _features(*parts), ~_around(blind))


def _weights(
    times_s: npt.NDArray[np.float64], apart: npt.NDArray[np.float64]
) -> tuple[int, sparse.csr_array]:
    """The first step, and the share of each frame's change in each step, (T, N).

    A frame's change lies between the frame before and itself; a share of 1 covers the step.
    """
    first = int(np.floor(times_s[0] / STEP_S + 1e-6))
    count = max(1, int(np.ceil(times_s[-1] / STEP_S - 1e-6)) - first)
    begins, ends = (times_s - apart) / STEP_S - first, times_s / STEP_S - first
    rows, columns, shares = [], [], []
    reach = int(np.ceil(min(float(apart.max()), FARTHEST_S * 2) / STEP_S)) + 1
    for k in range(reach):
        row = np.floor(begins + 1e-9).astype(np.intp) + k
        share = np.minimum(ends, row + 1) - np.maximum(begins, row)
        kept = (share > 1e-6) & (row >= 0) & (row < count)
        rows.append(row[kept])
        columns.append(np.flatnonzero(kept))
        shares.append(share[kept].astype(np.float32))
    where = (np.concatenate(rows), np.concatenate(columns))
    return first, sparse.csr_array((np.concatenate(shares), where), (count, len(times_s)))


def _collect(weights: sparse.csr_array, maps: npt.NDArray[np.float32]) -> Features:
    count, *shape = maps.shape
    return np.asarray(weights @ maps.reshape(count, -1), np.float32).reshape(-1, *shape)


def _features(
    fine: Features, firm: Features, sudden: Features, flow_x: Features, flow_y: Features
) -> Features:
    """Levels compressed as loudness is: what matters is whether they change by a factor."""
    weather = np.percentile(fine.reshape(len(fine), -1), _WEATHER_SHARE, axis=1)
    crowd = firm.reshape(len(firm), -1).mean(axis=1)
    everywhere = np.ones_like(fine)
    return np.stack(
        [
            np.log1p(fine) / 2,
            np.log1p(firm) / 2,
            flow_x / (CELL / 2),
            flow_y / (CELL / 2),
            everywhere * (np.log1p(weather) / 2).astype(np.float32)[:, None, None],
            everywhere * np.log1p(crowd)[:, None, None],
            np.log1p(sudden) / 2,
        ],
        axis=-1,
    )


def _around(blind: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Steps near a blind one, (T,)."""
    near = blind.copy()
    for k in range(_FIRST_AFTER, _LAST_AFTER + 1):
        moved = np.roll(blind, k)
        moved[slice(0, k) if k > 0 else slice(len(blind) + k, None)] = False
        near |= moved
    return np.asarray(near, np.bool_)
