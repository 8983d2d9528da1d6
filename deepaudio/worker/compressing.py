"""Takes as small files, to be played where a page shows them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import soundfile

from deepaudio.dsp import wav
from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.core.protocol import Compress, Done

_SPEECH_RATE = 24_000  # of one channel: speech has little above 12 kHz
_KINDS = (
    (".mp3", "MP3", "MPEG_LAYER_III"),
    (".ogg", "OGG", "VORBIS"),
    (".flac", "FLAC", "PCM_16"),
)
"""Endings, formats and codecs, the one that most browsers play first."""


def compress(request: Compress, task: Task) -> Done:
    """Write the small file. Raises `JobError` for an empty part, `MediaError`, `OutputError`."""
    first, total = max(0, request.start), wav.num_samples(request.path)
    last = total if request.length is None else min(total, request.start + request.length)
    if last <= first:
        raise JobError("there is nothing to play: the range is empty", where=request.path)
    sound = wav.read(request.path, first, last - first).samples
    task.check()
    rate = _SPEECH_RATE if len(sound) == 1 else SAMPLE_RATE
    suffix, form, codec = _kind()
    held = io.BytesIO()
    soundfile.write(held, resample(sound, SAMPLE_RATE, rate).T, rate, format=form, subtype=codec)
    path = Path(f"{request.out_path}{suffix}")
    with output_errors(path):
        write_bytes(path, held.getvalue(), durable=False)
    return Done(task.id, path=str(path), timings=task.timings())


def _kind() -> tuple[str, str, str]:
    known: Any = soundfile.available_formats()
    return next((kind for kind in _KINDS if kind[1] in known), _KINDS[-1])
