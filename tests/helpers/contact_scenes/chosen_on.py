"""The scenes that the detector is made on. Kinds, art and seeds differ from `reported_on`."""

from __future__ import annotations

import math

import numpy as np

from tests.helpers.contact_scenes import chosen_lights, chosen_stops
from tests.helpers.contact_scenes.painting import Look, Painter
from tests.helpers.contact_scenes.physics import Contact, Stage, block
from tests.helpers.contact_scenes.play import MakePlay, Play

Rng = np.random.Generator


def look(rng: Rng, back: float) -> Look:
    """Plain surfaces, some of them shaded or striped, that stand out from the background."""
    side = 1 if back < 120 else -1
    if rng.random() < 0.25:
        side = -side
    tone = float(np.clip(back + side * rng.uniform(35, 120), 8, 247))
    stripes = rng.uniform(5, 35) if rng.random() < 0.35 else 0.0
    shade = rng.uniform(-50, 50) if rng.random() < 0.4 else 0.0
    outline = rng.uniform(0, 255) if rng.random() < 0.2 else -1.0
    return Look(tone, outline, stripes, shade)


def floor(painter: Painter, y: float, paint: Look) -> None:
    painter.box((80, y + 30), 260, 60, paint)


def balls(rng: Rng, paint: Look) -> Play:
    """Balls that bounce on a floor, perhaps between walls."""
    stage = Stage(rng.uniform(220, 650))
    ground = rng.uniform(60, 86)
    stage.wall((-80, ground + 1), (240, ground + 1), rng.uniform(0.8, 1.0))
    if rng.random() < 0.4:
        stage.wall((10, -50), (10, 90), 0.9)
        stage.wall((150, -50), (150, 90), 0.9)
    bodies = []
    for _ in range(rng.integers(1, 4)):
        radius = float(rng.uniform(2.5, 11))
        at = (rng.uniform(25, 135), rng.uniform(-60, ground - 30))
        body = stage.body(at, radius, rng.uniform(0.5, 0.95), rng.uniform(0, 0.6))
        body.velocity = (rng.uniform(-60, 60), rng.uniform(-80, 60))
        body.angular_velocity = rng.uniform(-6, 6)
        bodies.append((body, paint.other(rng.uniform(-25, 25))))
    shown = rng.random() < 0.5
    stage.run(4.0)

    def draw(painter: Painter, t: float) -> None:
        if shown:
            floor(painter, ground, paint.other(-60))
        for body, mine in bodies:
            stage.paint(painter, body, mine, t)

    return Play(draw, stage.contacts, 4.0)


def boxes(rng: Rng, paint: Look) -> Play:
    """Boxes that fall, tip over and lie."""
    stage = Stage(rng.uniform(250, 650))
    ground = rng.uniform(60, 86)
    stage.wall((-80, ground + 1), (240, ground + 1), 0.3, 0.9)
    bodies = []
    for k in range(rng.integers(1, 4)):
        size = (rng.uniform(6, 28), rng.uniform(6, 24))
        at = (rng.uniform(20, 140), -15 - rng.uniform(0, 60) - 60 * k)
        body = stage.body(at, block(*size), rng.uniform(0, 0.3), rng.uniform(0.3, 0.9))
        body.angle, body.angular_velocity = rng.uniform(-0.6, 0.6), rng.uniform(-2, 2)
        body.velocity = (rng.uniform(-25, 25), 0)
        bodies.append((body, paint.other(rng.uniform(-25, 25))))
    stage.run(3.2)

    def draw(painter: Painter, t: float) -> None:
        for body, mine in bodies:
            stage.paint(painter, body, mine, t)

    return Play(draw, stage.contacts, 3.2)


