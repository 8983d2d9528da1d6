"""What sounds over a range, to be heard at once: takes, the film's own sound, and meters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deepaudio.dsp import levels
from deepaudio.dsp.audio import heard_in
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples
from deepaudio.worker.mixing import PartMixer
from deepaudio.worker.original import own_sound
from deepaudio.worker.task import Task
from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.core.heard_file import pack_heard
from deepaudio_plugin.core.protocol import Done, Hear

_AROUND = SAMPLE_RATE  # samples past both ends that the limiter looks at
_LONGEST = 120 * SAMPLE_RATE
_STEP = SAMPLE_RATE // 25  # of the meters
_FULL_SCALE = 32_767


def hear(request: Hear, task: Task) -> Done:
    """Write a range. Raises `JobError` for an empty one or one that is too long."""
    if not 0 < request.num_samples <= _LONGEST:
        raise JobError("there is nothing to hear: the range is empty or too long")
    total = request.num_samples + 2 * _AROUND
    ducking = Ducking(request.duck_db, request.duck_hold_s, request.duck_speed)
    parts = [replace(part, start=part.start + _AROUND) for part in request.parts]
    sound: Samples = np.zeros((2, total), np.float32)
    if parts:
        position = 0
        for block in PartMixer(parts, ducking, 2).blocks(0, total, task):
            mixed = block.mixed
            sound[:, position : position + mixed.shape[1]] += mixed
            position += mixed.shape[1]
    for film in request.film:
        own = own_sound(film.picture, _later(film.picture_starts_s), total, task)
        if own is not None:
            _add(sound, own.blocks, levels.from_db(film.gain_db))
    inside = slice(_AROUND, _AROUND + request.num_samples)
    meters = _meters(sound[:, inside], levels.peak_contour(sound)[:, inside])
    limited = levels.limit_true_peak(sound)[:, inside]
    path = Path(request.out_path)
    with output_errors(path):
        write_bytes(path, pack_heard(_packed(limited), _STEP, meters.tobytes()), durable=False)
    return Done(task.id, path=request.out_path, timings=task.timings(), warnings=task.warnings)


def _later(starts_s: Sequence[float]) -> tuple[float, ...]:
    """Starts in a range that begins `_AROUND` earlier."""
    return tuple(start_s + _AROUND / SAMPLE_RATE for start_s in starts_s)


def _add(sound: Samples, blocks: Iterable[Samples], gain: float) -> None:
    position = 0
    for block in blocks:
        stereo = heard_in(block, 2)
        sound[:, position : position + stereo.shape[1]] += np.float32(gain) * stereo
        position += stereo.shape[1]


def _packed(sound: Samples) -> bytes:
    whole = np.rint(np.clip(sound, -1, 1) * _FULL_SCALE).astype("<i2")
    return np.ascontiguousarray(whole.T).tobytes()


def _meters(sound: Samples, peaks: Samples) -> npt.NDArray[np.float32]:
    """True peaks and RMS of both sides for each step: (S, 4), the last step as long as it is."""
    starts = np.arange(0, sound.shape[1], _STEP)
    lengths = np.diff(np.append(starts, sound.shape[1]))
    rms = np.sqrt(np.add.reduceat(np.square(sound), starts, axis=1) / lengths)
    rows = np.concatenate([np.maximum.reduceat(peaks, starts, axis=1), rms])
    return np.ascontiguousarray(rows.T.astype("<f4"))
