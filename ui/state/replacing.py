"""Words found and replaced in texts of lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from deepaudio_plugin.backend.views import CueView


@dataclass(frozen=True)
class Replacement:
    """What is looked for and what is to stand there instead."""

    words: str
    instead: str = ""
    exact: bool = False  # capitals matter
    whole: bool = False  # whole words only

    @property
    def pattern(self) -> re.Pattern[str]:
        """What is looked for; matches nothing where that is empty."""
        if not self.words:
            return re.compile(r"(?!)")
        said = re.escape(self.words)
        if self.whole:
            said = rf"(?<!\w){said}(?!\w)"
        return re.compile(said, 0 if self.exact else re.IGNORECASE)


@dataclass(frozen=True)
class Replaced:
    """Texts after a replacement, by reference, and how many hits there were.

    Lines of which nothing would be left are not among them: `emptied` counts those, and
    `refs` names them all, in order.
    """

    texts: dict[str, str] = field(default_factory=dict)
    refs: tuple[str, ...] = ()
    hits: int = 0
    emptied: int = 0


def replaced(cues: Iterable[CueView], wanted: Replacement) -> Replaced:
    """The texts of the lines in which something was found."""
    pattern = wanted.pattern
    texts: dict[str, str] = {}
    refs: list[str] = []
    hits = emptied = 0
    for cue in cues:
        text, count = pattern.subn(lambda _: wanted.instead, cue.text)
        if not count:
            continue
        hits += count
        refs.append(cue.ref)
        text = " ".join(text.split())
        if text:
            texts[cue.ref] = text
        else:
            emptied += 1
    return Replaced(texts, tuple(refs), hits, emptied)
