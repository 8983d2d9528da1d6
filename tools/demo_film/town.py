"""Pieces of the town: windows, lamps, walls, pavement. Drawn once per scene, into layers."""

# ruff: noqa: PLR0917  (coordinates and sizes are read in order)

from __future__ import annotations

import numpy as np
from drawing import (
    blend,
    box,
    color,
    curve,
    ellipse,
    fill,
    glow,
    line,
    linear,
    polygon,
    radial,
    rounded,
    saved,
    soft,
    stroke,
)
from PySide6.QtGui import QPainter

LIT = "#ffcb78"
LAMP = "#ffd9a0"


def sky(p: QPainter, width: float, horizon: float) -> None:
    """Dusk: deep blue above, a last warm band at the horizon."""
    box(
        p,
        0,
        0,
        width,
        horizon + 80,
        linear(
            0,
            0,
            0,
            horizon + 40,
            (0.0, color("#141a3d")),
            (0.45, color("#2c3a70")),
            (0.78, color("#6b5f92")),
            (0.95, color("#c98a8c")),
            (1.0, color("#eab08c")),
        ),
    )


def window(
    p: QPainter, x: float, y: float, w: float, h: float, lit: float, wall: str, seed: int = 0
) -> None:
    """A sash window; ``lit`` 0 dark to 1 bright, with curtains and a plant by chance."""
    frame = blend(wall, "#d8d2e8", 0.28)
    box(p, x - w * 0.09, y - w * 0.09, w * 1.18, h + w * 0.18, color(frame))
    dark = linear(
        x,
        y,
        x + w,
        y + h,
        (0, color("#2b3768")),
        (0.5, color("#3d4c85")),
        (0.52, color("#26315e")),
        (1, color("#222b55")),
    )
    box(p, x, y, w, h, dark)
    if lit > 0:
        warm = linear(
            x,
            y,
            x,
            y + h,
            (0, color("#ffdf9c", lit)),
            (0.6, color(LIT, lit)),
            (1, color("#e8924f", lit)),
        )
        box(p, x, y, w, h, warm)
        rng = np.random.default_rng(seed)
        if rng.random() < 0.7:
            _curtains(p, x, y, w, h, lit)
        if rng.random() < 0.45:
            _pot_plant(p, x + w * (0.3 + 0.4 * rng.random()), y, w, h)
    bar = color(frame)
    box(p, x + w / 2 - w * 0.03, y, w * 0.06, h, bar)
    box(p, x, y + h * 0.48, w, w * 0.07, bar)
    box(p, x - w * 0.16, y + h + w * 0.06, w * 1.32, w * 0.1, color(blend(frame, "#ffffff", 0.12)))
    box(p, x - w * 0.16, y + h + w * 0.16, w * 1.32, w * 0.07, color("#0c1030", 0.35))


def _curtains(p: QPainter, x: float, y: float, w: float, h: float, lit: float) -> None:
    cloth = color("#b8553f", 0.55 * lit)
    for side in (0.0, 1.0):
        edge = x + side * w
        inner = edge + (0.3 if side == 0 else -0.3) * w
        path = curve(
            [
                (edge, y),
                (inner, y),
                (edge + (inner - edge) * 0.55, y + h * 0.55),
                (edge + (inner - edge) * 0.7, y + h),
                (edge, y + h),
            ]
        )
        with saved(p):
            p.setClipPath(rounded(x, y, w, h, 0))
            fill(p, path, cloth)


def _pot_plant(p: QPainter, cx: float, y: float, w: float, h: float) -> None:
    leaf = color("#3b3f4e", 0.85)
    box(p, cx - w * 0.09, y + h * 0.82, w * 0.18, h * 0.18, leaf)
    for k in (-1, -0.4, 0.3, 0.9):
        line(
            p,
            [
                (cx, y + h * 0.84),
                (cx + k * w * 0.1, y + h * 0.7),
                (cx + k * w * 0.22, y + h * 0.6),
            ],
            leaf,
            w * 0.05,
        )


def bricks(p: QPainter, x: float, y: float, w: float, h: float, size: float, seed: int) -> None:
    """A scatter of single bricks, lighter and darker than the wall: a hint, not a pattern."""
    rng = np.random.default_rng(seed)
    rows = int(h / size)
    for row in range(rows):
        for _ in range(max(1, int(w / (size * 9)))):
            bx = x + rng.random() * (w - 2 * size)
            tone = color("#ffffff", 0.05) if rng.random() < 0.5 else color("#050824", 0.10)
            bx = x + round((bx - x) / (size * 2.2)) * size * 2.2 + (row % 2) * size * 1.1
            if bx + size * 2 <= x + w:
                fill(p, rounded(bx, y + row * size + 2, size * 2.0, size - 4, 2), tone)


