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
    cast = {"": voices[0]}
    taken: set[str] = set()
    for name in sorted({s for s in speakers if s}):
        first = int.from_bytes(hashlib.sha256(name.casefold().encode()).digest()[:4], "big")
        order = [pool[(first + i) % len(pool)] for i in range(len(pool))]
        voice = next((v for v in order if v not in taken), order[0])
        taken.add(voice)
        cast[name] = voice
    return cast
