"""Rain in three depths, and the rings it draws on wet ground. Any frame, from a fixed seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from drawing import HEIGHT, WIDTH, color, ellipse, stroke
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPen


@dataclass(frozen=True)
class Sheet:
    """One depth of rain: how many drops, how long, thick, fast (pixels a frame) and bright."""

    count: int
    length: float
    width: float
    speed: float
    alpha: float


FAR = Sheet(190, 22, 1.1, 19, 0.22)
MIDDLE = Sheet(90, 46, 1.7, 33, 0.28)
NEAR = Sheet(12, 100, 3.0, 60, 0.17)
SLANT = 0.16


class Rain:
    """Falling rain; draw the sheets behind and before the subject separately."""

    def __init__(self, seed: int, tempo: float = 1.0, tone: str = "#cfdcff") -> None:
        self._seed = seed
        self._tempo = tempo
        self._tone = tone
        self._drops: dict[Sheet, np.ndarray] = {}

    def draw(self, painter: QPainter, frame: float, sheet: Sheet, density: float = 1.0) -> None:
        """Draw one sheet at a frame."""
        drops = self._drops.get(sheet)
        if drops is None:
            rng = np.random.default_rng([self._seed, sheet.count])
            drops = self._drops[sheet] = rng.random((sheet.count, 4))
        drops = drops[: max(1, int(len(drops) * density))]
        span = HEIGHT + 2.5 * sheet.length
        speed = sheet.speed * self._tempo * (0.85 + 0.3 * drops[:, 2])
        turn, place = np.divmod(drops[:, 1] * span + speed * frame, span)
        y = place - sheet.length * 1.2
        x = (drops[:, 0] + turn * 0.61803) % 1.0 * (WIDTH + 200) - 40 - y * SLANT
        size = sheet.length * (0.7 + 0.6 * drops[:, 3])
        lines = [QLineF(a, b, a - c * SLANT, b + c) for a, b, c in zip(x, y, size, strict=True)]
        pen = QPen(color(self._tone, sheet.alpha), sheet.width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.save()
        painter.setPen(pen)
        painter.drawLines(lines)
        painter.restore()


class Rings:
    """Rings of raindrops on the ground between two heights of the picture."""

    def __init__(self, seed: int, top: float, bottom: float, count: int = 26) -> None:
        self._rng_seed = seed
        self._top = top
        self._bottom = bottom
        self._count = count
        self._cast = np.random.default_rng([seed, 7]).random((count, 2))

    def draw(self, painter: QPainter, frame: float, tempo: float = 1.0, alpha: float = 0.4) -> None:
        """Draw the rings that are on the ground at a frame."""
        life = 15.0
        for index in range(self._count):
            start, gap = self._cast[index]
            period = life + 10 + 14 * gap
            cycle, age = divmod(frame * tempo + start * period, period)
            if age > life:
                continue
            rng = np.random.default_rng([self._rng_seed, index, int(cycle)])
            x, depth = rng.random(2)
            near = depth**0.8
            y = self._top + (self._bottom - self._top) * near
            grow = age / life
            radius = (6 + 20 * near) * grow**0.6
            ring = ellipse(x * WIDTH, y, radius, radius * 0.3)
            stroke(painter, ring, color("#dfe8ff", alpha * (1 - grow)), 1.0 + near)
            if age < 4:
                hop = (5 + 10 * near) * (age + 1) / 4
                top = color("#eef3ff", alpha * 1.4 * (1 - age / 4))
                drop = ellipse(x * WIDTH + 1, y - hop, 0.8 + 0.8 * near, 1.2 + 2.0 * near)
                painter.fillPath(drop, top)
