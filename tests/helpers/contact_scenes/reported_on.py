"""The scenes that figures are reported on: nothing of the detector was chosen by them."""

from __future__ import annotations

import math

import numpy as np

from tests.helpers.contact_scenes.filming import Weather
from tests.helpers.contact_scenes.painting import Look, Painter
from tests.helpers.contact_scenes.physics import Contact, Stage, block
from tests.helpers.contact_scenes.play import MakePlay, Play

Rng = np.random.Generator


def look(rng: Rng, back: float) -> Look:
    """Patterned, translucent and out-of-focus things; outlines of light or dark."""
    side = 1 if back < 125 else -1
    tone = float(np.clip(back + side * rng.uniform(40, 110), 10, 245))
    art = rng.integers(4)
    if art == 0:
        return Look(tone, weave=rng.uniform(15, 45), shade=rng.uniform(-40, 40))
    if art == 1:
        return Look(tone, solid=rng.uniform(0.55, 0.9), weave=rng.uniform(0, 20))
    if art == 2:
        return Look(tone, soft=rng.uniform(3, 7), shade=rng.uniform(-60, 60))
    return Look(float(back), outline=tone, weave=rng.uniform(0, 15))


def weather(rng: Rng) -> Weather:
    """A calm view, a tripod that pans, a hand, bad light, or a bad day."""
    kind = rng.integers(5)
    grain = rng.uniform(0, 5)
    if kind == 0:
        return Weather(grain=grain)
    if kind == 1:
        return Weather(pan=rng.uniform(-14, 14), grain=grain, shutter=0.5)
    if kind == 2:
        return Weather(shake=rng.uniform(0.2, 1.0), pan=rng.uniform(-5, 5), grain=grain)
    if kind == 3:
        return Weather(grain=grain + 3, flicker=rng.uniform(0, 0.04), fade_s=rng.uniform(0, 0.4))
    return Weather(snow=int(rng.integers(20, 90)), grain=grain, shutter=rng.uniform(0.2, 0.8))


def billiards(rng: Rng, paint: Look) -> Play:
    """Balls on a table, from above. Nobody insists on the cue, which is not seen."""
    stage, radius = Stage(), float(rng.uniform(3.5, 7))
    x0, y0, x1, y1 = 14.0, 10.0, 146.0, 80.0
    for a, b in (
        ((x0, y0), (x1, y0)),
        ((x1, y0), (x1, y1)),
        ((x1, y1), (x0, y1)),
        ((x0, y1), (x0, y0)),
    ):
        stage.wall(a, b, 0.85, 0.1)
    stage.space.damping = 0.75
    spots = [(40.0, 45.0), (95.0, 45.0 + rng.uniform(-6, 6)), (125.0, 25.0), (70.0, 65.0)]
    count = int(rng.integers(2, 5))
    bodies = [stage.body(spot, radius, 0.95, 0.1) for spot in spots[:count]]
    for t in (rng.uniform(0.2, 0.5), rng.uniform(2.0, 2.4)):
        away = rng.uniform(-0.3, 0.3)
        speed = rng.uniform(130, 260)
        stage.kick(t, bodies[0], (speed * math.cos(away), speed * math.sin(away)))
        stage.at(t, lambda t=t: stage.contacts.append(Contact(t, *bodies[0].position, 0.0)))
    stage.run(4.0)
    cloth = Look(paint.tone * 0.6 + 20)

    def draw(painter: Painter, t: float) -> None:
        painter.box((80, 45), x1 - x0 + 8, y1 - y0 + 8, cloth.other(-25))
        painter.box((80, 45), x1 - x0, y1 - y0, cloth)
        for k, body in enumerate(bodies):
            x, y, a = stage.pose(body, t)
            painter.disc((x, y), radius, Look(235 - 30 * k, weave=paint.weave), a)

    return Play(draw, stage.contacts, 4.0)


