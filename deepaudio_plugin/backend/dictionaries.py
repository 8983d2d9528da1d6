"""Word lists by language: which words are in none, and what may be meant.

They are those of pyspellchecker: pure Python, offline, counted from the subtitles of films. A list
is read when its language is first asked about, which takes up to a second, and kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from deepaudio_plugin.backend.views import MisspeltWord

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_MOST_INSTEAD = 5
_LONGEST = 30  # letters: for what is longer, looking for what is meant takes too long
_SHORTEST_PART = 3  # of a compound, in letters

_BRITISH = (
    ("our", "or"), ("is(e|ed|er|es|ing|ation)", r"iz\1"), ("ys(e|ed|es|ing)", r"yz\1"),
    ("re(s?)", r"er\1"), ("ence(s?)", r"ense\1"), ("ae", "e"), ("oeu?", "e"),
    ("gramme(s?)", r"gram\1"), ("eable", "able"),
)  # fmt: skip
"""Endings and middles of words as Britain writes them and the American list of English has them."""
_MIDDLES = ("our", "ae", "oeu?")
_BRITISH_WORDS = frozenset(
    (
        *("aeroplane", "aluminium", "cheque", "cheques", "draught", "jewellery", "kerb"),
        *("manoeuvre", "moustache", "plough", "pyjamas", "sceptic", "sceptical", "storey"),
        *("tyre", "tyres", "whilst"),
    )
)


class Dictionaries:
    """Word lists by language. For one thread at a time."""

    def __init__(self) -> None:
        self._by_language: dict[str, Dictionary | None] = {}

    def of(self, language: str) -> Dictionary:
        """The list of a language, such as `en` or `de-AT`.

        Raises LookupError where there is none, ImportError without the library.
        """
        base = language.lower().replace("_", "-").partition("-")[0]
        if base not in self._by_language:
            self._by_language[base] = _read(base)
        found = self._by_language[base]
        if found is None:
            raise LookupError(f"there is no dictionary of {language!r}")
        return found


class Dictionary:
    """The word list of one language."""

    def __init__(self, words: SpellChecker, language: str) -> None:
        self._words, self._language = words, language

    def misspelt(self, words: Iterable[str]) -> list[MisspeltWord]:
        """The words that are spelt wrongly, in their order, with what may be meant."""
        return [MisspeltWord(word, self._instead(word)) for word in words if not self._has(word)]

    def _has(self, word: str) -> bool:
        plain = word.lower()
        return self._is_listed(plain) or all(
            self._is_listed(part)
            for part in plain.split("'")
            if len(part) > 2  # could've, l'eau
        )

    def _is_listed(self, word: str) -> bool:
        if word in self._words:
            return True
        if self._language == "en":
            return word in _BRITISH_WORDS or any(w in self._words for w in _american(word))
        return self._language in ("de", "nl") and self._is_compound(word)

    def _is_compound(self, word: str) -> bool:
        """Whether a word is two listed ones, which German and Dutch write as one.

        It is none where a listed word is a letter away: `vieleicht` is not `viel` and `Eicht`.
        """
        cuts = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        return any(
            word[cut:] in self._words
            and (word[:cut] in self._words or word[:cut].removesuffix("s") in self._words)
            for cut in cuts
        ) and not self._near(word)

    def _near(self, word: str) -> set[str]:
        """Listed words that are a letter away."""
        return set(self._words.candidates(word) or ()) - {word}

    def _instead(self, word: str) -> tuple[str, ...]:
        """What may be meant, most used first, with a capital or in capitals as `word` is."""
        if len(word) > _LONGEST:
            return ()
        plain = word.lower()
        likeliest = sorted(
            self._near(plain), key=lambda w: (-self._words.word_usage_frequency(w), w)
        )
        return tuple(_written_as(word, other) for other in likeliest[:_MOST_INSTEAD])


def _read(language: str) -> Dictionary | None:
    from spellchecker import SpellChecker

    try:
        return Dictionary(SpellChecker(language=language, distance=1), language)
    except ValueError:  # no such list
        return None


def _american(word: str) -> Iterable[str]:
    """How a British word may be written in America."""
    for british, american in _BRITISH:
        end = "" if british in _MIDDLES else "$"
        other, count = re.subn(f"(?<=.){british}{end}", american, word)
        if count:
            yield other


def _written_as(word: str, other: str) -> str:
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other.capitalize() if word[:1].isupper() else other
