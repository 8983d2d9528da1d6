"""Small drawn films with known impacts, from a seed: what sync is developed and judged on.

`make(kind, seed)` draws one scene in grey: bodies that bounce, fall, swing, slam and walk,
before a textured background, under a camera that may pan or tremble, in rain, grain,
flicker, with fades, flashes and cuts. Everything is random but the physics. Events are
the true times of contact; `optional` are contacts too weak for anyone to insist on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from scipy import ndimage

WIDTH, HEIGHT = 640, 360
MARGIN = 80  # background beyond the frame, for the camera to move over


@dataclass
class Scene:
    """A film and the truth about it."""

    kind: str
    seed: int
    rate: float
    frames: list[np.ndarray]  # (H, W) uint8
    events: list[float] = field(default_factory=list)
    optional: list[float] = field(default_factory=list)
    cuts: list[float] = field(default_factory=list)

    @property
    def duration_s(self) -> float:
        return len(self.frames) / self.rate

    def save(self, path: Path, **options: str) -> Path:
        """Encode with x264; `options` are the encoder's."""
        with av.open(str(path), "w") as container:
            rate = {23.976: Fraction(24000, 1001), 29.97: Fraction(30000, 1001)}.get(self.rate)
            stream = container.add_stream("libx264", rate=rate or Fraction(self.rate))
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            stream.options = {"preset": "veryfast", "crf": "23"} | options
            for frame in self.frames:
                picture = av.VideoFrame.from_ndarray(frame, format="gray")
                container.mux(stream.encode(picture))
            container.mux(stream.encode())
        return path


# -- drawing ------------------------------------------------------------------------


class Canvas:
    """A grey picture with shapes whose edges are smooth. y grows downwards."""

    def __init__(self, back: np.ndarray, camera: tuple[float, float] = (0.0, 0.0)) -> None:
        dx, dy = camera
        self.dx, self.dy = dx, dy
        top, left = math.floor(dy), math.floor(dx)
        rows = slice(MARGIN + top, MARGIN + top + HEIGHT + 1)  # one more, to mix with
        columns = slice(MARGIN + left, MARGIN + left + WIDTH + 1)
        seen, down, right = back[rows, columns], dy - top, dx - left
        if down:
            seen = seen[:-1] * (1 - down) + seen[1:] * down
        if right:
            seen = seen[:, :-1] * (1 - right) + seen[:, 1:] * right
        self.pixels = seen[:HEIGHT, :WIDTH].copy()

    def disc(self, x: float, y: float, rx: float, ry: float, tone: float) -> None:
        self._paint(
            (x - rx, y - ry, x + rx, y + ry),
            lambda gx, gy: (np.hypot((gx - x) / rx, (gy - y) / ry) - 1) * min(rx, ry),
            tone,
        )

    def line(
        self, a: tuple[float, float], b: tuple[float, float], width: float, tone: float
    ) -> None:
        (ax, ay), (bx, by) = a, b
        r = width / 2

        def distance(gx: np.ndarray, gy: np.ndarray) -> np.ndarray:
            length2 = (bx - ax) ** 2 + (by - ay) ** 2 + 1e-9
            u = np.clip(((gx - ax) * (bx - ax) + (gy - ay) * (by - ay)) / length2, 0, 1)
            return np.hypot(gx - ax - u * (bx - ax), gy - ay - u * (by - ay)) - r

        box = (min(ax, bx) - r, min(ay, by) - r, max(ax, bx) + r, max(ay, by) + r)
        self._paint(box, distance, tone)

    def box(self, x: float, y: float, w: float, h: float, tone: float, turn: float = 0.0) -> None:
        """A rectangle about (x, y), turned by radians."""
        c, s = math.cos(turn), math.sin(turn)
        reach = math.hypot(w, h) / 2

        def distance(gx: np.ndarray, gy: np.ndarray) -> np.ndarray:
            u = np.abs((gx - x) * c + (gy - y) * s) - w / 2
            v = np.abs(-(gx - x) * s + (gy - y) * c) - h / 2
            return np.maximum(u, v)

        self._paint((x - reach, y - reach, x + reach, y + reach), distance, tone)

    def _paint(
        self,
        box: tuple[float, float, float, float],
        distance: Callable[[np.ndarray, np.ndarray], np.ndarray],
        tone: float,
    ) -> None:
        dx, dy = self.dx, self.dy
        x0, y0 = max(0, int(box[0] - dx) - 2), max(0, int(box[1] - dy) - 2)
        x1, y1 = min(WIDTH, int(box[2] - dx) + 3), min(HEIGHT, int(box[3] - dy) + 3)
        if x0 >= x1 or y0 >= y1:
            return
        gy, gx = np.mgrid[y0:y1, x0:x1].astype(np.float64)
        alpha = np.clip(0.5 - distance(gx + dx, gy + dy), 0, 1)
        part = self.pixels[y0:y1, x0:x1]
        part += alpha * (tone - part)


