"""A small network that says where and when things meet, from motion alone.

Convolutions over space and over time take turns (as in the R(2+1)D networks of Tran et al.
2018). It sees change and its direction in cells, never brightness, and its memory is a third
of a second to either side. `tests/helpers/contact_fit.py` trains it on drawn scenes.
"""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deepaudio.engines.sketch.contact_grid import FIRM, Features

WEIGHTS = Path(__file__).with_name("contact_network.npz")

LAYERS = (("space", 2), ("time", 1), ("space", 1), ("time", 2), ("space", 1), ("time", 2))
"""What each layer looks along: 3 x 3 cells with a stride, or 5 steps with a dilation."""

REACH = 2 * sum(by for kind, by in LAYERS if kind == "time")
"""Steps to either side that an answer depends on."""

STRIDE = 2
"""Cells of the features per place of the answer, along each side."""

NEVER = -20.0
"""Log odds of a contact where nothing moves."""

_BLOCK = 128  # steps in one go

Weights = list[tuple[Features, Features]]


@functools.cache
def weights() -> Weights:
    """The weights (inputs, outputs) and biases of each layer and of the last, read once."""
    with np.load(WEIGHTS) as stored:
        count = len(stored.files) // 2
        return [
            (stored[f"weight{k}"].astype(np.float32), stored[f"bias{k}"].astype(np.float32))
            for k in range(count)
        ]


def odds(features: Features, of: Weights | None = None) -> npt.NDArray[np.float32]:
    """Log odds (T, R', C', 2) of a contact, and that it is a step, from features (T, R, C, F).

    Before the first and after the last step everything is taken to go on.
    """
    of = of or weights()
    ends = ((REACH, REACH), (0, 0), (0, 0), (0, 0))
    padded = np.pad(features, ends, mode="edge")
    starts = range(0, len(features), _BLOCK)
    parts = (padded[start : start + _BLOCK + 2 * REACH] for start in starts)
    return np.concatenate(
        [_run(part, of) if part[..., FIRM].any() else _still(part) for part in parts]
    )


def _still(part: Features) -> Features:
    """The answer where nothing goes anywhere."""
    count, rows, columns, _ = part.shape
    return np.full(
        (count - 2 * REACH, -(-rows // STRIDE), -(-columns // STRIDE), 2), NEVER, np.float32
    )


def _run(values: Features, of: Weights) -> Features:
    for (kind, by), (weight, bias) in zip(LAYERS, of, strict=False):
        inputs = _nearby(values, by) if kind == "space" else _sequence(values, by)
        values = np.maximum(inputs @ weight + bias, 0)
    weight, bias = of[-1]
    return np.asarray(values @ weight + bias, np.float32)


def _nearby(values: Features, stride: int) -> Features:
    """Each place with its eight neighbours, channels side by side; zeros beyond the edges."""
    _, rows, columns, _ = values.shape
    wide = np.pad(values, ((0, 0), (1, 1), (1, 1), (0, 0)))
    parts = [
        wide[:, i : i + rows : stride, j : j + columns : stride] for i in range(3) for j in range(3)
    ]
    return np.concatenate(parts, axis=-1)


def _sequence(values: Features, dilation: int) -> Features:
    """Each step with two before and two after; those without them are left out."""
    count = len(values) - 4 * dilation
    return np.concatenate([values[k * dilation : k * dilation + count] for k in range(5)], axis=-1)
