"""Bodies struck: wood, metal, glass, a ball; how materials ring.

Each maker takes a generator and a hardness in [0, 1] (how hard the blow is: harder is
brighter and longer) and returns a waveform at a peak of 1 whose blow is at its very start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.sketch.bank.shapes import (
    Curve,
    burst,
    drop_tone,
    in_room,
    modes,
    normal,
    over,
    peaked,
    samples,
)

Rng = np.random.Generator


@dataclass(frozen=True)
class StruckMaterial:
    """How a struck body rings.

    Modes spread from `low` to `high` Hz in `ratios` (or by chance); each loses 60 dB in
    `decay_s` at `low`, shorter with rising frequency by the power `damping`.
    """

    low: float
    high: float
    count: int
    decay_s: float
    damping: float
    contact: Curve  # the noise of the blow itself
    contact_s: float
    contact_db: float
    ratios: Sequence[float] = ()


WOOD = StruckMaterial(
    170, 2600, 14, 0.16, 0.55,
    ((80, -12), (250, 0), (1500, -4), (5000, -16), (14000, -36)), 0.035, -6,
)  # fmt: skip
HEAVY_WOOD = StruckMaterial(
    70, 1500, 14, 0.3, 0.6,
    ((40, -6), (140, 0), (900, -8), (4000, -22), (14000, -40)), 0.06, -5,
)  # fmt: skip
METAL = StruckMaterial(
    330, 9000, 22, 1.5, 0.5,
    ((300, -20), (1500, -4), (5000, 0), (14000, -6)), 0.012, -8,
)  # fmt: skip
HAMMER = StruckMaterial(
    520, 7600, 14, 0.4, 0.6,
    ((120, -6), (500, -4), (2500, 0), (7000, -4), (16000, -14)), 0.022, -3,
)  # fmt: skip
GLASS = StruckMaterial(
    1700, 9500, 14, 0.55, 0.7,
    ((800, -24), (3000, -4), (8000, 0), (16000, -6)), 0.008, -10,
)  # fmt: skip
STONE = StruckMaterial(
    420, 5200, 12, 0.055, 0.4,
    ((120, -8), (500, 0), (2500, -2), (8000, -12), (16000, -26)), 0.03, -2,
)  # fmt: skip
PLASTIC = StruckMaterial(
    350, 3600, 10, 0.075, 0.5,
    ((150, -10), (700, 0), (3000, -4), (9000, -18)), 0.018, -5,
)  # fmt: skip
BELL = StruckMaterial(
    620, 7000, 8, 3.2, 0.45,
    ((600, -12), (3000, 0), (12000, -8)), 0.006, -16,
    ratios=(0.5, 1.0, 1.19, 1.5, 2.0, 2.51, 3.01, 4.1),
)  # fmt: skip


def struck(rng: Rng, hardness: float, body: StruckMaterial) -> Waveform:
    """A body of a material, struck."""
    size = rng.uniform(0.88, 1.14)
    if body.ratios:
        frequencies = body.low * size * np.array(body.ratios)
    else:
        even = np.geomspace(body.low, body.high, body.count)
        frequencies = even * size * rng.uniform(0.9, 1.1, body.count)
    decays = body.decay_s * (frequencies / frequencies[0]) ** -body.damping
    decays = decays * rng.uniform(0.75, 1.25, len(decays)) * (0.8 + 0.4 * hardness)
    tilt = (frequencies / frequencies[0]) ** (-1.1 + 0.8 * hardness)
    amplitudes = tilt * rng.uniform(0.35, 1.0, len(decays)) * rng.choice((-1, 1), len(decays))
    length = samples(min(2.5, float(decays.max()) * 1.1) + 0.02)
    ring = modes(length, frequencies, decays, amplitudes)
    blow = np.zeros(length, np.float32)
    count = min(length, samples(body.contact_s * 1.6))
    blow[:count] = burst(rng, count, body.contact_s, body.contact, 0.0005)
    gain = 10 ** (body.contact_db / 20) * (0.7 + 0.6 * hardness)
    return peaked(normal(ring) + gain * normal(blow))


def thud(rng: Rng, hardness: float) -> Waveform:
    """Something of no particular kind meets the ground: soft, short, not dull."""
    length = samples(0.32)
    low = rng.uniform(78, 112)
    body = drop_tone(length, low * 1.7, low, 0.018, 0.16 + 0.06 * hardness)
    skin = burst(
        rng, length, 0.05 + 0.03 * hardness,
        ((80, -6), (220, 0), (700, -5), (2200, -15 + 7 * hardness), (9000, -38)), 0.0008,
    )  # fmt: skip
    wood = struck(rng, 0.3 * hardness, WOOD)[:length]
    mix = normal(body) + 0.8 * normal(skin)
    mix[: len(wood)] += 0.3 * wood
    return peaked(in_room(rng, mix, 0.22, -17))


def soft(rng: Rng, hardness: float) -> Waveform:
    """Cloth, a cushion, a body falling into grass."""
    length = samples(0.3)
    low = drop_tone(length, 105, 62, 0.02, 0.16)
    puff = burst(
        rng, length, 0.12, ((60, -4), (160, 0), (500, -8), (1500, -16 + 5 * hardness),
                            (8000, -34)), 0.002,
    )  # fmt: skip
    return peaked(normal(low) + 0.9 * normal(puff))


def wood(rng: Rng, hardness: float) -> Waveform:
    """A wooden thing set down or struck."""
    return peaked(in_room(rng, struck(rng, hardness, WOOD), 0.25, -16))


def metal(rng: Rng, hardness: float) -> Waveform:
    """A metal thing struck."""
    return struck(rng, hardness, METAL)


def hammer(rng: Rng, hardness: float) -> Waveform:
    """A hammer on a nail in wood."""
    head, block = struck(rng, 0.4 + 0.6 * hardness, HAMMER), struck(rng, hardness, HEAVY_WOOD)
    return peaked(in_room(rng, over(head, 0.9 * block), 0.2, -16))


def glass(rng: Rng, hardness: float) -> Waveform:
    """A glass touched or set down."""
    return struck(rng, hardness, GLASS)


def stone(rng: Rng, hardness: float) -> Waveform:
    """Stone on stone."""
    return peaked(over(struck(rng, hardness, STONE), 0.35 * thud(rng, hardness)))


def plastic(rng: Rng, hardness: float) -> Waveform:
    """Something light and hollow."""
    return struck(rng, hardness, PLASTIC)


def ball(rng: Rng, hardness: float) -> Waveform:
    """A rubber ball on hard ground: a slap, a sinking thump, the ring of the air inside."""
    length = samples(0.28)
    pitch = rng.uniform(105, 135)
    thump = drop_tone(length, pitch * 2.2, pitch, 0.010, 0.1 + 0.05 * hardness)
    slap = burst(
        rng, length, 0.022 + 0.012 * hardness,
        ((120, -12), (420, -2), (1000, 0), (2600, -6 + 4 * hardness), (9000, -26)), 0.0005,
    )  # fmt: skip
    hollow = rng.uniform(760, 980)
    ring = modes(
        length, hollow * np.array([1.0, 1.62, 2.3]), np.array([0.16, 0.09, 0.05]),
        np.array([1.0, 0.4, 0.2]),
    )  # fmt: skip
    mix = normal(thump) + 0.75 * normal(slap) + 0.22 * normal(ring)
    return peaked(in_room(rng, mix, 0.25, -17))


def thump(rng: Rng, length: int, level: float) -> Waveform:
    """A dull low blow under something else, at a peak of `level`."""
    hz = rng.uniform(70, 95)
    return np.asarray(level * normal(drop_tone(length, hz * 1.6, hz, 0.015, 0.1)), np.float32)
