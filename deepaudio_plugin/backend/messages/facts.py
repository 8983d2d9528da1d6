"""What a backend tells unasked too: answers to orders, and how everything stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from deepaudio_plugin.backend.views import (
    ClipView,
    CueView,
    EngineView,
    JobView,
    MarkerView,
    ShotView,
    TrackView,
    VoiceView,
)

PART = 250
"""Items in one part of a long list, at most."""


@dataclass(frozen=True)
class Greeted:
    """The backend is there."""

    id: str
    version: str
    python: str
    formats: tuple[str, ...] = ()  # suffixes of timelines that can be read: ".otio" …
    kind: ClassVar[str] = "greeted"


@dataclass(frozen=True)
class Carried:
    """The order of this id is carried out."""

    id: str
    kind: ClassVar[str] = "carried"


@dataclass(frozen=True)
class Refused:
    """The order of this id was not carried out; nothing changed. `code` as in errors.py."""

    id: str
    code: str
    message: str
    where: str = ""
    hint: str = ""
    details: str = ""
    kind: ClassVar[str] = "refused"


@dataclass(frozen=True)
class Opened:
    """A timeline is read; what is on it follows."""

    path: str
    name: str
    rate_num: int
    rate_den: int
    start_frame: int  # timecode of the first frame, as a frame number
    drop_frame: bool
    frames: int
    decisions_path: str
    settings: dict[str, Any] = field(default_factory=dict)  # as `Set` names them
    subtitles: tuple[str, ...] = ()
    read_only: bool = False  # decisions cannot be kept beside the timeline
    kind: ClassVar[str] = "opened"


@dataclass(frozen=True)
class Tracks:
    """The timeline's own tracks, all of them."""

    tracks: tuple[TrackView, ...]
    kind: ClassVar[str] = "tracks"


@dataclass(frozen=True)
class OwnSounds:
    """Which of the timeline's own tracks have sound, by their numbers: all that do."""

    tracks: tuple[int, ...]
    kind: ClassVar[str] = "own-sounds"


@dataclass(frozen=True)
class Clips:
    """A part of the items on tracks, in order of track and time."""

    clips: tuple[ClipView, ...]
    kind: ClassVar[str] = "clips"


@dataclass(frozen=True)
class Markers:
    """The timeline's markers, all of them, in order of time."""

    markers: tuple[MarkerView, ...]
    kind: ClassVar[str] = "markers"


@dataclass(frozen=True)
class Shots:
    """A part of the shots."""

    shots: tuple[ShotView, ...]
    kind: ClassVar[str] = "shots"


@dataclass(frozen=True)
class Cues:
    """A part of the cues."""

    cues: tuple[CueView, ...]
    kind: ClassVar[str] = "cues"


@dataclass(frozen=True)
class Jobs:
    """A part of the jobs, or jobs whose state changed."""

    jobs: tuple[JobView, ...]
    kind: ClassVar[str] = "jobs"


@dataclass(frozen=True)
class Removed:
    """Cues, shots and jobs of these references are no longer there."""

    cues: tuple[str, ...] = ()
    shots: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    kind: ClassVar[str] = "removed"


@dataclass(frozen=True)
class CastViews:
    """Every speaker and voice."""

    voices: tuple[VoiceView, ...]
    kind: ClassVar[str] = "cast"


@dataclass(frozen=True)
class ProblemFound:
    """Something left out, guessed or gone wrong that concerns no order."""

    where: str
    message: str
    hint: str = ""
    level: Literal["note", "warning", "error"] = "warning"
    details: str = ""
    kind: ClassVar[str] = "problem"


@dataclass(frozen=True)
class Problems:
    """What reading and planning found; replaces what was told before."""

    problems: tuple[ProblemFound, ...]
    kind: ClassVar[str] = "problems"


@dataclass(frozen=True)
class Loaded:
    """Everything of the opened timeline has been told."""

    seconds: float
    kind: ClassVar[str] = "loaded"


@dataclass(frozen=True)
class LinesMade:
    """Lines that the order before has added or divided; told before it is answered."""

    refs: tuple[str, ...]
    kind: ClassVar[str] = "lines-made"


@dataclass(frozen=True)
class SubtitlesReread:
    """Subtitle files have changed on disk and were read again; words of lines that differ."""

    names: str
    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    kind: ClassVar[str] = "subtitles-reread"


@dataclass(frozen=True)
class PlanUpdated:
    """The plan stands again after a decision; every part that changed has been told."""

    settings: dict[str, Any] = field(default_factory=dict)
    can_undo: str = ""  # what `Undo` would take back, in words; "" nothing
    can_redo: str = ""
    gains: dict[str, float] = field(default_factory=dict)  # of tracks, as `SetGain` names them
    words: tuple[str, ...] = ()  # of this project, as `KeepWord` names them
    kind: ClassVar[str] = "planned"


@dataclass(frozen=True)
class Undone:
    """A decision was taken back, or done again: which, in words, and what it concerns."""

    words: str
    redo: bool = False
    refs: tuple[str, ...] = ()  # lines and shots
    speakers: tuple[str, ...] = ()  # who are cast otherwise
    settings: tuple[str, ...] = ()
    kind: ClassVar[str] = "undone"


@dataclass(frozen=True)
class Queue:
    """The renders as a whole; told a few times a second while something runs."""

    waiting: int
    running: int
    done: int  # since the queue was last empty
    failed: int
    fraction: float
    eta_s: float | None = None
    paused: bool = False
    stage: str = ""
    kind: ClassVar[str] = "queue"


@dataclass(frozen=True)
class EngineStatus:
    """The engine or the worker changed."""

    engine: EngineView
    kind: ClassVar[str] = "engine"


Standing = (
    Greeted
    | Carried
    | Refused
    | Opened
    | Tracks
    | OwnSounds
    | Clips
    | Markers
    | Shots
    | Cues
    | Jobs
    | Removed
    | CastViews
    | ProblemFound
    | Problems
    | Loaded
    | LinesMade
    | SubtitlesReread
    | PlanUpdated
    | Undone
    | Queue
    | EngineStatus
)