def background(rng: np.random.Generator) -> np.ndarray:
    """A wall, a floor, some furniture: (H + 2 MARGIN, W + 2 MARGIN) floats."""
    shape = (HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN)
    picture = np.full(shape, rng.uniform(60, 170))
    for sigma, depth in ((60, 18), (12, 10), (2.5, 7)):
        noise = ndimage.gaussian_filter(rng.standard_normal(shape), sigma)
        picture += noise / noise.std() * depth * rng.uniform(0.3, 1.0)
    for _ in range(rng.integers(2, 9)):
        x, y = rng.integers(0, shape[1] - 60), rng.integers(0, shape[0] - 60)
        w, h = rng.integers(20, 220), rng.integers(20, 200)
        picture[y : y + h, x : x + w] += rng.uniform(-35, 35)
    return np.clip(picture, 8, 247)


def tone_against(rng: np.random.Generator, back: np.ndarray) -> float:
    """A grey that stands out from the background."""
    mean = float(back.mean())
    offset = rng.uniform(60, 110) * (1 if mean < 128 else -1)
    return float(np.clip(mean + offset, 0, 255))


# -- what happens -------------------------------------------------------------------

Draw = Callable[[Canvas, float], None]
"""Draws the bodies at a time."""

Play = tuple[Draw, list[float], list[float], float]
"""Drawing, events, optional events, duration."""


def _bounce(rng: np.random.Generator, tone: float) -> Play:
    """A ball dropped or thrown: it bounces, each time lower."""
    radius = rng.uniform(12, 38)
    floor = rng.uniform(250, 335)
    gravity = rng.uniform(900, 2200)
    speed_x = rng.uniform(-110, 110)
    restitution = rng.uniform(0.66, 0.86)
    x0 = rng.uniform(120, 520) - speed_x
    start = rng.uniform(0.2, 0.7)
    height = rng.uniform(110, floor - radius - 10)
    first = start + math.sqrt(2 * height / gravity)
    times, flights = [first], []
    v = math.sqrt(2 * gravity * height)
    while v * restitution > 60 and len(times) < 9:
        v *= restitution
        flights.append((times[-1], v))
        times.append(times[-1] + 2 * v / gravity)
    end = times[-1] + 0.5

    def at(t: float) -> float:
        if t < start:
            return height
        if t < first:
            return height - gravity * (t - start) ** 2 / 2
        for begin, up in reversed(flights):
            if t >= begin:
                u = t - begin
                return max(0.0, up * u - gravity * u * u / 2)
        return 0.0

    moving = start if rng.random() < 0.5 else 0.0

    def across(t: float) -> float:
        return x0 + speed_x * max(0.0, min(t, times[-1]) - moving)

    def draw(canvas: Canvas, t: float) -> None:
        canvas.disc(across(t), floor - radius - at(t), radius, radius, tone)

    impact = [math.sqrt(2 * gravity * height)] + [up for _, up in flights]
    strong = [
        t
        for t, v in zip(times, impact, strict=False)
        if v > 230 and radius + 15 < across(t) < WIDTH - radius - 15
    ]
    return draw, strong, [t for t in times if t not in strong], min(end, 4.5)


