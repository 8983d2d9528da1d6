"""What a take's sound shows by itself, and where in its window it lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deepaudio.checking import faults
from deepaudio.checking.verdict import AGAIN, at_moment
from deepaudio.dsp.edges import audible
from deepaudio.dsp.levels import SPEECH_LUFS
from deepaudio.dsp.loudness import loudness
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio_plugin.core.verdicts import Reason

_LATE_S = 0.25
_EARLY_S = 0.12
_OVER_S = 0.06
_LEVEL_LU = 3.0
_MEASURABLE_S = 1.0  # of sound, for its loudness to say something


@dataclass(frozen=True)
class Extent:
    """Where a take's window lies in its file, and where the voice is in it, in samples."""

    handle_in: int
    window: int  # with the tail that belongs to the line
    voice: tuple[int, int]  # its first sample of the file, and the first after it

    @classmethod
    def of(cls, sound: Waveform, handle_in: int, window: int) -> Extent:
        """That of a take (T,) at 48 kHz."""
        return cls(handle_in, window, audible(sound, SAMPLE_RATE))

    @property
    def begins_s(self) -> float:
        """When the voice begins, in seconds of job time."""
        return (self.voice[0] - self.handle_in) / SAMPLE_RATE

    @property
    def ends_s(self) -> float:
        """When it ends."""
        return (self.voice[1] - self.handle_in) / SAMPLE_RATE

    @property
    def lasts_s(self) -> float:
        """How long it is heard."""
        return (self.voice[1] - self.voice[0]) / SAMPLE_RATE

    @property
    def window_s(self) -> float:
        """How much time there is for it."""
        return self.window / SAMPLE_RATE

    @property
    def off_s(self) -> float:
        """By how much the voice begins beside its time, and ends after it."""
        return abs(self.begins_s) + max(0.0, self.ends_s - self.window_s)


def speech_reasons(sound: Waveform, extent: Extent, louder: float = 0.0) -> Iterator[Reason]:
    """What is amiss in a line (T,) at 48 kHz, whatever is said in it.

    `louder` is by how many LU its delivery asks it to be louder than usual.
    """
    if faults.is_silent(sound):
        yield Reason("silent", "nothing is heard", AGAIN)
        return
    if faults.is_clipped(sound):
        yield Reason("clipped", "its tops are cut off: it distorts", AGAIN)
    for code, found, text in (
        ("hole", faults.holes(sound), "the voice breaks off and goes on"),
        ("click", faults.clicks(sound), "a click"),
    ):
        if found:
            begin = found[0] - extent.handle_in / SAMPLE_RATE
            yield Reason(code, f"{text} {at_moment(begin)}", AGAIN)
    if faults.has_hum(sound):
        yield Reason("hum", "it hums", "Take another, or take the hum off in an audio editor.")
    yield from _place_reasons(extent.begins_s, extent.ends_s, extent.window_s)
    if extent.lasts_s >= _MEASURABLE_S:
        yield from _level_reasons(sound, SPEECH_LUFS + louder)


def _place_reasons(start: float, end: float, window_s: float) -> Iterator[Reason]:
    if start > _LATE_S:
        yield Reason("late", f"it begins {start:.2f} s after its cue", AGAIN)
    if start < -_EARLY_S:
        yield Reason("early", f"it begins {-start:.2f} s before its cue", AGAIN)
    if end > window_s + _OVER_S:
        text = f"it goes on for {end - window_s:.2f} s after its time"
        yield Reason("long", text, "Shorten the line, or give it more time.")


def _level_reasons(sound: Waveform, lufs: float) -> Iterator[Reason]:
    measured = loudness(sound[None])
    if measured is not None and abs(measured - lufs) > _LEVEL_LU:
        text = f"it is at {measured:.1f} LUFS, not at {lufs:.0f}"
        yield Reason("level", text, "Level it in the mix, or take another.", is_bad=False)
