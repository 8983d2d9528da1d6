"""Events in the picture that one expects to hear: something stops, turns or steps.

Smooth motion is silent: a nod, a swaying branch, the turn of a pendulum. So are
cuts, fades, flashes, and objects that leave the picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from deepaudio.engines.sketch import contacts
from deepaudio.engines.sketch.motion import QUANTUM, Motion
from deepaudio.engines.sketch.moving_objects import (
    ChangeMaps,
    MovingObject,
    Series,
    change_maps,
    disturbed,
    is_break,
    moving_objects,
    whole,
)

KNOCK_ODDS = -1.0
"""Log odds from which a stop or turn is believed."""

PLANT_ODDS = 0.5
"""Log odds from which a step is believed, its rhythm counted in."""

KNOCK_OBJECTS = {"least": 24.0, "linger": 2}
PLANT_OBJECTS = {"least": 6.0, "linger": 4}
"""How objects are separated for either: a walker's limbs are small and often rest."""

_BLOCK = 1500  # frames looked at in one go
_CONTEXT = 60  # frames known before and after a block
_KNOCK_LATE_S = 0.02  # contact comes a little after the last frame that still moves
_FAINT = 0.36  # knocks weaker than this are lips, lids and folds of cloth
_FAINT_STEP = 0.36  # and such steps a cat's
_APART_S = 0.1  # contacts closer than this are one
_STEPS_APART_S = 0.22
_COMPANY_S = 0.9  # a step needs another one within this time


@dataclass(frozen=True)
class Event:
    """Something meets something, at `time_s` (job time), `strength` in (0, 1]."""

    time_s: float
    strength: float
    kind: str = "stop"  # "stop", "turn" or "plant"


@dataclass(frozen=True)
class Candidate:
    """A frame at which there may be a contact, with its log odds."""

    frame: int
    odds: float
    strength: float
    kind: str


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
    frame_s = float(np.median(np.diff(seen.times_s)))
    unclear = disturbed(seen)
    found = [c for c in _candidates(seen, unclear, frame_s) if _is_clear(unclear, c.frame)]
    knocks = _apart([c for c in found if c.kind != "plant"], seen.times_s, _APART_S, [])
    steps = [c for c in found if c.kind == "plant"]
    steps = _in_company(_apart(steps, seen.times_s, _STEPS_APART_S, knocks), seen.times_s)
    events = [
        Event(
            float(seen.times_s[c.frame]) + (0.0 if c.kind == "plant" else _KNOCK_LATE_S),
            c.strength,
            c.kind,
        )
        for c in knocks + steps
    ]
    return sorted(events, key=lambda event: event.time_s)


def _candidates(
    seen: Motion, unclear: npt.NDArray[np.bool_], frame_s: float
) -> Iterator[Candidate]:
    for start in range(0, len(seen), _BLOCK):
        stop = min(start + _BLOCK, len(seen))
        view = change_maps(seen, max(0, start - _CONTEXT), min(len(seen), stop + _CONTEXT), unclear)
        for candidate in _block_candidates(view, frame_s):
            if start <= candidate.frame < stop:
                yield candidate


def _block_candidates(view: ChangeMaps, frame_s: float) -> Iterator[Candidate]:
    for obj in moving_objects(view, KNOCK_OBJECTS["least"], int(KNOCK_OBJECTS["linger"])):
        yield from _knocks(obj)
    yield from _plants(view, frame_s)


def _knocks(obj: MovingObject) -> Iterator[Candidate]:
    signs = contacts.knocks(obj)
    stop = contacts.weigh(signs, contacts.STOP_WEIGHTS)
    turn = contacts.weigh(signs, contacts.TURN_WEIGHTS)
    odds = np.where(contacts.may_knock(obj, signs), np.maximum(stop, turn), -np.inf)
    for k in np.flatnonzero(odds >= KNOCK_ODDS):
        force = math.exp(signs["energy"][k] + signs["speed"][k])
        strength = 0.3 + 0.25 * math.log10(max(force, 1.0) / 30)
        if strength >= _FAINT:
            kind = "stop" if stop[k] >= turn[k] else "turn"
            yield Candidate(obj.first + int(k), float(odds[k]), _sure(strength, odds[k]), kind)