def _fall(rng: np.random.Generator, tone: float) -> Play:
    """Boxes that fall and lie where they fall."""
    floor = rng.uniform(260, 340)
    bodies, events, t = [], [], rng.uniform(0.3, 0.7)
    for _ in range(rng.integers(1, 4)):
        w, h = rng.uniform(25, 90), rng.uniform(20, 80)
        gravity, height = rng.uniform(1000, 2400), rng.uniform(100, floor - 30)
        x = rng.uniform(60, 580)
        spin = rng.uniform(-1.2, 1.2)
        lands = t + math.sqrt(2 * height / gravity)
        bodies.append((x, w, h, gravity, height, t, lands, spin, tone * rng.uniform(0.85, 1.1)))
        events.append(lands)
        t = lands + rng.uniform(0.3, 0.8)

    def draw(canvas: Canvas, now: float) -> None:
        for x, w, h, gravity, height, begin, lands, spin, grey in bodies:
            up = height if now < begin else max(0.0, height - gravity * (now - begin) ** 2 / 2)
            turn = spin * (lands - min(max(now, begin), lands))
            canvas.box(x, floor - h / 2 - up, w, h, min(grey, 255), turn)

    return draw, events, [], t + 0.5


def _hammer(rng: np.random.Generator, tone: float) -> Play:
    """An arm that is raised slowly and comes down fast, several times."""
    px, py = rng.uniform(180, 460), rng.uniform(200, 290)
    length = rng.uniform(90, 180)
    side = rng.choice((-1, 1))
    low, high = rng.uniform(-0.05, 0.25), rng.uniform(0.9, 1.7)
    strokes, t = [], rng.uniform(0.2, 0.6)
    for _ in range(rng.integers(2, 6)):
        rise, hold, down = rng.uniform(0.25, 0.6), rng.uniform(0.02, 0.25), rng.uniform(0.09, 0.2)
        strokes.append((t, t + rise, t + rise + hold, t + rise + hold + down))
        t += rise + hold + down + rng.uniform(0.03, 0.4)
    rebound = rng.uniform(0, 0.06)

    def angle(now: float) -> float:
        for a, b, c, d in strokes:
            if a <= now < b:
                u = (now - a) / (b - a)
                return low + (high - low) * u * u * (3 - 2 * u)
            if b <= now < c:
                return high
            if c <= now < d:
                return high + (low - high) * ((now - c) / (d - c)) ** 2
            if d <= now < d + 0.12:
                return low + rebound * math.sin(math.pi * (now - d) / 0.12)
        return low

    def draw(canvas: Canvas, now: float) -> None:
        a = angle(now)
        tip = (px + side * length * math.cos(a), py - length * math.sin(a))
        canvas.line((px, py), tip, 12, tone)
        canvas.box(tip[0], tip[1], 26, 56, tone, -side * a)

    return draw, [d for *_, d in strokes], [], t + 0.4


def _pendulum(rng: np.random.Generator, tone: float) -> Play:
    """A pendulum that swings freely, then hits a block and stays there."""
    px, py = rng.uniform(220, 420), rng.uniform(10, 50)
    length = rng.uniform(170, 260)
    period = rng.uniform(0.9, 1.5)
    swing = rng.uniform(0.5, 0.9)
    phase = rng.choice((0.0, math.pi))
    radius = rng.uniform(16, 34)
    turns = int(rng.integers(2, 5))
    stop = (turns + 0.25) * period if phase == 0 else (turns + 0.75) * period
    block_tone = float(np.clip(tone * rng.uniform(0.5, 0.8), 0, 255))

    def draw(canvas: Canvas, now: float) -> None:
        a = swing * math.cos(2 * math.pi * min(now, stop) / period + phase)
        x, y = px + length * math.sin(a), py + length * math.cos(a)
        canvas.box(px - radius - 17, py + length, 34, 60, block_tone)
        canvas.line((px, py), (x, y), 4, tone)
        canvas.disc(x, y, radius, radius, tone)

    return draw, [stop], [], stop + 0.8


def _door(rng: np.random.Generator, tone: float) -> Play:
    """A door that swings or slides shut."""
    left, top = rng.uniform(150, 300), rng.uniform(40, 90)
    wide, tall = rng.uniform(110, 190), rng.uniform(210, 260)
    begin, lasts = rng.uniform(0.4, 0.9), rng.uniform(0.3, 0.8)
    power = rng.uniform(1.5, 3.0)
    slides = rng.random() < 0.4
    frame_tone = float(np.clip(tone - 60 * np.sign(tone - 128), 0, 255))
    knob = float(np.clip(tone + 70 * (1 if tone < 128 else -1), 0, 255))

    def draw(canvas: Canvas, now: float) -> None:
        u = min(max((now - begin) / lasts, 0), 1) ** power
        canvas.box(left + wide / 2, top + tall / 2, wide + 16, tall + 16, frame_tone)
        if slides:
            x = left + wide / 2 + (1 - u) * wide * 0.9
            canvas.box(x, top + tall / 2, wide, tall, tone)
            canvas.disc(x - wide * 0.4, top + tall / 2, 6, 6, knob)
        else:
            a = (1 - u) * 1.35
            w = wide * math.cos(a)
            lean = 1 + 0.12 * math.sin(a)
            canvas.box(left + w / 2, top + tall / 2, w, tall * lean, tone)
            canvas.disc(left + w * 0.88, top + tall / 2, 6, 6, knob)

    return draw, [begin + lasts], [], begin + lasts + 0.7