def drumstick(rng: Rng, paint: Look) -> Play:
    """A stick, hammer or arm on a hinge that strikes a block, again and again."""
    stage = Stage()
    length, thick = rng.uniform(25, 55), rng.uniform(2, 6)
    side = rng.choice((-1, 1))
    x, y = 80 - side * rng.uniform(10, 35), rng.uniform(35, 75)
    stick = stage.body((x + side * length / 2, y), block(length, thick), 0.5, group=1)
    stage.hinge(stick, (x, y))
    head = x + side * length * 0.9
    stage.wall((head - 8, y + thick / 2 + 1), (head + 8, y + thick / 2 + 1), rng.uniform(0.2, 0.9))
    inertia = stick.moment + length**2 / 4
    raised = -side * rng.uniform(0.4, 1.2)
    stick.angle = raised
    stick.position = (
        x + side * length / 2 * math.cos(raised),
        y + side * length / 2 * math.sin(raised),
    )
    pace = rng.uniform(1.5, 4)
    stage.turn_spring(stick, raised, inertia * (2 * math.pi * pace) ** 2 / 4, inertia * pace * 2)
    t, blow = rng.uniform(0.2, 0.5), abs(raised) * pace * rng.uniform(6, 11)
    while t < 2.8:
        stage.swing(t, stick, (x, y), side * blow, 0.3 / pace)
        t += (1 / pace) * rng.uniform(0.8, 1.4)
    stage.run(3.2)
    tall = rng.uniform(8, 20)
    heavy = rng.random() < 0.4

    def draw(painter: Painter, now: float) -> None:
        painter.box((head, y + thick / 2 + tall / 2), 16, tall, paint.other(-45))
        stage.paint(painter, stick, paint, now)
        if heavy:
            _, _, a = stage.pose(stick, now)
            at = (x + side * length * math.cos(a), y + side * length * math.sin(a))
            painter.box(at, 7, 12, paint.other(20), a)

    return Play(draw, stage.contacts, 3.2)


def slide(rng: Rng, paint: Look) -> Play:
    """Something slides along and is stopped by something else."""
    stage = Stage(300)
    ground, side = rng.uniform(45, 84), rng.choice((-1, 1))
    stage.wall((-200, ground + 1), (360, ground + 1), 0.0, 0.3)
    size = (rng.uniform(8, 40), rng.uniform(8, 34))
    end = 80 + side * rng.uniform(15, 55)
    stage.wall((end + side, -50), (end + side, ground), 0.5)
    box = stage.body(
        (end - side * (size[0] / 2 + rng.uniform(40, 90)), ground - size[1] / 2),
        block(*size), rng.uniform(0.0, 0.4), rng.uniform(0.0, 0.25),
    )  # fmt: skip
    for t in (rng.uniform(0.2, 0.6), rng.uniform(1.6, 2.0)):
        stage.kick(t, box, (side * rng.uniform(90, 260), 0), rng.uniform(0.1, 0.3))
    stage.run(2.8)
    stop_wide = rng.uniform(3, 30)

    def draw(painter: Painter, t: float) -> None:
        painter.box((end + side * stop_wide / 2, ground - 20), stop_wide, 40, paint.other(-50))
        stage.paint(painter, box, paint, t)

    return Play(draw, [c for c in stage.contacts if abs(c.x - end) < 4], 2.8)


def pendulum(rng: Rng, paint: Look) -> Play:
    """A weight on a rod that swings against a block, or past where none is."""
    stage = Stage(rng.uniform(250, 500))
    x, y, length = rng.uniform(50, 110), rng.uniform(-10, 15), rng.uniform(35, 60)
    radius, swing = float(rng.uniform(3, 9)), rng.uniform(0.5, 1.2) * rng.choice((-1, 1))
    ball = stage.body(
        (x + length * math.sin(swing), y + length * math.cos(swing)),
        radius, rng.uniform(0.2, 0.9), mass=1,
    )  # fmt: skip
    stage.hinge(ball, (x, y))
    hits = rng.random() < 0.75
    where = x - np.sign(swing) * (radius + 1 + rng.uniform(-3, 8))
    if hits:
        stage.wall((where, y + length - 12), (where, y + length + 12), 0.8)
    stage.run(3.5)

    def draw(painter: Painter, t: float) -> None:
        at = stage.pose(ball, t)
        if hits:
            painter.box((where - np.sign(swing) * 4, y + length), 9, 24, paint.other(-50))
        painter.limb((x, y), at[:2], 1.2, paint.other(20))
        stage.paint(painter, ball, paint, t)

    return Play(draw, stage.contacts, 3.5)


