"""Text to speech of the sketch engine."""

from __future__ import annotations

import functools
import threading
from typing import Any

import numpy as np

from deepaudio.audio.resample import resample
from deepaudio.engines.base import SAMPLE_RATE, Contour, Control, Speech, SpeechRequest, Waveform
from deepaudio_plugin.errors import JobError

_LOADING = threading.Lock()


class SketchTextToSpeech:
    """`TextToSpeech` with the small neural voice inside the `hibari-tts` package."""

    def speak(self, request: SpeechRequest, contour: Contour | None, control: Control) -> Speech:
        """Say `request.text` from job time 0. See `TextToSpeech.speak`."""
        control.check()
        voice = _voice()
        control.progress("speech", 0.2)
        spoken = resample(voice(request.text, seed=request.seed), voice.sample_rate, SAMPLE_RATE)
        spoken = _trimmed(spoken)
        if not len(spoken):
            raise JobError("there is nothing to say", where=request.where)
        control.check()
        window = min(max(request.num_samples, len(spoken)), request.num_samples + request.max_tail)
        waveform = np.zeros(request.handle_in + window + request.handle_out, np.float32)
        spoken = spoken[:window]
        waveform[request.handle_in : request.handle_in + len(spoken)] = spoken
        return Speech(waveform, window, 0.0, len(spoken) / SAMPLE_RATE, 1.0)


def _voice() -> Any:
    with _LOADING:
        return _load()


@functools.cache
def _load() -> Any:
    import hibari

    return hibari.Hibari()


def _trimmed(waveform: Waveform) -> Waveform:
    loud = np.flatnonzero(np.abs(waveform) > 0.02 * np.abs(waveform).max(initial=1e-9))
    return waveform[loud[0] : loud[-1] + 1] if len(loud) else waveform[:0]
