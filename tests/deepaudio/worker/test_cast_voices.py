"""What cast voices sound like, heard once for each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deepaudio.checking import speaker_encoder
from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio.engines.base import CopiesVoices, Speech
from deepaudio.worker import cast_voices
from deepaudio.worker.cast_voices import CastVoices
from deepaudio.worker.checks import check
from deepaudio.worker.task import Task
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import Check, TakeToCheck
from deepaudio_plugin.core.verdicts import Verdict

RATE = 48_000
TONES = {"ann": 1, "bob": 2, "cem": 3}
TAKE = TakeToCheck("k", "/takes/k.wav", "speech", 0, RATE, voice="ann", engine="tones")


def tone(kind: int) -> np.ndarray:
    return (0.05 * kind * np.ones(RATE)).astype(np.float32)


class Tones:
    """An engine whose voices differ in their level, and its only stage."""

    def __init__(self, needs_gpu=False):
        self.info = EngineInfo("tones", True, "Tones", voices=tuple(TONES), needs_gpu=needs_gpu)
        self.text_to_speech, self.said = self, []

    def speak(self, request, _guidance, _control):
        self.said.append((request.voice, request.seed))
        return Speech(Audio.mono(tone(TONES[request.voice])), RATE, 0.0, 1.0, 1.0)

    def get(self, _name):
        return self

    def describe(self):
        return [self.info]

    def load(self, _name):
        return self


class Copier(Tones):
    """An engine that copies its own voices from recordings."""

    def voice_sound(self, voice, _control):
        return Audio.mono(tone(TONES[voice]))


@pytest.fixture(autouse=True)
def by_level(monkeypatch):
    """A voiceprint is the level, as an angle."""

    def prints(sounds, _rate):
        angles = [10 * float(np.abs(sound).mean()) for sound in sounds]
        return [np.array([np.cos(one), np.sin(one)], np.float32) for one in angles]

    monkeypatch.setattr(speaker_encoder, "voiceprints", prints)


def heard(engine, *takes, cast=None):
    request = Check("c", takes)
    voices = cast or CastVoices(cast_voices.Engines(engine))
    return voices.of(takes, Task(request, lambda _event: None))


def test_a_voice_is_said_twice_with_two_seeds_and_once_in_a_worker():
    engine = Tones(needs_gpu=True)
    cast = CastVoices(cast_voices.Engines(engine))
    first = heard(engine, TAKE, cast=cast)
    assert engine.said == [("ann", 0), ("ann", 1)]
    assert heard(engine, TAKE, cast=cast).keys() == first.keys() == {"ann"}
    assert len(engine.said) == 2


def test_beside_few_voices_stand_others_of_the_engine_unless_they_cost_much():
    assert heard(Tones(), TAKE).keys() == {"ann", "bob", "cem"}
    assert heard(Tones(needs_gpu=True), TAKE).keys() == {"ann"}


def test_a_recording_is_read_and_an_engine_that_copies_shows_what_it_copies(tmp_path):
    path = tmp_path / "her.wav"
    wav.write(path, Audio.mono(tone(3)))
    recorded = replace(TAKE, voice="digest", recording=str(path))
    engine = Copier(needs_gpu=True)
    assert isinstance(engine, CopiesVoices)
    found = heard(engine, TAKE, recorded)
    assert engine.said == []
    assert found["digest"] == pytest.approx([np.cos(1.5), np.sin(1.5)], abs=0.01)


def test_what_cannot_be_heard_is_left_out(tmp_path):
    lost = replace(TAKE, voice="digest", recording=str(tmp_path / "gone.wav"))
    somebodys = replace(TAKE, voice="me.wav", engine="recorded")
    assert heard(Tones(), lost, somebodys) == {}


def test_a_cast_of_one_in_another_voice_is_found(tmp_path):
    path = tmp_path / "line.wav"
    wav.write(path, Audio.mono(tone(2)))
    take = replace(TAKE, path=str(path), language="xx")
    request, cast = Check("c", (take,)), CastVoices(cast_voices.Engines(Tones()))
    answer = check(request, Task(request, lambda _event: None), cast)
    verdict = Verdict.from_json(answer.verdicts["k"])
    assert verdict.has("voice")
    assert "like bob" in verdict.line
