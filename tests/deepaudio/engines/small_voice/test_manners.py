"""Whispers, soft words and shouts are what they are called, and the usual way is untouched."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.engines.base import SpeechRequest
from deepaudio.engines.sketch.engine import DELIVERIES
from deepaudio.engines.small_voice import manners
from deepaudio.engines.small_voice.speech import SketchTextToSpeech
from deepaudio.evaluation.metrics import word_errors
from tests.helpers.pitch import pitches
from tests.helpers.signals import Running

RATE = 48_000
LINE = "We have to leave before the guards change at midnight."


def say(delivery, voice="alto"):
    request = SpeechRequest(num_samples=4 * RATE, text=LINE, voice=voice, delivery=delivery)
    return SketchTextToSpeech().speak(request, None, Running())


def tone(seconds=1.0, hertz=150.0):
    """A buzz, (T,) at 24 kHz: every harmonic of a voice's pitch."""
    t = np.arange(round(seconds * 24_000)) / 24_000
    harmonics = np.arange(1, int(10_000 / hertz))[:, None]
    return (np.cos(2 * np.pi * hertz * harmonics * t) / harmonics).sum(axis=0).astype(np.float32)


def share_above(waveform, hertz, rate):
    power = np.abs(np.fft.rfft(waveform)) ** 2
    return power[round(hertz / rate * len(waveform)) :].sum() / power.sum()


@pytest.fixture(scope="module")
def spoken():
    return {delivery: say(delivery) for delivery in ("", *DELIVERIES)}


def test_a_whisper_has_no_pitch_and_is_understood(spoken):
    usual, whispered = (spoken[name].audio.samples[0] for name in ("", "whisper"))
    assert len(pitches(whispered, RATE)) < 0.15 * len(pitches(usual, RATE))
    assert word_errors.word_errors(LINE, whispered).wrong <= 1


def test_a_shout_is_higher_and_brighter_and_soft_words_are_duller(spoken):
    usual, soft, shout = (spoken[name].audio.samples[0] for name in ("", "soft", "shout"))
    assert 1.1 < np.median(pitches(shout, RATE)) / np.median(pitches(usual, RATE)) < 1.3
    bright = [share_above(sound, 1000, RATE) for sound in (soft, usual, shout)]
    assert bright[0] < 0.8 * bright[1] < bright[1] < 0.6 * bright[2]


def test_the_line_lasts_as_long_however_it_is_said(spoken):
    ends = [speech.end_s for speech in spoken.values()]
    assert max(ends) - min(ends) < 0.1


def test_of_sound_alone_a_whisper_has_no_pitch_either_and_keeps_its_length():
    buzz = tone()
    whispered = manners.of_waveform(buzz, "whisper", np.random.default_rng(1))
    assert len(whispered) == len(buzz)
    assert len(pitches(buzz, 24_000)) > 40
    assert len(pitches(whispered, 24_000)) <= 2


def test_of_sound_alone_a_shout_is_brighter_and_the_usual_way_untouched():
    buzz, rng = tone(), np.random.default_rng(1)
    soft, shout = (manners.of_waveform(buzz, name, rng) for name in ("soft", "shout"))
    bright = [share_above(sound, 1000, 24_000) for sound in (soft, buzz, shout)]
    assert bright[0] < 0.8 * bright[1] < bright[1] < 0.6 * bright[2]
    assert manners.of_waveform(buzz, "", rng) is buzz
    assert manners.of_waveform(buzz, "laugh", rng) is buzz
    assert manners.pitch_of("shout") > manners.pitch_of("") == 1.0 > manners.pitch_of("soft")
