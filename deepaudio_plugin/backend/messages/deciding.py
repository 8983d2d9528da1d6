"""Orders that decide something about the timeline that is open; each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


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
class ChooseTake:
    """Make a take the one that is written."""

    id: str
    ref: str
    key: str
    kind: ClassVar[str] = "choose-take"


@dataclass(frozen=True)
class AskTake:
    """Plan one more take of each job, with the next seed; `Generate` renders it."""

    id: str
    refs: tuple[str, ...]
    kind: ClassVar[str] = "ask-take"


@dataclass(frozen=True)
class Undo:
    """Take back the last decision (or do it again). Refused when there is none."""

    id: str
    redo: bool = False
    kind: ClassVar[str] = "undo"


Decision = (
    AddSubtitles
    | Set
    | EditLine
    | EditLines
    | AddLine
    | SplitLine
    | MergeLines
    | DeleteLines
    | DuplicateLines
    | LocateMedia
    | AdjustLines
    | EditShots
    | CastVoice
    | SetGain
    | KeepWord
    | ChooseTake
    | AskTake
    | Undo
)