def claps(rng: Rng, paint: Look) -> Play:
    """Two hands on springs that are thrown together."""
    stage = Stage()
    x, y, reach = rng.uniform(55, 105), rng.uniform(25, 60), rng.uniform(8, 24)
    size, tall = rng.uniform(3, 7), rng.uniform(8, 18)
    hands = []
    for side in (-1, 1):
        at = (x + side * (reach + size / 2), y)
        hand = stage.body(at, block(size, tall), rng.uniform(0, 0.5))
        stage.space.add(_still_turning(stage, hand))
        stage.spring(hand, at, 60, 6)
        hands.append((side, hand))
    t, every = rng.uniform(0.2, 0.6), rng.uniform(0.25, 0.8)
    speed = reach * rng.uniform(16, 26)
    while t < 2.7:
        for side, hand in hands:
            stage.kick(t, hand, (-side * speed, 0), 0.3 * every)
        t += every * rng.uniform(0.9, 1.1)
    stage.run(3.0)

    def draw(painter: Painter, now: float) -> None:
        for side, hand in hands:
            hx, hy, _ = stage.pose(hand, now)
            painter.limb((hx, hy + tall / 3), (x + side * 45, y + 45), size * 0.9, paint.other(-15))
            stage.paint(painter, hand, paint, now)

    return Play(draw, stage.contacts, 3.0)


def _still_turning(stage: Stage, body) -> object:
    import pymunk

    return pymunk.RotaryLimitJoint(stage.space.static_body, body, 0, 0)


def flap(rng: Rng, paint: Look) -> Play:
    """A lid or a gate on a hinge that falls shut or is pushed, seen at a slant."""
    stage = Stage()
    long, deep = rng.uniform(25, 50), rng.uniform(0, 26)
    leaf = stage.body((long / 2, 0), block(long, 1.0), rng.uniform(0.0, 0.4))
    stage.hinge(leaf, (0, 0))
    stage.wall((long - 2, 1.6), (long + 2, 1.6), 1.0)
    opened = -rng.uniform(0.7, 1.5)
    leaf.angle = opened
    leaf.position = (long / 2 * math.cos(opened), long / 2 * math.sin(opened))
    for t in (rng.uniform(0.3, 0.7), rng.uniform(0.9, 1.2)):
        stage.swing(t, leaf, (0, 0), rng.uniform(1.5, 5), 0.25)
    stage.run(2.8)
    view, side = rng.uniform(0.15, 1.57), rng.choice((-1, 1))
    upright, x, y = rng.random() < 0.5, 80 - side * long / 2, rng.uniform(30, 60)

    def ends(angle: float) -> tuple[float, float]:
        along = math.cos(angle) * math.sin(view) - math.sin(angle) * math.cos(view)
        return side * long * along, -long * math.sin(-angle) * (0.15 if upright else 0.9)

    shut = ends(0.0)
    contacts = [Contact(c.time_s, x + shut[0], y, c.speed) for c in stage.contacts]
    tall = rng.uniform(25, 45) if upright else deep + 3

    def draw(painter: Painter, now: float) -> None:
        u, v = ends(stage.pose(leaf, now)[2])
        if not upright:
            painter.box((x + shut[0] / 2, y + 14), abs(shut[0]) + 4, 26, paint.other(-50))
        corners = [(x, y - tall / 2), (x + u, y - tall / 2 + v), (x + u, y + tall / 2 + v * 0.9)]
        painter.polygon([*corners, (x, y + tall / 2)], paint)

    return Play(draw, contacts, 2.8)


