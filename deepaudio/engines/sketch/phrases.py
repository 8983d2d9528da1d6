"""Phrases of the lexicon found in a text."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deepaudio.engines.sketch.words import Token

REACH = 7
"""How many places apart the words of a phrase joined by `+` may stand."""


@dataclass(frozen=True)
class Phrase:
    """One way to ask for a sound; see `lexicon` for how it is written."""

    sound: str
    words: tuple[str, ...]  # `=` before a word that counts only as it is written
    in_order: bool  # and next to each other
    shared: frozenset[int] = frozenset()  # words that may ask for another sound as well
    weak: bool = False
    yields: bool = False  # asks for its sound only where nothing else is asked for
    gives_way: bool = False  # the same, but within its clause alone

    def fits(self, token: Token, number: int) -> bool:
        """Whether a token is a form of the phrase's word of that number."""
        word = self.words[number]
        return token.written == word[1:] if word[0] == "=" else word in token.bases


@dataclass(frozen=True)
class Match:
    """A phrase found: which tokens it is made of, by their index."""

    phrase: Phrase
    at: tuple[int, ...]

    @property
    def claimed(self) -> frozenset[int]:
        """The tokens that mean this sound and no other."""
        return frozenset(at for n, at in enumerate(self.at) if n not in self.phrase.shared)

    @property
    def weight(self) -> float:
        """How much it says: its words, a little more where one counts as it is written.

        And a little less where it is a guess.
        """
        exact = any(word[0] == "=" for word in self.phrase.words)
        return len(self.at) + 0.5 * exact - 0.25 * self.phrase.weak


Index = Mapping[str, Sequence[Phrase]]
"""Phrases by their first word, without its `=`."""


def indexed(*lexicons: Mapping[str, str]) -> Index:
    """The phrases of lexicons: sounds with their phrases, comma by comma."""
    found: dict[str, list[Phrase]] = {}
    for sound, texts in itertools.chain.from_iterable(each.items() for each in lexicons):
        for text in texts.split(","):
            phrase = parsed(sound, text.strip())
            found.setdefault(phrase.words[0].removeprefix("="), []).append(phrase)
    return found


@functools.cache
def parsed(sound: str, text: str) -> Phrase:
    """A phrase as it is written in the lexicon."""
    plain = text.rstrip("?*^")
    parts, marks = plain.replace("+", " ").split(), text[len(plain) :]
    shared = frozenset(n for n, part in enumerate(parts) if part.startswith("~"))
    words = tuple(part.removeprefix("~") for part in parts)
    return Phrase(
        sound,
        words,
        in_order="+" not in text,
        shared=shared,
        weak="?" in marks,
        yields="*" in marks,
        gives_way="^" in marks,
    )


def matches(tokens: Sequence[Token], index: Index) -> list[Match]:
    """What the tokens ask for, in their order; of phrases over one word the longest alone.

    Takes time in proportion to the text's length.
    """
    found = [
        match
        for at, token in enumerate(tokens)
        for base in {token.written, *token.bases}
        for phrase in index.get(base, ())
        if phrase.fits(token, 0) and (match := _match(phrase, tokens, at))
    ]
    found.sort(key=lambda match: -match.weight)
    claimed: dict[int, float] = {}  # token: weight of the phrase that has it
    kept = []
    for match in dict.fromkeys(found):
        size = match.weight
        if all(claimed.get(at, size) <= size for at in match.claimed):
            claimed.update((at, size) for at in match.claimed)
            kept.append(match)
    return sorted(kept, key=lambda match: min(match.at))


def _match(phrase: Phrase, tokens: Sequence[Token], at: int) -> Match | None:
    """The phrase with its first word at a token."""
    found = [at]
    for number in range(1, len(phrase.words)):
        place = (
            _next_to(phrase, number, tokens, at + number)
            if phrase.in_order
            else _nearest(phrase, number, tokens, at)
        )
        if place is None:
            return None
        found.append(place)
    return Match(phrase, tuple(found))


def _next_to(phrase: Phrase, number: int, tokens: Sequence[Token], at: int) -> int | None:
    if at >= len(tokens) or tokens[at].place != tokens[at - 1].place + 1:
        return None
    return at if phrase.fits(tokens[at], number) else None


def _nearest(phrase: Phrase, number: int, tokens: Sequence[Token], at: int) -> int | None:
    here = tokens[at].place
    near = [
        other
        for other in range(max(0, at - REACH), min(len(tokens), at + REACH + 1))
        if other != at
        and abs(tokens[other].place - here) <= REACH
        and phrase.fits(tokens[other], number)
    ]
    return min(near, key=lambda other: abs(tokens[other].place - here), default=None)
