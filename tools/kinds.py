"""Kinds of things for the sketch engine's words, out of WordNet: `python -m tools.kinds FOLDER`.

FOLDER holds the database files of WordNet 3.0 (on Debian those of the package wordnet-base).
Written are two files of `deepaudio/engines/sketch`, without what the lexicon has:

- `kinds.txt`: for each sound of ROOTS the words whose first meaning is a kind of one of its roots,
  and that are nothing but nouns.
- `compounds.txt`: names of two words of which the lexicon has the last. What is a kind of that
  sounds like it ("forest fire"), anything else like nothing ("cable car", "bowling alley").
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from deepaudio.engines.sketch.lexicon import NO_SOUND, UNHEARD, lexicon

ROOTS = {
    "dog": "dog.1", "cat": "domestic_cat.1", "horse": "horse.1", "cow": "cattle.1",
    "sheep": "sheep.1 goat.1", "pig": "swine.1",
    "chicken": "domestic_fowl.1", "duck": "duck.1 goose.1",
    "owl": "owl.1", "crow": "corvine_bird.1", "eagle": "hawk.1 eagle.1", "pigeon": "pigeon.1",
    "woodpecker": "woodpecker.1", "gull": "gull.1 seabird.1", "birds": "passerine.1",
    "frogs": "frog.1", "monkey": "monkey.1 ape.1", "wolf": "wolf.1 wild_dog.1", "snake": "snake.1",
    "lion": "big_cat.1 bear.1", "rodent": "rodent.1",
    "bees": "hymenopterous_insect.1 dipterous_insect.1",
    "crickets": "orthopterous_insect.1", "whale": "whale.2",
    "helicopter": "helicopter.1", "aeroplane": "airplane.1", "motorcycle": "motorcycle.1",
    "truck": "truck.1", "engine": "car.1", "train": "train.1", "motorboat": "motorboat.1",
    "water_lap": "sailing_vessel.1 small_boat.1", "bicycle": "bicycle.1",
    "gunshot": "firearm.1", "sword": "sword.1", "hammer": "hammer.2", "bell": "bell.1",
    "thunder": "thunderstorm.1", "stream": "stream.1", "cafe": "restaurant.1",
    "church": "church.2 shrine.1", "traffic": "road.1", "office": "office.1",
    "room": "bedroom.1 living_room.1 hotel.1 house.1",
    "glass": "drinking_vessel.1 bottle.1", "metal": "cooking_utensil.1 cutlery.1",
    "wood": "table.2 chest_of_drawers.1",
    "ball": "ball.1", "clap": "applause.1", "wind": "wind.1", "rain": "rain.1",
    "none": "musical_instrument.1 mammal.1 bird.1 music.1 singing.1 reptile.1 weapon.1 machine.1",
}  # fmt: skip
"""Roots of each sound, WordNet's word and the number of its meaning. What is a kind of several
roots goes to the first; "none" are things that are heard and have no sound in the bank."""

THINGS = frozenset(("glass", "metal", "wood", "ball", "hammer", "sword", "gunshot", "bell"))
"""What makes no sound by itself."""

Index = dict[str, list[int]]
Data = dict[int, tuple[list[str], list[int]]]

TARGET = Path("deepaudio/engines/sketch")
_HEAD = """\
# Made by tools/kinds.py from WordNet.
#
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. Permission to use, copy,
# modify and distribute this database for any purpose and without fee or royalty is granted,
# provided that this notice appears on all copies. It is provided "as is", without representations
# or warranties of any kind. The name of Princeton University may not be used in advertising or
# publicity pertaining to its distribution. https://wordnet.princeton.edu/license-and-commercial-use
"""
_LITTLE = frozenset(("a", "an", "and", "the", "in", "on", "at", "by", "to"))
_MOST_WORDS = 2  # of a name: longer ones nobody writes


def main(folder: Path) -> None:
    """Write both files."""
    index, data = _index(folder / "index.noun"), _data(folder / "data.noun")
    also = {word for kind in ("verb", "adj", "adv") for word in _index(folder / f"index.{kind}")}
    known = {phrase.strip(" ?*^~=") for text in lexicon().values() for phrase in text.split(",")}
    taken: set[str] = set()
    kinds = {}
    for sound, roots in ROOTS.items():
        found = set()
        for root in roots.split():
            word, _, number = root.rpartition(".")
            for offset in _below(index[word][int(number) - 1], data):
                for name in data[offset][0]:
                    plain = name.replace("_", " ")
                    is_first = name in index and index[name][0] == offset
                    if (
                        is_first
                        and name not in also
                        and plain.count(" ") < _MOST_WORDS
                        and _is_plain(plain)
                    ):
                        found.add(plain)
        new = sorted(found - taken - known)
        if sound == NO_SOUND:  # an electric drill is a drill
            new = [name for name in new if name.split()[-1] not in known]
        taken |= found
        kinds[sound] = [name + "*" for name in new] if sound in THINGS else new
    _write("kinds.txt", kinds)
    _write("compounds.txt", _compounds(index, data, known | taken))


def _write(name: str, words: dict[str, list[str]]) -> None:
    lines = []
    for sound, found in words.items():
        lines += textwrap.wrap(f"{sound}: {', '.join(found)}", 100, subsequent_indent="    ")
    (TARGET / name).write_text(_HEAD + "\n" + "\n".join(lines) + "\n", encoding="utf-8")


def _compounds(index: Index, data: Data, known: set[str]) -> dict[str, list[str]]:
    """Names of two words by what they sound like."""
    above: dict[int, list[int]] = {}
    for offset, (_, below) in data.items():
        for kind in below:
            above.setdefault(kind, []).append(offset)
    sounds: dict[str, list[tuple[str, str]]] = {}
    for sound, text in lexicon().items():
        for phrase in text.split(", "):
            if " " not in phrase and "+" not in phrase:
                word, mark = phrase.strip("?*^="), "*" if phrase.endswith("*") else ""
                sounds.setdefault(word, []).append((sound, mark))
    found: dict[str, list[str]] = {}
    for name in sorted(index):
        plain = name.replace("_", " ")
        first, _, last = plain.partition(" ")
        if plain in known or last not in sounds or first in _LITTLE or not _is_plain(plain):
            continue
        if last.endswith("ing"):
            continue  # "bell ringing": something happens
        kinds = _above(index[name][0], above)
        is_kind = last in index and not kinds.isdisjoint(index[last][:2])
        for sound, mark in sounds[last] if is_kind else [(UNHEARD, "")]:
            found.setdefault(sound, []).append(plain + mark)
    return found


def _above(offset: int, above: dict[int, list[int]]) -> set[int]:
    """Whatever a synset is a kind of."""
    seen: set[int] = set()
    waiting = [offset]
    while waiting:
        one = waiting.pop()
        new = [kind for kind in above.get(one, ()) if kind not in seen]
        seen.update(new)
        waiting += new
    return seen


def _is_plain(name: str) -> bool:
    """Whether it is a common word: no genus, no breed with a place's name in capitals."""
    return len(name) > 2 and name.replace(" ", "").isascii() and name.replace(" ", "").isalpha()


def _below(root: int, data: Data) -> Iterator[int]:
    """A synset and all kinds of it."""
    seen, waiting = set(), [root]
    while waiting:
        offset = waiting.pop()
        if offset not in seen:
            seen.add(offset)
            yield offset
            waiting += data[offset][1]


def _index(path: Path) -> Index:
    """The synsets of each word, its first meaning first."""
    found = {}
    for line in path.read_text(encoding="ascii").splitlines():
        if not line.startswith(" "):
            fields = line.split()
            count = int(fields[2])
            found[fields[0]] = [int(field) for field in fields[-count:]]
    return found


def _data(path: Path) -> Data:
    """The words of each synset, and its hyponyms."""
    found = {}
    for line in path.read_text(encoding="ascii").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        words = [fields[4 + 2 * number] for number in range(count)]
        words = [word for word in words if word.islower()]
        at = 4 + 2 * count
        pointers = [fields[at + 1 + 4 * n : at + 5 + 4 * n] for n in range(int(fields[at]))]
        below = [int(p[1]) for p in pointers if p[0] in ("~", "~i") and p[2] == "n"]
        found[int(fields[0])] = (words, below)
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
