"""Mara walks along the street: a planted foot stands still, a landing foot throws up water."""

from __future__ import annotations

import math

from curves import blink, clamp, lerp, ramp, smooth
from drawing import (
    HEIGHT,
    WIDTH,
    Point,
    box,
    color,
    curve,
    ellipse,
    fill,
    glow,
    layer,
    line,
    linear,
    painting,
    polygon,
    rounded,
    saved,
    stroke,
    wet,
)
from heads import Look, mara
from PySide6.QtGui import QImage, QPainter
from rain import FAR, MIDDLE, NEAR, Rain, Rings
from speech import Performance
from story import Contact
from town import bricks, pavement, puddle, shadow, splash, street_lamp, window

from scenes.base import Scene

GROUND = 634.0  # where the soles stand
STEP = 13  # frames from one contact to the next
STRIDE = 150.0  # pixels from one contact to the next
FIRST = 42 - 4 * STEP  # a contact long before she is in the picture
FIRST_X = 118.0 - 4 * STRIDE
SOLE = 30.0  # height of the ankle above the sole
THIGH, SHIN = 124.0, 118.0
HIP = 262.0
STANCE = 0.6  # share of a cycle that a foot spends on the ground
TOE = (46.0, SOLE)


def _turn(point: Point, degrees: float) -> Point:
    a = math.radians(degrees)
    return (
        point[0] * math.cos(a) - point[1] * math.sin(a),
        point[0] * math.sin(a) + point[1] * math.cos(a),
    )


def foot(frame: float, side: int) -> tuple[float, float, float]:
    """Ankle position and pitch in degrees (heel up is positive) of foot 0 or 1."""
    cycle = 2 * STEP
    number = math.floor((frame - FIRST - side * STEP) / cycle)
    u = (frame - FIRST - side * STEP) / cycle - number
    x0 = FIRST_X + (2 * number + side) * STRIDE
    flat = GROUND - SOLE
    if u < STANCE:
        pitch = -14.0 * (1 - smooth(u / 0.07)) + 42.0 * ramp(u, 0.4, STANCE) ** 1.6
        pivot = TOE if pitch > 0 else (-26.0, SOLE)
        dx, dy = _turn(pivot, pitch)
        return x0 + pivot[0] - dx, flat + pivot[1] - dy, pitch
    v = (u - STANCE) / (1 - STANCE)
    dx, dy = _turn(TOE, 42.0)
    lift_x, lift_y = x0 + TOE[0] - dx, flat + TOE[1] - dy
    ex, ey = _turn((-26.0, SOLE), -14.0)
    land_x, land_y = x0 + 2 * STRIDE - 26.0 - ex, flat + SOLE - ey
    along = 0.3 * v + 0.7 * smooth(v)
    high = 30.0 * math.sin(math.pi * v) ** 1.2 + 26.0 * ramp(v, 0.45, 0.8) * ramp(v, 1.0, 0.8)
    pitch = lerp(42.0, -14.0, smooth(v * 1.15)) + 14.0 * math.sin(math.pi * v) * (1 - v)
    return lerp(lift_x, land_x, along), lerp(lift_y, land_y, v) - high, pitch


def body_x(frame: float) -> float:
    """Where the hips are."""
    return FIRST_X - STRIDE / 2 + (frame - FIRST) * STRIDE / STEP


def knee(hip: Point, ankle: Point) -> Point:
    """The joint between hip and ankle, bent forward."""
    dx, dy = ankle[0] - hip[0], ankle[1] - hip[1]
    reach = min(math.hypot(dx, dy), THIGH + SHIN - 0.5)
    along = (THIGH**2 - SHIN**2 + reach**2) / (2 * reach)
    out = math.sqrt(max(0.0, THIGH**2 - along**2))
    ux, uy = dx / reach, dy / reach
    return hip[0] + ux * along + uy * out, hip[1] + uy * along - ux * out


