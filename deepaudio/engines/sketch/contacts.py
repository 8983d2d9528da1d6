"""Contacts in the motion of a picture: where the network is sure, and how hard it is hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from deepaudio.engines.sketch import contact_network
from deepaudio.engines.sketch.contact_grid import STEP_S, ContactGrid, Features

LEAST_ODDS = -1.0
"""Log odds from which a contact is worth a thought: `believed` asks for company."""

SURE_ODDS = 0.0
"""Log odds from which a contact is believed by itself."""

COMPANY_S = 2.0
"""A contact that is not sure is believed within this time of one that is."""

LEAST_FORCE = 1.75
"""Force below which nothing is heard: lips, lids and folds of cloth. See `Contact.force`."""

APART_S = 0.09
"""Contacts closer than this sound as one."""

_NEIGHBOURHOOD = (5, 3, 3)  # steps, rows, columns in which the likeliest place counts
_BEFORE = 4  # steps in which what arrives is measured, and after which what leaves is
_AROUND = 3  # cells to either side that belong to what hits


@dataclass(frozen=True)
class Contact:
    """Something meets something at `time_s` (job time), at x and y of the picture, 0 to 1.

    `force` is what arrives or leaves, as log10 of grey levels of change times cells, times
    the speed in heights of the picture per second.
    """

    time_s: float
    x: float
    y: float
    odds: float
    force: float
    is_step: bool


def contacts(grid: ContactGrid) -> list[Contact]:
    """All places and times at which a contact is likelier than anything near them."""
    found = contact_network.odds(grid.features)
    hit = found[..., 0]
    peaks = (hit >= LEAST_ODDS) & (hit == ndimage.maximum_filter(hit, _NEIGHBOURHOOD))
    peaks &= grid.clear[:, None, None]
    found_there = [
        Contact(
            (grid.first + step + 0.5 + _between(hit[:, row, column], step)) * STEP_S,
            (column + 0.5) / hit.shape[2],
            (row + 0.5) / hit.shape[1],
            float(hit[step, row, column]),
            _force(grid.features, step, row, column),
            bool(found[step, row, column, 1] > 0),
        )
        for step, row, column in np.argwhere(peaks).tolist()
    ]
    return [contact for contact in found_there if contact.force >= LEAST_FORCE]


def apart(found: Sequence[Contact]) -> list[Contact]:
    """The likeliest contacts that are APART_S from one another, in order of time."""
    kept: list[Contact] = []
    for contact in sorted(found, key=lambda c: (-c.odds, c.time_s)):
        if all(abs(contact.time_s - other.time_s) >= APART_S for other in kept):
            kept.append(contact)
    return sorted(kept, key=lambda c: c.time_s)


def believed(found: Sequence[Contact]) -> list[Contact]:
    """Contacts that are sure, and those near them: where things hit, they hit again."""
    sure = [contact.time_s for contact in found if contact.odds >= SURE_ODDS]
    return [c for c in found if any(abs(c.time_s - time_s) <= COMPANY_S for time_s in sure)]


def _between(hit: npt.NDArray[np.float32], step: int) -> float:
    """Where between the steps the top of a parabola through three log odds lies, ±0.5."""
    if not 0 < step < len(hit) - 1:
        return 0.0
    before, top, after = (float(v) for v in hit[step - 1 : step + 2])
    bend = before - 2 * top + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < -1e-6 else 0.0


def _near(features: Features, row: int, column: int) -> Features:
    """The cells about a place of the answer."""
    stride = contact_network.STRIDE
    rows = slice(max(0, stride * row - _AROUND), stride * row + _AROUND + 2)
    columns = slice(max(0, stride * column - _AROUND), stride * column + _AROUND + 2)
    return features[:, rows, columns]


def _force(features: Features, step: int, row: int, column: int) -> float:
    """How much moves, and how fast, just before or after a contact, whichever is more."""
    near = _near(features[max(0, step - _BEFORE) : step + _BEFORE], row, column)
    energy = np.expm1(2 * near[..., 0]).sum(axis=(1, 2))
    speed = np.hypot(near[..., 2], near[..., 3]) * 2 / (features.shape[1] * STEP_S * 4)
    return float(np.log10(max(energy.max() * max(float(np.percentile(speed, 95)), 0.02), 1e-3)))
