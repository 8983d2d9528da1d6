"""Voices: reference recordings, a person's own or made by the small neural voice.

The model copies a voice from a recording of some seconds and its words; it has none of its
own. The built-in voices are stand-ins: the embedded neural voice of the sketch engine, and
variants of it, say one fixed sentence, which is the recording. They sound like it.

A person's recording is first trimmed by levels, as published. Then a voice activity detector
listens to what is left: a recording in which nobody speaks is refused, and where more than
half a second of other sound (noise, music, hum) comes before the first word or after the
last, that is cut off and the rest trimmed again. A clean recording stays as published.
Where its sound was cut is kept: a recording that is the sound of a clip has a picture, which
is cut alike (see `fusion`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import av
import av.error
import numpy as np
import torch
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples
from deepaudio.engines.base import Control, SilentControl, SpeechRequest
from deepaudio.engines.deepaudio_v1.about import (
    RECORDING_MAX_S,
    RECORDING_MIN_S,
    builtin_voices,
)
from deepaudio.engines.deepaudio_v1.runtime import RecentResults
from deepaudio.features.reference import Pcm, TrimmedRecording, full_scale, prepare_recording
from deepaudio.features.speech_text import finished_ref_text
from deepaudio.features.voice_activity import speech_spans
from deepaudio.media.container import audio_stream, opened, video_stream
from deepaudio.media.patience import piece_by_piece
from deepaudio.media.picture import JobPicture
from deepaudio.sampling.speech import Reference, prepare_reference
from deepaudio_plugin.core.errors import JobError, MediaError

SENTENCE = (
    "The morning train leaves at seven, and I have packed a warm coat, some bread, "
    "and the letters that you wrote."
)

_AROUND_S = 0.5  # of other sound before or after the speech that may stay: a breath, a room
_MARGIN_S = 0.2  # left around the speech where more than that is cut off
_GOOD = "Give some 6 to 12 s of clear speech."
_KEPT = 64
_LOSSY = ("aac", "mp3", "mp3float")
"""Decoded to floats, and yet read as 16 bit by the package that prepared the training's."""


@dataclass(frozen=True)
class PreparedVoice:
    """A voice made ready, and where its recording was cut."""

    reference: Reference
    kept_s: tuple[tuple[float, float], ...] = ()  # ranges of the recording, in order
    seconds: float = 0.0  # the recording's own length
    picture: JobPicture | None = None  # from the recording's first sample on, in its own file


class Voices:
    """Prepares reference recordings, each once."""

    def __init__(self) -> None:
        self._kept: RecentResults[PreparedVoice] = RecentResults(_KEPT)

    def voice(self, request: SpeechRequest, control: Control) -> PreparedVoice:
        """The voice of a request: `settings["reference"]` if it names one, else a built-in.

        `reference` holds the recording's `path`, its words `text` and a `digest` of the
        file. Raises JobError or MediaError for a recording that cannot serve.
        """
        recording = request.settings.get("reference")
        if isinstance(recording, Mapping):
            path, text = str(recording.get("path", "")), str(recording.get("text", ""))
            key: tuple[Any, ...] = (path, text, recording.get("digest", ""))
        else:
            key = (request.voice or builtin_voices()[0],)
        found = self._kept.get(key)
        if found is not None:
            return found
        if isinstance(recording, Mapping):
            return self._kept.keep(key, recorded(path, text, control))
        return self._kept.keep(key, _builtin(key[0], control))


def recorded(path: str, text: str, control: Control) -> PreparedVoice:
    """The voice in the sound file at `path`, whose words are `text`.

    Raises MediaError when it cannot be read, JobError when it is silent, too short, too long,
    has no words or nobody speaks in it; warns of sound that was cut off.
    """
    if not text.strip():
        raise JobError(
            "the recording of the voice has no words",
            where=path,
            hint=f"Write what is said in it into {Path(path).with_suffix('.txt').name} beside it.",
        )
    recording = read_recording(path)
    pcm, rate, length_s = recording.pcm, recording.rate, recording.seconds
    if length_s > RECORDING_MAX_S:
        raise JobError(
            f"the recording of the voice lasts {length_s:.1f} s; "
            f"at most {RECORDING_MAX_S:.0f} serve",
            where=path,
            hint="Cut it to some 6 to 12 s of clear speech, and its words with it.",
        )
    prepared = _spoken(_trimmed(pcm, rate, path), rate, path, control)
    kept_s = tuple((start / rate, stop / rate) for start, stop in prepared.kept())
    reference = _reference(prepared.pcm, rate, text)
    return PreparedVoice(reference, kept_s, length_s, recording.picture(path))


def _trimmed(pcm: Pcm, rate: int, where: str) -> TrimmedRecording:
    """The recording as the network's own preparation leaves it. Raises JobError."""
    try:
        trimmed = prepare_recording(pcm, rate)
    except ValueError as error:
        raise JobError(
            "the recording of the voice is silent", where=where, hint="Give another recording."
        ) from error
    _check_length(len(trimmed.pcm) / rate, where)
    return trimmed


def _check_length(seconds: float, where: str) -> None:
    if seconds < RECORDING_MIN_S:
        raise JobError(
            f"the recording of the voice holds only {seconds:.1f} s of speech",
            where=where,
            hint=_GOOD,
        )