def _walk(rng: np.random.Generator, tone: float) -> Play:
    """Somebody walks through the picture; a planted foot stands still."""
    ground = rng.uniform(270, 335)
    tall = rng.uniform(150, 230)
    leg = tall * 0.48
    every = rng.uniform(0.42, 0.62)
    stride = leg * rng.uniform(0.62, 0.85)
    way = rng.choice((-1, 1))
    count = int(rng.integers(5, 9))
    x_first = (320 - way * stride * count / 2) + rng.uniform(-60, 60)
    first = rng.uniform(0.15, 0.5)
    stance = rng.uniform(0.58, 0.64)
    lift = leg * rng.uniform(0.08, 0.16)
    width = tall * rng.uniform(0.075, 0.11)
    far_tone = float(np.clip(tone * 0.8, 0, 255))

    def foot(now: float, side: int) -> tuple[float, float]:
        u = (now - first - side * every) / (2 * every)
        number = math.floor(u)
        u -= number
        x = x_first + way * stride * (2 * number + side)
        if u < stance:
            return x, ground
        v = (u - stance) / (1 - stance)
        ease = 0.35 * v + 0.65 * v * v * (3 - 2 * v)
        return x + way * 2 * stride * ease, ground - lift * math.sin(math.pi * v)

    def draw(canvas: Canvas, now: float) -> None:
        beat = (now - first) / every
        hip_x = x_first + way * stride * (beat - 0.5)
        hip_y = ground - leg * 0.95 + 0.02 * tall * math.cos(2 * math.pi * beat)
        for side in (1, 0):
            fx, fy = foot(now, side)
            grey = tone if side == 0 else far_tone
            reach = min(math.hypot(fx - hip_x, fy - hip_y), leg * 1.02)
            bend = math.sqrt(max(0.0, (leg * 0.52) ** 2 - (reach / 2) ** 2))
            knee = ((fx + hip_x) / 2 + way * bend, (fy + hip_y) / 2)
            canvas.line((hip_x, hip_y), knee, width, grey)
            canvas.line(knee, (fx, fy - 6), width * 0.85, grey)
            canvas.line((fx - way * 4, fy - 5), (fx + way * width, fy - 5), 10, grey)
        swing = 0.4 * math.cos(math.pi * beat)
        neck = (hip_x + way * 3, hip_y - tall * 0.34)
        hand = (neck[0] + tall * 0.3 * math.sin(swing), neck[1] + tall * 0.3 * math.cos(swing))
        canvas.line((hip_x, hip_y), neck, width * 1.9, tone)
        canvas.line(neck, hand, width * 0.7, far_tone)
        canvas.disc(neck[0], neck[1] - tall * 0.1, tall * 0.07, tall * 0.08, tone)

    end = first + every * (count + 0.6)
    steps = [first + k * every for k in range(count + 1)]
    seen = [t for k, t in enumerate(steps) if 20 < x_first + way * stride * k < WIDTH - 20]
    weak = [t for t in steps if t not in seen] + [t for t in seen if t < 0.15]
    return draw, [t for t in seen if t >= 0.15], weak, end