class Walk(Scene):
    """A medium shot from the side; the camera drifts, the street stays."""

    name = "walk"
    frames = 154
    start = 864000
    crf = 23.0

    def __init__(self) -> None:
        self._voice = Performance(self.name)
        self._rain = Rain(21)
        self._rings = Rings(5, 566, 712, 30)
        self._back = self._background()

    def contacts(self) -> list[Contact]:
        """One per step that lands within the picture."""
        found = []
        for k in range(40):
            frame, x = FIRST + k * STEP, FIRST_X + k * STRIDE
            if 0 <= frame < self.frames and 0 <= x < WIDTH:
                found.append(Contact(frame, "footstep", 0.5 if k % 2 else 0.45))
        return found

    def _background(self) -> QImage:
        image = layer(WIDTH + 80, HEIGHT)
        with painting(image) as p:
            wall = "#2d3568"
            box(
                p,
                0,
                0,
                WIDTH + 80,
                560,
                linear(
                    0,
                    0,
                    0,
                    560,
                    (0, color("#232a5a")),
                    (0.7, color("#343d76")),
                    (1, color("#2a3166")),
                ),
            )
            bricks(p, 0, 0, WIDTH + 80, 480, 20, 3)
            for k, x in enumerate((70, 330, 880, 1140)):
                window(p, x, 90, 150, 250, (1.0, 0.0, 0.0, 0.9)[k], wall, 30 + k)
            self._shop(p, 560)
            box(
                p,
                0,
                486,
                WIDTH + 80,
                74,
                linear(
                    0,
                    486,
                    0,
                    560,
                    (0, color("#4a548a")),
                    (0.12, color("#3a4378")),
                    (1, color("#252c5c")),
                ),
            )
            for x, tone in ((145, 0.5), (1215, 0.45), (655, 0.4)):
                glow(p, x, 230, 380, "#ffb765", tone)
            pavement(p, WIDTH + 80, 560, 672, HEIGHT)
        wet(image, 560, 0.42)
        with painting(image) as p:
            for x, y, rx, ry in ((270, 642, 150, 13), (760, 655, 190, 12), (1130, 612, 110, 8)):
                puddle(p, x, y, rx, ry)
            street_lamp(p, 1010, 566, 520)
        return image

    @staticmethod
    def _shop(p: QPainter, x: float) -> None:
        """A closed bakery between the windows: dark glass, striped awning."""
        fill(p, rounded(x, 120, 210, 366, 6), color("#43335f"))
        fill(
            p,
            rounded(x + 16, 190, 178, 296, 4),
            linear(
                x,
                190,
                x + 180,
                486,
                (0, color("#6c5b86")),
                (0.4, color("#b97f6c")),
                (1, color("#4c3b66")),
            ),
        )
        for k in range(3):
            box(p, x + 24, 300 + k * 60, 162, 5, color("#2d2450", 0.7))
            for j in range(4):
                fill(
                    p,
                    ellipse(x + 46 + j * 40, 292 + k * 60, 15, 9 + (j + k) % 3 * 3),
                    color("#ffc98a", 0.45),
                )
        for k in range(7):
            a = x - 20 + k * 250 / 7
            shape = polygon([(x + k * 30, 128), (x + (k + 1) * 30, 128), (a + 36, 196), (a, 196)])
            tone = "#d7635a" if k % 2 == 0 else "#f3d9c8"
            fill(p, shape, linear(0, 128, 0, 196, (0, color(tone)), (1, color("#6d4a72"))))
            fill(p, ellipse(a + 18, 196, 18, 10), color("#a8585f" if k % 2 == 0 else "#b9a3b0"))

    def paint(self, painter: QPainter, frame: int) -> None:
        """Street, far rain, reflection, Mara, near rain."""
        with saved(painter):
            painter.translate(-40, 0)
            painter.drawImage(0, 0, self._back)
        self._rain.draw(painter, frame, FAR)
        self._rings.draw(painter, frame)
        figure = layer()
        with painting(figure) as p:
            self._figure(p, frame)
        with saved(painter):
            painter.setClipRect(0, int(GROUND) - 4, WIDTH, HEIGHT)
            painter.translate(0, 2 * GROUND - 6)
            painter.scale(1, -1)
            painter.setOpacity(0.16)
            painter.drawImage(0, 0, figure)
        self._ground(painter, frame)
        painter.drawImage(0, 0, figure)
        self._splashes(painter, frame)
        self._rain.draw(painter, frame, MIDDLE)
        self._rain.draw(painter, frame, NEAR)

    def _ground(self, p: QPainter, frame: int) -> None:
        for side in (0, 1):
            x, y, _ = foot(frame, side)
            near = clamp(1 - (GROUND - SOLE - y) / 60)
            shadow(p, x + 8, GROUND + 1, 50 + 26 * near, 0.25 + 0.5 * near)
        shadow(p, body_x(frame), GROUND + 2, 150, 0.3)

    def _splashes(self, p: QPainter, frame: int) -> None:
        for contact in self.contacts():
            x = FIRST_X + (contact.frame - FIRST) / STEP * STRIDE
            splash(p, x - 14, GROUND + 2, frame - contact.frame, 36)

    def _figure(self, p: QPainter, frame: int) -> None:
        beat = 2 * math.pi * (frame - FIRST - 2.5) / STEP
        bob = 7.0 * math.cos(beat)
        hip = (body_x(frame) + 3 * math.sin(beat), GROUND - HIP + bob)
        swing = math.cos(math.pi * (frame - FIRST) / STEP)
        self._arm(p, (hip[0] + 4, hip[1] - 150), swing, near=False)
        for side in (1, 0):
            self._leg(p, (hip[0] + (5 if side else -5), hip[1] + 6), frame, side)
        self._coat(p, hip, frame)
        self._scarf(p, (hip[0] + 2, hip[1] - 172), frame)
        self._head(p, (hip[0] + 14, hip[1] - 236 + 2.5 * math.cos(beat - 0.9)), frame)
        self._arm(p, (hip[0] - 6, hip[1] - 146), -swing, near=True)

    def _leg(self, p: QPainter, hip: Point, frame: int, side: int) -> None:
        x, y, pitch = foot(frame, side)
        bend = knee(hip, (x, y))
        trousers = ("#6d7cc0", "#4d5a9c") if side == 0 else ("#45508c", "#343d74")
        boot = ("#f0604a", "#b5302f") if side == 0 else ("#b84640", "#85262c")
        tone = linear(hip[0], hip[1], x, y, (0, color(trousers[1])), (1, color(trousers[0])))
        line(p, [hip, bend], tone, 50)
        line(p, [bend, (x, y)], tone, 44)
        ux, uy = (bend[0] - x) / SHIN, (bend[1] - y) / SHIN
        shaft = curve([(x, y), (x + ux * 62, y + uy * 62)], closed=False)
        stroke(p, shaft, linear(x - 24, y, x + 24, y, (0, color(boot[1])), (1, color(boot[0]))), 50)
        line(
            p,
            [
                (x + ux * 64 - uy * -22, y + uy * 64 - ux * 22),
                (x + ux * 64 + uy * -22, y + uy * 64 + ux * 22),
            ],
            color("#ffd9c0", 0.9),
            8,
        )
        with saved(p):
            p.translate(x, y)
            p.rotate(pitch)
            shape = curve(
                [
                    (-27, 22),
                    (-27, -8),
                    (-16, -24),
                    (18, -22),
                    (34, -4),
                    (58, 2),
                    (64, 18),
                    (56, 25),
                    (0, 25),
                ]
            )
            fill(p, shape, linear(0, -24, 0, 26, (0, color(boot[0])), (1, color(boot[1]))))
            fill(p, rounded(-30, 22, 96, 9, 4), color("#3a1226" if side == 0 else "#2a0f22"))
            line(p, [(20, -10), (38, 2), (52, 6)], color("#ffc0a8", 0.6 if side == 0 else 0.2), 4)

    def _coat(self, p: QPainter, hip: Point, frame: int) -> None:
        x, y = hip
        lag = 9 * math.sin(math.pi * (frame - FIRST - 3) / STEP * 2)
        flap = 12 * math.cos(math.pi * (frame - FIRST - 2.5) / STEP)
        coat = curve(
            [
                (x - 22, y - 178),
                (x + 30, y - 178),
                (x + 52, y - 120),
                (x + 58, y - 40),
                (x + 78 + flap * 0.5, y + 48),
                (x + 20, y + 58 + lag * 0.3),
                (x - 50, y + 56 - lag * 0.3),
                (x - 92 - flap * 0.5 + lag, y + 40),
                (x - 60, y - 40),
                (x - 52, y - 130),
            ]
        )
        fill(
            p,
            coat,
            linear(
                x - 80,
                y,
                x + 80,
                y - 60,
                (0, color("#c87c1e")),
                (0.35, color("#f0ab2c")),
                (0.8, color("#ffd257")),
                (1, color("#ffe58a")),
            ),
        )
        with saved(p):
            p.setClipPath(coat)
            fill(
                p,
                curve(
                    [
                        (x - 110, y + 20),
                        (x - 20, y + 36),
                        (x + 100, y + 24),
                        (x + 100, y + 90),
                        (x - 110, y + 90),
                    ]
                ),
                color("#a85c14", 0.35),
            )
            line(
                p,
                [(x + 34, y - 170), (x + 40, y - 60), (x + 46 + flap * 0.4, y + 60)],
                color("#a05a14", 0.7),
                3,
            )
        for k in range(3):
            fill(p, ellipse(x + 46, y - 118 + k * 52, 5.5, 6), color("#7a3a1c"))

    def _scarf(self, p: QPainter, neck: Point, frame: int) -> None:
        x, y = neck
        lanes = ((130, 0.0, "#1c8f8a"), (104, 0.9, "#2bb5a5"))
        for lane, (length, phase, tone) in enumerate(lanes):
            points = []
            for k in range(6):
                t = k / 5
                wave = math.sin(frame * 0.42 - t * 3.6 + phase) * 16 * t
                points.append((x - 22 - length * t, y + 6 + lane * 10 + 34 * t * t + wave))
            line(p, points, color(tone), 20 - lane * 2)
        fill(
            p,
            rounded(x - 36, y - 14, 76, 30, 15),
            linear(x - 36, y, x + 40, y, (0, color("#167a78")), (1, color("#3fcbb6"))),
        )

    def _head(self, p: QPainter, at: Point, frame: int) -> None:
        mouth = self._voice.mouth(frame)
        talk = self._voice.speaking(frame)
        energy = self._voice.energy(frame)
        look = Look(
            mouth,
            blink(frame, 3),
            0.5 * talk + 0.5 * energy,
            (0.6, -0.7 * talk),
            0.45,
            0.25 * math.sin(frame * 2 * math.pi / STEP - 1.2),
        )
        with saved(p):
            p.translate(*at)
            p.rotate(-7 * talk - 3 * energy + 1.2 * math.sin(frame * 2 * math.pi / STEP))
            p.scale(66, 66)
            mara(p, look)

    def _arm(self, p: QPainter, shoulder: Point, swing: float, near: bool) -> None:
        x, y = shoulder
        a = 0.5 * swing + 0.04
        ex, ey = x + 78 * math.sin(a), y + 78 * math.cos(a)
        b = a + 0.42 + 0.22 * swing
        hx, hy = ex + 66 * math.sin(b), ey + 66 * math.cos(b)
        tones = ("#ffd860", "#e39a24") if near else ("#d18a26", "#a8681e")
        sleeve = linear(x, y, hx, hy, (0, color(tones[0])), (1, color(tones[1])))
        hand = ("#ffcfa8", "#e09f82") if near else ("#c98a76", "#a86c62")
        line(
            p,
            [(hx, hy), (hx + 22 * math.sin(b + 0.2), hy + 22 * math.cos(b + 0.2))],
            linear(hx - 10, hy, hx + 14, hy, (0, color(hand[1])), (1, color(hand[0]))),
            27,
        )
        line(p, [(x, y), (ex, ey), (hx, hy)], sleeve, 42)
        if near:
            line(p, [(x - 17, y + 8), (ex - 18, ey - 6)], color("#b06a18", 0.5), 3)
