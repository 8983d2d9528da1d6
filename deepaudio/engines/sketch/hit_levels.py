"""How loud a strike is: by what it is, how hard it hits, and what it must be heard over.

A mixer sets a hierarchy, a gunshot above a door above a footstep, and then sees to it that
each is heard: here, that it stands out from its bed in one octave at least as it begins. Power
counts in all channels together, where a strike has as much of it wherever it comes from.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.bank.cached_sounds import strike
from deepaudio.engines.sketch.bank.catalogue import STRIKES
from deepaudio.engines.sketch.played import Note
from deepaudio.engines.sketch.score import Score
from deepaudio.engines.sketch.score_synthesis import synthesise

STANDS_OUT_DB = 14.0
"""How far above its bed a strike begins in its best octave, at least."""

ATTACK_S = 0.030
"""How long it has to stand out."""

HIGHEST_GAIN = 0.5
"""Peak, beside full scale, that no strike is raised above."""

_BED_S = 0.3  # of the bed, about the blow, that is measured
_OCTAVES_HZ = 125.0 * 2.0 ** np.arange(8)
_FLOOR = 1e-12  # power: silence, for logarithms


def heard(score: Score, request: AudioRequest) -> Score:
    """The score with every strike raised that its bed would hide."""
    bed = replace(score, notes=())
    return replace(score, notes=tuple(_raised(note, bed, request) for note in score.notes))


def _raised(note: Note, bed: Score, request: AudioRequest) -> Note:
    blow = note.at + round(STRIKES[note.name].lead_s * SAMPLE_RATE)
    length = round(_BED_S * SAMPLE_RATE)
    around = synthesise(bed, request, blow - length // 2, length)
    under = np.sum([_octaves(channel) for channel in around], axis=0)
    over = _attack(note.name, note.variant, note.hardness) * note.gain**2
    short_db = STANDS_OUT_DB - 10 * float(np.log10((over + _FLOOR) / (under + _FLOOR)).max())
    if short_db <= 0:
        return note
    return replace(note, gain=max(note.gain, min(note.gain * 10 ** (short_db / 20), HIGHEST_GAIN)))


@lru_cache(maxsize=256)
def _attack(name: str, variant: int, hardness: int) -> npt.NDArray[np.float64]:
    """Power per octave of a strike's first ATTACK_S, at a peak of 1."""
    first = round(STRIKES[name].lead_s * SAMPLE_RATE)
    sound = strike(name, variant, hardness)[first : first + round(ATTACK_S * SAMPLE_RATE)]
    return _octaves(np.pad(sound, (len(sound), 0))) * 2  # silence before: half of it sounds


def _octaves(sound: Waveform) -> npt.NDArray[np.float64]:
    """Mean power in each octave of _OCTAVES_HZ."""
    if not len(sound):
        return np.zeros(len(_OCTAVES_HZ))
    window = np.hanning(len(sound) + 2)[1:-1]
    power = np.square(np.abs(np.fft.rfft(sound * window))) / np.square(window).sum() / len(sound)
    pitch = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    edges = np.searchsorted(
        pitch, np.append(_OCTAVES_HZ / np.sqrt(2), _OCTAVES_HZ[-1] * np.sqrt(2))
    )
    total = np.append(0.0, np.cumsum(power)) * 2
    return np.asarray(total[edges[1:]] - total[edges[:-1]])
