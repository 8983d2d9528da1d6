"""Reading the sounds of a benchmark, and saying what is wrong with one that cannot be measured."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

from deepaudio.dsp.audio import Audio
from deepaudio.dsp.waveform import Waveform
from deepaudio_plugin.core.files import digest_of

SUFFIXES = (".wav", ".flac", ".ogg", ".mp3")

SHORTEST_S = 0.1
LONGEST_S = 600.0
_SILENT = 1e-4  # of full scale: -80 dB

MISSING = "missing"
UNREADABLE = "unreadable"
NOT_FINITE = "not finite"
SILENT = "silent"
TOO_SHORT = "too short"
TOO_LONG = "too long"
FAULTS = (MISSING, UNREADABLE, NOT_FINITE, SILENT, TOO_SHORT, TOO_LONG)


@dataclass(frozen=True, eq=False)
class Sound:
    """A sound of a benchmark. `fault` is one of `FAULTS` or empty; `reason` says it in words.

    What was read is in `audio`, also where there is a fault, unless nothing could be.
    """

    path: Path | None
    audio: Audio | None = None
    fault: str = ""
    reason: str = ""

    @property
    def first(self) -> Waveform:
        """Its first channel (T,), as the published scripts take it for speech."""
        first: Waveform = self.whole().samples[0]
        return first

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self.whole().rate

    @property
    def seconds(self) -> float:
        """How long it is; 0 where nothing was read."""
        return self.audio.seconds if self.audio is not None else 0.0

    def forgotten(self) -> Sound:
        """The same without what was read: a benchmark has thousands of files."""
        return replace(self, audio=None)

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of its file: what it contains is known again under any name."""
        return "" if self.path is None else digest_of(self.path)

    def whole(self) -> Audio:
        """All of it. Raises ValueError where nothing was read."""
        if self.audio is None:
            raise ValueError(self.reason or "there is no sound")
        return self.audio


def read(path: Path) -> Sound:
    """A sound, or what is wrong with it. Never raises for what a file holds."""
    if not path.is_file():
        return Sound(path, fault=MISSING, reason="there is no such file")
    try:
        facts = soundfile.info(str(path))
        if facts.frames > LONGEST_S * facts.samplerate:
            minutes = facts.frames / facts.samplerate / 60
            reason = f"{minutes:.1f} minutes; at most {LONGEST_S / 60:.0f} are read"
            return Sound(path, fault=TOO_LONG, reason=reason)
        samples, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError, RuntimeError) as error:
        return Sound(path, fault=UNREADABLE, reason=f"cannot be read ({error})")
    return checked(path, Audio(np.ascontiguousarray(samples.T), rate))


def checked(path: Path | None, audio: Audio) -> Sound:
    """A sound with the fault of its samples, if it has one."""
    if not np.isfinite(audio.samples).all():
        bad = int((~np.isfinite(audio.samples)).sum())
        return Sound(path, audio, NOT_FINITE, f"{bad} samples are no numbers")
    if audio.seconds < SHORTEST_S:
        return Sound(path, audio, TOO_SHORT, f"{1000 * audio.seconds:.0f} ms long")
    if np.abs(audio.samples).max(initial=0.0) < _SILENT:
        return Sound(path, audio, SILENT, "nothing in it is louder than -80 dB")
    return Sound(path, audio)


def find(folder: Path, names: tuple[str, ...]) -> Path:
    """The sound in `folder` under the first of the names that is there, else where it should be."""
    for name in names:
        for suffix in SUFFIXES:
            path = folder / (name + suffix)
            if path.is_file():
                return path
    return folder / f"{names[0]}{SUFFIXES[0]}"
