"""Other readings of a sentence, where its spelling leaves a doubt that a person would have too.

A word that no dictionary has is guessed by its letters; a name is read by English rules or by those
of the continent, its last e is mute or spoken, its stress falls here or there. A flapped t may be
released, and a reader may rest before "and" or where one word runs into the next. Nothing else is
read otherwise: not what the dictionary is sure of, nor what markup says. Two words of one spelling
("lead") are not in doubt either, as the sentence tells which is meant (see `homographs`).

Sounds are in the phonemes of the voice: capital letters are diphthongs (A as in "day").
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Protocol

Guess = Callable[[str], str | None]
"""How a word sounds by its letters alone; None for a word without letters."""

_GUESSED, _SCARCELY_SURE, _MARKUP = 2, 3, 5  # ratings of the reader; 4 is sure
_MOST = 3  # other readings of a word
_VOWELS = "AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ"
_NAME = re.compile(r"[^\W\d_]{3,}(?:['’]s)?")

_BY_OTHER_RULES = tuple(  # what is spelt, and the English spelling of what others read there
    (re.compile(spelt, re.IGNORECASE), english)
    for spelt, english in (
        (r"(?<=[^\Waeiouy])e$", "ay"),  # Gaborone
        (r"cz", "ch"),
        (r"sz", "sh"),
        (r"ch(?!k)", "k"),  # Achterberg
        (r"zz", "ts"),
        (r"gn", "ny"),
        (r"c(?=[eiy])", "ch"),
        (r"g(?=[eiy])", "gh"),
        (r"th", "t"),
        (r"j", "y"),
        (r"^x", "sh"),
        (r"^([bdgkvz])(?=[bdgkvz])", r"\1i"),  # Dvorak
        (r"w(?=[aeiou])", "v"),
        (r"ough$", "oh"),
    )
)
_OPEN_VOWELS = (("ju", "u"), ("æ", "ɑ"), ("I", "i"), ("ʌ", "u"), ("Q", "O"))
"""English vowels, and those of most other languages in their place."""

_RESTS_BEFORE = frozenset({
    "and", "but", "or", "that", "with", "from", "for", "in", "at", "on", "to", "of", "which",
    "when", "where", "over", "near", "between",
})  # fmt: skip
_ALIKE = ("pb", "td", "kɡ", "szʃʒ", "fv", "mnŋ", "θð", "ɹl")  # one of them runs into another
_RUN = 3  # words at least between two rests
_ENDS = ",.;:!?—…"
_FLAPPED = "T"  # as in "butter"; a careful speaker says a t


class Word(Protocol):
    """A word as the voice's reader has read it."""

    text: str
    phonemes: str | None
    rating: int | None
    whitespace: str


def read_otherwise(
    words: Sequence[Word], seed: int, guess: Guess, settled: Collection[str] = ()
) -> None:
    """Change the phonemes of what is in doubt, in place; `settled` words (lower case) stay.

    Seeds that follow each other go through the readings of a word in turn, the usual one among
    them; the words of a line take turns, so that each is met beside each.
    """
    turns: dict[str, int] = {}
    for word in words:
        others = [] if _stays(word, settled) else other_readings(word, guess)
        if others:
            turn = turns.setdefault(word.text, seed + len(turns))
            word.phonemes = [word.phonemes, *others][turn % (len(others) + 1)]
    if seed % 2:
        for word in words:
            if word.phonemes and not _stays(word, settled):
                word.phonemes = word.phonemes.replace(_FLAPPED, "t")
    _rest(words, seed, settled)


def _stays(word: Word, settled: Collection[str]) -> bool:
    return word.rating == _MARKUP or word.text.lower().removesuffix("'s") in settled


def other_readings(word: Word, guess: Guess) -> list[str]:
    """How else a word might be said, likelier readings first; empty where there is no doubt."""
    if word.rating not in (_GUESSED, _SCARCELY_SURE) or not _NAME.fullmatch(word.text):
        return []
    usual = word.phonemes or ""
    found: dict[str, None] = {}
    for reading in _readings(word, usual, guess):
        if reading and reading != usual:
            found.setdefault(reading)
    return list(found)[:_MOST]


def _readings(word: Word, usual: str, guess: Guess) -> Iterator[str]:
    """Readings, the usual one and repetitions among them."""
    if word.rating == _SCARCELY_SURE:
        yield guess(word.text) or ""
        return
    for rule, english in _BY_OTHER_RULES:
        if rule.search(word.text):
            yield _opened(guess(rule.sub(english, word.text)) or "")
    yield _opened(usual)
    yield from _stressed_otherwise(usual)


def _opened(phonemes: str) -> str:
    for english, open_vowel in _OPEN_VOWELS:
        phonemes = phonemes.replace(english, open_vowel)
    return phonemes


def _stressed_otherwise(phonemes: str) -> Iterator[str]:
    """Primary and secondary stress exchanged; without a second, the stress a syllable later.

    Of words of three syllables and more: in shorter ones there is little doubt.
    """
    if "ˈ" not in phonemes or sum(sound in _VOWELS for sound in phonemes) < 3:
        return
    if "ˌ" in phonemes:
        yield phonemes.translate(str.maketrans("ˈˌ", "ˌˈ"))
        return
    plain = phonemes.replace("ˈ", "")
    at = phonemes.index("ˈ")
    full = [n for n, sound in enumerate(plain) if sound in _VOWELS and sound not in "əᵻ"]
    later = [n for n in full if n > at] or [n for n in full if n < at]
    if later:
        yield f"{plain[: later[0]]}ˈ{plain[later[0] :]}"


def _rest(words: Sequence[Word], seed: int, settled: Collection[str]) -> None:
    """A rest at every third place where a reader might take one; which, goes by the seed.

    None comes after a word without stress, such as an article: it belongs to what follows.
    """
    since = places = 0
    for before, after in itertools.pairwise(words):
        since += 1
        sound = before.phonemes or ""
        if not before.whitespace or not sound or sound[-1] in _ENDS:
            since = 0
        elif since >= _RUN and "ˈ" in sound and (_begins_a_phrase(after) or _run_on(before, after)):
            places += 1
            one_name = _stays(before, settled) and _stays(after, settled)
            if (places + seed) % 3 == 0 and not one_name:
                before.phonemes, since = f"{sound},", 0


def _begins_a_phrase(word: Word) -> bool:
    return word.text.lower() in _RESTS_BEFORE or word.rating == _GUESSED


def _run_on(before: Word, after: Word) -> bool:
    """Whether a word ends as the next one begins: "black cat"."""
    last, first = (before.phonemes or "")[-1:], (after.phonemes or "").lstrip("ˈˌ")[:1]
    return bool(first) and any(last in alike and first in alike for alike in _ALIKE)