def _clap(rng: np.random.Generator, tone: float) -> Play:
    """Two hands meet, again and again."""
    x, y = rng.uniform(200, 440), rng.uniform(130, 240)
    reach = rng.uniform(50, 110)
    every = rng.uniform(0.4, 0.8)
    count = int(rng.integers(3, 7))
    first = rng.uniform(0.4, 0.8)
    size = rng.uniform(16, 30)

    def gap(now: float) -> float:
        u = (now - first) / every
        if u > count - 1:
            return 0.0
        u -= math.floor(u)
        opening = 1 - (1 - min(u / 0.6, 1)) ** 2
        return reach * (opening if u < 0.62 else 1 - ((u - 0.62) / 0.38) ** 2)

    def draw(canvas: Canvas, now: float) -> None:
        g = gap(now)
        for side in (-1, 1):
            hx = x + side * (size * 0.55 + g)
            canvas.disc(hx, y, size * 0.55, size * 1.3, tone)
            canvas.line((hx, y + size), (x + side * 130, y + 150), size * 0.8, tone)

    return draw, [first + k * every for k in range(count)], [], first + count * every + 0.3


def _talk(rng: np.random.Generator, tone: float) -> Play:
    """A face that talks, nods and blinks, hands that move with the words. Nothing is hit."""
    x, y = rng.uniform(220, 420), rng.uniform(150, 210)
    size = rng.uniform(70, 130)
    dark = float(np.clip(tone - 80 * (1 if tone > 128 else -1), 0, 255))
    beats = rng.uniform(0, 1, 40)
    rate = rng.uniform(4, 7)
    blinks = np.cumsum(rng.uniform(0.6, 1.8, 6))
    hands = bool(rng.random() < 0.5)
    pace = rng.uniform(0.5, 1.1)

    def draw(canvas: Canvas, now: float) -> None:
        nod = 0.05 * size * math.sin(2 * math.pi * 0.6 * now) + 0.02 * size * math.sin(9 * now)
        sway = 0.06 * size * math.sin(2 * math.pi * 0.37 * now + 1)
        k = now * rate
        low, high = beats[int(k) % 40], beats[int(k + 1) % 40]
        mouth = low + (high - low) * (k - int(k))
        canvas.disc(x + sway, y + nod, size * 0.75, size, tone)
        for side in (-1, 1):
            shut = any(b <= now < b + 0.14 for b in blinks)
            eye = 1.2 if shut else size * 0.06
            canvas.disc(x + sway + side * size * 0.3, y + nod - size * 0.2, size * 0.09, eye, dark)
            if hands:
                a = 2 * math.pi * pace * now + side
                hx = x + side * size * (1.3 + 0.25 * math.sin(a))
                hy = y + size * (1.0 + 0.3 * math.cos(1.3 * a))
                canvas.line((hx, hy), (x + side * size * 1.1, y + size * 2.2), size * 0.3, tone)
        canvas.disc(x + sway, y + nod + size * 0.45, size * 0.22, 2 + mouth * size * 0.12, dark)
        canvas.box(x, y + size * 1.7, size * 2.2, size * 1.3, dark)

    return draw, [], [], 3.0


def _sway(rng: np.random.Generator, tone: float) -> Play:
    """Branches in the wind and a cloud. Nothing is hit."""
    roots = rng.uniform(60, 580, 6)
    speeds = rng.uniform(0.3, 1.1, 6)

    def draw(canvas: Canvas, now: float) -> None:
        canvas.disc(100 + 60 * now, 60, 70, 22, min(255.0, tone + 10))
        for k, root in enumerate(roots):
            a = 0.25 * math.sin(2 * math.pi * speeds[k] * now + k)
            tip = (root + 150 * math.sin(a), 330 - 150 * math.cos(a))
            canvas.line((root, 330), tip, 8, tone)
            canvas.disc(tip[0], tip[1], 30, 18, tone)

    return draw, [], [], 3.5


def _pass(rng: np.random.Generator, tone: float) -> Play:
    """Things that cross the picture and leave it. Nothing is hit."""
    speed = rng.uniform(180, 500) * rng.choice((-1, 1))
    y, w, h = rng.uniform(120, 260), rng.uniform(60, 190), rng.uniform(40, 90)
    x0 = -120.0 if speed > 0 else WIDTH + 120.0
    bob = rng.uniform(0, 6)

    def draw(canvas: Canvas, now: float) -> None:
        x = x0 + speed * (now - 0.3)
        canvas.box(x, y + bob * math.sin(8 * now), w, h, tone)
        for side in (-1, 1):
            canvas.disc(x + side * w * 0.3, y + h * 0.5 + bob * math.sin(8 * now), 14, 14, 20)

    return draw, [], [], 3.0


