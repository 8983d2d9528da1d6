"""What stops dead, and what goes off: no rebound, and often nothing to be seen that it meets.

Part of the half that the detector is made on. Moved by formulas: a dead stop needs no physics.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tests.helpers.contact_scenes.painting import Look, Painter
from tests.helpers.contact_scenes.physics import Contact
from tests.helpers.contact_scenes.play import MakePlay, Play

Rng = np.random.Generator


def smooth(u: float) -> float:
    """From 0 to 1, gently at both ends."""
    u = min(max(u, 0.0), 1.0)
    return u * u * (3 - 2 * u)


def strokes(rng: Rng, lasts_s: float) -> tuple[Callable[[float], float], list[float]]:
    """How far something is raised (0 to 1) that goes up slowly, comes down fast; when it lands."""
    plan, t = [], rng.uniform(0.15, 0.6)
    quick = rng.random() < 0.35
    while True:
        rise = rng.uniform(0.12, 0.3) if quick else rng.uniform(0.25, 0.7)
        hold = rng.uniform(0, 0.05) if quick else rng.uniform(0, 0.3)
        down = rng.uniform(0.08, 0.24)
        if t + rise + hold + down > lasts_s:
            break
        plan.append((t, t + rise, t + rise + hold, t + rise + hold + down))
        t += rise + hold + down + (rng.uniform(0, 0.1) if quick else rng.uniform(0.02, 0.45))
    power = rng.uniform(1.4, 2.6)
    rebound, springs = rng.choice((0.0, rng.uniform(0, 0.06))), rng.uniform(0.08, 0.15)

    def raised(now: float) -> float:
        for a, b, c, d in plan:
            if a <= now < c:
                return smooth((now - a) / (b - a))
            if c <= now < d:
                return 1 - float(((now - c) / (d - c)) ** power)
            if d <= now < d + springs:
                return float(rebound) * math.sin(math.pi * (now - d) / springs)
        return 0.0

    return raised, [d for *_, d in plan]


def hammer(rng: Rng, paint: Look) -> Play:
    """A hammer, axe, gavel or hand on an arm that is raised and comes down."""
    raised, lands = strokes(rng, 3.2)
    length, side = rng.uniform(18, 48), rng.choice((-1, 1))
    x, y = 80 - side * rng.uniform(0, 40), rng.uniform(40, 76)
    low, swing = rng.uniform(-0.3, 0.5), rng.uniform(0.35, 1.5)
    thick, head, art = rng.uniform(2, 6), rng.uniform((4, 6), (9, 16)), rng.integers(4)
    anvil = rng.random() < 0.4
    body = rng.random() < 0.3

    def tip(up: float) -> tuple[float, float, float]:
        a = low + swing * up
        return x + side * length * math.cos(a), y - length * math.sin(a), a

    def draw(painter: Painter, t: float) -> None:
        end = tip(raised(t))
        if body:
            painter.limb((x, 95), (x, y), 9, paint.other(-35))
            painter.disc((x, y - 9), 5, paint.other(-30))
        if anvil:
            foot = tip(0)
            painter.box((foot[0], foot[1] + head[1] / 2 + 7), 20, 14, paint.other(-50))
        painter.limb((x, y), end[:2], thick, paint)
        mine = paint.other(18)
        if art == 0:
            painter.disc(end[:2], head[0] * 0.7, mine)
        elif art < 3:
            painter.box(end[:2], head[0], head[1], mine, -side * end[2])

    foot = tip(0)
    return Play(draw, [Contact(t, foot[0], foot[1], 120.0) for t in lands], 3.4)


def press(rng: Rng, paint: Look) -> Play:
    """A stamp, knife, pump or fist that goes straight and stops dead."""
    raised, lands = strokes(rng, 3.2)
    x, y, turn = rng.uniform(45, 115), rng.uniform(35, 70), rng.uniform(-0.4, 0.4)
    if rng.random() < 0.3:
        turn += math.pi / 2 * rng.choice((-1, 1))
    far, wide, tall = rng.uniform(8, 34), rng.uniform(5, 26), rng.uniform(5, 24)
    below, rod = rng.random() < 0.5, rng.random() < 0.6
    along = (-math.sin(turn), math.cos(turn))

    def draw(painter: Painter, t: float) -> None:
        up = far * raised(t)
        at = (x - along[0] * up, y - along[1] * up)
        if below:
            under = (x + along[0] * (tall / 2 + 5), y + along[1] * (tall / 2 + 5))
            painter.box(under, wide * 1.6, 9, paint.other(-50), turn)
        if rod:
            painter.limb(at, (at[0] - along[0] * 60, at[1] - along[1] * 60), wide * 0.3, paint)
        painter.box(at, wide, tall, paint.other(12), turn)

    return Play(draw, [Contact(t, x, y + 0.4 * tall, 100.0) for t in lands], 3.4)


def halt(rng: Rng, paint: Look) -> Play:
    """Things that fall, roll or swing to a place and are still from one moment to the next."""
    things = []
    t = rng.uniform(0.2, 0.5)
    for k in range(rng.integers(1, 4)):
        lasts, power = rng.uniform(0.25, 0.9), rng.uniform(1.0, 2.3)
        end = (rng.uniform(25, 135), rng.uniform(30, 78))
        away = rng.choice((-math.pi / 2, rng.uniform(-3.1, 0)))
        far, spin = rng.uniform(25, 80), rng.choice((0.0, rng.uniform(-1.5, 1.5)))
        size, is_disc = rng.uniform((5, 5), (24, 20)), rng.random() < 0.35
        things.append((t, lasts, power, end, away, far, spin, size, is_disc, 12 * k - 12))
        t += lasts + rng.uniform(0.15, 0.7)
    floor = rng.random() < 0.3

    def draw(painter: Painter, now: float) -> None:
        for begin, lasts, power, (x, y), away, far, spin, size, is_disc, tone in things:
            rest = 1 - min(max((now - begin) / lasts, 0.0), 1.0) ** power
            at = (x + far * rest * math.cos(away), y + far * rest * math.sin(away))
            if floor:
                painter.box((x, y + size[1] / 2 + 4), size[0] + 30, 8, paint.other(-50))
            if is_disc:
                painter.disc(at, size[0] / 2, paint.other(tone), 4 * spin * rest)
            else:
                painter.box(at, size[0], size[1], paint.other(tone), spin * rest)

    contacts = [
        Contact(begin + lasts, x, y, power * far / lasts)
        for begin, lasts, power, (x, y), _, far, *_ in things
    ]
    return Play(draw, contacts, t + 0.4)


def shut(rng: Rng, paint: Look) -> Play:
    """Doors, drawers and shutters, seen from the front, that shut, and may open again."""
    x, y = rng.uniform(40, 90), rng.uniform(38, 50)
    wide, tall, side = rng.uniform(20, 50), rng.uniform(40, 66), rng.choice((-1, 1))
    way, power = rng.integers(4), rng.uniform(1.2, 3.2)
    opened, near = rng.uniform(0.6, 1.45), rng.uniform(0.04, 0.3)
    plan, t = [], rng.uniform(0.2, 0.6)
    while t < 2.4:
        lasts = rng.uniform(0.2, 0.8)
        plan.append((t, t + lasts))
        t += lasts + rng.uniform(0.8, 1.6)
    knob = paint.other(60 if paint.tone < 128 else -60)

    def gap(now: float) -> float:
        for k, (a, b) in enumerate(plan):
            if now < a:
                before = plan[k - 1][1] + 0.35 if k else -9.0
                return smooth((now - before) / max(0.2, a - before - 0.05)) if k else 1.0
            if now < b:
                return 1 - float(((now - a) / (b - a)) ** power)
        return 0.0

    def draw(painter: Painter, now: float) -> None:
        open_by = gap(now) if now < plan[-1][1] else 0.0
        painter.box((x + side * wide / 2, y), wide + 4, tall + 4, paint.other(-50))
        if way == 0:  # slides
            at = (x + side * wide * (0.5 + 0.9 * open_by), y)
            painter.box(at, wide, tall, paint)
            painter.disc((at[0] + side * wide * 0.4, y), 1.6, knob)
        elif way == 1:  # a shutter from above
            painter.box((x + side * wide / 2, y - tall * 0.9 * open_by), wide, tall, paint)
        else:  # turns, towards us or away
            a = opened * open_by
            lean = tall / 2 * (1 + (near if way == 2 else -near) * math.sin(a))
            end = x + side * wide * math.cos(a)
            painter.polygon(
                [(x, y - tall / 2), (end, y - lean), (end, y + lean), (x, y + tall / 2)], paint
            )
            painter.disc((x + side * wide * 0.88 * math.cos(a), y), 1.6, knob)

    at = x + side * wide * (1.0 if way > 1 else 0.5)
    return Play(draw, [Contact(b, at, y, 80.0) for _, b in plan], plan[-1][1] + 0.7)


def blast(rng: Rng, paint: Look) -> Play:
    """Something goes off: it flashes at its end, is thrown back, and comes back slowly."""
    x, y, side = rng.uniform(45, 115), rng.uniform(28, 68), rng.choice((-1, 1))
    long, thick, back = rng.uniform(14, 50), rng.uniform(3, 12), rng.uniform(3, 12)
    times, t = [], rng.uniform(0.4, 0.9)
    while t < 2.8:
        times.append(t)
        t += rng.uniform(0.35, 1.2)
    lasts, rises, slow = rng.uniform(0.02, 0.12), rng.uniform(-0.3, 0.3), rng.uniform(0.12, 0.4)
    size, smoke = rng.uniform(3, 14), rng.random() < 0.5

    def draw(painter: Painter, now: float) -> None:
        since = min((now - t for t in times if now >= t), default=9.0)
        kick = back * min(since / 0.02, 1) * math.exp(-since / slow)
        at = (x - side * kick, y - 0.3 * kick)
        end = (at[0] + side * long * math.cos(rises), at[1] - long * math.sin(rises) - 0.4 * kick)
        painter.limb((x - side * 12, 95), at, thick * 1.5, paint.other(-30))
        painter.limb(at, end, thick, paint)
        if smoke and since < 1.2:
            drift = (end[0] + side * (size + 12 * since), end[1] - 10 * since)
            painter.disc(drift, size * (0.5 + since), Look(190, soft=6 * painter.scale, solid=0.4))
        if since < lasts:
            painter.disc((end[0] + side * size, end[1]), size, Look(250, soft=2 * painter.scale))

    return Play(draw, [Contact(t, x, y, 150.0) for t in times], 3.4)


CONTACTS: dict[str, MakePlay] = {
    "hammer": hammer,
    "press": press,
    "halt": halt,
    "shut": shut,
    "blast": blast,
}
