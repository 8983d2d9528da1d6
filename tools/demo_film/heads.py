"""The two heads, in units of the head's radius, looking to the right; (0, 0) is the middle."""

# ruff: noqa: PLR0917  (coordinates and sizes are read in order)

from __future__ import annotations

from dataclasses import dataclass, field

from curves import lerp
from drawing import (
    Point,
    arc,
    color,
    curve,
    ellipse,
    fill,
    line,
    linear,
    radial,
    rounded,
    saved,
    soft,
    stroke,
)
from PySide6.QtGui import QBrush, QPainter, QPainterPath
from speech import Mouth


@dataclass(frozen=True)
class Look:
    """An expression."""

    mouth: Mouth = field(default_factory=Mouth)
    lids: float = 1.0  # 1 open, 0 shut
    brows: float = 0.0  # -1 low, 1 raised
    gaze: Point = (0.0, 0.0)
    smile: float = 0.5
    sway: float = 0.0  # hair and hat lag behind the head


def draw_mouth(p: QPainter, x: float, y: float, look: Look, lip: str, size: float = 1.0) -> None:
    """A mouth: a smile when shut, lips, teeth and tongue when open."""
    mouth = look.mouth
    half = size * (0.235 + 0.05 * mouth.spread) * lerp(1.0, 0.92, mouth.opening)
    gap = size * 0.34 * mouth.opening
    curl = size * 0.075 * look.smile * (1 - 0.4 * mouth.opening)
    if mouth.opening < 0.04:
        line(
            p,
            [
                (x - half, y - curl),
                (x - half * 0.4, y + curl * 0.55),
                (x + half * 0.4, y + curl * 0.6),
                (x + half, y - curl),
            ],
            color(lip),
            0.055 * size,
        )
        line(
            p,
            [(x - half * 0.3, y + 0.12 * size), (x + half * 0.35, y + 0.12 * size)],
            color(lip, 0.28),
            0.04 * size,
        )
        return
    shape = curve(
        [
            (x - half, y - curl),
            (x - half * 0.45, y - gap * 0.36),
            (x, y - gap * 0.32),
            (x + half * 0.45, y - gap * 0.36),
            (x + half, y - curl),
            (x + half * 0.55, y + gap * 0.7),
            (x, y + gap * 0.92),
            (x - half * 0.55, y + gap * 0.7),
        ]
    )
    fill(p, shape, color("#4a1420"))
    with saved(p):
        p.setClipPath(shape)
        fill(p, ellipse(x + 0.02, y + gap * 1.0, half * 0.75, gap * 0.55), color("#d9606a"))
        fill(p, rounded(x - half, y - gap * 0.6, half * 2, gap * 0.42, 0.03), color("#fff6ec"))
    stroke(p, shape, color(lip), 0.045 * size)


def draw_eye(p: QPainter, x: float, y: float, look: Look, lash: bool, skin: str) -> None:
    """An eye with a highlight; a curved line when shut."""
    lids = max(0.0, min(1.0, look.lids))
    if lids < 0.15:
        line(p, arc(x, y - 0.02, 0.13, 0.08, 190, 350), color("#2a1a2c"), 0.05)
        return
    ry = 0.165 * lids
    white = ellipse(x, y, 0.135, ry)
    fill(p, white, color("#fffaf4"))
    with saved(p):
        p.setClipPath(white)
        gx, gy = x + 0.035 + 0.05 * look.gaze[0], y + 0.045 * look.gaze[1]
        fill(p, ellipse(gx, gy, 0.095, 0.125), color("#33203a"))
        fill(p, ellipse(gx, gy + 0.045, 0.06, 0.06), color("#7a5a78", 0.7))
        fill(p, ellipse(gx + 0.035, gy - 0.055, 0.034, 0.038), color("#ffffff"))
        fill(p, ellipse(x, y - 0.16, 0.16, 0.06), color("#2a1a2c", 0.25))
    line(p, arc(x, y, 0.145, ry, 168, 14), color("#2a1a2c"), 0.045)
    if lash:
        for k, tip in enumerate(((-0.215, -0.42), (-0.19, -0.8))):
            start = arc(x, y, 0.14, ry, 165 - 22 * k, 0)[0]
            line(p, [start, (x + tip[0], y + ry * tip[1])], color("#2a1a2c"), 0.028)


def _face(p: QPainter, path: QPainterPath, light: str, mid: str, shade: str) -> None:
    fill(p, path, radial(0.42, -0.1, 1.5, (0, color(light)), (0.5, color(mid)), (1, color(shade))))


def _nose(p: QPainter, x: float, y: float, tone: str) -> None:
    line(p, [(x - 0.01, y - 0.14), (x + 0.09, y + 0.04), (x - 0.03, y + 0.075)], color(tone), 0.045)


