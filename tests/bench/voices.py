"""The cast: how well hard lines are understood, how far voices and readings differ, how they sound.

Sixty hard lines (`hard_lines.txt`: homographs, numbers, broken-off speech, tongue twisters, rare
words) go through the cast in turn; word errors are counted against what is said for them. Three
plain sentences of each voice give its quality (P.808 of DNSMOS, package `speechmos`) and the cosine
between each two voices (Resemblyzer). Four readings (seeds 0 to 3) of twelve lines are compared by
the correlation of their levels over 20 ms. Word errors are counted twice: after Whisper's
normaliser, and by sound (`heard`), where "hey" and "hay" are no error. Six lines are whispered,
said softly and shouted. Where the voice pack is not installed, the small voices
are measured; where those packages are not, their figures are left out, and that is said.
"""

from __future__ import annotations

import itertools
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import SilentControl, SpeechRequest
from deepaudio.engines.sketch import engine as sketch
from deepaudio.engines.small_voice import voices
from deepaudio.engines.voice_pack import installed
from deepaudio.evaluation.metrics import word_errors
from deepaudio.evaluation.recogniser import recogniser
from deepaudio_plugin.core.spoken.deliveries import told
from deepaudio_plugin.core.spoken.text import spoken
from tests.bench.figures import Figure
from tests.bench.heard import errors_by_sound
from tests.helpers.lines import lines
from tests.helpers.pitch import pitches

HARD_LINES = Path(__file__).with_name("hard_lines.txt")
_SENTENCES = (
    "I told you not to open that door before I came back with the keys.",
    "Do you remember the summer we spent at your grandmother's farm?",
    "There were people in every room, and nobody said a word about the letter.",
)
_RATE = 16_000
_READINGS = 4
_READ_LINES = 12
_DELIVERED_LINES = 6
_LEVEL = SAMPLE_RATE // 50


def measure(_folder: Path) -> list[Figure]:
    """All of it, for the pack where it is installed and else for the small voices."""
    which = "voice pack" if installed.state().ready else "small voices"
    people = [traits.name for traits in voices.casting()]
    stage = sketch.create().text_to_speech

    def say(text: str, voice: str, seed: int = 0, delivery: str = "") -> np.ndarray:
        request = SpeechRequest(
            num_samples=12 * SAMPLE_RATE,
            text=spoken(text, "en", ()),
            voice=voice,
            seed=seed,
            delivery=delivery,
        )
        speech = stage.speak(request, None, SilentControl())
        return speech.audio.samples[0][: round(speech.end_s * SAMPLE_RATE)]

    return [
        Figure(f"{which}: cast by name", len(people), "voices"),
        *_understood(which, people, say),
        *_unlike(which, people, say),
        *_readings(which, people, say),
        *_delivered(which, people, say),
    ]


def _understood(which: str, people: list[str], say: Any) -> list[Figure]:
    errors: list[Errors] = []
    seconds = processor = 0.0
    for voice in people:
        say("Good morning.", voice)  # loads it
    for text, voice in zip(_hard_lines(), itertools.cycle(people)):
        begun = time.process_time()
        sound = say(text, voice)
        processor += time.process_time() - begun
        seconds += len(sound) / SAMPLE_RATE
        errors.append(_errors(text, sound))
    return [
        *_rates(f"{which}: word error rate, 60 hard lines", errors, 3),
        Figure(f"{which}: processor time for a second of speech", processor / seconds, "s", 2.0),
    ]


def _unlike(which: str, people: list[str], say: Any) -> list[Figure]:
    missing = [name for name in ("resemblyzer", "speechmos") if find_spec(name) is None]
    if missing:
        print(f"left out, not installed: {', '.join(missing)}", file=sys.stderr)
        return []
    from resemblyzer import VoiceEncoder, preprocess_wav
    from speechmos import dnsmos

    encoder = VoiceEncoder("cpu", verbose=False)
    faces, quality = [], []
    for voice in people:
        sounds = [resample(say(text, voice), SAMPLE_RATE, _RATE) for text in _SENTENCES]
        level = 0.7 / max(float(np.abs(sound).max()) for sound in sounds)
        quality += [dnsmos.run(level * sound, _RATE)["p808_mos"] for sound in sounds]
        whole = preprocess_wav(np.concatenate(sounds), source_sr=_RATE)
        faces.append(encoder.embed_utterance(whole))
    cosines = (np.array(faces) @ np.array(faces).T)[np.triu_indices(len(faces), 1)]
    return [
        Figure(f"{which}: similarity of two voices, mean", float(cosines.mean()), "", 0.66),
        Figure(f"{which}: similarity of two voices, highest", float(cosines.max()), "", 0.85),
        Figure(f"{which}: quality, P.808 of DNSMOS", float(np.mean(quality)), "", 3.8, "at least"),
    ]


def _readings(which: str, people: list[str], say: Any) -> list[Figure]:
    texts = [text for text in lines() if len(text) > 25][:_READ_LINES]
    alike: list[float] = []
    errors: list[Errors] = []
    for text, voice in zip(texts, itertools.cycle(people)):
        sounds = [say(text, voice, seed) for seed in range(_READINGS)]
        errors += [_errors(text, sound) for sound in sounds]
        for one, other in itertools.combinations(map(_levels, sounds), 2):
            both = min(len(one), len(other))
            alike.append(np.corrcoef(one[:both], other[:both])[0, 1])
    return [
        Figure(f"{which}: likeness of four readings", float(np.mean(alike)), "", 0.8),
        *_rates(f"{which}: word error rate of readings", errors, 2.0),
    ]


def _delivered(which: str, people: list[str], say: Any) -> list[Figure]:
    texts = [text for text in lines() if len(text) > 25][_READ_LINES:][:_DELIVERED_LINES]
    cast = list(zip(texts, itertools.cycle(people)))
    voiced = sum(len(pitches(say(text, voice), SAMPLE_RATE)) for text, voice in cast)
    figures = []
    for delivery in sketch.DELIVERIES:
        sounds = [say(text, voice, 0, delivery) for text, voice in cast]
        errors = [_errors(text, sound) for text, sound in zip(texts, sounds, strict=True)]
        figures += _rates(f"{which}: word error rate, {told(delivery)}", errors, None)
        if delivery == "whisper":
            left = sum(len(pitches(sound, SAMPLE_RATE)) for sound in sounds) / voiced
            figures.append(Figure(f"{which}: pitch left in whispers", 100 * left, "%", 15))
    return figures


Errors = tuple[word_errors.WordErrors, word_errors.WordErrors]
"""After Whisper's normaliser, and by sound."""


def _errors(text: str, sound: np.ndarray) -> Errors:
    said, written = spoken(text, "en", ()), recogniser().transcribe(sound, SAMPLE_RATE)
    return word_errors.errors_between(said, written), errors_by_sound(text, written)


def _rates(name: str, errors: list[Errors], bound: float | None) -> list[Figure]:
    by_words, by_sound = (100 * word_errors.rate(some) for some in zip(*errors, strict=True))
    return [Figure(name, by_words, "%", bound), Figure(f"{name}, by sound", by_sound, "%", bound)]


def _levels(sound: np.ndarray) -> np.ndarray:
    whole = sound[: len(sound) // _LEVEL * _LEVEL].reshape(-1, _LEVEL)
    return np.sqrt(np.mean(np.square(whole), axis=1))


def _hard_lines() -> list[str]:
    return HARD_LINES.read_text(encoding="utf-8").splitlines()
