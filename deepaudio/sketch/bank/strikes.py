"""Sounds that happen once: bodies struck, steps, doors, glass, weather's blows.

Each maker takes a generator and a hardness in [0, 1] (how hard the blow is: harder is
brighter and longer) and returns a waveform at a peak of 1 whose blow is at its very start,
unless it is one of those that build up (a creak, a whoosh).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepaudio.engines.base import SAMPLE_RATE, Waveform
from deepaudio.sketch.bank import voices
from deepaudio.sketch.bank.shapes import (
    Curve,
    bubble,
    burst,
    envelope,
    filtered,
    in_room,
    modes,
    peaked,
    samples,
    scatter,
    shaped_noise,
    slow_wave,
    unit,
)

Rng = np.random.Generator


# -- bodies -------------------------------------------------------------------------


@dataclass(frozen=True)
class Material:
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


_WOOD = Material(
    170, 2600, 14, 0.16, 0.55,
    ((80, -12), (250, 0), (1500, -4), (5000, -16), (14000, -36)), 0.035, -6,
)  # fmt: skip
_HEAVY_WOOD = Material(
    70, 1500, 14, 0.3, 0.6,
    ((40, -6), (140, 0), (900, -8), (4000, -22), (14000, -40)), 0.06, -5,
)  # fmt: skip
_METAL = Material(
    330, 9000, 22, 1.5, 0.5,
    ((300, -20), (1500, -4), (5000, 0), (14000, -6)), 0.012, -8,
)  # fmt: skip
_HAMMER = Material(
    520, 7600, 14, 0.4, 0.6,
    ((120, -6), (500, -4), (2500, 0), (7000, -4), (16000, -14)), 0.022, -3,
)  # fmt: skip
_GLASS = Material(
    1700, 9500, 14, 0.55, 0.7,
    ((800, -24), (3000, -4), (8000, 0), (16000, -6)), 0.008, -10,
)  # fmt: skip
_STONE = Material(
    420, 5200, 12, 0.055, 0.4,
    ((120, -8), (500, 0), (2500, -2), (8000, -12), (16000, -26)), 0.03, -2,
)  # fmt: skip
_PLASTIC = Material(
    350, 3600, 10, 0.075, 0.5,
    ((150, -10), (700, 0), (3000, -4), (9000, -18)), 0.018, -5,
)  # fmt: skip
_BELL = Material(
    620, 7000, 8, 3.2, 0.45,
    ((600, -12), (3000, 0), (12000, -8)), 0.006, -16,
    ratios=(0.5, 1.0, 1.19, 1.5, 2.0, 2.51, 3.01, 4.1),
)  # fmt: skip


def struck(rng: Rng, hardness: float, body: Material) -> Waveform:
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
    return peaked(_normal(ring) + gain * _normal(blow))


def thud(rng: Rng, hardness: float) -> Waveform:
    """Something of no particular kind meets the ground: soft, short, not dull."""
    length = samples(0.32)
    low = rng.uniform(78, 112)
    body = _drop_tone(length, low * 1.7, low, 0.018, 0.16 + 0.06 * hardness)
    skin = burst(
        rng, length, 0.05 + 0.03 * hardness,
        ((80, -6), (220, 0), (700, -5), (2200, -15 + 7 * hardness), (9000, -38)), 0.0008,
    )  # fmt: skip
    wood = struck(rng, 0.3 * hardness, _WOOD)[:length]
    mix = _normal(body) + 0.8 * _normal(skin)
    mix[: len(wood)] += 0.3 * wood
    return peaked(in_room(rng, mix, 0.22, -17))


def soft(rng: Rng, hardness: float) -> Waveform:
    """Cloth, a cushion, a body falling into grass."""
    length = samples(0.3)
    low = _drop_tone(length, 105, 62, 0.02, 0.16)
    puff = burst(
        rng, length, 0.12, ((60, -4), (160, 0), (500, -8), (1500, -16 + 5 * hardness),
                            (8000, -34)), 0.002,
    )  # fmt: skip
    return peaked(_normal(low) + 0.9 * _normal(puff))


def wood(rng: Rng, hardness: float) -> Waveform:
    """A wooden thing set down or struck."""
    return peaked(in_room(rng, struck(rng, hardness, _WOOD), 0.25, -16))


def metal(rng: Rng, hardness: float) -> Waveform:
    """A metal thing struck."""
    return struck(rng, hardness, _METAL)


def hammer(rng: Rng, hardness: float) -> Waveform:
    """A hammer on a nail in wood."""
    head, block = struck(rng, 0.4 + 0.6 * hardness, _HAMMER), struck(rng, hardness, _HEAVY_WOOD)
    return peaked(in_room(rng, _over(head, 0.9 * block), 0.2, -16))


def glass(rng: Rng, hardness: float) -> Waveform:
    """A glass touched or set down."""
    return struck(rng, hardness, _GLASS)


def stone(rng: Rng, hardness: float) -> Waveform:
    """Stone on stone."""
    return peaked(_over(struck(rng, hardness, _STONE), 0.35 * thud(rng, hardness)))


def plastic(rng: Rng, hardness: float) -> Waveform:
    """Something light and hollow."""
    return struck(rng, hardness, _PLASTIC)


def ball(rng: Rng, hardness: float) -> Waveform:
    """A rubber ball on hard ground: a slap, a sinking thump, the ring of the air inside."""
    length = samples(0.28)
    pitch = rng.uniform(105, 135)
    thump = _drop_tone(length, pitch * 2.2, pitch, 0.010, 0.1 + 0.05 * hardness)
    slap = burst(
        rng, length, 0.022 + 0.012 * hardness,
        ((120, -12), (420, -2), (1000, 0), (2600, -6 + 4 * hardness), (9000, -26)), 0.0005,
    )  # fmt: skip
    hollow = rng.uniform(760, 980)
    ring = modes(
        length, hollow * np.array([1.0, 1.62, 2.3]), np.array([0.16, 0.09, 0.05]),
        np.array([1.0, 0.4, 0.2]),
    )  # fmt: skip
    mix = _normal(thump) + 0.75 * _normal(slap) + 0.22 * _normal(ring)
    return peaked(in_room(rng, mix, 0.25, -17))


# -- steps --------------------------------------------------------------------------


def step_hard(rng: Rng, hardness: float) -> Waveform:
    """A shoe on stone or asphalt: heel, then sole."""
    heel = _tap(rng, hardness, 0.045, (120, 300, 1900, -14), rng.uniform(85, 120))
    sole = _tap(rng, hardness, 0.05, (160, 500, 2600, -14), rng.uniform(110, 150)) * 0.4
    grit = burst(rng, samples(0.09), 0.08, ((500, -24), (2500, 0), (7000, -4), (16000, -16)), 0.01)
    late = samples(rng.uniform(0.055, 0.085))
    mix = _over(heel, np.concatenate([np.zeros(late, np.float32), _over(sole, 0.12 * grit)]))
    return peaked(in_room(rng, mix, 0.28, -15))


def step_wood(rng: Rng, hardness: float) -> Waveform:
    """A shoe on floorboards."""
    heel = _tap(rng, hardness, 0.05, (90, 220, 1300, -14), rng.uniform(80, 110))
    board = struck(rng, 0.25 + 0.4 * hardness, _HEAVY_WOOD) * 0.7
    late = samples(rng.uniform(0.06, 0.09))
    sole = _tap(rng, hardness, 0.05, (120, 350, 1600, -16), 120) * 0.35
    mix = _over(_over(heel, board), np.concatenate([np.zeros(late, np.float32), sole]))
    return peaked(in_room(rng, mix, 0.25, -15))


def step_gravel(rng: Rng, hardness: float) -> Waveform:
    """A shoe on gravel: a crunch of many small stones."""
    crunch = _crunch(rng, hardness, 70, 0.15, (1400, 6500))
    return peaked(_over(crunch, _thump(rng, samples(0.25), 0.25)))


def step_grass(rng: Rng, hardness: float) -> Waveform:
    """A shoe in grass or leaves: a soft swish over a thump."""
    crunch = _crunch(rng, hardness, 45, 0.18, (2200, 9000)) * 0.5
    swish = burst(
        rng, samples(0.25), 0.16, ((200, -26), (1200, -6), (4000, 0), (9000, -8), (18000, -24)),
        0.006,
    )  # fmt: skip
    return peaked(_over(crunch, 0.35 * _normal(swish) + _thump(rng, samples(0.25), 0.8)))


def step_snow(rng: Rng, hardness: float) -> Waveform:
    """A boot pressing snow together."""
    press = _crunch(rng, hardness, 160, 0.2, (700, 3200))
    return peaked(press + _thump(rng, len(press), 0.4))


def step_wet(rng: Rng, hardness: float) -> Waveform:
    """A shoe into a shallow puddle."""
    shoe = _tap(rng, hardness, 0.05, (100, 280, 1500, -16), rng.uniform(85, 115))
    return peaked(in_room(rng, _over(shoe, 0.8 * splash(rng, 0.35 * hardness)), 0.22, -17))


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
    return _normal(click) + 0.8 * _normal(_drop_tone(length, hz * 1.5, hz, 0.01, 0.07))


def _thump(rng: Rng, length: int, level: float) -> Waveform:
    hz = rng.uniform(70, 95)
    return np.float32(level) * _normal(_drop_tone(length, hz * 1.6, hz, 0.015, 0.1))


def _crunch(
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
    return _normal(scatter(length, np.array(places), grains, circular=False))


# -- doors, glass, water ------------------------------------------------------------


def door_slam(rng: Rng, hardness: float) -> Waveform:
    """A wooden door into its frame: the leaf, the latch, the room behind."""
    length = samples(0.5)
    boom = _drop_tone(length, 130, rng.uniform(52, 66), 0.02, 0.28)
    leaf = struck(rng, 0.4 + 0.5 * hardness, _HEAVY_WOOD)
    crack = burst(
        rng, length, 0.07, ((60, -6), (200, 0), (1200, -3), (4000, -10), (14000, -26)), 0.0006
    )
    latch = np.concatenate([np.zeros(samples(0.028), np.float32), 0.3 * _latch(rng)])
    mix = _over(_normal(boom) + 0.9 * _normal(crack), 0.9 * leaf)
    return peaked(in_room(rng, _over(mix, latch), 0.5, -11))


def door_close(rng: Rng, hardness: float) -> Waveform:
    """A door shut with care: a low knock and the latch."""
    leaf = struck(rng, 0.2 + 0.3 * hardness, _HEAVY_WOOD)
    latch = np.concatenate([np.zeros(samples(0.035), np.float32), 0.45 * _latch(rng)])
    return peaked(in_room(rng, _over(_over(leaf, 0.5 * thud(rng, hardness)), latch), 0.35, -14))


def _latch(rng: Rng) -> Waveform:
    first, second = struck(rng, 0.5, _HAMMER), struck(rng, 0.3, _HAMMER)
    late = samples(rng.uniform(0.03, 0.06))
    return _over(first, np.concatenate([np.zeros(late, np.float32), 0.6 * second]))


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
        body += np.float32(level) * _normal(filtered(pulses, band))
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
        struck(rng, 0.8, _GLASS)[: samples(0.35)] * np.float32(rng.uniform(0.04, 0.4))
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
    return peaked(_normal(spray) + 0.5 * _normal(bubbles) + 0.4 * _thump(rng, length, 1.0))


# -- air, fire, signals -------------------------------------------------------------


def whoosh(rng: Rng, hardness: float) -> Waveform:
    """Something passes: air that swells and dies, brightest in the middle."""
    length = samples(0.7)
    time = np.arange(length, dtype=np.float32) / length
    low = shaped_noise(rng, length, ((80, -20), (250, 0), (700, -10), (4000, -40)))
    high = shaped_noise(rng, length, ((300, -24), (1100, 0), (2800, -8), (12000, -34)))
    swell = np.sin(np.pi * time**0.8) ** 3
    return peaked(low * swell + (0.4 + 0.5 * hardness) * high * swell**2)


def thunder(rng: Rng, hardness: float) -> Waveform:
    """A crack and its long roll."""
    length = samples(5.0)
    time = np.arange(length, dtype=np.float32) / SAMPLE_RATE
    roll = shaped_noise(rng, length, ((20, -8), (50, 0), (110, -5), (300, -18), (2000, -50)))
    roll *= slow_wave(rng, length, 4.0, 0.25, 1.0) * np.exp(-time / 1.5)
    roll *= np.minimum(1, time / 0.04)
    crack = burst(
        rng, length, 0.7, ((30, -6), (120, 0), (700, -6), (3000, -16), (12000, -34)), 0.002
    )
    rattle = crack * (0.4 + 0.6 * slow_wave(rng, length, 28.0, 0.0, 1.0))
    return peaked(1.2 * _normal(roll) + (0.4 + 0.6 * hardness) * _normal(rattle))


def explosion(rng: Rng, hardness: float) -> Waveform:
    """A blast: pressure, fire, debris."""
    length = samples(3.0)
    boom = _drop_tone(length, 95, 32, 0.08, 1.1)
    blast = burst(
        rng, length, 1.5, ((25, -4), (80, 0), (400, -8), (2500, -18), (12000, -36)), 0.002
    )
    crack = burst(rng, length, 0.12, ((100, -8), (800, 0), (4000, -4), (14000, -14)), 0.0005)
    return peaked(_normal(boom) + 1.1 * _normal(blast) + 0.5 * _normal(crack))


def gunshot(rng: Rng, hardness: float) -> Waveform:
    """One shot, outdoors."""
    length = samples(0.9)
    crack = burst(rng, length, 0.05, ((80, -8), (500, 0), (3000, -2), (14000, -10)), 0.0003)
    body = burst(rng, length, 0.3, ((40, -4), (130, 0), (600, -8), (5000, -26)), 0.001)
    return peaked(in_room(rng, _normal(crack) + 0.7 * _normal(body), 0.9, -14))


def bell(rng: Rng, hardness: float) -> Waveform:
    """A bell of bronze, once."""
    return struck(rng, 0.3 + 0.4 * hardness, _BELL)


def doorbell(rng: Rng, hardness: float) -> Waveform:
    """Ding, dong."""
    total = np.zeros(samples(2.0), np.float32)
    for hz, at in ((659.3, 0.0), (523.3, 0.55)):
        tone = modes(
            samples(1.2), hz * np.array([1.0, 2.0, 3.01, 5.2]), np.array([1.2, 0.8, 0.4, 0.15]),
            np.array([1.0, 0.35, 0.2, 0.15]),
        )  # fmt: skip
        total[samples(at) : samples(at) + len(tone)] += tone
    return peaked(total)


def phone(rng: Rng, hardness: float) -> Waveform:
    """A telephone: two rings of a bell with a clapper."""
    length = samples(1.9)
    time = np.arange(length) / SAMPLE_RATE
    strikes = 0.55 + 0.45 * np.sin(2 * np.pi * 21 * time) ** 8
    tone = sum(
        level * np.sin(2 * np.pi * hz * time + rng.random() * 6.28)
        for hz, level in ((1260, 1.0), (1510, 0.9), (2780, 0.5), (4120, 0.3))
    )
    on = np.clip(np.minimum(time % 0.95, 0.62 - time % 0.95) / 0.01, 0, 1)
    return peaked(np.asarray(tone * strikes * on, np.float32))


def alarm(rng: Rng, hardness: float) -> Waveform:
    """An alarm: four beeps."""
    length = samples(2.0)
    time = np.arange(length) / SAMPLE_RATE
    tone = np.sin(2 * np.pi * 2050 * time) + 0.3 * np.sin(2 * np.pi * 4100 * time)
    on = np.clip(np.minimum(time % 0.5, 0.22 - time % 0.5) / 0.006, 0, 1)
    return peaked(np.asarray(tone * on, np.float32))


def siren(rng: Rng, hardness: float) -> Waveform:
    """A siren far off, rising and falling."""
    length = samples(4.0)
    time = np.arange(length) / SAMPLE_RATE
    pitch = 700 + 350 * np.sin(2 * np.pi * 0.5 * time - np.pi / 2)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    tone = np.sin(phase) + 0.4 * np.sin(2 * phase) + 0.2 * np.sin(3 * phase)
    swell = np.sin(np.pi * time / time[-1]) ** 0.7
    return peaked(np.asarray(tone * swell, np.float32))


def horn(rng: Rng, hardness: float) -> Waveform:
    """A car's horn."""
    length = samples(0.7)
    time = np.arange(length) / SAMPLE_RATE
    tone = sum(
        np.sin(2 * np.pi * hz * k * time + rng.random() * 6.28) / k**0.7
        for hz in (405.0, 503.0)
        for k in range(1, 9)
    )
    on = np.clip(np.minimum(time, 0.68 - time) / 0.02, 0, 1)
    return peaked(np.asarray(tone * on, np.float32))


