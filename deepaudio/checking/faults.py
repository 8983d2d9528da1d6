"""Faults that a sound shows by itself: silence, clipping, clicks, holes, hum.

Samples are mono (T,) at 48 kHz. The bounds were chosen on takes of one set of lines and are
reported on another (`python -m tests.bench checks`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import ndimage, signal

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform

Values = npt.NDArray[np.float64]

SILENT_DB = -65.0
"""Level of the loudest 100 ms, in dBFS, below which nothing is heard."""

_FLAT = 4  # samples in a row at the top: a limiter leaves none
_CLICK_RATIO = 5.0  # a jump against all others within a millisecond
_CLICK_LEAST = 0.04  # of full scale
_NEAR, _FAR = 4, 52  # samples from a jump to where the others are looked for
_HOLE_S = 0.2
_HOLE_DB = -70.0  # dBFS
_ABRUPT_DB = -28.0  # how loud it is right before a cut, against the loudest moment
_HUM_DB = 15.0  # a tone of the mains above what is beside it
_HUM_LEAST_DB = -68.0  # dBFS
_HUM_S, _HUM_STEPS = 0.5, 8
_BESIDE = 5  # bins on either side
MAINS_HZ = (50.0, 60.0)


def is_silent(sound: Waveform) -> bool:
    """Whether nothing is heard in it."""
    return bool(_levels_db(sound, SAMPLE_RATE // 10).max(initial=-np.inf) < SILENT_DB)


def is_clipped(sound: Waveform) -> bool:
    """Whether its tops are cut off flat."""
    size = np.abs(sound)
    top = float(size.max(initial=0.0))
    if top < 0.05:
        return False
    lengths = runs(size >= top * (1 - 1e-4))[1]
    return bool(np.count_nonzero(lengths >= _FLAT) > 1)


def clicks(
    sound: Waveform, *, least: float = _CLICK_LEAST, ratio: float = _CLICK_RATIO
) -> list[float]:
    """Seconds at which it jumps as no voice does: by the second difference, and alone.

    `least` is of full scale, and `ratio` against what is beside it.
    """
    jump = np.abs(np.diff(sound.astype(np.float64), 2))
    if len(jump) < 2 * _FAR:
        return []
    width = _FAR - _NEAR
    beside = ndimage.maximum_filter1d(np.pad(jump, _FAR), width)  # centred
    middle = _FAR + np.arange(len(jump))
    offset = _NEAR + width // 2
    usual = np.maximum(beside[middle - offset], beside[middle + offset])
    found = np.flatnonzero((jump > least) & (jump > ratio * usual))
    starts = found[np.diff(found, prepend=-SAMPLE_RATE) > _FAR]
    return [float(n / SAMPLE_RATE) for n in starts]


def holes(sound: Waveform) -> list[float]:
    """Seconds at which it breaks off into silence and goes on later, unlike a pause.

    A voice dies away before it pauses; what is cut is loud until the last millisecond.
    """
    step = SAMPLE_RATE // 200
    level = _levels_db(sound, step)
    if not len(level):
        return []
    starts, lengths = runs(level < _HOLE_DB)
    loudest = level.max()
    found = []
    for start, length in zip(starts, lengths, strict=True):
        end = start + length
        if length * step < _HOLE_S * SAMPLE_RATE or start == 0 or end == len(level):
            continue
        if level[max(0, start - 2) : start].max() > loudest + _ABRUPT_DB:
            found.append(float(start * step / SAMPLE_RATE))
    return found


def has_hum(sound: Waveform) -> bool:
    """Whether the mains are heard where it is quietest: 50 or 60 Hz, or twice that."""
    spectrum = quietest_spectrum(sound, _HUM_S, _HUM_STEPS)
    return spectrum is not None and any(
        stands_out(spectrum, round(times * hertz * _HUM_S), _BESIDE, _HUM_LEAST_DB)
        for hertz in MAINS_HZ
        for times in (1, 2)
    )


def quietest_spectrum(sound: Waveform, seconds: float, steps: int) -> Values | None:
    """Amplitudes in the quietest stretch of so many seconds; None for what is shorter.

    Stretches begin `steps` times in their length. Bins are 1 / `seconds` Hz apart.
    """
    size = round(seconds * SAMPLE_RATE)
    if len(sound) < size:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(sound, size)[:: size // steps]
    quietest = frames[int(np.square(frames, dtype=np.float64).mean(axis=1).argmin())]
    window = signal.windows.hann(size)
    spectrum: Values = np.abs(np.fft.rfft(quietest * window)) / (window.sum() / 2)
    return spectrum


def stands_out(spectrum: Values, line: int, width: int, least_db: float) -> bool:
    """Whether a bin is a tone: far above `width` bins on either side, and `least_db` dBFS."""
    peak = spectrum[line - 1 : line + 2].max()
    low, high = spectrum[line - 3 - width : line - 3], spectrum[line + 4 : line + 4 + width]
    above = 20 * np.log10(peak / (np.median(np.concatenate([low, high])) + 1e-12) + 1e-12)
    return bool(above > _HUM_DB and 20 * np.log10(peak + 1e-12) > least_db)


def _levels_db(sound: Waveform, size: int) -> Values:
    """Level of each whole block of `size` samples, in dBFS."""
    count = len(sound) // size
    power = np.square(sound[: count * size].reshape(count, size), dtype=np.float64).mean(axis=1)
    level: Values = 10 * np.log10(power + 1e-15)
    return level


def runs(where: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Starts and lengths of the runs in which it is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], where.astype(np.int8), [0]])))
    return edges[::2], edges[1::2] - edges[::2]
