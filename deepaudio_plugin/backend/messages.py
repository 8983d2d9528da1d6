"""Messages between a panel and its backend. Standard library only.

A panel gives orders; each has an `id` and is answered by exactly one `Carried` or
`Refused` of that id. What changes meanwhile is told as facts, whoever caused it. Long
lists come in parts that fit a line; a part replaces what was told of the same items.

After `Open`: `Opened` as soon as the file is read, then `Tracks`, `Markers` where there are
any, `Clips`, `Shots`, `Cues` in parts, `Jobs` in parts, `CastViews`, `Problems`, `Loaded`.
After each decision that changes the plan: the parts that changed (and `Removed` for what is
gone), then `PlanUpdated`.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from deepaudio_plugin.backend.views import (
    ClipView,
    CueView,
    EngineView,
    JobView,
    MarkerView,
    MisspeltWord,
    PlannedFile,
    ReelView,
    ShotView,
    TrackView,
    VoiceView,
    WeightsView,
)
from deepaudio_plugin.core import wire

VERSION = "1.0"
PART = 250
"""Items in one part of a long list, at most."""
FILM_KEY = "film:"
"""What keys of waveforms of the film's own sound begin with."""
HEARD_S = 10
"""Seconds in a piece of sound; the last one is shorter."""

# -- orders -------------------------------------------------------------------------


@dataclass(frozen=True)
class Greet:
    """First order: the backend answers with `Greeted` and starts the worker."""

    id: str = "greet"
    version: str = VERSION
    kind: ClassVar[str] = "greet"


@dataclass(frozen=True)
class Open:
    """Open a timeline instead of the one that is open. Its decisions file is read."""

    id: str
    path: str
    subtitles: tuple[str, ...] = ()  # beside those in the decisions
    media_roots: tuple[str, ...] = ()
    kind: ClassVar[str] = "open"


@dataclass(frozen=True)
class AddSubtitles:
    """Read further subtitle files, or with `instead` only these."""

    id: str
    paths: tuple[str, ...]
    instead: bool = False
    kind: ClassVar[str] = "add-subtitles"


@dataclass(frozen=True)
class Set:
    """Change settings of the render: names and values of `RenderOptions`.

    engine, engine_settings (changes by engine: names and values, None takes one back), language,
    tracks (list), prompt, negative_prompt, seed, takes, handles, duck_db, duck_hold, duck_speed,
    channels, spec, stems, mark, watermark, media_roots, output, in_place, embed, dialect.
    """

    id: str
    values: dict[str, Any]
    kind: ClassVar[str] = "set"


@dataclass(frozen=True)
class EditLine:
    """Change a line's words, its speaker, its times, or whether it is spoken.

    None leaves as it is. `start` and `frames` go together; those of the subtitles take a
    decision back, as their words and speaker do.
    """

    id: str
    ref: str
    text: str | None = None
    speaker: str | None = None
    muted: bool | None = None
    start: int | None = None
    frames: int | None = None
    removed: bool | None = None  # deleted, to be brought back by false
    kind: ClassVar[str] = "edit-line"


@dataclass(frozen=True)
class LineEdit:
    """One of the changes of `EditLines`; its fields are those of `EditLine`."""

    ref: str
    text: str | None = None
    speaker: str | None = None
    muted: bool | None = None
    start: int | None = None
    frames: int | None = None
    removed: bool | None = None


@dataclass(frozen=True)
class EditLines:
    """Change several lines in one step, which `words` name for taking it back."""

    id: str
    edits: tuple[LineEdit, ...]
    words: str = ""
    kind: ClassVar[str] = "edit-lines"


@dataclass(frozen=True)
class AddLine:
    """Add a line that the subtitles do not have; `LinesMade` tells its reference.

    With 0 `frames` it is as long as there is room. Without words it is not spoken yet.
    """

    id: str
    start: int
    frames: int = 0
    speaker: str = ""
    text: str = ""
    kind: ClassVar[str] = "add-line"


