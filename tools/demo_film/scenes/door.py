"""A gust takes the door: it swings, slams, and everything around it shakes."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from curves import drift, ramp, ring
from drawing import (
    HEIGHT,
    WIDTH,
    Point,
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
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QPolygonF, QTransform
from rain import FAR, MIDDLE, NEAR, Rain, Rings
from story import Contact
from town import bricks, puddle, window

from scenes.base import Scene

SLAM = 48  # first frame with the door shut
SWING = 10  # frames from the gust to the slam
LEFT, TOP, DOOR_W, DOOR_H = 500.0, 138.0, 290.0, 452.0
EYE = 380.0  # height of the horizon, for the door's perspective


def angle(frame: float) -> float:
    """How far the door is open, in degrees."""
    if frame >= SLAM:
        return 0.0
    open_angle = 62.0 + 4.0 * drift(frame, 3.0, 70.0)
    back = 6.0 * math.sin(math.pi * ramp(frame, SLAM - SWING - 7, SLAM - SWING)) ** 2
    closing: float = ramp(frame, SLAM - SWING, SLAM) ** 2.4
    return (open_angle + back) * (1 - closing)


class Door(Scene):
    """The front door, straight on."""

    name = "door"
    frames = 104
    crf = 23.0

    def __init__(self) -> None:
        self._rain = Rain(44)
        self._rings = Rings(13, 690, 716, 12)
        self._leaf = self._door_leaf()
        self._inside = self._hall()
        self._wall = self._facade()
        self._light = self._spill_layer()

    def contacts(self) -> list[Contact]:
        """The slam."""
        return [Contact(SLAM, "door", 1.0)]

    @staticmethod
    def _door_leaf() -> QImage:
        image = layer(int(DOOR_W), int(DOOR_H))
        with painting(image) as p:
            box(
                p,
                0,
                0,
                DOOR_W,
                DOOR_H,
                linear(
                    0,
                    0,
                    DOOR_W,
                    DOOR_H,
                    (0, color("#2a9a9c")),
                    (0.5, color("#1d7f86")),
                    (1, color("#125a68")),
                ),
            )
            for x, y, w, h in (
                (34, 40, 98, 150),
                (158, 40, 98, 150),
                (34, 250, 98, 160),
                (158, 250, 98, 160),
            ):
                fill(p, rounded(x, y, w, h, 8), color("#0d4856"))
                fill(
                    p,
                    rounded(x + 4, y + 5, w - 7, h - 8, 7),
                    linear(x, y, x + w, y + h, (0, color("#14656f")), (1, color("#23909a"))),
                )
                fill(
                    p,
                    rounded(x + 16, y + 18, w - 32, h - 36, 5),
                    linear(x, y, x, y + h, (0, color("#2aa0a2")), (1, color("#18757d"))),
                )
            fill(
                p,
                rounded(98, 214, 94, 20, 6),
                linear(0, 214, 0, 234, (0, color("#ffdf9a")), (1, color("#a8742e"))),
            )
            box(p, 106, 221, 78, 4, color("#5a3a1a"))
            fill(
                p,
                ellipse(264, 232, 13, 13),
                radial(
                    260,
                    227,
                    16,
                    (0, color("#fff0c0")),
                    (0.5, color("#d9a04a")),
                    (1, color("#7a4c1c")),
                ),
            )
        return image

    @staticmethod
    def _hall() -> QImage:
        image = layer()
        with painting(image) as p:
            x, y = LEFT, TOP
            box(
                p,
                x,
                y,
                DOOR_W,
                DOOR_H,
                radial(
                    x + 150,
                    y + 150,
                    430,
                    (0, color("#fff0c4")),
                    (0.4, color("#ffc977")),
                    (1, color("#c9703f")),
                ),
            )
            box(
                p,
                x,
                y + 330,
                DOOR_W,
                DOOR_H - 330,
                linear(0, y + 330, 0, y + DOOR_H, (0, color("#8a4a34")), (1, color("#b86a40"))),
            )
            fill(
                p,
                polygon(
                    [
                        (x + 70, y + DOOR_H),
                        (x + 110, y + 340),
                        (x + 190, y + 340),
                        (x + 230, y + DOOR_H),
                    ]
                ),
                color("#8f2f34", 0.75),
            )
            Door._stairs(p, x, y)
            Door._furniture(p, x, y)
        return image

    @staticmethod
    def _stairs(p: QPainter, x: float, y: float) -> None:
        for k in range(6):
            step = y + 330 - k * 30
            box(
                p,
                x + 150 + k * 16,
                step - 30,
                160,
                30,
                color("#b0643f" if k % 2 else "#9d5737"),
            )
        line(p, [(x + 138, y + 300), (x + 240, y + 120)], color("#6b3426"), 9)
        for k in range(5):
            box(p, x + 146 + k * 21, y + 286 - k * 36, 5, 66, color("#6b3426"))

    @staticmethod
    def _furniture(p: QPainter, x: float, y: float) -> None:
        """A picture on the wall and the lamp."""
        fill(p, rounded(x + 44, y + 150, 66, 84, 4), color("#7a3c2c"))
        fill(p, rounded(x + 52, y + 158, 50, 68, 2), color("#f3dfb8"))
        fill(
            p,
            curve([(x + 56, y + 224), (x + 72, y + 190), (x + 84, y + 206), (x + 100, y + 224)]),
            color("#4d9a8a"),
        )
        line(p, [(x + 150, y), (x + 150, y + 62)], color("#5a2c24"), 3)
        fill(
            p,
            curve([(x + 122, y + 92), (x + 136, y + 62), (x + 164, y + 62), (x + 178, y + 92)]),
            color("#d9563f"),
        )
        glow(p, x + 150, y + 98, 150, "#fff3d0", 0.9)

    def _facade(self) -> QImage:
        image = layer()
        with painting(image) as p:
            box(
                p,
                0,
                0,
                WIDTH,
                HEIGHT,
                radial(
                    640,
                    320,
                    800,
                    (0, color("#4c5190")),
                    (0.5, color("#353e78")),
                    (1, color("#222956")),
                ),
            )
            bricks(p, 0, 0, WIDTH, 600, 26, 12)
            box(
                p,
                0,
                560,
                WIDTH,
                90,
                linear(
                    0,
                    560,
                    0,
                    650,
                    (0, color("#4d578e")),
                    (0.1, color("#3a4378")),
                    (1, color("#232a58")),
                ),
            )
            window(p, 960, 150, 210, 320, 1.0, "#2d3568", 52)
            window(p, 90, 150, 210, 320, 0.0, "#2d3568", 53)
            glow(p, 1065, 310, 400, "#ffb765", 0.45)
            self._frame(p)
        self._steps(image)
        return image

    @staticmethod
    def _frame(p: QPainter) -> None:
        x, y = LEFT - 46, 30.0
        w = DOOR_W + 92
        stone = linear(
            x, 0, x + w, 0, (0, color("#9aa0cc")), (0.5, color("#7c84b6")), (1, color("#5a629a"))
        )
        fill(p, rounded(x - 26, y - 20, w + 52, 40, 6), stone)
        box(p, x - 26, y + 16, w + 52, 6, color("#141a44", 0.5))
        box(p, x, y + 20, w, 570, stone)
        box(p, LEFT - 12, y + 34, DOOR_W + 24, 556, color("#171d4a"))
        pane = linear(0, 64, 0, 120, (0, color("#ffe4a8")), (1, color("#f0a860")))
        box(p, LEFT, 68, DOOR_W, 54, pane)
        for k in (1, 2, 3):
            box(p, LEFT + k * DOOR_W / 4 - 4, 66, 8, 58, color("#4a5288"))
        glow(p, 645, 95, 240, "#ffcf85", 0.5)

    @staticmethod
    def _steps(image: QImage) -> None:
        with painting(image) as p:
            for k, (x, y, w, h) in enumerate(((410, 590, 470, 52), (360, 636, 570, 60))):
                fill(
                    p,
                    rounded(x, y, w, h, 4),
                    linear(
                        0,
                        y,
                        0,
                        y + h,
                        (0, color("#a2aad6")),
                        (0.3, color("#7f88ba")),
                        (0.34, color("#4c558e")),
                        (1, color("#343c72")),
                    ),
                )
                soft(p, 645, y + h - 4, w * 0.55, 12, "#060920", 0.35 + 0.1 * k)
            box(
                p,
                0,
                690,
                WIDTH,
                30,
                linear(0, 690, 0, 720, (0, color("#3c467e")), (1, color("#5a669c"))),
            )
        wet(image, 690, 0.4, 6.0)
        with painting(image) as p:
            puddle(p, 240, 706, 150, 8)

    def paint(self, painter: QPainter, frame: int) -> None:
        """Facade, door, what hangs and grows beside it, rain."""
        age = frame - SLAM
        open_share = min(1.0, angle(frame) / 62.0)
        painter.fillRect(0, 0, WIDTH, HEIGHT, color("#222956"))
        with saved(painter):
            painter.translate(1.2 * ring(age, 4.4, 3.2), 2.0 * ring(age, 3.6, 3.0))
            painter.translate(WIDTH / 2, HEIGHT / 2)
            painter.scale(1.012, 1.012)
            painter.translate(-WIDTH / 2, -HEIGHT / 2)
            painter.drawImage(0, 0, self._wall)
            if open_share > 0:
                with saved(painter):
                    painter.setClipRect(int(LEFT), int(TOP), int(DOOR_W), int(DOOR_H))
                    painter.drawImage(0, 0, self._inside)
            self._door(painter, frame)
            self._spill(painter, open_share)
            self._wreath_and_lamp(painter, frame)
            for x, seed in ((396, 1.0), (896, 2.4)):
                self._plant(painter, x, frame, seed)
            self._dust(painter, age)
        self._rings.draw(painter, frame)
        self._rain.draw(painter, frame, FAR, 0.8)
        self._rain.draw(painter, frame, MIDDLE, 0.7)
        self._rain.draw(painter, frame, NEAR, 0.7)

    def _door(self, p: QPainter, frame: int) -> None:
        a = math.radians(angle(frame))
        reach = 1 / (1 + DOOR_W * math.sin(a) / 900.0)
        right = LEFT + DOOR_W * math.cos(a) * (0.55 + 0.45 * reach)
        top = EYE + (TOP - EYE) * reach
        bottom = EYE + (TOP + DOOR_H - EYE) * reach
        near = QPolygonF(
            [QPointF(0, 0), QPointF(DOOR_W, 0), QPointF(DOOR_W, DOOR_H), QPointF(0, DOOR_H)]
        )
        far = QPolygonF(
            [
                QPointF(LEFT, TOP),
                QPointF(right, top),
                QPointF(right, bottom),
                QPointF(LEFT, TOP + DOOR_H),
            ]
        )
        move = cast(QTransform, QTransform.quadToQuad(near, far))
        with saved(p):
            p.setClipRect(int(LEFT), int(TOP), int(DOOR_W), int(DOOR_H))
            p.setTransform(move, True)
            p.drawImage(0, 0, self._leaf)
            box(p, 0, 0, DOOR_W, DOOR_H, color("#0a0e2c", 0.45 * math.sin(a)))
        if a > 0.02:
            edge = polygon(
                [
                    (right, top),
                    (right + 9 * math.sin(a), top + 2),
                    (right + 9 * math.sin(a), bottom - 2),
                    (right, bottom),
                ]
            )
            fill(p, edge, color("#0f4a56"))

    @staticmethod
    def _spill_layer() -> QImage:
        """Light on the steps with the door wide open."""
        image = layer()
        with painting(image) as p:
            shape = polygon(
                [
                    (LEFT + 10, 560),
                    (LEFT + DOOR_W - 6, 560),
                    (LEFT + DOOR_W + 180, 760),
                    (LEFT - 120, 760),
                ]
            )
            fill(
                p,
                shape,
                linear(0, 590, 0, 720, (0, color("#ffc06a", 0.8)), (1, color("#f08a4a", 0.3))),
            )
        image = blurred(image, 9, 3)
        with painting(image) as p:
            p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            box(p, 0, 0, WIDTH, 590, color("#000000"))
        return image

    def _spill(self, p: QPainter, share: float) -> None:
        if share <= 0:
            return
        right = LEFT + DOOR_W
        with saved(p):
            p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
            p.setOpacity(share**0.5)
            p.translate(right, 0)
            p.scale(share, 1)
            p.translate(-right, 0)
            p.drawImage(0, 0, self._light)
        glow(p, LEFT + 160, 360, 470, "#ffc070", 0.5 * share)

    def _wreath_and_lamp(self, p: QPainter, frame: int) -> None:
        age = frame - SLAM
        swing = 3.0 * drift(frame, 5.0, 40.0) + 20.0 * ring(age + 0.5, 19.0, 24.0)
        x, y = 405.0, 196.0
        line(p, [(x + 44, y + 16), (x + 30, y - 22), (x, y - 18)], color("#12163a"), 6)
        with saved(p):
            p.translate(x, y - 18)
            p.rotate(swing)
            line(p, [(0, 0), (0, 20)], color("#12163a"), 4)
            fill(p, polygon([(-22, 34), (0, 16), (22, 34)]), color("#12163a"))
            fill(
                p,
                polygon([(-18, 34), (18, 34), (13, 84), (-13, 84)]),
                radial(
                    0, 58, 34, (0, color("#fff6dc")), (0.5, color("#ffdf9c")), (1, color("#f0a860"))
                ),
            )
            fill(p, rounded(-15, 82, 30, 8, 3), color("#12163a"))
            glow(p, 0, 60, 240, "#ffd79a", 0.7)

    @staticmethod
    def _plant(p: QPainter, x: float, frame: int, seed: float) -> None:
        kick = 16 * ring(frame - SLAM - 1, 13.0, 12.0)
        rng = np.random.default_rng(int(seed * 10))
        base = 572.0
        for k in range(13):
            lean = (k - 6) / 6
            gust = 7 * drift(frame + k * 3, seed + k, 42.0) + kick * (0.6 + 0.4 * rng.random())
            tall = 120 - 46 * abs(lean) + 18 * rng.random()
            tip: Point = (x + lean * 74 + gust, base - tall)
            leaf = curve(
                [
                    (x + lean * 14 - 7, base),
                    (x + lean * 46 - 15 + gust * 0.4, base - tall * 0.6),
                    tip,
                    (x + lean * 46 + 15 + gust * 0.4, base - tall * 0.55),
                    (x + lean * 14 + 7, base),
                ]
            )
            tone = ("#2f8a72", "#256f66", "#3da585")[k % 3]
            fill(p, leaf, linear(x, base, tip[0], tip[1], (0, color("#17474f")), (1, color(tone))))
        soft(p, x, base + 78, 74, 13, "#060920", 0.7)
        pot = polygon(
            [(x - 48, base - 6), (x + 48, base - 6), (x + 36, base + 78), (x - 36, base + 78)]
        )
        fill(
            p,
            pot,
            linear(
                x - 48,
                0,
                x + 48,
                0,
                (0, color("#c9704f")),
                (0.4, color("#e28a5e")),
                (1, color("#83403c")),
            ),
        )
        fill(p, rounded(x - 54, base - 14, 108, 22, 6), color("#d97f58"))
        box(p, x - 46, base + 8, 92, 6, color("#5a2434", 0.4))

    @staticmethod
    def _dust(p: QPainter, age: int) -> None:
        """Dust and drops shaken out of the frame."""
        if not 0 <= age < 26:
            return
        rng = np.random.default_rng(77)
        u = age / 26
        for k in range(18):
            side = LEFT - 6 if k % 2 else LEFT + DOOR_W + 6
            out = (-1 if k % 2 else 1) * (14 + 70 * rng.random()) * (1 - (1 - u) ** 3)
            y = TOP + DOOR_H * rng.random() - 20 * u
            size = (12 + 22 * rng.random()) * (0.5 + u)
            soft(p, side + out, y, size, size, "#dfe4ff", 0.32 * (1 - u))
        for _k in range(14):
            x = LEFT - 40 + (DOOR_W + 80) * rng.random()
            y = 58 + (0.5 + rng.random()) * 1.3 * age * age * 0.5
            stroke(
                p,
                curve([(x, y), (x, y + 4 + age * 0.8)], closed=False),
                color("#eef3ff", 0.7 * (1 - u)),
                2.4,
            )