def mara(p: QPainter, look: Look) -> None:
    """Mara: dark bob, yellow sou'wester."""
    s = look.sway
    hair = linear(
        -1, -1, 1, 1.1, (0, color("#5a3444")), (0.5, color("#3a2133")), (1, color("#2a1728"))
    )
    fill(
        p,
        curve(
            [
                (-0.2, -1.0),
                (0.75, -0.6),
                (0.72, 0.2),
                (0.55 + s * 0.3, 0.8),
                (-0.1 + s * 0.4, 1.0),
                (-0.82 + s * 0.5, 1.0),
                (-1.08 + s * 0.3, 0.3),
                (-0.95, -0.55),
            ]
        ),
        hair,
    )
    _mara_face(p, look)
    _mara_fringe(p, s, hair)
    _souwester(p, s)


def _mara_face(p: QPainter, look: Look) -> None:
    face = curve(
        [
            (0.02, -0.92),
            (0.62, -0.72),
            (0.86, -0.12),
            (0.78, 0.42),
            (0.46, 0.84),
            (0.2, 0.93),
            (-0.25, 0.76),
            (-0.58, 0.3),
            (-0.62, -0.4),
        ]
    )
    _face(p, face, "#ffdcbd", "#f6c19c", "#d38b78")
    with saved(p):
        p.setClipPath(face)
        soft(p, -0.1, -0.62, 1.1, 0.62, "#7a2f4a", 0.5)
        soft(p, -0.12, 0.38, 0.27, 0.2, "#f0706a", 0.5)
        soft(p, 0.76, 0.36, 0.2, 0.18, "#f0706a", 0.45)
    draw_eye(p, 0.06, -0.06, look, True, "#f6c19c")
    draw_eye(p, 0.6, -0.06, look, False, "#f6c19c")
    lift = -0.36 - 0.08 * look.brows
    line(p, arc(0.05, lift + 0.09, 0.19, 0.11, 155, 40), color("#3a2133"), 0.055)
    line(p, arc(0.6, lift + 0.09, 0.16, 0.11, 135, 30), color("#3a2133"), 0.055)
    _nose(p, 0.4, 0.18, "#c9776a")
    draw_mouth(p, 0.36, 0.5, look, "#b23a44", 0.95)


def _mara_fringe(p: QPainter, s: float, hair: QBrush) -> None:
    fill(
        p,
        curve(
            [
                (-0.05, -0.8),
                (-0.35, -0.35),
                (-0.52 + s * 0.2, 0.25),
                (-0.62 + s * 0.4, 0.86),
                (-0.98 + s * 0.4, 0.7),
                (-1.0, -0.2),
                (-0.7, -0.8),
            ]
        ),
        hair,
    )
    fill(p, curve([(-0.4, -0.86), (0.25, -0.52), (0.8, -0.42), (0.86, -0.6), (0.5, -0.95)]), hair)
    for k in range(3):
        x = -0.56 - 0.13 * k
        line(
            p,
            [(x + 0.1, -0.2), (x + 0.02 + s * 0.15, 0.25), (x - 0.02 + s * 0.3, 0.66 - 0.06 * k)],
            color("#8a5468", 0.34 - 0.08 * k),
            0.03,
        )


def _souwester(p: QPainter, s: float) -> None:
    crown = curve(
        [
            (-0.98, -0.45),
            (-0.92, -0.95),
            (-0.5, -1.36),
            (0.1, -1.42),
            (0.62, -1.15),
            (0.86, -0.72),
            (0.5, -0.64),
            (-0.2, -0.62),
        ]
    )
    fill(
        p,
        crown,
        radial(
            0.2, -1.25, 1.6, (0, color("#ffe07a")), (0.4, color("#f8bd36")), (1, color("#c97a1c"))
        ),
    )
    for x0, x1, x2 in ((-0.2, -0.3, -0.42), (0.22, 0.32, 0.3)):
        line(p, [(x0, -1.38), (x1, -1.05), (x2, -0.66)], color("#b86a18", 0.45), 0.03)
    brim = curve(
        [
            (1.16, -0.52),
            (0.82, -0.76),
            (0.1, -0.78),
            (-0.6, -0.66),
            (-1.02, -0.36),
            (-1.5 + s * 0.3, 0.2 + s * 0.1),
            (-1.36 + s * 0.3, 0.3),
            (-0.92, 0.0),
            (-0.5, -0.4),
            (0.2, -0.56),
            (0.8, -0.5),
        ]
    )
    fill(
        p,
        brim,
        linear(
            -1.4,
            0,
            1.1,
            -0.7,
            (0, color("#b96a1a")),
            (0.4, color("#eba92c")),
            (1, color("#ffd75e")),
        ),
    )
    line(
        p,
        [(-0.98, -0.42), (-0.55, -0.68), (0.1, -0.79), (0.82, -0.76), (1.1, -0.56)],
        color("#fff0a8", 0.75),
        0.028,
    )