@dataclass(frozen=True)
class SplitLine:
    """Split a line on the frame `at`, or where its words are divided into `before` and `after`.

    What is not given follows from the other. `LinesMade` tells both parts.
    """

    id: str
    ref: str
    at: int | None = None
    before: str = ""
    after: str = ""
    kind: ClassVar[str] = "split-line"


@dataclass(frozen=True)
class MergeLines:
    """Join lines into the first of them. `speaker` has to be given where they are of several."""

    id: str
    refs: tuple[str, ...]
    speaker: str | None = None
    kind: ClassVar[str] = "merge-lines"


@dataclass(frozen=True)
class DeleteLines:
    """Delete lines: those of the subtitles by decision, added ones for good."""

    id: str
    refs: tuple[str, ...]
    kind: ClassVar[str] = "delete-lines"


@dataclass(frozen=True)
class DuplicateLines:
    """Copy lines, each behind itself; `LinesMade` tells the copies."""

    id: str
    refs: tuple[str, ...]
    kind: ClassVar[str] = "duplicate-lines"


@dataclass(frozen=True)
class LocateMedia:
    """Look for missing media below a folder, from now on; without one: are they there again?

    Refused when none of them is below the folder.
    """

    id: str
    folder: str = ""
    kind: ClassVar[str] = "locate-media"


@dataclass(frozen=True)
class ExportSubtitles:
    """Write every line as it is decided to a subtitle file, which is replaced if it is there."""

    id: str
    path: str
    timecode: bool = False  # times are the timeline's timecode
    kind: ClassVar[str] = "export-subtitles"


@dataclass(frozen=True)
class WriteReport:
    """Write a report on the takes as they are now; `WriteProgress` tells how far it is.

    Earlier reports are replaced, and no other file.
    """

    id: str
    path: str  # of the page
    table: str = ""  # also a table; "": none
    kind: ClassVar[str] = "write-report"


@dataclass(frozen=True)
class StopReport:
    """Stop writing reports; their orders are refused as cancelled."""

    id: str
    kind: ClassVar[str] = "stop-report"


@dataclass(frozen=True)
class AdjustLines:
    """Change how lines are spoken and heard: values by the names of `adjusting.ADJUSTABLE`."""

    id: str
    refs: tuple[str, ...]
    values: dict[str, Any]
    kind: ClassVar[str] = "adjust-lines"


@dataclass(frozen=True)
class EditShots:
    """Change prompts or gain of shots, or whether they have sound. None leaves as it is."""

    id: str
    refs: tuple[str, ...]
    prompt: str | None = None
    negative_prompt: str | None = None
    muted: bool | None = None
    gain_db: float | None = None
    kind: ClassVar[str] = "edit-shots"


@dataclass(frozen=True)
class CastVoice:
    """Give a speaker a voice, or a recording with its words; an empty voice undecides."""

    id: str
    speaker: str
    voice: str
    words: str = ""
    kind: ClassVar[str] = "cast-voice"


@dataclass(frozen=True)
class TakeVoiceFrom:
    """Cast a speaker with the sound of a range of the timeline's own clips.

    The piece is kept beside the timeline; `words` is what is said in it.
    """

    id: str
    speaker: str
    start: int  # frames
    frames: int
    words: str
    kind: ClassVar[str] = "take-voice-from"


@dataclass(frozen=True)
class SetGain:
    """Make a track louder or quieter, in dB: `speech`, `speech 2`, `audio`, `film`."""

    id: str
    track: str
    gain_db: float
    kind: ClassVar[str] = "set-gain"


@dataclass(frozen=True)
class KeepWord:
    """Have a word among those of this project, which are spelt rightly; or no longer."""

    id: str
    word: str
    known: bool = True
    kind: ClassVar[str] = "keep-word"


@dataclass(frozen=True)
class CheckWords:
    """Which of these words does no dictionary of the language have?

    Answered by `WordsChecked` before `Carried`; the project's own words are not looked at.
    """

    id: str
    language: str
    words: tuple[str, ...]
    kind: ClassVar[str] = "check-words"


