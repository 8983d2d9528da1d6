"""Fusing and mixing takes: parts summed block by block, audio ducked under speech."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio, with_channels
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples
from deepaudio.engines.base import Control, Fusion
from deepaudio.worker.streams import limited
from deepaudio.worker.task import StageControl, Task
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.protocol import Done, Fuse, Mix, MixPart, Stem

_BLOCK = 10 * SAMPLE_RATE
_CONTEXT = SAMPLE_RATE
"""Samples around a block that ducking may look at; like `_BLOCK` a multiple of 5 ms."""


def fuse(request: Fuse, fusion: Fusion, task: Task) -> Done:
    """Write the audio part alone, ducked under the speech parts, to `out_path`.

    The file begins with the audio part's first sample, and has its length and its channels.
    """
    start = request.audio.start
    total = _length(request.audio)
    channels = wav.num_channels(request.audio.path)
    mixer = PartMixer((request.audio, *request.speech), fusion, request.duck_db)
    blocks = (
        with_channels(audio, channels) for audio, _ in mixer.blocks(start, start + total, task)
    )
    wav.write_blocks(request.out_path, limited(blocks), channels)
    return Done(task.id, path=request.out_path, timings=task.timings())


def mix(request: Mix, fusion: Fusion, task: Task) -> Done:
    """Write the sum of all parts to `out_path`, and a preview beside it if asked for.

    The mix has as many channels as the part that has most; parts of one are heard from all.
    """
    if request.num_samples <= 0:
        raise JobError("there is nothing to mix: the range is empty")
    control = StageControl(task, 0.0, 0.3 if request.preview_path else 1.0)
    mixer = PartMixer(request.parts, fusion, request.duck_db)
    blocks = (audio + speech for audio, speech in mixer.blocks(0, request.num_samples, control))
    wav.write_blocks(request.out_path, limited(blocks), mixer.channels)
    warnings: tuple[str, ...] = ()
    if request.preview_path:
        from deepaudio.worker.preview import write_preview

        warnings = write_preview(request, StageControl(task, 0.3, 1.0))
    return Done(task.id, path=request.out_path, timings=task.timings(), warnings=warnings)


class PartMixer:
    """Mixes parts block by block into an audio and a speech stem."""

    def __init__(self, parts: Sequence[MixPart], fusion: Fusion, duck_db: float) -> None:
        self._parts = sorted(((p, p.start + _length(p)) for p in parts), key=lambda p: p[0].start)
        self.channels = max((wav.num_channels(part.path) for part in parts), default=1)
        self._fusion = fusion
        self._duck_db = duck_db
        self._next = 0
        self._active: list[tuple[MixPart, int]] = []

    def blocks(self, start: int, end: int, control: Control) -> Iterator[tuple[Samples, Samples]]:
        """Ducked audio and speech over [start, end), in order, in pairs of equal shape (C, T)."""
        for low in range(start, end, _BLOCK):
            control.check()
            control.progress("mix", (low - start) / (end - start))
            high = min(low + _BLOCK, end)
            self._advance(low - _CONTEXT, high + _CONTEXT)
            audio = self._stem("audio", low - _CONTEXT, high + _CONTEXT)
            speech = self._stem("speech", low - _CONTEXT, high + _CONTEXT)
            ducked = self._fusion.duck(Audio(audio), Audio(speech), self._duck_db).samples
            yield ducked[:, _CONTEXT:-_CONTEXT], speech[:, _CONTEXT:-_CONTEXT]

    def _advance(self, low: int, high: int) -> None:
        """Keep the parts that sound in [low, high); blocks only move forwards."""
        while self._next < len(self._parts) and self._parts[self._next][0].start < high:
            self._active.append(self._parts[self._next])
            self._next += 1
        self._active = [(part, end) for part, end in self._active if end > low]

    def _stem(self, stem: Stem, low: int, high: int) -> Samples:
        total = np.zeros((self.channels, high - low), np.float32)
        for part, end in self._active:
            first, last = max(part.start, low), min(end, high)
            if part.stem == stem and first < last:
                sound = with_channels(_sound(part, end, first, last), self.channels)
                total[:, first - low : last - low] += sound
        return total


def _sound(part: MixPart, end: int, first: int, last: int) -> Samples:
    """The part over [first, last) of the mix, faded. Past the file's end it is silent."""
    read = wav.read(part.path, part.offset + first - part.start, last - first)
    sound = np.zeros((read.channels, last - first), np.float32)
    sound[:, : read.length] = read.samples
    position = np.arange(first, last)
    if part.fade_in and first < part.start + part.fade_in:
        sound *= _fade((position - part.start + 0.5) / part.fade_in)
    if part.fade_out and last > end - part.fade_out:
        sound *= _fade((end - position - 0.5) / part.fade_out)
    return sound


def _fade(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """A quarter sine: two parts that cross keep their power."""
    return np.sin(np.clip(x, 0, 1) * (np.pi / 2)).astype(np.float32)


def _length(part: MixPart) -> int:
    if part.length is not None:
        return part.length
    return max(0, wav.num_samples(part.path) - part.offset)