def _plants(view: ChangeMaps, frame_s: float) -> Iterator[Candidate]:
    """Steps, by each moving thing and by the picture as a whole: a walker may fall apart."""
    apart, energy = _plant_odds(
        view,
        moving_objects(view, PLANT_OBJECTS["least"], int(PLANT_OBJECTS["linger"])),
        contacts.PLANT_WEIGHTS,
    )
    together, _ = _plant_odds(view, whole(view), contacts.WHOLE_WEIGHTS)
    odds = (np.maximum(apart, -4) + np.maximum(together, -4)) / 2 + 1
    rhythm = in_step(odds, frame_s)
    odds += np.where(rhythm > 0, rhythm, _ALONE)
    for k in np.flatnonzero(odds >= PLANT_ODDS):
        strength = _sure(0.35 + 0.05 * (float(energy[k]) - 2.3), odds[k])
        if strength >= _FAINT_STEP:
            yield Candidate(view.first + int(k), float(odds[k]), strength, "plant")


_NEVER = -9.0


def _plant_odds(
    view: ChangeMaps, moving: Iterable[MovingObject], weights: dict[str, float]
) -> tuple[Series, Series]:
    """The best log odds of a step per frame of the view, and the log energy of that step."""
    odds = np.full(len(view.fine), _NEVER)
    energy = np.zeros(len(view.fine))
    for obj in moving:
        signs = contacts.plants(obj)
        mine = np.where(contacts.may_plant(signs), contacts.weigh(signs, weights), _NEVER)
        part = slice(obj.first - view.first, obj.first - view.first + len(mine))
        energy[part] = np.where(mine > odds[part], signs["energy"], energy[part])
        odds[part] = np.maximum(odds[part], mine)
    return odds, energy


def _sure(strength: float, odds: float) -> float:
    """A strength within (0, 1], less where the contact is doubtful."""
    return min(max(strength, 0.1), 1.0) * (0.7 + 0.3 / (1 + math.exp(-min(odds, 30.0))))


_SLOWEST_S, _FASTEST_S = 0.8, 0.3  # between two steps
_RHYTHM_WEIGHT = 0.5
_ALONE = -1.5  # for a step that fits no others
_RHYTHM_FROM = -2.5  # log odds that begin to count as a beat


def in_step(odds: Series, frame_s: float) -> Series:
    """What the odds of steps gain from others one period before and after, (T,).

    The period is the lag at which the odds agree best with themselves.
    """
    beats = np.clip(odds - _RHYTHM_FROM, 0, 4)
    loose = np.maximum(ndimage.maximum_filter1d(beats, 3) - 0.15, 0)  # a frame early or late
    lags = range(int(_FASTEST_S / frame_s), int(_SLOWEST_S / frame_s) + 1)
    agreed = {
        lag: float(np.minimum(beats[lag:], loose[:-lag]).sum())
        for lag in lags
        if 0 < 2 * lag < len(beats)
    }
    lag = max(agreed, key=lambda key: agreed[key], default=0)
    if not lag or agreed[lag] <= 0:
        return np.zeros_like(odds)
    none = np.zeros(lag)
    around = np.concatenate([none, loose[:-lag]]) + np.concatenate([loose[lag:], none])
    return np.asarray(_RHYTHM_WEIGHT * around)


def _is_clear(unclear: npt.NDArray[np.bool_], frame: int) -> bool:
    """Whether nothing disturbs the view from just before a frame to just after."""
    return not unclear[max(0, frame - 1) : frame + 4].any()


def _apart(
    found: list[Candidate],
    times: npt.NDArray[np.float64],
    apart_s: float,
    others: list[Candidate],
) -> list[Candidate]:
    """The likeliest candidates that are `apart_s` from one another and from `others`."""
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (-c.odds, c.frame)):
        time = times[candidate.frame]
        if all(abs(time - times[other.frame]) >= apart_s for other in kept + others):
            kept.append(candidate)
    return kept


def _in_company(steps: list[Candidate], times: npt.NDArray[np.float64]) -> list[Candidate]:
    """Steps that have another step near them in time."""
    moments = [times[step.frame] for step in steps]
    return [
        step
        for step, moment in zip(steps, moments, strict=True)
        if sum(abs(moment - other) < _COMPANY_S for other in moments) > 1
    ]