@dataclass(frozen=True)
class ChooseTake:
    """Make a take the one that is written."""

    id: str
    ref: str
    key: str
    kind: ClassVar[str] = "choose-take"


@dataclass(frozen=True)
class RateTake:
    """Rate a take, 0 to 5 stars."""

    id: str
    ref: str
    key: str
    stars: int
    kind: ClassVar[str] = "rate-take"


@dataclass(frozen=True)
class AskTake:
    """Plan one more take of each job, with the next seed; `Generate` renders it."""

    id: str
    refs: tuple[str, ...]
    kind: ClassVar[str] = "ask-take"


@dataclass(frozen=True)
class ImportRecording:
    """Make a take of what a person has recorded of a line, and choose it.

    It is trimmed and levelled; nothing is rendered for the line while it says the same.
    """

    id: str
    ref: str
    path: str
    kind: ClassVar[str] = "import-recording"


@dataclass(frozen=True)
class Undo:
    """Take back the last decision (or do it again). Refused when there is none."""

    id: str
    redo: bool = False
    kind: ClassVar[str] = "undo"


@dataclass(frozen=True)
class Generate:
    """Queue what is missing of these jobs. Carried when queued, not when rendered."""

    id: str
    refs: tuple[str, ...] = ()  # for "selection"
    scope: Literal["selection", "changed", "all"] = "selection"
    kind: ClassVar[str] = "generate"


@dataclass(frozen=True)
class Pause:
    """Begin nothing more, or go on; what is running finishes."""

    id: str
    paused: bool = True
    kind: ClassVar[str] = "pause"


@dataclass(frozen=True)
class Stop:
    """Cancel jobs that wait or run; without `refs` all."""

    id: str
    refs: tuple[str, ...] = ()
    kind: ClassVar[str] = "stop"


@dataclass(frozen=True)
class ShowPictures:
    """Thumbnails of shots, most wanted first; replaces an earlier wish that still waits."""

    id: str
    refs: tuple[str, ...]
    height: int = 72
    kind: ClassVar[str] = "show-pictures"


@dataclass(frozen=True)
class ShowPeaks:
    """Waveforms, most wanted first; replaces an earlier wish that still waits.

    Of takes by their keys; of the film's own sound by `FILM_KEY` and a shot's reference, or a
    track's number and the frame that a clip begins on: `film:2@480`.
    """

    id: str
    keys: tuple[str, ...]
    buckets: int = 512
    kind: ClassVar[str] = "show-peaks"


@dataclass(frozen=True)
class LookAt:
    """The playhead is on a frame. Told by `StillMade` and, as they are made, by `ReelsReady`.

    With a `height` the frame itself is shown in so many pixels. The film is made ready from
    there on; while it plays renders do not hold that up.
    """

    id: str
    frame: int
    height: int = 0
    playing: bool = False
    kind: ClassVar[str] = "look-at"


@dataclass(frozen=True)
class ListenFrom:
    """Make the sound from a frame on, a minute of it. Told by `HeardReady` of the same id.

    `silent` names tracks that are not heard: `speech`, `audio 2`, `film`. With `ref` and `key`
    that take of the job sounds, whether it is chosen or not. Replaces an earlier wish.
    """

    id: str
    frame: int
    silent: tuple[str, ...] = ()
    ref: str = ""
    key: str = ""
    kind: ClassVar[str] = "listen-from"


@dataclass(frozen=True)
class Audition:
    """Hear a voice say a sentence. Answered by `Auditioned` before `Carried`."""

    id: str
    voice: str
    words: str = ""  # for a recording
    text: str = ""  # empty: a sentence in the voice's language
    kind: ClassVar[str] = "audition"


@dataclass(frozen=True)
class PlanWrite:
    """What would `Write` do? Answered by `WritePlanned` before `Carried`."""

    id: str
    output: str = ""
    in_place: bool = False
    dialect: str = "generic"
    spec: str = ""  # empty: as it is set
    stems: bool | None = None
    mark: str = ""
    watermark: bool | None = None
    kind: ClassVar[str] = "plan-write"