def dog(rng: Rng, hardness: float) -> Waveform:
    """A dog barks twice."""
    first, second = voices.bark(rng), voices.bark(rng)
    late = samples(rng.uniform(0.32, 0.45))
    mix = _over(first, np.concatenate([np.zeros(late, np.float32), 0.9 * second]))
    return peaked(in_room(rng, mix, 0.3, -16))


def bird(rng: Rng, hardness: float) -> Waveform:
    """One bird's phrase."""
    return voices.chirps(rng)


def clap(rng: Rng, hardness: float) -> Waveform:
    """Hands clapped once."""
    return peaked(in_room(rng, voices.clap(rng), 0.3, -13))


def click(rng: Rng, hardness: float) -> Waveform:
    """A switch, a key, a lock."""
    return peaked(_over(struck(rng, 0.6, _PLASTIC), 0.5 * _latch(rng)))


def key_press(rng: Rng, hardness: float) -> Waveform:
    """One key of a keyboard: down and up."""
    down, up = struck(rng, 0.5, _PLASTIC), struck(rng, 0.2, _PLASTIC)
    late = samples(rng.uniform(0.05, 0.09))
    return peaked(_over(down, np.concatenate([np.zeros(late, np.float32), 0.35 * up])))


def tick(rng: Rng, hardness: float) -> Waveform:
    """One tick of a clock."""
    length = samples(0.05)
    ring = modes(
        length, rng.uniform(0.97, 1.03) * np.array([2450.0, 3900.0, 6100.0]),
        np.array([0.02, 0.014, 0.01]), np.array([1.0, 0.7, 0.4]),
    )  # fmt: skip
    return peaked(ring + 0.4 * burst(rng, length, 0.006, ((800, -12), (4000, 0), (12000, -8))))