def recoil(rng: Rng, paint: Look) -> Play:
    """Something rests, is thrown back all at once, and comes back slowly."""
    stage = Stage()
    x, y = rng.uniform(50, 110), rng.uniform(30, 65)
    size = (rng.uniform(14, 45), rng.uniform(5, 18))
    body = stage.body((x, y), block(*size))
    stage.space.add(_still_turning(stage, body))
    stage.spring(body, (x, y), rng.uniform(30, 90), rng.uniform(12, 22))
    contacts, t, side = [], rng.uniform(0.4, 0.9), rng.choice((-1, 1))
    while t < 2.8:
        speed = rng.uniform(90, 240)
        stage.kick(t, body, (side * speed, rng.uniform(-0.3, 0) * speed))
        contacts.append(Contact(t, x, y, speed))
        t += rng.uniform(0.5, 1.2)
    stage.run(3.4)

    def draw(painter: Painter, now: float) -> None:
        bx, by, _ = stage.pose(body, now)
        painter.box((x, y + size[1]), size[0] * 0.5, size[1] * 1.4, paint.other(-40))
        painter.limb((bx, by), (bx - side * size[0], by), size[1] * 0.4, paint.other(15))
        stage.paint(painter, body, paint, now)

    return Play(draw, contacts, 3.4)


def walker(rng: Rng, paint: Look) -> Play:
    """Somebody walks through the picture; a planted foot stands still."""
    ground, tall = rng.uniform(66, 85), rng.uniform(32, 66)
    leg, every = tall * 0.48, rng.uniform(0.34, 0.66)
    stride, stance = leg * rng.uniform(0.6, 0.95), rng.uniform(0.56, 0.66)
    way, lift = rng.choice((-1, 1)), leg * rng.uniform(0.08, 0.24)
    width = tall * rng.uniform(0.06, 0.12)
    first, count = rng.uniform(-0.4, 0.3), int(rng.integers(6, 11))
    start = 80 - way * stride * count / 2 + rng.uniform(-20, 20)
    far = paint.other(rng.uniform(-35, 35))
    duration = min(first + every * count, 4.0)

    def foot(now: float, side: int) -> tuple[float, float]:
        beat = (now - first - side * every) / (2 * every)
        number = math.floor(beat)
        u = beat - number
        x = start + way * stride * (2 * number + side)
        if u < stance:
            return x, ground
        v = (u - stance) / (1 - stance)
        ease = 0.4 * v + 0.6 * v * v * (3 - 2 * v)
        return x + way * 2 * stride * ease, ground - lift * math.sin(math.pi * v)

    def draw(painter: Painter, now: float) -> None:
        beat = (now - first) / every
        hip = (start + way * stride * (beat - 0.5), ground - leg * 0.95)
        hip = (hip[0], hip[1] + 0.02 * tall * math.cos(2 * math.pi * beat))
        neck = (hip[0] + way, hip[1] - tall * 0.34)
        for side in (1, 0):
            at, mine = foot(now, side), far if side else paint
            reach = min(math.dist(at, hip), leg * 1.02)
            bend = math.sqrt(max(0.0, (leg * 0.52) ** 2 - (reach / 2) ** 2))
            knee = ((at[0] + hip[0]) / 2 + way * bend, (at[1] + hip[1]) / 2)
            painter.limb(hip, knee, width, mine)
            painter.limb(knee, (at[0], at[1] - 1.5), width * 0.85, mine)
            painter.limb((at[0] - way, at[1] - 1.2), (at[0] + way * width, at[1] - 1.2), 2.4, mine)
            a = 0.5 * math.sin(math.pi * beat + side * math.pi)
            hand = (neck[0] + tall * 0.3 * math.sin(a), neck[1] + tall * 0.3 * math.cos(a))
            painter.limb(neck, hand, width * 0.7, mine)
        painter.limb(hip, neck, width * 1.9, paint)
        painter.disc((neck[0], neck[1] - tall * 0.1), tall * 0.075, paint)

    steps = [
        Contact(first + k * every, start + way * stride * k, ground, 60.0) for k in range(count)
    ]
    return Play(draw, [c for c in steps if c.time_s > 0], duration)


