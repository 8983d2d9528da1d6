"""Which voice a speaker gets when nobody has cast one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def assign_voices(speakers: Iterable[str], voices: Sequence[str]) -> dict[str, str]:
    """A voice for each speaker: two speakers share one only when there are too few.

    The first voice of the engine is the narrator's: it belongs to lines without a
    speaker. A name always asks for the same voice first, so that a new speaker seldom
    changes anybody else's.
    """
    if not voices:
        return {}
    pool = list(voices[1:]) or list(voices)
    spellings = sorted(set(speakers) - {""})
    cast, taken = {"": voices[0]}, set[str]()
    people: dict[str, str] = {}  # "MARA" and "Mara" are one person
    for name in sorted({s.casefold() for s in spellings}):
        first = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
        order = [pool[(first + i) % len(pool)] for i in range(len(pool))]
        voice = next((v for v in order if v not in taken), order[0])
        taken.add(voice)
        people[name] = voice
    return cast | {spelling: people[spelling.casefold()] for spelling in spellings}
