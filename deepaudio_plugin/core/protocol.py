"""Messages between a host side and a worker process. Standard library only.

Newline-delimited JSON, UTF-8, one message a line, at most 64 MiB. Requests are orders,
events are past tense. Every message is a frozen dataclass with a `kind`; `encode`
makes the line, `decode` reads it. Unknown fields are ignored; an unknown kind, a
missing field, a field of another type or a line that is no JSON object raises
`ProtocolError`.

A conversation: the client says `Hello` and hears `Ready`; versions that differ by a major
number part here. Every other request is answered by exactly one terminal event of the
same id (`Done`, `Probed`, `Viewed`, `Signed`, `Checked`,
`Failed` or `Cancelled`). Before it come `Accepted`
(queued) and, from the moment the work begins, `Progress`. While anything is queued or
running there is a `Heartbeat` every second. A line the worker cannot understand is
answered with `Failed`, code "protocol", with the line's id if it had one and an empty id
if not.

What a person waits for (`Probe`, `Thumbnails`, `Peaks`, `Compress`, `Original`, `Reel`, `Hear`,
`Mix`, `SignFiles`) never waits behind renders. Since 1.1: `Thumbnails`, `Peaks`, `Original`,
`Viewed`. Since 1.2: the pronunciations, parts and voice_parts of `RenderRequest`. Since 1.3:
`MixPart.after`, duck_hold_s and duck_speed, targets, levels and stems of a `Mix`. Since 1.4:
`SignFiles`, `Signed`, `Check`, `Checked`, `Reel`, `Hear`, `Compress`, `RecordedLine`, channels and
part of `RenderRequest`, `MixPart.ambience_path`, `MixPart.gain_db`, channels and ambience_path of
a `Mix`; the delivery of a `RenderRequest`, asked only of engines that state it; `Remark`.

Times are seconds (float) measured on the timeline or in a media file, and sample counts
at `SAMPLE_RATE`. Sound travels as file paths, never through the pipe; paths are absolute.
"""

from __future__ import annotations

import typing
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from deepaudio_plugin.core import wire
from deepaudio_plugin.core.ducking import DEFAULT_HOLD_S, DEFAULT_SPEED
from deepaudio_plugin.core.engine_info import EngineInfo, SoundPart, SoundSource
from deepaudio_plugin.core.spoken.pronunciations import Pronunciations

VERSION = "1.4"
PREVIEW_MARK = "DeepAudio for editors: preview"
"""A comment in every preview film, by which a later render knows that it may replace it."""

peek = wire.peek

SAMPLE_RATE = 48_000
"""Sample rate of every take, in Hz."""

MAX_RECORDING_S = 600.0
"""Longest recording that is taken for one line."""

SILENCE_DB = -120.0
"""Stands for minus infinity, which JSON does not have."""

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
    """A part of a long job rendered in one go, in samples. Neighbours may overlap."""

    start: int  # in job time: the first window starts at -handle_in
    length: int


@dataclass(frozen=True)
class ShownPart:
    """A part of a line, or of a voice's recording, during which one picture shows. In samples.

    `picture` begins with the part. `shot` is what `settings["shot"]` is for a line within one
    shot, empty where nothing is known of it.
    """

    start: int  # from the line's or the recording's first sample
    num_samples: int
    picture: PictureSource
    shot: dict[str, Any] = field(default_factory=dict)


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
    out_dir: str  # the worker writes <out_dir>/<key>.wav as a temporary file, then renames
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
    pronunciations: Pronunciations = ()  # speech: those that count in the text
    parts: tuple[ShownPart, ...] = ()  # speech that crosses cuts: its pictures, without gaps
    voice_parts: tuple[ShownPart, ...] = ()  # speech: what shows while the recording sounds
    delivery: str = ""  # speech: how it is said, of the engine's `deliveries`; "": as usual
    channels: int = 0  # audio: of the take's file; 0: as many as the engine makes
    part: SoundPart = ""  # audio
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
    true_peak_db: float  # dBTP; SILENCE_DB for digital silence
    speech_start_s: float | None = None  # measured onset and end of the voice, in job time
    speech_end_s: float | None = None
    speed: float | None = None  # pace relative to the voice's own
    seed: int = 0


@dataclass(frozen=True)
class MixPart:
    """One take in a mix. `start` is where its first sample lands, in samples, may be < 0.

    With `after`, an index of the message's parts, it takes over from that part: where both
    overlap they are crossfaded at constant power. `ambience_path` is a file of the same length
    that holds the ambience in this one alone.
    """

    path: str
    start: int
    stem: Stem
    offset: int = 0  # samples of the file to skip
    length: int | None = None  # samples to use
    fade_in: int = 0
    fade_out: int = 0
    after: int | None = None
    ambience_path: str = ""
    gain_db: float = 0.0


