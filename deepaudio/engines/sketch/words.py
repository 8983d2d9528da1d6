"""English words as a dictionary has them: a prompt's tokens and their base forms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deepaudio.engines.sketch.word_roles import is_aside, is_state, is_verb

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[,:–—]|[.;!?\n]")
_PAUSES = {**dict.fromkeys(",:–—", 3), **dict.fromkeys(".;!?\n", 12)}


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEGATIONS = _set("no not without never none nor neither minus except isn't don't")
_NEGATED_WORDS = 2  # "no loud birds": how far a negation reaches
_ENDS_NEGATION = _set("but just only with on in at by from to under over while as then although")
_PASSED_OVER = _set("a an the any more other sound sounds noise noises of")
_JOINS = _set("or and then while")

# Endings and what stands for them, after the detachment rules of WordNet's Morphy.
_ENDINGS = (
    *(("ies", "y"), ("ves", "f"), ("ves", "fe"), ("ses", "s"), ("xes", "x"), ("zes", "z")),
    *(("ches", "ch"), ("shes", "sh"), ("oes", "o"), ("men", "man"), ("s", "")),
    *(("ied", "y"), ("ed", ""), ("ed", "e"), ("ying", "ie"), ("ing", ""), ("ing", "e")),
)
_FORMS = {
    "run": "ran", "fall": "fell fallen", "break": "broke broken", "ring": "rang rung",
    "sing": "sang sung", "blow": "blew blown", "shoot": "shot", "fly": "flew flown",
    "swing": "swung", "throw": "threw thrown", "drive": "drove driven", "ride": "rode ridden",
    "tear": "tore torn", "speak": "spoke spoken", "go": "went gone", "creep": "crept",
    "sleep": "slept", "weep": "wept", "sweep": "swept", "drink": "drank drunk",
    "swim": "swam swum", "sink": "sank sunk", "write": "wrote written", "bite": "bit bitten",
    "eat": "ate eaten", "draw": "drew drawn", "strike": "struck", "leave": "left",
    "shake": "shook shaken", "spin": "spun", "tread": "trod", "slide": "slid", "sit": "sat",
    "mouse": "mice", "goose": "geese", "foot": "feet", "child": "children", "person": "people",
    "wolf": "wolves", "leaf": "leaves", "bee": "bees", "shoe": "shoes", "tyre": "tire tires",
}  # fmt: skip
_IRREGULAR = {form: base for base, forms in _FORMS.items() for form in forms.split()}
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True)
class Token:
    """A word of a text: how it is written, what it may be a form of, and where it stands.

    `place` counts words; a comma counts as three of them and a full stop as twelve.
    """

    written: str
    bases: frozenset[str]
    place: int
    clause: int  # number of the part of the text, between commas and "and"
    denied: bool = False  # stands behind a negation
    aside: bool = False  # says where something else is


def tokens(text: str) -> list[Token]:
    """The words of a text in order, those negated marked, without verbs that look like things."""
    found: list[Token] = []
    place, clause, reach = 0, 0, 0
    parts = [match[0] for match in _TOKEN.finditer(text.lower().replace("’", "'"))]
    for number, word in enumerate(parts):
        if word in _PAUSES:
            place, clause, reach = place + _PAUSES[word], clause + 1, 0
            continue
        clause += word in _JOINS
        if word in _NEGATIONS:
            reach = _NEGATED_WORDS
            place += 1
            continue
        if word in _ENDS_NEGATION:
            reach = 0
        denied = reach > 0
        if not is_verb(parts, number):
            forms = frozenset((word,)) if is_state(parts, number) else bases(word)
            aside = is_aside(parts, number)
            found.append(Token(word, forms, place, clause, denied, aside))
        if denied and word not in _PASSED_OVER:
            reach += 1 if word in ("or", "and") else -1
        place += 1
    return found


def bases(word: str) -> frozenset[str]:
    """What a word may be an inflected form of, itself among it.

    After WordNet's Morphy (https://wordnet.princeton.edu/documentation/morphy7wn): endings are
    detached, and whoever looks the results up in a dictionary finds which of them are words.
    """
    found = {word, word.removesuffix("'s")}
    if word in _IRREGULAR:
        found.add(_IRREGULAR[word])
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            stem = word[: -len(ending)]
            if ending in ("ed", "ing") and len(stem) < 3:
                continue  # being
            if ending == "s" and stem.endswith("s"):
                continue  # glass
            if ending in ("ed", "ing") and not instead:
                found.update(_verbs(stem))
            else:
                found.add(stem + instead)
    return frozenset(found)


def _verbs(stem: str) -> list[str]:
    """What "-ing" was put to: "dripp" is "drip", but "car" is none of "caring"."""
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
        return [stem, stem[:-1]]
    short = len(stem) <= 3 or not any(letter in _VOWELS for letter in stem[:-3])
    closed = (
        len(stem) > 2
        and stem[-1] not in _VOWELS | set("wxy")
        and stem[-2] in _VOWELS
        and stem[-3] not in _VOWELS
    )
    return [] if short and closed else [stem]


# Little words that no English sentence has, of the languages that films are subtitled in most.
_FOREIGN = _set(
    """
    der die das und ein eine einer einem auf mit von zum zur ist nicht durch über unter
    le la les des une dans du et est avec qui au aux
    el los las un una por del en que su al
    il lo gli nella nel della che di sulla
    uma nas dos em
    het een naar niet
    och på med som det att ett
    """
)
_ENGLISH = _set(
    """
    the a an of in on at and with is are was his her their its to from by into over under
    through as while it he she they behind near along across up down out off for someone
    """
)


def seems_foreign(text: str) -> bool:
    """Whether a text's little words, or its letters, are of another language than English."""
    words = [match[0] for match in re.finditer(r"[^\W\d_]+", text.lower())]
    letters = "".join(words)
    if not letters:
        return False
    if sum(letter < "ɐ" for letter in letters) < len(letters) / 2:
        return True
    foreign = sum(word in _FOREIGN for word in words)
    english = sum(word in _ENGLISH for word in words)
    return foreign > english and (foreign > 1 or len(words) < 8)
