"""What an engine is and can do: the description that every other part reads instead of its name.

The engine states it, the worker passes it on, and planning, the command line, the window and
the hosts go by it. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Durations = Literal["exact", "range", "none"]
"""How an engine keeps the length of a line that is asked for.

exact   a line to a picture is as long as its window
range   the voice is fitted to the window within limits, and may run on
none    a line is as long as the engine makes it
"""

Words = Literal["required", "optional", "unused"]
"""Whether a recording of a voice needs a transcript."""

SoundPart = Literal["", "ambience"]
"""What of a shot's sound is made: "" is all of it."""

SoundSource = Literal["trained", "algorithm", "mixed"]
"""Who makes a sound: a model that was trained, a procedure without one, or several of them."""

SettingKind = Literal["integer", "number", "switch", "choice", "text"]

VoiceGender = Literal["woman", "man", ""]
VoiceAge = Literal["child", "adult", "elder"]
VoicePitch = Literal["low", "", "high"]
VoicePace = Literal["slow", "", "quick"]

DEFAULT_PREFERENCE = 50

UNKNOWN_VERSION = "unknown"
"""Of what stands for an engine that cannot be asked."""


@dataclass(frozen=True)
class Choice:
    """One value of a setting of kind "choice"."""

    value: str
    title: str = ""  # for people; empty: the value itself


@dataclass(frozen=True)
class EngineSetting:
    """A setting that an engine declares: what it is called, what it may be, what it means."""

    name: str  # as in `--set NAME=VALUE` and in a request's settings
    kind: SettingKind
    title: str  # label of its field
    default: Any = None  # None: left to the engine
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None  # of a field's arrows
    choices: tuple[Choice, ...] = ()
    unset: str = ""  # what a field shows while the setting is left to the engine
    caption: str = ""  # text beside a switch
    help: str = ""
    changes_sound: bool = True  # False: how a take is made, not how it sounds


@dataclass(frozen=True)
class VoiceTraits:
    """Whom a voice sounds like, for casting by name."""

    name: str
    gender: VoiceGender  # "": either
    age: VoiceAge = "adult"
    accent: str = ""  # "American", "British"; "" where it says nothing
    pitch: VoicePitch = ""  # among women, or men
    pace: VoicePace = ""

    @property
    def described(self) -> str:
        """As people say it: "a woman", "an old man", "a child"."""
        if self.age == "child":
            return {"woman": "a girl", "man": "a boy", "": "a child"}[self.gender]
        person = self.gender or "person"
        return f"an old {person}" if self.age == "elder" else f"a {person}"

    @property
    def in_words(self) -> str:
        """All that is known of it: "a woman, British, low, slow"."""
        return ", ".join(filter(None, (self.described, self.accent, self.pitch, self.pace)))


@dataclass(frozen=True)
class EngineInfo:
    """An engine: whether it can run here, what it can do, and under which terms."""

    name: str
    ready: bool
    title: str  # what it is, honestly, for people
    state: str = ""  # "ready", "weights missing", "no GPU" …
    hint: str = ""
    version: str = ""
    weights_digest: str = ""
    label: str = ""  # in a list of engines; empty: the name
    is_temp: bool = False  # makes stand-in sound, to be replaced by a model's
    preference: int = DEFAULT_PREFERENCE  # "auto" takes the ready engine with the highest

    sample_rate: int = 48_000  # in Hz, of what it generates; takes are 48 kHz
    speech_source: SoundSource = "trained"
    sound_source: SoundSource = "trained"  # of shots
    channels: int = 1  # of its sound, the most that it makes
    window_s: float = 30.0  # the longest scene that it renders in one pass
    durations: Durations = "range"
    speakers: int = 1  # that it renders in one pass
    line_pace: float = 0.0  # the longest that a line of plain words lasts: see planning.room
    byte_pace: float = 0.0  # seconds a byte of text lasts at most, where lines go by their bytes
    languages: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()  # ways to say a line that it has: see core.spoken.deliveries
    timed_prompts: bool = False  # prompts may say when a sound is heard
    guided_by_picture: bool = False
    guidance: str = ""  # the setting that holds the strength of guidance; empty: there is none
    joins_ambience: bool = False  # goes on with one ambience over cuts: see planning.ambience
    parts_ambience: bool = False  # makes the ambience of a sound alone, to the sample, when asked
    scene_context: bool = False  # wants to know what else is in a scene: see planning.model
    batching: str = ""  # the switch that lets takes share passes; empty: it makes them singly
    at_once: int = 1  # takes that it is best given at once while that switch is on

    voices: tuple[str, ...] = ()  # built in; the first is the narrator's
    casting: tuple[VoiceTraits, ...] = ()  # voices that are given by name, the narrator's first
    uncast: tuple[VoiceTraits, ...] = ()  # others that are known, given by hand only
    absent: tuple[str, ...] = ()  # voices that it would have with what is not installed
    absent_hint: str = ""  # how to have those
    notes: tuple[str, ...] = ()  # what is amiss and does not keep it from working
    recordings: bool = False  # also speaks like a recording
    recording_words: Words = "required"
    recording_min_s: float = 1.0
    recording_max_s: float = 15.0

    needs_gpu: bool = False  # slow without one, or impossible
    memory_gb: float = 0.0  # of the GPU, estimated; 0: not known
    code_licence: str = ""
    weights_licence: str = ""  # empty: there are no weights
    commercial_use: bool | None = None  # None: the licences do not say

    settings: tuple[EngineSetting, ...] = ()
    variant: str = ""  # of the weights, where there are several: the default here
    variants: dict[str, str] = field(default_factory=dict)  # those that can run: name, digest

    @property
    def shown(self) -> str:
        """What a list of engines calls it."""
        return self.label or self.name

    def takes_at_once(self, settings: Mapping[str, Any]) -> int:
        """How many takes with these settings it is best given at once; 1: they share nothing."""
        return self.at_once if self.batching and settings.get(self.batching) else 1

    def traits(self, voice: str) -> VoiceTraits | None:
        """Whom a voice sounds like, where that is known."""
        return next((one for one in (*self.casting, *self.uncast) if one.name == voice), None)

    def setting(self, name: str) -> EngineSetting | None:
        """The declared setting of that name, if there is one."""
        return next((one for one in self.settings if one.name == name), None)
