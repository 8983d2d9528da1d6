"""How late a take comes in what a player made of a timeline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import opentimelineio as otio
import soundfile
from scipy import fft

RATE = 48_000
_AROUND_S = 0.3
_WHITENED = 0.8  # 1: all frequencies alike, even those of nothing but rounding


def lateness_s(clip: otio.schema.Clip, folder: Path, mixdown: np.ndarray) -> float:
    """Seconds from a clip's place on its track to where its sound agrees best with a mono
    mixdown at 48 kHz; `folder` is where the clip's media are named from."""
    channels, _ = soundfile.read(folder / clip.media_reference.target_url, always_2d=True)
    sound = channels.mean(axis=1)
    used = clip.source_range
    first = round((used.start_time - clip.available_range().start_time).to_seconds() * RATE)
    sound = sound[first : first + round(used.duration.to_seconds() * RATE)]
    around = round(_AROUND_S * RATE)
    start = round(clip.range_in_parent().start_time.to_seconds() * RATE)
    heard = np.pad(mixdown, (around, around + len(sound)))[start : start + len(sound) + 2 * around]
    agreement = _agreement(heard, sound)[: 2 * around + 1]
    return (int(np.argmax(agreement)) - around) / RATE


def _agreement(heard: np.ndarray, sound: np.ndarray) -> np.ndarray:
    """How well `sound` agrees with `heard` from each of its samples on.

    A cross-correlation in which loud frequencies count little more than soft ones (the phase
    transform, Knapp and Carter 1976): quiet ambience is found beside a loud line.
    """
    length = fft.next_fast_len(len(heard) + len(sound))
    across = fft.rfft(heard, length) * np.conj(fft.rfft(sound, length))
    return fft.irfft(across / (np.abs(across) + 1e-12) ** _WHITENED, length)
