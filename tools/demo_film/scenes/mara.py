"""Mara close up in the rain, the ball in her arms."""

from __future__ import annotations

import math

from curves import blink, drift
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
    radial,
    rounded,
    saved,
    soft,
)
from heads import Look, mara
from PySide6.QtGui import QBrush, QImage, QPainter
from rain import FAR, MIDDLE, NEAR, Rain
from speech import Performance
from story import Contact
from town import bokeh, street_lamp, window

from scenes.ball import draw_ball
from scenes.base import Scene

SIZE = 178.0  # radius of the head


class Mara(Scene):
    """One take for all of her close-ups; she looks up to the window on the right."""

    name = "mara"
    frames = 334
    start = 870000  # 10:04:10:00
    crf = 23.5

    def __init__(self) -> None:
        self._voice = Performance(self.name)
        self._rain = Rain(55)
        self._back = self._background()

    def contacts(self) -> list[Contact]:
        """Nothing meets here."""
        return []

    @staticmethod
    def _background() -> QImage:
        image = layer(WIDTH + 80, HEIGHT)
        with painting(image) as p:
            box(
                p,
                0,
                0,
                WIDTH + 80,
                HEIGHT,
                linear(
                    0,
                    0,
                    WIDTH,
                    HEIGHT,
                    (0, color("#1b2250")),
                    (0.5, color("#39427e")),
                    (1, color("#5c5a94")),
                ),
            )
            window(p, 90, 60, 190, 330, 1.0, "#2d3568", 61)
            window(p, 430, 40, 150, 280, 0.6, "#2d3568", 64)
            box(p, 0, 560, WIDTH + 80, 160, color("#4a568e"))
            street_lamp(p, 1090, 640, 560)
        image = blurred(image, 16)
        with painting(image) as p:
            bokeh(p, 14, 26, 0, WIDTH + 80, 20, 470)
            bokeh(p, 15, 10, 0, 360, 300, 620)
            glow(p, 1090, 130, 420, "#ffd9a0", 0.55)
        return image

    def paint(self, painter: QPainter, frame: int) -> None:
        """Soft street, far rain, Mara, near rain."""
        with saved(painter):
            painter.translate(-40 + 10 * drift(frame, 1.0, 260.0), 0)
            painter.drawImage(0, 0, self._back)
        self._rain.draw(painter, frame, FAR)
        with saved(painter):
            painter.translate(4 * drift(frame, 4.0, 150.0), 3 * drift(frame, 6.0, 120.0))
            painter.translate(70, 12)
            painter.scale(0.88, 0.88)
            self._figure(painter, frame)
        self._rain.draw(painter, frame, MIDDLE, 0.6)
        self._rain.draw(painter, frame, NEAR)

    def _figure(self, p: QPainter, frame: int) -> None:
        breath = 4 * math.sin(frame * 2 * math.pi / 76)
        talk, energy = self._voice.speaking(frame), self._voice.energy(frame)
        self._body(p, frame, breath, energy)
        tilt = -3.0 - 2.5 * talk - 4.5 * energy + 1.6 * drift(frame, 2.0, 80.0)
        look = Look(
            self._voice.mouth(frame),
            blink(frame, 1),
            0.35 + 0.35 * talk + 0.4 * energy,
            (0.55 + 0.25 * drift(frame, 7.0, 90.0), -0.75),
            0.55 + 0.35 * (1 - talk),
            0.05 * drift(frame - 4, 2.0, 46.0),
        )
        with saved(p):
            p.translate(560 + 6 * talk + 5 * energy, 318 + breath * 0.5 - 5 * energy)
            p.rotate(tilt)
            p.scale(SIZE, SIZE)
            mara(p, look)
            self._drips(p, frame)

    @staticmethod
    def _drips(p: QPainter, frame: int) -> None:
        """Drops gather on the brim and fall."""
        for k, (x, y) in enumerate(((1.08, -0.48), (-1.42, 0.3), (0.5, -0.52))):
            age = (frame + k * 17) % (34 + 7 * k)
            if age < 12:
                r = 0.012 + 0.018 * age / 12
                fill(p, ellipse(x, y + r, r, r * 1.4), color("#eaf2ff", 0.85))
            elif age < 22:
                t = age - 12
                fill(p, ellipse(x, y + 0.03 + 0.022 * t * t, 0.022, 0.045), color("#eaf2ff", 0.8))

    def _body(self, p: QPainter, frame: int, breath: float, energy: float) -> None:
        y = 560 - breath
        neck = linear(480, 440, 640, 520, (0, color("#b9705f")), (1, color("#e8ae8c")))
        fill(p, rounded(486, 430, 130, 150, 40), neck)
        coat = curve(
            [
                (430, y - 20),
                (640, y - 24),
                (800, y + 46),
                (884, y + 210),
                (880, 960),
                (200, 960),
                (206, y + 200),
                (290, y + 40),
            ]
        )
        fill(p, coat, self._oilskin())
        line(p, [(300, y + 60), (330, y + 130), (322, 900)], color("#9a5a16", 0.55), 5)
        line(p, [(664, y + 20), (690, y + 90), (700, 900)], color("#9a5a16", 0.5), 5)
        self._scarf(p, frame, y)
        self._ball_in_arms(p, y + 4 * energy)

    @staticmethod
    def _scarf(p: QPainter, frame: int, y: float) -> None:
        for lane, tone in enumerate(("#15716f", "#1c8f8a")):
            points = []
            for k in range(7):
                t = k / 6
                wave = math.sin(frame * 0.2 - t * 3.3 + lane) * 26 * t
                points.append((420 - 330 * t, y - 14 + lane * 26 + 40 * t * t + wave))
            line(p, points, color(tone), 52 - 8 * lane)
        wrap = curve(
            [
                (404, y - 62),
                (540, y - 30),
                (664, y - 74),
                (700, y - 20),
                (650, y + 34),
                (540, y + 58),
                (430, y + 40),
                (384, y - 10),
            ]
        )
        fill(
            p,
            wrap,
            linear(
                390,
                y,
                700,
                y - 40,
                (0, color("#15716f")),
                (0.5, color("#27a69b")),
                (1, color("#5fdcc6")),
            ),
        )
        for k, dy in enumerate((-22, 4, 26)):
            line(
                p,
                [(404 + 6 * k, y - 14 + dy), (540, y + 10 + dy * 0.9), (680 - 8 * k, y - 34 + dy)],
                color("#0f5c60", 0.45),
                4,
            )
        soft(p, 540, y - 50, 150, 34, "#0a2f40", 0.55)

    @staticmethod
    def _oilskin() -> QBrush:
        return linear(
            210,
            0,
            890,
            -60,
            (0, color("#b06a1c")),
            (0.3, color("#e39c26")),
            (0.75, color("#ffcd4e")),
            (1, color("#ffe28a")),
        )

    def _ball_in_arms(self, p: QPainter, y: float) -> None:
        soft(p, 612, y + 150, 160, 120, "#5a2a08", 0.5)
        draw_ball(p, 604, y + 128, 112, 18)
        sleeve = self._oilskin()
        right = [(832.0, y + 130), (832.0, y + 246), (724.0, y + 262)]
        line(p, [(a - 6, b - 4) for a, b in right], color("#8a4f12", 0.35), 102)
        line(p, right, sleeve, 96)
        line(p, [(728, y + 216), (718, y + 262), (726, y + 306)], color("#a8681a", 0.7), 7)
        for k in range(3):
            tone = linear(630, 0, 710, 0, (0, color("#ffd6b4")), (1, color("#e09f82")))
            a = y + 226 + k * 23
            line(p, [(716, a + 8), (680, a + 4), (646 + 6 * k, a + 2)], tone, 24)
        left = [(262.0, y + 120), (300.0, y + 240), (470.0, y + 228)]
        line(p, [(a + 5, b - 6) for a, b in left], color("#7a4410", 0.35), 108)
        line(p, left, sleeve, 102)
        line(p, [(470, y + 176), (482, y + 228), (474, y + 276)], color("#a8681a", 0.7), 7)
        skin = ("#ffd6b4", "#e09f82")
        for k in range(4):
            a = y + 186 + k * 24
            tone = linear(500, a - 12, 590, a + 12, (0, color(skin[1])), (1, color(skin[0])))
            line(p, [(490, a + 8), (540, a), (586 - 7 * abs(k - 1), a - 8)], tone, 25)
        fill(
            p,
            ellipse(498, y + 226, 34, 46),
            radial(510, y + 210, 60, (0, color(skin[0])), (1, color(skin[1]))),
        )
