"""How much of the silence after a line the line could use at all.

A line that does not fit its window may run on into the silence after it. A relaxed line never
does: then the silence is no part of what its takes are made from, and moving the next line
leaves them as they are. How far a line could run on at most is bounded from above, so that what
is not granted would never have been used:

- the engine states how long a line lasts at most in any of its own voices: one of plain words in
  relation to the estimate of `estimated_seconds` (`EngineInfo.line_pace`), or any line by the
  bytes of what is said (`EngineInfo.byte_pace`);
- nothing is cut that could be heard before the line is said at `FASTEST_SPEED`;
- for all else (figures, abbreviations, signs and other languages where plain words count,
  recordings, engines that state nothing) all the silence counts.
"""

from __future__ import annotations

import functools
import math
import re
import unicodedata

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.core.spoken.pronunciations import Pronunciations
from deepaudio_plugin.core.spoken.text import spoken

MAX_TAIL_S = 5.0
"""How far a line that does not fit may run on into silence, at most."""

COMFORTABLE_SPEED = 1.35
"""Up to here a line is said faster without a word about it."""
FASTEST_SPEED = 1.6
"""Faster than this nothing is said; what does not fit runs on."""

# Least squares of relative errors over the forty lines of tests/bench/lines.txt, against the
# sketch engine's natural speech with its pauses at their shortest: 9 % rms, 20 % at worst.
_SECONDS_PER_LETTER = 0.055
_SECONDS_PER_DIGIT = 0.32  # "1984" is five syllables
_SECONDS_PER_SENTENCE = 0.19
_SECONDS_PER_LINE = 0.02
EDGES_S = 0.05  # of the window go to the first breath and the last
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_SIGNS = frozenset(" .,!?;:…'’\"“”—–-")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_SLACK_S = 0.3  # for lines of a few vowels or bytes, and for the breaths of endless ones
_LONGEST_WORD = 16  # letters; longer ones are rather names and codes


@functools.lru_cache(maxsize=256)  # a line is asked for twice
def estimated_seconds(text: str) -> float:
    """About how long an English voice takes to say `text` at natural speed without pauses."""
    letters, digits = (sum(map(kind, text)) for kind in (str.isalpha, str.isdigit))
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    return (
        _SECONDS_PER_LINE
        + _SECONDS_PER_LETTER * letters
        + _SECONDS_PER_DIGIT * digits
        + _SECONDS_PER_SENTENCE * sentences
    )


def usable_tail(num_samples: int, free: int, natural_s: float | None) -> int:
    """How many of `free` samples of silence a line of `num_samples` could run on into.

    `natural_s` is the longest that it lasts at its own pace, None where that is not known.
    """
    if natural_s is None:
        return free
    longest_s = natural_s / FASTEST_SPEED + EDGES_S
    return min(free, max(0, math.ceil(longest_s * SAMPLE_RATE) - num_samples))


def longest_seconds(
    text: str, language: str, engine: EngineInfo, listed: Pronunciations = ()
) -> float | None:
    """The longest that a line lasts at its own pace in a voice of the engine, if it is known.

    `listed` are those of the pronunciation list that the line has.
    """
    if engine.byte_pace:
        size = len(unicodedata.normalize("NFC", spoken(text, language, listed)).encode())
        return engine.byte_pace * size + _SLACK_S
    if not listed and engine.line_pace and language.lower().startswith("en") and is_plain(text):
        return engine.line_pace * estimated_seconds(text) + _SLACK_S
    return None


def is_plain(text: str) -> bool:
    """Whether `text` is words that are read as they are written, and usual signs."""
    words = _WORD.findall(text)
    rest = _WORD.sub("", text)
    return bool(words) and _SIGNS.issuperset(rest) and all(map(_is_read, words))


@functools.lru_cache(maxsize=1 << 13)  # a film has the same words again and again
def _is_read(word: str) -> bool:
    """Whether a word is read and not spelled: no abbreviation, no code."""
    if word in ("I", "A", "a", "O"):
        return True
    parts = re.split(r"['’-]", word)
    whole = [part for part in parts if len(part) > 2]
    return (
        len(word) > 1
        and not word.isupper()
        and all(_VOWEL.search(part) and len(part) <= _LONGEST_WORD for part in whole)
    )
