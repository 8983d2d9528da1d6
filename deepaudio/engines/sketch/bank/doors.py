"""Doors, knocks, breaking glass, water.

Each maker takes a generator and a hardness in [0, 1] (how hard the blow is: harder is
brighter and longer) and returns a waveform at a peak of 1 whose blow is at its very start,
unless it builds up (a creak).
"""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.sketch.bank.bodies import (
    GLASS,
    HAMMER,
    HEAVY_WOOD,
    struck,
    thud,
    thump,
    wood,
)
from deepaudio.engines.sketch.bank.shapes import (
    bubble,
    burst,
    drop_tone,
    filtered,
    in_room,
    normal,
    over,
    peaked,
    samples,
    scatter,
    slow_wave,
)

Rng = np.random.Generator


def door_slam(rng: Rng, hardness: float) -> Waveform:
    """A wooden door into its frame: the leaf, the latch, the room behind."""
    length = samples(0.5)
    boom = drop_tone(length, 130, rng.uniform(52, 66), 0.02, 0.28)
    leaf = struck(rng, 0.4 + 0.5 * hardness, HEAVY_WOOD)
    crack = burst(
        rng, length, 0.07, ((60, -6), (200, 0), (1200, -3), (4000, -10), (14000, -26)), 0.0006
    )
    late = np.concatenate([np.zeros(samples(0.028), np.float32), 0.3 * latch(rng)])
    mix = over(normal(boom) + 0.9 * normal(crack), 0.9 * leaf)
    return peaked(in_room(rng, over(mix, late), 0.5, -11))


def door_close(rng: Rng, hardness: float) -> Waveform:
    """A door shut with care: a low knock and the latch."""
    leaf = struck(rng, 0.2 + 0.3 * hardness, HEAVY_WOOD)
    late = np.concatenate([np.zeros(samples(0.035), np.float32), 0.45 * latch(rng)])
    return peaked(in_room(rng, over(over(leaf, 0.5 * thud(rng, hardness)), late), 0.35, -14))


def latch(rng: Rng) -> Waveform:
    first, second = struck(rng, 0.5, HAMMER), struck(rng, 0.3, HAMMER)
    late = samples(rng.uniform(0.03, 0.06))
    return over(first, np.concatenate([np.zeros(late, np.float32), 0.6 * second]))


def creak(rng: Rng, hardness: float) -> Waveform:
    """A hinge: stick and slip, excited like a bowed string, sliding in pitch."""
    length = samples(rng.uniform(0.7, 1.2))
    time = np.arange(length) / length
    rate = rng.uniform(45, 80) * (1 + 0.7 * np.sin(np.pi * time * rng.uniform(0.8, 1.4)))
    rate = rate * (1 + 0.05 * slow_wave(rng, length, 20, -1, 1))
    turns = np.floor(np.cumsum(rate) / SAMPLE_RATE).astype(np.int64)
    slips = np.flatnonzero(np.diff(turns))
    pulses = np.zeros(length, np.float32)
    pulses[slips] = rng.uniform(0.5, 1.0, len(slips))
    body = np.zeros(length, np.float32)
    for hz, level in ((420, 0.7), (830, 1.0), (1460, 0.8), (2350, 0.5), (3900, 0.25)):
        bend = hz * rng.uniform(0.9, 1.1)
        band = ((bend / 2, -40), (bend * 0.97, -4), (bend, 0), (bend * 1.03, -4), (bend * 2, -40))
        body += np.float32(level) * normal(filtered(pulses, band))
    return peaked(body * np.sin(np.pi * time).astype(np.float32) ** 0.6)


def knock(rng: Rng, hardness: float) -> Waveform:
    """Knuckles on a door, three times."""
    parts = np.zeros(samples(1.3), np.float32)
    for k in range(3):
        at = samples(k * 0.21 + (rng.uniform(-0.015, 0.015) if k else 0.0))
        one = wood(rng, 0.3 + 0.4 * hardness) * np.float32(rng.uniform(0.75, 1.0))
        parts[at : at + len(one)] += one[: len(parts) - at]
    return peaked(parts)


def glass_break(rng: Rng, hardness: float) -> Waveform:
    """A pane: the crack, then splinters falling."""
    length = samples(1.6)
    crack = burst(rng, length, 0.09, ((300, -16), (1500, -2), (5000, 0), (14000, -5)), 0.0004)
    count = 70
    times = np.minimum(rng.exponential(0.22, count), 1.2)
    grains = [
        struck(rng, 0.8, GLASS)[: samples(0.35)] * np.float32(rng.uniform(0.04, 0.4))
        for _ in range(count)
    ]
    shower = scatter(length, (times * SAMPLE_RATE).astype(np.int64), grains, circular=False)
    return peaked(in_room(rng, 1.2 * peaked(crack) + 0.8 * peaked(shower), 0.3, -16))


def splash(rng: Rng, hardness: float) -> Waveform:
    """Something falls into water: a slap, a spray, bubbles."""
    length = samples(0.5 + 0.4 * hardness)
    spray = burst(
        rng, length, 0.2 + 0.25 * hardness,
        ((150, -20), (600, -4), (2000, 0), (7000, -4), (18000, -18)), 0.003,
    )  # fmt: skip
    places = (rng.exponential(0.11, 40) * SAMPLE_RATE).astype(np.int64) % (length // 2)
    grains = [
        bubble(samples(0.1), float(hz), 0.2) * np.float32(rng.uniform(0.2, 1.0))
        for hz in np.exp(rng.uniform(np.log(350), np.log(2600), 40))
    ]
    bubbles = scatter(length, places, grains, circular=False)
    return peaked(normal(spray) + 0.5 * normal(bubbles) + 0.4 * thump(rng, length, 1.0))
