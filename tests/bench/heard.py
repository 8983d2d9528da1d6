"""Word errors of what is heard, spelling apart.

A recogniser writes down sounds, and English spells one sound in several ways: "any more" and
"anymore", "hey" and "hay", "I scream" and "ice cream", "1962, twelve" and "196212". Whisper's own
normaliser mends few of these. Here figures are words on both sides, and where the words differ and
the voice's dictionary has one pronunciation for both, nothing was misheard. What the voice itself
reads wrongly ("lead" as "leed") no recogniser can tell.
"""

from __future__ import annotations

import functools
import re
from difflib import SequenceMatcher

from deepaudio.engines.small_voice import model as voice_model
from deepaudio.evaluation.metrics.word_errors import WordErrors, distance
from deepaudio_plugin.core.spoken.text import spoken

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_PROSODY = re.compile(r"[ˈˌ\s.,;:!?—…\"]")


def errors_by_sound(text: str, heard: str) -> WordErrors:
    """Errors of `heard` against `text`; words that sound alike are equal."""
    said, written = _words(text), _words(heard)
    matcher = SequenceMatcher(None, said, written, autojunk=False)
    wrong = sum(
        distance(said[a:b], written[c:d])
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal" and _sound(said[a:b]) != _sound(written[c:d])
    )
    return WordErrors(min(wrong, distance(said, written)), len(said))


def _words(text: str) -> list[str]:
    return [word.replace("’", "'").lower() for word in _WORD.findall(spoken(text, "en", ()))]


def _sound(words: list[str]) -> str:
    return _PROSODY.sub("", " ".join(_phonemes(" ".join(words))))


@functools.lru_cache(maxsize=4096)
def _phonemes(text: str) -> tuple[str, ...]:
    return tuple(voice_model.load("heart").sentences(text))
