"""Fusing and mixing takes: parts summed block by block, audio ducked under speech."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from deepaudio.dsp import wav
from deepaudio.dsp.audio import heard_in, with_channels
from deepaudio.dsp.ducking import context_of, ducking_gain
from deepaudio.dsp.joining import correlation, gains
from deepaudio.dsp.levels import from_db
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples
from deepaudio.engines.base import Control
from deepaudio.worker import surround
from deepaudio.worker.levelling import levelled
from deepaudio.worker.mix_block import MixBlock
from deepaudio.worker.streams import limited
from deepaudio.worker.task import StageControl, Task
from deepaudio.worker.watermarking import missing_watermark
from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.protocol import Done, Fuse, Mix, MixPart

_BLOCK = 10 * SAMPLE_RATE


def fuse(request: Fuse, task: Task) -> Done:
    """Write the audio part alone, ducked under the speech parts, to `out_path`.

    The file begins with the audio part's first sample, and has its length and its channels.
    """
    start = request.audio.start
    total = _length(request.audio)
    channels = wav.num_channels(request.audio.path)
    ducking = Ducking(request.duck_db, request.duck_hold_s, request.duck_speed)
    mixer = PartMixer((request.audio, *request.speech), ducking, channels)
    blocks = (block.effects for block in mixer.blocks(start, start + total, task))
    wav.write_blocks(request.out_path, limited(blocks), channels)
    return Done(task.id, path=request.out_path, timings=task.timings())


def mix(request: Mix, task: Task) -> Done:
    """Write the sum of all parts to `out_path`, and stems and a preview if they are asked for.

    Every part is heard at its own power, however many channels it and the mix have: see
    `heard_in`. In 5.1 lines come from the centre, sound from left and right, and a part of its
    ambience, where that is known apart, from the surrounds too.
    """
    if request.num_samples <= 0:
        raise JobError("there is nothing to mix: the range is empty")
    control = StageControl(task, 0.0, 0.5 if request.preview_path else 1.0)
    ducking = Ducking(request.duck_db, request.duck_hold_s, request.duck_speed)
    channels = request.channels or channels_of(request.parts)

    def blocks(stage: Control) -> Iterator[MixBlock]:
        return PartMixer(request.parts, ducking, channels).blocks(0, request.num_samples, stage)

    levels = levelled(request, channels, blocks, control)
    warnings = missing_watermark(request, levels)
    if request.preview_path:
        from deepaudio.worker.preview import write_preview

        warnings += write_preview(request, StageControl(task, 0.5, 1.0))
    return Done(
        task.id, path=request.out_path, levels=levels, timings=task.timings(), warnings=warnings
    )


def channels_of(parts: Sequence[MixPart]) -> int:
    """Channels of a mix that nobody has chosen any for: as many as the part that has most."""
    return max((wav.num_channels(part.path) for part in parts), default=1)


class PartMixer:
    """Mixes parts block by block into the stems of a mix of so many channels."""

    def __init__(self, parts: Sequence[MixPart], ducking: Ducking, channels: int) -> None:
        placed = [_Placed(part) for part in parts]
        for part in placed:
            _join(part, placed)
        self._parts = sorted(placed, key=lambda part: part.start)
        self._channels = channels
        self._ducking = ducking
        self._context = context_of(ducking) if ducking.depth_db > 0 else 0
        if channels == surround.CHANNELS:
            self._context = max(self._context, surround.REACH)
        self._next = 0
        self._active: list[_Placed] = []

    def blocks(self, start: int, end: int, control: Control) -> Iterator[MixBlock]:
        """The stems over [start, end), in order; audio is ducked."""
        around = self._context
        for low in range(start, end, _BLOCK):
            control.check()
            control.progress("mix", (low - start) / (end - start))
            high = min(low + _BLOCK, end)
            self._advance(low - around, high + around)
            stems = self._stems(low - around, high + around)
            if self._ducking.depth_db > 0:
                gain = ducking_gain(stems.speech, self._ducking)
                stems = MixBlock(stems.speech, stems.effects * gain, stems.ambience * gain)
            yield MixBlock(*(stem[:, around : around + high - low] for stem in stems))

    def _advance(self, low: int, high: int) -> None:
        """Keep the parts that sound in [low, high); blocks only move forwards."""
        while self._next < len(self._parts) and self._parts[self._next].start < high:
            self._active.append(self._parts[self._next])
            self._next += 1
        self._active = [part for part in self._active if part.end > low]

    def _stems(self, low: int, high: int) -> MixBlock:
        """Everything that sounds in [low, high), as it is without ducking."""
        shape = self._channels, high - low
        stems = MixBlock(*(np.zeros(shape, np.float32) for _ in MixBlock._fields))
        for part in self._active:
            first, last = max(part.start, low), min(part.end, high)
            if first >= last:
                continue
            place = slice(first - low, last - low)
            if part.stem == "speech":
                stems.speech[:, place] += heard_in(part.sound(first, last), self._channels)
                continue
            sound = self._spread(part.sound(first, last))
            if part.has_ambience:
                ambience = self._spread(part.ambience(first, last))
                stems.ambience[:, place] += ambience
                sound = sound - ambience
            stems.effects[:, place] += sound
        if self._channels == surround.CHANNELS:
            surround.add_behind(stems.ambience)
        return stems

    def _spread(self, sound: Samples) -> Samples:
        """A shot's sound in the channels of the mix: never from the centre, where lines are."""
        return heard_in(heard_in(sound, 2) if self._channels > 2 else sound, self._channels)