# -- nothing is hit -------------------------------------------------------------------


def face(rng: Rng, paint: Look) -> Play:
    """A face that talks, nods and blinks, and hands that go with the words."""
    x, y, size = rng.uniform(55, 105), rng.uniform(35, 52), rng.uniform(14, 32)
    dark, beats = paint.other(-70), rng.uniform(0, 1, 60)
    pace, nod, sway = rng.uniform(3, 8), rng.uniform(0.2, 0.9), rng.uniform(0.2, 0.7)
    gestures, blink = rng.random() < 0.6, rng.uniform(0.7, 2.0)

    def draw(painter: Painter, t: float) -> None:
        at = (
            x + 0.12 * size * math.sin(2 * math.pi * sway * t),
            y + 0.1 * size * math.sin(2 * math.pi * nod * t + 1),
        )
        mouth = np.interp(t * pace, np.arange(60), beats)
        painter.box((x, y + size * 2.0), size * 2.4, size * 1.7, dark.other(20))
        painter.disc(at, size, paint)
        for side in (-1, 1):
            shut = (t + 0.3) % blink < 0.13
            eye = (at[0] + side * size * 0.38, at[1] - size * 0.2)
            painter.box(eye, size * 0.22, 0.4 if shut else size * 0.14, dark)
            if gestures:
                a = 2 * math.pi * sway * t * 1.7 + side
                hand = (
                    x + side * size * (1.5 + 0.4 * math.sin(a)),
                    y + size * (1.4 + 0.5 * math.cos(1.3 * a)),
                )
                painter.limb(hand, (x + side * size * 1.2, y + size * 2.4), size * 0.35, paint)
        painter.box((at[0], at[1] + size * 0.5), size * 0.5, 0.6 + mouth * size * 0.3, dark)

    return Play(draw, [], 4.0)


def sway(rng: Rng, paint: Look) -> Play:
    """Branches in the wind."""
    roots, pace, depth = rng.uniform(5, 155, 7), rng.uniform(0.25, 1.3, 7), rng.uniform(0.1, 0.4)

    def draw(painter: Painter, t: float) -> None:
        for k, root in enumerate(roots):
            a = depth * math.sin(2 * math.pi * pace[k] * t + k)
            tip = (root + 40 * math.sin(a), 84 - 40 * math.cos(a))
            painter.limb((root, 84), tip, 2, paint)
            painter.disc(tip, 6, paint.other(10 * math.sin(k)))

    return Play(draw, [], 4.0)


def passers(rng: Rng, paint: Look) -> Play:
    """Things that cross the picture and leave it, one behind another or apart."""
    things = [
        (rng.uniform(40, 150) * rng.choice((-1, 1)), rng.uniform(15, 70), rng.uniform(8, 50),
         rng.uniform(6, 28), rng.uniform(-0.5, 2.5), rng.uniform(-30, 30))
        for _ in range(rng.integers(1, 5))
    ]  # fmt: skip

    def draw(painter: Painter, t: float) -> None:
        for speed, y, wide, tall, start, tone in things:
            edge = -wide if speed > 0 else 160 + wide
            painter.box((edge + speed * (t - start), y), wide, tall, paint.other(tone))

    return Play(draw, [], 4.0)


def glide(rng: Rng, paint: Look) -> Play:
    """Things that go from place to place, and start and stop gently; some of them turn."""
    moves = []
    for _ in range(rng.integers(1, 4)):
        knots = rng.uniform((15, 12), (145, 78), (6, 2))
        moves.append((knots, rng.uniform(0.8, 1.6), rng.uniform(4, 14), rng.uniform(-2, 2)))

    def draw(painter: Painter, t: float) -> None:
        for k, (knots, every, size, spin) in enumerate(moves):
            i = min(int(t / every), 4)
            u = min(t / every - i, 1.0)
            ease = u * u * u * (10 - 15 * u + 6 * u * u)
            at = knots[i] + (knots[i + 1] - knots[i]) * ease
            if k % 2:
                painter.disc(tuple(at), size, paint.other(10 * k), spin * t)
            else:
                painter.box(tuple(at), size * 2, size, paint.other(10 * k), spin * t)

    return Play(draw, [], 4.0)


