"""What a take is made from, as one value: everything that its sound depends on, and its key.

A job asks for one thing (`job_key`); each seed, each version of the engine and each set of
weights makes a take of its own of it (`key`). So what was made by an earlier version of the
engine is still found by what was asked for.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.core import wire
from deepaudio_plugin.core.engine_info import SoundPart
from deepaudio_plugin.core.protocol import PictureSource, Stem, Window
from deepaudio_plugin.core.spoken.pronunciations import Pronunciations

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

KEY_VERSION = 1
"""Raised when the meaning of a field changes, so that old takes are not mistaken for new."""

RECORDED = "recorded"
"""The `engine` of a take that a person has recorded; its `voice` is the name of the file."""


@dataclass(frozen=True)
class EngineSettings:
    """How an engine is asked to work, by the names and in the ranges that it declares.

    What the engine would do anyway is left out.
    """

    sound: dict[str, Any] = field(default_factory=dict)
    making: dict[str, Any] = field(default_factory=dict)  # how a take is made, not how it sounds


NO_SETTINGS = EngineSettings()


@dataclass(frozen=True)
class DescribedSound:
    """A sound that a caption describes, in seconds of the shot's job time."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class AmbiencePoint:
    """A place in the endless ambience of a scene: see `deepaudio_plugin.planning.ambience`."""

    place: str  # which ambience
    at: int  # its sample that sounds at the job's first


@dataclass(frozen=True)
class SurroundingShot:
    """The shot that shows during the whole of a line, for engines that watch all of it."""

    media_start_s: float
    duration_s: float
    lead: int  # samples from the shot's first one to the line's
    windows: tuple[Window, ...]  # those of the shot's that the line lies in


@dataclass(frozen=True)
class LinePart:
    """A part of a line that crosses cuts, or of a recording, during which one picture shows."""

    start: int  # samples at 48 kHz from the line's or the recording's first
    num_samples: int
    picture: PictureSource  # from the part's first sample on
    media: str = ""  # identity of its media: by it they count, wherever they lie
    shot: SurroundingShot | None = None  # for engines that watch all of it


@dataclass(frozen=True)
class ReferenceVoice:
    """A recording of somebody, whose voice a line is spoken with."""

    path: str
    text: str  # what is said in it
    digest: str  # SHA-256 of the file: by it the recording counts, wherever it lies
    parts: tuple[LinePart, ...] = ()  # what shows while it sounds, where it is a clip's own sound


KEYED = (
    *("stem", "engine", "num_samples", "handle_in", "handle_out", "max_tail", "media", "picture"),
    *("windows", "text", "language", "voice", "reference", "prompt", "negative_prompt", "sounds"),
    *("dialogue", "shot", "parts", "settings", "pronunciations", "channels", "part", "delivery"),
)
"""The fields of a `TakeSpec` that say what a job asks for. Those that have their default value
are left out of the key: a new field changes the keys of those takes alone that use it.

`ambience` is none of them: what sounds at a cut is how a take is made beside its neighbours, and
not what its job asks for. A trim next door leaves a choice and a finished take as they are. Nor is
`voiceless`: it is another try at the same."""

_NOT_KEYED: dict[type, tuple[str, ...]] = {
    PictureSource: ("path",),
    ReferenceVoice: ("path",),
    EngineSettings: ("making",),
}
"""Where files are, and how a sound is made without being another."""


