"""A number for each speaker, by which they have a colour: the same in every session."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

COUNT = 12
"""Numbers that there are; more speakers share them."""


def numbered(speakers: Iterable[str]) -> dict[str, int]:
    """A number for each speaker with a name, from the name; two have one only if they must.

    "MARA" and "Mara" are one person.
    """
    names = [name for name in speakers if name]
    taken: dict[str, int] = {}
    for folded in sorted({name.casefold() for name in names}):
        wanted = zlib.crc32(folded.encode("utf-8", "replace")) % COUNT
        free = (number % COUNT for number in range(wanted, wanted + COUNT))
        used = set(taken.values())
        taken[folded] = next((number for number in free if number not in used), wanted)
    return {name: taken[name.casefold()] for name in names}
