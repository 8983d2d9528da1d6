"""Voice activity: where somebody speaks in a recording, by Silero's detector.

Levels find silence; they cannot tell speech from noise, music or hum. The detector's small
network comes with its package.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

import torch

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import Waveform
from deepaudio.features.reference import level_up

_RATE = 16_000  # what the detector hears by default
_IN_USE = threading.Lock()  # the detector remembers what it heard last


def speech_spans(waveform: Waveform, rate: int) -> list[tuple[float, float]]:
    """Spans of a waveform (T,) in which somebody speaks: [start, end) in seconds, in order.

    The result does not depend on the level.
    """
    heard = torch.from_numpy(resample(waveform, rate, _RATE))[None]  # (1, T)
    with _IN_USE:
        found = _silero().get_speech_timestamps(level_up(heard)[0][0], _detector())
    return [(span["start"] / _RATE, span["end"] / _RATE) for span in found]


@functools.cache
def _detector() -> Any:
    return _silero().load_silero_vad(onnx=True)  # its other form needs a deprecated part of torch


@functools.cache
def _silero() -> Any:
    """The package; its import would leave all of torch on one thread."""
    threads = torch.get_num_threads()
    try:
        import silero_vad
    finally:
        torch.set_num_threads(threads)
    return silero_vad
