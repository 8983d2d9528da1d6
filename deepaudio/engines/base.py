"""What an engine is: three stages behind small protocols, and the values between them.

Lengths and positions are counted in samples at 48 kHz, whatever rate an engine generates at:
sound at another rate is resampled by the worker. Job time runs from 0 at the first sample of a
job's window; handles lie before 0 and after its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.waveform import Contour
from deepaudio.media.picture import JobPicture
from deepaudio_plugin.core.engine_info import EngineInfo, SoundPart


@dataclass(frozen=True)
class AudioRequest:
    """Sound for a shot. All lengths in samples at 48 kHz."""

    num_samples: int
    handle_in: int = 0
    handle_out: int = 0
    seed: int = 0
    picture: JobPicture | None = None
    prompt: str = ""
    negative_prompt: str = ""
    windows: tuple[tuple[int, int], ...] = ()  # (start, length) of all that will be asked for
    settings: dict[str, Any] = field(default_factory=dict)
    where: str = ""
    channels: int = 0  # asked for; 0: as many as the engine makes
    part: SoundPart = ""  # only of engines that state `parts_ambience`


@dataclass(frozen=True)
class PicturePart:
    """A part of a line, or of a voice's recording, during which one picture shows.

    `picture` begins with the part. `shot` says where in its shot a line's part lies, for
    engines that watch all of it: `media_start_s`, `duration_s`, `lead` (samples from the
    shot's first one to the part's) and `windows` of the shot, (start, length) each.
    """

    start: int  # samples at 48 kHz from the line's or the recording's first
    num_samples: int
    picture: JobPicture
    shot: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class SpeechRequest:
    """A line to be spoken from job time 0. All lengths in samples at 48 kHz.

    `parts` are the pictures under it, in order and without gaps; none where there is no picture
    all along. A line within one shot has just one.
    """

    num_samples: int
    text: str
    handle_in: int = 0
    handle_out: int = 0
    max_tail: int = 0  # the line may run on this far past its window
    seed: int = 0
    parts: tuple[PicturePart, ...] = ()
    language: str = "en"
    speaker: str = ""
    voice: str = ""
    voice_parts: tuple[PicturePart, ...] = ()  # what shows while a cast recording sounds
    settings: dict[str, Any] = field(default_factory=dict)
    where: str = ""
    delivery: str = ""  # how it is said, of the engine's `deliveries`; "": as usual
    settled: frozenset[str] = frozenset()  # words (lower case) that a person has said how to read

    @property
    def picture(self) -> JobPicture | None:
        """The picture of a line within one shot; None without any and where there are more."""
        return self.parts[0].picture if len(self.parts) == 1 else None


@dataclass(frozen=True, eq=False)
class PictureFeatures:
    """What an engine's networks know of a picture, a row per `CONTOUR_HOP_S`."""

    latent: npt.NDArray[np.float32]  # (F, C), of the sound that is heard in it
    sync: npt.NDArray[np.float32]  # (F, C'), of what moves and when
    known: npt.NDArray[np.bool_]  # (F,), False where there is no picture; rows are 0 there

    def at(self, rows: slice | npt.NDArray[np.int64]) -> PictureFeatures:
        """Some of the rows."""
        return PictureFeatures(self.latent[rows], self.sync[rows], self.known[rows])


@dataclass(frozen=True, eq=False)
class Guidance:
    """What the picture says of a line: contours, (F,) in [0, 1], a value per `CONTOUR_HOP_S`.

    For an engine whose trained fusion weighs them there are features as long as each contour.
    """

    energy: Contour  # over the cue's window
    prompt: Contour | None = None  # over the voice's recording as it was prepared; None: unknown
    features: PictureFeatures | None = None
    prompt_features: PictureFeatures | None = None


@dataclass(frozen=True)
class Speech:
    """A spoken line: `handle_in + window + handle_out` samples, window = cue plus tail used."""

    audio: Audio
    window: int
    start_s: float  # measured onset of the voice, in job time
    end_s: float
    speed: float
    warnings: tuple[str, ...] = ()


class RequestCancelled(Exception):  # noqa: N818 - a request of the user, not a fault
    """Raised by `Control.check` when the user has cancelled the request."""


class Control(Protocol):
    """What a running stage may tell and ask."""

    def progress(self, stage: str, fraction: float) -> None:
        """Report `fraction` in [0, 1] of the whole request, and the stage.

        What follows a colon in `stage` is detail, "sound: step 3 of 25": it is shown, and the
        stage is still the same.
        """

    def warn(self, text: str) -> None:
        """Say what a person should know of this take; the same text counts once."""

    def check(self) -> None:
        """Raise `RequestCancelled` if the request was cancelled. Called between model steps."""


class StageControl:
    """The `Control` of one stage: its 0 to 1 is `low` to `high` of the whole."""

    def __init__(self, whole: Control, low: float, high: float) -> None:
        self._whole = whole
        self._low = low
        self._high = high

    def progress(self, stage: str, fraction: float) -> None:
        """See `Control.progress`."""
        self._whole.progress(stage, self._low + (self._high - self._low) * fraction)

    def warn(self, text: str) -> None:
        """See `Control.warn`."""
        self._whole.warn(text)

    def check(self) -> None:
        """See `Control.check`."""
        self._whole.check()


class SilentControl:
    """The `Control` of a stage that nobody watches; `check` may still stop it."""

    def __init__(self, check: Callable[[], None] = lambda: None) -> None:
        self.check = check

    def progress(self, stage: str, fraction: float) -> None:
        """Not told."""

    def warn(self, text: str) -> None:
        """Not told."""


class VideoToAudio(Protocol):
    """Picture and prompt to sound.

    A stage that makes several windows of a long job with the first of them says how many in an
    attribute `windows_at_once`; its first call may then report progress for all of them.
    """

    def generate(self, request: AudioRequest, start: int, length: int, control: Control) -> Audio:
        """Samples [start, start + length) of the job, `start` counted in job time.

        Long jobs are asked for in overlapping windows; equal requests give equal samples, and
        all windows of a job have the same number of channels.
        """


class TextToSpeech(Protocol):
    """A line of text, guided by its picture, to speech."""

    def speak(self, request: SpeechRequest, guidance: Guidance | None, control: Control) -> Speech:
        """Say `request.text`; `guidance` covers the cue's window, None without a picture."""


@runtime_checkable
class CopiesVoices(Protocol):
    """A `TextToSpeech` whose own voices are copied from recordings."""

    def voice_sound(self, voice: str, control: Control) -> Audio:
        """What the voice of that name is copied from. Raises JobError for one that it has not."""


class Fusion(Protocol):
    """How much each modality drives the result, over time."""

    def guidance(self, request: SpeechRequest, control: Control) -> Guidance | None:
        """What the picture says of the line, None without a picture all along."""


class StandardFusion:
    """`Fusion` of an engine that takes no guidance from the picture."""

    def guidance(self, request: SpeechRequest, control: Control) -> Guidance | None:
        """See `Fusion.guidance`."""
        return None


@dataclass(frozen=True)
class Engine:
    """Three stages that belong together."""

    info: EngineInfo
    video_to_audio: VideoToAudio
    text_to_speech: TextToSpeech
    fusion: Fusion
