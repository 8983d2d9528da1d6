"""Test signals and a control that never stops."""

from __future__ import annotations

import numpy as np

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform


class Running:
    """A `Control` of a request that nobody cancels; keeps what was reported."""

    def __init__(self) -> None:
        self.reports: list[tuple[str, float]] = []
        self.warnings: list[str] = []

    def progress(self, stage: str, fraction: float) -> None:
        self.reports.append((stage, fraction))

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def check(self) -> None:
        pass


def sine(seconds: float, frequency: float = 997.0, amplitude: float = 0.5) -> Waveform:
    """A tone (T,) at 48 kHz."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (amplitude * np.sin(2 * np.pi * frequency * time)).astype(np.float32)


def silence(seconds: float) -> Waveform:
    """Zeros (T,) at 48 kHz."""
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def noise(seconds: float, seed: int = 0, amplitude: float = 0.3) -> Waveform:
    """White noise in [-amplitude, amplitude], (T,) at 48 kHz."""
    rng = np.random.default_rng(seed)
    return (amplitude * rng.uniform(-1, 1, round(seconds * SAMPLE_RATE))).astype(np.float32)


def hum(seconds: float, amplitude: float = 0.2) -> Waveform:
    """Mains hum with two overtones, (T,) at 48 kHz."""
    return (
        sine(seconds, 50, amplitude) + sine(seconds, 150, amplitude / 2) + sine(seconds, 250, 0.02)
    )


def chords(seconds: float, amplitude: float = 0.3) -> Waveform:
    """Broken major chords, two a second, plucked: simple music, (T,) at 48 kHz."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    since = time % 0.5
    root = np.array([220.0, 174.6, 261.6, 196.0])[(time // 0.5).astype(int) % 4]
    tones = [
        np.sin(2 * np.pi * root * k * h * since) / h for k in (1, 1.25, 1.5) for h in (1, 2, 3)
    ]
    music = np.sum(tones, axis=0) * np.exp(-3 * since)
    return (amplitude * music / np.abs(music).max()).astype(np.float32)


def onset_s(waveform: Waveform, threshold_db: float = -25.0) -> float:
    """When energy over 10 ms first comes within `threshold_db` of its maximum, in seconds."""
    width = SAMPLE_RATE // 100
    power = np.convolve(np.square(waveform, dtype=np.float64), np.ones(width) / width)
    return int(np.argmax(power > power.max() * 10 ** (threshold_db / 10))) / SAMPLE_RATE
