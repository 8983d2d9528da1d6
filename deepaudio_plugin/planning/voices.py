"""Which voice a speaker gets, and why."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from deepaudio_plugin.core.engine_info import EngineInfo, VoiceTraits
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.suggesting import did_you_mean
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.planning.clues import VoiceClue, clue_of

_OTHER_GENDER = 3  # as a distance
_FIRST_CHOICE = 6  # of voices without traits an engine lists everyday ones first

NARRATOR = ""
"""Who speaks the lines of nobody."""


@dataclass(frozen=True)
class KeptVoices:
    """The voices that speakers were given when they were first seen, and keep."""

    voices: Mapping[str, str] = field(default_factory=dict)
    by_clues: bool = True  # whoever is new gets what their name says; False: its hash alone


def kept_voices(decisions: Decisions, engine: EngineInfo) -> KeptVoices:
    """What a project keeps. Since names are read, the narrator is kept too.

    So a project with takes that keeps no narrator is from before: its lines of nobody have the
    engine's first voice, and where it keeps nobody, names are hashed as they were then.
    """
    kept = decisions.voices.get(engine.name, {})
    rendered = any(take.rendered for take in decisions.takes.values())
    if NARRATOR in kept or not rendered or not engine.voices:
        return KeptVoices(kept)
    return KeptVoices({NARRATOR: engine.voices[0], **kept}, by_clues=bool(kept))


def assign_voices(
    speakers: Iterable[str],
    engine: EngineInfo,
    cast: Mapping[str, str] | None = None,
    kept: KeptVoices | None = None,
) -> dict[str, str]:
    """A voice for each speaker: as `cast` says, else as `kept` from when they were first seen,
    else one that suits what their name says and that nobody has, while there are any.

    The narrator's voice belongs to lines without a speaker: the first that the engine casts by
    itself. Who is kept keeps the voice, whoever else is added or cast. "MARA" and "Mara" are one
    person. Raises UsageError for a voice in `cast` that the engine does not have; one that is
    kept and not there is given anew.
    """
    voices, kept = engine.voices, kept or KeptVoices()
    if not voices:
        return {}
    by_clues = bool(engine.casting) and kept.by_clues
    offered = engine.casting if by_clues else _unread(voices)
    chosen = {name.casefold(): _known(voice, engine) for name, voice in (cast or {}).items()}
    spellings = sorted(set(speakers) - {NARRATOR})
    held = {name.casefold(): voice for name, voice in kept.voices.items() if voice in voices}
    people = {NARRATOR: offered[0].name, **held, **chosen}
    taken = set(people.values())
    for name in sorted({spelling.casefold() for spelling in spellings} - set(people)):
        clue = clue_of(name) if by_clues else VoiceClue()
        people[name] = _free_voice(name, clue, offered, taken)
        taken.add(people[name])
    return {spelling: people[spelling.casefold()] for spelling in [NARRATOR, *spellings]}


def reason_for(speaker: str, voice: str, engine: EngineInfo) -> str:
    """Why a speaker whom nobody has cast has this voice, in a few words; "" where nothing is known.

    A voice from before names were read may not be what the name says: then that is said.
    """
    traits, clue = engine.traits(voice), clue_of(speaker)
    if traits is None or not speaker:
        return ""
    if not clue:
        return f"{traits.described}; the name gives no hint"
    hint = " ".join(clue.words)
    if _distance(clue, traits) == 0:
        return f"{traits.described}, for “{hint}”"
    return f"{traits.described}, although “{hint}” suggests {_wanted(clue)}"


def unlike_their_names(voices: Mapping[str, str], engine: EngineInfo) -> list[Problem]:
    """One note on speakers whose kept voice is not of the gender that their name suggests."""
    unlike = [
        f"{who}: {voice} ({reason_for(who, voice, engine)})"
        for who, voice in sorted(voices.items())
        if who
        and (traits := engine.traits(voice))
        and _distance(clue_of(who), traits) == _OTHER_GENDER
    ]
    if not unlike:
        return []
    message = f"kept as they were given before names were read: {', '.join(unlike)}"
    return [Problem("the voices", message, "Cast others with --cast or in the window.", note=True)]


def shared_voices(speakers: Iterable[str], voices: Mapping[str, str]) -> list[Problem]:
    """One note where several of these speakers have the same voice without anybody's wish."""
    people = {who.casefold(): voices[who] for who in speakers if who and who in voices}
    counts = Counter(people.values())
    sharing = sum(count for count in counts.values() if count > 1)
    if not sharing:
        return []
    most, times = max(counts.items(), key=lambda found: (found[1], found[0]))
    message = f"{sharing} of {len(people)} speakers share voices, for there are {len(counts)} that "
    message += f"suit them: {most} is that of {times}"
    hint = "Tell apart those who meet: --cast NAME=VOICE, or in the window."
    return [Problem("the voices", message, hint, note=True)]


def _wanted(clue: VoiceClue) -> str:
    return VoiceTraits("", clue.gender, clue.age or "adult").described


def _unread(voices: Sequence[str]) -> tuple[VoiceTraits, ...]:
    """Voices of which nothing is known but their order."""
    return tuple(
        VoiceTraits(name, "", "adult" if place <= _FIRST_CHOICE else "elder")
        for place, name in enumerate(voices)
    )


def _free_voice(name: str, clue: VoiceClue, offered: Sequence[VoiceTraits], taken: set[str]) -> str:
    """The first free voice of those that suit best, in the order in which `name` asks for them."""
    start = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    others = [one for one in offered[1:] if one.age != "child" or clue.age == "child"]
    others = others or list(offered)
    groups = [
        [one.name for one in others if _distance(clue, one) == step]
        for step in range(_OTHER_GENDER)
    ]
    if not clue.gender and not clue.age:
        groups = [groups[0], groups[1] + groups[2]]
    order = [group[(start + place) % len(group)] for group in groups for place in range(len(group))]
    order = order or [one.name for one in others]
    return next((voice for voice in order if voice not in taken), order[0])


def _distance(clue: VoiceClue, traits: VoiceTraits) -> int:
    """How far a voice is from what a name says: 0 suits, 3 is another gender's."""
    if clue.gender and traits.gender not in ("", clue.gender):
        return _OTHER_GENDER
    if traits.age == (clue.age or "adult"):
        return 0
    return 1 if "adult" in (traits.age, clue.age or "adult") else 2


def _known(voice: str, engine: EngineInfo) -> str:
    if voice in engine.voices:
        return voice
    if voice in engine.absent:
        raise UsageError(f"the voice {voice!r} is not installed", hint=engine.absent_hint)
    known = engine.voices
    hint = did_you_mean(voice, known, f"Voices: {', '.join(known)}.")
    raise UsageError(f"there is no voice {voice!r}", hint=hint)