def _spoken(trimmed: TrimmedRecording, rate: int, where: str, control: Control) -> TrimmedRecording:
    """A trimmed recording without much other sound around what is spoken. Raises JobError."""
    pcm = trimmed.pcm
    mono = _as_floats(pcm).mean(axis=1)
    spans = speech_spans(mono, rate)
    if not spans:
        raise JobError(
            "nobody speaks in the recording of the voice: it is noise, music or hum",
            where=where,
            hint=_GOOD,
        )
    start_s, end_s, length_s = spans[0][0], spans[-1][1], len(pcm) / rate
    low_s = start_s - _MARGIN_S if start_s > _AROUND_S else 0.0
    high_s = end_s + _MARGIN_S if length_s - end_s > _AROUND_S else length_s
    if (low_s, high_s) == (0.0, length_s):
        return trimmed
    _check_length(end_s - start_s, where)
    control.warn(
        f"{length_s - (high_s - low_s):.1f} s without speech were cut off the recording "
        f"{Path(where).name}"
    )
    part = slice(round(low_s * rate), round(high_s * rate))
    return _trimmed(pcm[part], rate, where).of(trimmed.places[part])


def _reference(pcm: Pcm, rate: int, text: str) -> Reference:
    waveform = torch.from_numpy(_as_floats(pcm)).T  # (C, T)
    return prepare_reference(waveform, rate, finished_ref_text(" ".join(text.split())))


def _as_floats(pcm: Pcm) -> Samples:
    """Samples in [-1, 1], in the same shape."""
    floats: Samples = (pcm.astype(np.float64) / full_scale(pcm)).astype(np.float32)
    return floats


@dataclass(frozen=True)
class Recording:
    """The sound of a file as (T, C) samples of its own width."""

    pcm: Pcm
    rate: int
    after_picture_s: float | None = None  # how much later than the picture; None: no picture

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / self.rate

    def picture(self, path: str) -> JobPicture | None:
        """What its file, at `path`, shows meanwhile."""
        if self.after_picture_s is None:
            return None
        return JobPicture(
            path,
            media_start_s=self.after_picture_s,
            clock_start_s=0.0,
            duration_s=self.seconds,
        )


def read_recording(path: str) -> Recording:
    """The first sound of a media file. Reads little more than can serve. Raises MediaError."""
    parts: list[Pcm] = []
    with opened(path) as container:
        stream = audio_stream(container)
        if stream is None:
            raise MediaError(
                "there is no sound in this file", where=path, hint="Give a sound file."
            )
        rate = stream.codec_context.sample_rate
        after_s = _after_picture_s(container, stream, path)
        to_pcm = av.AudioResampler(_width(stream), rate=rate)
        count = 0
        for frame in piece_by_piece(container.decode(stream), path):
            frame.pts = None
            parts += [_samples(piece) for piece in to_pcm.resample(frame)]
            count += frame.samples
            if count > (RECORDING_MAX_S + 1) * rate:
                break
        parts += [_samples(piece) for piece in to_pcm.resample(None)]
    if not any(len(part) for part in parts):
        raise MediaError("there is no sound in this file", where=path, hint="Give a sound file.")
    return Recording(cast(Pcm, np.concatenate(parts)), rate, after_s)


def _width(stream: AudioStream) -> str:
    """The samples that a sound's levels are measured in, by FFmpeg's name for them."""
    name = stream.codec_context.format.name.removesuffix("p")
    if name in ("u8", "s16"):
        return name
    return "s16" if stream.codec_context.name in _LOSSY else "s32"


def _samples(frame: AudioFrame) -> Pcm:
    """Interleaved samples as (T, C)."""
    samples = frame.to_ndarray().reshape(-1, frame.layout.nb_channels)
    if samples.dtype == np.uint8:
        return (samples.astype(np.int16) - 128).astype(np.int8)
    return cast(Pcm, samples)


def _after_picture_s(container: InputContainer, stream: AudioStream, path: str) -> float | None:
    """How much later than the first picture of a file its sound begins; None without any."""
    try:
        picture = video_stream(container, path)
    except MediaError:
        return None
    starts = [
        float(one.start_time * one.time_base)
        if one.start_time is not None and one.time_base is not None
        else 0.0
        for one in (stream, picture)
    ]
    return starts[0] - starts[1]


def builtin_sound(name: str, control: Control) -> Audio:
    """What a voice that is built in is copied from. Raises JobError for one that is not."""
    from deepaudio.engines.small_voice.speech import SketchTextToSpeech

    if name not in builtin_voices():
        raise JobError(
            f"there is no voice {name!r}",
            hint=f"Choose one of these: {', '.join(builtin_voices())}; or cast a recording.",
        )
    request = SpeechRequest(num_samples=12 * SAMPLE_RATE, text=SENTENCE, voice=name)
    return SketchTextToSpeech().speak(request, None, SilentControl(control.check)).audio


def _builtin(name: str, control: Control) -> PreparedVoice:
    waveform = builtin_sound(name, control).samples[0]
    level = float(np.abs(waveform).max())
    pcm = np.rint(waveform / max(level, 1e-9) * 0.7 * 32_767).astype(np.int16)
    return PreparedVoice(
        _reference(_trimmed(pcm[:, None], SAMPLE_RATE, name).pcm, SAMPLE_RATE, SENTENCE)
    )
