"""Sound from the picture: in place, even, the same every time, and never in the way."""

import dataclasses
import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deepaudio.dsp.audio import heard_in
from deepaudio.dsp.contour import contour_length
from deepaudio.dsp.levels import loudness
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.video_to_audio import SketchVideoToAudio, motion_contour
from deepaudio.evaluation.metrics.onsets import agreement, onsets
from deepaudio.media.picture import JobPicture
from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from tests.helpers import scenes
from tests.helpers.signals import Running

RATE = 48_000
HANDLE = 24_000


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Boxes fall; the scene and its file."""
    change_maps = scenes.make("fall", 501, scenes.Weather())
    return change_maps, str(change_maps.save(tmp_path_factory.mktemp("film") / "fall.mp4"))


def request_for(film, **more):
    change_maps, path = film
    picture = JobPicture(path, duration_s=change_maps.duration_s)
    return AudioRequest(round(change_maps.duration_s * RATE), HANDLE, HANDLE, 7, picture, **more)


def bare(seconds=10.0, **more):
    return AudioRequest(round(seconds * RATE), HANDLE, HANDLE, 7, None, **more)


def whole(request, control=None):
    length = request.handle_in + request.num_samples + request.handle_out
    made = SketchVideoToAudio().generate(request, -request.handle_in, length, control or Running())
    assert made.samples.dtype == np.float32
    assert made.samples.shape == (2, length)
    assert np.isfinite(made.samples).all()
    return folded(made)


def folded(made):
    """Both channels as a mono mix has them."""
    return heard_in(made.samples, 1)[0]


def inside(request, sound):
    return sound[request.handle_in : request.handle_in + request.num_samples]


def test_impacts_sound_where_they_are_seen(film):
    request = request_for(film)
    found = onsets(inside(request, whole(request)))
    assert agreement(found, film[0].events).f1 >= 0.8


def test_windows_agree_where_they_overlap(film):
    request = request_for(film, prompt="rain, wind and a wooden box")
    engine, sound = SketchVideoToAudio(), whole(request)
    for start, length in ((-HANDLE, 5000), (11_111, 40_000), (50_000, RATE)):
        part = folded(engine.generate(request, start, length, Running()))
        assert np.array_equal(part, sound[start + HANDLE : start + HANDLE + length])


def test_the_seed_decides_and_nothing_else(film):
    request = request_for(film)
    assert np.array_equal(whole(request), whole(request))
    assert not np.array_equal(whole(request), whole(dataclasses.replace(request, seed=8)))


def test_another_process_makes_the_same_bytes():
    script = (
        "import hashlib, sys\n"
        "from deepaudio.engines.base import AudioRequest\n"
        "from deepaudio.engines.sketch.video_to_audio import SketchVideoToAudio\n"
        "from tests.helpers.signals import Running\n"
        "sound = SketchVideoToAudio().generate(\n"
        "    AudioRequest(48000, prompt='a crowd in the rain, thunder'), 0, 48000, Running())\n"
        "assert 'torch' not in sys.modules\n"
        "print(hashlib.sha256(sound.samples.tobytes()).hexdigest())\n"
    )
    root = Path(__file__).parents[4]
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root
    )
    sound = SketchVideoToAudio().generate(
        AudioRequest(48_000, prompt="a crowd in the rain, thunder"), 0, 48_000, Running()
    )
    assert run.stdout.strip() == hashlib.sha256(sound.samples.tobytes()).hexdigest()


@pytest.mark.parametrize("prompt", ["", "rain", "wind in the forest", "busy street", "waves"])
def test_the_bed_is_quiet_even_and_no_onset(prompt):
    request = bare(prompt=prompt)
    sound = whole(request)
    assert -46 < loudness(sound) < -31
    assert onsets(inside(request, sound)) == []
    assert np.abs(np.diff(sound)).max() < 0.1
    assert abs(float(sound.mean())) < 1e-3


def test_the_file_begins_and_ends_without_a_click(film):
    sound = whole(request_for(film, prompt="rain"))
    assert sound[0] == sound[-1] == 0
    assert np.abs(sound[:60]).max() < np.abs(sound[:4800]).max()


def test_strong_impacts_peak_well_below_full_scale(film):
    peak = 20 * np.log10(np.abs(whole(request_for(film))).max())
    assert -24 < peak < -6


def described(text, start_s, end_s):
    return {"sounds": [{"text": text, "start_s": start_s, "end_s": end_s}]}


def test_a_described_sound_begins_at_its_time_when_nothing_is_seen():
    request = bare(5.0, settings=described("[door slams]", 3.2, 4.0))
    assert onsets(inside(request, whole(request))) == pytest.approx([3.2], abs=0.02)


def test_a_described_sound_moves_to_the_event_it_means(film):
    event = film[0].events[0]
    settings = described("[door slams]", event - 0.4, event + 0.1)
    request = request_for(film, settings=settings)
    plain, slammed = whole(request_for(film)), whole(request)
    first = np.flatnonzero(plain != slammed)[0] / RATE - HANDLE / RATE
    assert first == pytest.approx(event, abs=0.08)


def test_a_described_texture_sounds_in_its_time_alone():
    request = bare(settings=described("(heavy rain)", 4.0, 6.0))
    difference = np.abs(inside(request, whole(request)) - inside(bare(), whole(bare())))
    assert difference[: 3 * RATE].max() == 0
    assert difference[5 * RATE : 5 * RATE + 100].max() > 0
    assert difference[7 * RATE :].max() == 0


@pytest.mark.parametrize("sounds", [None, [], ["rain"], [{"text": ""}], [{"text": "[burps]"}]])
def test_descriptions_nobody_can_play_change_nothing(sounds):
    assert np.array_equal(whole(bare(1.0, settings={"sounds": sounds})), whole(bare(1.0)))


def test_the_negative_prompt_is_heard():
    assert np.array_equal(whole(bare(1.0, prompt="rain", negative_prompt="rain")), whole(bare(1.0)))


def test_no_samples_are_no_samples():
    assert SketchVideoToAudio().generate(bare(), 0, 0, Running()).length == 0
    assert len(whole(AudioRequest(0))) == 0
    assert len(whole(AudioRequest(1))) == 1


def test_backwards_the_box_leaves_the_ground_in_silence(film):
    change_maps, path = film
    length = change_maps.duration_s
    picture = JobPicture(path, media_start_s=length, duration_s=length, speed=-1.0)
    request = AudioRequest(round(length * RATE), picture=picture)
    falls = [length - time for time in change_maps.events]
    assert agreement(onsets(whole(request)), falls).hits == 0


def test_slowed_down_the_impact_comes_later(film):
    change_maps, path = film
    picture = JobPicture(path, duration_s=2 * change_maps.duration_s, speed=0.5)
    request = AudioRequest(round(2 * change_maps.duration_s * RATE), picture=picture)
    times = [2 * time for time in change_maps.events]
    assert agreement(onsets(whole(request)), times).hits >= 1


def test_a_frozen_frame_is_still(film):
    _, path = film
    picture = JobPicture(path, media_start_s=1.0, duration_s=2.0, speed=0.0)
    assert not motion_contour([(picture, 2.0)]).any()
    request = AudioRequest(2 * RATE, picture=picture)
    assert onsets(whole(request)) == []


def test_media_that_ends_early_is_reported_once(film, tmp_path):
    change_maps, path = film
    control = Running()
    picture = JobPicture(path, clock_start_s=0.0, duration_s=change_maps.duration_s + 0.4)
    whole(AudioRequest(RATE * 5, picture=picture), control)
    assert len(control.warnings) <= 1


@pytest.mark.parametrize("content", [None, b"", b"no film" * 500])
def test_bad_media_fails_with_a_hint(tmp_path, content):
    path = tmp_path / "bad.mp4"
    if content is not None:
        path.write_bytes(content)
    request = AudioRequest(RATE, picture=JobPicture(str(path), duration_s=1.0))
    with pytest.raises(MediaError) as caught:
        whole(request)
    assert caught.value.hint
    assert isinstance(caught.value, MediaMissingError) == (content is None)


# -- the contour --------------------------------------------------------------------


def test_the_contour_follows_the_motion(film):
    change_maps, path = film
    picture = JobPicture(path, duration_s=change_maps.duration_s)
    contour = motion_contour([(picture, change_maps.duration_s)])
    assert len(contour) == contour_length(change_maps.duration_s)
    assert contour.max() == 1.0
    assert contour.min() >= 0.0
    event = change_maps.events[0] / change_maps.duration_s * len(contour)
    assert contour[int(event) - 8 : int(event)].mean() > 5 * contour[:8].mean()


def test_the_contour_of_nothing_is_empty(film):
    assert len(motion_contour([(JobPicture(film[1], duration_s=1.0), 0.0)])) == 0


def test_a_described_sound_that_is_not_in_the_bank_is_told():
    control = Running()
    settings = {"sounds": [{"text": "burps", "start_s": 0.1, "end_s": 0.5}]}
    request = AudioRequest(48_000, prompt="rain", settings=settings)
    SketchVideoToAudio().generate(request, 0, 48_000, control)
    assert control.warnings == ["the sketch engine has no sound for 'burps'"]
