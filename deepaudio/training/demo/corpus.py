"""Clips with exact truth: words at known times, under a picture that speaks them or another one.

In every other clip the picture shows the speaker: mouth and words share their times, which are
drawn at random, so that no text tells them. In the rest it shows a ball, whose contacts have
nothing to do with the words; those follow each other at an even pace, as text alone would have
it. The picture's own sound, which the sound network learns, is the voice or the thuds.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.engines.base import SilentControl, SpeechRequest
from deepaudio.engines.small_voice.speech import SketchTextToSpeech
from deepaudio.training.demo.scenes import (
    FPS,
    OTHER_LOOK,
    TRAINING_LOOK,
    Frames,
    Look,
    bouncing_ball,
    talking_head,
)

RATE = 24_000
CLIP_S = 1.92
SAMPLES = round(CLIP_S * RATE)

WORDS = (
    *("anchor", "blanket", "candle", "dinner", "engine", "follow", "garden", "hammer"),
    *("island", "jacket", "kitchen", "ladder", "morning", "number", "orange", "paper"),
    *("quarter", "river", "silver", "table", "under", "velvet", "window", "yellow"),
)
OTHER_WORDS = (
    *("basket", "coffee", "doctor", "evening", "forest", "gentle"),
    *("harbour", "iron", "lantern", "market", "never", "open"),
)
VOICES = ("heart", "baritone", "tenor")
OTHER_VOICE = "soprano"

_LEVEL = 0.5  # peak of a word
_WORDS_IN_A_CLIP = 2
_MARGIN_S = 0.05
_PAUSE_S = 0.12  # between words at an even pace
_THUD_S = 0.12
_COUNT = round(CLIP_S * FPS)  # frames of a picture

Bank = dict[tuple[str, str], Waveform]
"""Words (T,) at 24 kHz by voice and word."""


@dataclass(frozen=True)
class DemoClip:
    """A clip of the corpus, and what is true of it."""

    name: str
    text: str
    spoken: Waveform  # (SAMPLES,) at 24 kHz
    own_sound: Waveform  # (SAMPLES,): what the picture shows
    frames: Frames
    shows_speaker: bool


def training_clips(count: int, seed: int) -> list[DemoClip]:
    """Clips to learn from."""
    return _clips(count, seed, WORDS, VOICES, TRAINING_LOOK)


def held_out_clips(count: int, seed: int) -> list[DemoClip]:
    """Clips to measure on: other words, in scenes of another look."""
    return _clips(count, seed, OTHER_WORDS, VOICES, OTHER_LOOK)


def clips_of_a_new_voice(count: int, seed: int, *, other_words: bool) -> list[DemoClip]:
    """Clips of somebody whom the training does not know."""
    words = OTHER_WORDS if other_words else WORDS
    return _clips(count, seed, words, (OTHER_VOICE,), TRAINING_LOOK)


def _clips(
    count: int, seed: int, words: tuple[str, ...], voices: tuple[str, ...], look: Look
) -> list[DemoClip]:
    rng = np.random.default_rng(seed)
    bank = spoken(words, voices)
    clips = []
    for number in range(count):
        voice = voices[int(rng.integers(len(voices)))]
        said = [words[i] for i in rng.choice(len(words), _WORDS_IN_A_CLIP, replace=False)]
        sounds = [bank[voice, word] for word in said]
        shot = _spoken_shot if number % 2 == 0 else _other_shot
        voiced, own, frames = shot(sounds, look, rng)
        name, shows = f"clip {seed}-{number}", number % 2 == 0
        clips.append(DemoClip(name, " ".join(said), voiced, own, frames, shows))
    return clips


def _spoken_shot(
    sounds: Sequence[Waveform], look: Look, rng: np.random.Generator
) -> tuple[Waveform, Waveform, Frames]:
    """What is spoken, what is to be heard of the picture, and the picture: of the speaker."""
    voiced = _placed(sounds, _random_times(sounds, rng))
    return voiced, voiced, talking_head(_openness(voiced, _COUNT), look, rng)


def _other_shot(
    sounds: Sequence[Waveform], look: Look, rng: np.random.Generator
) -> tuple[Waveform, Waveform, Frames]:
    """The same of something that has nothing to do with what is spoken."""
    contacts = _contacts(rng)
    own = _placed([_thud(rng) for _ in contacts], contacts)
    voiced = _placed(sounds, _even_times(sounds))
    return voiced, own, bouncing_ball(contacts, _COUNT, look, rng)


@functools.cache
def spoken(words: tuple[str, ...], voices: tuple[str, ...]) -> Bank:
    """Every word in every voice, by the small voice, without silence around it."""
    tts = SketchTextToSpeech()
    bank: Bank = {}
    for voice in voices:
        for word in words:
            request = SpeechRequest(num_samples=SAMPLE_RATE, text=word, voice=voice)
            said = tts.speak(request, None, SilentControl())
            first, last = (round(s * SAMPLE_RATE) for s in (said.start_s, said.end_s))
            sound = np.ascontiguousarray(said.audio.samples[0, first:last])
            at_rate = resample(sound, SAMPLE_RATE, RATE)
            bank[voice, word] = at_rate * np.float32(_LEVEL / max(1e-6, float(abs(at_rate).max())))
    return bank


def _random_times(sounds: Sequence[Waveform], rng: np.random.Generator) -> list[float]:
    """Starts with all that is free shared out between the words at random."""
    lengths = [len(sound) / RATE for sound in sounds]
    free = max(0.0, CLIP_S - 2 * _MARGIN_S - sum(lengths))
    pauses = rng.dirichlet(np.ones(len(sounds) + 1)) * free
    ends = np.cumsum([0.0, *lengths[:-1]])
    return [float(t) for t in _MARGIN_S + ends + np.cumsum(pauses[:-1])]


def _even_times(sounds: Sequence[Waveform]) -> list[float]:
    lengths = [len(sound) / RATE + _PAUSE_S for sound in sounds]
    return [float(t) for t in 2 * _MARGIN_S + np.cumsum([0.0, *lengths[:-1]])]


def _contacts(rng: np.random.Generator) -> list[float]:
    times = [float(rng.uniform(0.2, 0.6))]
    while times[-1] < CLIP_S - _THUD_S:
        times.append(times[-1] + float(rng.uniform(0.3, 0.8)))
    return times[:-1] if len(times) > 1 else times


def _placed(sounds: Sequence[Waveform], times: Sequence[float]) -> Waveform:
    whole = np.zeros(SAMPLES, np.float32)
    for sound, time_s in zip(sounds, times, strict=True):
        first = round(time_s * RATE)
        heard = sound[: max(0, SAMPLES - first)]
        whole[first : first + len(heard)] += heard
    return whole


def _openness(voiced: Waveform, count: int) -> Waveform:
    """(count,): how loud the voice is in each frame of the picture."""
    power = np.square(voiced[: count * (RATE // FPS)].reshape(count, -1)).mean(axis=1)
    level: Waveform = np.sqrt(power).astype(np.float32)
    return level / max(1e-6, float(level.max()))


def _thud(rng: np.random.Generator) -> Waveform:
    t = np.arange(round(_THUD_S * RATE)) / RATE
    body = np.sin(2 * np.pi * rng.uniform(90, 300) * t) + 0.5 * rng.standard_normal(len(t))
    thud: Waveform = (0.6 * np.exp(-40 * t) * body).astype(np.float32)
    return thud