def stairs(rng: Rng, paint: Look) -> Play:
    """Something goes down the stairs."""
    stage = Stage(rng.uniform(280, 450))
    left, tread, rise = 12.0, rng.uniform(20, 28), rng.uniform(9, 13)
    for k in range(6):
        x, y = left + k * tread, 30 + k * rise
        stage.wall((x, y), (x + tread, y), 0.9, 0.5)
        stage.wall((x, y), (x, y - rise), 0.5)
    size = float(rng.uniform(3, 6))
    sides = int(rng.integers(3, 8))
    corners = [
        (size * math.cos(2 * math.pi * k / sides), size * math.sin(2 * math.pi * k / sides))
        for k in range(sides)
    ]
    thing = stage.body((20, 2), size if sides == 7 else corners, rng.uniform(0.4, 0.75), 0.3)
    stage.kick(0.05, thing, (rng.uniform(25, 50), 0))
    stage.run(3.4)
    steps = paint.other(-50)

    def draw(painter: Painter, t: float) -> None:
        for k in range(6):
            x, y = left + k * tread, 30 + k * rise + 1
            painter.box((x + 80, y + 40), 160, 80, steps.other(8 * k))
        stage.paint(painter, thing, paint, t)

    return Play(draw, stage.contacts, 3.4)


def door(rng: Rng, paint: Look) -> Play:
    """A door on hinges, pushed shut; seen from the front."""
    stage = Stage()
    wide, tall = rng.uniform(28, 52), rng.uniform(55, 72)
    x, side = rng.uniform(50, 75), rng.choice((-1, 1))
    leaf = stage.body((wide / 2, 0), block(wide, 1.0), rng.uniform(0.0, 0.25))
    stage.hinge(leaf, (0, 0))
    stage.wall((wide - 2, 1.6), (wide + 2, 1.6), 1.0)
    opened = -rng.uniform(1.0, 1.45)
    leaf.angle = opened
    leaf.position = (wide / 2 * math.cos(opened), wide / 2 * math.sin(opened))
    t = rng.uniform(0.4, 0.9)
    stage.swing(t, leaf, (0, 0), rng.uniform(1.8, 5), 0.25)
    stage.run(3.0)
    edge = x + side * wide
    contacts = [Contact(c.time_s, edge, 45, c.speed) for c in stage.contacts]

    def draw(painter: Painter, now: float) -> None:
        angle = stage.pose(leaf, now)[2]
        across, lean = wide * math.cos(angle), 1 + 0.25 * math.sin(-angle)
        painter.box((x + side * wide / 2, 48), wide + 5, tall + 5, Look(25))
        top, low = 48 - tall / 2, 48 + tall / 2
        far = (low - top) * (lean - 1) / 2
        corners = [
            (x, top),
            (x + side * across, top - far),
            (x + side * across, low + far),
            (x, low),
        ]
        painter.polygon(corners, paint)
        painter.disc((x + side * across * 0.88, 50), 1.5, paint.other(-70))

    return Play(draw, contacts, 3.0)


def drummer(rng: Rng, paint: Look) -> Play:
    """Two sticks in turn on a drum, up to nine blows a second."""
    stage = Stage()
    y, apart = rng.uniform(50, 68), rng.uniform(26, 40)
    pace = rng.uniform(3.5, 9)
    stage.wall((60, y + 2.5), (100, y + 2.5), rng.uniform(0.5, 0.9))
    sticks = []
    for side in (-1, 1):
        hand, length = (80 + side * apart, y), apart - 6
        stick = stage.body((hand[0] - side * length / 2, y), block(length, 2.2), 0.7, group=1)
        stage.hinge(stick, hand)
        inertia = stick.moment + length**2 / 4
        raised = side * rng.uniform(0.35, 0.7)
        stick.angle = raised
        stick.position = (
            hand[0] - side * length / 2 * math.cos(raised),
            y - side * length / 2 * math.sin(raised),
        )
        stage.turn_spring(stick, raised, inertia * (1.5 * pace) ** 2, inertia * pace)
        sticks.append((side, hand, stick, raised))
    t, turn = rng.uniform(0.3, 0.6), 0
    while t < 2.6:
        side, hand, stick, raised = sticks[turn % 2]
        stage.swing(t, stick, hand, -side * abs(raised) * max(pace, 4) * 5, 0.3 / pace)
        t, turn = t + 1 / pace, turn + 1
    stage.run(3.0)

    def draw(painter: Painter, now: float) -> None:
        painter.box((80, y + 14), 40, 21, paint.other(-60))
        painter.box((80, y + 4), 42, 3, paint.other(40))
        for side, hand, stick, _ in sticks:
            painter.limb(hand, (80 + side * (apart + 14), y + 24), 6, paint.other(-20))
            painter.disc(hand, 3.5, paint.other(-20))
            stage.paint(painter, stick, paint, now)

    return Play(draw, stage.contacts, 3.0)


