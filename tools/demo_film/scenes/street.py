"""The street at dusk, in the rain. The camera pushes in through layers of houses."""

# ruff: noqa: PLR0917  (coordinates and sizes are read in order)

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from curves import drift, smooth
from drawing import (
    HEIGHT,
    WIDTH,
    blend,
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
    soft,
    wet,
)
from PySide6.QtGui import QImage, QPainter
from rain import FAR, MIDDLE, NEAR, Rain, Rings
from story import Contact
from town import bricks, sky, street_lamp, window

from scenes.base import Scene

HORIZON = 424.0
CENTRE = 640.0
SCALE = 1.25  # layers are drawn larger than the frame, so that the push-in stays sharp


@dataclass(frozen=True)
class Wing:
    """A row of house fronts at one depth: how far it stands from the middle, and its size."""

    gap: float
    top: float
    base: float
    tone: str
    unit: float
    push: float
    seed: int


WINGS = (
    Wing(66, 300, 438, "#5a5a94", 16, 0.05, 3),
    Wing(120, 236, 452, "#474b86", 25, 0.08, 4),
    Wing(205, 150, 480, "#383f78", 40, 0.13, 5),
    Wing(345, 20, 536, "#2b3268", 66, 0.20, 12),
)


class Street(Scene):
    """Wide shot with a slow push-in; Mara is a yellow spot far down the road."""

    name = "street"
    frames = 138
    crf = 23.0

    def __init__(self) -> None:
        self._rain = Rain(10)
        self._rings = Rings(3, 500, 716, 46)
        self._sky = self._sky_layer()
        self._road = self._road_layer()
        self._wings = [self._wing_layer(wing) for wing in WINGS]

    def contacts(self) -> list[Contact]:
        """Only rain falls here."""
        return []

    @staticmethod
    def _new() -> QImage:
        return layer(int(WIDTH * SCALE), int(HEIGHT * SCALE))

    def _sky_layer(self) -> QImage:
        image = self._new()
        with painting(image) as p:
            p.scale(SCALE, SCALE)
            sky(p, WIDTH, HORIZON)
            rng = np.random.default_rng(8)
            for _ in range(16):
                x, y = rng.random() * WIDTH, 40 + rng.random() * 260
                tone = blend("#3a4480", "#b98a9c", y / 420)
                soft(p, x, y, 190 + 160 * rng.random(), 26 + 22 * rng.random(), tone, 0.3)
            glow(p, CENTRE, HORIZON - 10, 420, "#ffb58a", 0.6)
            for k in range(30):
                x = k * 46 + 20 * rng.random()
                h = 30 + 50 * rng.random()
                box(p, x, HORIZON - h, 40, h + 20, color("#7a6a9a"))
                fill(
                    p,
                    polygon(
                        [(x - 4, HORIZON - h), (x + 20, HORIZON - h - 22), (x + 44, HORIZON - h)]
                    ),
                    color("#6c6094"),
                )
            fill(
                p,
                polygon([(628, 372), (634, 300), (640, 268), (646, 300), (652, 372)]),
                color("#7a6a9a"),
            )
            box(p, 624, 340, 32, 100, color("#7a6a9a"))
        return image

    def _road_layer(self) -> QImage:
        image = self._new()
        with painting(image) as p:
            p.drawImage(0, 0, self._sky)
            p.scale(SCALE, SCALE)
            for wing in WINGS:
                self._wing(p, wing)
            box(p, 0, HORIZON, WIDTH, HEIGHT - HORIZON, color("#000000"))
        wet(image, int(HORIZON * SCALE), 1.0, 1.45)
        with painting(image) as p:
            p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            box(p, 0, 0, WIDTH * SCALE, HORIZON * SCALE, color("#000000"))
        shine = image
        image = self._asphalt()
        with painting(image) as p:
            p.setOpacity(0.5)
            p.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
            p.drawImage(0, 0, shine)
        return image

    def _asphalt(self) -> QImage:
        """Road, kerbs and pavements, dry."""
        image = self._new()
        with painting(image) as p:
            p.scale(SCALE, SCALE)
            box(
                p,
                0,
                HORIZON,
                WIDTH,
                HEIGHT,
                linear(
                    0,
                    HORIZON,
                    0,
                    HEIGHT,
                    (0, color("#8a6f96")),
                    (0.12, color("#4c4f86")),
                    (0.5, color("#2c3468")),
                    (1, color("#1c2350")),
                ),
            )
            for side in (-1, 1):
                fill(
                    p,
                    polygon(
                        [
                            (CENTRE + side * 44, HORIZON),
                            (CENTRE + side * 700, HORIZON),
                            (CENTRE + side * 900, HEIGHT),
                            (CENTRE + side * 480, HEIGHT),
                        ]
                    ),
                    linear(
                        0,
                        HORIZON,
                        0,
                        HEIGHT,
                        (0, color("#6f6a9e")),
                        (0.3, color("#3d447e")),
                        (1, color("#333c74")),
                    ),
                )
                fill(
                    p,
                    polygon(
                        [
                            (CENTRE + side * 43, HORIZON),
                            (CENTRE + side * 45, HORIZON),
                            (CENTRE + side * 494, HEIGHT),
                            (CENTRE + side * 470, HEIGHT),
                        ]
                    ),
                    color("#9aa4d4"),
                )
        return image

    def _wing_layer(self, wing: Wing) -> QImage:
        image = self._new()
        with painting(image) as p:
            p.scale(SCALE, SCALE)
            self._wing(p, wing)
        return image

    def _wing(self, p: QPainter, wing: Wing) -> None:
        rng = np.random.default_rng(wing.seed)
        for side in (-1, 1):
            x = wing.gap
            while x < 680:
                width = wing.unit * (4.0 + 1.6 * rng.random())
                top = wing.top + wing.unit * 1.6 * (rng.random() - 0.5)
                left = CENTRE + x if side == 1 else CENTRE - x - width
                self._house(p, wing, left, top, width, rng)
                x += width + wing.unit * 0.08
        for side in (-1, 1):
            x = CENTRE + side * (wing.gap - wing.unit * 0.75)
            foot = wing.base + wing.unit * 0.25
            with saved(p):
                p.translate(x, foot + wing.unit * 0.2)
                p.scale(1, 0.22)
                glow(p, 0, 0, wing.unit * 3.4, "#ffd9a0", 0.5)
            street_lamp(p, x, foot, wing.unit * 3.9)

    @staticmethod
    def _house(
        p: QPainter, wing: Wing, x: float, top: float, width: float, rng: np.random.Generator
    ) -> None:
        u = wing.unit
        wall = blend(wing.tone, ("#7a4f7c", "#2f5a86", "#3a3f80")[int(rng.random() * 3)], 0.35)
        roof = blend(wing.tone, "#151a44", 0.5)
        ridge = top - u * (1.3 + 0.6 * rng.random())
        cx = x + width * (0.2 + 0.55 * rng.random())
        box(p, cx, ridge - u * 0.35, u * 0.5, u * 1.4, color(blend(wall, "#10143a", 0.3)))
        fill(
            p,
            polygon(
                [(x - u * 0.2, top + 1), (x + width * 0.5, ridge), (x + width + u * 0.2, top + 1)]
            ),
            linear(0, ridge, 0, top, (0, color(blend(roof, "#8a7ab0", 0.3))), (1, color(roof))),
        )
        box(
            p,
            x,
            top,
            width,
            wing.base - top + u * 0.3,
            linear(
                0, top, 0, wing.base, (0, color(wall)), (1, color(blend(wall, "#0e1338", 0.45)))
            ),
        )
        box(
            p,
            x - u * 0.1,
            top - u * 0.05,
            width + u * 0.2,
            u * 0.16,
            color(blend(wall, "#c8b8d8", 0.3)),
        )
        box(p, x, wing.base - u * 0.35, width, u * 0.65, color(blend(wall, "#0e1338", 0.6)))
        if u > 35:
            bricks(p, x, top + u * 0.3, width, wing.base - top - u, u * 0.22, int(x) % 97 + 1)
        columns = max(2, int(width / (u * 1.55)))
        pitch = width / columns
        rows = int((wing.base - top - u * 1.6) / (u * 1.75))
        for row in range(rows + 1):
            for k in range(columns):
                wx = x + pitch * (k + 0.5) - u * 0.36
                wy = top + u * 0.5 + row * u * 1.75
                last = wy + u * 2.3 > wing.base
                if last and k == columns // 2:
                    Street._front_door(p, wx, wy, u, wing.base, int(rng.random() * 3))
                    continue
                lit = 1.0 if rng.random() < 0.54 else 0.0
                window(
                    p,
                    wx,
                    wy,
                    u * 0.72,
                    u * 1.1,
                    lit * (0.7 + 0.3 * rng.random()),
                    wall,
                    int(rng.random() * 999),
                )
                if lit and u > 20:
                    glow(p, wx + u * 0.36, wy + u * 0.55, u * 1.5, "#ffb765", 0.3)

    @staticmethod
    def _front_door(p: QPainter, x: float, y: float, u: float, base: float, kind: int) -> None:
        tone = ("#23838a", "#a8434a", "#4a3a74")[kind]
        w, h = u * 0.8, base - y + u * 0.2
        box(p, x - u * 0.12, y - u * 0.12, w + u * 0.24, h + u * 0.1, color("#8d86b4", 0.8))
        box(
            p,
            x,
            y,
            w,
            h,
            linear(x, y, x + w, y + h, (0, color(tone)), (1, color(blend(tone, "#0e1338", 0.45)))),
        )
        box(p, x, y, w, u * 0.3, color("#ffcb78"))
        for k in (0.12, 0.56):
            for j in (0.28, 0.64):
                fill(
                    p,
                    rounded(x + w * k, y + h * j, w * 0.32, h * 0.28, u * 0.05),
                    color("#0e1338", 0.28),
                )
        box(p, x - u * 0.2, base + u * 0.12, w + u * 0.4, u * 0.18, color("#8d94c4"))
        glow(p, x + w / 2, y + u * 0.15, u * 1.2, "#ffcb78", 0.35)

    def paint(self, painter: QPainter, frame: int) -> None:
        """Sky, road, wings from far to near with haze between them, rain."""
        travel = 0.15 + 0.85 * smooth(frame / (self.frames - 1))
        sway = 1.5 * drift(frame, 1.0, 120.0)
        with self._camera(painter, 1 + 0.03 * travel, 0.1 * sway):
            painter.drawImage(0, 0, self._sky)
        with self._camera(painter, 1 + 0.14 * travel, 0.4 * sway):
            painter.drawImage(0, 0, self._road)
        for index, (wing, image) in enumerate(zip(WINGS, self._wings, strict=True)):
            with self._camera(painter, 1 + wing.push * travel, wing.push * 6 * sway):
                painter.drawImage(0, 0, image)
            soft(painter, CENTRE, HORIZON - 10, 560, 150, "#c98a9c", 0.16 - 0.03 * index)
            if index == 1:
                with self._camera(painter, 1 + 0.12 * travel, 0.4 * sway):
                    painter.scale(SCALE, SCALE)
                    self._mara(painter, frame)
            if index == 2:
                self._rain.draw(painter, frame, FAR)
        self._rings.draw(painter, frame)
        self._wire(painter, frame, travel)
        self._rain.draw(painter, frame, FAR, 0.5)
        self._rain.draw(painter, frame, MIDDLE)
        self._rain.draw(painter, frame, NEAR)

    @staticmethod
    @contextmanager
    def _camera(p: QPainter, zoom: float, shift: float) -> Iterator[None]:
        """Draw a layer pushed in about the end of the street."""
        with saved(p):
            p.translate(CENTRE + shift, HORIZON)
            p.scale(zoom / SCALE, zoom / SCALE)
            p.translate(-CENTRE * SCALE, -HORIZON * SCALE)
            yield

    @staticmethod
    def _mara(p: QPainter, frame: int) -> None:
        """Mara, small, waiting under the far lamp; her scarf flutters."""
        p.translate(CENTRE - 30, 500)
        p.scale(1.4, 1.4)
        x, y = 0.0, 0.0
        soft(p, x, y, 22, 5, "#060920", 0.7)
        soft(p, x, y + 16, 11, 26, "#ffd257", 0.4)
        for dx in (-4.5, 4.5):
            fill(p, rounded(x + dx - 3.4, y - 13, 6.8, 13, 2.4), color("#e8553f"))
        sway = 1.2 * math.sin(frame * 0.16)
        coat = curve(
            [
                (x - 6, y - 40),
                (x + 6, y - 40),
                (x + 9, y - 26),
                (x + 13 + sway, y - 10),
                (x - 13 + sway, y - 10),
                (x - 9, y - 26),
            ]
        )
        fill(p, coat, linear(x - 12, 0, x + 12, 0, (0, color("#e39c26")), (1, color("#ffd862"))))
        wave = [
            (x - 4 - k * 5.0, y - 39 + math.sin(frame * 0.3 - k * 0.9) * k * 0.8 + k * 0.6)
            for k in range(5)
        ]
        line(p, wave, color("#2bb5a5"), 4)
        fill(p, ellipse(x, y - 47, 8.4, 9), color("#f6c19c"))
        fill(p, ellipse(x, y - 51.5, 9.6, 6.5), color("#f8bd36"))
        fill(p, rounded(x - 13, y - 50, 26, 4.4, 2), color("#ffd75e"))

    @staticmethod
    def _wire(p: QPainter, frame: int, travel: float) -> None:
        """A line with pennants across the street, nearest to the camera."""
        sag = 96 + 5 * drift(frame, 3.0, 80.0)
        zoom = 1 + 0.3 * travel
        points = []
        for k in range(17):
            t = k / 16
            x = CENTRE + (t - 0.5) * 1500 * zoom
            y = -34 * zoom + 4 * sag * t * (1 - t) * zoom
            points.append((x, y))
        line(p, points, color("#12163a"), 2.5)
        tones = ("#d7635a", "#f3d9c8", "#2f9a94", "#f0b040")
        for k in range(1, 16):
            x, y = points[k]
            lean = 7 * drift(frame + k * 6, 2.0 + k, 50.0) - 6
            flag = polygon([(x - 15, y), (x + 15, y), (x + lean, y + 40)])
            fill(p, flag, color(blend(tones[k % 4], "#1b2050", 0.45)))
