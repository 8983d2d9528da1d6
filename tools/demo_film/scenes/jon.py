"""Jon at his window, warm light behind him, a cat beside him."""

from __future__ import annotations

import math

from curves import blink, drift, smooth
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
)
from heads import Look, jon
from PySide6.QtGui import QBrush, QImage, QPainter
from rain import FAR, MIDDLE, NEAR, Rain
from speech import Performance
from story import Contact
from town import bricks

from scenes.base import Scene

SIZE = 132.0
SILL = 566.0
LEFT, RIGHT, TOP = 270.0, 1010.0, 40.0


class Jon(Scene):
    """One take for both of his close-ups, with a slow push-in; he looks down to the left."""

    name = "jon"
    frames = 272
    start = 873600  # 10:06:40:00
    crf = 23.5

    def __init__(self) -> None:
        self._voice = Performance(self.name)
        self._rain = Rain(66)
        self._room = self._inside()
        self._wall = self._outside()

    def contacts(self) -> list[Contact]:
        """Nothing meets here."""
        return []

    @staticmethod
    def _inside() -> QImage:
        image = layer()
        with painting(image) as p:
            box(
                p,
                0,
                0,
                WIDTH,
                HEIGHT,
                radial(
                    840,
                    220,
                    760,
                    (0, color("#ffe9b8")),
                    (0.35, color("#f9bf74")),
                    (0.8, color("#c9744a")),
                    (1, color("#8a4438")),
                ),
            )
            for k in range(12):
                box(p, 250 + k * 68, 0, 30, HEIGHT, color("#fff0c8", 0.10))
            box(p, 300, 130, 220, 18, color("#7a3c2c"))
            for k, (h, tone) in enumerate(
                (
                    (80, "#2f8f8a"),
                    (66, "#e2b04a"),
                    (88, "#c24e3a"),
                    (72, "#45538c"),
                    (60, "#e8d8b0"),
                    (84, "#7d3f5c"),
                )
            ):
                fill(p, rounded(312 + k * 27, 130 - h, 22, h, 3), color(tone))
            box(p, 300, 290, 190, 16, color("#7a3c2c"))
            fill(
                p,
                curve([(330, 290), (322, 240), (350, 222), (378, 240), (372, 290)]),
                color("#3d7f86"),
            )
            line(p, [(376, 240), (398, 248), (376, 272)], color("#3d7f86"), 8)
            fill(p, rounded(410, 246, 40, 44, 6), color("#fff1dc"))
            line(p, [(870, 0), (870, 100)], color("#5a2c24"), 5)
            fill(p, curve([(800, 160), (834, 100), (906, 100), (940, 160)]), color("#d9563f"))
        image = blurred(image, 5)
        with painting(image) as p:
            glow(p, 870, 168, 330, "#fff3d0", 0.95)
        return image

    @staticmethod
    def _outside() -> QImage:
        """The wall and the window's stone, with a hole where one looks in."""
        image = layer()
        with painting(image) as p:
            box(
                p,
                0,
                0,
                WIDTH,
                HEIGHT,
                linear(
                    0,
                    0,
                    WIDTH,
                    HEIGHT,
                    (0, color("#3a437f")),
                    (0.5, color("#313a74")),
                    (1, color("#20275a")),
                ),
            )
            bricks(p, 0, 0, WIDTH, HEIGHT, 34, 23)
            stone = linear(
                200,
                0,
                1080,
                0,
                (0, color("#8f97c6")),
                (0.5, color("#757eb2")),
                (1, color("#565f97")),
            )
            box(p, LEFT - 66, 0, RIGHT - LEFT + 132, SILL + 10, stone)
            for y in (120, 262, 404, 546):
                box(p, LEFT - 66, y, RIGHT - LEFT + 132, 3, color("#2c3468", 0.5))
            box(p, LEFT - 16, 0, RIGHT - LEFT + 32, SILL, color("#e9e2f2"))
            box(p, LEFT - 6, 0, RIGHT - LEFT + 12, SILL, color("#8e86b4"))
            p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            box(p, LEFT, 0, RIGHT - LEFT, SILL, color("#000000"))
        with painting(image) as p:
            Jon._reveal(p)
        return image

    @staticmethod
    def _reveal(p: QPainter) -> None:
        """The sash above, and warm light on the stone at both sides."""
        box(
            p,
            LEFT,
            0,
            RIGHT - LEFT,
            34,
            linear(
                0,
                0,
                0,
                34,
                (0, color("#fbf6ff")),
                (0.6, color("#d6cfe6")),
                (1, color("#8e86b4")),
            ),
        )
        for side, x in ((1, LEFT), (-1, RIGHT)):
            with saved(p):
                p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
                box(
                    p,
                    x - (76 if side == 1 else 0),
                    0,
                    76,
                    SILL,
                    linear(
                        x,
                        0,
                        x - side * 76,
                        0,
                        (0, color("#ffb765", 0.55)),
                        (1, color("#ffb765", 0)),
                    ),
                )

    def paint(self, painter: QPainter, frame: int) -> None:
        """Room, Jon, window, sill with the cat, rain in front."""
        push = 1.0 + 0.06 * smooth(frame / self.frames)
        with saved(painter):
            painter.translate(640, 300)
            painter.scale(push, push)
            painter.translate(-640, -300)
            with saved(painter):
                depth = 1.0 - 0.03 * smooth(frame / self.frames)
                painter.translate(640 * (1 - depth), 300 * (1 - depth))
                painter.scale(depth, depth)
                painter.drawImage(0, 0, self._room)
            self._curtains(painter, frame)
            self._figure(painter, frame)
            painter.drawImage(0, 0, self._wall)
            self._sill(painter)
            self._arms(painter, frame)
            self._cat(painter, frame)
        self._drops(painter, frame)
        self._rain.draw(painter, frame, FAR, 0.6)
        self._rain.draw(painter, frame, MIDDLE, 0.7)
        self._rain.draw(painter, frame, NEAR)

    @staticmethod
    def _curtains(p: QPainter, frame: int) -> None:
        for side, x in ((1, LEFT), (-1, RIGHT)):
            wind = 9 * drift(frame, 3.0 + side, 70.0)
            cloth = curve(
                [
                    (x - side * 20, -40),
                    (x + side * 150, -40),
                    (x + side * (104 + wind * 0.5), 200),
                    (x + side * (66 + wind), 420),
                    (x + side * (96 + wind * 1.6), 600),
                    (x - side * 20, 600),
                ]
            )
            fill(
                p,
                cloth,
                linear(
                    x,
                    0,
                    x + side * 140,
                    0,
                    (0, color("#8f2f34")),
                    (0.6, color("#cf5a48")),
                    (1, color("#f09a6a")),
                ),
            )
            for k in (0.3, 0.58):
                line(
                    p,
                    [
                        (x + side * 130 * k, 0),
                        (x + side * (96 + wind * 0.5) * k, 220),
                        (x + side * (64 + wind) * k, 420),
                        (x + side * (90 + wind) * k, 590),
                    ],
                    color("#7a2430", 0.45),
                    5,
                )

    def _figure(self, p: QPainter, frame: int) -> None:
        breath = 3 * math.sin(frame * 2 * math.pi / 82)
        talk, energy = self._voice.speaking(frame), self._voice.energy(frame)
        y = 420 - breath
        fill(p, rounded(574, 320, 92, 120, 30), color("#a5664a"))
        body = curve(
            [
                (540, y - 10),
                (700, y - 10),
                (820, y + 46),
                (876, y + 240),
                (400, y + 240),
                (436, y + 50),
            ]
        )
        fill(p, body, self._wool())
        with saved(p):
            p.setClipPath(body)
            for k in range(8):
                x = 498 + k * 36
                line(p, [(x, y + 240), (x + (622 - x) * 0.16, y + 20)], color("#1f5f50", 0.35), 4)
        fill(
            p,
            rounded(548, y - 44, 148, 58, 26),
            linear(548, 0, 696, 0, (0, color("#256a58")), (1, color("#5cb98c"))),
        )
        look = Look(
            self._voice.mouth(frame),
            blink(frame, 2, 64),
            0.2 + 0.3 * talk + 0.5 * energy,
            (0.5 + 0.3 * drift(frame, 5.0, 90.0), 0.8),
            0.8,
            0.3 * drift(frame - 3, 2.0, 50.0),
        )
        with saved(p):
            p.translate(612 - 5 * talk - 4 * energy, 262 - breath + 6 * energy)
            p.rotate(-5 - 2 * talk - 4 * energy + 1.8 * drift(frame, 8.0, 84.0))
            p.scale(-SIZE, SIZE)
            jon(p, look)

    @staticmethod
    def _sill(p: QPainter) -> None:
        box(
            p,
            176,
            SILL,
            928,
            34,
            linear(
                0,
                SILL,
                0,
                SILL + 34,
                (0, color("#d5daf4")),
                (0.4, color("#a9b1dc")),
                (1, color("#7780b4")),
            ),
        )
        box(
            p,
            176,
            SILL + 34,
            928,
            44,
            linear(0, SILL + 34, 0, SILL + 78, (0, color("#6a73a8")), (1, color("#4a538a"))),
        )
        box(
            p,
            190,
            SILL + 78,
            900,
            26,
            linear(
                0, SILL + 78, 0, SILL + 104, (0, color("#0c1030", 0.5)), (1, color("#0c1030", 0))
            ),
        )
        with saved(p):
            p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
            box(
                p,
                LEFT,
                SILL,
                RIGHT - LEFT,
                34,
                linear(
                    0, SILL, 0, SILL + 34, (0, color("#ffb765", 0.6)), (1, color("#ffb765", 0.1))
                ),
            )

    @staticmethod
    def _wool() -> QBrush:
        return linear(
            420, 0, 860, 0, (0, color("#2e7d63")), (0.6, color("#3fa07c")), (1, color("#7fd0a0"))
        )

    def _arms(self, p: QPainter, frame: int) -> None:
        breath = 1.5 * math.sin(frame * 2 * math.pi / 82)
        y = SILL + 2 - breath * 0.3
        soft(p, 620, SILL + 16, 250, 16, "#2a1030", 0.55)
        arms = [
            [start, elbow, (632, y - 14)]
            for start, elbow in (((458, y - 66), (480, y - 24)), ((806, y - 66), (784, y - 22)))
        ]
        for arm in arms:
            line(p, [(a, b - 5) for a, b in arm], color("#17493f", 0.3), 69)
        for arm in arms:
            line(p, arm, self._wool(), 66)
        for x in (572, 690):
            box(p, x - 9, y - 46, 18, 64, color("#1f5f50", 0.35))
        for x, flip in ((604, 1), (662, -1)):
            fill(
                p,
                ellipse(x, y - 12, 36, 26),
                radial(x + 8, y - 24, 52, (0, color("#e8ae84")), (1, color("#a5664a"))),
            )
            for k in range(4):
                a = y - 28 + 11 * k + (5 if flip == 1 else 0)
                tone = color(("#dc9f76", "#d3956c", "#c98a64", "#bd7d5a")[k])
                line(p, [(x + flip * 8, a), (x + flip * (42 - 3 * k), a + 3)], tone, 12)

    @staticmethod
    def _cat(p: QPainter, frame: int) -> None:
        """A grey cat on the sill; only its tail has an opinion."""
        x, y = 900.0, SILL + 4
        soft(p, x, y, 90, 12, "#10143a", 0.6)
        fur = linear(
            x - 70,
            y - 150,
            x + 70,
            y,
            (0, color("#4a4870")),
            (0.6, color("#34335c")),
            (1, color("#57507c")),
        )
        tail = []
        for k in range(7):
            t = k / 6
            flick = math.sin(frame * 0.11 - t * 2.4) * 26 * t * t
            tail.append((x + 46 + 34 * math.sin(t * 2.4) + flick, y - 8 + 108 * t))
        line(p, tail, color("#3b3963"), 18)
        body = curve(
            [
                (x - 30, y - 120),
                (x + 26, y - 116),
                (x + 62, y - 50),
                (x + 60, y + 2),
                (x - 56, y + 2),
                (x - 54, y - 50),
            ]
        )
        fill(p, body, fur)
        nod = 2 * drift(frame, 9.0, 110.0)
        hx, hy = x - 10 + nod, y - 140 + 1.5 * math.sin(frame * 2 * math.pi / 66)
        for side in (-1, 1):
            ear = polygon(
                [(hx + side * 44, hy - 14), (hx + side * 36, hy - 62), (hx + side * 6, hy - 36)]
            )
            fill(p, ear, color("#3b3963"))
            inner = polygon(
                [(hx + side * 36, hy - 22), (hx + side * 33, hy - 48), (hx + side * 16, hy - 34)]
            )
            fill(p, inner, color("#a8688a"))
        fill(p, ellipse(hx, hy, 50, 42), fur)
        lids = blink(frame, 5, 90)
        for side in (-1, 1):
            ex = hx - 6 + side * 20
            if lids > 0.2:
                fill(p, ellipse(ex, hy - 4, 10, 10 * lids), color("#ffd45e"))
                fill(p, ellipse(ex - 2, hy - 3, 4, 8 * lids), color("#1a1330"))
            else:
                line(p, [(ex - 9, hy - 2), (ex, hy + 3), (ex + 9, hy - 2)], color("#1a1330"), 3)
            for k in (-1, 1):
                line(
                    p,
                    [(hx - 6 + side * 16, hy + 15 + k * 2), (hx - 6 + side * 52, hy + 12 + k * 8)],
                    color("#e8e2ff", 0.5),
                    1.6,
                )
        fill(p, polygon([(hx - 12, hy + 9), (hx, hy + 9), (hx - 6, hy + 16)]), color("#d98a9a"))
        for paw in (-26, 14):
            fill(p, rounded(x + paw - 16, y - 14, 34, 18, 9), color("#6a648e"))

    @staticmethod
    def _drops(p: QPainter, frame: int) -> None:
        """Water runs off the top of the window."""
        for k in range(7):
            x = LEFT + 40 + k * 108 + 14 * math.sin(k * 5.0)
            age = (frame + k * 19) % (40 + (k * 13) % 17)
            if age < 13:
                y = 30 + 2.2 * age * age
                if y < SILL:
                    stroke(
                        p,
                        curve([(x, y), (x, y + 8 + age)], closed=False),
                        color("#f2f6ff", 0.6),
                        3.2,
                    )