def stroller(rng: Rng, paint: Look) -> Play:
    """Somebody in a coat, seen in silhouette; the camera may go along."""
    ground, tall = rng.uniform(70, 84), rng.uniform(40, 66)
    leg, every = tall * 0.5, rng.uniform(0.36, 0.6)
    stride, way = leg * rng.uniform(0.65, 0.9), rng.choice((-1, 1))
    along, count = rng.random() < 0.4, int(rng.integers(6, 9))
    start = (70 if way > 0 else 250) if along else 80 - way * stride * count / 2
    wide, bounce = tall * rng.uniform(0.07, 0.1), tall * rng.uniform(0.01, 0.04)
    duration = every * count
    knee_up = rng.uniform(0.15, 0.35)

    def where(k: float) -> float:
        return start + way * stride * k

    def draw(painter: Painter, t: float) -> None:
        beat = t / every
        hip = (where(beat - 0.5), ground - leg * 0.93 - bounce * abs(math.sin(math.pi * beat)))
        for side in (1, 0):
            number = math.floor((beat - side) / 2)
            u = (beat - side) / 2 - number
            x, y = where(2 * number + side), ground
            if u > 0.6:
                v = (u - 0.6) / 0.4
                x += way * 2 * stride * (v - math.sin(2 * math.pi * v) / 9)
                y -= leg * knee_up * math.sin(math.pi * v) ** 1.5
            mine = paint.other(-18 * side)
            knee = ((x + hip[0]) / 2 + way * leg * 0.12, (y + hip[1]) / 2 - 1)
            painter.limb(hip, knee, wide * 1.3, mine)
            painter.limb(knee, (x, y - 2), wide, mine)
            painter.polygon(
                [(x - way * 1.5, y - 2.5), (x + way * wide * 1.5, y - 1.2),
                 (x + way * wide * 1.5, y), (x - way * 1.5, y)], mine,
            )  # fmt: skip
        top = (hip[0] + way * 0.5, hip[1] - tall * 0.36)
        hem = tall * 0.15
        painter.polygon(
            [(top[0] - hem * 0.7, top[1]), (top[0] + hem * 0.7, top[1]),
             (hip[0] + hem, hip[1] + tall * 0.12), (hip[0] - hem, hip[1] + tall * 0.12)], paint,
        )  # fmt: skip
        painter.disc((top[0], top[1] - tall * 0.07), tall * 0.07, paint)

    steps = [Contact(k * every, where(k), ground, 60.0) for k in range(1, count)]
    follow = (lambda t: where(t / every - 0.5) - 80) if along else None
    return Play(draw, steps, duration, follow)


