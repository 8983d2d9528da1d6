"""Voices: reference recordings, a person's own or made by the small neural voice.

The model copies a voice from a recording of some seconds and its words; it has none of its
own. The built-in voices are stand-ins: the embedded neural voice of the sketch engine, and
variants of it, say one fixed sentence, which is the recording. They sound like it.

A person's recording is first trimmed by levels, as published. Then a voice activity detector
listens to what is left: a recording in which nobody speaks is refused, and where more than
half a second of other sound (noise, music, hum) comes before the first word or after the
last, that is cut off and the rest trimmed again. A clean recording stays as published.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
import torch
from av.audio.frame import AudioFrame

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import Control, SpeechRequest
from deepaudio.engines.deepaudio_v1.about import (
    RECORDING_MAX_S,
    RECORDING_MIN_S,
    builtin_voices,
)
from deepaudio.engines.deepaudio_v1.runtime import RecentResults
from deepaudio.features.reference import Pcm, prepare_recording
from deepaudio.features.speech_text import finished_ref_text
from deepaudio.features.voice_activity import speech_spans
from deepaudio.media.container import audio_stream, opened
from deepaudio.media.patience import piece_by_piece
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


class Voices:
    """Prepares reference recordings, each once."""

    def __init__(self) -> None:
        self._kept: RecentResults[Reference] = RecentResults(_KEPT)

    def reference(self, request: SpeechRequest, control: Control) -> Reference:
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


def recorded(path: str, text: str, control: Control) -> Reference:
    """The reference in the sound file at `path`, whose words are `text`.

    Raises MediaError when it cannot be read, JobError when it is silent, too short, too long,
    has no words or nobody speaks in it; warns of sound that was cut off.
    """
    if not text.strip():
        raise JobError(
            "the recording of the voice has no words",
            where=path,
            hint=f"Write what is said in it into {Path(path).with_suffix('.txt').name} beside it.",
        )
    pcm, rate = read_recording(path)
    length_s = len(pcm) / rate
    if length_s > RECORDING_MAX_S:
        raise JobError(
            f"the recording of the voice lasts {length_s:.1f} s; "
            f"at most {RECORDING_MAX_S:.0f} serve",
            where=path,
            hint="Cut it to some 6 to 12 s of clear speech, and its words with it.",
        )
    return _reference(_spoken(_trimmed(pcm, rate, path), rate, path, control), rate, text)


def _trimmed(pcm: Pcm, rate: int, where: str) -> Pcm:
    """The recording as the network's own preparation leaves it. Raises JobError."""
    try:
        trimmed = prepare_recording(pcm, rate)
    except ValueError as error:
        raise JobError(
            "the recording of the voice is silent", where=where, hint="Give another recording."
        ) from error
    _check_length(len(trimmed) / rate, where)
    return trimmed


def _check_length(seconds: float, where: str) -> None:
    if seconds < RECORDING_MIN_S:
        raise JobError(
            f"the recording of the voice holds only {seconds:.1f} s of speech",
            where=where,
            hint=_GOOD,
        )


def _spoken(pcm: Pcm, rate: int, where: str, control: Control) -> Pcm:
    """A trimmed recording without much other sound around what is spoken. Raises JobError."""
    mono = pcm.mean(axis=1, dtype=np.float32) / 32_768
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
        return pcm
    _check_length(end_s - start_s, where)
    control.warn(
        f"{length_s - (high_s - low_s):.1f} s without speech were cut off the recording "
        f"{Path(where).name}"
    )
    return _trimmed(pcm[round(low_s * rate) : round(high_s * rate)], rate, where)


def _reference(pcm: Pcm, rate: int, text: str) -> Reference:
    waveform = torch.from_numpy(pcm.astype(np.float32) / 32_768).T  # (C, T)
    return prepare_reference(waveform, rate, finished_ref_text(" ".join(text.split())))


def read_recording(path: str) -> tuple[Pcm, int]:
    """The first sound of a media file as (T, C) 16-bit samples, and its rate.

    Reads little more than can serve. Raises MediaError.
    """
    parts: list[Pcm] = []
    with opened(path) as container:
        stream = audio_stream(container)
        if stream is None:
            raise MediaError(
                "there is no sound in this file", where=path, hint="Give a sound file."
            )
        rate = stream.codec_context.sample_rate
        to_pcm = av.AudioResampler("s16", rate=rate)
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
    return np.concatenate(parts), rate


def _samples(frame: AudioFrame) -> Pcm:
    """Interleaved samples as (T, C)."""
    channels = frame.layout.nb_channels
    return frame.to_ndarray().reshape(-1, channels).astype(np.int16, copy=False)


def _builtin(name: str, control: Control) -> Reference:
    from deepaudio.engines.small_voice.speech import SketchTextToSpeech

    if name not in builtin_voices():
        raise JobError(
            f"there is no voice {name!r}",
            hint=f"Choose one of these: {', '.join(builtin_voices())}; or cast a recording.",
        )
    request = SpeechRequest(num_samples=12 * SAMPLE_RATE, text=SENTENCE, voice=name)
    said = SketchTextToSpeech().speak(request, None, _SilentControl(control))
    waveform = said.audio.samples[0]
    level = float(np.abs(waveform).max())
    pcm = np.rint(waveform / max(level, 1e-9) * 0.7 * 32_767).astype(np.int16)
    return _reference(_trimmed(pcm[:, None], SAMPLE_RATE, name), SAMPLE_RATE, SENTENCE)


class _SilentControl:
    """The control of a stage inside another one: passes on cancellation only."""

    def __init__(self, control: Control) -> None:
        self.check = control.check

    def progress(self, stage: str, fraction: float) -> None:
        """Not told."""

    def warn(self, text: str) -> None:
        """Not told."""
