"""Video to audio: right lengths for any clip, equal for equal requests, both passes at once."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
import torch

from deepaudio.dsp.joining import crossfade
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import AudioRequest, RequestCancelled
from deepaudio.engines.deepaudio_v1 import sound
from deepaudio.engines.deepaudio_v1.feature_folder import FeatureFolder
from deepaudio.engines.deepaudio_v1.sound import (
    NO_SPEECH,
    AudioWindow,
    Pass,
    ambience_pass,
    positional_noise,
)
from deepaudio.media.picture import JobPicture
from deepaudio.networks.sequence import sequence_16k, sequence_44k
from deepaudio_plugin.core.errors import JobError, MediaMissingError
from deepaudio_plugin.core.feature_cache import features_folder
from tests.helpers.films import write_film
from tests.helpers.signals import Running

LENGTH = 72_000
DRAFT = {"steps": 2}


def request(picture, **more):
    return AudioRequest(LENGTH, picture=picture, **{"settings": DRAFT, **more})


def made(engine, wanted, start=0, length=LENGTH, control=None):
    return engine.video_to_audio.generate(wanted, start, length, control or Running()).samples[0]


def generator(engine):
    return engine.video_to_audio._generator


def test_a_picture_sounds_and_sounds_the_same_again(engine, picture, tiny):
    from deepaudio.engines import registry

    first, again = made(engine, request(picture)), made(engine, request(picture))
    assert (first.shape, first.dtype) == ((LENGTH,), np.float32)
    assert np.array_equal(first, again)
    other_worker = registry.load("deepaudio-v1")
    assert np.array_equal(made(other_worker, request(picture)), first)
    assert np.abs(first).max() > 0.01


@pytest.mark.parametrize(
    "change",
    [{"seed": 1}, {"prompt": "rain"}, {"negative_prompt": "wind"}, {"settings": {"steps": 3}}],
)
def test_seed_prompts_and_steps_change_the_sound(engine, picture, change):
    assert not np.array_equal(
        made(engine, request(picture)), made(engine, request(picture, **change))
    )


def test_the_picture_counts_and_a_prompt_alone_sounds_too(engine, picture):
    alone = made(engine, request(None, prompt="rain"))
    assert not np.array_equal(alone, made(engine, request(picture, prompt="rain")))
    later = replace(picture, media_start_s=3.0)
    assert not np.array_equal(made(engine, request(later)), made(engine, request(picture)))


def test_another_take_runs_no_encoder_and_loads_nothing(engine, picture):
    made(engine, request(picture, prompt="rain"))
    heard, runtime = generator(engine), generator(engine)._runtime
    before = heard.encoded, runtime.loads
    made(engine, request(picture, prompt="rain", seed=5))
    made(engine, request(picture, prompt="rain", settings={"steps": 4}))
    assert (heard.encoded, runtime.loads) == before
    made(engine, request(picture, prompt="snow"))  # a new prompt has to be read: once, the text
    assert heard.encoded == before[0] + 1


def test_another_take_of_another_worker_runs_no_encoder_either(tiny, picture):
    from deepaudio.engines import registry

    first, second = registry.load("deepaudio-v1"), registry.load("deepaudio-v1")
    one = made(first, request(picture, prompt="hail"))
    assert generator(first).encoded == 2
    assert np.array_equal(made(second, request(picture, prompt="hail")), one)
    assert generator(second).encoded == 0
    for file in features_folder().iterdir():
        file.write_bytes(b"damaged")
    third = registry.load("deepaudio-v1")
    assert np.array_equal(made(third, request(picture, prompt="hail")), one)
    assert generator(third).encoded == 2


def test_features_on_the_disk_are_kept_within_bounds(tmp_path):
    folder = FeatureFolder(tmp_path / "features", max_bytes=3_000)
    for number in range(5):
        folder.keep(str(number), {"x": torch.full((200,), float(number))})
        os.utime(folder._path(str(number)), (number, number))
    assert [folder.get(str(number)) is not None for number in range(5)] == [False] * 2 + [True] * 3
    assert torch.equal(folder.get("4")["x"], torch.full((200,), 4.0))
    (tmp_path / "file").write_text("")
    FeatureFolder(tmp_path / "file").keep("no folder", {"x": torch.ones(1)})  # and no error


def test_media_that_changed_is_looked_at_again(engine, tmp_path):
    path = write_film(tmp_path / "film.mp4", 48)
    moving = JobPicture(str(path), duration_s=1.5)
    first = made(engine, request(moving))
    write_film(path, 50, grey=lambda n: 255 - 4 * n)
    assert not np.array_equal(made(engine, request(moving)), first)


@pytest.mark.parametrize("samples", [1, 480, 9_600])
def test_the_shortest_clips_get_the_beginning_of_a_longer_sound(engine, film, samples):
    short = AudioRequest(
        samples, picture=JobPicture(film, duration_s=samples / SAMPLE_RATE), settings=DRAFT
    )
    control = Running()
    assert made(engine, short, length=samples, control=control).shape == (samples,)
    assert control.warnings == []


def test_ten_minutes_are_rendered_window_by_window(engine, tmp_path):
    path = write_film(tmp_path / "long.mp4", 600, rate=1, size=(32, 32), grey=lambda n: n % 250)
    long = AudioRequest(
        600 * SAMPLE_RATE, picture=JobPicture(str(path), duration_s=600), settings=DRAFT
    )
    last = made(engine, long, 593 * SAMPLE_RATE, 7 * SAMPLE_RATE)
    assert last.shape == (7 * SAMPLE_RATE,)
    assert np.array_equal(last, made(engine, long, 593 * SAMPLE_RATE, 7 * SAMPLE_RATE))


@pytest.mark.parametrize(
    ("sequence", "rate"), [(sequence_16k, 31.25), (sequence_44k, 44_100 / 1024)]
)
def test_windows_start_from_the_same_noise_where_they_overlap(sequence, rate):
    first = positional_noise(AudioWindow(None, 0, 0, 7), sequence(8.0), 4)[0]
    second = positional_noise(AudioWindow(None, 7 * SAMPLE_RATE, 0, 7), sequence(8.0), 4)[0]
    shared = len(first) - round(7 * rate)
    assert torch.equal(first[-shared:], second[:shared])
    other = positional_noise(AudioWindow(None, 0, 0, 8), sequence(8.0), 4)[0]
    assert not torch.equal(first, other)
    assert (float(first.mean()), float(first.std())) == pytest.approx((0, 1), abs=0.1)


def test_a_join_keeps_its_level(engine, film):
    """Seamless: no step, no dip and no bump where two windows meet."""
    still = AudioRequest(
        4 * SAMPLE_RATE, picture=JobPicture(film, duration_s=4, speed=0.0), settings=DRAFT
    )
    one = made(engine, still, 0, 5 * SAMPLE_RATE // 2)
    two = made(engine, still, 3 * SAMPLE_RATE // 2, 5 * SAMPLE_RATE // 2)
    joined = crossfade(one[-SAMPLE_RATE:], two[:SAMPLE_RATE])
    around = np.concatenate(
        [one[-2 * SAMPLE_RATE : -SAMPLE_RATE], joined, two[SAMPLE_RATE:][:SAMPLE_RATE]]
    )
    level = np.sqrt(np.square(around - around.mean()).reshape(-1, 4800).mean(axis=1))
    assert level[10:20].mean() == pytest.approx(np.delete(level, range(10, 20)).mean(), rel=0.25)
    assert np.abs(np.diff(around)).max() <= 1.5 * max(
        np.abs(np.diff(one)).max(), np.abs(np.diff(two)).max()
    )


def test_files_begin_and_end_in_silence(engine, picture):
    handles = request(picture, handle_in=4_800, handle_out=4_800)
    whole = made(engine, handles, -4_800, LENGTH + 9_600)
    assert (whole[0], whole[-1]) == (0, 0)
    assert np.abs(whole[240:1000]).max() > 0


# -- dialogue -----------------------------------------------------------------------


def test_a_shot_with_dialogue_wants_no_speech_in_its_ambience():
    described = {"sounds": [{"text": "rain", "start_s": 0, "end_s": 2}]}
    assert ambience_pass(described, "street", "music", 0, 8) == Pass("street, rain", "music")
    assert ambience_pass({**described, "dialogue": True}, "", "music", 3, 8) == Pass(
        "", f"{NO_SPEECH}, music"
    )


def test_both_passes_of_a_dialogue_shot_are_one_batch(engine, picture, monkeypatch):
    batches = []
    real = sound.sample_latent

    def counted(network, cond, null, noise, *rest, **more):
        batches.append(len(noise))
        return real(network, cond, null, noise, *rest, **more)

    monkeypatch.setattr(sound, "sample_latent", counted)
    talk = {**DRAFT, "dialogue": True, "lines": [[9_600, 48_000]]}
    made(engine, request(picture, settings=talk, seed=71))
    assert batches == [2]
    made(engine, request(picture, settings={**talk, "lines": [[100_000, 110_000]]}, seed=72))
    assert batches == [2, 1]  # nobody speaks in this window


def test_what_makes_no_sense_is_an_error(engine, picture, tmp_path):
    with pytest.raises(JobError, match="preset"):
        made(engine, request(picture, settings={"preset": "best"}))
    with pytest.raises(MediaMissingError):
        made(engine, request(JobPicture(str(tmp_path / "gone.mp4"), duration_s=1)))


def test_a_clip_whose_media_ends_early_says_so(engine, film):
    control = Running()
    longer = JobPicture(film, media_start_s=4.0, duration_s=1.5)
    assert made(engine, request(longer), control=control).shape == (LENGTH,)
    (warning,) = control.warnings
    assert "0.5 s before the clip does" in warning


def test_it_stops_between_two_steps(engine, picture):
    class Impatient(Running):
        def progress(self, stage, fraction):
            super().progress(stage, fraction)
            self.stopped = stage.startswith("sound: step 2 ")

        def check(self):
            if getattr(self, "stopped", False):
                raise RequestCancelled

    control = Impatient()
    with pytest.raises(RequestCancelled):
        made(engine, request(picture, settings={"steps": 9}), control=control)
    stages = [stage for stage, _ in control.reports]
    assert stages[-1] == "sound: step 2 of 9"
    fractions = [fraction for _, fraction in control.reports]
    assert fractions == sorted(fractions)
