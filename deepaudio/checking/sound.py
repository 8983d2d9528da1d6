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
    """Where a take's window lies in its file, in samples, and where the voice is in it."""

    handle_in: int
    window: int  # with the tail that belongs to the line

    def voice(self, sound: Waveform) -> tuple[float, float]:
        """First and last moment of the voice, in seconds of job time."""
        first, last = audible(sound, SAMPLE_RATE)
        return (first - self.handle_in) / SAMPLE_RATE, (last - self.handle_in) / SAMPLE_RATE

    def off(self, sound: Waveform) -> float:
        """By how many seconds the voice begins beside its time, and ends after it."""
        start, end = self.voice(sound)
        return abs(start) + max(0.0, end - self.window / SAMPLE_RATE)


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
    yield from _place_reasons(extent.voice(sound), extent.window / SAMPLE_RATE)
    yield from _level_reasons(sound, SPEECH_LUFS + louder)


def _place_reasons(voice: tuple[float, float], window_s: float) -> Iterator[Reason]:
    start, end = voice
    if start > _LATE_S:
        yield Reason("late", f"it begins {start:.2f} s after its cue", AGAIN)
    if start < -_EARLY_S:
        yield Reason("early", f"it begins {-start:.2f} s before its cue", AGAIN)
    if end > window_s + _OVER_S:
        text = f"it goes on for {end - window_s:.2f} s after its time"
        yield Reason("long", text, "Shorten the line, or give it more time.")


def _level_reasons(sound: Waveform, lufs: float) -> Iterator[Reason]:
    first, last = audible(sound, SAMPLE_RATE)
    if last - first < _MEASURABLE_S * SAMPLE_RATE:
        return
    measured = loudness(sound[None])
    if measured is not None and abs(measured - lufs) > _LEVEL_LU:
        text = f"it is at {measured:.1f} LUFS, not at {lufs:.0f}"
        yield Reason("level", text, "Level it in the mix, or take another.", is_bad=False)
