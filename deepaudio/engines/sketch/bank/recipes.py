"""Makers put together of makers, so that a sound can be written down as what it consists of.

Strikes, functions of a generator and a hardness: `hit`, `hiss`, `swell`, `tone`, `voice`,
`repeated`, `together`, `one_of`, `scattered`, `bubbling`, `placed`. Beds, functions of a generator
and a length, circular all of them: `noise`, `hum`, `wavering`, `pulsing`, `sprayed`, `layered`,
`shaped`. Levels are amplitudes, times seconds, frequencies Hz; a contour is (share of the length,
value) points.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.sketch.bank.bodies import StruckMaterial, struck
from deepaudio.engines.sketch.bank.shapes import (
    Curve,
    bubble,
    burst,
    filtered,
    in_room,
    normal,
    peaked,
    samples,
    scatter,
    shaped_noise,
    slow_wave,
    unit,
)
from deepaudio.engines.sketch.bank.sounds import Bed, Strike

Rng = np.random.Generator
Contour = Sequence[tuple[float, float]]

SAW = tuple((float(k), 1 / k) for k in range(1, 25))
"""Partials of a sawtooth: (multiple of the pitch, level)."""

PURE = ((1.0, 1.0), (2.0, 0.12))


# -- strikes ------------------------------------------------------------------------


def hit(material: StruckMaterial, most: float = 1.0) -> Strike:
    """A body of a material, struck at most so hard."""
    return lambda rng, hardness: struck(rng, hardness * most, material)


def hiss(seconds: float, curve: Curve, attack_s: float = 0.001) -> Strike:
    """Noise that dies away in that time."""

    def make(rng: Rng, hardness: float) -> Waveform:
        length = samples(seconds * 1.1)
        return peaked(burst(rng, length, seconds * (0.85 + 0.3 * hardness), curve, attack_s))

    return make


def swell(seconds: float, curve: Curve, shape: Contour = ((0, 0), (0.5, 1), (1, 0))) -> Strike:
    """Noise with a contour of its level."""

    def make(rng: Rng, _hardness: float) -> Waveform:
        length = samples(seconds * rng.uniform(0.85, 1.15))
        level = along(length, shape) ** 1.5
        return peaked(shaped_noise(rng, length, curve) * level.astype(np.float32))

    return make


def tone(
    seconds: float,
    pitch: Contour,
    partials: Sequence[tuple[float, float]] = PURE,
    shape: Contour = ((0, 0), (0.03, 1), (0.8, 1), (1, 0)),
    *,
    vibrato: tuple[float, float] = (0.0, 0.0),
    rough: float = 0.0,
) -> Strike:
    """A pitch with a contour, in Hz; `vibrato` is (times a second, share of the pitch)."""

    def make(rng: Rng, _hardness: float) -> Waveform:
        length = samples(seconds * rng.uniform(0.92, 1.08))
        time = np.arange(length) / SAMPLE_RATE
        hz = along(length, pitch) * rng.uniform(0.95, 1.05)
        hz = hz * (1 + vibrato[1] * np.sin(2 * np.pi * vibrato[0] * time + rng.random() * 6.28))
        if rough:
            hz = hz * (1 + rough * slow_wave(rng, length, 70, -1, 1))
        phase = 2 * np.pi * np.cumsum(hz) / SAMPLE_RATE
        wave = np.zeros(length)
        for ratio, level in partials:
            audible = np.clip((20_000 - ratio * hz) / 2000, 0, 1)
            wave += level * audible * np.sin(ratio * phase + rng.random())
        return peaked(np.asarray(wave * along(length, shape), np.float32))

    return make


def voice(
    seconds: float,
    pitch: Contour,
    formants: tuple[Sequence[float], Sequence[float]],
    *,
    shape: Contour = ((0, 0), (0.1, 1), (0.7, 0.9), (1, 0)),
    breath: float = 0.05,
    rough: float = 0.0,
    vibrato: tuple[float, float] = (0.0, 0.0),
    tremolo: tuple[float, float] = (0.0, 0.0),
) -> Strike:
    """A throat: a buzz through resonances that move from the first formants to the second."""
    buzz = tone(seconds, pitch, SAW, ((0, 1), (1, 1)), vibrato=vibrato, rough=rough)

    def make(rng: Rng, hardness: float) -> Waveform:
        source = buzz(rng, hardness)
        length = len(source)
        source = source + np.float32(breath) * rng.standard_normal(length, dtype=np.float32)
        size = rng.uniform(0.93, 1.08)
        first, last = (unit(filtered(source, _throat(f, size))) for f in formants)
        place = np.linspace(0, 1, length, dtype=np.float32)
        mix = first * (1 - place) + last * place
        if tremolo[1]:
            turn = 2 * np.pi * tremolo[0] * np.arange(length) / SAMPLE_RATE
            mix = mix * (1 - tremolo[1] * (0.5 + 0.5 * np.sin(turn)))
        return peaked(np.asarray(mix * along(length, shape), np.float32))

    return make


def _throat(formants: Sequence[float], size: float) -> Curve:
    """Resonances at the formants, each 5 dB weaker than the one below."""
    points = [(40.0, -34.0)]
    for number, hz in enumerate(formants):
        level, centre = -5.0 * number, hz * size
        points += [(centre * 0.78, level - 13), (centre, level), (centre * 1.28, level - 13)]
    return sorted([*points, (16_000.0, -52.0)])


def repeated(
    make: Strike, times: int, every_s: float, loose: float = 0.1, last: float = 0.8
) -> Strike:
    """A strike several times, the last one at the level `last`."""

    def series(rng: Rng, hardness: float) -> Waveform:
        total = np.zeros(0, np.float32)
        at = 0.0
        for number in range(times):
            level = 1 + (last - 1) * number / max(1, times - 1)
            part = make(rng, hardness) * np.float32(level * rng.uniform(0.85, 1.0))
            total = _added(total, part, samples(at))
            at += every_s * rng.uniform(1 - loose, 1 + loose)
        return peaked(total)

    return series


def together(*parts: tuple[float, float, Strike]) -> Strike:
    """Strikes at once: (level, seconds later, strike) each."""

    def make(rng: Rng, hardness: float) -> Waveform:
        total = np.zeros(0, np.float32)
        for level, late_s, part in parts:
            total = _added(total, normal(part(rng, hardness)) * np.float32(level), samples(late_s))
        return peaked(total)

    return make


def one_of(*parts: Strike) -> Strike:
    """One of several strikes by chance."""
    return lambda rng, hardness: parts[rng.integers(len(parts))](rng, hardness)


def scattered(make: Strike, count: int, seconds: float, early: float = 1.4) -> Strike:
    """Many of a strike in that time, the more of them at first the larger `early` is."""

    def shower(rng: Rng, hardness: float) -> Waveform:
        kinds = [make(rng, hardness) for _ in range(min(count, 12))]
        places = (rng.beta(1.0, early, count) * seconds * SAMPLE_RATE).astype(np.int64)
        places[0] = 0
        grains = [
            kinds[rng.integers(len(kinds))] * np.float32(rng.uniform(0.15, 1.0))
            for _ in range(count)
        ]
        length = samples(seconds) + max(map(len, kinds))
        return peaked(scatter(length, places, grains, circular=False))

    return shower


def bubbling(count: int, seconds: float, low: float, high: float) -> Strike:
    """Bubbles of sizes that ring between two frequencies."""

    def make(rng: Rng, hardness: float) -> Waveform:
        hz = float(np.exp(rng.uniform(np.log(low), np.log(high))))
        return bubble(samples(0.12), hz, rng.uniform(0.1, 0.3))

    return scattered(make, count, seconds, 1.0)


def placed(make: Strike, seconds: float, level_db: float = -15.0) -> Strike:
    """A strike with the room that answers it."""
    return lambda rng, hardness: peaked(in_room(rng, make(rng, hardness), seconds, level_db))


def _added(total: Waveform, part: Waveform, at: int) -> Waveform:
    longer = np.zeros(max(len(total), at + len(part)), np.float32)
    longer[: len(total)] = total
    longer[at : at + len(part)] += part
    return longer


def along(length: int, points: Contour) -> npt.NDArray[np.float64]:
    """A contour, a value per sample, without corners."""
    edges, values = np.array(points, np.float64).T
    place = np.linspace(0, 1, length)
    number = np.clip(np.searchsorted(edges, place, "right") - 1, 0, len(edges) - 2)
    share = np.clip((place - edges[number]) / np.diff(edges)[number], 0, 1)
    share = share * share * (3 - 2 * share)
    return np.asarray(values[number] + np.diff(values)[number] * share)


# -- beds ---------------------------------------------------------------------------


def noise(curve: Curve) -> Bed:
    """Steady noise with a spectrum."""
    return lambda rng, length: shaped_noise(rng, length, curve)


def hum(base_hz: float, levels: Sequence[float], wobble: float = 0.0) -> Bed:
    """Harmonics of a motor; `wobble` is how many turns it runs ahead and behind."""

    def make(rng: Rng, length: int) -> Waveform:
        turns = whole_hz(base_hz, length) * np.arange(length) / SAMPLE_RATE
        if wobble:
            turns = turns + wobble * slow_wave(rng, length, 2.0, -1.0, 1.0)
        total = np.zeros(length, np.float32)
        for number, level in enumerate(levels, 1):
            if level:
                wave = np.sin(2 * np.pi * (number * turns + rng.random()))
                total += np.float32(level) * wave.astype(np.float32)
        return total

    return make


def rolled(count: int, power: float = 1.0, odd: float = 1.0) -> tuple[float, ...]:
    """Levels of harmonics that fall with their number; odd ones times `odd`."""
    return tuple((odd if k % 2 else 1.0) / k**power for k in range(1, count + 1))


def wavering(make: Bed, rate_hz: float, low: float, high: float = 1.0) -> Bed:
    """A bed whose level wanders."""
    return lambda rng, length: make(rng, length) * slow_wave(rng, length, rate_hz, low, high)


def pulsing(make: Bed, hz: float, depth: float = 1.0, sharp: float = 1.0) -> Bed:
    """A bed in beats; the sharper, the shorter they are."""

    def beating(rng: Rng, length: int) -> Waveform:
        turn = 2 * np.pi * whole_hz(hz, length) * np.arange(length) / SAMPLE_RATE
        beat = (0.5 + 0.5 * np.sin(turn)) ** sharp
        return np.asarray(make(rng, length) * (1 - depth + depth * beat), np.float32)

    return beating


def sprayed(make: Strike, per_second: float, even: float = 0.3) -> Bed:
    """A strike so often that it is a texture; `even` is the level of the weakest."""

    def shower(rng: Rng, length: int) -> Waveform:
        kinds = [make(rng, float(h)) for h in rng.uniform(0.2, 0.8, 16)]
        count = round(per_second * length / SAMPLE_RATE)
        sizes = even + (1 - even) * rng.random(count) ** 2
        picks = rng.integers(len(kinds), size=count)
        grains = [kinds[k] * np.float32(size) for k, size in zip(picks, sizes, strict=True)]
        return scatter(length, rng.integers(length, size=count), grains)

    return shower


def layered(*parts: tuple[float, Bed]) -> Bed:
    """Beds at once, each at its level."""

    def make(rng: Rng, length: int) -> Waveform:
        total = np.zeros(length, np.float32)
        for level, part in parts:
            total += np.float32(level) * unit(part(rng, length))
        return total

    return make


def shaped(make: Bed, curve: Curve) -> Bed:
    """A bed through a frequency response."""
    return lambda rng, length: filtered(make(rng, length), curve)


def whole_hz(hz: float, length: int) -> float:
    """The frequency nearest `hz` that fits a loop a whole number of times."""
    return max(1, round(hz * length / SAMPLE_RATE)) * SAMPLE_RATE / length