@dataclass(frozen=True)
class TakeSpec:
    """One take of one job. Lengths are samples at 48 kHz.

    The take's file has `handle_in + num_samples + tail + handle_out` samples: `num_samples` is
    the cue's or shot's own window and `max_tail` how far speech may run on past it.
    """

    stem: Stem
    engine: str
    num_samples: int
    engine_version: str = ""
    weights: str = ""  # digest; "" for an engine without any
    seed: int = 0
    handle_in: int = 0
    handle_out: int = 0
    max_tail: int = 0  # speech only: silence after the window that the line may run on into
    picture: PictureSource | None = None
    media: str = ""  # identity of the picture's media: by it they count, wherever they lie
    windows: tuple[Window, ...] = ()  # empty: one window over everything
    text: str = ""  # speech: what is said
    language: str = "en"
    voice: str = ""  # name of a voice of the engine
    reference: ReferenceVoice | None = None  # instead of a voice of the engine
    prompt: str = ""  # audio: what is heard
    negative_prompt: str = ""
    sounds: tuple[DescribedSound, ...] = ()  # audio: what captions describe
    dialogue: bool = False  # audio: somebody speaks in the shot
    ambience: tuple[AmbiencePoint, ...] = ()  # audio: at the cut before it, and where it comes to
    shot: SurroundingShot | None = None  # speech
    parts: tuple[LinePart, ...] = ()  # speech that crosses cuts: the pictures under it, no gaps
    settings: EngineSettings = NO_SETTINGS
    pronunciations: Pronunciations = ()  # speech: those of the project's list that the text has
    delivery: str = ""  # speech: how it is said, of what the engine has; "": as usual
    channels: int = 0  # audio: asked for; 0: as many as the engine makes
    part: SoundPart = ""  # audio
    voiceless: bool = False  # audio: steered away from voices, which an earlier take of it had
    # Labels, which do not change the sound.
    speaker: str = ""
    where: str = ""  # clip or cue and timecode, for messages

    @functools.cached_property
    def job_key(self) -> str:
        """What the job asks for, whatever seed, version of the engine and weights make it.

        SHA-256, as 64 hexadecimal digits.
        """
        held = self.__dict__
        meaning = {name: held[name] for name in KEYED if held[name] != _DEFAULTS.get(name)}
        return _sha256(f"{KEY_VERSION} {_canonical(meaning)}")

    @functools.cached_property
    def key(self) -> str:
        """The content key, by which a take is known: SHA-256, as 64 hexadecimal digits."""
        beside = f" {_canonical(self.ambience)}" if self.ambience else ""
        steered = " voiceless" if self.voiceless else ""
        made_by = f"{self.seed} {self.engine_version} {self.weights}"
        return _sha256(f"{self.job_key} {made_by}{beside}{steered}")

    @property
    def is_recorded(self) -> bool:
        """Whether a person has recorded it, and no engine made it."""
        return self.engine == RECORDED

    def with_seed(self, seed: int, *, voiceless: bool = False) -> TakeSpec:
        """Another take of the same job."""
        # As `dataclasses.replace`, without asking each of the other fields: planning makes
        # ten thousand of them.
        made = object.__new__(TakeSpec)
        made.__dict__.update(self.__dict__, seed=seed, voiceless=voiceless, job_key=self.job_key)
        made.__dict__.pop("key", None)
        return made

    def to_json(self) -> dict[str, Any]:
        """As JSON has it: fields with their default value are left out."""
        body: dict[str, Any] = json.loads(_recorded(self))
        return body

    @staticmethod
    def from_json(body: dict[str, Any], key: str = "", job_key: str = "") -> TakeSpec:
        """What `to_json` gave, in this or an earlier version, under the keys it was kept by.

        Raises `ProtocolError` for anything else; fields that are not known here are ignored.
        """
        spec: TakeSpec = wire.build(TakeSpec, body)
        kept = {name: value for name, value in (("key", key), ("job_key", job_key)) if value}
        spec.__dict__.update(kept)
        return spec


_DEFAULTS = {spec.name: spec.default for spec in fields(TakeSpec) if spec.name in KEYED}


def _said(value: Any, left_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Fields of a dataclass that do not have their default value."""
    return {
        name: held
        for name, default in _defaults_of(value.__class__)
        if name not in left_out and (held := getattr(value, name)) != default
    }


@functools.cache
def _defaults_of(kind: type[DataclassInstance]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (spec.name, spec.default if spec.default_factory is MISSING else spec.default_factory())
        for spec in fields(kind)
    )


def _keyed(value: Any) -> dict[str, Any]:
    return _said(value, _NOT_KEYED.get(type(value), ()))


# One encoder for all: `json.dumps` makes a new one for each of ten thousand jobs.
_FORM: dict[str, Any] = {"ensure_ascii": False, "check_circular": False, "separators": (",", ":")}
_canonical = json.JSONEncoder(sort_keys=True, default=_keyed, **_FORM).encode
_recorded = json.JSONEncoder(default=_said, **_FORM).encode


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
