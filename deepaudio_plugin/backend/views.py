"""What a panel shows, as plain values. Standard library only.

Places on the timeline are whole frames from its first frame, at its rate; lines also carry
their exact seconds, since subtitles do not keep to frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from deepaudio_plugin.core.engine_info import EngineSetting, VoiceTraits

JobState = Literal[
    "planned",  # nothing of it is rendered yet
    "changed",  # rendered before, and something that changes its sound was decided since
    "waiting",  # asked for, not begun
    "rendering",
    "ready",  # a take of it is in the library
    "failed",
    "impossible",  # it cannot be rendered: `problem` says why
]


@dataclass(frozen=True)
class TrackView:
    """A track of the timeline as it was read."""

    index: int  # in the order of the file: lowest video track first
    name: str
    kind: str  # "Video", "Audio" or what the file says
    ours: bool  # written by an earlier render
    clips: int


@dataclass(frozen=True)
class ClipView:
    """An item on an existing track."""

    track: int
    name: str
    start: int
    frames: int
    missing: bool = False  # its media is not there


@dataclass(frozen=True)
class MarkerView:
    """A marker of the timeline: a note for people, or a line."""

    start: int
    frames: int
    name: str
    comment: str = ""
    colour: str = ""  # as OTIO has it: "RED", "GREEN" …
    ref: str = ""  # of its line or sound; "" for a note


@dataclass(frozen=True)
class ShotView:
    """A shot: where the picture is one piece of one medium."""

    ref: str  # its audio job's reference
    index: int  # from 1
    name: str
    track: str
    start: int
    frames: int
    has_picture: bool
    prompt: str = ""
    negative_prompt: str = ""
    described: tuple[str, ...] = ()  # sounds that captions describe in it
    muted: bool = False  # no sound is made for it
    gain_db: float = 0.0
    problem: str = ""
    hint: str = ""
    missing: bool = False  # its media is not there: `LocateMedia` may find it


@dataclass(frozen=True)
class CueView:
    """A line to be spoken, a sound described, or music."""

    ref: str  # its speech job's reference
    number: int  # from 1, in timeline order
    kind: Literal["line", "sound", "music"]
    start: int
    frames: int
    start_s: float
    end_s: float
    text: str
    speaker: str
    original_text: str  # as the subtitles have it
    original_speaker: str
    cps: float  # characters a second
    pace: float  # of the natural speed that fits its window: 1.0 is relaxed, over 1.6 too much
    muted: bool = False  # it is not spoken
    gain_db: float = 0.0  # as `AdjustLines` names them
    pause_s: float = 0.0
    pace_wanted: float = 1.0  # `pace` there
    voice: str = ""  # of its own; "": its speaker's
    seed: int | None = None
    source: str = ""
    original_start: int = 0  # as the subtitles have it
    original_frames: int = 0
    removed: bool = False  # deleted, and may be brought back
    added: bool = False  # of no subtitles: somebody has added it here
    runs_on: int = 0  # frames after its end that it will probably be heard, into free room
    warnings: tuple[str, ...] = ()
    delivery: str = ""  # how a line is said as captions and words say: "whisper"; "": as usual
    delivery_wanted: str | None = None  # `delivery` in `AdjustLines`; None: as they say
    language: str = ""  # of its subtitles; "": as it is set


@dataclass(frozen=True)
class TakeView:
    """One take of a job. Without a `path` it is asked for and not rendered yet."""

    key: str
    number: int  # from 1
    seed: int
    path: str = ""
    chosen: bool = False
    rating: int = 0  # stars, 0: not rated
    lufs: float | None = None
    duration_s: float = 0.0  # of the file, handles included
    handle_s: float = 0.0  # of the file before the job's first sample
    speech_start_s: float | None = None  # when the voice begins and ends, from the line's start
    speech_end_s: float | None = None
    warnings: tuple[str, ...] = ()
    mark: str = ""  # how it was made otherwise than its job is now, in words
    earlier: bool = False  # an earlier take of the line or shot: it may be played and chosen
    made: float = 0.0  # seconds since the epoch, when it was rendered
    sound_s: float = 0.0  # how long the voice, or the sound without handles, lasts
    voice: str = ""  # of a line: who spoke it
    said: str = ""  # the words or the prompt that it was made from
    engine: str = ""  # that made it
    verdict: str = ""  # what checking found amiss; "" where nothing was, or it was not checked


@dataclass(frozen=True)
class JobView:
    """A unit of generation and where its takes lie."""

    ref: str
    stem: Literal["speech", "audio"]
    name: str
    lane: int  # from 0
    start: int
    frames: int
    state: JobState
    takes: tuple[TakeView, ...] = ()
    voice: str = ""
    prompt: str = ""
    warnings: tuple[str, ...] = ()
    mark: str = ""  # how the take that plays, or played, was made otherwise than the job is now
    problem: str = ""  # why it failed or cannot be rendered
    hint: str = ""
    stage: str = ""  # while rendering: what is happening, in words
    fraction: float = 0.0
    spoken: str = ""  # speech: what is said, where that is not what is written
    gain_db: float = 0.0  # by which its takes are heard louder than their files are

    @property
    def verdict(self) -> str:
        """What checking found amiss in the take that plays."""
        return next((take.verdict for take in self.takes if take.chosen), "")


@dataclass(frozen=True)
class VoiceView:
    """A speaker and the voice cast."""

    speaker: str  # "" speaks the lines of nobody
    lines: int
    voice: str  # name of a voice of the engine, or a recording's path
    recording: bool = False
    words: str = ""  # what is said in the recording
    decided: bool = False  # somebody chose it; else it was given by name
    problem: str = ""
    reason: str = ""  # why it was given, where nobody chose it


@dataclass(frozen=True)
class MisspeltWord:
    """A word that no dictionary has."""

    word: str
    instead: tuple[str, ...] = ()  # what may be meant, the likeliest first


@dataclass(frozen=True)
class EngineChoice:
    """An engine that the worker has."""

    name: str
    label: str
    ready: bool = True


@dataclass(frozen=True)
class EngineView:
    """The engine at work and the machine it runs on."""

    name: str
    title: str  # what it is, honestly
    ready: bool
    state: str
    hint: str
    variant: str = ""
    variants: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()  # ways to say a line that it has
    traits: tuple[VoiceTraits, ...] = ()  # whom those sound like of which it is known
    device: str = ""
    memory_mb: float = 0.0  # of the device, as the worker said
    worker_alive: bool = False
    worker_memory_mb: float = 0.0
    label: str = ""  # in a list of engines
    is_temp: bool = False  # makes stand-in sound
    recordings: bool = False  # speaks like a recording, too
    settings: tuple[EngineSetting, ...] = ()  # that it declares
    choices: tuple[EngineChoice, ...] = ()  # engines that the worker has, best first


@dataclass(frozen=True)
class WeightsView:
    """A variant of the real model, for a person who may fetch it."""

    variant: str
    title: str
    bytes: int  # still to fetch
    total_bytes: int
    installed: bool
    licences: tuple[str, ...]  # "CC-BY-NC-4.0: what, non-commercial"
    advice: str = ""


@dataclass(frozen=True)
class PlannedFile:
    """A file or track that writing would add or replace."""

    what: str  # in words: "track DeepAudio Speech, 6 clips"
    path: str = ""
    replaces: bool = False


@dataclass(frozen=True)
class ReelView:
    """A part of the film: where it is, or why it cannot be shown."""

    start: int
    frames: int
    path: str
    problem: str = ""
    note: str = ""  # where it shows otherwise than it is, as a transition