@dataclass(frozen=True)
class MixTarget:
    """What a mix is brought to. Without `lufs` it is only raised by `gain_db` and limited."""

    lufs: float | None = None  # integrated loudness
    ceiling_db: float = -1.0  # highest true peak, in dBTP
    dialogue_gated: bool = False  # measured while somebody speaks
    gain_db: float = 0.0


@dataclass(frozen=True)
class MixLevels:
    """What was measured of a mix, and what was done about it."""

    measured_lufs: float | None  # before; None when too quiet to measure, or not asked for
    gain_db: float  # applied
    limited_db: float  # most that the limiter took off, >= 0
    lufs: float | None  # of the file
    true_peak_db: float  # of the file
    dialogue_gated: bool = False  # whether both are of the dialogue alone
    watermark_db: float | None = None  # level of a watermark against the mix; None: it has none


@dataclass(frozen=True)
class TakeToCheck:
    """A finished take, and what it was to be."""

    key: str
    path: str
    stem: Stem
    handle_in: int  # samples before its window
    window: int  # samples that belong to it, with the tail that it was given
    text: str = ""  # speech
    language: str = "en"
    voice: str = ""  # the voice, or the digest of the recording, that it was cast with
    engine: str = ""  # speech: whose voice that is
    recording: str = ""  # speech: path of that recording
    prompt: str = ""  # audio
    pronunciations: Pronunciations = ()
    delivery: str = ""  # speech: how it is said
    pace: float = 1.0  # speech: that was asked for, 1 as usual
    may_babble: bool = False  # audio: made by a model, which may put voices into it
    compare_only: bool = False  # it is checked already, and shows what its voice sounds like
    lacked: tuple[str, ...] = ()
    """What was not there when it was checked before: where nothing of that is there now, the answer
    leaves it out."""


@dataclass(frozen=True)
class OriginClaim:
    """What a written file says of where its sound comes from."""

    path: str  # the file that is to carry it: WAV, or a film
    title: str
    source: SoundSource
    engine: str = ""  # its title, for people
    engine_version: str = ""
    made_from: dict[str, Any] = field(default_factory=dict)  # key, seed, words, voice, licence …
    ingredients: tuple[str, ...] = ()  # paths of the sounds that went into it
    unsigned: str = ""  # the file without it; beside `path` it is used up. Empty: the same file


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
    duck_hold_s: float = DEFAULT_HOLD_S  # pauses shorter than that are held through
    duck_speed: str = DEFAULT_SPEED
    kind: ClassVar[str] = "fuse"


@dataclass(frozen=True)
class Mix:
    """Mix takes over a whole range; with `preview_path`, also mux it with the picture.

    A part of a timeline is mixed by counting from its first sample: what began before it
    starts below 0, and pictures do too. With paths for them the stems are written too: ducked
    and at the mix's own gains, so that they add up to it. What is known as ambience is in
    `audio_path` only where there is no path for it.
    """

    id: str
    parts: tuple[MixPart, ...]
    num_samples: int
    out_path: str
    duck_db: float = 0.0
    duck_hold_s: float = DEFAULT_HOLD_S
    duck_speed: str = DEFAULT_SPEED
    target: MixTarget = MixTarget()
    speech_path: str = ""
    audio_path: str = ""
    ambience_path: str = ""
    channels: int = 0  # 1, 2 or 6; 0: as many as the part that has most
    watermark: bool = False  # an inaudible one in the mix, and none in its stems
    picture: tuple[PictureSource, ...] = ()  # for a preview: in timeline order,
    picture_starts_s: tuple[float, ...] = ()  # each starting here
    preview_path: str = ""
    preview_rate_num: int = 24  # frames per second as an exact fraction: 24000/1001
    preview_rate_den: int = 1
    preview_height: int = 360
    kind: ClassVar[str] = "mix"


@dataclass(frozen=True)
class Thumbnails:
    """Write the middle frame of each picture as a small JPEG. Answered by `Viewed`."""

    id: str
    pictures: tuple[PictureSource, ...]
    out_paths: tuple[str, ...]  # one for each picture
    height: int = 72  # pixels; the width follows the picture's shape
    kind: ClassVar[str] = "thumbnails"


