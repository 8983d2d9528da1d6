"""Prepares a voice's reference recording for the speech network.

Long recordings are cut at pauses to at most 15 s, silence at both ends goes, the level is
raised to a common RMS, the rate becomes the network's. Levels are measured as the
network's own preparation (by the package pydub) measures them: truncated RMS of whole-number
samples, in the recording's own width, over whole milliseconds. So the same recording gives
the same samples. Sound of 24 bit and floating-point sound count as 32 bit there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from deepaudio.features.sinc import SincFilter, resample_by

Pcm = npt.NDArray[np.int8] | npt.NDArray[np.int16] | npt.NDArray[np.int32]
"""Samples (T,) or (T, C), as loud as their type can hold."""

LONGEST_MS = 15_000
ENOUGH_MS = 6_000
"""A recording cut at pauses is long enough from here on."""

TARGET_RMS = 0.1

_KEEP_MS = 1_000  # of each pause, on either side
_PAUSE_STEP_MS = 10
_EDGE_DBFS = -42.0
_EDGE_STEP_MS = 10
_TAIL_MS = 50
_TAIL_RATE = 11_025  # the tail is made at this rate and brought to the recording's


@dataclass(frozen=True)
class PauseThreshold:
    """What counts as a pause: at least `shortest_ms` no louder than `dbfs`."""

    shortest_ms: int
    dbfs: float


Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class TrimmedRecording:
    """A prepared recording, and where in the recording each of its samples was: -1 for none."""

    pcm: Pcm
    places: Places  # (T,)

    def kept(self) -> tuple[tuple[int, int], ...]:
        """Ranges [start, stop) of the recording that it consists of, in samples and in order."""
        from_it = self.places[self.places >= 0]
        if not len(from_it):
            return ()
        breaks = np.flatnonzero(np.diff(from_it) != 1)
        starts = from_it[np.append(0, breaks + 1)]
        stops = from_it[np.append(breaks, len(from_it) - 1)] + 1
        return tuple(zip(starts.tolist(), stops.tolist(), strict=True))

    def of(self, places: Places) -> TrimmedRecording:
        """The same, if what was prepared was itself a part: its samples were at `places`."""
        found = np.append(places, -1)[self.places]  # -1 is the last entry
        return TrimmedRecording(self.pcm, found)


PAUSES = (PauseThreshold(1_000, -50.0), PauseThreshold(100, -40.0))
"""Long pauses first; short ones when that leaves the recording too long."""


def full_scale(pcm: Pcm) -> int:
    """What counts as 1 in samples of that type."""
    return int(-int(np.iinfo(pcm.dtype).min))


def prepare_recording(pcm: Pcm, rate: int) -> TrimmedRecording:
    """At most 15 s of `pcm`, without silence at its ends, and 50 ms of silence behind it.

    Raises ValueError when the recording is silent throughout.
    """
    sound = _Milliseconds(pcm, rate)
    for pause in PAUSES:
        kept = _joined(_pieces(sound, pause), sound)
        if kept.length_ms <= LONGEST_MS:
            break
    kept = kept.cut(0, LONGEST_MS)
    trimmed = _without_silent_edges(kept)
    if trimmed.length_ms == 0:
        raise ValueError("the reference recording is silent")
    tail = (round(_TAIL_RATE * _TAIL_MS / 1000 - 0.5) - 1) * rate // _TAIL_RATE + 1
    silence: Pcm = np.zeros((tail, *pcm.shape[1:]), pcm.dtype)
    return TrimmedRecording(
        np.concatenate([trimmed.pcm, silence]), np.append(trimmed.places, np.full(tail, -1))
    )


def level_up(waveform: Tensor, target_rms: float = TARGET_RMS) -> tuple[Tensor, float]:
    """(B, T) waveform raised to `target_rms` if it is below, and the factor to undo it."""
    rms = waveform.square().mean().sqrt()
    if not 0 < rms < target_rms:
        return waveform, 1.0
    return waveform * target_rms / rms, float(rms / target_rms)


def resample_sinc(waveform: Tensor, old_rate: int, new_rate: int) -> Tensor:
    """(B, T) to (B, ceil(T * new_rate / old_rate)) by a Hann-windowed sinc of 6 zero crossings.

    The filter the speech network's references were resampled with in training. Raises
    ValueError for rates that are not positive.
    """
    return resample_by(waveform, old_rate, new_rate, _REFERENCES)


def _hann(u: Tensor, crossings: int) -> Tensor:
    return torch.cos(math.pi * u / (2 * crossings)).square()


_REFERENCES = SincFilter(6, 0.99, _hann)


class _Milliseconds:
    """Sound addressed by the millisecond, and where each sample was in the recording."""

    def __init__(self, pcm: Pcm, rate: int, places: Places | None = None) -> None:
        self.pcm = pcm
        self.places = np.arange(len(pcm)) if places is None else places
        self.rate = rate
        self.full_scale = full_scale(pcm)
        self.length_ms = round(1000 * len(pcm) / rate)
        self._channels = 1 if pcm.ndim == 1 else pcm.shape[1]
        exact = np.float64 if pcm.dtype == np.int32 else np.int64  # sums of 2^62 would overflow
        squares = pcm.astype(exact) ** 2
        total = np.cumsum(squares if pcm.ndim == 1 else squares.sum(axis=1))
        self._energy = np.concatenate([np.zeros(1, exact), total])  # (T + 1,)

    def sample(self, ms: npt.NDArray[np.int64] | int) -> npt.NDArray[np.int64]:
        """First sample of a millisecond."""
        position = np.minimum(ms, self.length_ms) * (self.rate / 1000)
        first: npt.NDArray[np.int64] = np.asarray(position).astype(np.int64)
        return first

    def cut(self, start_ms: int, stop_ms: int) -> _Milliseconds:
        """[start_ms, stop_ms), zeros where the last millisecond is incomplete."""
        start, stop = (int(self.sample(ms)) for ms in (max(0, start_ms), stop_ms))
        part = self.pcm[start:stop]
        count = stop - start - len(part)
        missing: Pcm = np.zeros((count, *part.shape[1:]), part.dtype)
        places = np.append(self.places[start:stop], np.full(count, -1))
        return _Milliseconds(np.concatenate([part, missing]), self.rate, places)

    def rms(self, starts_ms: npt.NDArray[np.int64], width_ms: int) -> npt.NDArray[np.int64]:
        """Whole-number RMS of the `width_ms` from each start; a window past the end is shorter."""
        starts, stops = self.sample(starts_ms), self.sample(starts_ms + width_ms)
        last = len(self.pcm)
        energy = self._energy[np.minimum(stops, last)] - self._energy[np.minimum(starts, last)]
        count = np.maximum(1, (stops - starts) * self._channels)
        rms: npt.NDArray[np.int64] = np.sqrt(np.maximum(energy, 0) / count).astype(np.int64)
        return rms

    def dbfs(self, starts_ms: npt.NDArray[np.int64], width_ms: int) -> npt.NDArray[np.float64]:
        """The same as levels below full scale."""
        rms = self.rms(starts_ms, width_ms)
        return 20 * np.log10(np.maximum(rms, 1e-9) / self.full_scale)


def _pieces(sound: _Milliseconds, pause: PauseThreshold) -> list[tuple[int, int]]:
    """Ranges in ms between pauses, each with up to 1 s of pause kept on either side."""
    ranges = [(start - _KEEP_MS, stop + _KEEP_MS) for start, stop in _loud_ranges(sound, pause)]
    for i in range(len(ranges) - 1):  # what two pieces both keep is shared out
        (start, stop), (next_start, next_stop) = ranges[i], ranges[i + 1]
        if next_start < stop:
            middle = (stop + next_start) // 2
            ranges[i], ranges[i + 1] = (start, middle), (middle, next_stop)
    return ranges


def _loud_ranges(sound: _Milliseconds, pause: PauseThreshold) -> list[tuple[int, int]]:
    """What lies outside every pause, in ms."""
    silent = _silent_ranges(sound, pause)
    edges = [0, *(ms for span in silent for ms in span), sound.length_ms]
    ranges = list(zip(edges[::2], edges[1::2], strict=True))
    if ranges[-1][0] == ranges[-1][1]:
        ranges.pop()
    if ranges and ranges[0] == (0, 0):
        ranges.pop(0)
    return ranges


def _silent_ranges(sound: _Milliseconds, pause: PauseThreshold) -> list[tuple[int, int]]:
    """Pauses in ms: windows of the shortest pause's length that are quiet, run together."""
    last = sound.length_ms - pause.shortest_ms
    if last < 0:
        return []
    starts = np.unique(np.append(np.arange(0, last + 1, _PAUSE_STEP_MS), last))
    most = 10 ** (pause.dbfs / 20) * sound.full_scale
    quiet = sound.rms(starts, pause.shortest_ms) <= most
    found = starts[quiet].tolist()
    if not found:
        return []
    gaps = [i for i in range(1, len(found)) if found[i] > found[i - 1] + pause.shortest_ms]
    firsts = [found[i] for i in [0, *gaps]]
    lasts = [found[i - 1] for i in [*gaps, len(found)]]
    return [(a, b + pause.shortest_ms) for a, b in zip(firsts, lasts, strict=True)]


