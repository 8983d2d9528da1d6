"""Building blocks of synthesised sound: shaped noise, damped modes, bubbles, rooms.

Waveforms are mono float32 (T,) at 48 kHz. Lengths are in samples, times in seconds,
frequencies in Hz. Nothing here is random but through the generator that is passed in.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import fft, signal

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform

Curve = Sequence[tuple[float, float]]
"""A frequency response: (Hz, dB) points, rising in frequency, straight between on log axes."""


def shaped_noise(rng: np.random.Generator, length: int, curve: Curve) -> Waveform:
    """Stationary noise with a spectrum; circular: its end runs into its start."""
    frequencies = fft.rfftfreq(length, 1 / SAMPLE_RATE)
    phases = rng.random(len(frequencies), dtype=np.float32) * np.float32(2 * np.pi)
    magnitude = np.sqrt(rng.standard_exponential(len(frequencies), dtype=np.float32))
    spectrum = magnitude * response(frequencies, curve) * np.exp(1j * phases)
    spectrum[0] = 0
    return unit(fft.irfft(spectrum.astype(np.complex64), length).astype(np.float32))


def filtered(waveform: Waveform, curve: Curve) -> Waveform:
    """A waveform through a frequency response, zero phase, circular."""
    spectrum = fft.rfft(waveform)
    spectrum *= response(fft.rfftfreq(len(waveform), 1 / SAMPLE_RATE), curve)
    return np.asarray(fft.irfft(spectrum, len(waveform)), np.float32)


def response(frequencies: npt.NDArray[np.float64], curve: Curve) -> npt.NDArray[np.float32]:
    """Amplitude factors of a curve at the given frequencies."""
    points = np.log([max(hz, 1.0) for hz, _ in curve])
    levels = np.interp(np.log(np.maximum(frequencies, 1.0)), points, [db for _, db in curve])
    return np.power(10.0, levels / 20).astype(np.float32)


def slow_wave(
    rng: np.random.Generator, length: int, rate_hz: float, low: float, high: float
) -> Waveform:
    """A smooth circular wander between about `low` and `high`, `rate_hz` changes a second."""
    knots = max(4, round(length / SAMPLE_RATE * rate_hz))
    spectrum = fft.rfft(rng.random(knots) - 0.5)
    padded = np.zeros(length // 240 // 2 + 1, np.complex128)
    padded[: min(len(spectrum), len(padded))] = spectrum[: len(padded)]
    coarse = fft.irfft(padded, length // 240)
    coarse /= np.abs(coarse).max() + 1e-9
    fine = np.interp(
        np.arange(length) / 240, np.arange(len(coarse) + 1), np.append(coarse, coarse[0])
    )
    return np.asarray(low + (high - low) * (0.5 + 0.5 * fine), np.float32)


def modes(
    length: int,
    frequencies: npt.NDArray[np.float64],
    decays_s: npt.NDArray[np.float64],
    amplitudes: npt.NDArray[np.float64],
) -> Waveform:
    """A struck body: damped sine waves; decays are times to fall by 60 dB.

    Each starts at a zero crossing, so that the stroke itself does not click.
    """
    time = np.arange(length) / SAMPLE_RATE
    total = np.zeros(length)
    for hz, decay, amplitude in zip(frequencies, decays_s, amplitudes, strict=True):
        count = min(length, int(decay * 1.2 * SAMPLE_RATE) + 1)
        part = time[:count]
        wave = np.exp(-6.91 / decay * part) * np.sin(2 * np.pi * hz * part)
        total[:count] += amplitude * wave
    return total.astype(np.float32)


def burst(
    rng: np.random.Generator,
    length: int,
    decay_s: float,
    curve: Curve,
    attack_s: float = 0.001,
) -> Waveform:
    """Filtered noise that begins at once and dies away by 60 dB in `decay_s`."""
    padded = fft.next_fast_len(length + 2048)
    white = np.zeros(padded, np.float32)
    white[:length] = rng.standard_normal(length, dtype=np.float32)
    noise = unit(filtered(white, curve))[:length]
    return noise * envelope(length, attack_s, decay_s)


def envelope(length: int, attack_s: float, decay_s: float) -> Waveform:
    """A rise over `attack_s` (half a cosine), then a fall by 60 dB in `decay_s`."""
    time = np.arange(length, dtype=np.float32) / SAMPLE_RATE
    rise = 0.5 - 0.5 * np.cos(np.pi * np.clip(time / max(attack_s, 1e-5), 0, 1))
    fall = np.exp(-6.91 / decay_s * np.maximum(time - attack_s, 0))
    return np.asarray(rise * fall, np.float32)


def bubble(length: int, hz: float, rise: float = 0.1) -> Waveform:
    """A bubble closing under water: a damped sine whose pitch rises.

    Damping after van den Doel, "Physically based models for liquid sounds" (2005):
    d = 0.043 f + 0.0014 f^1.5 per second, pitch f (1 + rise d t).
    """
    damping = 0.043 * hz + 0.0014 * hz**1.5
    time = np.arange(length) / SAMPLE_RATE
    phase = 2 * np.pi * hz * (time + rise * damping * time**2 / 2)
    return np.asarray(np.sin(phase) * np.exp(-damping * time), np.float32)


def scatter(
    length: int, places: npt.NDArray[np.int64], grains: Sequence[Waveform], circular: bool = True
) -> Waveform:
    """Grains added at places; what runs over the end comes in again at the start."""
    longest = max((len(grain) for grain in grains), default=0)
    total = np.zeros(length + longest, np.float32)
    for place, grain in zip(places, grains, strict=True):
        total[place : place + len(grain)] += grain
    if circular:
        total[:longest] += total[length:]
    return total[:length]


def in_room(rng: np.random.Generator, dry: Waveform, seconds: float, level_db: float) -> Waveform:
    """A sound with the early part of a room's answer; longer by `seconds`."""
    length = int(seconds * SAMPLE_RATE)
    tail = rng.standard_normal(length, dtype=np.float32) * envelope(length, 0.012, seconds)
    tail = filtered(tail, ((60, -12), (250, 0), (2500, -3), (7000, -14), (16000, -30)))
    tail[: int(0.004 * SAMPLE_RATE)] = 0
    tail *= 10 ** (level_db / 20) / (np.sqrt(np.sum(tail**2)) + 1e-9)
    wet = signal.fftconvolve(dry, tail)
    wet[: len(dry)] += dry
    return np.asarray(wet, np.float32)