def applause(rng: Rng, paint: Look) -> Play:
    """Forearms that turn about the elbows until the palms meet."""
    stage = Stage()
    y, apart, length = rng.uniform(60, 78), rng.uniform(9, 15), rng.uniform(26, 40)
    opened = math.asin(min(0.9, (apart - 2.6) / length)) + rng.uniform(0.35, 0.7)
    arms = []
    for side in (-1, 1):
        elbow = (80 + side * apart, y)
        arm = stage.body(
            (elbow[0], y - length / 2), block(4.5, length), rng.uniform(0, 0.4), group=0
        )
        stage.hinge(arm, elbow)
        tilt = side * (opened - math.asin(min(0.9, (apart - 2.6) / length)))
        arm.angle = tilt
        arm.position = (
            elbow[0] + length / 2 * math.sin(tilt),
            y - length / 2 * math.cos(tilt),
        )
        inertia = arm.moment + length**2 / 4
        pull = rng.uniform(5, 9)
        stage.turn_spring(arm, tilt, inertia * pull**2, inertia * pull)
        arms.append((side, elbow, arm))
    every, t = rng.uniform(0.22, 0.6), rng.uniform(0.3, 0.5)
    while t < 2.7:
        for side, elbow, arm in arms:
            stage.swing(t, arm, elbow, -side * opened * 20, 0.3 * every)
        t += every
    stage.run(3.0)

    def draw(painter: Painter, now: float) -> None:
        painter.box((80, y + 12), 30, 40, paint.other(-55))
        for _, elbow, arm in arms:
            painter.limb(elbow, stage.pose(arm, now)[:2], 5, paint.other(-15))
            stage.paint(painter, arm, paint, now)

    return Play(draw, stage.contacts, 3.0)


def knocking(rng: Rng, paint: Look) -> Play:
    """A fist that knocks on a door, and knocks again."""
    stage, side = Stage(), rng.choice((-1, 1))
    x, y, size = 80 + side * rng.uniform(5, 40), rng.uniform(30, 55), float(rng.uniform(4, 7))
    rest = x - side * (size + rng.uniform(8, 16))
    stage.wall((x + side, 0), (x + side, 90), 0.6)
    fist = stage.body((rest, y), size, 0.6)
    stage.spring(fist, (rest, y), rng.uniform(150, 300), rng.uniform(12, 20))
    t, apart = rng.uniform(0.3, 0.6), rng.uniform(0.2, 0.34)
    for knock in range(int(rng.integers(3, 8))):
        stage.kick(t, fist, (side * abs(x - rest - side * size) * rng.uniform(28, 36), 0), 0.06)
        t += apart if knock % 3 != 2 else rng.uniform(0.6, 0.9)
    stage.run(3.2)

    def draw(painter: Painter, now: float) -> None:
        fx, fy, _ = stage.pose(fist, now)
        painter.box((x + side * 32, 45), 64, 86, paint.other(-60))
        painter.limb((fx, fy), (fx - side * 30, fy + 22), size * 1.1, paint.other(-15))
        stage.paint(painter, fist, paint, now)

    return Play(draw, stage.contacts, 3.2)


def cannon(rng: Rng, paint: Look) -> Play:
    """A barrel that jumps up when it fires, and sinks back."""
    stage = Stage()
    side, length = rng.choice((-1, 1)), rng.uniform(30, 52)
    x, y = 80 - side * 15, rng.uniform(45, 65)
    barrel = stage.body((x + side * length / 2, y), block(length, rng.uniform(5, 9)), group=1)
    stage.hinge(barrel, (x, y))
    inertia = barrel.moment + length**2 / 4
    stage.turn_spring(barrel, 0, inertia * rng.uniform(15, 40), inertia * rng.uniform(5, 9))
    contacts, t = [], rng.uniform(0.4, 0.9)
    while t < 2.9:
        stage.swing(t, barrel, (x, y), -side * rng.uniform(3, 7))
        contacts.append(Contact(t, x + side * length * 0.8, y, 100))
        t += rng.uniform(0.5, 1.1)
    stage.run(3.4)

    def draw(painter: Painter, now: float) -> None:
        painter.disc((x, y + 5), 9, paint.other(-40))
        painter.box((x, y + 14), 26, 7, paint.other(-50))
        stage.paint(painter, barrel, paint, now)

    return Play(draw, contacts, 3.4)