def street_lamp(p: QPainter, x: float, base: float, height: float, lit: float = 1.0) -> None:
    """A cast-iron street lamp with its light."""
    s = height / 400.0
    iron = linear(
        x - 8 * s,
        0,
        x + 8 * s,
        0,
        (0, color("#343c6b")),
        (0.4, color("#20264c")),
        (1, color("#12163a")),
    )
    top = base - height
    box(p, x - 5 * s, top + 60 * s, 10 * s, height - 60 * s, iron)
    fill(
        p,
        polygon(
            [
                (x - 16 * s, base),
                (x - 8 * s, base - 60 * s),
                (x + 8 * s, base - 60 * s),
                (x + 16 * s, base),
            ]
        ),
        iron,
    )
    box(p, x - 11 * s, top + 120 * s, 22 * s, 7 * s, iron)
    glass = polygon(
        [
            (x - 17 * s, top + 58 * s),
            (x - 25 * s, top + 12 * s),
            (x + 25 * s, top + 12 * s),
            (x + 17 * s, top + 58 * s),
        ]
    )
    fill(
        p,
        glass,
        radial(
            x,
            top + 36 * s,
            34 * s,
            (0, color("#fff6dc")),
            (0.5, color("#ffe0a0")),
            (1, color("#f0a860")),
        ),
    )
    fill(
        p,
        polygon([(x - 30 * s, top + 13 * s), (x, top - 12 * s), (x + 30 * s, top + 13 * s)]),
        iron,
    )
    fill(p, ellipse(x, top - 12 * s, 5 * s, 6 * s), iron)
    box(p, x - 19 * s, top + 57 * s, 38 * s, 6 * s, iron)
    glow(p, x, top + 34 * s, 250 * s, LAMP, 0.75 * lit)
    glow(p, x, top + 34 * s, 90 * s, "#fff0cc", 0.8 * lit)


def pavement(p: QPainter, width: float, top: float, kerb: float, bottom: float) -> None:
    """Wet flagstones down to the kerb, then the road."""
    box(
        p,
        0,
        top,
        width,
        kerb - top,
        linear(
            0, top, 0, kerb, (0, color("#343d70")), (0.25, color("#48538a")), (1, color("#5a669c"))
        ),
    )
    joint = color("#20274f", 0.45)
    middle = width / 2
    for k in range(-12, 13):
        a, b = middle + k * 132, middle + k * 164
        stroke(p, curve([(a, top), (b, kerb)], closed=False), joint, 2)
    for y in (top + (kerb - top) * 0.3, top + (kerb - top) * 0.62):
        box(p, 0, y, width, 2, joint)
    box(
        p,
        0,
        kerb,
        width,
        14,
        linear(
            0,
            kerb,
            0,
            kerb + 14,
            (0, color("#8792c4")),
            (0.3, color("#5c679c")),
            (1, color("#2a3160")),
        ),
    )
    box(
        p,
        0,
        kerb + 14,
        width,
        bottom - kerb - 14,
        linear(0, kerb + 14, 0, bottom, (0, color("#1a2048")), (1, color("#262d5a"))),
    )


def puddle(p: QPainter, x: float, y: float, rx: float, ry: float) -> None:
    """A flat pool that shows the sky."""
    shape = curve(
        [
            (x - rx, y),
            (x - rx * 0.5, y - ry),
            (x + rx * 0.3, y - ry * 0.8),
            (x + rx, y - ry * 0.1),
            (x + rx * 0.55, y + ry * 0.8),
            (x - rx * 0.4, y + ry),
        ]
    )
    fill(
        p,
        shape,
        linear(x, y - ry, x, y + ry, (0, color("#6a76ad", 0.5)), (1, color("#aab4e0", 0.45))),
    )


def bokeh(p: QPainter, seed: int, count: int, x0: float, x1: float, y0: float, y1: float) -> None:
    """Lights far out of focus."""
    rng = np.random.default_rng(seed)
    tones = ("#ffcf85", "#ffb36b", "#ffe2b0", "#f08f6a", "#8fb4ff")
    for _ in range(count):
        x, y = x0 + (x1 - x0) * rng.random(), y0 + (y1 - y0) * rng.random()
        r = 14 + 40 * rng.random() ** 1.5
        tone = tones[int(rng.random() * len(tones))]
        a = 0.10 + 0.28 * rng.random()
        disc = radial(
            x,
            y,
            r,
            (0, color(tone, a * 0.7)),
            (0.82, color(tone, a)),
            (0.93, color(tone, a * 1.1)),
            (1, color(tone, 0)),
        )
        fill(p, ellipse(x, y, r, r), disc)


def splash(p: QPainter, x: float, y: float, age: float, size: float, life: float = 12.0) -> None:
    """Water thrown up from wet ground, ``age`` frames after the contact."""
    if age < 0 or age >= life:
        return
    u = age / life
    ring = ellipse(x, y, size * (0.5 + 1.3 * u**0.6), size * 0.3 * (0.5 + 1.3 * u**0.6))
    stroke(p, ring, color("#eaf0ff", 0.6 * (1 - u)), 2.5)
    for k, spread in enumerate((-1.0, -0.62, -0.3, 0.28, 0.66, 1.0)):
        t = (age + 1) / life
        high = size * (0.75 + 0.35 * ((k * 7) % 3) / 2)
        dx = spread * size * (0.4 + 1.0 * t)
        dy = 4 * high * t * (1 - t)
        if t < 1:
            r = (3.4 - 2.0 * t) * (size / 34) ** 0.5
            fill(p, ellipse(x + dx, y - dy, r, r * 1.25), color("#f2f6ff", 0.9 * (1 - t * t)))


def shadow(p: QPainter, x: float, y: float, rx: float, alpha: float) -> None:
    """A soft shadow on the ground."""
    soft(p, x, y, rx, rx * 0.2, "#060920", alpha)
