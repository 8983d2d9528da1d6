"""What a backend tells of what it was asked for: pictures, sound, files, weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from deepaudio_plugin.backend.views import (
    MisspeltWord,
    PlannedFile,
    ReelView,
    WeightsView,
)

HEARD_S = 10
"""Seconds in a piece of sound; the last one is shorter."""


@dataclass(frozen=True)
class ThumbnailMade:
    """A thumbnail is on disk; an empty path: there is none."""

    ref: str
    path: str
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True)
class PeaksMade:
    """A waveform is on disk: pairs of signed bytes, lowest and highest of each bucket."""

    key: str
    path: str
    kind: ClassVar[str] = "peaks"


@dataclass(frozen=True)
class StillMade:
    """The frame that shows at a place: a `reel_file` of one frame, "" where there is no picture."""

    id: str  # of the order
    frame: int
    path: str = ""
    problem: str = ""
    note: str = ""  # where it shows otherwise than it is
    kind: ClassVar[str] = "still-made"


@dataclass(frozen=True)
class ReelsReady:
    """Parts of the film that can be shown, each a `reel_file`; with `anew` all others are gone."""

    reels: tuple[ReelView, ...]
    prepared: int  # frames of the film that have been looked after
    total: int  # that have a picture
    anew: bool = False
    kind: ClassVar[str] = "reels-ready"


@dataclass(frozen=True)
class HeardReady:
    """A piece of sound, a `heard_file`: from `index * HEARD_S` seconds on."""

    id: str  # of the order
    index: int
    path: str
    kind: ClassVar[str] = "heard-ready"


@dataclass(frozen=True)
class WordsChecked:
    """Words that are misspelt, with what may be meant. `problem` says why nothing was checked."""

    id: str
    language: str
    wrong: tuple[MisspeltWord, ...] = ()
    problem: str = ""
    has_list: bool = True  # there is one of that language
    kind: ClassVar[str] = "words-checked"


@dataclass(frozen=True)
class Auditioned:
    """A voice has said its sentence."""

    id: str
    path: str
    kind: ClassVar[str] = "auditioned"


@dataclass(frozen=True)
class WritePlanned:
    """What a `Write` would do."""

    id: str
    output: str
    files: tuple[PlannedFile, ...]
    notes: tuple[str, ...] = ()
    kind: ClassVar[str] = "write-planned"


@dataclass(frozen=True)
class WriteProgress:
    """How far a `Write` or `WriteReport` of this id is, a few times a second."""

    id: str
    stage: str  # what is happening, in words
    fraction: float  # of that stage
    eta_s: float | None = None
    kind: ClassVar[str] = "write-progress"


@dataclass(frozen=True)
class TimelineWritten:
    """The timeline is written."""

    output: str
    media_folder: str
    preview: str = ""
    backup: str = ""
    clips: int = 0
    notes: tuple[str, ...] = ()
    dialect: str = "generic"  # the host that it was written for
    stems: tuple[str, ...] = ()  # files of the mix and its stems
    kind: ClassVar[str] = "written"


@dataclass(frozen=True)
class Weights:
    """What there is of the real model."""

    weights: tuple[WeightsView, ...]
    kind: ClassVar[str] = "weights"


@dataclass(frozen=True)
class PullProgress:
    """How far the download is; `done` when it is over, with `message` if it went wrong."""

    variant: str
    file: str
    bytes: int
    total_bytes: int
    done: bool = False
    message: str = ""
    kind: ClassVar[str] = "pull-progress"


Result = (
    ThumbnailMade
    | PeaksMade
    | StillMade
    | ReelsReady
    | HeardReady
    | WordsChecked
    | Auditioned
    | WritePlanned
    | WriteProgress
    | TimelineWritten
    | Weights
    | PullProgress
)
