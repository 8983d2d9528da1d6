"""Messages between a host side and a worker process. Standard library only.

Newline-delimited JSON, UTF-8, one message a line, at most 1 MiB. Requests are orders,
events are past tense. Every message is a frozen dataclass with a `kind`; `encode`
makes the line, `decode` reads it. Unknown fields are ignored; an unknown kind, a
missing field or a line that is no JSON object raises `ProtocolError`.

Times are seconds (float) measured on the timeline or in a media file, and sample counts
at `SAMPLE_RATE`. Sound travels as file paths, never through the pipe.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Union

from deepaudio_plugin.errors import ProtocolError

VERSION = "1.0"
MAX_LINE_BYTES = 1 << 20
SAMPLE_RATE = 48_000
"""Sample rate of every take, in Hz."""

Stem = Literal["speech", "audio"]


# -- values inside messages ---------------------------------------------------------


@dataclass(frozen=True)
class PictureSource:
    """Which frames of which media are the picture of a job.

    The job's own time runs from 0 at the first sample of its window (handles lie before
    0 and after `duration_s`). Job time t shows the media at
    `media_start_s + t * speed`; speed 0 freezes, negative runs backwards.
    """

    path: str
    kind: Literal["video", "sequence"] = "video"
    media_start_s: float = 0.0  # in the media's own clock (may be a timecode, see clock_start_s)
    clock_start_s: float | None = None  # the clock's value at the first frame; None: worker decides
    duration_s: float = 0.0  # how long the picture lasts in job time
    speed: float = 1.0
    available_start_s: float | None = None  # media clock range that may be read for handles
    available_end_s: float | None = None
    sequence_first: int = 0  # image sequences: number of the first file
    sequence_count: int = 0
    sequence_rate: float = 0.0  # frames per second
    sequence_step: int = 1


@dataclass(frozen=True)
class Window:
    """A part of a long job rendered in one go, in samples from the job's first sample."""

    start: int
    length: int


@dataclass(frozen=True)
class RenderRequest:
    """One take of one job.

    The take's file has `handle_in + num_samples + tail + handle_out` samples: `num_samples`
    is the cue's or shot's own window and `max_tail` how far speech may run on past it.
    """

    id: str
    key: str  # content key: names the take's file
    stem: Stem
    engine: str
    out_dir: str  # the worker writes <out_dir>/<key>.wav, aside first, then renames
    num_samples: int
    handle_in: int = 0
    handle_out: int = 0
    max_tail: int = 0  # speech only: silence after the window that the line may run on into
    seed: int = 0
    picture: PictureSource | None = None
    windows: tuple[Window, ...] = ()  # empty: one window over everything
    text: str = ""  # speech: what is said
    language: str = "en"
    speaker: str = ""
    voice: str = ""  # name of a voice of the engine; empty: chosen by the speaker's name
    prompt: str = ""  # audio: what is heard
    negative_prompt: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    where: str = ""  # clip or cue and timecode, for messages
    kind: ClassVar[str] = "render"


@dataclass(frozen=True)
class Take:
    """One finished rendering on disk: 48 kHz, 24-bit WAV."""

    key: str
    path: str
    num_samples: int
    channels: int
    handle_in: int  # samples before the window's first sample
    window: int  # samples of window plus tail: what belongs on the timeline
    lufs: float | None  # integrated; None when too quiet to measure
    true_peak_db: float
    speech_start_s: float | None = None  # measured onset and end of the voice, in job time
    speech_end_s: float | None = None
    speed: float | None = None  # pace relative to the voice's own
    seed: int = 0


@dataclass(frozen=True)
class MixPart:
    """One take in a mix. `start` is where its first sample lands, in samples, may be < 0."""

    path: str
    start: int
    stem: Stem
    offset: int = 0  # samples of the file to skip
    length: int | None = None  # samples to use
    fade_in: int = 0
    fade_out: int = 0


# -- requests (orders) --------------------------------------------------------------


@dataclass(frozen=True)
class Hello:
    """First message of a client."""

    id: str = "hello"
    version: str = VERSION
    kind: ClassVar[str] = "hello"


@dataclass(frozen=True)
class Probe:
    """Ask for the facts of a media file."""

    id: str
    path: str
    kind: ClassVar[str] = "probe"


@dataclass(frozen=True)
class Fuse:
    """Duck an audio take under the speech that sounds with it, into `out_path`."""

    id: str
    audio: MixPart
    speech: tuple[MixPart, ...]
    out_path: str
    duck_db: float
    kind: ClassVar[str] = "fuse"


@dataclass(frozen=True)
class Mix:
    """Mix takes over a whole range; with `preview`, also mux it with the picture."""

    id: str
    parts: tuple[MixPart, ...]
    num_samples: int
    out_path: str
    duck_db: float = 0.0
    picture: tuple[PictureSource, ...] = ()  # for a preview: in timeline order,
    picture_starts_s: tuple[float, ...] = ()  # each starting here
    preview_path: str = ""
    preview_rate: float = 24.0
    preview_height: int = 360
    kind: ClassVar[str] = "mix"


@dataclass(frozen=True)
class Cancel:
    """Stop the request of this id."""

    id: str
    kind: ClassVar[str] = "cancel"


@dataclass(frozen=True)
class Shutdown:
    """Finish nothing more and exit; closing stdin means the same."""

    id: str = "shutdown"
    kind: ClassVar[str] = "shutdown"


# -- events (facts) -----------------------------------------------------------------


