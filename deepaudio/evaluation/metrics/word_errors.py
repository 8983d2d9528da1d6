"""Word error rate: how wrongly speech is understood, by two arithmetics.

The one to trust: both texts go through Whisper's own English normaliser (Radford et al. 2022,
appendix C), so that "$40" and "forty dollars" are the same words, and over several lines all
errors are divided by all words. The published one (`published_word_error_rate`): punctuation
is deleted, also within words ("I've" becomes "Ive"), numbers stay as they are written, and
the rates of the files are averaged, whatever their lengths.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.evaluation.metrics import Metric
from deepaudio.evaluation.recogniser import bench_module, recogniser

CHINESE_PUNCTUATION = (
    "＂＃＄％＆＇（）＊＋，－／：；＜＝＞＠［＼］＾＿｀｛｜｝～｟｠｢｣､\u3000、〃〈〉《》「」『』【】"
    "〔〕〖〗〘〙〚〛〜〝〞〟〰〾〿–—‘’‛“”„‟…‧﹏﹑﹔·．！？｡。"
)
"""`zhon.hanzi.punctuation` of zhon 2.1.1."""

_DELETED = {ord(character): None for character in CHINESE_PUNCTUATION + string.punctuation}


@dataclass(frozen=True)
class WordErrors:
    """Word errors of one line against its reference."""

    wrong: int  # substitutions, insertions and deletions
    words: int  # of the reference


def word_errors(text: str, waveform: Waveform) -> WordErrors:
    """How wrongly `waveform` (T,) at 48 kHz is understood, given that `text` was said.

    Raises ModuleNotFoundError where the extra [bench] is not installed.
    """
    return errors_between(text, recogniser().transcribe(waveform, SAMPLE_RATE))


def errors_between(text: str, heard: str) -> WordErrors:
    """Errors of `heard` against `text`, both normalised. Raises ModuleNotFoundError."""
    reference = words(text)
    return WordErrors(distance(reference, words(heard)), len(reference))


def rate(errors: Sequence[WordErrors]) -> float:
    """Word error rate over several lines: all errors by all words."""
    return sum(e.wrong for e in errors) / sum(e.words for e in errors)


def words(text: str) -> list[str]:
    """Normalised words of a text. Raises ModuleNotFoundError."""
    return str(_normaliser()(text)).split()


def word_error_rate(text: str, heard: str) -> float:
    """Word error rate of one line; 0 is without fault, and there is no upper end.

    Raises ValueError for a text without words and ModuleNotFoundError.
    """
    errors = errors_between(text, heard)
    if not errors.words:
        raise ValueError("the text has no words")
    return rate([errors])


def published_word_error_rate(text: str, heard: str) -> float:
    """Word error rate of one file as F5-TTS and DeepAudio-V1 published it, not clipped.

    Raises ValueError for a text that is empty without its punctuation, as jiwer did.
    """
    reference = _published_words(text)
    if not reference:
        raise ValueError("the text has no words")
    return distance(reference, _published_words(heard)) / len(reference)


def _published_words(text: str) -> list[str]:
    """Punctuation deleted, one pass over double spaces, lower case; then jiwer's own words."""
    text = text.translate(_DELETED).replace("  ", " ").lower()
    return [word for word in re.sub(r"\s\s+", " ", text).strip().split(" ") if word]


def distance(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Levenshtein distance between two lists of words."""
    row = np.arange(len(heard) + 1)
    for i, word in enumerate(reference, 1):
        costs = [i]
        for j, other in enumerate(heard, 1):
            swap = row[j - 1] + (word != other)
            costs.append(int(min(swap, row[j] + 1, costs[-1] + 1)))
        row = np.array(costs)
    return int(row[-1])


@functools.cache
def _normaliser() -> Any:
    return bench_module("whisper_normalizer.english").EnglishTextNormalizer()


METRICS = (
    Metric(
        name="wer",
        unit="",
        lowest=0.0,
        highest=None,
        better="lower",
        source="Levenshtein distance over words / words of the reference, after Whisper's "
        "normaliser (Radford et al. 2022, appendix C); over files all errors by all words",
        measure=word_error_rate,
        label="WER",
        takes="the text, and what was heard",
        failure=1.0,
    ),
    Metric(
        name="wer-published",
        unit="",
        lowest=0.0,
        highest=None,
        better="lower",
        source="F5-TTS, utils_eval.py run_asr_wer, as DeepAudio-V1 uses it: punctuation deleted, "
        "mean of the files' rates",
        measure=published_word_error_rate,
        label="WER as published",
        takes="the text, and what was heard",
    ),
)
