"""The pace at which a line fits its window: pauses are shortened first, then speech is sped up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from deepaudio.dsp.waveform import CONTOUR_HOP_S, Contour

SLOWEST = 0.85
NATURAL_UP_TO = 1.35
"""Faster than this a line is said with a warning."""
FASTEST = 1.6

_SHORTEST_PAUSE_S = 0.1
_ACTIVE = 0.25  # of the contour's maximum
_CONTOUR_SMOOTHING_S = 0.15


@dataclass(frozen=True)
class Pace:
    """The pace of a line. Speech lasts 1 / `speed` of its natural duration."""

    speed: float
    pauses: tuple[float, ...]  # seconds each pause lasts, already at this speed
    overrun_s: float  # how far the line runs past its window
    needed: float  # the speed at which it would have fitted


def fit(
    speech_s: float, pauses: tuple[float, ...], room_s: float, wish_s: float | None = None
) -> Pace:
    """The pace at which `speech_s` seconds of voice with `pauses` between fit `room_s`.

    `wish_s` is where the line ends best; it is granted from the natural length down to
    `SLOWEST`. A line that does not fit at `FASTEST` overruns.
    """
    natural = speech_s + sum(pauses)
    if natural <= room_s:
        speed = _slowed(natural, min(wish_s, room_s)) if wish_s is not None else 1.0
        return Pace(speed, tuple(p / speed for p in pauses), 0.0, 1.0)
    shortest = tuple(min(p, _SHORTEST_PAUSE_S) for p in pauses)
    spare = room_s - speech_s - sum(shortest)
    if spare >= 0:
        share = spare / (sum(pauses) - sum(shortest))
        kept = tuple(s + share * (p - s) for p, s in zip(pauses, shortest, strict=True))
        return Pace(1.0, kept, 0.0, 1.0)
    dense = speech_s + sum(shortest)
    needed = dense / max(room_s, 1e-3)
    speed = min(needed, FASTEST)
    overrun = max(0.0, dense / speed - room_s) if needed > FASTEST else 0.0
    return Pace(speed, tuple(s / speed for s in shortest), overrun, needed)


def fit_at(
    wanted: float,
    speech_s: float,
    pauses: tuple[float, ...],
    room_s: float,
    wish_s: float | None = None,
) -> Pace:
    """As `fit`, at the pace that somebody `wanted` for the line, 1 being the voice's own.

    It is granted as long as the line fits so; one that does not is said as it fits.
    """
    if wanted == 1.0:
        return fit(speech_s, pauses, room_s, wish_s)
    at = Pace(wanted, tuple(pause / wanted for pause in pauses), 0.0, 1.0)
    fits = speech_s / wanted + sum(at.pauses) <= room_s
    return at if fits else fit(speech_s, pauses, room_s, wish_s)


def visible_end(contour: Contour | None) -> float | None:
    """Where in the window, in seconds, the picture comes to rest; None when it never moves."""
    if contour is None or not len(contour):
        return None
    width = max(1, round(_CONTOUR_SMOOTHING_S / CONTOUR_HOP_S))
    smooth = ndimage.uniform_filter1d(contour.astype(np.float64), width, mode="constant")
    active = np.flatnonzero(smooth > _ACTIVE * smooth.max())
    return float((active[-1] + 1) * CONTOUR_HOP_S) if len(active) else None


def warnings(pace: Pace, room_s: float, lost_s: float) -> tuple[str, ...]:
    """Warnings about a line said at `pace`, of which `lost_s` seconds are cut off."""
    if pace.needed <= NATURAL_UP_TO:
        return ()
    needs = f"the line needs {pace.needed:.2f} times the natural speed to fit {room_s:.2f} s"
    if pace.needed <= FASTEST:
        return (f"hurried: {needs}",)
    runs_on = pace.overrun_s - lost_s
    said = f"{needs}; said at {FASTEST}, it runs on {runs_on:.2f} s past its end"
    if lost_s <= 0:
        return (said,)
    return (f"{said} and loses its last {lost_s:.2f} s: there is no room to say them",)


def _slowed(natural_s: float, wish_s: float) -> float:
    """Speed at which a line ends at `wish_s`, or 1 where that is not within reach."""
    speed = natural_s / wish_s if wish_s > 0 else 1.0
    return speed if SLOWEST <= speed <= 1.0 else 1.0
