"""Which names before a colon are speakers, by all captions of a file.

One caption cannot tell "Mara: Hello." from "Breakfast: two eggs." A name in capitals or a
role ("Narrator") is believed at once; another one where it occurs again, is marked up
somewhere (a voice tag, an actor's field, brackets) or is in the cast. Where such names
begin at least half of the captions, names are the file's custom, and all are believed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from deepaudio_plugin.subtitles.descriptions import speaker_of
from deepaudio_plugin.subtitles.markup import plain
from deepaudio_plugin.subtitles.speakers import clean_name, is_role, split_speaker

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]*)>", re.IGNORECASE)
_LEADING = re.compile(r"[-–\s>]*[\[(]([^\[\]()]{1,40})[\])]\s*:?\s*\S")
_DASHES = "-–‐‑—> "


@dataclass(frozen=True)
class Names:
    """The names that a file's captions bear; without any, every name is believed."""

    known: frozenset[str] | None = None  # casefolded

    def believes(self, name: str) -> bool:
        """Whether `name` before a colon is a speaker."""
        return self.known is None or name.isupper() or is_role(name) or self.knows(name)

    def knows(self, name: str) -> bool:
        """Whether `name` is a speaker elsewhere in the file, or in the cast."""
        return self.known is not None and name.casefold() in self.known


EVERY_NAME = Names()


def names_in(texts: Iterable[tuple[str, str]], cast: Collection[str] = ()) -> Names:
    """The names in (text, speaker) of a file's captions."""
    marked = {name.casefold() for name in cast}
    before_colon: Counter[str] = Counter()
    capitals: set[str] = set()
    captions = 0
    for text, speaker in texts:
        captions += 1
        marked.add(clean_name(speaker).casefold())
        if not any(sign in text for sign in ":[(<："):
            continue
        marked.update(clean_name(plain(name)).casefold() for name in _VOICE.findall(text))
        for line in plain(text).split("\n"):
            if found := _LEADING.match(line):
                marked.add(speaker_of(found[1].strip(" :")).casefold())
            name, _ = split_speaker(line.lstrip(_DASHES))
            before_colon[name.casefold()] += bool(name)
            if name.isupper():
                capitals.add(name.casefold())
    known = {name for name, count in before_colon.items() if count > 1} | capitals | marked
    if sum(before_colon[name] for name in known) * 2 >= captions > 2:
        known |= before_colon.keys()
    return Names(frozenset(known - {""}))
