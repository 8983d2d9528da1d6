"""What a word does where it stands: says how a thing is, what is done, or where something is.

English tells by place, not by form: "a broken window" breaks nothing, who "storms the house" is
no weather, and what happens "under the car" is no engine.
"""

from __future__ import annotations

from collections.abc import Sequence


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DETERMINERS = _set(
    "a an the his her its their our my your this that these those some each every another both"
)
_SUBJECTS = _set("he she they we you i who")
_PRONOUNS = _SUBJECTS | _set("it him them us me")
_OBJECT_BEGINS = _set("a an the his her its their our my your him them us me")
_COUNTS = _set("one two three four five six seven eight nine ten many several few")
_TIMES = _set("whole entire other next last first night day morning afternoon evening time")
_PREPOSITIONS = _set(
    """
    of with in on over through under at from behind near between past across into onto around
    beside by to up down off out away along against as while
    """
)
_STATES = _set(
    """
    broken shattered smashed cracked torn ripped crumpled fallen collapsed crashed wrecked burnt
    burned parked locked closed dropped felled dented sunken flooded
    """
)
_NAMES = _set(
    """
    bat bear carp crane crow dog duck fish flood hail hound jet park parrot pebble ram
    rain rock seal shower snake spring stone storm swallow thunder train watch weasel wolf
    """
)
"""Names of what sounds, that are also verbs of which nothing of it is heard."""

_IDLE_AT = _set(
    "above against along atop behind below beneath beside off onto past under underneath"
)
_FAR = 2  # words between such a preposition and what it stands before: "under the old car"


def is_state(words: Sequence[str], number: int) -> bool:
    """Whether a word says how the thing named next is.

    Words are in lower case, punctuation among them.
    """
    if words[number] not in _STATES or not _follows_nothing(words, number):
        return False
    after = _at(words, number + 1)
    closed = _DETERMINERS | _PREPOSITIONS | _PRONOUNS | _set("and or then but open apart")
    return after.isalpha() and after not in closed


def is_verb(words: Sequence[str], number: int) -> bool:
    """Whether a name of something that sounds is a verb here."""
    word = words[number]
    stem = next((word[: len(word) - n] for n in (2, 1) if word[len(word) - n :] in _INFLECTED), "")
    if not {word, stem, word.removesuffix("ing"), word.removesuffix("ed")} & _NAMES:
        return False
    before, after = _at(words, number - 1), _at(words, number + 1)
    if before in _SUBJECTS:
        return True
    begins = _follows_nothing(words, number) or before in _COUNTS
    return after in _OBJECT_BEGINS and not begins and _at(words, number + 2) not in _TIMES


_INFLECTED = ("s", "es", "ed")


def is_aside(words: Sequence[str], number: int) -> bool:
    """Whether a word only says where something else is: "under the car"."""
    for back in range(1, _FAR + 2):
        before = _at(words, number - back)
        if before in _IDLE_AT:
            return True
        if not before.isalpha() or (before in _PREPOSITIONS | _PRONOUNS):
            return False
    return False


def _follows_nothing(words: Sequence[str], number: int) -> bool:
    """Whether a word begins a phrase: behind a pause, a determiner or a preposition."""
    before = _at(words, number - 1)
    joined = _DETERMINERS | _PREPOSITIONS | _set("and or then but")
    return not before.isalpha() or before in joined


def _at(words: Sequence[str], number: int) -> str:
    """The word of that number; nothing beyond the ends."""
    return words[number] if 0 <= number < len(words) else ""
