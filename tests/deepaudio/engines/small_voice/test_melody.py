"""A question rises at its end, an exclamation has a wider melody, a statement stays as it is."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.engines.base import SpeechRequest
from deepaudio.engines.small_voice import melody, model
from deepaudio.engines.small_voice.speech import SketchTextToSpeech
from tests.helpers.pitch import pitches
from tests.helpers.signals import Running

RATE = 48_000
END = round(0.2 * RATE)


def say(text):
    request = SpeechRequest(num_samples=3 * RATE, text=text)
    speech = SketchTextToSpeech().speak(request, None, Running())
    return speech.audio.samples[0][: round(speech.end_s * RATE)]


def end_of(sound, rate=RATE, length=END):
    return np.median(pitches(sound[-length:], rate)) / np.median(pitches(sound, rate))


def frames_of(text):
    voice = model.load("heart")
    (phonemes,) = voice.sentences(text)
    return voice.frames(phonemes), phonemes


def test_a_question_rises_where_the_statement_falls():
    asked, told = say("They left without us?"), say("They left without us.")
    assert end_of(asked) > 1.1 * end_of(told)
    assert end_of(asked) > 1.0


@pytest.mark.parametrize(
    ("text", "rises"),
    [
        ("You told him?", True),
        ("“Did she?”", True),
        ("What did she say?", False),
        ("Whose is it?", False),
        ("How is he?", False),
        ("You told him.", False),
        ("You told him!", False),
    ],
)
def test_only_what_can_be_answered_by_yes_or_no_rises(text, rises):
    assert melody.is_question(frames_of(text)[1]) == rises


def test_an_exclamation_has_a_wider_melody_and_a_statement_its_own():
    frames, phonemes = frames_of("You told him!")
    voiced = frames.voiced
    wider = melody.of_frames(frames, phonemes).f0[voiced]
    assert np.std(np.log(wider)) == pytest.approx(1.2 * np.std(np.log(frames.f0[voiced])), rel=0.01)
    assert melody.of_frames(frames, phonemes.replace("!", ".")) is frames


def test_of_sound_alone_the_end_rises_and_nothing_gets_longer():
    t = np.arange(24_000) / 24_000
    harmonics = np.arange(1, 60)[:, None]
    buzz = (np.cos(2 * np.pi * 150 * harmonics * t) / harmonics).sum(axis=0).astype(np.float32)
    asked = melody.of_waveform(buzz, "ju tˈOld hˌɪm?")
    assert len(asked) == pytest.approx(len(buzz), abs=2 * model.HOP)
    start, end = pitches(asked[:9600], 24_000), pitches(asked[-2400:-600], 24_000)
    assert np.median(start) == pytest.approx(150, abs=3)
    assert 1.1 < np.median(end) / 150 < 1.22
    assert melody.of_waveform(buzz, "ju tˈOld hˌɪm.") is buzz