PLAYS: dict[str, Callable[[np.random.Generator, float], Play]] = {
    "bounce": _bounce,
    "fall": _fall,
    "hammer": _hammer,
    "pendulum": _pendulum,
    "door": _door,
    "walk": _walk,
    "clap": _clap,
    "talk": _talk,
    "sway": _sway,
    "pass": _pass,
}
IMPACTS = ("bounce", "fall", "hammer", "pendulum", "door", "walk", "clap")
QUIET = ("talk", "sway", "pass")


# -- how it is filmed ---------------------------------------------------------------


@dataclass(frozen=True)
class Weather:
    """What makes looking hard."""

    pan: tuple[float, float] = (0.0, 0.0)  # pixels per second
    tremble: float = 0.0  # pixels
    rain: int = 0  # streaks per frame
    grain: float = 0.0  # grey levels
    flicker: float = 0.0  # share of brightness
    fade_s: float = 0.0  # at both ends
    flash_s: float = -1.0  # when
    cut: bool = False  # another picture for a second before


def weather(rng: np.random.Generator) -> Weather:
    """Any weather; each trouble in about a third of the scenes."""

    def maybe(value: float, share: float = 0.33) -> float:
        return value if rng.random() < share else 0.0

    return Weather(
        pan=(maybe(rng.uniform(-40, 40), 0.3), maybe(rng.uniform(-10, 10), 0.15)),
        tremble=maybe(rng.uniform(0.5, 3.0), 0.25),
        rain=int(maybe(rng.uniform(40, 140), 0.3)),
        grain=maybe(rng.uniform(1, 6), 0.5),
        flicker=maybe(rng.uniform(0.01, 0.05), 0.2),
        fade_s=maybe(rng.uniform(0.1, 0.3), 0.2),
        flash_s=maybe(rng.uniform(0.4, 1.5), 0.12) or -1.0,
        cut=rng.random() < 0.25,
    )


def make(kind: str, seed: int, conditions: Weather | None = None) -> Scene:
    """The scene of this kind and seed, filmed in weather of its own or in that given."""
    rng = np.random.default_rng([seed, sorted(PLAYS).index(kind)])
    back = background(rng)
    draw, events, optional, duration = PLAYS[kind](rng, tone_against(rng, back))
    rate = float(rng.choice((23.976, 24.0, 25.0, 29.97, 30.0)))
    filmed = weather(rng) if conditions is None else conditions
    lead = 1.0 if filmed.cut else 0.0
    other = background(rng)
    frames = []
    wobble = ndimage.gaussian_filter1d(rng.standard_normal((400, 2)), 3, axis=0) * 3
    for i in range(int((duration + lead) * rate)):
        t = i / rate - lead
        camera = (
            np.clip(filmed.pan[0] * (t - duration / 2) + filmed.tremble * wobble[i, 0], -78, 78),
            np.clip(filmed.pan[1] * (t - duration / 2) + filmed.tremble * wobble[i, 1], -78, 78),
        )
        canvas = Canvas(back if t >= 0 else other, camera)
        if t >= 0:
            draw(canvas, t)
        frames.append(_filmed(canvas, rng, filmed, t, duration))
    cuts = [lead] if lead else []
    shown = [[t + lead for t in times if t < duration - 0.05] for times in (events, optional)]
    return Scene(kind, seed, rate, frames, *shown, cuts)


def _filmed(
    canvas: Canvas, rng: np.random.Generator, filmed: Weather, t: float, duration: float
) -> np.ndarray:
    for _ in range(filmed.rain):
        x, y = rng.uniform(0, WIDTH), rng.uniform(-40, HEIGHT)
        length = rng.uniform(15, 45)
        tone = float(canvas.pixels.mean()) + rng.uniform(15, 60)
        canvas.dx = canvas.dy = 0.0
        canvas.line((x, y), (x - length * 0.15, y + length), 1.3, tone)
    picture = canvas.pixels
    if filmed.flicker:
        picture = picture * (1 + filmed.flicker * rng.standard_normal())
    if 0 <= t - filmed.flash_s < 0.08 and filmed.flash_s >= 0:
        picture = picture * 0.4 + 150
    if filmed.fade_s:
        picture = picture * np.clip(min(t, duration - t) / filmed.fade_s + 0.02, 0, 1)
    if filmed.grain:
        picture = picture + filmed.grain * rng.standard_normal(picture.shape)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)