@dataclass(frozen=True)
class Peaks:
    """Write the waveform of a file's sound, to be drawn.

    The file at `out_path` has a pair of signed bytes for each of `buckets` equal parts of
    the range: its lowest and highest sample, 127 being full scale.
    """

    id: str
    path: str
    buckets: int
    out_path: str
    start_s: float = 0.0  # on the file's clock
    duration_s: float | None = None  # None: to the end of the sound
    clock_start_s: float | None = 0.0  # the clock at the file's first frame; None: worker decides
    kind: ClassVar[str] = "peaks"


@dataclass(frozen=True)
class Compress:
    """Write a part of a take as a small file that every browser plays.

    MP3 where the sound library can write it, else Ogg Vorbis, else FLAC; the answer's `path` is
    `out_path` with the ending of what it is. What lies beyond the file's ends is left out.
    """

    id: str
    path: str
    out_path: str  # without an ending
    start: int = 0  # samples of the file
    length: int | None = None  # None: to its end
    kind: ClassVar[str] = "compress"


@dataclass(frozen=True)
class Original:
    """Write the film's own sound over a range of a timeline: 48 kHz, 24-bit, mono or stereo.

    The sound of each picture's media, to the sample where its picture is; silence where
    there is none and, with a warning, where the picture is retimed or cannot be read. The
    answer's `path` is empty, and no file written, when no picture has sound at all.
    """

    id: str
    picture: tuple[PictureSource, ...]
    picture_starts_s: tuple[float, ...]  # in the range's own time, may be < 0
    num_samples: int
    out_path: str
    kind: ClassVar[str] = "original"


@dataclass(frozen=True)
class RecordedLine:
    """Make a take of what somebody has recorded of a line, to `<out_dir>/<key>.wav`.

    Its silence before and after is cut off, its channels are mixed to one, it is brought to the
    loudness of lines, and laid to begin with the line. Numbers are samples, as in `RenderRequest`:
    what is longer than the line and its tail is in the file's last handle. Refused is what is no
    sound, silent, or longer than `MAX_RECORDING_S`.
    """

    id: str
    path: str
    key: str
    out_dir: str
    num_samples: int
    handle_in: int = 0
    handle_out: int = 0
    max_tail: int = 0
    seed: int = 0
    kind: ClassVar[str] = "recording"


WipeWay = Literal["", "right", "down"]
"""Which way the line of a wipe moves; "" where there is none."""


@dataclass(frozen=True)
class Dissolving:
    """The picture that frames of a dissolve turn into, the first of them its own frame `first`.

    The n-th of them is the `at` + n-th of `length` frames, and shows (at + n + 1) / (length + 1)
    of this picture: of all its pixels, or in a wipe of the frame.
    """

    picture: PictureSource | None  # None: black
    first: int
    at: int
    length: int
    wipe: WipeWay = ""
    reverse: bool = False  # they come out of it instead: a fade in


@dataclass(frozen=True)
class Reel:
    """Write the frames that a picture shows at frames [first, first + count) of a timeline.

    Frame n shows at n / rate seconds of the picture's own time, which may be before 0 and after
    its end: dissolves show more of it, mixed with what they turn into. The file is a
    `reel_file`. A single frame never waits behind longer reels.
    """

    id: str
    picture: PictureSource
    first: int
    count: int
    rate_num: int
    rate_den: int
    out_path: str
    height: int = 360  # pixels; the width follows the picture's shape
    into: Dissolving | None = None
    kind: ClassVar[str] = "reel"


@dataclass(frozen=True)
class FilmSound:
    """Sound of the media of a track of the timeline, as in `Original`."""

    picture: tuple[PictureSource, ...]
    picture_starts_s: tuple[float, ...]
    gain_db: float = 0.0


@dataclass(frozen=True)
class Hear:
    """Write what sounds over a range of a timeline, to be heard at once: a `heard_file`.

    Takes as in a `Mix`, with its ducking, and the film's own sound. It is limited to -1 dBTP as a
    mix is, looking past both ends of the range, so that pieces follow one another without seams;
    what the meters show is measured before that.
    """

    id: str
    parts: tuple[MixPart, ...]  # in the range's own time
    num_samples: int
    out_path: str
    film: tuple[FilmSound, ...] = ()
    duck_db: float = 0.0
    duck_hold_s: float = DEFAULT_HOLD_S
    duck_speed: str = DEFAULT_SPEED
    kind: ClassVar[str] = "hear"


@dataclass(frozen=True)
class SignFiles:
    """Write files with a signed claim (C2PA) in each. Answered by `Signed`.

    Nothing else in a file changes. Where the user has put no certificate, that of this computer
    is taken, and made if there is none yet.
    """

    id: str
    claims: tuple[OriginClaim, ...]
    kind: ClassVar[str] = "sign"


