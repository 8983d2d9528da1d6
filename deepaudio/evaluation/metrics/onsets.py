"""Where sounds begin in a waveform, and how well that agrees with where they should.

Knows nothing of the programs it judges. The detector is a plain energy detector:

1. high-pass at 120 Hz (second-order Butterworth), for room rumble is no onset;
2. level in dB over windows of 20 ms, one every 5 ms;
3. an onset where the level is at least RISE_DB over the loudest of the windows that lie
   between 20 and 80 ms earlier, and over FLOOR_DB;
4. of onsets closer than GAP_S the first counts; its time is the moment of steepest rise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import signal

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.evaluation.metrics import Metric

WINDOW_S = 0.020
HOP_S = 0.005
RISE_DB = 6.0
FLOOR_DB = -52.0
GAP_S = 0.09
TOLERANCE_S = 0.08


@dataclass(frozen=True)
class Agreement:
    """How found times agree with true ones; errors are found minus true, in seconds."""

    hits: int
    misses: int
    extras: int
    errors_s: tuple[float, ...] = ()

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 when there was nothing to find or found."""
        total = 2 * self.hits + self.misses + self.extras
        return 2 * self.hits / total if total else 1.0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.hits + other.hits,
            self.misses + other.misses,
            self.extras + other.extras,
            self.errors_s + other.errors_s,
        )


def onsets(waveform: Waveform, sample_rate: int = SAMPLE_RATE) -> list[float]:
    """Times in seconds at which something begins to sound in a mono waveform (T,)."""
    levels = _levels(waveform, sample_rate)
    if len(levels) < 3:
        return []
    first, last = round(0.020 / HOP_S), round(0.080 / HOP_S)
    padded = np.concatenate([np.full(last, levels[: first + 1].max()), levels])
    before = np.max([padded[last - k : len(padded) - k] for k in range(first, last + 1)], axis=0)
    rising = (levels - before >= RISE_DB) & (levels >= FLOOR_DB)
    found: list[float] = []
    slope = np.diff(levels, prepend=levels[0])
    for i in np.flatnonzero(rising & ~np.concatenate([[False], rising[:-1]])):
        stop = i + first + 1
        steepest = i + int(np.argmax(slope[i:stop])) if stop > i else i
        # A window shows a rise when the sound enters it at its far end.
        time = steepest * HOP_S + WINDOW_S - HOP_S / 2
        if not found or time - found[-1] >= GAP_S:
            found.append(time)
    return found


def agreement(
    found: Sequence[float],
    true: Sequence[float],
    optional: Sequence[float] = (),
    tolerance_s: float = TOLERANCE_S,
) -> Agreement:
    """Match each true time with at most one found time within the tolerance.

    In order of time, which is optimal for one tolerance. `optional` times may be found or
    not: what is found there alone counts for nothing.
    """
    rest, errors = sorted(found), []
    for time in sorted(true):
        near = [f for f in rest if abs(f - time) <= tolerance_s]
        if near:
            rest.remove(near[0])
            errors.append(near[0] - time)
    extras = [f for f in rest if all(abs(f - o) > tolerance_s for o in optional)]
    return Agreement(len(errors), len(true) - len(errors), len(extras), tuple(errors))


def _levels(waveform: Waveform, sample_rate: int) -> npt.NDArray[np.float64]:
    window, hop = round(WINDOW_S * sample_rate), round(HOP_S * sample_rate)
    if len(waveform) < window:
        return np.zeros(0)
    sections = signal.butter(2, 120, "highpass", fs=sample_rate, output="sos")
    power = np.square(signal.sosfilt(sections, waveform.astype(np.float64)))
    total = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, len(waveform) - window + 1, hop)
    power_means = (total[starts + window] - total[starts]) / window
    levels: npt.NDArray[np.float64] = 10 * np.log10(power_means + 1e-12)
    return levels


def f1(waveform: Waveform, true: Sequence[float], optional: Sequence[float] = ()) -> float:
    """F1 of the onsets heard in `waveform` (T,) at 48 kHz against `true` times in seconds."""
    return agreement(onsets(waveform), true, optional).f1


METRIC = Metric(
    name="onset-f1",
    unit="",
    lowest=0.0,
    highest=1.0,
    better="higher",
    source="onsets within a tolerance, matched one to one, as MIREX onset detection scores them",
    measure=f1,
    label="AV onset F1",
    takes="a waveform at 48 kHz, and the times at which something happens, in seconds",
    failure=0.0,
)
