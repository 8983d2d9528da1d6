"""Orders to open, render, show, play, write and fetch: what is done, and nothing is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

VERSION = "1.0"
FILM_KEY = "film:"
"""What keys of waveforms of the film's own sound begin with."""


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
class CheckWords:
    """Which of these words does no dictionary of the language have?

    Answered by `WordsChecked` before `Carried`; the project's own words are not looked at.
    """

    id: str
    language: str
    words: tuple[str, ...]
    kind: ClassVar[str] = "check-words"


@dataclass(frozen=True)
class RateTake:
    """Rate a take, 0 to 5 stars."""

    id: str
    ref: str
    key: str
    stars: int
    kind: ClassVar[str] = "rate-take"


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


Request = (
    Greet
    | Open
    | ExportSubtitles
    | WriteReport
    | StopReport
    | TakeVoiceFrom
    | CheckWords
    | RateTake
    | ImportRecording
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
