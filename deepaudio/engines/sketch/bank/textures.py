"""Sounds that go on: weather, water, fire, machines, people, places.

Each maker returns a circular loop of `length` samples at any level. The loops are dense
and even: a texture must carry a picture, not compete with what happens in it.
"""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.sketch.bank import voices
from deepaudio.engines.sketch.bank.shapes import (
    Curve,
    bubble,
    envelope,
    filtered,
    samples,
    scatter,
    shaped_noise,
    slow_wave,
    unit,
)

Rng = np.random.Generator

_AIR: Curve = (
    (20, -36), (60, -9), (120, 0), (250, -5), (500, -12), (1500, -22), (4000, -32), (16000, -50),
)  # fmt: skip


def room(rng: Rng, length: int) -> Waveform:
    """An empty room: ventilation far away, mostly below 300 Hz."""
    return shaped_noise(rng, length, _AIR)


def outdoors(rng: Rng, length: int) -> Waveform:
    """Open air: a distant rumble and a little of the wind."""
    far = shaped_noise(rng, length, ((20, -20), (60, 0), (150, -6), (600, -14), (9000, -50)))
    air = shaped_noise(rng, length, ((100, -30), (400, -6), (1200, 0), (3500, -6), (12000, -30)))
    return far + 0.22 * air * slow_wave(rng, length, 0.8, 0.6, 1.2)


def rain(rng: Rng, length: int) -> Waveform:
    """Steady rain: a hiss of far drops, a patter of near ones."""
    hiss = shaped_noise(
        rng, length, ((80, -34), (300, -18), (1000, -7), (3500, 0), (8000, -3), (18000, -16))
    )
    body = shaped_noise(rng, length, ((60, -20), (180, -4), (420, 0), (900, -8), (4000, -30)))
    patter = unit(_patter(rng, length, 260.0))
    return np.asarray(unit(hiss) + 0.4 * body + 0.8 * patter, np.float32)


def heavy_rain(rng: Rng, length: int) -> Waveform:
    """A downpour on hard ground."""
    roar = shaped_noise(
        rng, length, ((50, -18), (200, -8), (700, -3), (2000, 0), (6000, -2), (18000, -14))
    )
    return unit(roar) + 0.6 * unit(_patter(rng, length, 700.0))


def _patter(rng: Rng, length: int, per_second: float) -> Waveform:
    """Drops on hard and wet ground, most of them small."""
    kinds = [_drop(rng) for _ in range(48)]
    count = round(per_second * length / SAMPLE_RATE)
    sizes = np.minimum(rng.pareto(2.6, count) + 0.3, 1.4)
    picks = rng.integers(len(kinds), size=count)
    grains = [kinds[k] * np.float32(size) for k, size in zip(picks, sizes, strict=True)]
    return scatter(length, rng.integers(length, size=count), grains)


def _drop(rng: Rng) -> Waveform:
    length = samples(0.03)
    noise = rng.standard_normal(length, dtype=np.float32) * envelope(length, 0.0006, 0.012)
    centre = float(np.exp(rng.uniform(np.log(1800), np.log(7000))))
    click = filtered(noise, ((centre / 6, -30), (centre, 0), (centre * 2.5, -18)))
    if rng.random() < 0.3:
        click += 0.5 * np.abs(click).max() * bubble(length, rng.uniform(1200, 3800))
    return click


def wind(rng: Rng, length: int) -> Waveform:
    """Wind in gusts: a broad rush and two throats that howl a little."""
    gusts = slow_wave(rng, length, 0.7, 0.45, 1.0)
    rush = shaped_noise(
        rng, length, ((20, -16), (70, -2), (200, 0), (500, -6), (1500, -18), (9000, -44))
    )
    howl = np.zeros(length, np.float32)
    for hz in (310.0, 540.0):
        band = shaped_noise(
            rng, length, ((hz / 2, -50), (hz * 0.94, -3), (hz, 0), (hz * 1.06, -3), (hz * 2, -50))
        )
        howl += band * slow_wave(rng, length, 0.9, 0.0, 1.0) ** 2
    return rush * gusts + 0.16 * howl * gusts


def leaves(rng: Rng, length: int) -> Waveform:
    """Leaves in the wind."""
    rustle = shaped_noise(
        rng, length, ((200, -40), (900, -14), (2500, -2), (5500, 0), (10000, -8), (18000, -22))
    )
    return rustle * slow_wave(rng, length, 1.2, 0.4, 1.0) + 0.35 * wind(rng, length)


def stream(rng: Rng, length: int) -> Waveform:
    """Running water: bubbles of all sizes over a soft rush."""
    return _water(rng, length, 240.0, 380.0, 3200.0) + 0.35 * shaped_noise(
        rng, length, ((100, -24), (400, -4), (900, 0), (3000, -8), (9000, -22), (18000, -40))
    )


