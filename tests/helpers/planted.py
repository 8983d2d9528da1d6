"""Takes with a fault that is known: spoken lines, and what is done to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deepaudio.dsp import levels, wav
from deepaudio.dsp.audio import Audio
from deepaudio.dsp.edges import audible
from deepaudio.dsp.resample import resample
from deepaudio.engines.base import SilentControl, SpeechRequest
from deepaudio.engines.small_voice.speech import SketchTextToSpeech
from deepaudio_plugin.core.protocol import TakeToCheck

RATE = 48_000
HANDLE = 32_000
Sound = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Spoken:
    """A line as it was spoken: its take, mono, with handles."""

    text: str
    voice: str
    sound: Sound
    window: int

    def saved(self, path: Path, *, text: str = "", voice: str = "") -> TakeToCheck:
        """The take in a file, as one of a line of `text` in `voice`: its own unless given."""
        wav.write(path, Audio(self.sound[None], RATE))
        said, cast = text or self.text, voice or self.voice
        return TakeToCheck(
            *(path.stem, str(path), "speech", HANDLE, self.window),
            text=said,
            voice=cast,
            engine="sketch",
        )


def speak(text: str, voice: str, seed: int = 0, window: int = 0) -> Spoken:
    """A line in the small voice, at the level of lines, in a window that it fits or in this."""
    length = window or int(RATE * max(1.2, len(text) / 13 + 0.3))
    wanted = SpeechRequest(length, text, HANDLE, HANDLE, RATE // 2, seed, voice=voice)
    made = SketchTextToSpeech().speak(wanted, None, SilentControl())
    sound = levels.limit_true_peak(levels.level_to(made.audio.at_rate(RATE).samples))
    return Spoken(text, voice, sound[0].astype(np.float32), made.window)


Plant = Callable[[Spoken, np.random.Generator], Spoken]


def _on(change: Callable[[Sound, np.random.Generator], Sound]) -> Plant:
    def plant(line: Spoken, rng: np.random.Generator) -> Spoken:
        return replace(line, sound=change(line.sound, rng).astype(np.float32))

    return plant


def _within(sound: Sound, rng: np.random.Generator, length: int = 0) -> int:
    """A moment of the voice, with room for `length` samples after it where there is that much."""
    first, last = audible(sound, RATE)
    return int(rng.integers(first + 500, max(first + 501, last - length - 500)))


def _clicked(sound: Sound, rng: np.random.Generator) -> Sound:
    clicked = sound.copy()
    clicked[_within(sound, rng)] += 0.5
    return clicked


def _holed(sound: Sound, rng: np.random.Generator) -> Sound:
    """Half a second of nothing, or half the voice where it is shorter."""
    first, last = audible(sound, RATE)
    length = min(RATE // 2, (last - first) // 2)
    start = _within(sound, rng, length)
    holed = sound.copy()
    holed[start : start + length] = 0
    return holed


def _hummed(sound: Sound, rng: np.random.Generator) -> Sound:
    hertz = float(rng.choice([50.0, 60.0]))
    return sound + 0.01 * np.sin(2 * np.pi * hertz * np.arange(len(sound)) / RATE)


def _clipped(sound: Sound, rng: np.random.Generator) -> Sound:
    """Driven 12 to 20 dB too hard, then brought back to where it was."""
    drive = 10 ** (rng.uniform(12, 20) / 20)
    top = np.abs(sound).max()
    return np.clip(sound * drive, -top, top) / drive * 2


def _moved(low: float, high: float) -> Plant:
    return _on(lambda sound, rng: np.roll(sound, int(rng.uniform(low, high) * RATE)))


def _dragged(line: Spoken, rng: np.random.Generator) -> Spoken:
    """Slower, until it goes on for a while after its time."""
    first, last = audible(line.sound, RATE)
    end = HANDLE + line.window + int(rng.uniform(0.15, 0.5) * RATE)
    factor = (end - first) / (last - first)
    voice = resample(line.sound[first:last], RATE, round(RATE * factor))
    sound = np.zeros_like(line.sound)
    room = len(sound) - first
    sound[first : first + len(voice)] = voice[:room]
    return replace(line, sound=sound)


SOUND_FAULTS: dict[str, Plant] = {
    "silent": _on(lambda sound, _rng: sound * 0),
    "clipped": _on(_clipped),
    "click": _on(_clicked),
    "hole": _on(_holed),
    "hum": _on(_hummed),
    "late": _moved(0.35, 0.6),
    "early": _moved(-0.6, -0.25),
    "too long": _dragged,
}


def misread(text: str, how: str, rng: np.random.Generator, others: list[str]) -> str:
    """What is said instead of `text`: one word of three letters or more is wrong."""
    words = text.split()
    may = [n for n, word in enumerate(words) if sum(map(str.isalpha, word)) >= 3]
    if not may or (how == "missing" and len(words) < 2):
        return ""
    at = int(rng.choice(may))
    if how == "missing":
        words.pop(at)
    elif how == "repeated":
        words.insert(at, words[at].strip(".,!?"))
    else:
        pool = [w for other in others for w in other.split() if w.isalpha() and len(w) >= 4]
        words[at] = str(rng.choice([w for w in pool if w.casefold() != words[at].casefold()]))
    return " ".join(words)
