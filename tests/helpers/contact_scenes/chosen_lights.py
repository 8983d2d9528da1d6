"""Light that is switched, flickers and sweeps, in scenes in which nothing is hit.

Part of the half that the detector is made on. Light multiplies what it falls on; only lamps and
screens themselves have a brightness of their own. People are there and move softly.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tests.helpers.contact_scenes.painting import Look, Painter, Point
from tests.helpers.contact_scenes.play import MakePlay, Play

Rng = np.random.Generator
Level = Callable[[float], float]


def shine(painter: Painter, at: Point, reach: Point, gain: float, square: bool = False) -> None:
    """Brighten what lies about a place, the less the farther away, or all in a rectangle."""
    height, width = painter.pixels.shape
    x = (np.arange(width, dtype=np.float32) + 0.5) / painter.scale + painter.camera[0] - at[0]
    y = (np.arange(height, dtype=np.float32) + 0.5) / painter.scale + painter.camera[1] - at[1]
    u, v = x[None] / reach[0], y[:, None] / reach[1]
    share = (np.maximum(abs(u), abs(v)) < 1) if square else np.exp(-(u * u) - v * v)
    painter.pixels *= 1 + np.float32(gain) * share


def switched(rng: Rng, every: tuple[float, float], warms_s: float = 0.0) -> Level:
    """A level that goes between 0 and 1 now and then, all at once or within a moment."""
    times = np.cumsum(rng.uniform(*every, 60))
    first = int(rng.integers(2))

    def level(t: float) -> float:
        k = int(np.searchsorted(times, t, side="right"))
        on = (k + first) % 2
        since = t - (times[k - 1] if k else -9)
        change = 1.0 if warms_s <= 0 else min(since / warms_s, 1.0)
        return on * change + (1 - on) * (1 - change)

    return level


def people(rng: Rng, paint: Look) -> Callable[[Painter, float], None]:
    """Some who stand or sit, sway and move their hands; perhaps one passes by."""
    places = rng.uniform(15, 145, int(rng.integers(0, 4)))
    size, pace = rng.uniform(10, 22), rng.uniform(0.2, 0.8, 4)
    passes = rng.uniform(-50, 50) if rng.random() < 0.4 else 0.0
    hands = rng.random() < 0.6

    def draw(painter: Painter, t: float) -> None:
        for k, x in enumerate(places):
            lean = 0.15 * size * math.sin(2 * math.pi * pace[k] * t + k)
            mine = paint.other(14 * k - 20)
            painter.limb((x, 95), (x + lean, 80 - size), size * 0.8, mine)
            painter.disc((x + 1.4 * lean, 78 - 1.8 * size), size * 0.35, mine)
            if hands:
                a = 2 * math.pi * pace[k] * t * 1.6
                hand = (x + size * (0.9 + 0.3 * math.sin(a)), 78 + 0.4 * size * math.cos(1.3 * a))
                painter.limb((x + lean, 84 - size), hand, size * 0.2, mine.other(10))
        if passes:
            painter.box((80 + passes * (t - 2), 68), 14, 44, paint.other(25))

    return draw


def lamps(rng: Rng, paint: Look) -> Play:
    """Table lamps and ceiling lights that are switched on and off."""
    crowd = people(rng, paint)
    lights = []
    for _ in range(rng.integers(1, 5)):
        at = (rng.uniform(15, 145), rng.uniform(10, 70))
        warm = rng.choice((0.0, 0.0, rng.uniform(0.04, 0.2)))
        reach = (rng.uniform(12, 70), rng.uniform(12, 60))
        bright = rng.uniform(40, 160)
        lights.append((at, reach, rng.uniform(0.2, 1.4), bright, switched(rng, (0.25, 1.8), warm)))
    wide, tall = rng.uniform(3, 14), rng.uniform(3, 10)
    hangs = rng.random() < 0.5

    def draw(painter: Painter, t: float) -> None:
        crowd(painter, t)
        for (x, y), reach, gain, bright, level in lights:
            now = level(t)
            foot = (x, -5) if hangs else (x, y + 25)
            painter.limb((x, y), foot, 1.2, paint.other(-30))
            shine(painter, (x, y), reach, gain * now)
            shade = Look(float(np.clip(90 + bright * now, 0, 250)), shade=20 * now)
            slant = 0.6 if hangs else 1.5
            painter.polygon(
                [(x - wide, y - tall), (x + wide, y - tall),
                 (x + wide * slant, y + tall), (x - wide * slant, y + tall)], shade,
            )  # fmt: skip

    return Play(draw, [], 4.0)


def police(rng: Rng, paint: Look) -> Play:
    """A car whose lights take turns and colour the street."""
    crowd = people(rng, paint)
    pace, speed, y = (
        rng.uniform(1.2, 5),
        rng.choice((0.0, rng.uniform(-25, 25))),
        rng.uniform(45, 70),
    )
    double, gain, size = rng.random() < 0.5, rng.uniform(0.15, 0.9), rng.uniform(2, 5)

    def draw(painter: Painter, t: float) -> None:
        x = 80 + speed * (t - 2)
        crowd(painter, t)
        painter.box((x, y), 50, 13, paint)
        painter.box((x, y - 9), 26, 8, paint.other(-25))
        for side in (-1, 1):
            beat = (t * pace + (side > 0) * 0.5) % 1
            on = beat < 0.18 or (double and 0.25 < beat < 0.4)
            if on:
                shine(painter, (x + side * 60, y - 10), (55, 50), gain)
            painter.box((x + side * 6, y - 15), size * 2, size, Look(245.0 if on else 60.0))

    return Play(draw, [], 4.0)


def television(rng: Rng, paint: Look) -> Play:
    """Somebody before a television, seen from behind or from the side, or by its light alone."""
    crowd = people(rng, paint)
    cuts, levels = np.cumsum(rng.uniform(0.08, 0.9, 60)), rng.uniform(0, 1, 61)
    seen, x, y = rng.random() < 0.7, rng.uniform(40, 120), rng.uniform(28, 45)
    wide, gain = rng.uniform(18, 45), rng.uniform(0.2, 1.0)
    drift = rng.uniform(-25, 25, 61)

    def draw(painter: Painter, t: float) -> None:
        k = int(np.searchsorted(cuts, t, side="right"))
        crowd(painter, t)
        shine(painter, (x, y + 10), (60, 45), gain * levels[k])
        if seen:
            painter.box((x, y), wide + 3, wide * 0.6 + 3, Look(20))
            painter.box((x, y), wide, wide * 0.6, Look(60 + 150 * levels[k], stripes=25 * (k % 3)))
            for j in range(3):
                off = (drift[(k + j) % 61] * (t + j)) % (0.8 * wide) - 0.4 * wide
                at = (x + off, y + (j - 1) * wide * 0.15)
                painter.disc(at, wide * 0.08, Look(240 - 190 * levels[(k + j) % 61]))

    return Play(draw, [], 4.0)


def lightning(rng: Rng, paint: Look) -> Play:
    """A room whose window flashes, in bursts."""
    crowd = people(rng, paint)
    x, y, wide, tall = rng.uniform(35, 125), 32.0, rng.uniform(14, 40), rng.uniform(16, 26)
    strokes = [
        start + gap
        for start in rng.uniform(0.3, 3.7, 4)
        for gap in np.cumsum(rng.uniform(0.03, 0.15, rng.integers(1, 4)))
    ]
    power, lasts, inside = rng.uniform(60, 160), rng.uniform(0.03, 0.25), rng.uniform(0.1, 0.9)

    def draw(painter: Painter, t: float) -> None:
        now = max((math.exp(-(t - s) / lasts) for s in strokes if t >= s), default=0.0)
        crowd(painter, t)
        sky = Look(float(np.clip(45 + power * now, 0, 250)), shade=-20)
        painter.box((x, y), wide + 4, tall + 4, paint.other(-20))
        painter.box((x, y), wide, tall, sky)
        for k in range(6):
            fall = (k * 0.37 + t * 1.7) % 1
            at = (x - wide / 2 + wide * (k + 0.5) / 6, y - tall / 2 + tall * fall)
            painter.limb(at, (at[0], min(at[1] + 3, y + tall / 2)), 0.4, Look(110))
        painter.box((x, y), 1.2, tall, paint.other(-20))
        shine(painter, (x, y + 35), (wide * 1.5, 35), inside * now)

    return Play(draw, [], 4.0)


def screens(rng: Rng, paint: Look) -> Play:
    """Monitors, slides and signs on which one picture takes the place of another."""
    crowd = people(rng, paint)
    places = rng.uniform((18, 14), (142, 62), (rng.integers(1, 6), 2))
    wide, tall = rng.uniform(10, 50), rng.uniform(8, 32)
    times = [np.cumsum(rng.uniform(0.2, 1.6, 40)) for _ in places]
    art = rng.uniform(0, 1, (40, 6))

    def draw(painter: Painter, t: float) -> None:
        for (x, y), cuts in zip(places, times, strict=True):
            k = int(np.searchsorted(cuts, t, side="right"))
            tone, depth, u, v, lines, grey = art[k]
            painter.box((x, y), wide + 2, tall + 2, paint.other(-45))
            painter.box((x, y), wide, tall, Look(30 + 200 * tone, stripes=30 * depth))
            mine = Look(30 + 200 * grey)
            if lines < 0.5:
                for n in range(int(1 + 8 * lines)):
                    at = (x - wide * 0.4, y - tall * 0.4 + n * tall * 0.2)
                    painter.limb(at, (at[0] + wide * 0.8 * ((n * u) % 1), at[1]), 1, mine)
            else:
                painter.disc((x + wide * (u - 0.5) * 0.6, y), tall * 0.25 * (0.3 + v), mine)
        crowd(painter, t)

    return Play(draw, [], 4.0)


def neon(rng: Rng, paint: Look) -> Play:
    """Signs, traffic lights and arrows that blink."""
    crowd = people(rng, paint)
    strokes = rng.uniform((10, 8), (150, 60), (int(rng.integers(2, 8)), 2))
    turns, long = rng.uniform(0, 3.1, len(strokes)), rng.uniform(4, 18)
    pace, runs = rng.uniform(0.4, 3.5), rng.random() < 0.4
    glow, thick = rng.uniform(0, 0.8), rng.uniform(1.5, 6)

    def draw(painter: Painter, t: float) -> None:
        crowd(painter, t)
        for k, (x, y) in enumerate(strokes):
            late = k / len(strokes) if runs else 0.37 * k
            on = (pace * t + late) % 1 < (0.3 if runs else 0.55)
            if on and glow:
                shine(painter, (x, y), (14, 14), glow)
            a = (long * math.cos(turns[k]), long * math.sin(turns[k]))
            lit = Look(240.0, soft=2 * painter.scale) if on else paint.other(-30)
            if k % 3:
                painter.limb((x - a[0], y - a[1]), (x + a[0], y + a[1]), thick, lit)
            else:
                painter.disc((x, y), thick * 1.4, lit)

    return Play(draw, [], 4.0)


def headlights(rng: Rng, paint: Look) -> Play:
    """Light and shadow that sweep over a wall and over those who stand before it."""
    crowd = people(rng, paint)
    patches = [
        (rng.uniform(10, 60), rng.uniform(0.1, 0.7), rng.uniform(6, 26), rng.uniform(15, 50),
         rng.uniform(-0.6, 1.0), rng.uniform(0, 6.3))
        for _ in range(rng.integers(1, 5))
    ]  # fmt: skip
    square = rng.random() < 0.4
    on = switched(rng, (0.5, 2.5))
    blinks = rng.random() < 0.5

    def draw(painter: Painter, t: float) -> None:
        crowd(painter, t)
        for k, (far, pace, wide, tall, gain, phase) in enumerate(patches):
            x = 80 + far * math.sin(2 * math.pi * pace * t + phase)
            y = 40 + 0.3 * far * math.sin(2 * math.pi * pace * 0.7 * t + k)
            shine(painter, (x, y), (wide, tall), gain * (on(t) if blinks and k == 0 else 1), square)

    return Play(draw, [], 4.0)


QUIET: dict[str, MakePlay] = {
    "lamps": lamps,
    "police": police,
    "television": television,
    "lightning": lightning,
    "screens": screens,
    "neon": neon,
    "headlights": headlights,
}
