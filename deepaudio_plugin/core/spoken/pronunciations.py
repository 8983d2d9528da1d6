"""The pronunciation list of a project: words as they are written, and as they are to be said.

What the list says is final: it is kept from every other rule of how text is read.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

Pronunciations = tuple[tuple[str, str], ...]
"""(written, said), the longest first: of two that fit it counts."""

_FIRST_MARK = 0xE000  # of Unicode's private use: no rule reads it
_MAX_ENTRIES = 4096
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def parse(entries: Iterable[str]) -> Pronunciations:
    """Entries "WRITTEN=SAID". Raises ValueError, naming the entry, for anything else."""
    found = []
    for entry in entries:
        written, equals, said = (part.strip() for part in entry.partition("="))
        if not (written and equals and said):
            raise ValueError(f"{entry!r} is not WRITTEN=SAID")
        found.append((written, said))
    if len(found) > _MAX_ENTRIES:
        raise ValueError(f"more than {_MAX_ENTRIES} entries")
    return tuple(sorted(dict(found).items(), key=lambda entry: (-len(entry[0]), entry)))


def used_in(text: str, listed: Pronunciations) -> Pronunciations:
    """Those of the list that count in a text."""
    if not listed:
        return ()
    found = {match.lastindex for match in _pattern(listed).finditer(text)}
    return tuple(entry for group, entry in enumerate(listed, 1) if group in found)


def listed_words(text: str, listed: Pronunciations) -> frozenset[str]:
    """Words, in lower case, that the list puts in a text: nobody is to read them otherwise."""
    said = " ".join(said for _, said in used_in(text, listed))
    return frozenset(_WORD.findall(said.lower()))


def marked(text: str, listed: Pronunciations) -> str:
    """`text` with a sign of private use for each word of the list."""
    return _pattern(listed).sub(lambda m: chr(_FIRST_MARK + (m.lastindex or 1) - 1), text)


def unmarked(text: str, listed: Pronunciations) -> str:
    """What `marked` gave, with what is said in the signs' places."""
    for index, (_, said) in enumerate(listed):
        text = text.replace(chr(_FIRST_MARK + index), said)
    return text


@functools.lru_cache(maxsize=1024)
def _pattern(listed: Pronunciations) -> re.Pattern[str]:
    """Whole words of the list, a group for each entry."""
    words = "|".join(f"({re.escape(written)})" for written, _ in listed)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
