"""Feet on the ground: heels, soles, gravel, grass, snow, puddles, sand, metal.

Each maker takes a generator and a hardness in [0, 1] (how hard the blow is: harder is
brighter and longer) and returns a waveform at a peak of 1 whose blow is at its very start.
"""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.sketch.bank.bodies import HEAVY_WOOD, METAL, struck, thump
from deepaudio.engines.sketch.bank.doors import splash
from deepaudio.engines.sketch.bank.shapes import (
    burst,
    drop_tone,
    envelope,
    filtered,
    in_room,
    normal,
    over,
    peaked,
    samples,
    scatter,
    unit,
)

Rng = np.random.Generator


def step_hard(rng: Rng, hardness: float) -> Waveform:
    """A shoe on stone or asphalt: heel, then sole."""
    heel = _tap(rng, hardness, 0.045, (120, 300, 1900, -14), rng.uniform(85, 120))
    sole = _tap(rng, hardness, 0.05, (160, 500, 2600, -14), rng.uniform(110, 150)) * 0.4
    grit = burst(rng, samples(0.09), 0.08, ((500, -24), (2500, 0), (7000, -4), (16000, -16)), 0.01)
    late = samples(rng.uniform(0.055, 0.085))
    mix = over(heel, np.concatenate([np.zeros(late, np.float32), over(sole, 0.12 * grit)]))
    return peaked(in_room(rng, mix, 0.28, -15))


def step_wood(rng: Rng, hardness: float) -> Waveform:
    """A shoe on floorboards."""
    heel = _tap(rng, hardness, 0.05, (90, 220, 1300, -14), rng.uniform(80, 110))
    board = struck(rng, 0.25 + 0.4 * hardness, HEAVY_WOOD) * 0.7
    late = samples(rng.uniform(0.06, 0.09))
    sole = _tap(rng, hardness, 0.05, (120, 350, 1600, -16), 120) * 0.35
    mix = over(over(heel, board), np.concatenate([np.zeros(late, np.float32), sole]))
    return peaked(in_room(rng, mix, 0.25, -15))


def step_gravel(rng: Rng, hardness: float) -> Waveform:
    """A shoe on gravel: a crunch of many small stones."""
    stones = crunch(rng, hardness, 70, 0.15, (1400, 6500))
    return peaked(over(stones, thump(rng, samples(0.25), 0.25)))


def step_grass(rng: Rng, hardness: float) -> Waveform:
    """A shoe in grass or leaves: a soft swish over a thump."""
    blades = crunch(rng, hardness, 45, 0.18, (2200, 9000)) * 0.5
    swish = burst(
        rng, samples(0.25), 0.16, ((200, -26), (1200, -6), (4000, 0), (9000, -8), (18000, -24)),
        0.006,
    )  # fmt: skip
    return peaked(over(blades, 0.35 * normal(swish) + thump(rng, samples(0.25), 0.8)))


def step_snow(rng: Rng, hardness: float) -> Waveform:
    """A boot pressing snow together."""
    press = crunch(rng, hardness, 160, 0.2, (700, 3200))
    return peaked(press + thump(rng, len(press), 0.4))


def step_wet(rng: Rng, hardness: float) -> Waveform:
    """A shoe into a shallow puddle."""
    shoe = _tap(rng, hardness, 0.05, (100, 280, 1500, -16), rng.uniform(85, 115))
    return peaked(in_room(rng, over(shoe, 0.8 * splash(rng, 0.35 * hardness)), 0.22, -17))


def _tap(
    rng: Rng, hardness: float, decay_s: float, corner: tuple[float, float, float, float], hz: float
) -> Waveform:
    """The blow of a heel: a short thump under a click."""
    length = samples(0.16)
    low, mid, high, down = corner
    click = burst(
        rng, length, decay_s * rng.uniform(0.8, 1.2),
        ((low, -8), (mid, 0), (high, -6 + 5 * hardness), (9000, down - 10)), 0.0006,
    )  # fmt: skip
    return normal(click) + 0.8 * normal(drop_tone(length, hz * 1.5, hz, 0.01, 0.07))


def crunch(
    rng: Rng, hardness: float, count: int, seconds: float, band: tuple[float, float]
) -> Waveform:
    """Grains that give way one after the other, most of them at first."""
    length = samples(seconds + 0.1)
    grains, places = [], []
    for i in range(count):
        at = 0.0 if i < 3 else float(rng.beta(1.1, 2.4)) * seconds
        hz = float(np.exp(rng.uniform(*np.log(band))))
        size = samples(0.02)
        tick = rng.standard_normal(size, dtype=np.float32)
        tick *= envelope(size, 0.0004, rng.uniform(0.004, 0.012))
        tick = unit(filtered(tick, ((hz / 4, -24), (hz, 0), (hz * 3, -16))))
        weight = (0.3 + rng.random() ** 2) * (1 - 0.6 * at / seconds) * (0.7 + 0.3 * hardness)
        grains.append(tick * np.float32(weight))
        places.append(samples(at))
    return normal(scatter(length, np.array(places), grains, circular=False))


def step_sand(rng: Rng, hardness: float) -> Waveform:
    """A bare foot in sand, or on carpet: hardly more than a push."""
    grains = crunch(rng, hardness, 60, 0.16, (900, 4200)) * 0.35
    return peaked(over(grains, thump(rng, samples(0.22), 0.7)))


def step_metal(rng: Rng, hardness: float) -> Waveform:
    """A shoe on a metal stair or a rung."""
    tap = _tap(rng, hardness, 0.04, (140, 420, 2400, -12), rng.uniform(95, 130))
    ring = struck(rng, 0.3 + 0.4 * hardness, METAL)
    return peaked(in_room(rng, over(tap, 0.45 * ring[: samples(0.7)]), 0.25, -16))
