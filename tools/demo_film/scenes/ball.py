"""A ball bounces down the steps and along the wet pavement. Shot at double speed: a slow picture.

The edit plays the file at twice its speed (LinearTimeWarp), which brings it back to life speed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from curves import drift, ease_out, fade
from drawing import (
    HEIGHT,
    WIDTH,
    blurred,
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
    radial,
    rounded,
    saved,
    soft,
    stroke,
    wet,
)
from PySide6.QtGui import QImage, QPainter
from rain import FAR, MIDDLE, NEAR, Rain, Rings
from story import Contact
from town import bricks, pavement, puddle, splash, window

from scenes.base import Scene

RADIUS = 50.0
GRAVITY = 2.3  # pixels per frame and frame
REST = 3  # frames for which the ball is pressed against the ground
FLOOR = 612.0
TREADS = ((-400, 320.0), (165, 392.0), (285, 464.0), (405, 536.0), (525, FLOOR))
LANDINGS = (  # frame and place of each contact, the first two out of the picture
    (-6, -230.0),
    (16, -80.0),
    (42, 104.0),
    (64, 224.0),
    (86, 344.0),
    (108, 464.0),
    (130, 590.0),
    (152, 690.0),
    (170, 768.0),
    (184, 826.0),
    (195, 868.0),
)
ROLL_END = 958.0


def ground(x: float) -> float:
    """Height of the step or pavement below ``x``."""
    level = TREADS[0][1]
    for left, y in TREADS:
        if x >= left:
            level = y
    return level


@dataclass(frozen=True)
class Pose:
    """The ball: centre of its lowest point, stretch (1 round), turn in degrees, speed."""

    x: float
    y: float
    stretch: float
    turn: float


def _impact(index: int) -> float:
    """Speed of the ball as it meets the ground."""
    (f0, x0), (f1, x1) = LANDINGS[index - 1], LANDINGS[index]
    flight = f1 - f0 - REST
    drop = ground(x1) - ground(x0)
    return drop / flight + GRAVITY * flight / 2


def pose(frame: float) -> Pose:
    """The ball at a frame."""
    index = max(0, max((i for i, (f, _) in enumerate(LANDINGS) if f <= frame), default=0))
    f0, x0 = LANDINGS[index]
    age = frame - f0
    last = index == len(LANDINGS) - 1
    power = min(1.0, _impact(index) / 38.0) if index else 0.5
    squash = -0.34 * power * fade(age, 2.0, 3.2) if age < 14 else 0.0
    if last:
        x = x0 + (ROLL_END - x0) * ease_out(age / 47.0, 2.0)
        return Pose(x, FLOOR, 1 + squash, x * 57.3 / RADIUS)
    f1, x1 = LANDINGS[index + 1]
    x = x0 + (x1 - x0) * age / (f1 - f0)
    y0, y1 = ground(x0), ground(x1)
    flight = f1 - f0 - REST
    t = max(0.0, age - REST)
    rise = (y1 - y0) / flight - GRAVITY * flight / 2
    speed = rise + GRAVITY * t
    y = y0 + rise * t + GRAVITY * t * t / 2
    stretch = 0.0045 * abs(speed) if age >= REST else 0.0
    return Pose(x, y, 1 + squash + stretch, x * 57.3 / RADIUS)


def draw_ball(p: QPainter, x: float, y: float, radius: float, turn: float) -> None:
    """The red ball with its cream band, lit from the upper left."""
    disc = ellipse(x, y, radius, radius)
    fill(p, disc, color("#e8432f"))
    with saved(p):
        p.setClipPath(disc)
        p.translate(x, y)
        p.rotate(turn)
        p.scale(radius, radius)
        band = curve([(-1.1, -0.34), (0, -0.2), (1.1, -0.34), (1.1, 0.3), (0, 0.42), (-1.1, 0.3)])
        fill(p, band, color("#fff1dc"))
        star = [
            (
                math.sin(k * math.pi / 5) * (0.2 if k % 2 == 0 else 0.085),
                0.1 - math.cos(k * math.pi / 5) * (0.2 if k % 2 == 0 else 0.085),
            )
            for k in range(10)
        ]
        fill(p, polygon(star), color("#1f8f95"))
        line(p, [(-1.1, -0.42), (0, -0.29), (1.1, -0.42)], color("#1f8f95"), 0.07)
        line(p, [(-1.1, 0.4), (0, 0.52), (1.1, 0.4)], color("#1f8f95"), 0.07)
    fill(
        p,
        disc,
        radial(
            x - radius * 0.35,
            y - radius * 0.45,
            radius * 1.6,
            (0, color("#fff2d8", 0.5)),
            (0.3, color("#ffb070", 0.08)),
            (0.62, color("#4a1040", 0.18)),
            (1, color("#1a0830", 0.72)),
        ),
    )
    soft(p, x - radius * 0.36, y - radius * 0.48, radius * 0.26, radius * 0.2, "#ffffff", 0.85)


class Ball(Scene):
    """The stoop from the side; warm light falls out of the open door on the left."""

    name = "ball"
    frames = 238
    crf = 23.0

    def __init__(self) -> None:
        self._rain = Rain(33, tempo=0.5)
        self._rings = Rings(9, 556, 712, 34)
        self._back = self._background()

    def contacts(self) -> list[Contact]:
        """Every landing within the picture."""
        found = []
        for index, (frame, x) in enumerate(LANDINGS):
            if x > 0 and index:
                strength = round(min(1.0, _impact(index) / 38.0), 3)
                found.append(Contact(frame, "bounce", strength))
        return found

    def _background(self) -> QImage:
        image = layer()
        with painting(image) as p:
            box(
                p,
                0,
                0,
                WIDTH,
                560,
                linear(
                    0,
                    0,
                    WIDTH,
                    300,
                    (0, color("#4a4a80")),
                    (0.4, color("#343d76")),
                    (1, color("#252c5e")),
                ),
            )
            bricks(p, 0, 0, WIDTH, 480, 26, 8)
            box(
                p,
                0,
                478,
                WIDTH,
                76,
                linear(
                    0,
                    478,
                    0,
                    554,
                    (0, color("#4a548a")),
                    (0.1, color("#3a4378")),
                    (1, color("#232a58")),
                ),
            )
            window(p, 640, -70, 200, 330, 1.0, "#2d3568", 41)
            glow(p, 740, 120, 420, "#ffb765", 0.5)
            pavement(p, WIDTH, 554, 672, HEIGHT)
        wet(image, 554, 0.45, 2.2)
        with painting(image) as p:
            puddle(p, 800, 632, 190, 13)
            self._steps(p)
            self._light(p)
            self._rail(p)
        return image

    @staticmethod
    def _steps(p: QPainter) -> None:
        for index, (left, y) in enumerate(TREADS[:-1]):
            right = TREADS[index + 1][0]
            fill(
                p,
                polygon([(left, y), (right, y), (right, FLOOR + 14), (left, FLOOR + 14)]),
                linear(
                    left,
                    y,
                    right,
                    FLOOR,
                    (0, color("#5d659f")),
                    (0.5, color("#424b85")),
                    (1, color("#2a3164")),
                ),
            )
            box(
                p,
                left - 4,
                y - 24,
                right - left + 12,
                26,
                linear(0, y - 24, 0, y + 2, (0, color("#6f78ae")), (1, color("#a9b1dc"))),
            )
            box(
                p,
                left - 4,
                y + 2,
                right - left + 12,
                16,
                linear(left, 0, right, 0, (0, color("#737cb4")), (1, color("#8a93c6"))),
            )
            box(p, left, y + 18, right - left + 4, 12, color("#141a44", 0.45))
            box(
                p,
                right + 4,
                y + 2,
                14,
                FLOOR - y - 2,
                linear(
                    right, 0, right + 14, 0, (0, color("#10153a", 0.5)), (1, color("#10153a", 0))
                ),
            )
        soft(p, 560, FLOOR + 8, 120, 22, "#060920", 0.6)

    @staticmethod
    def _light(p: QPainter) -> None:
        beam = layer()
        with painting(beam) as b:
            shape = polygon([(-20, -60), (60, -60), (700, 640), (420, 760), (-20, 760)])
            fill(
                b,
                shape,
                radial(
                    -40,
                    180,
                    780,
                    (0, color("#ffb45e", 0.8)),
                    (0.5, color("#f08a4a", 0.3)),
                    (1, color("#f08a4a", 0)),
                ),
            )
        with saved(p):
            p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
            p.drawImage(0, 0, blurred(beam, 22))
        box(
            p,
            -10,
            -10,
            46,
            308,
            linear(
                0, 0, 40, 0, (0, color("#ffe7b4")), (0.6, color("#ffc877")), (1, color("#d98a4e"))
            ),
        )
        box(p, 36, -10, 18, 308, linear(36, 0, 54, 0, (0, color("#e0b488")), (1, color("#6b6390"))))
        glow(p, 10, 150, 420, "#ffbe70", 0.6)

    @staticmethod
    def _rail(p: QPainter) -> None:
        iron = color("#141942")
        tops = []
        for left, y in ((110, 320), (225, 392), (345, 464), (465, 536)):
            box(p, left, y - 168, 7, 150, iron)
            box(p, left, y - 168, 2, 150, color("#ffc98a", 0.4))
            tops.append((left + 3.0, y - 170.0))
        rail = [(-20.0, 150.0), (70.0, 150.0), *tops, (490.0, 400.0), (505.0, 425.0)]
        line(p, rail, iron, 13)
        line(p, [(x, y - 4) for x, y in rail], color("#ffcf95", 0.5), 2.5)
        fill(p, ellipse(505, 430, 13, 13), iron)

    def paint(self, painter: QPainter, frame: int) -> None:
        """Steps, Mara's boots, the ball with its shadow, rain at half speed."""
        painter.drawImage(0, 0, self._back)
        self._rain.draw(painter, frame, FAR)
        self._rings.draw(painter, frame, tempo=0.5)
        self._boots(painter, frame)
        now = pose(frame)
        self._shadow(painter, now)
        for index, (start, x) in enumerate(LANDINGS):
            if x > 0 and index:
                size = 26 + 24 * min(1.0, _impact(index) / 38.0)
                splash(painter, x, ground(x) - 2, frame - start, size, 24.0)
        wide, tall = now.stretch**-0.5, now.stretch
        with saved(painter):
            painter.translate(now.x, now.y)
            painter.scale(wide, tall)
            draw_ball(painter, 0, -RADIUS, RADIUS, now.turn)
        self._rain.draw(painter, frame, MIDDLE, 0.8)
        self._rain.draw(painter, frame, NEAR)

    @staticmethod
    def _shadow(p: QPainter, now: Pose) -> None:
        level = ground(now.x)
        height = max(0.0, level - now.y)
        close = 1 / (1 + height / 60)
        soft(p, now.x + 6, level - 1, 44 + 26 * (1 - close), 11, "#060920", 0.25 + 0.6 * close)
        if level == FLOOR:
            with saved(p):
                p.setOpacity(0.22 * close)
                p.translate(now.x, 2 * FLOOR - now.y + 2)
                p.scale(1, -0.8)
                draw_ball(p, 0, -RADIUS, RADIUS, -now.turn)

    @staticmethod
    def _boots(p: QPainter, frame: int) -> None:
        """Mara, from the coat down, waiting at the right."""
        sway = 5 * drift(frame, 1.0, 90.0)
        for x, base, boot, cloth in (
            (1136, FLOOR - 8, ("#b84640", "#85262c"), "#3b4580"),
            (1082, FLOOR + 8, ("#f0604a", "#b5302f"), "#5a68ae"),
        ):
            Ball._boot(p, x, base, boot, cloth)
        Ball._hem(p, sway)

    @staticmethod
    def _boot(p: QPainter, x: float, base: float, boot: tuple[str, str], cloth: str) -> None:
        soft(p, x - 14, base, 110, 18, "#060920", 0.6)
        tone = linear(x - 40, 0, x + 40, 0, (0, color(cloth)), (1, color("#2c3468")))
        line(p, [(x + 8, 200), (x + 4, base - 170)], tone, 76)
        skin = linear(x - 40, 0, x + 42, 0, (0, color(boot[0])), (1, color(boot[1])))
        stroke(p, curve([(x + 4, base - 44), (x + 4, base - 164)], closed=False), skin, 80)
        fill(p, rounded(x - 40, base - 212, 88, 18, 9), color("#ffd9c0"))
        toe = curve(
            [
                (x + 46, base - 6),
                (x + 46, base - 70),
                (x - 20, base - 78),
                (x - 52, base - 46),
                (x - 88, base - 36),
                (x - 96, base - 10),
                (x - 80, base - 2),
            ]
        )
        fill(p, toe, linear(0, base - 80, 0, base, (0, color(boot[0])), (1, color(boot[1]))))
        fill(p, rounded(x - 100, base - 10, 150, 14, 6), color("#3a1226"))
        line(
            p,
            [(x - 32, base - 52), (x - 66, base - 36), (x - 82, base - 22)],
            color("#ffc0a8", 0.6),
            6,
        )

    @staticmethod
    def _hem(p: QPainter, sway: float) -> None:
        """The lower part of her coat."""
        coat = curve(
            [
                (960 + sway, 232),
                (1010, 40),
                (1060, -60),
                (1260, -60),
                (1290, 60),
                (1262 + sway, 236),
                (1110 + sway * 1.4, 258),
            ]
        )
        fill(
            p,
            coat,
            linear(
                960,
                0,
                1260,
                0,
                (0, color("#ffd866")),
                (0.5, color("#eeaa2e")),
                (1, color("#b87420")),
            ),
        )
        line(
            p,
            [(962 + sway, 214), (1110 + sway * 1.4, 240), (1262 + sway, 218)],
            color("#9a5a16", 0.6),
            4,
        )
        line(p, [(1046, -20), (1024, 110), (1014 + sway, 244)], color("#9a5a16", 0.6), 4)
