"""A registry with one engine whose takes are bursts: silence but for noise at a job's first sample.

Every job has a noise of its own, so that it is found to the sample in a mix of many. The
engine goes by the name of the one that needs nothing, and so makes the whole journey:
`python -m deepaudio.worker --engines tests.helpers.burst_engine`.
"""

from __future__ import annotations

import sys
import zlib

import numpy as np

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import Engine, Speech
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import EngineUnavailableError

BURST = SAMPLE_RATE // 4
"""Samples of a burst; a shorter job has the beginning of one."""

INFO = EngineInfo("sketch", True, "Bursts of noise", version="bursts", languages=("en",))


def burst(where: str) -> np.ndarray:
    """The noise of the job that messages place at `where`: (BURST,)."""
    noise = np.random.default_rng(zlib.crc32(where.encode())).standard_normal(BURST)
    return (0.05 * noise).astype(np.float32)


def describe():
    return [INFO]


def load(name):
    if name not in (INFO.name, "auto"):
        raise EngineUnavailableError(f"there is no engine {name!r}")
    return Engine(INFO, Shots(), Lines(), Apart())


class Shots:
    def generate(self, request, start, length, control):
        return Audio.mono(_sound(request.where, start, length))


class Lines:
    def speak(self, request, guidance, control):
        total = request.handle_in + request.num_samples + request.handle_out
        sound = _sound(request.where, -request.handle_in, total)
        seconds = request.num_samples / SAMPLE_RATE
        return Speech(Audio.mono(sound), request.num_samples, 0.0, seconds, 1.0)


class Apart:
    """Nothing is heard in the picture."""

    def guidance(self, request, control):
        return None


def _sound(where, start, length):
    """Samples [start, start + length) of a job that begins with its burst."""
    sound = np.zeros(length, np.float32)
    first, last = max(0, -start), min(length, BURST - start)
    if first < last:
        sound[first:last] = burst(where)[first + start : last + start]
    return sound


if __name__ == "__main__":
    sys.exit("a module of engines: python -m deepaudio.worker --engines tests.helpers.burst_engine")
