"""Where the bursts of a rendered cut are heard in what a player made of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import opentimelineio as otio
import soundfile
from scipy import signal

from tests.helpers.burst_engine import BURST, burst
from tests.helpers.burst_film import OWN_HERTZ, Cut
from tests.helpers.tones import SAMPLE_RATE

_AROUND_S = 3.0
_OWN_WINDOW_S = 0.2
_NEAR_S = 0.01  # nearer than this is the same peak


@dataclass(frozen=True)
class Heard:
    """One burst in a mixdown."""

    late_s: float  # against its place in the cut
    sides: tuple[float, ...]  # how much of it is in each channel, 1 being as it was made
    clear: float  # how well it agrees, against the next best place within three seconds


def heard(cut: Cut, written: Path, mixdown: Path, begin_s: float = 0.0) -> dict[str, Heard]:
    """The bursts that belong into a mixdown that begins at `begin_s`, by names of their clips.

    `written` is the cut rendered as .otio.
    """
    end_s = begin_s + soundfile.info(mixdown).duration
    return {
        name: _find(mixdown, burst(where), float(cut.places[name]) - begin_s)
        for name, where in _wheres(written).items()
        if begin_s <= cut.places[name] < end_s - BURST / SAMPLE_RATE
    }


def own_levels(cut: Cut, mixdown: Path, begin_s: float = 0.0) -> list[float]:
    """Amplitudes of the film's own tone in every fifth of a second in which it should sound."""
    length, duration_s = round(_OWN_WINDOW_S * SAMPLE_RATE), soundfile.info(mixdown).duration
    turns = np.exp(-2j * np.pi * OWN_HERTZ * np.arange(length) / SAMPLE_RATE)
    levels = []
    for begin, end in cut.own:
        first_s, last_s = float(begin) - begin_s, float(end) - begin_s
        if first_s >= 0 and last_s <= duration_s + _OWN_WINDOW_S:
            sound = _excerpt(mixdown, first_s, last_s)
            starts = range(0, len(sound) - length + 1, length)
            levels += [2 * abs((sound[s : s + length].mean(axis=1) * turns).mean()) for s in starts]
    return levels


def _wheres(written: Path) -> dict[str, str]:
    """What our clips say of their place, by name: that their bursts are made from."""
    timeline = otio.adapters.read_from_file(str(written), "otio_json")
    ours = [track for track in timeline.tracks if track.name.startswith("DeepAudio")]
    return {c.name: c.metadata["deepaudio"]["where"] for t in ours for c in t.find_clips()}


def _find(mixdown: Path, noise: np.ndarray, place_s: float) -> Heard:
    """Where `noise` is heard best around a place, even if the file begins after its start."""
    length_s, begin_s = len(noise) / SAMPLE_RATE, place_s - _AROUND_S
    sound = _excerpt(mixdown, begin_s, place_s + length_s + _AROUND_S)
    agreement = np.abs(signal.correlate(sound.mean(axis=1), noise, "valid", method="fft"))
    peak, near = int(np.argmax(agreement)), round(_NEAR_S * SAMPLE_RATE)
    elsewhere = np.concatenate([agreement[: max(0, peak - near)], agreement[peak + near :]])
    sides = sound[peak : peak + len(noise)].T @ noise / float(noise @ noise)
    late_s = (round(begin_s * SAMPLE_RATE) + peak) / SAMPLE_RATE - place_s
    return Heard(late_s, tuple(map(float, sides)), float(agreement[peak] / elsewhere.max()))


def _excerpt(mixdown: Path, begin_s: float, end_s: float) -> np.ndarray:
    """Samples of a mixdown (T, channels), silent where it has none."""
    with soundfile.SoundFile(mixdown) as file:
        assert file.samplerate == SAMPLE_RATE
        first, last = round(begin_s * SAMPLE_RATE), round(end_s * SAMPLE_RATE)
        file.seek(min(max(first, 0), file.frames))
        sound = file.read(max(0, last - file.tell()), always_2d=True)
    before = max(0, -first)
    return np.pad(sound, ((before, last - first - before - len(sound)), (0, 0)))
