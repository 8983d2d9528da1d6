"""Words of a language as they are compared with what a recogniser writes."""

from __future__ import annotations

from deepaudio.evaluation.metrics.word_errors import words
from deepaudio.evaluation.recogniser import ENGLISH, bench_module

WITHOUT_SPACES = frozenset({"zh", "yue", "ja", "th", "lo", "my"})
"""Languages that are compared sign by sign, as Whisper's authors do (Radford et al. 2022, C)."""


def words_of(text: str, language: str = ENGLISH) -> list[str]:
    """Normalised words, without what is left of marks between them.

    English by Whisper's own normaliser, other languages by its basic one. Mandarin is compared
    by its sounds, for the same syllable has many signs, each in two ways of writing. Raises
    ModuleNotFoundError without [quality].
    """
    if language == ENGLISH:
        found = words(text)
    else:
        basic = bench_module("whisper_normalizer.basic").BasicTextNormalizer
        split = language in WITHOUT_SPACES
        found = str(basic(remove_diacritics=False, split_letters=split)(text)).split()
    if language == "zh":
        from pypinyin import lazy_pinyin  # its dictionary takes a moment

        found = lazy_pinyin(found)
    return [word for word in found if any(letter.isalnum() for letter in word)]
