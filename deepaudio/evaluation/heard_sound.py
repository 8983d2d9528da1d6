"""A sound that a Whisper model has heard, and how well a text fits it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from deepaudio.dsp.waveform import Waveform

RATE = 16_000
LONGEST_S = 28.0
"""A model hears half a minute at a time, the silence after the sound with it."""

_SILENCE_S = 1.0  # after the sound, without which its last word is often lost
_STEP_S = 0.5  # sounds are padded to a multiple of it
_FRAME_S = 0.02  # of what is heard
_LEAST = 1e-9


@dataclass(frozen=True)
class FittedWord:
    """A word of a text that was laid against a sound."""

    text: str
    fit: float  # natural logarithm of the probability of its least likely token; at most 0
    start_s: float


@dataclass(frozen=True)
class TextFit:
    """A text against a sound, word by word."""

    words: tuple[FittedWord, ...]
    log_probability: float  # of all of it

    @property
    def worst(self) -> float:
        """The fit of the word that fits worst; 0 for a text without words."""
        return min((word.fit for word in self.words), default=0.0)


def encoded(model: Any, sound: Waveform, length_s: float) -> tuple[Any, int]:
    """A sound (T,) at 16 kHz, silent from its end to `length_s`, and its frames of features."""
    padded = np.pad(sound, (0, round(length_s * RATE) - len(sound))).astype(np.float32)
    frames = round(length_s / model.feature_extractor.time_per_frame)
    features = np.ascontiguousarray(model.feature_extractor(padded)[None, :, :frames])
    storage = import_module("ctranslate2").StorageView  # has no types, and came with the model
    return model.model.encode(storage.from_array(features)), frames


class HeardSound:
    """A sound of at most `LONGEST_S`, encoded once; asking again costs little."""

    def __init__(self, model: Any, tokenizer: Any, sound: Waveform) -> None:
        """`model` is faster-whisper's; `sound` is (T,) at 16 kHz.

        The rest of the half minute that Whisper was trained with is left out: encoding costs as
        much as is encoded. A text is laid against so short a sound as well as ever; written down,
        it would go round in circles.
        """
        self.seconds = len(sound) / RATE
        self._model, self._tokenizer = model.model, tokenizer
        length_s = math.ceil((self.seconds + _SILENCE_S) / _STEP_S) * _STEP_S
        self._encoded, self._frames = encoded(model, sound, length_s)

    def fit(self, words: Sequence[str]) -> TextFit:
        """How well words that are known fit it, and where each begins.

        The decoder is given them, as in training, and says how likely each token was; attention
        says when it was said (`whisper/timing.py` of OpenAI).
        """
        pieces = [self._tokenizer.encode(f" {word}") for word in words]
        tokens = [token for piece in pieces for token in piece]
        if not tokens:
            return TextFit((), 0.0)
        start = list(self._tokenizer.sot_sequence)
        (found,) = self._model.align(self._encoded, start, [tokens], [self._frames])
        fits = [math.log(max(_LEAST, float(one))) for one in found.text_token_probs]
        begins: dict[int, float] = {}
        for token, frame in found.alignments:
            begins.setdefault(token, frame * _FRAME_S)
        fitted, at = [], 0
        for word, piece in zip(words, pieces, strict=True):
            own = fits[at : at + len(piece)]
            fitted.append(FittedWord(word, min(own, default=0.0), begins.get(at, self.seconds)))
            at += len(piece)
        return TextFit(tuple(fitted), sum(fits))
