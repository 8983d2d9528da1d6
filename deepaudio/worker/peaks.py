"""Waveform overviews: the lowest and highest sample of each of many equal parts.

All channels are drawn as one: what is highest in any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.waveform import Samples, Waveform
from deepaudio.engines.base import Control
from deepaudio.worker.sound import Sound, file_time, open_sound, with_progress
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError, MediaError
from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.core.protocol import Done, Peaks

_BINS = 8  # in a bucket, at least: how long a file's sound is, is only known at its end
_MANY_BINS = 1 << 18  # so that edges of buckets are exact in all but long files
_LONGEST_BIN = 1 << 14  # samples
_AT_ONCE = 1 << 16  # samples
_MAX_BUCKETS = 1 << 20
_FULL_SCALE = 127

Range = tuple[Waveform, Waveform]
"""Lowest and highest values, (F,) each."""


def peaks(request: Peaks, task: Task) -> Done:
    """Write a waveform. Raises `JobError` for an invalid range, and `MediaError`."""
    empty = request.duration_s is not None and request.duration_s <= 0
    if empty or not 1 <= request.buckets <= _MAX_BUCKETS:
        raise JobError("there is nothing to draw: the range is empty", where=request.path)
    start_s = file_time(request.path, request.start_s, request.clock_start_s)
    with open_sound(request.path) as sound:
        lows, highs = _outline(sound, start_s, request, task)
    if not len(lows):
        raise MediaError(
            "no sound can be read from the media",
            where=request.path,
            hint="Check that the file plays; replace it if it is damaged.",
        )
    starts = np.arange(request.buckets) * len(lows) // request.buckets
    pairs = np.stack([_reduced(np.minimum, lows, starts), _reduced(np.maximum, highs, starts)], 1)
    scaled = np.rint(np.clip(pairs, -1, 1) * _FULL_SCALE).astype(np.int8)
    path = Path(request.out_path)
    with output_errors(path):
        write_bytes(path, scaled.tobytes(), durable=False)
    return Done(task.id, path=request.out_path, timings=task.timings())


def _outline(sound: Sound, start_s: float, request: Peaks, control: Control) -> Range:
    """The sound of the range in bins of equal length, which is small beside a bucket's."""
    first = round(start_s * sound.rate)
    if request.duration_s is None:
        last, total = None, (sound.length or 0) - first
    else:
        total = max(1, round(request.duration_s * sound.rate))
        last = first + total
    count = max(request.buckets * _BINS, _MANY_BINS)
    size = min(max(1, total // count), _LONGEST_BIN)
    lows, highs = _bins(with_progress(sound.blocks(first, last), total, "peaks", control), size)
    missing = max(0, -(-total // size) - len(lows)) if last is not None else 0
    return np.pad(lows, (0, missing)), np.pad(highs, (0, missing))


def _bins(blocks: Iterable[Samples], size: int) -> Range:
    lows: list[Waveform] = [np.zeros(0, np.float32)]
    highs = list(lows)
    for chunk in _gathered(blocks, size):
        rows = chunk.reshape(len(chunk), -1, min(size, chunk.shape[1]))
        lows.append(rows.min(axis=(0, 2)))
        highs.append(rows.max(axis=(0, 2)))
    return np.concatenate(lows), np.concatenate(highs)


def _gathered(blocks: Iterable[Samples], size: int) -> Iterator[Samples]:
    """Blocks (C, T) as longer ones of whole bins; a rest that fills no bin comes last, alone."""
    held: list[Samples] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += block.shape[1]
        if count >= max(_AT_ONCE, size):
            joined = np.concatenate(held, axis=1)
            whole = count - count % size
            yield joined[:, :whole]
            held, count = [joined[:, whole:]], count - whole
    if held:
        rest = np.concatenate(held, axis=1)
        whole = count - count % size
        yield from (part for part in (rest[:, :whole], rest[:, whole:]) if part.shape[1])


def _reduced(extreme: np.ufunc, values: Waveform, starts: npt.NDArray[np.int64]) -> Waveform:
    """One value for each bucket; where there are fewer values than buckets, they repeat."""
    if len(values) < len(starts):
        return values[starts]
    reduced: Waveform = extreme.reduceat(values, starts)
    return reduced
