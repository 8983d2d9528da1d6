"""The bank's sounds, made once per process and kept."""

from __future__ import annotations

import functools
import threading

import numpy as np
from scipy import signal

from deepaudio.dsp.decorrelation import widened
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples, Waveform
from deepaudio.engines.sketch.bank.catalogue import STRIKES, TEXTURES
from deepaudio.engines.sketch.bank.noise import generator

LOOP_LENGTH = 10 * SAMPLE_RATE
"""Length of a texture's loop in samples; loops are circular."""

LOOP_LUFS = -30.0
"""Loudness of every loop."""

VARIANTS = 10
"""How many renderings of a strike there are at each hardness."""

HARDNESS = (0.15, 0.5, 0.9)
"""The hardnesses a strike is rendered at."""

_lock = threading.Lock()


def texture_loop(name: str, channels: int = 1) -> Samples:
    """The circular loop of a texture, (channels, LOOP_LENGTH) at LOOP_LUFS, mono or stereo.

    What both channels of one have in common sounds like the mono one.
    """
    with _lock:
        return _texture_loop(name, channels)


def strike(name: str, variant: int, hardness: int) -> Waveform:
    """One rendering of a strike at a peak of 1; `hardness` indexes HARDNESS."""
    with _lock:
        return _strike(name, variant, hardness)


@functools.lru_cache(maxsize=16)
def _texture_loop(name: str, channels: int) -> Samples:
    made = TEXTURES[name].make(generator("texture", name), LOOP_LENGTH).astype(np.float32)
    made -= made.mean()
    made *= np.float32(10 ** ((LOOP_LUFS - _loudness(made)) / 20))
    loop = made[None] if channels == 1 else widened(made, generator("wide", name))
    loop.setflags(write=False)
    return loop


@functools.lru_cache(maxsize=256)
def _strike(name: str, variant: int, hardness: int) -> Waveform:
    rng = generator("strike", name, variant, hardness)
    made = STRIKES[name].make(rng, HARDNESS[hardness]).astype(np.float32)
    made.setflags(write=False)
    return made


def _loudness(waveform: Waveform) -> float:
    """Ungated loudness in LUFS, K-weighted with the filters of ITU-R BS.1770-4 for 48 kHz."""
    shelf = signal.lfilter(
        [1.53512485958697, -2.69169618940638, 1.19839281085285],
        [1.0, -1.69065929318241, 0.73248077421585],
        waveform.astype(np.float64),
    )
    weighted = signal.lfilter([1.0, -2.0, 1.0], [1.0, -1.99004745483398, 0.99007225036621], shelf)
    return float(-0.691 + 10 * np.log10(np.mean(np.square(weighted)) + 1e-12))
