"""Fusion: which experts run, where the guide of a line comes from, and that passes are shared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deepaudio.dsp.contour import contour_length, energy_contour
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import AudioRequest, SpeechRequest
from deepaudio.engines.deepaudio_v1 import sound
from deepaudio.engines.deepaudio_v1.fusion import guide
from deepaudio.features.energy import quantised
from tests.helpers.signals import Running

LINE = (24_000, 60_000)  # of a shot of 1.5 s


def line(picture, seed=5, **settings):
    lead_s = LINE[0] / SAMPLE_RATE
    seen = replace(picture, media_start_s=picture.media_start_s + lead_s, duration_s=0.75)
    return SpeechRequest(
        LINE[1] - LINE[0], "Hi.", picture=seen, seed=seed, settings={"steps": 2, **settings}
    )


def of_shot(picture):
    return {
        "media_start_s": picture.media_start_s,
        "duration_s": picture.duration_s,
        "lead": LINE[0],
        "windows": [[0, 72_000]],
    }


@pytest.fixture
def batches(monkeypatch):
    sizes = []
    real = sound.sample_latent

    def counted(network, cond, null, noise, *rest, **more):
        sizes.append(len(noise))
        return real(network, cond, null, noise, *rest, **more)

    monkeypatch.setattr(sound, "sample_latent", counted)
    return sizes


def test_without_a_picture_there_is_no_guide(engine):
    assert engine.fusion.contour(SpeechRequest(48_000, "Hi."), Running()) is None


def test_the_guide_is_the_energy_of_the_free_pass_over_the_line(engine, picture):
    shot = AudioRequest(72_000, picture=picture, seed=5, settings={"steps": 2})
    heard = engine.video_to_audio._generator.generate(
        sound.AudioWindow(picture, 0, 72_000, 5),
        [sound.FREE],
        sound.parse_settings(shot.settings),
        Running(),
    )[0]
    contour = engine.fusion.contour(line(picture, shot=of_shot(picture)), Running())
    assert contour.shape == (contour_length(0.75),)
    assert contour.max() == 1
    assert np.array_equal(contour, energy_contour(quantised(heard[LINE[0] : LINE[1]])))


def test_without_its_shot_the_lines_own_window_is_heard(engine, picture):
    alone = engine.fusion.contour(line(picture), Running())
    assert alone.shape == (contour_length(0.75),)
    assert not np.array_equal(
        alone, engine.fusion.contour(line(picture, shot=of_shot(picture)), Running())
    )


@pytest.mark.parametrize("speech_first", [True, False])
def test_a_dialogue_shot_is_one_batch_whoever_asks_first(engine, picture, batches, speech_first):
    seed = 50 + speech_first
    talk = {"steps": 2, "dialogue": True, "lines": [list(LINE)]}
    shot = AudioRequest(72_000, picture=picture, prompt="rain", seed=seed, settings=talk)
    beside = {"prompt": "rain", "negative_prompt": "", "sounds": []}
    speech = line(picture, seed, shot=of_shot(picture), beside=beside)
    jobs = [
        lambda: engine.fusion.contour(speech, Running()),
        lambda: engine.video_to_audio.generate(shot, 0, 72_000, Running()),
    ]
    for job in jobs if speech_first else reversed(jobs):
        job()
    assert batches == [2]


def test_a_line_over_two_windows_is_guided_by_both(engine, film, picture, batches):
    long = replace(picture, media_start_s=0.0, duration_s=5.0)
    shot = {**of_shot(long), "lead": 90_000, "windows": [[0, 120_000], [96_000, 144_000]]}
    request = replace(line(long, 9, shot=shot), num_samples=60_000)
    contour = engine.fusion.contour(request, Running())
    assert contour.shape == (contour_length(60_000 / SAMPLE_RATE),)
    assert contour.min() > 0  # sound all along, also past the first window's end
    assert batches == [1, 1]


def test_long_windows_are_split_at_the_trained_length():
    windows = guide(None, 20 * SAMPLE_RATE).windows
    assert len(windows) == 3
    assert all(length <= 8 * SAMPLE_RATE for _, length in windows)
    assert sum(windows[-1]) == 20 * SAMPLE_RATE
    assert guide(None, 48_000).windows == ((0, 48_000),)
