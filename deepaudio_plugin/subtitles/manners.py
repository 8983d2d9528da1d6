"""From a note on how a line is said to its delivery: `(whispering)`, `[shouts]`, a style's name."""

from __future__ import annotations

import re

from deepaudio_plugin.core.spoken.deliveries import Delivery
from deepaudio_plugin.subtitles.descriptions import is_manner
from deepaudio_plugin.subtitles.lexicon import words

_DELIVERIES: tuple[tuple[Delivery, frozenset[str]], ...] = (
    (
        "whisper",
        words("whisper whispers whispering whispered whispery breath"),
    ),
    (
        "shout",
        words(
            """
            shout shouts shouting shouted yell yells yelling yelled scream screams screaming
            screamed bellows bellowing hollers hollering loudly loud raised calling calls
            """
        ),
    ),
    (
        "soft",
        words(
            """
            softly quietly hushed gently murmur murmurs murmuring murmured mutters muttering
            muttered mumbles mumbling mumbled soft quiet low
            """
        ),
    ),
    (
        "laugh",
        words("laugh laughs laughing laughed chuckles chuckling giggles giggling snickers"),
    ),
    (
        "cry",
        words("cry cries crying sobs sobbing tearfully whimpers whimpering weeping weeps"),
    ),
)
"""In the order in which they count: "whispers, laughing" is whispered."""

_STYLES = words("whisper whispers whispering shout shouts shouting yell scream soft quiet murmur")
_ELSEWHERE = words(
    """
    indistinct indistinctly inaudible inaudibly muffled mouths mouthing distance distant distantly
    background crowd outside
    """
)
"""Of somebody who is not the speaker, or whom one does not understand."""
_NOT_A_MANNER = words(
    """
    v.o. vo v.o o.s. os o.s off-screen offscreen voiceover voice-over cont'd contd cont’d continues
    continuing subtitled narrating pause beat reading translating
    """
)
"""Notes beside a line that say nothing of how it sounds."""

_BRACKETED = re.compile(r"[\[(]([^\[\]()]*)[\])]")


def delivery_of(note: str) -> Delivery:
    """How a note beside a line says that it is said; "" where it says nothing of that."""
    if not is_manner(note):
        return ""
    return _by_words(_words(note))


def delivery_of_remarks(text: str) -> Delivery:
    """The first delivery that one of the bracketed remarks in a text names: `MARA (whispers)`."""
    found = (delivery_of(match[1].strip()) for match in _BRACKETED.finditer(text))
    return next((one for one in found if one), "")


def delivery_of_style(style: str) -> Delivery:
    """How lines in a style of this name are said: "Mara - Whisper"."""
    told = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", style)}
    return _by_words(told & _STYLES)


def is_told_of(note: str) -> bool:
    """Whether a manner is worth a word where nothing comes of it."""
    return not _NOT_A_MANNER.issuperset(note.lower().replace(",", " ").split())


def _by_words(told: set[str]) -> Delivery:
    if not _ELSEWHERE.isdisjoint(told):
        return ""
    return next((one for one, known in _DELIVERIES if not known.isdisjoint(told)), "")


def _words(note: str) -> set[str]:
    return set(re.split(r"[^\w'’-]+", note.lower()))