@dataclass(frozen=True)
class Check:
    """Say of takes whether they are what was asked for. Answered by `Checked`."""

    id: str
    takes: tuple[TakeToCheck, ...]
    kind: ClassVar[str] = "check"


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
class Ready:
    """Answer to `Hello`."""

    id: str
    version: str
    engines: tuple[EngineInfo, ...]
    device: str = "cpu"
    memory_mb: float = 0.0
    python: str = ""
    packages: dict[str, str] = field(default_factory=dict)  # versions; "" is not installed
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
    is_still: bool = False  # a single image: it may be shown for any length of time
    kind: ClassVar[str] = "probed"


@dataclass(frozen=True)
class Accepted:
    """The request is in the worker's queue. Said again now and then by one that waits for hosts."""

    id: str
    kind: ClassVar[str] = "accepted"


@dataclass(frozen=True)
class Progress:
    """How far a request is: the stage's name and the fraction of the whole request.

    The first one says that the work has begun; before it the request only waits.
    """

    id: str
    stage: str
    fraction: float
    eta_s: float | None = None
    quiet_s: float = 0.0  # how long it may be until the next, at least; 0: half a minute
    kind: ClassVar[str] = "progress"


@dataclass(frozen=True)
class Done:
    """The request is finished; its files are complete on disk."""

    id: str
    take: Take | None = None
    path: str = ""  # of all but renders: the file written
    levels: MixLevels | None = None  # of a mix
    energy: tuple[float, ...] = ()  # coarse contour (at most 200 values in [0, 1]) for display
    timings: dict[str, float] = field(default_factory=dict)  # seconds by stage
    warnings: tuple[str, ...] = ()
    kind: ClassVar[str] = "done"


@dataclass(frozen=True)
class Viewed:
    """What became of each picture of `Thumbnails`: a file, or why there is none."""

    id: str
    paths: tuple[str, ...]  # "" where there is none
    problems: tuple[str, ...]  # "" where there is one
    kind: ClassVar[str] = "viewed"


@dataclass(frozen=True)
class Signed:
    """What became of each claim of `SignFiles`: "" where a file carries it, else why not."""

    id: str
    problems: tuple[str, ...]
    signer: str = ""  # whose certificate it was, by name
    is_new: bool = False  # whether it was made for this
    kind: ClassVar[str] = "signed"


@dataclass(frozen=True)
class Checked:
    """A verdict on each take of `Check`, by its key.

    Left out are those for comparison, and those for which still is not there what had lacked.
    """

    id: str
    verdicts: dict[str, Any]  # as `Verdict.to_json` has them
    kind: ClassVar[str] = "checked"


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

    memory_mb: float  # resident set of the worker process
    busy: int = 0  # requests queued or running
    kind: ClassVar[str] = "heartbeat"


@dataclass(frozen=True)
class Remark:
    """What somebody should know of the worker as a whole, such as a host that it goes without.

    Said once, while renders are in work. It is no sign of life.
    """

    message: str
    hint: str = ""
    where: str = ""
    kind: ClassVar[str] = "remark"


WorkRequest = (
    RenderRequest
    | Fuse
    | Mix
    | SignFiles
    | Check
    | Probe
    | Thumbnails
    | Peaks
    | Compress
    | Original
    | RecordedLine
    | Reel
    | Hear
)
"""What is worked on, and so has an end."""

Request = Hello | WorkRequest | Cancel | Shutdown
Terminal = Probed | Done | Viewed | Signed | Checked | Failed | Cancelled
Event = Ready | Accepted | Progress | Heartbeat | Remark | Terminal
Message = Request | Event

WORK_REQUESTS: tuple[type[WorkRequest], ...] = typing.get_args(WorkRequest)
EVENTS: tuple[type[Event], ...] = typing.get_args(Event)
TERMINALS: tuple[type[Terminal], ...] = typing.get_args(Terminal)

_KINDS: dict[str, Any] = {
    cls.kind: cls for union in (Request, Event) for cls in typing.get_args(union)
}


# -- lines --------------------------------------------------------------------------


def encode(message: Message) -> bytes:
    """One line, newline included.

    Raises `ProtocolError` past `wire.MAX_LINE_BYTES` and for what JSON cannot hold.
    """
    return wire.encode(message)


def decode(line: bytes) -> Message:
    """The message of one line. Raises `ProtocolError` for anything else."""
    message: Message = wire.decode(line, _KINDS)
    return message


def same_major(version: str, other: str = VERSION) -> bool:
    """Whether two protocol versions can talk."""
    return version.partition(".")[0] == other.partition(".")[0]
