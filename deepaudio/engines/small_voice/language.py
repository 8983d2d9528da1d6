"""Checks that a line is English, the only language of the small voice.

English lines are full of foreign names and phrases ("Ja!", "Monsieur Lefebvre ordered
bouillabaisse"), and refusing one is worse than mispronouncing another. So a line is refused only
on strong evidence over the whole of it. Names and titles weigh nothing, a single word that only
English has decides, and else two signs must come together: few of the words are in the voice's
dictionary, and a language identifier finds another language where it finds hardly any English.
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Callable
from typing import Any

from deepaudio_plugin.core.errors import LanguageError

_ENGLISH = {"", "en", "eng", "english", "und"}
_NAMES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "th": "Thai", "tr": "Turkish",
    "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_MODEL_LANGUAGES = {"zh"}  # what a DeepAudio-V1 voice speaks besides English

_FEWEST_WORDS = 3  # a shorter line is too short to tell
_KNOWN_SHARE = 0.6  # of the words of a foreign line at most this many look English
_FEW, _KNOWN_SHARE_OF_FEW = 4, 0.45
_ENGLISH_PROBABILITY = 0.05  # and English is at most this likely
_SURE = 0.25  # and another at least this likely,
_SURE_IF_SHORT = 0.35  # or this, when the line has only `_FEWEST_WORDS`
_FOREIGN_LETTERS = 0.3
_PASSED = ("en", "la")  # nobody's film is in Latin
_BORROWED = 5  # letters of a borrowed word at least, to be looked up without its accents

_ENGLISH_ALONE = """
    the and with this your she they from what would where who i'm it's i've i'll i'd you're
    you've you'll he's she's we're we've they're that's there's what's let's don't doesn't
    didn't can't won't isn't wasn't aren't couldn't wouldn't shouldn't haven't hasn't their
    these those which been should could because about you
"""
"""Words that no other language has among its own."""

_SENTENCE = re.compile(r"(?<=[.!?…:—])\s")
_SHORTENED = re.compile(r"\b(?:[A-Z][a-z]{0,4}|vs|etc|approx|et al)\.(?!$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def require_declared_english(text: str, language: str, *, where: str = "") -> None:
    """Raise `LanguageError` for a line declared to be in another language than English."""
    code = re.split(r"[-_]", language.strip().lower())[0]
    if code not in _ENGLISH:
        raise _refusal(text, code, where)


def require_english(text: str, known: Callable[[str], bool], *, where: str = "") -> None:
    """Raise `LanguageError` for a line that is not English, as far as one can tell.

    `known` tells whether the voice's dictionary has a word, given in lower case.
    """
    letters = [char for char in unicodedata.normalize("NFKC", text) if char.isalpha()]
    foreign = [char for char in letters if not _is_latin(char)]
    if foreign and len(foreign) > _FOREIGN_LETTERS * len(letters):
        raise _refusal(text, _script(foreign[0]), where)
    text = text.replace("’", "'")
    words = _telling_words(text)
    lower = [word.lower() for word in words]
    if len(words) < _FEWEST_WORDS or not _english_alone().isdisjoint(lower):
        return
    share = sum(known(word) or known(_plain(word)) for word in lower) / len(words)
    most = _KNOWN_SHARE if len(words) > _FEW else _KNOWN_SHARE_OF_FEW
    if share > most or (len(_WORD.findall(text)) == _FEWEST_WORDS and share > 0):
        return
    code, probability, english = _identified(" ".join(words))
    sure = _SURE_IF_SHORT if len(words) == _FEWEST_WORDS else _SURE
    if code not in _PASSED and probability >= sure and english < _ENGLISH_PROBABILITY:
        raise _refusal(text, code, where)


def _telling_words(text: str) -> list[str]:
    """The words of a line that are neither names nor shortened, as far as capitals tell.

    Where a sentence begins a capital says nothing, and a line in capitals has none to tell by.
    """
    if not any(char.islower() for char in text):
        return [match.group() for match in _WORD.finditer(text)]
    telling: list[str] = []
    for sentence in _SENTENCE.split(_SHORTENED.sub(" ", text)):
        words = _WORD.findall(sentence)
        if any(word[0].islower() for word in words):
            telling += [word for index, word in enumerate(words) if not index or word[0].islower()]
    return telling


@functools.cache
def _english_alone() -> frozenset[str]:
    return frozenset(_ENGLISH_ALONE.split())


def _plain(word: str) -> str:
    """A word without its accents, as English has borrowed it; "" for one that is too short."""
    if len(word) < _BORROWED:
        return ""
    apart = unicodedata.normalize("NFKD", word)
    return "".join(char for char in apart if not unicodedata.combining(char))


def _refusal(text: str, language: str, where: str) -> LanguageError:
    name = _NAMES.get(language, language)
    line = " ".join(text.split())
    shown = line if len(line) <= 60 else line[:59] + "…"
    if language in _MODEL_LANGUAGES:
        hint = f"A DeepAudio-V1 voice speaks {name}."
    else:
        hint = (
            "It takes a DeepAudio-V1 voice that was trained on that language. Give the line in "
            "English, or leave it out."
        )
    return LanguageError(
        f"the sketch voice speaks English only, and this line is {name}: “{shown}”",
        where=where,
        hint=hint,
    )


def _is_latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith(("LATIN", "MODIFIER"))


def _script(char: str) -> str:
    """A language for the script of a letter, or the script's name."""
    script = unicodedata.name(char, "another script").split()[0]
    languages = {"CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "THAI": "th"}
    alphabets = {"GREEK": "el", "HEBREW": "he"}
    return languages.get(script) or alphabets.get(script) or f"of {script.capitalize()} script"


def _identified(text: str) -> tuple[str, float, float]:
    """The likeliest language of a text, its probability, and that of English."""
    ranked: list[tuple[str, float]] = _identifier().rank(text)
    code, probability = ranked[0]
    return code, probability, dict(ranked)["en"]


_LOADING = threading.Lock()


def _identifier() -> Any:
    with _LOADING:
        return _load_identifier()


@functools.cache
def _load_identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
