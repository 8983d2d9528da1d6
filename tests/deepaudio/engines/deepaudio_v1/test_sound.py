"""Video to audio: right lengths for any clip, equal for equal requests, windows without seams."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
import torch

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import AudioRequest, RequestCancelled
from deepaudio.engines.deepaudio_v1 import sound
from deepaudio.engines.deepaudio_v1.feature_folder import FeatureFolder
from deepaudio.engines.deepaudio_v1.sound import NO_SPEECH, Heard, Pass, ambience_pass
from deepaudio.engines.deepaudio_v1.stretch import (
    Stretch,
    latent_pieces,
    positional_noise,
    stretch_of,
    stretches,
)
from deepaudio.media.picture import JobPicture
from deepaudio_plugin.core.errors import JobError, MediaMissingError
from deepaudio_plugin.core.feature_cache import features_folder
from tests.helpers.films import write_film
from tests.helpers.signals import Running, noise
from tests.helpers.spoken import spoken

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


@pytest.mark.parametrize("codec_rate", [16_000, 44_100])
def test_stretches_start_from_the_same_noise_where_they_overlap(codec_rate):
    def noise(start, seed=7):
        stretch = Stretch(None, ((start, 8 * SAMPLE_RATE),), seed)
        return positional_noise(stretch, latent_pieces(stretch, codec_rate), 4)[0]

    first, second = noise(0), noise(7 * SAMPLE_RATE)
    shared = len(first) - round(7 * codec_rate / (1024 if codec_rate == 44_100 else 512))
    assert torch.equal(first[-shared:], second[:shared])
    assert not torch.equal(first, noise(0, 8))
    assert (float(first.mean()), float(first.std())) == pytest.approx((0, 1), abs=0.1)


# -- windows of a long shot ---------------------------------------------------------


WINDOWS = ((0, 100_000), (60_001, 100_000), (120_002, 100_000))  # two and a half seconds each


def long_shot(film, **more):
    length = WINDOWS[-1][0] + WINDOWS[-1][1]
    shown = JobPicture(film, duration_s=length / SAMPLE_RATE)
    return AudioRequest(length, picture=shown, windows=WINDOWS, settings=DRAFT, **more)


def test_windows_of_a_shot_are_parts_of_one_sound(engine, film):
    """No seam: where two windows overlap, they hold the same samples."""
    request = long_shot(film)
    one, two, three = (made(engine, request, *window) for window in WINDOWS)
    assert np.array_equal(one[60_001:], two[:39_999])
    assert np.array_equal(two[60_001:], three[:39_999])
    assert not np.array_equal(one[-39_999:], two[-39_999:])
    alone = made(engine, replace(request, windows=()), *WINDOWS[1])
    assert not np.array_equal(alone, two)  # its neighbours count


def test_windows_are_made_with_the_first_that_is_asked_for(engine, film):
    request, control = long_shot(film, seed=3), Running()
    made(engine, request, *WINDOWS[0])
    for window in WINDOWS[1:]:
        made(engine, request, *window, control=control)
    assert control.reports == []


def test_progress_goes_on_while_a_long_shot_is_decoded(engine, film):
    control = Running()
    made(engine, long_shot(film, seed=4), *WINDOWS[0], control=control)
    fractions = [fraction for _, fraction in control.reports]
    assert fractions == sorted(fractions)
    decoding = [fraction for stage, fraction in control.reports if stage == "sound: decoding"]
    assert len(decoding) >= 3
    assert (decoding[0], decoding[-1]) == (0.8, pytest.approx(1.0))


def test_a_stretch_sees_its_picture_where_its_sound_is(film):
    """Windows begin on latent frames, and their picture with them, up to half a frame beside."""
    request = long_shot(film)
    for rate, half_s in ((16_000, 0.016), (44_100, 0.0117)):
        stretch = Stretch(request.picture, WINDOWS, 0)
        pieces = latent_pieces(stretch, rate)
        per_second = rate / (512 if rate == 16_000 else 1024)
        for piece, (start, length) in zip(pieces, WINDOWS, strict=True):
            assert piece.start / SAMPLE_RATE == pytest.approx(piece.first / per_second, abs=1e-5)
            assert abs(piece.start - start) <= half_s * SAMPLE_RATE
            assert piece.start + piece.length == start + length
        last = pieces[-1].span
        assert (last[0] + last[1]) / per_second == pytest.approx(
            stretch.stop / SAMPLE_RATE, abs=0.04
        )


def test_no_more_than_a_minute_is_made_together():
    windows = tuple((number * 7 * SAMPLE_RATE, 8 * SAMPLE_RATE) for number in range(20))
    groups = list(stretches(windows))
    assert [len(group) for group in groups] == [8, 8, 4]
    assert all(stretch_of(one, windows) == group for group in groups for one in group)
    assert stretch_of((5, 9), windows) == ((5, 9),)  # nobody said that it has neighbours


def test_each_window_hears_what_is_described_in_it(engine, film, monkeypatch):
    asked = []
    generator_ = generator(engine)
    hear = generator_.hear

    def noted(stretch, passes, *rest):
        asked.extend(passes)
        return hear(stretch, passes, *rest)

    monkeypatch.setattr(generator_, "hear", noted)
    described = [{"text": "rain", "start_s": 0.1, "end_s": 0.5}]
    request = long_shot(film, prompt="street")
    made(engine, replace(request, settings={**DRAFT, "sounds": described}), *WINDOWS[0])
    assert [one.prompt for one in asked] == ["street, rain", "street", "street"]


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


@pytest.mark.parametrize(
    ("waveform", "speaks"), [(spoken()[: 3 * SAMPLE_RATE], True), (noise(3.0), False)]
)
def test_a_sound_knows_whether_somebody_speaks_in_it(waveform, speaks):
    heard = Heard(waveform, SAMPLE_RATE, 0, len(waveform))
    assert (heard.spoken_s > 1) is speaks
    assert (heard.spoken_s > 0) is speaks


@pytest.fixture
def detector(monkeypatch):
    """A detector that finds as many seconds of speech as it is told to, sound after sound."""
    seconds = []

    def spans(_waveform, _rate):
        found = seconds.pop(0)
        return [(0.0, found)] if found else []

    monkeypatch.setattr(sound, "speech_spans", spans)
    return seconds


DIALOGUE = {**DRAFT, "dialogue": True}


@pytest.mark.parametrize(
    ("asked_for", "found", "strengths", "warned"),
    [
        ("dialogue", [0.0], [4.5], ""),
        ("dialogue", [0.5, 0.0], [4.5, 6.75], ""),
        ("dialogue", [0.5, 0.3], [4.5, 6.75], "voices seem to be heard for 0.3 s"),
        ("dialogue", [0.5, 0.9], [4.5, 6.75], "voices seem to be heard for 0.5 s"),
        ("voiceless", [0.0], [6.75], ""),
        ("voiceless", [0.5, 0.2], [6.75, 10.125], "voices seem to be heard for 0.2 s"),
    ],
)
def test_ambience_with_voices_is_made_once_more_and_what_is_left_is_told(
    engine, picture, detector, monkeypatch, asked_for, found, strengths, warned
):
    detector += found
    asked, hear = [], generator(engine).hear

    def noted(stretch, passes, render_settings, control):
        asked.append(render_settings.audio.strength)
        return hear(stretch, passes, render_settings, control)

    monkeypatch.setattr(generator(engine), "hear", noted)
    control, seed = Running(), 900 + round(10 * sum(found))
    wanted = request(picture, settings={**DRAFT, asked_for: True}, seed=seed)
    made(engine, wanted, control=control)
    assert asked == strengths
    assert [text.partition(" where")[0] for text in control.warnings] == (
        [warned] if warned else []
    )
    again = Running()
    made(engine, wanted, control=again)  # from what is kept, and told of again
    assert again.warnings == control.warnings


def test_the_better_of_both_is_taken(engine, picture, detector):
    for seed, found, settings in (
        (951, [0.5, 0.3], {**DRAFT, "cfg": 6.75}),
        (952, [0.4, 0.6], DRAFT),
    ):
        detector += found
        taken = made(engine, request(picture, settings=DIALOGUE, seed=seed))
        same = request(picture, negative_prompt=NO_SPEECH, settings=settings, seed=seed)
        assert np.array_equal(taken, made(engine, same))


def test_a_shot_without_dialogue_may_have_voices(engine, picture, detector):
    made(engine, request(picture, seed=77))
    assert detector == []


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


def test_it_stops_between_the_layers_of_every_network(engine, tiny, tmp_path):
    """Encoders, flow, autoencoder and vocoder: each asks many times whether to go on."""

    class Counting(Running):
        def __init__(self):
            super().__init__()
            self.checks, self.last = {}, "before"

        def progress(self, stage, fraction):
            super().progress(stage, fraction)
            self.last = stage.partition(" of ")[0]

        def check(self):
            self.checks[self.last] = self.checks.get(self.last, 0) + 1

    path = write_film(tmp_path / "film.mp4", 48, grey=lambda n: 200 - n)
    control = Counting()
    made(engine, request(JobPicture(str(path), duration_s=1.5), prompt="hum"), control=control)
    assert control.checks["picture"] > 50  # encoders
    assert control.checks["sound: step 1"] > 50  # the second step of the flow
    assert control.checks["sound: decoding"] > 50

    class StoppedWhileDecoding(Counting):
        def check(self):
            super().check()
            if self.checks.get("sound: decoding", 0) == 20:
                raise RequestCancelled

    control = StoppedWhileDecoding()
    with pytest.raises(RequestCancelled):
        made(engine, request(JobPicture(str(path), duration_s=1.5), seed=9), control=control)
    assert control.checks["sound: decoding"] == 20
    again = Running()  # nothing of the attempt hangs on the networks
    made(engine, request(JobPicture(str(path), duration_s=1.5), seed=9), control=again)
    assert control.checks["sound: decoding"] == 20