def fountain(rng: Rng, length: int) -> Waveform:
    """Splashing water: fountain, shower, a tap left open."""
    return 0.6 * _water(rng, length, 420.0, 700.0, 5200.0) + 0.8 * shaped_noise(
        rng, length, ((150, -30), (600, -10), (2500, 0), (7000, -3), (18000, -18))
    )


def underwater(rng: Rng, length: int) -> Waveform:
    """Below the surface: a dull pressure and few deep bubbles."""
    dull = shaped_noise(rng, length, ((20, -6), (60, 0), (160, -6), (400, -20), (2000, -60)))
    return dull + 0.35 * _water(rng, length, 14.0, 180.0, 700.0)


def _water(rng: Rng, length: int, per_second: float, low: float, high: float) -> Waveform:
    kinds = [
        bubble(samples(0.09), float(hz), rng.uniform(0.05, 0.25))
        for hz in np.exp(rng.uniform(np.log(low), np.log(high), 96))
    ]
    count = round(per_second * length / SAMPLE_RATE)
    sizes = 0.2 + rng.random(count) ** 2
    picks = rng.integers(len(kinds), size=count)
    grains = [kinds[k] * np.float32(size) for k, size in zip(picks, sizes, strict=True)]
    return unit(scatter(length, rng.integers(length, size=count), grains))


def waves(rng: Rng, length: int) -> Waveform:
    """The sea on a beach: two swells that rise, break and run out."""
    time = np.arange(length, dtype=np.float32) / length
    deep = shaped_noise(rng, length, ((25, -10), (80, 0), (300, -6), (900, -20), (6000, -50)))
    foam = shaped_noise(rng, length, ((150, -30), (600, -6), (2000, 0), (6000, -5), (18000, -22)))
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * 2 * time)
    later = 0.5 - 0.5 * np.cos(2 * np.pi * (2 * time - 0.16))
    mix = deep * (0.5 + 0.5 * swell) + 0.9 * foam * (0.18 + 0.82 * later**2)
    return np.asarray(mix, np.float32)


def fire(rng: Rng, length: int) -> Waveform:
    """A wood fire: a fluttering roar and crackles."""
    roar = shaped_noise(rng, length, ((20, -14), (60, 0), (180, -4), (500, -16), (3000, -38)))
    roar = roar * slow_wave(rng, length, 7.0, 0.6, 1.1)
    hiss = shaped_noise(rng, length, ((500, -30), (2500, -6), (6000, 0), (14000, -10)))
    count = round(16 * length / SAMPLE_RATE)
    sizes = np.minimum(rng.pareto(1.8, count) * 0.25 + 0.06, 0.9)
    grains = [_crackle(rng) * np.float32(size) for size in sizes]
    crackles = scatter(length, rng.integers(length, size=count), grains)
    return np.asarray(roar + 0.1 * hiss + 2.2 * crackles, np.float32)


def _crackle(rng: Rng) -> Waveform:
    length = samples(0.02)
    noise = rng.standard_normal(length, dtype=np.float32)
    noise *= envelope(length, 0.0004, rng.uniform(0.004, 0.014))
    centre = rng.uniform(900, 6000)
    return unit(filtered(noise, ((100, -24), (centre, 0), (16000, -12)))) * 0.25


def engine(rng: Rng, length: int) -> Waveform:
    """A car engine from inside: firing order harmonics, road and air."""
    base = _circular_hz(31.0, length)
    wobble = 0.02 * slow_wave(rng, length, 3.0, -1.0, 1.0)  # turns; circular like the loop
    turn = base * np.arange(length) / SAMPLE_RATE + wobble
    tone = np.zeros(length, np.float32)
    for k in range(1, 28):
        strength = (1.0 if k % 2 == 0 else 0.45) / k**1.05 * rng.uniform(0.6, 1.2)
        tone += np.float32(strength) * np.sin(2 * np.pi * (k * turn + rng.random())).astype(
            np.float32
        )
    road = shaped_noise(rng, length, ((20, -12), (70, 0), (250, -5), (900, -14), (8000, -44)))
    curve = ((25, -10), (60, -2), (250, 0), (900, -10), (2500, -24), (8000, -50))
    return np.asarray(1.6 * unit(filtered(tone, curve)) + 0.5 * unit(road), np.float32)


def traffic(rng: Rng, length: int) -> Waveform:
    """A street at some distance: rumble and the swish of tyres going by."""
    rumble = shaped_noise(rng, length, ((20, -14), (55, 0), (140, -4), (500, -14), (6000, -44)))
    swish = shaped_noise(rng, length, ((150, -24), (600, -3), (1100, 0), (2600, -8), (10000, -34)))
    return rumble + 0.5 * swish * slow_wave(rng, length, 0.5, 0.15, 1.0)