def unit(waveform: Waveform) -> Waveform:
    """A waveform at an RMS of 1; silence stays silence."""
    rms = float(np.sqrt(np.mean(np.square(waveform, dtype=np.float64))))
    return waveform / np.float32(rms) if rms > 0 else waveform


def peaked(waveform: Waveform) -> Waveform:
    """A waveform at a peak of 1, its last 5 ms faded out."""
    fade = min(240, len(waveform))
    shaped = waveform.copy()
    if fade:
        shaped[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    peak = float(np.abs(shaped).max(initial=0.0))
    return np.asarray(shaped / peak if peak > 0 else shaped, np.float32)


def samples(seconds: float) -> int:
    """Seconds as a number of samples."""
    return round(seconds * SAMPLE_RATE)


def drop_tone(
    length: int, start_hz: float, end_hz: float, fall_s: float, decay_s: float
) -> Waveform:
    """A membrane's thump: pitch falls from start to end while it dies away."""
    time = np.arange(length) / SAMPLE_RATE
    pitch = end_hz + (start_hz - end_hz) * np.exp(-time / fall_s)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    return np.asarray(np.sin(phase) * envelope(length, 0.001, decay_s), np.float32)


def normal(waveform: Waveform) -> Waveform:
    """Peak of 1, without a fade."""
    peak = float(np.abs(waveform).max(initial=0.0))
    return waveform / np.float32(peak) if peak > 0 else waveform


def over(a: Waveform, b: Waveform) -> Waveform:
    """Both at once, as long as the longer."""
    total = np.zeros(max(len(a), len(b)), np.float32)
    total[: len(a)] += a
    total[: len(b)] += b
    return total