@dataclass(frozen=True)
class Write:
    """Write the timeline with every chosen take that is rendered."""

    id: str
    output: str = ""
    in_place: bool = False
    dialect: str = "generic"
    preview: str = ""
    spec: str = ""
    stems: bool | None = None
    mark: str = ""
    watermark: bool | None = None
    kind: ClassVar[str] = "write"


@dataclass(frozen=True)
class StopWrite:
    """Stop the `Write` under way: it is refused as cancelled, and what was there is there."""

    id: str
    kind: ClassVar[str] = "stop-write"


@dataclass(frozen=True)
class UndoWrite:
    """Put back what was at the output before the last `Write`."""

    id: str
    kind: ClassVar[str] = "undo-write"


@dataclass(frozen=True)
class RestartWorker:
    """End the worker and start another, as after changing its interpreter."""

    id: str
    kind: ClassVar[str] = "restart-worker"


@dataclass(frozen=True)
class RenderOn:
    """Have a farm render, or with an empty address this computer. The worker is started again.

    `farm` and `farm_map` are those of `RenderOptions`. Where the farm does not answer, that is
    told and this computer goes on.
    """

    id: str
    farm: str = ""
    farm_map: tuple[str, ...] = ()
    kind: ClassVar[str] = "render-on"


@dataclass(frozen=True)
class ListWeights:
    """What can be fetched of the real model. Answered by `Weights` before `Carried`."""

    id: str
    kind: ClassVar[str] = "list-weights"


@dataclass(frozen=True)
class PullWeights:
    """Fetch a variant. Refused without `accepted`, which names the licences shown."""

    id: str
    variant: str
    accepted: bool = False
    kind: ClassVar[str] = "pull-weights"


@dataclass(frozen=True)
class StopPull:
    """Stop fetching; what has come is kept and fetched no second time."""

    id: str
    kind: ClassVar[str] = "stop-pull"


@dataclass(frozen=True)
class CloseTimeline:
    """Stop its renders and let go of it; the backend stays."""

    id: str
    kind: ClassVar[str] = "close-timeline"


# -- facts --------------------------------------------------------------------------


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
    missing: int  # jobs without a rendered take: left out
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


Order = (
    Greet
    | Open
    | AddSubtitles
    | Set
    | EditLine
    | EditLines
    | AddLine
    | SplitLine
    | MergeLines
    | DeleteLines
    | DuplicateLines
    | ExportSubtitles
    | WriteReport
    | StopReport
    | LocateMedia
    | AdjustLines
    | EditShots
    | CastVoice
    | TakeVoiceFrom
    | SetGain
    | KeepWord
    | CheckWords
    | ChooseTake
    | RateTake
    | AskTake
    | ImportRecording
    | Undo
    | Generate
    | Pause
    | Stop
    | ShowPictures
    | ShowPeaks
    | LookAt
    | ListenFrom
    | Audition
    | PlanWrite
    | Write
    | StopWrite
    | UndoWrite
    | RestartWorker
    | RenderOn
    | ListWeights
    | PullWeights
    | StopPull
    | CloseTimeline
)
Fact = (
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
    | ThumbnailMade
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

_ORDERS: dict[str, Any] = {cls.kind: cls for cls in typing.get_args(Order)}
_FACTS: dict[str, Any] = {cls.kind: cls for cls in typing.get_args(Fact)}


def encode(message: Order | Fact) -> bytes:
    """One line. Raises `ProtocolError` for what does not fit or JSON cannot hold."""
    return wire.encode(message)


def decode_order(line: bytes) -> Order:
    """The order of a line. Raises `ProtocolError`."""
    order: Order = wire.decode(line, _ORDERS)
    return order


def decode_fact(line: bytes) -> Fact:
    """The fact of a line. Raises `ProtocolError`."""
    fact: Fact = wire.decode(line, _FACTS)
    return fact
