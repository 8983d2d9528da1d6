"""A play filmed at some rate and size: camera, weather, grain, shutter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import ndimage

from tests.helpers.contact_scenes.painting import MARGIN, WORLD, Look, Painter, background
from tests.helpers.contact_scenes.physics import Contact
from tests.helpers.contact_scenes.play import Play

APART_S = 0.1
"""Contacts closer than this after a stronger one are optional: they sound as one."""


@dataclass(frozen=True)
class Weather:
    """What makes looking hard. Units are of the world and of grey."""

    pan: float = 0.0  # per second
    shake: float = 0.0
    rain: int = 0  # streaks
    snow: int = 0  # flakes
    grain: float = 0.0
    flicker: float = 0.0
    flashes_s: tuple[float, ...] = ()
    fade_s: float = 0.0
    shutter: float = 0.0  # share of a frame that it is open
    cut_s: float = 0.0  # another place is shown until then


def any_weather(rng: np.random.Generator) -> Weather:
    """Each trouble in a part of the scenes."""

    def maybe(share: float, low: float, high: float) -> float:
        return rng.uniform(low, high) if rng.random() < share else 0.0

    return Weather(
        pan=maybe(0.3, -12, 12),
        shake=maybe(0.3, 0.1, 0.9),
        rain=int(maybe(0.15, 40, 160)),
        snow=int(maybe(0.08, 20, 80)),
        grain=maybe(0.6, 1, 7),
        flicker=maybe(0.1, 0.01, 0.06),
        flashes_s=tuple(rng.uniform(0.3, 3.0, int(rng.integers(1, 4))))
        if rng.random() < 0.1
        else (),
        fade_s=maybe(0.1, 0.1, 0.5),
        shutter=maybe(0.4, 0.2, 0.9),
        cut_s=maybe(0.12, 0.3, 1.0),
    )


@dataclass(frozen=True)
class ContactScene:
    """Frames (N, H, W) uint8 and the contacts in them; `optional` may be found or not."""

    kind: str
    rate: float
    frames: np.ndarray
    contacts: list[Contact]
    optional: list[Contact]

    @property
    def duration_s(self) -> float:
        return len(self.frames) / self.rate

    @property
    def times(self) -> list[float]:
        return [contact.time_s for contact in self.contacts]

    @property
    def optional_times(self) -> list[float]:
        return [contact.time_s for contact in self.optional]


def film(
    kind: str,
    make: Callable[[np.random.Generator, Look], Play],
    look: Callable[[np.random.Generator, float], Look],
    weather: Callable[[np.random.Generator], Weather],
    seed: tuple[int, ...],
    rate: float,
    height: int,
) -> ContactScene:
    """The scene of that seed; the same happens at any rate and size."""
    rng = np.random.default_rng(seed)
    scale = height / WORLD[1]
    place = int(rng.integers(1 << 30))
    back = background(np.random.default_rng(place), scale)
    play = make(rng, look(rng, float(back.mean())))
    sky = weather(rng)
    other = background(np.random.default_rng(place + 1), scale) if sky.cut_s else back
    if play.follow:
        back, other = (np.concatenate([b, b[:, ::-1], b], axis=1) for b in (back, other))
    wobble = ndimage.gaussian_filter1d(rng.standard_normal((600, 2)), 2.5, axis=0) * 2.8
    wobble *= sky.shake

    def camera(t: float) -> tuple[float, float]:
        k = (t + 1) * 25
        shake = [float(np.interp(k, np.arange(600), wobble[:, axis])) for axis in (0, 1)]
        along = sky.pan * (t - play.duration_s / 2) + shake[0]
        if play.follow:
            return along + play.follow(t), shake[1]
        room = MARGIN - 2
        return float(np.clip(along, -room, room)), float(np.clip(shake[1], -room, room))

    def exposed(t: float) -> np.ndarray:
        painter = Painter(back if t >= 0 else other, scale, camera(t))
        if t >= 0:
            play.draw(painter, t)
        return painter.pixels

    noise = np.random.default_rng((*seed, round(rate), height))
    drops = np.random.default_rng((*seed, 1)).uniform(0, 1, (400, 3))
    frames = []
    for i in range(int((play.duration_s + sky.cut_s) * rate)):
        t = i / rate - sky.cut_s
        parts = [
            exposed(t - part * sky.shutter / rate) for part in ((0, 0.5) if sky.shutter else (0,))
        ]
        picture = np.mean(parts, axis=0) if len(parts) > 1 else parts[0]
        frames.append(_developed(picture, t, play.duration_s, sky, scale, drops, noise))
    found = [_seen(c, camera(c.time_s), sky.cut_s) for c in play.contacts]
    length = len(frames) / rate
    contacts, optional = _insisted_on(found, sky.cut_s + 0.12, length - 0.12)
    return ContactScene(kind, rate, np.stack(frames), contacts, optional)


def _seen(contact: Contact, camera: tuple[float, float], lead_s: float) -> Contact:
    x, y = contact.x - camera[0], contact.y - camera[1]
    return replace(contact, time_s=contact.time_s + lead_s, x=x, y=y)


def _insisted_on(
    found: list[Contact], start_s: float, end_s: float
) -> tuple[list[Contact], list[Contact]]:
    """Contacts that must be found, and the rest."""
    kept: list[Contact] = []
    for contact in sorted(found, key=lambda c: -c.speed):
        inside = start_s < contact.time_s < end_s and contact.is_heard
        if inside and all(abs(contact.time_s - other.time_s) >= APART_S for other in kept):
            kept.append(contact)
    rest = [c for c in found if all(abs(c.time_s - other.time_s) > 0.03 for other in kept)]
    return sorted(kept, key=lambda c: c.time_s), rest


def _developed(
    picture: np.ndarray,
    t: float,
    duration_s: float,
    sky: Weather,
    scale: float,
    drops: np.ndarray,
    noise: np.random.Generator,
) -> np.ndarray:
    height, width = picture.shape
    for x, y, fall in noise.uniform(0, 1, (sky.rain, 3)):
        long, at = int((4 + 8 * fall) * scale), int(x * width)
        top = int((y * 1.2 - 0.2) * height)
        thin = max(1, round(0.35 * scale))
        picture[max(0, top) : max(0, top + long), at : at + thin] += 18 + 40 * fall
    for x, y, fall in drops[: sky.snow]:
        row = int((y + t * (0.15 + 0.3 * fall)) % 1 * height)
        column = int((x + 0.02 * np.sin(3 * t + 9 * y)) % 1 * width)
        size = max(1, round((0.6 + fall) * scale))
        picture[row : row + size, column : column + size] += 70
    if sky.flicker:
        picture = picture * (1 + sky.flicker * noise.standard_normal())
    if any(0 <= t - flash < 0.07 for flash in sky.flashes_s):
        picture = picture * 0.45 + 140
    if sky.fade_s:
        picture = picture * np.clip(min(t, duration_s - t) / sky.fade_s + 0.02, 0, 1)
    if sky.grain:
        grain = noise.standard_normal(picture.shape, np.float32)
        picture = picture + sky.grain * max(1.0, scale / 2) * grain
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)
