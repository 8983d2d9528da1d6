"""From the words of a prompt to sounds of the bank."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deepaudio.engines.sketch.bank.catalogue import STRIKES, TEXTURES

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_NEGATIONS = frozenset({"no", "not", "without", "never", "none"})
_NEGATED_WORDS = 2  # "no loud birds": how far a negation reaches
_VOICES = frozenset({"crowd", "cafe"})
_VOICE_WORDS = ("speech", "voice", "talk", "speak", "people", "dialog", "vocal", "gibberish")


@dataclass(frozen=True)
class Palette:
    """Sounds of the bank that a text asks for, in the order of the text."""

    textures: tuple[str, ...] = ()
    strikes: tuple[str, ...] = ()  # may sound at events of the picture
    once: tuple[str, ...] = ()  # sound where they are placed

    def __bool__(self) -> bool:
        return bool(self.textures or self.strikes or self.once)


def palette(prompt: str, negative_prompt: str = "") -> Palette:
    """The sounds `prompt` asks for, less what it negates and `negative_prompt` names."""
    asked, denied = _split(_words(prompt))
    denied += _words(negative_prompt)
    unwanted = {name for name, _ in _matches(denied)} | _voices(denied)
    found = [(name, rank) for name, rank in _matches(asked) if name not in unwanted]
    names = [name for name, _ in sorted(_best_of_family(found), key=lambda item: item[1][1])]
    return Palette(
        textures=tuple(n for n in names if n in TEXTURES),
        strikes=tuple(n for n in names if n in STRIKES and STRIKES[n].on_events),
        once=tuple(n for n in names if n in STRIKES and not STRIKES[n].on_events),
    )


Rank = tuple[int, int]
"""How many words a match needed, and where the first of them stands."""


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Words asked for, and words that stand behind a negation."""
    asked, denied, reach = [], [], 0
    for word in words:
        if word in _NEGATIONS:
            reach = _NEGATED_WORDS
        elif reach:
            denied.append(word)
            reach -= 1
        else:
            asked.append(word)
    return asked, denied


def _matches(words: list[str]) -> list[tuple[str, Rank]]:
    """Every sound the words ask for."""
    found = []
    asked = {name: sound.words for bank in (TEXTURES, STRIKES) for name, sound in bank.items()}
    for name, asks in asked.items():
        ranks = [rank for ask in asks.split() if (rank := _match(ask, words))]
        if ranks:
            found.append((name, max(ranks, key=lambda rank: (rank[0], -rank[1]))))
    return found


def _match(ask: str, words: list[str]) -> Rank | None:
    places = []
    stems = ask.split("+")
    for stem in stems:
        exact = stem.startswith("=")
        fits = (w == stem[1:] if exact else w.startswith(stem) for w in words)
        place = next((i for i, fit in enumerate(fits) if fit), None)
        if place is None:
            return None
        places.append(place)
    return len(stems), min(places)


def _best_of_family(found: list[tuple[str, Rank]]) -> list[tuple[str, Rank]]:
    """One sound each of steps, doors, glass …: the one that needed most words.

    Of equals the later in the catalogue, where special sounds come after plain ones.
    """
    best: dict[str, tuple[str, Rank]] = {}
    for name, rank in found:
        family = _FAMILIES.get(name, name)
        if family not in best or rank[0] >= best[family][1][0]:
            best[family] = (name, rank)
    return list(best.values())


_FAMILIES = {
    name: family
    for family, names in {
        "step": "step_hard step_wood step_gravel step_grass step_snow step_wet",
        "door": "door_close door_slam creak",
        "glass": "glass glass_break",
        "rain": "rain heavy_rain",
        "bell": "bell doorbell",
        "bird": "bird birds",
        "clap": "clap applause",
    }.items()
    for name in names.split()
}


def _voices(denied: list[str]) -> frozenset[str]:
    spoken = any(word.startswith(stem) for word in denied for stem in _VOICE_WORDS)
    return _VOICES if spoken else frozenset()