def train(rng: Rng, length: int) -> Waveform:
    """Inside a train: a broad roll and the rhythm of rail joints."""
    roll = shaped_noise(rng, length, ((20, -10), (60, 0), (200, -3), (700, -12), (7000, -40)))
    joints = np.zeros(length, np.float32)
    period = length // round(length / SAMPLE_RATE / 1.1)
    knock = filtered(
        rng.standard_normal(samples(0.12), dtype=np.float32) * envelope(samples(0.12), 0.006, 0.1),
        ((40, -6), (120, 0), (400, -8), (3000, -34)),
    )
    for start in range(0, length - period // 2, period):
        for delay in (0, samples(0.18)):
            at = (start + delay) % (length - len(knock))
            joints[at : at + len(knock)] += knock
    return roll + 0.8 * unit(joints)


def machine(rng: Rng, length: int) -> Waveform:
    """A motor humming: mains harmonics and a fan."""
    time = np.arange(length) / SAMPLE_RATE
    hum = np.zeros(length, np.float32)
    for k, strength in ((1, 0.7), (2, 1.0), (3, 0.3), (4, 0.45), (6, 0.25), (8, 0.12)):
        hz = _circular_hz(50.0 * k, length)
        hum += np.float32(strength) * np.sin(2 * np.pi * (hz * time + rng.random())).astype(
            np.float32
        )
    fan = shaped_noise(rng, length, ((40, -14), (150, -2), (400, 0), (1200, -8), (9000, -36)))
    return 0.6 * unit(hum) + fan


def city_hum(rng: Rng, length: int) -> Waveform:
    """A city from a window: traffic far below."""
    return filtered(traffic(rng, length), ((20, 0), (400, 0), (1500, -8), (8000, -24)))


def crowd(rng: Rng, length: int) -> Waveform:
    """Many people talking, no word to be understood, in a hall."""
    return voices.babble(rng, length, 14)


def applause(rng: Rng, length: int) -> Waveform:
    """A hall clapping."""
    kinds = [voices.clap(rng) for _ in range(40)]
    count = round(190 * length / SAMPLE_RATE)
    picks = rng.integers(len(kinds), size=count)
    sizes = 0.2 + rng.random(count) ** 2
    grains = [kinds[k] * np.float32(size) for k, size in zip(picks, sizes, strict=True)]
    return scatter(length, rng.integers(length, size=count), grains)


def crickets(rng: Rng, length: int) -> Waveform:
    """A summer night: a few insects that never quite agree."""
    time = np.arange(length) / SAMPLE_RATE
    total = 0.3 * unit(outdoors(rng, length))
    for _ in range(5):
        hz = _circular_hz(rng.uniform(3900, 5200), length)
        pulse = _circular_hz(rng.uniform(24, 34), length)
        song = np.sin(2 * np.pi * hz * time) * np.clip(np.sin(2 * np.pi * pulse * time), 0, 1) ** 2
        total += (rng.uniform(0.1, 0.4) * song).astype(np.float32) * slow_wave(
            rng, length, 1.5, 0.2, 1.0
        )
    return total


def rustle(rng: Rng, length: int) -> Waveform:
    """Cloth and small movements of a body."""
    cloth = shaped_noise(
        rng, length, ((80, -24), (300, -6), (900, 0), (2500, -4), (6000, -12), (16000, -30))
    )
    return cloth * slow_wave(rng, length, 9.0, 0.35, 1.0)


def air(rng: Rng, length: int) -> Waveform:
    """Air around something that moves fast."""
    return shaped_noise(
        rng, length, ((60, -20), (250, -3), (600, 0), (1500, -6), (5000, -20), (16000, -44))
    )


def drone(rng: Rng, length: int) -> Waveform:
    """Deep unease: low partials that beat against each other."""
    time = np.arange(length) / SAMPLE_RATE
    total = 0.5 * unit(
        shaped_noise(rng, length, ((20, -8), (45, 0), (120, -10), (500, -30), (4000, -60)))
    )
    for hz in (41.0, 41.6, 61.7, 82.3, 123.9):
        exact = _circular_hz(hz, length)
        total += 0.4 * np.sin(2 * np.pi * (exact * time + rng.random())).astype(np.float32)
    return total


def _circular_hz(hz: float, length: int) -> float:
    """The frequency nearest `hz` that fits the loop a whole number of times."""
    return max(1, round(hz * length / SAMPLE_RATE)) * SAMPLE_RATE / length
