"""Air, weather's blows, blasts, bells, alarms, animals and small machines.

Each maker takes a generator and a hardness in [0, 1] (how hard the blow is: harder is
brighter and longer) and returns a waveform at a peak of 1 whose blow is at its very start,
unless it builds up (a whoosh).
"""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.sketch.bank import voices
from deepaudio.engines.sketch.bank.bodies import BELL, PLASTIC, struck
from deepaudio.engines.sketch.bank.doors import latch
from deepaudio.engines.sketch.bank.shapes import (
    bubble,
    burst,
    drop_tone,
    in_room,
    modes,
    normal,
    over,
    peaked,
    samples,
    shaped_noise,
    slow_wave,
)
from deepaudio.engines.sketch.bank.steps import crunch

Rng = np.random.Generator


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
    return peaked(1.2 * normal(roll) + (0.4 + 0.6 * hardness) * normal(rattle))


def explosion(rng: Rng, hardness: float) -> Waveform:
    """A blast: pressure, fire, debris."""
    length = samples(3.0)
    boom = drop_tone(length, 95, 32, 0.08, 1.1)
    blast = burst(
        rng, length, 1.5, ((25, -4), (80, 0), (400, -8), (2500, -18), (12000, -36)), 0.002
    )
    crack = burst(rng, length, 0.12, ((100, -8), (800, 0), (4000, -4), (14000, -14)), 0.0005)
    return peaked(normal(boom) + 1.1 * normal(blast) + 0.5 * normal(crack))


def gunshot(rng: Rng, hardness: float) -> Waveform:
    """One shot, outdoors."""
    length = samples(0.9)
    crack = burst(rng, length, 0.05, ((80, -8), (500, 0), (3000, -2), (14000, -10)), 0.0003)
    body = burst(rng, length, 0.3, ((40, -4), (130, 0), (600, -8), (5000, -26)), 0.001)
    return peaked(in_room(rng, normal(crack) + 0.8 * normal(body), 1.3, -9))


def bell(rng: Rng, hardness: float) -> Waveform:
    """A bell of bronze, once."""
    return struck(rng, 0.3 + 0.4 * hardness, BELL)


def doorbell(rng: Rng, hardness: float) -> Waveform:
    """Ding, dong."""
    total = np.zeros(samples(2.0), np.float32)
    tuning = rng.uniform(0.97, 1.03)
    for hz, at in ((659.3 * tuning, 0.0), (523.3 * tuning, 0.55)):
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
    phase = 2 * np.pi * 2050 * rng.uniform(0.97, 1.03) * time
    tone = np.sin(phase) + 0.3 * np.sin(2 * phase)
    on = np.clip(np.minimum(time % 0.5, 0.22 - time % 0.5) / 0.006, 0, 1)
    return peaked(np.asarray(tone * on, np.float32))


def siren(rng: Rng, hardness: float) -> Waveform:
    """A siren far off, rising and falling."""
    length = samples(4.0)
    time = np.arange(length) / SAMPLE_RATE
    pitch = rng.uniform(680, 720) + 350 * np.sin(2 * np.pi * 0.5 * time - np.pi / 2)
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
    mix = over(first, np.concatenate([np.zeros(late, np.float32), 0.9 * second]))
    return peaked(in_room(rng, mix, 0.3, -16))


def bird(rng: Rng, hardness: float) -> Waveform:
    """One bird's phrase."""
    return voices.chirps(rng)


def clap(rng: Rng, hardness: float) -> Waveform:
    """Hands clapped once."""
    return peaked(in_room(rng, voices.clap(rng), 0.3, -13))


def click(rng: Rng, hardness: float) -> Waveform:
    """A switch, a key, a lock."""
    return peaked(over(struck(rng, 0.6, PLASTIC), 0.5 * latch(rng)))


def key_press(rng: Rng, hardness: float) -> Waveform:
    """One key of a keyboard: down and up."""
    down, up = struck(rng, 0.5, PLASTIC), struck(rng, 0.2, PLASTIC)
    late = samples(rng.uniform(0.05, 0.09))
    return peaked(over(down, np.concatenate([np.zeros(late, np.float32), 0.35 * up])))


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
    rustle = crunch(rng, hardness, 90, 0.4, (2200, 9500))
    return peaked(rustle)


def drip(rng: Rng, hardness: float) -> Waveform:
    """A drop into a basin."""
    return peaked(in_room(rng, bubble(samples(0.15), rng.uniform(700, 1500), 0.3), 0.5, -10))
