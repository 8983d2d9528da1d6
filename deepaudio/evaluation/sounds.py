"""Reading the sounds of a benchmark, and saying what is wrong with one that cannot be measured."""

from __future__ import annotations

import functools
import hashlib
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
class MeasuredSound:
    """A sound of a benchmark. `fault` is one of `FAULTS` or empty; `reason` says it in words.

    What was read is in `audio`, also where there is a fault, unless nothing could be.
    """

    path: Path | None
    audio: Audio | None = None
    fault: str = ""
    reason: str = ""
    part: tuple[int, int] | None = None  # first and last (exclusive) sample of a part of the file

    @property
    def first(self) -> Waveform:
        """Its first channel (T,), as the published scripts take it for speech."""
        first: Waveform = self.whole().samples[0]
        return first

    @property
    def mono(self) -> Waveform:
        """The mean of its channels (T,): where a hit is heard from does not matter."""
        mean: Waveform = self.whole().with_channels(1).samples[0]
        return mean

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self.whole().rate

    @property
    def seconds(self) -> float:
        """How long it is; 0 where nothing was read."""
        return self.audio.seconds if self.audio is not None else 0.0

    def forgotten(self) -> MeasuredSound:
        """The same without what was read: a benchmark has thousands of files."""
        return replace(self, audio=None)

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 of its file: what it contains is known again under any name."""
        if self.path is None:
            return ""
        whole = digest_of(self.path)
        if self.part is None:
            return whole
        return hashlib.sha256(f"{whole} {self.part[0]} {self.part[1]}".encode()).hexdigest()

    def whole(self) -> Audio:
        """All of it. Raises ValueError where nothing was read."""
        if self.audio is None:
            raise ValueError(self.reason or "there is no sound")
        return self.audio


def read(path: Path, start_s: float | None = None, end_s: float | None = None) -> MeasuredSound:
    """A sound, or a range of it, or what is wrong with it. Never raises for what a file holds."""
    if not path.is_file():
        return MeasuredSound(path, fault=MISSING, reason="there is no such file")
    try:
        facts = soundfile.info(str(path))
        rate, first, last = facts.samplerate, 0, facts.frames
        if start_s is not None or end_s is not None:
            first = min(last, round((start_s or 0.0) * rate))
            last = last if end_s is None else max(first, min(last, round(end_s * rate)))
        if last - first > LONGEST_S * rate:
            minutes = (last - first) / rate / 60
            reason = f"{minutes:.1f} minutes; at most {LONGEST_S / 60:.0f} are read"
            return MeasuredSound(path, fault=TOO_LONG, reason=reason)
        samples, _ = soundfile.read(
            str(path), start=first, stop=last, dtype="float32", always_2d=True
        )
    except (soundfile.SoundFileError, OSError, RuntimeError) as error:
        return MeasuredSound(path, fault=UNREADABLE, reason=f"cannot be read ({error})")
    part = None if (first, last) == (0, facts.frames) else (first, last)
    return replace(_checked(path, Audio(np.ascontiguousarray(samples.T), rate)), part=part)


def _checked(path: Path, audio: Audio) -> MeasuredSound:
    """A sound with the fault of its samples, if it has one."""
    if not np.isfinite(audio.samples).all():
        bad = int((~np.isfinite(audio.samples)).sum())
        return MeasuredSound(path, audio, NOT_FINITE, f"{bad} samples are no numbers")
    if audio.seconds < SHORTEST_S:
        return MeasuredSound(path, audio, TOO_SHORT, f"{1000 * audio.seconds:.0f} ms long")
    if np.abs(audio.samples).max(initial=0.0) < _SILENT:
        return MeasuredSound(path, audio, SILENT, "nothing in it is louder than -80 dB")
    return MeasuredSound(path, audio)


def inside(folder: Path) -> list[Path]:
    """The sounds that lie in a folder; none where there is no such folder."""
    if not folder.is_dir():
        return []
    return [p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES and p.is_file()]


def find(folder: Path, names: tuple[str, ...]) -> Path:
    """The sound in `folder` under the first of the names that is there, else where it should be."""
    for name in names:
        for suffix in SUFFIXES:
            path = folder / (name + suffix)
            if path.is_file():
                return path
    return folder / f"{names[0]}{SUFFIXES[0]}"
