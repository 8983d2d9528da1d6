"""Checks that a line is English, the only language of the small voice.

English lines are full of foreign names and phrases ("Ja!", "Hasta la vista, baby"), and
refusing one is worse than mispronouncing another. So a line is refused only on two
signs together: few of its words are in the voice's dictionary, and a language identifier
finds another language where it finds hardly any English.
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
_ENGLISH_PROBABILITY = 0.05  # and English is at most this likely
_SURE = 0.25  # and another at least this likely,
_SURE_IF_SHORT = 0.35  # or this, when the line has only `_FEWEST_WORDS`
_FOREIGN_LETTERS = 0.3

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
    words = _WORD.findall(text.replace("’", "'"))
    if len(words) < _FEWEST_WORDS:
        return
    share = sum(known(word.lower()) for word in words) / len(words)
    if share > _KNOWN_SHARE or (len(words) == _FEWEST_WORDS and share > 0):
        return
    code, probability, english = _identified(text)
    sure = _SURE_IF_SHORT if len(words) == _FEWEST_WORDS else _SURE
    if code != "en" and probability >= sure and english < _ENGLISH_PROBABILITY:
        raise _refusal(text, code, where)


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