def paper(rng: Rng, hardness: float) -> Waveform:
    """A sheet turned or crumpled."""
    rustle = _crunch(rng, hardness, 90, 0.4, (2200, 9500))
    return peaked(rustle)


def drip(rng: Rng, hardness: float) -> Waveform:
    """A drop into a basin."""
    return peaked(in_room(rng, bubble(samples(0.15), rng.uniform(700, 1500), 0.3), 0.5, -10))


# -- small things -------------------------------------------------------------------


def _drop_tone(
    length: int, start_hz: float, end_hz: float, fall_s: float, decay_s: float
) -> Waveform:
    """A membrane's thump: pitch falls from start to end while it dies away."""
    time = np.arange(length) / SAMPLE_RATE
    pitch = end_hz + (start_hz - end_hz) * np.exp(-time / fall_s)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    return np.asarray(np.sin(phase) * envelope(length, 0.001, decay_s), np.float32)


def _normal(waveform: Waveform) -> Waveform:
    """Peak of 1, without a fade."""
    peak = float(np.abs(waveform).max(initial=0.0))
    return waveform / np.float32(peak) if peak > 0 else waveform


def _over(a: Waveform, b: Waveform) -> Waveform:
    """Both at once, as long as the longer."""
    total = np.zeros(max(len(a), len(b)), np.float32)
    total[: len(a)] += a
    total[: len(b)] += b
    return total
