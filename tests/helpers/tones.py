"""Tones as takes, and where a tone sounds in what a player made of them."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

SAMPLE_RATE = 48_000
WINDOW_S = 0.02
EARLIEST_S = WINDOW_S / 2
"""What `spans` gives for a tone that sounds from the first sample on."""


@dataclass(frozen=True)
class Span:
    """When a tone sounds, in seconds."""

    start: float
    end: float


def write_tone(
    path: Path, hertz: float, before: int, placed: int, after: int, channels: int = 1
) -> Path:
    """A 24-bit WAV: silence, a tone in every channel, silence; lengths in samples."""
    tone = 0.4 * np.sin(2 * np.pi * hertz * np.arange(placed) / SAMPLE_RATE)
    sound = np.concatenate([np.zeros(before), tone, np.zeros(after)])
    sound = np.repeat(sound[:, None], channels, axis=1)
    soundfile.write(path, sound, SAMPLE_RATE, subtype="PCM_24")
    return path


def spans(path: Path, hertz: float) -> list[Span]:
    """Where a tone sounds in a WAV of any rate and channels, to about a millisecond."""
    with wave.open(str(path)) as file:
        rate, width, channels = file.getframerate(), file.getsampwidth(), file.getnchannels()
        raw = np.frombuffer(file.readframes(file.getnframes()), dtype=f"<i{width}")
    sound = raw.reshape(-1, channels).mean(axis=1) / 2.0 ** (8 * width - 1)
    level, lead = _envelope(sound, rate, hertz)
    loud = level > max(level.max(initial=0.0) / 2, 0.005)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
    found = [Span(a / rate + lead, (b - 1) / rate + lead) for a, b in edges.reshape(-1, 2)]
    return [span for span in found if span.end - span.start > 0.05]


def _envelope(sound: np.ndarray, rate: int, hertz: float) -> tuple[np.ndarray, float]:
    """Amplitude of one frequency over a sliding window, and half the window in seconds."""
    length = round(rate * WINDOW_S)
    turned = sound * np.exp(-2j * np.pi * hertz * np.arange(len(sound)) / rate)
    total = np.concatenate([[0], np.cumsum(turned)])
    return 2 * np.abs(total[length:] - total[:-length]) / length, length / 2 / rate
