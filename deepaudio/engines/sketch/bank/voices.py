"""What living things and hands make: babble, birdsong, claps, cups, a dog."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.sketch.bank.shapes import (
    envelope,
    filtered,
    modes,
    peaked,
    samples,
    scatter,
    shaped_noise,
    slow_wave,
    unit,
)

Rng = np.random.Generator

# First three resonances of vowels, after Peterson and Barney (1952), in Hz.
_VOWELS = ((730, 1090, 2440), (530, 1840, 2480), (390, 1990, 2550), (570, 840, 2410),
           (300, 870, 2240), (640, 1190, 2390))  # fmt: skip


def babble(rng: Rng, length: int, people: int) -> Waveform:
    """`people` talking at once in a large room; circular; never intelligible."""
    total = np.zeros(length, np.float32)
    for _ in range(people):
        total += _talker(rng, length) * np.float32(rng.uniform(0.4, 1.0))
    hall = shaped_noise(rng, length, ((60, -20), (200, -4), (500, 0), (1600, -8), (8000, -34)))
    far = filtered(total, ((80, -30), (160, -4), (500, 0), (2000, -5), (4000, -14), (12000, -40)))
    return unit(far) + 0.35 * hall


def _talker(rng: Rng, length: int) -> Waveform:
    """Syllables of one voice: a buzz through vowels, in phrases with pauses."""
    pitch = rng.uniform(95, 220)
    count = round(3.2 * length / SAMPLE_RATE)
    syllables = [_syllable(rng, pitch * rng.uniform(0.85, 1.2)) for _ in range(14)]
    starts = (np.arange(count) + rng.uniform(-0.3, 0.3, count)) * (length / count)
    phrases = slow_wave(rng, length, 0.5, -0.4, 1.4)
    places = starts.astype(np.int64) % length
    sizes = np.clip(phrases[places], 0, 1) * rng.uniform(0.5, 1.0, count)
    picks = rng.integers(len(syllables), size=count)
    grains = [syllables[k] * np.float32(size) for k, size in zip(picks, sizes, strict=True)]
    return scatter(length, places, grains)


def _syllable(rng: Rng, pitch: float) -> Waveform:
    length = samples(rng.uniform(0.14, 0.32))
    time = np.arange(length) / SAMPLE_RATE
    glide = 1 + rng.uniform(-0.12, 0.12) * time / time[-1]
    phase = np.cumsum(pitch * glide) / SAMPLE_RATE
    formants = _VOWELS[rng.integers(len(_VOWELS))]
    stretch = rng.uniform(0.9, 1.18)
    wave = np.zeros(length)
    for k in range(1, int(3600 / pitch)):
        hz = k * pitch
        level = sum(
            gain / (1 + ((hz - f * stretch) / (60 + 0.05 * f)) ** 2)
            for f, gain in zip(formants, (1.0, 0.5, 0.2), strict=True)
        )
        wave += (level + 0.004) / k**0.4 * np.sin(2 * np.pi * k * phase + rng.random() * 6.28)
    window = np.sin(np.pi * np.minimum(time / time[-1], 1)) ** 0.7
    return np.asarray(wave * window, np.float32)


def chirps(rng: Rng) -> Waveform:
    """One bird's phrase: a few gliding whistles."""
    base = rng.uniform(2400, 5200)
    notes = int(rng.integers(2, 7))
    parts: list[Waveform] = []
    for _ in range(notes):
        length = samples(rng.uniform(0.04, 0.14))
        time = np.arange(length) / length
        sweep = base * (1 + rng.uniform(-0.25, 0.25) * time + rng.uniform(-0.2, 0.2) * time**2)
        trill = 1 + 0.02 * np.sin(2 * np.pi * rng.uniform(30, 70) * time)
        tone = np.sin(2 * np.pi * np.cumsum(sweep * trill) / SAMPLE_RATE)
        parts.append((tone * np.sin(np.pi * time) ** 1.5).astype(np.float32))
        parts.append(np.zeros(samples(rng.uniform(0.02, 0.09)), np.float32))
    return peaked(np.concatenate(parts))


def clap(rng: Rng) -> Waveform:
    """Two hands."""
    length = samples(0.06)
    noise = rng.standard_normal(length, dtype=np.float32)
    noise *= envelope(length, 0.0008, rng.uniform(0.018, 0.04))
    centre = rng.uniform(800, 2200)
    return peaked(filtered(noise, ((100, -30), (centre, 0), (centre * 3, -8), (16000, -24))))


def clink(rng: Rng) -> Waveform:
    """A cup on a saucer."""
    base = rng.uniform(1900, 3600)
    ratios: npt.NDArray[np.float64] = np.array([1.0, 1.53, 2.41, 3.3])
    decays = np.array([0.22, 0.16, 0.1, 0.06]) * rng.uniform(0.6, 1.2)
    return peaked(modes(samples(0.25), base * ratios, decays, np.array([1.0, 0.7, 0.5, 0.3])))


def bark(rng: Rng) -> Waveform:
    """A dog, once."""
    length = samples(0.22)
    time = np.arange(length) / SAMPLE_RATE
    pitch = rng.uniform(320, 460) * (1 + 0.5 * np.exp(-time / 0.03) - 0.8 * time)
    phase = np.cumsum(pitch) / SAMPLE_RATE
    wave = sum(np.sin(2 * np.pi * k * phase) / k**0.6 for k in range(1, 16))
    rough = 1 + 0.6 * rng.standard_normal(length)
    shape = envelope(length, 0.012, 0.24)
    wave = np.asarray(wave * rough * shape, np.float32)
    return peaked(filtered(wave, ((120, -24), (500, 0), (1100, 0), (2600, -8), (9000, -34))))