def _joined(pieces: list[tuple[int, int]], sound: _Milliseconds) -> _Milliseconds:
    """Pieces in order until there is enough and the next would make it too long."""
    kept = [sound.cut(0, 0)]
    length_ms = 0
    for start, stop in pieces:
        piece = sound.cut(start, stop)
        samples = sum(len(part.pcm) for part in (*kept, piece))
        joined_ms = round(1000 * samples / sound.rate)
        if length_ms > ENOUGH_MS and joined_ms > LONGEST_MS:
            break
        kept.append(piece)
        length_ms = joined_ms
    pcm: Pcm = np.concatenate([part.pcm for part in kept])
    return _Milliseconds(pcm, sound.rate, np.concatenate([part.places for part in kept]))


def _without_silent_edges(sound: _Milliseconds) -> _Milliseconds:
    """Leading silence in steps of 10 ms, then trailing silence in steps of 1 ms, cut off."""
    steps = np.arange(0, sound.length_ms, _EDGE_STEP_MS)
    heard = np.flatnonzero(sound.dbfs(steps, _EDGE_STEP_MS) >= _EDGE_DBFS)
    sound = sound.cut(int(steps[heard[0]]) if len(heard) else sound.length_ms, sound.length_ms)
    steps = np.arange(sound.length_ms)
    heard = np.flatnonzero(sound.dbfs(steps, 1) > _EDGE_DBFS)
    end_s = len(sound.pcm) / sound.rate
    for _ in range(sound.length_ms - 1 - int(heard[-1]) if len(heard) else sound.length_ms):
        end_s -= 0.001  # one by one, as rounding adds up so
    return sound.cut(0, int(end_s * 1000))
