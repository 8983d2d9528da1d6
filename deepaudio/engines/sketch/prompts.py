"""From the words of a prompt to sounds of the bank, and what is to be said of them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from deepaudio.engines.sketch.bank.catalogue import STRIKES, TEXTURES
from deepaudio.engines.sketch.lexicon import NO_SOUND, SILENT, UNHEARD, compounds, kinds, lexicon
from deepaudio.engines.sketch.phrases import Index, Match, indexed, matches
from deepaudio.engines.sketch.words import Token, seems_foreign, tokens

MOST = 6
"""How many sounds of a prompt are heard; more at once are a noise."""

_SOFTLY = frozenset(("quiet", "calm", "hushed", "silent", "faint", "muffled", "distant", "far"))
_STILL = frozenset(("quiet", "calm", "hushed"))  # a place if nothing else is named
_SOUND = frozenset(("sound", "sounds", "noise", "audio"))
_VOICE_WORDS = frozenset(
    ("speech", "voice", "talk", "speak", "people", "person", "dialogue", "dialog", "vocal")
)
_NO_SOUNDS = frozenset((SILENT, UNHEARD, NO_SOUND))
_SHORT = 48  # characters of a prompt that a warning quotes


@dataclass(frozen=True)
class Palette:
    """Sounds of the bank that a text asks for, in the order of the text."""

    textures: tuple[str, ...] = ()
    strikes: tuple[str, ...] = ()  # may sound at events of the picture
    once: tuple[str, ...] = ()  # sound where they are placed
    only_named: tuple[str, ...] = ()  # of the strikes, those of things that nobody moves
    silent: bool = False  # the text asks for silence and nothing else
    quiet: bool = False  # what goes on is soft
    notes: tuple[str, ...] = ()  # what was guessed or left out

    def __bool__(self) -> bool:
        return bool(self.textures or self.strikes or self.once or self.silent)

    @property
    def names(self) -> tuple[str, ...]:
        """All its sounds."""
        return self.textures + self.strikes + self.once


@functools.lru_cache(maxsize=256)
def palette(prompt: str, negative_prompt: str = "") -> Palette:
    """The sounds `prompt` asks for, less what it negates and `negative_prompt` names."""
    words = tokens(prompt)
    if seems_foreign(prompt):
        return Palette(notes=(_told(prompt, "prompts are understood in English only"),))
    asked = [word for word in words if not word.denied]
    denied = [word for word in words if word.denied]
    refused = tokens(negative_prompt)
    unwanted = _named(denied) | _named(refused) | _voices([*denied, *refused]) | _NO_SOUNDS
    heard = _heard(asked)
    found = [match for match in heard if match.phrase.sound not in unwanted]
    chosen = _best_of_family(_fitting(found, asked))
    names = list(dict.fromkeys(match.phrase.sound for match in chosen))
    spoken = {word.written for word in asked}
    silence = any(match.phrase.sound == SILENT for match in heard) or _nothing(denied)
    if not names and not silence and spoken & _STILL:
        names = ["room"]
    notes = [*_guesses(chosen, asked), *_missing(asked, heard)]
    if silence and names:
        softly = ", softly" if spoken & _SOFTLY else ""
        both = f"silence and {names[0]} were asked for"
        notes.append(_told(prompt, f"{both}: {names[0]} is heard{softly}"))
    taken_away = sorted({m.phrase.sound for m in heard} & (_named(denied) | _named(refused)))
    notes += [_told(prompt, f"{name} is both asked for and unwanted") for name in taken_away]
    if len(names) > MOST:
        left = ", ".join(names[MOST : MOST + 3]) + (" …" if len(names) > MOST + 3 else "")
        notes.append(_told(prompt, f"only its first {MOST} sounds are heard, without {left}"))
        names = names[:MOST]
    return Palette(
        textures=tuple(n for n in names if n in TEXTURES),
        strikes=tuple(n for n in names if n in STRIKES and STRIKES[n].on_events),
        once=tuple(n for n in names if n in STRIKES and not STRIKES[n].on_events),
        only_named=tuple(m.phrase.sound for m in chosen if m.phrase.yields),
        silent=silence and not names,
        quiet=bool(spoken & _SOFTLY),
        notes=tuple(dict.fromkeys(notes)),
    )


def _heard(words: Sequence[Token]) -> list[Match]:
    """What words ask for."""
    return matches(words, _index())


def _nothing(denied: Sequence[Token]) -> bool:
    """Whether sound itself is negated: "no sound", but not "no sound of birds"."""
    return any(word.written in _SOUND for word in denied) and not _named(denied)


def _named(words: Sequence[Token]) -> frozenset[str]:
    return frozenset(match.phrase.sound for match in _heard(words))


@functools.cache
def _index() -> Index:
    return indexed(lexicon(), compounds(), kinds())


def _fitting(found: Sequence[Match], words: Sequence[Token]) -> list[Match]:
    """What goes together: a thing that is only named, or a place of any kind, yields.

    Who stands at a door that nobody moves asks for no door, waves that crash for no car, and who
    is in a church for no room. Nor does a car sound that somebody lies under.
    """
    found = [match for match in found if not _is_idle(match, words)]
    found = _moved(found, words)
    if any(not match.phrase.yields for match in found):
        found = [match for match in found if not match.phrase.yields]
    firm = [match for match in found if not match.phrase.gives_way]
    taken = {words[at].clause for match in firm for at in match.at}
    found = [m for m in found if not m.phrase.gives_way or words[m.at[0]].clause not in taken]
    places = {match.phrase.sound for match in found if _is_place(match.phrase.sound)}
    left_out: set[str] = set()
    if places - _ANYWHERE:
        left_out |= _ANYWHERE
    if places & _INDOORS or any(word.written in _INDOORS_AS_SCRIPTS_SAY for word in words):
        left_out |= _OUTDOORS
    if places & _BUILT:
        left_out.add("night")
    return [match for match in found if match.phrase.sound not in left_out]


def _is_idle(match: Match, words: Sequence[Token]) -> bool:
    """Whether something that could run only says where something else is."""
    return match.phrase.sound in _IDLE and len(match.at) == 1 and words[match.at[0]].aside


def _moved(found: Sequence[Match], words: Sequence[Token]) -> list[Match]:
    """A thing that falls or is hit in its clause is more than named: it sounds, and no thud."""
    falls = {words[m.at[0]].clause: m for m in found if m.phrase.sound == "thud"}
    for match in found:
        if not (match.phrase.yields or match.phrase.gives_way):
            for at in match.at:  # somebody else does it
                falls.pop(words[at].clause, None)
    moved, dropped = [], []
    for match in found:
        name, thud = match.phrase.sound, None
        if match.phrase.yields and name in STRIKES and STRIKES[name].on_events:
            thud = falls.pop(words[match.at[0]].clause, None)
        if thud is not None:
            dropped.append(thud)
        firm = replace(match, phrase=replace(match.phrase, yields=False))
        moved.append(firm if thud is not None else match)
    return [match for match in moved if match not in dropped]


_INDOORS_AS_SCRIPTS_SAY = frozenset(("int", "interior"))
_IDLE = frozenset(
    ("engine", "truck", "motorcycle", "motorboat", "train", "helicopter", "aeroplane")
)
_IDLE |= frozenset(
    ("bicycle", "machine", "computer", "fridge", "cafe", "kitchen", "market", "office")
)
_ANYWHERE = frozenset(("room", "outdoors"))
_OUTDOORS = frozenset(("outdoors", "night"))
_BUILT = frozenset(("city", "traffic", "harbour", "stadium", "construction", "car_inside"))
_INDOORS = frozenset(("room", "office", "kitchen", "hospital", "church", "cafe", "station"))


def _is_place(sound: str) -> bool:
    return sound in TEXTURES and TEXTURES[sound].is_place


def _best_of_family(found: Sequence[Match]) -> list[Match]:
    """One sound each of steps, doors, glass …: the one that needed most words.

    Of equals the later in the catalogue, where special sounds come after plain ones.
    """
    best: dict[str, Match] = {}
    for match in found:
        family = _FAMILIES.get(match.phrase.sound, match.phrase.sound)
        if family not in best or _rank(match) > _rank(best[family]):
            best[family] = match
    return sorted(best.values(), key=lambda match: min(match.at))


@functools.cache
def _order() -> dict[str, int]:
    return {name: number for number, name in enumerate([*TEXTURES, *STRIKES])}


def _rank(match: Match) -> tuple[bool, bool, float, int]:
    phrase = match.phrase
    return not phrase.weak, not phrase.gives_way, match.weight, _order()[phrase.sound]


_FAMILIES = {
    name: family
    for family, names in {
        "step": " ".join(name for name in STRIKES if name.startswith("step_")),
        "door": "door_close door_slam car_door door_open creak",
        "glass": "glass glass_break",
        "rain": "rain heavy_rain",
        "wind": "wind howling_wind",
        "bell": "bell doorbell school_bell bicycle_bell",
        "bird": "bird birds",
        "clap": "clap applause",
        "running water": "stream waterfall fountain",
        "motor": "engine truck motorcycle motorboat car_inside",
        "talk": "crowd cafe",
        "shot": "gunshot machine_gun reload",
        "train": "train train_pass steam",
        "insects": "crickets bees",
    }.items()
    for name in names.split()
}


def _guesses(chosen: Iterable[Match], words: Sequence[Token]) -> list[str]:
    """A note on each sound that was taken from a word that may mean something else."""
    return [
        f"{' '.join(words[at].written for at in sorted(match.at))!r} is heard as "
        f"{match.phrase.sound.replace('_', ' ')}: a guess"
        for match in chosen
        if match.phrase.weak
    ]


def _missing(words: Sequence[Token], heard: Iterable[Match]) -> list[str]:
    """A note on each thing that can be heard and of which the bank has no sound."""
    return [
        f"the sketch engine has no sound for {' '.join(words[at].written for at in match.at)!r}"
        for match in heard
        if match.phrase.sound == NO_SOUND
    ]


def _told(prompt: str, what: str) -> str:
    return f"{quoted(prompt)}: {what}"


def quoted(prompt: str) -> str:
    """A prompt in a message, its beginning if it is long."""
    flat = " ".join(prompt.split())
    return repr(flat if len(flat) <= _SHORT else flat[: _SHORT - 1].rstrip() + "…")


def _voices(denied: Sequence[Token]) -> frozenset[str]:
    """Sounds made of voices, if voices are unwanted."""
    spoken = any(not _VOICE_WORDS.isdisjoint(word.bases) for word in denied)
    return frozenset(n for n, t in TEXTURES.items() if t.has_voices) if spoken else frozenset()
