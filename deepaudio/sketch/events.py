"""Moments when something in the picture stops or turns: what an ear expects to hear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepaudio.sketch.motion import QUANTUM, Motion


@dataclass(frozen=True)
class Event:
    """An impact or a stop, at `time_s` (job time), `strength` in (0, 1]."""

    time_s: float
    strength: float


def activity(seen: Motion) -> npt.NDArray[np.float32]:
    """How much moves at each frame, (N,): mean grey levels of change, noise taken out."""
    if not len(seen):
        return np.zeros(0, np.float32)
    energy = seen.fine.reshape(len(seen), -1).mean(axis=1) * QUANTUM
    energy[is_break(seen)] = 0.0
    floor = np.percentile(energy, 10) if len(energy) > 12 else 0.0
    return np.asarray(np.maximum(energy - floor, 0), np.float32)


def is_break(seen: Motion) -> npt.NDArray[np.bool_]:
    """Frames that begin another shot, (N,)."""
    return np.asarray((seen.likeness < 0.6) & (seen.change > 6.0))


def find_events(seen: Motion) -> list[Event]:
    """Impacts and stops, in order of time."""
    if len(seen) < 4:
        return []
    energy = seen.firm.reshape(len(seen), -1).sum(axis=1).astype(np.float64)
    energy[is_break(seen)] = 0.0
    drop = np.zeros_like(energy)
    drop[1:-1] = np.maximum(energy[1:-1] - 1.5 * energy[2:], 0)
    floor = 4 * np.median(drop) + 0.002 * seen.firm[0].size * 255
    peaks = [
        i
        for i in range(1, len(drop) - 1)
        if drop[i] > floor and drop[i] == drop[max(0, i - 4) : i + 5].max()
    ]
    top = drop.max()
    return [Event(float(seen.times_s[i]), float(np.sqrt(drop[i] / top))) for i in peaks]