def plank(rng: Rng, paint: Look) -> Play:
    """A cupboard or plank that is tipped over and falls flat."""
    stage = Stage(rng.uniform(250, 420))
    ground, side = rng.uniform(72, 85), rng.choice((-1, 1))
    stage.wall((-100, ground + 1), (260, ground + 1), 0.4, 0.9)
    size = (rng.uniform(7, 18), rng.uniform(36, 58))
    thing = stage.body((80 - side * 20, ground - size[1] / 2), block(*size), 0.15, 0.9)
    t = rng.uniform(0.3, 0.8)
    foot = (80 - side * 20 + side * size[0] / 2, ground)
    stage.swing(t, thing, foot, side * rng.uniform(1.5, 2.5), 0.2)
    stage.run(3.2)

    def draw(painter: Painter, now: float) -> None:
        painter.box((80, ground + 20), 300, 40, paint.other(-65))
        stage.paint(painter, thing, paint, now)

    return Play(draw, [c for c in stage.contacts if c.time_s > t], 3.2)


# -- nothing is hit -------------------------------------------------------------------


def credits(rng: Rng, paint: Look) -> Play:
    """Lines of words that scroll."""
    speed, lines = rng.uniform(8, 30) * rng.choice((1, 1, -1)), 60
    words = rng.uniform(2, 12, (lines, 5))
    ground = paint.tone < 128

    def draw(painter: Painter, t: float) -> None:
        painter.pixels[:] = 12 if not ground else 240
        for k in range(lines):
            y = (k - 15) * 6 - speed * (t - 2)
            if -4 < y < 94:
                x = 80 - words[k].sum() / 2 - 4
                for wide in words[k]:
                    painter.box(
                        (x + wide / 2, y), wide, 2.6, Look(225 if not ground else 20, weave=50)
                    )
                    x += wide + 2

    return Play(draw, [], 5.0)


def speaker(rng: Rng, paint: Look) -> Play:
    """A head in profile that speaks and turns, before a microphone; hands that explain."""
    x, y, size = rng.uniform(60, 100), rng.uniform(34, 45), rng.uniform(14, 26)
    knots = rng.uniform(0, 1, 50)
    turns = rng.uniform(-1, 1, 12)
    pace = rng.uniform(4, 7)

    def draw(painter: Painter, t: float) -> None:
        turn = float(np.interp(t * 1.1, np.arange(12), np.convolve(turns, np.ones(3) / 3, "same")))
        jaw = float(np.interp(t * pace, np.arange(50), knots)) * size * 0.22
        at = (x + turn * size * 0.3, y + 0.06 * size * math.sin(2.2 * t))
        painter.limb((x, 100), (x, y + size * 1.7), size * 2.2, paint.other(-55))
        painter.limb(
            (at[0] - 3, at[1] + size * 0.7 + jaw),
            (at[0] + size * 0.5, at[1] + size * 0.75 + jaw),
            size * 0.55,
            paint.other(-12),
        )
        painter.disc(at, size, paint)
        painter.limb(
            (at[0] + size * 0.9, at[1]),
            (at[0] + size * 1.15, at[1] + size * 0.25),
            size * 0.2,
            paint,
        )
        for k in (0, 1):
            a = 0.8 * math.sin(1.9 * t + k) + 0.4 * math.sin(3.1 * t + 2 * k)
            hand = (x + (2 * k - 1) * size * (1.3 + 0.3 * a), y + size * (2.0 + 0.5 * math.sin(a)))
            painter.limb(hand, (x + (2 * k - 1) * size, 95), size * 0.4, paint.other(-8))

    return Play(draw, [], 5.0)


def flag(rng: Rng, paint: Look) -> Play:
    """A flag in the wind, and leaves that drift."""
    pace, depth = rng.uniform(4, 9), rng.uniform(1.5, 5)
    leaves = rng.uniform(0, 1, (8, 3))

    def draw(painter: Painter, t: float) -> None:
        painter.limb((40, 10), (40, 88), 2, paint.other(-50))
        for k in range(16):
            x = 43 + 5 * k
            y = 28 + depth * (0.2 + k / 16) * math.sin(pace * t - 0.55 * k)
            painter.box((x, y), 5.6, 30, paint.other(12 * math.sin(pace * t - 0.55 * k)))
        for u, v, w in leaves:
            x = (u * 200 + (15 + 20 * w) * t) % 200 - 20
            painter.disc((x, 60 + 25 * v + 3 * math.sin(2 * t + 9 * w)), 1.6, paint.other(30), t)

    return Play(draw, [], 5.0)


