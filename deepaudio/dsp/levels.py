"""Levels by ITU-R BS.1770: bringing to a loudness, true peaks, limiting.

Samples are float32 (..., T) at 48 kHz. Every gain is one for all channels, so that nothing moves
between them.
"""

from __future__ import annotations

import functools
import math

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from deepaudio.dsp.loudness import loudness
from deepaudio.dsp.waveform import Samples, Waveform

Gain = npt.NDArray[np.float32]  # (T,)

SPEECH_LUFS = -23.0
"""Loudness of speech takes, EBU R 128's programme level."""

LOUDER_BY = {"whisper": -7.0, "soft": -3.0, "shout": 4.0}
"""Of a line that is said in another way than usual, in LU: less than between people in a room, so
that a mix needs no riding."""

CEILING_DB = -1.0
"""Highest true peak of a take, in dBTP."""

_LOOK_AHEAD = 240  # samples on either side over which the limiter moves: 5 ms
_LIMITER_MARGIN_DB = 0.05  # meters differ by some hundredths in how they interpolate
_PASSES = 3  # a moving gain shifts peaks between samples a little, so one may not do


def level_to(samples: Samples, lufs: float = SPEECH_LUFS) -> Samples:
    """`samples` at an integrated loudness of `lufs`; silence comes back as it is."""
    measured = loudness(samples)
    if measured is None:
        return samples
    levelled: Samples = samples * np.float32(from_db(lufs - measured))
    return levelled


def to_db(value: float) -> float:
    """An amplitude in dB; 0 gives -inf."""
    return 20 * math.log10(value) if value > 0 else -math.inf


def from_db(decibels: float) -> float:
    """dB as an amplitude."""
    return float(10 ** (decibels / 20))


# -- true peak ----------------------------------------------------------------------

_OVERSAMPLING = 4  # BS.1770-4, annex 2
_HALF = 12  # samples the interpolator looks to either side
_SEGMENT = 64  # small, so that little is interpolated around each loud moment


def true_peak(samples: Samples) -> float:
    """Highest absolute value between and at the samples of any channel, by fourfold oversampling.

    Exact and cheap: only segments that could hold the maximum are interpolated, since a
    value between samples is at most `_interpolator()`'s absolute sum times its neighbours.
    """
    return max((_true_peak_of(channel) for channel in np.atleast_2d(samples)), default=0.0)


def _true_peak_of(waveform: Waveform) -> float:
    if not len(waveform):
        return 0.0
    sample_peak = float(np.max(np.abs(waveform)))
    segments = _segments_above(waveform, sample_peak / _gain_bound())
    peaks = (_between(waveform, *span).max() for span in segments)
    return max([sample_peak, *(float(peak) for peak in peaks)])


def peak_contour(samples: Samples) -> Samples:
    """For each sample of (C, T) the highest absolute value at it and up to the next one."""
    return np.stack([_peaks_above(channel, 0.0) for channel in samples])


def limit_true_peak(samples: Samples, ceiling_db: float = CEILING_DB) -> Samples:
    """`samples` with no true peak above `ceiling_db`; untouched where it is below already."""
    gain = limiting_gain(samples, ceiling_db)
    return samples if gain is None else samples * gain


def limiting_gain(samples: Samples, ceiling_db: float = CEILING_DB) -> Gain | None:
    """The gain (T,) that keeps the true peak of `samples` (..., T) below `ceiling_db`.

    None where there is nothing to limit. The gain looks `_LOOK_AHEAD` samples ahead and back
    and moves smoothly, so that it bends loud moments instead of clipping them. It has no
    memory: the same sound gets the same gain wherever it stands.
    """
    ceiling = from_db(ceiling_db)
    target = from_db(ceiling_db - _LIMITER_MARGIN_DB)
    if not _may_reach(samples, ceiling):
        return None
    limited, gain = samples, None
    for _ in range(_PASSES):
        if true_peak(limited) <= ceiling:
            return gain
        peaks = functools.reduce(
            np.maximum, [_peaks_above(channel, target) for channel in np.atleast_2d(limited)]
        )
        more = _limiter_gain(peaks, target)
        gain = more if gain is None else gain * more
        limited = samples * gain
    assert gain is not None
    gain *= np.float32(min(1.0, target / true_peak(limited)))
    return gain


def _may_reach(samples: Samples, level: float) -> bool:
    """Whether a value between samples could reach `level`; cheap, and never wrongly no."""
    return bool(samples.size) and float(np.abs(samples).max()) * _gain_bound() >= level


def _limiter_gain(peaks: Gain, target: float) -> Gain:
    needed = np.minimum(1.0, target / np.maximum(peaks, 1e-9))
    gain = ndimage.minimum_filter1d(needed, 2 * _LOOK_AHEAD + 1, mode="nearest")
    for _ in range(2):  # two running means make a smooth slope no longer than the minimum's reach
        gain = ndimage.uniform_filter1d(gain, _LOOK_AHEAD + 1, mode="nearest")
    smooth: Gain = gain.astype(np.float32)
    return smooth


def _peaks_above(waveform: Waveform, level: float) -> npt.NDArray[np.float32]:
    """Per sample the highest value at it and up to the next one, where that may pass `level`."""
    peaks = np.abs(waveform)
    for start, stop in _segments_above(waveform, level / _gain_bound()):
        peaks[start:stop] = np.maximum(peaks[start:stop], _between(waveform, start, stop))
    return peaks


def _between(waveform: Waveform, start: int, stop: int) -> npt.NDArray[np.float32]:
    """Highest absolute value between each sample of [start, stop) and the next."""
    padded = np.zeros(stop - start + 2 * _HALF, np.float32)
    first, last = max(0, start - _HALF + 1), min(len(waveform), stop + _HALF)
    offset = first - (start - _HALF + 1)
    padded[offset : offset + last - first] = waveform[first:last]
    taps = _interpolator()
    points = [np.abs(np.convolve(padded, taps[::-1, k], "valid")) for k in range(taps.shape[1])]
    return functools.reduce(np.maximum, points)[: stop - start]


def _segments_above(waveform: Waveform, level: float) -> list[tuple[int, int]]:
    """Ranges of samples whose neighbourhood reaches `level`, merged."""
    count = -(-len(waveform) // _SEGMENT)
    padded = np.zeros(count * _SEGMENT, np.float32)
    np.abs(waveform, out=padded[: len(waveform)])
    loud = padded.reshape(count, _SEGMENT).max(axis=1) >= level
    loud = loud | np.append(loud[1:], False) | np.append(False, loud[:-1])  # the filter's reach
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(np.int8), [0]))))
    return [
        (int(start) * _SEGMENT, min(int(stop) * _SEGMENT, len(waveform)))
        for start, stop in edges.reshape(-1, 2)
    ]


@functools.cache
def _interpolator() -> npt.NDArray[np.float32]:
    """Taps (2 * _HALF, 3) for the three points between two samples: a Kaiser-windowed sinc."""
    fractions = np.arange(1, _OVERSAMPLING) / _OVERSAMPLING
    distance = np.arange(1 - _HALF, _HALF + 1)[:, None] - fractions
    window = np.i0(8.0 * np.sqrt(1 - (distance / _HALF) ** 2)) / np.i0(8.0)
    taps = np.sinc(distance) * window
    normal: npt.NDArray[np.float32] = (taps / taps.sum(axis=0)).astype(np.float32)
    return normal


@functools.cache
def _gain_bound() -> float:
    """How far a value between samples can exceed its largest neighbour at most."""
    return float(np.abs(_interpolator()).sum(axis=0).max())
