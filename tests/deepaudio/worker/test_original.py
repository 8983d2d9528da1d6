"""The sound media have of their own: every sample where its picture is."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.dsp import wav
from deepaudio.dsp.resample import resample
from deepaudio.engines.base import RequestCancelled
from deepaudio.worker.original import original
from deepaudio.worker.sound import sound_at_48k
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.protocol import Original, PictureSource
from tests.helpers.films import write_film, write_images
from tests.helpers.sounding_film import write_sound, write_sounding_film

RATE = 48_000
STEP = 1 / (1 << 23)


def noise(length, seed=1, level=0.2):
    return (np.random.default_rng(seed).standard_normal(length) * level).clip(-0.9, 0.9)


@pytest.fixture
def ramp(tmp_path):
    """A film of four seconds whose samples tell their number."""
    sound = np.arange(4 * RATE) / (1 << 20)
    return str(write_sounding_film(tmp_path / "ramp.mov", sound))


@pytest.fixture
def heard(tmp_path):
    def make(total, *placed, **fields):
        request = Original(
            "o",
            tuple(source for source, _ in placed),
            tuple(start_s for _, start_s in placed),
            total,
            str(tmp_path / "own.wav"),
            **fields,
        )
        task = _begun(request)
        done = original(request, task)
        return (wav.read(done.path).samples[0] if done.path else None), done.warnings

    return make


def _begun(request):
    task = Task(request, lambda _event: None)
    task.begin()
    return task


def shot(path, start_s, duration_s, **fields):
    return PictureSource(
        str(path), media_start_s=start_s, clock_start_s=0.0, duration_s=duration_s, **fields
    )


def numbers(sound):
    return np.rint(sound * (1 << 20)).astype(int)


# -- of a cut -----------------------------------------------------------------------


def test_each_sample_is_where_its_picture_is(ramp, heard):
    sound, warnings = heard(3 * RATE, (shot(ramp, 2.0, 0.5), 0.25), (shot(ramp, 0.5, 1.0), 1.5))
    expected = np.zeros(3 * RATE, int)
    expected[12_000:36_000] = np.arange(96_000, 120_000)
    expected[72_000:120_000] = np.arange(24_000, 72_000)
    assert np.array_equal(numbers(sound), expected)
    assert warnings == ()


def test_a_range_may_begin_and_end_in_the_middle_of_a_picture(ramp, heard):
    sound, _ = heard(RATE, (shot(ramp, 0.5, 3.0), -1.25))
    assert np.array_equal(numbers(sound), np.arange(84_000, 84_000 + RATE))


def test_a_media_clock_may_be_a_timecode(ramp, heard):
    source = PictureSource(ramp, media_start_s=3601.0, clock_start_s=3600.0, duration_s=1.0)
    assert np.array_equal(numbers(heard(100, (source, 0.0))[0]), np.arange(48_000, 48_100))


def test_many_pictures_of_one_file_at_odd_times_are_exact(ramp, heard):
    rate = 24_000 / 1001
    shots = [(n * 7 % 40, n * 4) for n in range(15)]  # frames in the media and in the range
    placed = [(shot(ramp, m / rate, 4 / rate), t / rate) for m, t in shots]
    sound, _ = heard(round(60 / rate * RATE), *placed)
    for media, time in shots:
        first, start = round(media / rate * RATE), round(time / rate * RATE)
        assert np.array_equal(numbers(sound[start : start + 8000]), np.arange(first, first + 8000))


def test_what_has_no_sound_is_silent(ramp, heard, tmp_path):
    silent = write_film(tmp_path / "silent.mp4", 24)
    write_images(tmp_path, [0, 1], grey=lambda n: n)
    images = PictureSource(
        str(tmp_path / "img.%04d.png"), kind="sequence", duration_s=1.0, clock_start_s=0.0,
        sequence_first=1001, sequence_count=2, sequence_rate=24.0,
    )  # fmt: skip
    sound, warnings = heard(
        3 * RATE, (shot(silent, 0, 1), 0.0), (images, 1.0), (shot(ramp, 1, 1), 2.0)
    )
    assert not sound[: 2 * RATE].any()
    assert numbers(sound)[2 * RATE] == RATE
    assert warnings == ()


@pytest.mark.parametrize("speed", [2.0, 0.5, 0.0, -1.0])
def test_a_retimed_picture_is_silent_and_says_so(ramp, heard, speed):
    placed = (shot(ramp, 1, 1, speed=speed), 0.0), (shot(ramp, 1, 1), 1.0)
    sound, warnings = heard(2 * RATE, *placed)
    assert not sound[:RATE].any()
    assert numbers(sound)[RATE] == RATE
    assert warnings == ("silent where the clip is retimed: ramp.mov",)


def test_media_that_fails_is_silent_and_says_so(ramp, heard, tmp_path):
    broken = tmp_path / "broken.mov"
    broken.write_bytes(b"no film" * 100)
    placed = (
        (shot(tmp_path / "gone.mov", 0, 1), 0.0),
        (shot(broken, 0, 1), 1.0),
        (shot(ramp, 0, 1), 2.0),
    )
    sound, warnings = heard(3 * RATE, *placed)
    assert not sound[: 2 * RATE].any()
    assert numbers(sound)[-1] == RATE - 1
    assert ["gone.mov" in warnings[0], "broken.mov" in warnings[1]] == [True, True]


def test_media_that_is_shorter_than_its_picture_ends_in_silence(ramp, heard):
    sound, warnings = heard(2 * RATE, (shot(ramp, 3.5, 2.0), 0.0))
    assert numbers(sound)[23_999] == 4 * RATE - 1
    assert not sound[24_000:].any()
    assert warnings == ()


def test_no_sound_anywhere_writes_no_file(heard, tmp_path):
    silent = write_film(tmp_path / "silent.mp4", 24)
    assert heard(RATE, (shot(silent, 0, 1), 0.0)) == (None, ())
    assert not (tmp_path / "own.wav").exists()


def test_an_empty_range_is_refused(ramp, heard):
    with pytest.raises(JobError, match="range is empty"):
        heard(0, (shot(ramp, 0, 1), 0.0))


def test_cancel_leaves_no_file(ramp, tmp_path):
    request = Original("o", (shot(ramp, 0, 4),), (0.0,), 4 * RATE, str(tmp_path / "own.wav"))
    task = _begun(request)
    task._send = lambda _event: task.stop()
    with pytest.raises(RequestCancelled):
        original(request, task)
    assert [path.name for path in tmp_path.iterdir()] == ["ramp.mov"]


# -- of all kinds of files ----------------------------------------------------------


def whole(path, start=0, length=4 * RATE):
    (sound,) = channels_of(path, start, length)
    return sound


def channels_of(path, start=0, length=4 * RATE):
    return np.concatenate(list(sound_at_48k(str(path), start, length)), axis=1)


@pytest.mark.parametrize("rate", [44_100, 32_000, 96_000, 22_050, 11_025])
def test_other_rates_are_resampled_in_place(tmp_path, rate):
    time = np.arange(2 * rate) / rate
    sound = 0.2 * np.sin(2 * np.pi * 440 * time) + 0.2 * np.sin(2 * np.pi * 3100 * time)
    path = write_sound(tmp_path / "a.wav", sound, audio_rate=rate)
    expected = resample(sound.astype(np.float32), rate, RATE)
    np.testing.assert_allclose(whole(path)[99:-99], expected[99:-99], atol=1e-3)
    for start in (199, 12_345, 70_001):
        piece = whole(path, start, 5000)
        np.testing.assert_allclose(piece, expected[start : start + 5000], atol=1e-3)


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp4", "aac"), ("a.mkv", "libopus"), ("a.mkv", "flac"), ("a.mov", "pcm_s16le")],
)
def test_a_click_is_heard_on_its_sample_in_every_codec(tmp_path, name, codec):
    sound = np.zeros(4 * RATE)
    time = np.arange(-200, 200)
    for at in (5000, 100_000, 150_000):
        sound[at - 200 : at + 200] = 0.8 * np.cos(time * 0.1) * np.hanning(400)
    path = write_sounding_film(tmp_path / name, sound, codec=codec)
    for at, start in ((5000, 0), (100_000, 97_003), (150_000, 149_000)):
        heard = whole(path, start, 4000 if start else 6000)
        slack = 48 if name.endswith("mkv") else 0  # its time stamps are whole milliseconds
        assert abs(int(np.argmax(heard)) + start - at) <= slack


def test_stereo_stays_stereo(tmp_path):
    both = np.stack([noise(RATE, 1), noise(RATE, 2)])
    path = write_sound(tmp_path / "s.wav", both, layout="stereo")
    np.testing.assert_allclose(channels_of(path), both, atol=2 * STEP)


def test_a_cut_with_one_stereo_clip_is_stereo(ramp, heard, tmp_path):
    left, right = noise(RATE, 1), noise(RATE, 2)
    path = write_sound(tmp_path / "s.wav", np.stack([left, right]), layout="stereo")
    request = Original(
        "o", (shot(ramp, 1, 1), shot(path, 0, 1)), (0.0, 1.0), 2 * RATE, str(tmp_path / "own.wav")
    )
    original(request, _begun(request))
    sound = wav.read(request.out_path).samples
    for channel, own in zip(sound, (left, right), strict=True):
        assert np.array_equal(numbers(channel[:RATE]), np.arange(RATE, 2 * RATE))
        np.testing.assert_allclose(channel[RATE:], own, atol=2 * STEP)


def test_dialogue_in_the_centre_of_surround_is_not_lost(tmp_path):
    channels = np.zeros((6, RATE))
    channels[2] = noise(RATE)  # FL FR FC LFE BL BR
    channels[3] = 0.9
    path = write_sound(tmp_path / "s.wav", channels, layout="5.1")
    for side in channels_of(path):
        np.testing.assert_allclose(side, channels[2] * 0.5**0.5, atol=1e-6)


def test_surrounds_are_heard_on_their_side(tmp_path):
    channels = np.zeros((6, RATE))
    channels[0], channels[5] = noise(RATE, 1), noise(RATE, 2)  # FL, BR
    left, right = channels_of(write_sound(tmp_path / "s.wav", channels, layout="5.1"))
    np.testing.assert_allclose(left, channels[0], atol=1e-6)
    np.testing.assert_allclose(right, channels[5] * 0.5**0.5, atol=1e-6)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_samples_of_any_width_have_the_same_level(tmp_path, width):
    codec = {1: "pcm_u8", 2: "pcm_s16le", 3: "pcm_s24le", 4: "pcm_s32le"}[width]
    sound = noise(RATE)
    path = write_sound(tmp_path / "a.wav", sound, codec=codec)
    np.testing.assert_allclose(whole(path), sound, atol=1.5 / (1 << (8 * width - 1)) + 1e-6)


def test_damage_leaves_what_follows_in_its_place(tmp_path):
    sound = np.zeros(4 * RATE)
    sound[180_000:181_000] = 0.5 * np.hanning(1000)
    path = write_sounding_film(tmp_path / "a.mp4", sound, codec="aac")
    content = bytearray(path.read_bytes())
    begin = content.index(b"mdat") + 2000
    content[begin : begin + 600] = b"\xff" * 600
    path.write_bytes(content)
    assert int(np.argmax(whole(path))) == pytest.approx(180_500, abs=2)