def carousel(rng: Rng, paint: Look) -> Play:
    """A merry-go-round: figures that come, grow, go behind and bob as they do."""
    pace, count = rng.uniform(0.1, 0.35) * rng.choice((-1, 1)), int(rng.integers(4, 9))
    wide, bob = rng.uniform(35, 60), rng.uniform(1, 4)

    def draw(painter: Painter, t: float) -> None:
        painter.box((80, 16), 2 * wide + 14, 10, paint.other(-40))
        places = [2 * math.pi * (pace * t + k / count) for k in range(count)]
        for k, a in sorted(enumerate(places), key=lambda place: math.sin(place[1])):
            near = 1 + 0.35 * math.sin(a)
            x, y = 80 + wide * math.cos(a), 48 + 9 * math.sin(a) + bob * math.sin(3 * a + k)
            painter.limb((x, 20), (x, 78 + 5 * math.sin(a)), 0.8, paint.other(-30))
            painter.limb((x - 5 * near, y), (x + 5 * near, y), 6 * near, paint.other(15 * (k % 3)))
            painter.disc((x + 5 * near, y - 4 * near), 2.6 * near, paint.other(15 * (k % 3)))

    return Play(draw, [], 5.0)


def stage_lights(rng: Rng, paint: Look) -> Play:
    """Beams that sweep over people who hardly move, and lamps that come and go."""
    lamps = rng.uniform(0, 1, (7, 4))
    pace = rng.uniform(0.2, 0.7)

    def draw(painter: Painter, t: float) -> None:
        for k in range(5):
            x = 25 + 27 * k + 1.5 * math.sin(1.1 * t + k)
            painter.limb((x, 92), (x, 62), 12, paint.other(-40))
            painter.disc((x, 50), 6, paint.other(-30))
        for k in range(3):
            a = 0.6 * math.sin(2 * math.pi * pace * t + 2 * k)
            top = (40 + 40 * k, -5)
            beam = Look(230, soft=8 * painter.scale, solid=0.3)
            painter.limb(top, (top[0] + 110 * math.sin(a), 100), 16, beam)
        for x, y, start, lasts in lamps:
            if (t / 2 + start) % 1 < 0.1 + 0.4 * lasts:
                painter.disc((160 * x, 40 * y), 7, Look(250, soft=5 * painter.scale, solid=0.9))

    return Play(draw, [], 5.0)


def hand_held(rng: Rng, paint: Look) -> Play:
    """A still place; only the hand that holds the camera is not still, and it may snow."""
    spots = rng.uniform((0, 0), (160, 90), (12, 2))

    def draw(painter: Painter, _t: float) -> None:
        for k, (x, y) in enumerate(spots):
            painter.box((x, y), 6 + 3 * k, 30 - 2 * k, paint.other(14 * (k % 5) - 30), 0.2 * k)

    return Play(draw, [], 5.0)


def bad_day(rng: Rng) -> Weather:
    """For scenes in which nothing is hit: stronger troubles than `weather` brings."""
    kind = rng.integers(4)
    if kind == 0:
        return Weather(shake=rng.uniform(0.5, 1.8), grain=rng.uniform(0, 4))
    if kind == 1:
        return Weather(rain=int(rng.integers(60, 200)), grain=rng.uniform(0, 4))
    if kind == 2:
        return Weather(pan=rng.uniform(-8, 8), snow=int(rng.integers(20, 120)), shutter=0.5)
    return Weather(grain=rng.uniform(2, 7), flicker=rng.uniform(0, 0.05))


CONTACTS: dict[str, MakePlay] = {
    "billiards": billiards,
    "stairs": stairs,
    "door": door,
    "drummer": drummer,
    "stroller": stroller,
    "applause": applause,
    "knocking": knocking,
    "cannon": cannon,
    "plank": plank,
}
QUIET: dict[str, MakePlay] = {
    "credits": credits,
    "speaker": speaker,
    "flag": flag,
    "carousel": carousel,
    "stage lights": stage_lights,
    "hand-held": hand_held,
}
