"""The pack's network, Kokoro v1.0 (StyleTTS 2, Li et al. 2023): phonemes and a style to sound."""

from __future__ import annotations

import functools
import threading
from typing import Any

import numpy as np

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import Waveform
from deepaudio.engines.voice_pack import installed
from deepaudio.engines.voice_pack.installed import Styles
from deepaudio.engines.voice_pack.voices import VOICES, PackVoice

SAMPLE_RATE = 24_000
MAX_PHONEMES = 508
"""Of a sentence; the network knows 510 places, and one at either end is empty."""

_MANNER = 128
"""From here on a style says how somebody speaks, before it how they sound."""
_BORROWED = 0.35

_LOADING = threading.Lock()


def say(phoneme_ids: list[int], voice: PackVoice, seed: int = 0) -> Waveform:
    """A sentence, ids of its phonemes with a 0 at both ends, as (T,) at 24 kHz.

    Any seed but 0 borrows some of another voice's way to speak. Raises WeightsMissingError and
    WeightsDamagedError.
    """
    style = _manner(voice, seed)[min(len(phoneme_ids) - 2, MAX_PHONEMES + 1)]
    feeds = {
        "tokens": np.asarray([phoneme_ids], np.int64),
        "style": style[None],
        # What is played faster to sit higher is said as much slower.
        "speed": np.asarray([voice.rate / voice.height], np.float32),
    }
    with _LOADING:
        session = _session()
    waveform: Waveform = session.run(None, feeds)[0].ravel()
    if voice.height == 1.0:
        return waveform
    return resample(waveform, round(SAMPLE_RATE * voice.height), SAMPLE_RATE)


def _manner(voice: PackVoice, seed: int) -> Styles:
    """The style of a voice as a seed reads: of it moves what makes melody and durations."""
    own = _blended(voice.styles)
    if seed == 0:
        return own
    gender = voice.traits.gender
    others = [one for one in VOICES if one.name != voice.name and one.traits.gender == gender]
    rng = np.random.default_rng([seed, 23])
    other = _blended(others[rng.integers(len(others))].styles)
    moved: Styles = own.copy()
    moved[:, _MANNER:] += _BORROWED * (other - own)[:, _MANNER:]
    return moved


@functools.cache
def _blended(names: tuple[str, ...]) -> Styles:
    """One of Kokoro's styles, or the mean of several."""
    mean: Styles = np.mean([installed.styles(name) for name in names], axis=0)
    return mean.astype(np.float32)


@functools.cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        installed.network(), options, providers=["CPUExecutionProvider"]
    )
