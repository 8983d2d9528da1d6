"""Somebody speaking: the sketch engine's voice, and recordings made of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import soundfile

from deepaudio.dsp.edges import audible
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.base import SpeechRequest
from deepaudio.engines.small_voice.speech import SketchTextToSpeech
from tests.helpers.signals import Running

SENTENCE = (
    "The morning train leaves at seven, and I have packed a warm coat, some bread, "
    "and all of the letters that you wrote to me before the winter came."
)


@cache
def spoken() -> Waveform:
    """About eight seconds of clean speech (T,) at 48 kHz, no silence around it, peak 0.7."""
    request = SpeechRequest(num_samples=15 * SAMPLE_RATE, text=SENTENCE, voice="alto")
    said = SketchTextToSpeech().speak(request, None, Running()).audio.samples[0]
    start, stop = audible(said, SAMPLE_RATE)
    said = said[start:stop]
    return 0.7 * said / np.abs(said).max()


def write_voice(
    path: Path, seconds: float = 4.0, *, rate: int = 24_000, channels: int = 1, level: float = 0.7
) -> Path:
    """The first seconds of it in a sound file, its peak about `level`."""
    sound = resample(spoken()[: round(seconds * SAMPLE_RATE)], SAMPLE_RATE, rate)
    soundfile.write(path, np.stack([sound * level / 0.7] * channels, axis=1), rate)
    return path
