"""The voices of the sketch engine: one neural voice and people made from it, and the voice pack.

The neural voice predicts pitch and spectral envelope for each moment, so a variant is made
before there is sound: the pitch is scaled, and the envelope is stretched along frequency as
a longer or shorter vocal tract would. Other voices of `hibari-tts` are used where they are
already on the disk; none is fetched. Where the voice pack is installed, its people are cast.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Any

from deepaudio.engines.voice_pack import installed
from deepaudio.engines.voice_pack import voices as pack
from deepaudio.engines.voice_pack.voices import PackVoice
from deepaudio_plugin.core.engine_info import VoiceAge, VoiceGender, VoicePitch, VoiceTraits
from deepaudio_plugin.core.errors import JobError, WeightsMissingError


@dataclass(frozen=True)
class Voice:
    """A voice, defined in relation to the neural voice `base`."""

    name: str
    base: str = "heart"
    pitch: float = 1.0  # of the base's fundamental frequency
    tract: float = 1.0  # length of the vocal tract: formants lie at 1 / tract
    liveliness: float = 1.0  # how far the melody moves from its middle, 1 as in the base
    breath_db: float | None = None  # noise in voiced sounds, relative to the harmonics
    gender: VoiceGender = "woman"
    age: VoiceAge = "adult"

    @property
    def traits(self) -> VoiceTraits:
        """Whom it sounds like."""
        return VoiceTraits(self.name, self.gender, self.age, pitch=_PITCHES.get(self.name, ""))

    @property
    def british(self) -> bool:
        """Whether its lines are read as in Britain."""
        return False  # voices of `hibari-tts` know that themselves

    @property
    def plain(self) -> bool:
        """Whether this is the neural voice as it is."""
        return (self.pitch, self.tract, self.liveliness, self.breath_db) == (1.0, 1.0, 1.0, None)

    @property
    def keeps_timbre(self) -> bool:
        """Whether only the melody differs from the neural voice's, as from reading to reading."""
        return self.tract == 1.0 and self.breath_db is None and abs(self.pitch - 1.0) <= _SLIGHTLY


_SLIGHTLY = 0.1
"""Of the pitch: a reading is drawn within 6 %."""
NARRATOR = Voice("heart")
_PITCHES: dict[str, VoicePitch] = {"alto": "low", "soprano": "high", "bass": "low", "tenor": "high"}
"""Among voices of their gender."""
# Everyday voices first: who is cast by name alone gets one of them while there are any.
_VARIANTS = (
    NARRATOR,  # a woman, about 195 Hz
    Voice("baritone", pitch=0.62, tract=1.15, gender="man"),
    Voice("alto", pitch=0.80, tract=1.03),
    Voice("tenor", pitch=0.75, tract=1.16, gender="man"),
    Voice("soprano", pitch=1.20, tract=0.95),
    Voice("bass", pitch=0.50, tract=1.22, gender="man"),
    Voice("contralto", pitch=0.90, tract=1.13),
    Voice("youth", pitch=1.02, tract=0.88, gender="", age="child"),
    Voice(
        *("elder", "heart", 0.57, 1.07, 0.7, -16.0),
        gender="man",
        age="elder",
    ),
    Voice("child", pitch=1.42, tract=0.84, gender="", age="child"),
)


def names() -> tuple[str, ...]:
    """Every voice a request may name. The first speaks lines without a speaker."""
    more = [voice.name for voice in pack.VOICES] if installed.state().ready else []
    return (*variant_names(), *_downloaded(), *more)


def absent() -> tuple[str, ...]:
    """The voices of the pack where it is not installed, or not all of it."""
    return () if installed.state().ready else tuple(voice.name for voice in pack.VOICES)


def casting() -> tuple[VoiceTraits, ...]:
    """The voices that are cast by name, the narrator's first: the pack's where it is installed."""
    if installed.state().ready:
        return tuple(voice.traits for voice in pack.VOICES)
    return variant_traits()


def variant_traits() -> tuple[VoiceTraits, ...]:
    """Whom the voices that are there on every machine sound like."""
    return tuple(voice.traits for voice in _VARIANTS)


def variant_names() -> tuple[str, ...]:
    """The voices that are there on every machine."""
    return tuple(voice.name for voice in _VARIANTS)


def choose(name: str, speaker: str = "", *, where: str = "") -> Voice | PackVoice:
    """The voice of that name or, without one, the voice a speaker of that name always has.

    Raises `JobError` for a name that is none of `names()`, `WeightsMissingError` for one of a voice
    pack that is not there.
    """
    if name:
        return _named(name, where)
    if not speaker.strip():
        return NARRATOR
    others = _VARIANTS[1:]
    digest = hashlib.sha256(speaker.strip().casefold().encode()).digest()
    return others[int.from_bytes(digest[:4], "big") % len(others)]


def _named(name: str, where: str) -> Voice | PackVoice:
    for voice in _VARIANTS:
        if voice.name == name:
            return voice
    for person in pack.VOICES:
        if person.name == name:
            return _of_pack(person, where)
    if name in _downloaded():
        return Voice(name, base=name)
    raise JobError(
        f"the sketch engine has no voice {name!r}",
        where=where,
        hint=f"Choose one of these: {', '.join(names())}.",
    )


def _of_pack(voice: PackVoice, where: str) -> PackVoice:
    state = installed.state()
    if not state.ready:
        raise WeightsMissingError(
            f"the voice {voice.name!r} is of the voice pack, and of that is missing: "
            f"{', '.join(state.missing)}",
            where=where,
            hint=f"Fetch it: {installed.PULL}",
        )
    return voice


def _downloaded() -> tuple[str, ...]:
    """Further voices of `hibari-tts` that are on this disk."""
    registry = _registry()
    found = []
    for name in registry.VOICES:
        try:
            registry.voice_path(name, download_missing=False)
        except FileNotFoundError:
            continue
        found.append(name)
    return tuple(sorted(set(found) - {voice.name for voice in _VARIANTS}))


@functools.cache
def _registry() -> Any:
    """The package's list of voices, loaded alone.

    The package itself imports its signal processing, which would double the time a worker
    needs until it can say what voices it has.
    """
    package = util.find_spec("hibari")
    folders = list(package.submodule_search_locations or ()) if package else []
    spec = util.spec_from_file_location("hibari_voices", Path(folders[0]) / "voices.py")
    assert spec is not None and spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