def wheel(rng: Rng, paint: Look) -> Play:
    """Discs in orbit, and rods that swing freely."""
    x, y, far, swings = rng.uniform(50, 110), 45.0, rng.uniform(10, 34), rng.random() < 0.5
    count, pace = int(rng.integers(1, 5)), rng.uniform(0.3, 0.7 if swings else 1.4)

    def draw(painter: Painter, t: float) -> None:
        for k in range(count):
            a = 2 * math.pi * (pace * t + k / count)
            if swings:
                a = 0.9 * math.sin(a) + math.pi / 2
            at = (x + far * math.cos(a), y + far * math.sin(a))
            painter.limb((x, y), at, 1.5, paint.other(-20))
            painter.disc(at, 4, paint)

    return Play(draw, [], 4.0)


def photographers(rng: Rng, paint: Look) -> Play:
    """People who stand for a picture while flashes go off, whole or on one side."""
    flashes = rng.uniform(0.3, 4.7, 6)
    spots = rng.uniform(20, 140, 4)
    power, local = rng.uniform(60, 140), rng.random() < 0.5

    def draw(painter: Painter, t: float) -> None:
        for k, x in enumerate(spots):
            lean = 1.2 * math.sin(1.3 * t + k)
            painter.limb((x, 90), (x + lean, 50), 14, paint.other(12 * k - 20))
            painter.disc((x + lean * 1.2, 38), 7, paint.other(12 * k))
        for k, flash in enumerate(flashes):
            if 0 <= t - flash < 0.09:
                if local:
                    x = spots[k % 4]
                    painter.disc((x, 45), 40, Look(250, soft=40 * painter.scale, solid=0.8))
                else:
                    painter.pixels += power * (1 - (t - flash) / 0.12)

    return Play(draw, [], 5.0)


def fan(rng: Rng, paint: Look) -> Play:
    """A fan or mill that turns steadily; clouds."""
    x, y, pace = rng.uniform(55, 105), rng.uniform(32, 48), rng.uniform(0.15, 1.6)
    blades, far = int(rng.integers(3, 6)), rng.uniform(20, 34)

    def draw(painter: Painter, t: float) -> None:
        painter.disc((30 + 6 * t, 14), 9, Look(paint.tone, soft=20))
        painter.limb((x, y), (x, 92), 4, paint.other(-45))
        for k in range(blades):
            a = 2 * math.pi * (pace * t + k / blades)
            painter.limb((x, y), (x + far * math.cos(a), y + far * math.sin(a)), 5, paint)

    return Play(draw, [], 5.0)


def nothing(rng: Rng, paint: Look) -> Play:
    """A place, seen by a camera that pans, under whatever weather comes."""
    spots = rng.uniform((0, 0), (160, 90), (5, 2))

    def draw(painter: Painter, _t: float) -> None:
        for k, spot in enumerate(spots):
            painter.box(tuple(spot), 8 + 5 * k, 12, paint.other(9 * k))

    return Play(draw, [], 4.0)


CONTACTS: dict[str, MakePlay] = {
    "balls": balls,
    "boxes": boxes,
    "drumstick": drumstick,
    "slide": slide,
    "pendulum": pendulum,
    "claps": claps,
    "recoil": recoil,
    "walker": walker,
    "flap": flap,
    **chosen_stops.CONTACTS,
}
QUIET: dict[str, MakePlay] = {
    "face": face,
    "sway": sway,
    "passers": passers,
    "glide": glide,
    "wheel": wheel,
    "nothing": nothing,
    "photographers": photographers,
    "fan": fan,
    **chosen_lights.QUIET,
}
