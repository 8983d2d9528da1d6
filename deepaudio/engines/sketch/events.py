"""Events in the picture that one expects to hear: something stops, turns or steps.

Smooth motion is silent: a nod, a swaying branch, the turn of a pendulum. So are
cuts, fades, flashes, and objects that leave the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from deepaudio.engines.sketch.contact_grid import on_grid
from deepaudio.engines.sketch.contacts import Contact, apart, believed, contacts
from deepaudio.engines.sketch.motion import QUANTUM, Motion

_BLOCK = 1500  # frames looked at in one go
_CONTEXT = 40  # frames known before and after a block
_FLASH_S = 0.35  # a flash lasts less than half of this
_FLASH_LEVELS = 2.5  # grey levels of mean brightness from which light is a flash
_FLICKERS = 6.0  # and times what brightness usually varies by
_FAINT, _HARD = 1.8, 3.3  # forces of the weakest and the hardest contacts of drawn scenes
_LEAST_STRENGTH = 0.25
_MOVING = 1.5  # grey levels of a cell's mean firm change from which it counts as moving
_CROWDED = 0.5  # share of cells moving at once that only a camera or a cut explains


@dataclass(frozen=True)
class Event:
    """Something meets something, at `time_s` (job time), `strength` in (0, 1].

    `x` is where it is seen: 0 at the left edge of the picture, 1 at the right.
    """

    time_s: float
    strength: float
    kind: str = "knock"  # or "step"
    x: float = 0.5


def is_break(seen: Motion) -> npt.NDArray[np.bool_]:
    """Frames that begin another shot, (N,)."""
    return np.asarray((seen.likeness < 0.6) & (seen.change > 6.0))


def disturbed(seen: Motion) -> npt.NDArray[np.bool_]:
    """Frames too disturbed to analyse, (N,): cuts, flashes, whip pans."""
    moving = (seen.firm >= _MOVING / QUANTUM).mean(axis=(1, 2))
    return np.asarray((moving > _CROWDED) | is_break(seen) | _flashes(seen))


def _flashes(seen: Motion) -> npt.NDArray[np.bool_]:
    """Frames lit for a moment, and those after them, (N,): the light comes and goes again."""
    if len(seen) < 3:
        return np.zeros(len(seen), bool)
    frame_s = max(float(np.median(np.diff(seen.times_s))), 1e-3)
    width = max(3, round(_FLASH_S / frame_s))
    away = np.abs(seen.luma - ndimage.median_filter(seen.luma, width, mode="nearest"))
    lit = away > max(_FLASH_LEVELS, _FLICKERS * float(np.median(away)))
    lit[1:] |= lit[:-1]
    return np.asarray(lit)


def activity(seen: Motion) -> npt.NDArray[np.float32]:
    """How much moves at each frame, (N,): mean grey levels of change, noise taken out."""
    if not len(seen):
        return np.zeros(0, np.float32)
    energy = seen.fine.reshape(len(seen), -1).mean(axis=1) * QUANTUM
    energy[is_break(seen)] = 0.0
    floor = np.percentile(energy, 10) if len(energy) > 12 else 0.0
    return np.asarray(np.maximum(energy - floor, 0), np.float32)


def find_events(seen: Motion) -> list[Event]:
    """Impacts, stops and steps, in order of time."""
    if len(seen) < 4:
        return []
    unclear = disturbed(seen)
    found: list[Contact] = []
    for start in range(0, len(seen), _BLOCK):
        stop = min(start + _BLOCK, len(seen))
        part = slice(max(0, start - _CONTEXT), min(len(seen), stop + _CONTEXT))
        until_s = seen.times_s[stop] if stop < len(seen) else np.inf
        grid = on_grid(seen.part(part), unclear[part])
        found += [c for c in contacts(grid) if seen.times_s[start] <= c.time_s < until_s]
    return [_event(contact) for contact in believed(apart(found))]


def _event(contact: Contact) -> Event:
    share = (contact.force - _FAINT) / (_HARD - _FAINT)
    strength = _LEAST_STRENGTH + (1 - _LEAST_STRENGTH) * min(max(share, 0.0), 1.0)
    return Event(contact.time_s, strength, "step" if contact.is_step else "knock", contact.x)
