"""What a speaker's name says of their voice: "Grandma", "Little Tom", "CAPTAIN REYES", "Eve (8)".

Words for people come before ages, ages before given names. A name that says nothing gives no
clue, and what it says is a guess by usage: it is shown with its reason and changed in one click.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources

from deepaudio_plugin.core.engine_info import VoiceAge, VoiceGender

CHILD_UP_TO = 12
ELDER_FROM = 62

_AGE = re.compile(
    r"\baged?\s*(\d{1,3})\b|\b(\d{1,3})[\s-]*(?:years?[\s-]*old|yrs?\b|y\.?/?o\b)|"
    r"\((\d{1,3})\)|,\s*(\d{1,3})$",
    re.IGNORECASE,
)
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
_SPELT_AGE = re.compile(rf"\b({_NUMBERS.replace(' ', '|')})[\s-]*years?[\s-]*old", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "’": "'"})


@dataclass(frozen=True)
class VoiceClue:
    """What a name says: "" for what it does not."""

    gender: VoiceGender = ""
    age: VoiceAge | None = None
    words: tuple[str, ...] = ()  # of the name that say so

    def __bool__(self) -> bool:
        return bool(self.gender or self.age)


@functools.lru_cache(maxsize=4096)
def clue_of(speaker: str) -> VoiceClue:
    """What the name of a speaker says of gender and age."""
    tokens = _tokens(speaker)
    gender, age, words = _of_people(tokens)
    if stated := _stated_age(speaker):
        years, shown = stated
        age = "child" if years <= CHILD_UP_TO else "elder" if years >= ELDER_FROM else "adult"
        words.append(shown)
    if not gender:
        usually = [token for token in tokens if _folded(token) in _usually_men()]
        given = _given(tokens)
        gender = _names().get(_folded(given)) or ("man" if usually else "")
        words += [given or usually[0]] if gender else []
    return VoiceClue(gender, age, tuple(dict.fromkeys(words)))


def _of_people(tokens: list[str]) -> tuple[VoiceGender, VoiceAge | None, list[str]]:
    """Gender, age and the words for people that say so; a word of age beats that of a role."""
    gender: VoiceGender = ""
    age: VoiceAge | None = None
    words = []
    for token in tokens:
        found = _people().get(_folded(token))
        if found is None:
            continue
        if (found[0] and not gender) or (found[1] != "adult" and age in (None, "adult")):
            words.append(token)
        gender = gender or found[0]
        age = found[1] if age in (None, "adult") else age
    return gender, age, words


def _given(tokens: list[str]) -> str:
    """The word of a name that may be a given name, "" where there is none."""
    titled = [token for token in tokens if _folded(token) in _titles()]
    plain = [token for token in tokens if token not in titled and _folded(token) not in _people()]
    if titled and len(plain) < 2:
        return ""
    return next((token for token in plain if _folded(token) in _names()), "") if plain else ""


def _stated_age(speaker: str) -> tuple[int, str] | None:
    if spelt := _SPELT_AGE.search(speaker):
        return _NUMBERS.split().index(spelt[1].lower()) + 1, spelt[0].strip()
    found = _AGE.search(speaker)
    if found is None:
        return None
    years = int(next(group for group in found.groups() if group))
    return (years, found[0].strip(" ,")) if 2 <= years <= 110 else None


def _tokens(speaker: str) -> list[str]:
    """The words of a name; whose somebody is ("Mara's") is not who they are."""
    tokens = [str(token) for token in _TOKEN.findall(speaker)]
    return [token for token in tokens if not token.lower().endswith(("'s", "’s"))]


@functools.cache
def _people() -> dict[str, tuple[VoiceGender, VoiceAge]]:
    genders: dict[str, VoiceGender] = {"woman": "woman", "man": "man", "either": ""}
    ages: tuple[VoiceAge, ...] = ("child", "adult", "elder")
    kinds = ((f"{word} {age}", gender, age) for word, gender in genders.items() for age in ages)
    return {word: (gender, age) for kind, gender, age in kinds for word in _words(kind)}


def _titles() -> frozenset[str]:
    """Before a single name: it is a surname."""
    return _words("title")


def _usually_men() -> frozenset[str]:
    """Unless a given name says otherwise."""
    return _words("usually-man")


@functools.cache
def _words(kind: str) -> frozenset[str]:
    lines = (line.partition(": ") for line in _lines("casting_words.txt"))
    return frozenset(word for head, _, words in lines if head == kind for word in words.split())


@functools.cache
def _names() -> dict[str, VoiceGender]:
    women, men = (line.split() for line in _lines("given_names.txt"))
    return {**dict.fromkeys(women, "woman"), **dict.fromkeys(men, "man")}


def _lines(file: str) -> list[str]:
    text = (resources.files(__package__) / file).read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(char for char in apart if not unicodedata.combining(char))
