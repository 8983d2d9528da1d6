"""Words of a project that are spelt rightly, though no dictionary has them."""

from __future__ import annotations

from dataclasses import replace

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions.model import Decisions

MAX_LETTERS = 60


def keep_word(decisions: Decisions, word: str, known: bool = True) -> Decisions:
    """Have a word among the project's, or no longer. Raises UsageError for what is no word."""
    word = word.strip()
    if not word or len(word.split()) > 1 or len(word) > MAX_LETTERS:
        raise UsageError(f"{word!r:.40} is no word", hint="Give one word, without spaces.")
    others = tuple(w for w in decisions.words if w.casefold() != word.casefold())
    return replace(decisions, words=(*others, word) if known else others)