@dataclass(frozen=True)
class EngineState:
    """An engine of this worker and whether it can run."""

    name: str
    ready: bool
    title: str  # what it is, honestly, for people
    state: str = ""  # "ready", "weights missing", "no GPU" …
    hint: str = ""
    version: str = ""
    weights_digest: str = ""
    window_s: float = 30.0
    voices: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ready:
    """Answer to `Hello`."""

    id: str
    version: str
    engines: tuple[EngineState, ...]
    device: str = "cpu"
    memory_mb: float = 0.0
    python: str = ""
    packages: dict[str, str] = field(default_factory=dict)
    parallel: int = 1  # requests the worker works on at once
    kind: ClassVar[str] = "ready"


@dataclass(frozen=True)
class Probed:
    """Facts of a media file; `None` where the file does not say."""

    id: str
    path: str
    duration_s: float | None
    has_video: bool
    has_audio: bool
    rate_num: int = 0
    rate_den: int = 1
    width: int = 0
    height: int = 0
    timecode: str = ""
    clock_start_s: float | None = None
    audio_rate: int = 0
    channels: int = 0
    kind: ClassVar[str] = "probed"


@dataclass(frozen=True)
class Accepted:
    """The request is in the worker's queue."""

    id: str
    kind: ClassVar[str] = "accepted"


@dataclass(frozen=True)
class Progress:
    """How far a request is: the stage's name and the fraction of the whole request."""

    id: str
    stage: str
    fraction: float
    eta_s: float | None = None
    kind: ClassVar[str] = "progress"


@dataclass(frozen=True)
class Done:
    """The request is finished; its files are complete on disk."""

    id: str
    take: Take | None = None
    path: str = ""  # fuse and mix: the file written
    energy: tuple[float, ...] = ()  # coarse contour (at most 200 values in [0, 1]) for display
    timings: dict[str, float] = field(default_factory=dict)  # seconds by stage
    warnings: tuple[str, ...] = ()
    kind: ClassVar[str] = "done"


@dataclass(frozen=True)
class Failed:
    """The request failed; nothing of it is left on disk. `code` is an error code."""

    id: str
    code: str
    message: str
    hint: str = ""
    where: str = ""
    retryable: bool = False
    kind: ClassVar[str] = "failed"


@dataclass(frozen=True)
class Cancelled:
    """The request was stopped and left no partial file."""

    id: str
    kind: ClassVar[str] = "cancelled"


@dataclass(frozen=True)
class Heartbeat:
    """Sent every second while busy."""

    memory_mb: float
    busy: int = 0
    kind: ClassVar[str] = "heartbeat"


Request = Hello | Probe | RenderRequest | Fuse | Mix | Cancel | Shutdown
Event = Ready | Probed | Accepted | Progress | Done | Failed | Cancelled | Heartbeat
Message = Request | Event

_KINDS: dict[str, Any] = {
    cls.kind: cls for union in (Request, Event) for cls in typing.get_args(union)
}


def encode(message: Message) -> bytes:
    """One line, newline included. Raises `ProtocolError` past `MAX_LINE_BYTES`."""
    body = {"kind": message.kind, **dataclasses.asdict(message)}
    line = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    if len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"a {message.kind} message of {len(line)} bytes exceeds 1 MiB")
    return line


def decode(line: bytes) -> Message:
    """The message of one line. Raises `ProtocolError` for anything else."""
    if len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"a line of {len(line)} bytes exceeds 1 MiB")
    try:
        body = json.loads(line)
    except ValueError as error:
        raise ProtocolError(f"not a protocol message: {line[:80]!r}") from error
    if not isinstance(body, dict):
        raise ProtocolError(f"not a protocol message: {line[:80]!r}")
    cls = _KINDS.get(str(body.get("kind")))
    if cls is None:
        raise ProtocolError(f"unknown message kind {body.get('kind')!r}")
    message: Message = _build(cls, body)
    return message


def same_major(version: str, other: str = VERSION) -> bool:
    """Whether two protocol versions can talk."""
    return version.partition(".")[0] == other.partition(".")[0]


def _build(cls: Any, body: dict[str, Any]) -> Any:
    hints = _hints(cls)
    values = {}
    for spec in dataclasses.fields(cls):
        if spec.name in body:
            values[spec.name] = _value(hints[spec.name], body[spec.name], f"{cls.__name__}")
    try:
        return cls(**values)
    except TypeError as error:
        raise ProtocolError(f"a {cls.__name__} message is incomplete: {error}") from error


_HINTS: dict[Any, dict[str, Any]] = {}


def _hints(cls: Any) -> dict[str, Any]:
    if cls not in _HINTS:
        _HINTS[cls] = typing.get_type_hints(cls)
    return _HINTS[cls]


def _value(hint: Any, raw: Any, where: str) -> Any:
    """`raw` as the type of a field: dataclasses, tuples, options and plain values."""
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        if raw is None:
            return None
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return _value(inner[0], raw, where)
    if origin is tuple:
        if not isinstance(raw, list):
            raise ProtocolError(f"{where}: expected a list, got {raw!r}")
        return tuple(_value(typing.get_args(hint)[0], item, where) for item in raw)
    if dataclasses.is_dataclass(hint):
        if not isinstance(raw, dict):
            raise ProtocolError(f"{where}: expected an object, got {raw!r}")
        return _build(hint, raw)
    return _plain(hint, raw, where)


def _plain(hint: Any, raw: Any, where: str) -> Any:
    if typing.get_origin(hint) is Literal:
        if raw not in typing.get_args(hint):
            raise ProtocolError(f"{where}: {raw!r} is not one of {typing.get_args(hint)}")
        return raw
    expected = typing.get_origin(hint) or hint
    if expected is float and isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return float(raw)
    if expected in (str, int, bool, dict) and type(raw) is not expected:
        raise ProtocolError(f"{where}: expected {expected.__name__}, got {raw!r}")
    return raw