def jon(p: QPainter, look: Look) -> None:
    """Jon: copper curls, round glasses, a short beard."""
    hair = linear(
        -1, -1.2, 0.8, 0.4, (0, color("#c8643a")), (0.6, color("#8d3b28")), (1, color("#6b2a22"))
    )
    fill(p, ellipse(-0.62, 0.1, 0.2, 0.26), color("#b37350"))
    fill(
        p,
        curve(
            [(-0.1, -1.05), (-0.8, -0.8), (-1.0, -0.2), (-0.78, 0.35), (-0.4, 0.2), (-0.2, -0.6)]
        ),
        hair,
    )
    face = curve(
        [
            (0.0, -0.9),
            (0.6, -0.75),
            (0.84, -0.15),
            (0.8, 0.42),
            (0.56, 0.88),
            (0.2, 1.0),
            (-0.28, 0.82),
            (-0.6, 0.3),
            (-0.62, -0.4),
        ]
    )
    _face(p, face, "#e9ae82", "#cf8d64", "#93543f")
    with saved(p):
        p.setClipPath(face)
        beard = curve(
            [
                (-0.75, 0.1),
                (-0.42, 0.2),
                (-0.18, 0.52),
                (0.05, 0.3),
                (0.36, 0.24),
                (0.62, 0.28),
                (0.95, 0.36),
                (0.9, 1.1),
                (-0.5, 1.1),
            ]
        )
        fill(p, beard, color("#8d3b28", 0.72))
        soft(p, -0.18, 0.24, 0.25, 0.18, "#e0604a", 0.45)
        soft(p, 0.74, 0.22, 0.18, 0.16, "#e0604a", 0.4)
        soft(p, 0.1, -0.85, 0.9, 0.4, "#5a2030", 0.4)
    fill(p, ellipse(-0.6, 0.08, 0.14, 0.2), color("#cf8d64"))
    line(p, [(-0.63, 0.0), (-0.57, 0.08), (-0.62, 0.18)], color("#93543f"), 0.04)
    draw_eye(p, 0.08, -0.1, look, False, "#cf8d64")
    draw_eye(p, 0.6, -0.1, look, False, "#cf8d64")
    lift = -0.43 - 0.09 * look.brows
    line(p, arc(0.06, lift + 0.09, 0.2, 0.12, 150, 38), color("#7a3022"), 0.08)
    line(p, arc(0.63, lift + 0.09, 0.16, 0.12, 140, 34), color("#7a3022"), 0.08)
    _nose(p, 0.42, 0.16, "#8a4a36")
    soft(p, 0.37, 0.58, 0.4, 0.22, "#d98a6a", 0.55)
    draw_mouth(p, 0.37, 0.55, look, "#7a2a30", 1.05)
    _glasses(p)
    _curls(p, look.sway)


def _glasses(p: QPainter) -> None:
    rim = color("#2c2440")
    for x, r in ((0.1, 0.27), (0.64, 0.23)):
        fill(p, ellipse(x, -0.09, r, 0.26), color("#ffe9c4", 0.14))
        stroke(p, ellipse(x, -0.09, r, 0.26), rim, 0.045)
        line(p, arc(x, -0.09, r * 0.8, 0.2, 165, 125), color("#ffffff", 0.55), 0.03)
    line(p, [(0.36, -0.12), (0.39, -0.15), (0.42, -0.12)], rim, 0.045)
    line(p, [(-0.17, -0.12), (-0.6, -0.06)], rim, 0.045)


def _curls(p: QPainter, s: float) -> None:
    tones = ("#8d3b28", "#b25433", "#d0703f")
    spots = (
        (-0.82, -0.25, 0.26),
        (-0.86, -0.6, 0.28),
        (-0.62, -0.92, 0.3),
        (-0.25, -1.1, 0.32),
        (0.15, -1.14, 0.32),
        (0.5, -0.98, 0.28),
        (0.72, -0.74, 0.2),
        (-0.45, -0.72, 0.3),
        (-0.05, -0.86, 0.28),
        (0.34, -0.8, 0.24),
        (-0.7, 0.05, 0.16),
    )
    for index, (x, y, r) in enumerate(spots):
        lag = s * (-y) * 0.16
        brush = radial(
            x + lag + 0.08,
            y - 0.1,
            r * 1.2,
            (0, color(tones[2])),
            (0.6, color(tones[1])),
            (1, color(tones[0])),
        )
        fill(p, ellipse(x + lag, y, r, r * 0.94), brush)
        if index % 2 == 0:
            curl = arc(x + lag, y, r * 0.62, r * 0.58, 30, 165)
            line(p, curl, color("#f0a060", 0.4), 0.035)
