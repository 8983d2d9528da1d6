"""Scenes and batches of lines, for engines that can and for those that cannot."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.dsp.audio import Audio
from deepaudio.engines.base import AudioRequest, Engine, Speech, SpeechRequest, StandardFusion
from deepaudio.engines.batches import (
    Prompt,
    SceneRequest,
    SceneStages,
    SceneStems,
    Turn,
    render_scene,
    speak_many,
)
from deepaudio.media.picture import JobPicture
from deepaudio_plugin.core.engine_info import EngineInfo
from tests.helpers.signals import Running

RATE = 48_000
INFO = EngineInfo("one", True, "One at a time")


class Singly:
    """Makes one thing at a time, and remembers what it was asked for."""

    def __init__(self):
        self.lines, self.sounds = [], []

    def generate(self, request, start, length, control):
        self.sounds.append(request)
        return Audio.mono(np.full(length, 0.25, np.float32))

    def speak(self, request, guidance, control):
        self.lines.append(request)
        total = request.handle_in + request.num_samples + request.handle_out
        level = len(self.lines) / 10
        sound = Audio(np.full((2, total), level, np.float32))
        return Speech(sound, request.num_samples, 0.0, request.num_samples / RATE, 1.0)


class InBatches(Singly):
    def speak_many(self, lines, control):
        self.batches = [len(lines)]
        return [self.speak(request, guidance, control) for request, guidance in lines]


def line(seconds, text="Hello.", **more):
    return SpeechRequest(round(seconds * RATE), text, **more)


def test_lines_are_said_one_after_the_other_in_their_order():
    stage = Singly()
    said = speak_many(stage, [(line(1, "One."), None), (line(2, "Two."), None)], Running())
    assert [request.text for request in stage.lines] == ["One.", "Two."]
    assert [speech.window for speech in said] == [RATE, 2 * RATE]


def test_a_stage_that_says_many_at_once_is_asked_once():
    stage = InBatches()
    speak_many(stage, [(line(1), None)] * 3, Running())
    assert stage.batches == [3]


def test_a_scene_is_put_together_from_single_calls():
    stage = Singly()
    engine = Engine(INFO, stage, stage, StandardFusion())
    scene = SceneRequest(
        4 * RATE,
        turns=(Turn(RATE, line(1, handle_in=480)), Turn(3 * RATE, line(2))),
        prompts=(Prompt("rain"), Prompt("a door", 1.0, 2.0)),
        seed=7,
    )
    stems = render_scene(engine, scene, Running())
    assert stems.audio.samples.shape == (1, 4 * RATE)
    assert stems.speech.samples.shape == (2, 4 * RATE)
    for channel in stems.speech.samples:
        assert not channel[: RATE - 480].any()
        assert np.allclose(channel[RATE - 480 : 2 * RATE], 0.1)
        assert not channel[2 * RATE : 3 * RATE].any()
        assert np.allclose(channel[3 * RATE :], 0.2)  # to the scene's end, no further
    (asked,) = stage.sounds
    assert (asked.prompt, asked.seed) == ("rain", 7)
    assert asked.settings["sounds"] == [{"text": "a door", "start_s": 1.0, "end_s": 2.0}]
    assert len(stems.turns) == 2


class Whole(SceneStages):
    """Renders scenes in one pass and nothing else."""

    def __init__(self):
        self.scenes = []

    def render_scene(self, scene, control):
        self.scenes.append(scene)
        turns = tuple(
            Speech(Audio.silence(turn.line.num_samples, 2), turn.line.num_samples, 0.0, 1.0, 1.0)
            for turn in scene.turns
        )
        return SceneStems(
            Audio.silence(scene.num_samples, 2), Audio.silence(scene.num_samples, 2), turns
        )


def test_an_engine_of_scenes_gets_them_whole():
    stage = Whole()
    engine = Engine(INFO, stage, stage, StandardFusion())
    scene = SceneRequest(RATE, turns=(Turn(0, line(1)), Turn(0, line(1))))
    assert render_scene(engine, scene, Running()).speech.channels == 2
    assert stage.scenes == [scene]


def test_an_engine_of_scenes_does_single_calls_as_scenes():
    stage = Whole()
    picture = JobPicture("a.mov", media_start_s=10.0, duration_s=8.0, speed=0.5)
    settings = {"sounds": [{"text": "thunder", "start_s": 3.0, "end_s": 4.0}], "width": 1}
    request = AudioRequest(8 * RATE, seed=3, picture=picture, prompt="rain", settings=settings)
    sound = stage.generate(request, 2 * RATE, 3 * RATE, Running())
    assert sound.samples.shape == (2, 3 * RATE)
    (scene,) = stage.scenes
    assert (scene.num_samples, scene.seed, scene.settings["width"]) == (3 * RATE, 3, 1)
    assert scene.picture == JobPicture("a.mov", media_start_s=11.0, duration_s=3.0, speed=0.5)
    assert scene.prompts == (Prompt("rain"), Prompt("thunder", 1.0, 2.0))

    said = stage.speak(line(2, max_tail=RATE), None, Running())
    assert said.window == 2 * RATE
    assert stage.scenes[-1].num_samples == 3 * RATE


def test_a_scene_that_forgets_its_turn_is_a_fault():
    class Mute(Whole):
        def render_scene(self, scene, control):
            return SceneStems(Audio.silence(1), Audio.silence(1))

    with pytest.raises(ValueError, match="says nothing of its turn"):
        Mute().speak(line(1), None, Running())