class _Placed:
    """A part, and where it crosses its neighbours."""

    def __init__(self, part: MixPart) -> None:
        self._part = part
        self.stem, self.start, self.after = part.stem, part.start, part.after
        self.end = part.start + _length(part)
        self.crosses: list[tuple[_Crossfade, bool]] = []  # and whether this part rises in it
        self.has_ambience = bool(part.ambience_path)

    def sound(self, first: int, last: int) -> Samples:
        """The part over [first, last) of the mix, faded."""
        return self._faded(self.bare(first, last), first, last)

    def ambience(self, first: int, last: int) -> Samples:
        """Its ambience, faded as the part is."""
        return self._faded(self._read(self._part.ambience_path, first, last), first, last)

    def _faded(self, sound: Samples, first: int, last: int) -> Samples:
        part = self._part
        position = np.arange(first, last)
        if part.fade_in and first < part.start + part.fade_in:
            sound *= _fade((position - part.start + 0.5) / part.fade_in)
        if part.fade_out and last > self.end - part.fade_out:
            sound *= _fade((self.end - position - 0.5) / part.fade_out)
        for crossfade, rises in self.crosses:
            begin, stop = max(first, crossfade.start), min(last, crossfade.end)
            if begin < stop:
                sound[:, begin - first : stop - first] *= crossfade.gains(begin, stop)[rises]
        return sound

    def bare(self, first: int, last: int) -> Samples:
        """The part over [first, last) as its file has it, at its gain; silent past the file."""
        return self._read(self._part.path, first, last)

    def _read(self, path: str, first: int, last: int) -> Samples:
        part = self._part
        read = wav.read(path, part.offset + first - part.start, last - first)
        sound = np.zeros((read.channels, last - first), np.float32)
        sound[:, : read.length] = read.samples
        if part.gain_db:
            sound *= np.float32(from_db(part.gain_db))
        return sound


class _Crossfade:
    """Where one part takes over from another, weighed by how like they are there."""

    def __init__(self, falling: _Placed, rising: _Placed) -> None:
        self.start, self.end = rising.start, min(falling.end, rising.end)
        self._parts = falling, rising
        self._likeness: float | None = None

    def gains(self, first: int, last: int) -> tuple[npt.NDArray[np.float32], ...]:
        """Of the falling and the rising part over [first, last) of the mix."""
        if self._likeness is None:
            falling, rising = (part.bare(self.start, self.end) for part in self._parts)
            channels = max(len(falling), len(rising))
            self._likeness = correlation(
                with_channels(falling, channels), with_channels(rising, channels)
            )
        length = self.end - self.start
        return gains(first - self.start, last - self.start, length, self._likeness)


def _join(rising: _Placed, parts: Sequence[_Placed]) -> None:
    """Let a part cross the one that it comes after, where they overlap."""
    if rising.after is None or not 0 <= rising.after < len(parts):
        return
    falling = parts[rising.after]
    if falling is rising or falling.stem != rising.stem or falling.end <= rising.start:
        return
    crossfade = _Crossfade(falling, rising)
    falling.crosses.append((crossfade, False))
    rising.crosses.append((crossfade, True))


def _fade(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """A quarter sine."""
    return np.sin(np.clip(x, 0, 1) * (np.pi / 2)).astype(np.float32)


def _length(part: MixPart) -> int:
    if part.length is not None:
        return part.length
    return max(0, wav.num_samples(part.path) - part.offset)
