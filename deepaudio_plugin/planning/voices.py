"""Which voice a speaker gets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from deepaudio_plugin.core.errors import UsageError

_FIRST_CHOICE = 6  # an engine lists everyday voices first: children and elders come after


def assign_voices(
    speakers: Iterable[str],
    voices: Sequence[str],
    cast: Mapping[str, str] | None = None,
    kept: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """A voice for each speaker: as `cast` says, else as `kept` from when they were first seen,
    else one that nobody has while there are any.

    The first voice of the engine is the narrator's: it belongs to lines without a
    speaker. Who is kept keeps the voice, whoever else is added or cast. "MARA" and "Mara" are
    one person. Raises UsageError for a voice in `cast` that the engine does not have; one that
    is kept and not there is given anew.
    """
    if not voices:
        return {}
    chosen = {name.casefold(): _known(voice, voices) for name, voice in (cast or {}).items()}
    spellings = sorted(set(speakers) - {""})
    held = {name.casefold(): voice for name, voice in (kept or {}).items() if voice in voices}
    people = {"": voices[0], **held, **chosen}
    taken = set(people.values())
    for name in sorted({spelling.casefold() for spelling in spellings} - set(people)):
        people[name] = _free_voice(name, voices, taken)
        taken.add(people[name])
    return {spelling: people[spelling.casefold()] for spelling in ["", *spellings]}


def _free_voice(name: str, voices: Sequence[str], taken: set[str]) -> str:
    """The first free voice in the order in which `name` asks for them."""
    start = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    others = list(voices[1:]) or list(voices)
    first, rest = others[:_FIRST_CHOICE], others[_FIRST_CHOICE:]
    order = [group[(start + i) % len(group)] for group in (first, rest) for i in range(len(group))]
    return next((voice for voice in order if voice not in taken), order[0])


def _known(voice: str, voices: Sequence[str]) -> str:
    if voice in voices:
        return voice
    raise UsageError(f"there is no voice {voice!r}", hint=f"Voices: {', '.join(voices)}.")
