"""Waveforms: lowest and highest sample of equal parts, of takes and of any media's sound."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio.engines.base import RequestCancelled
from deepaudio.worker.peaks import peaks
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError, MediaError, MediaMissingError, OutputError
from deepaudio_plugin.core.protocol import Peaks
from tests.helpers.films import write_film
from tests.helpers.sounding_film import write_sound, write_sounding_film

RATE = 48_000


@pytest.fixture
def drawn(tmp_path):
    def make(path, buckets, **fields):
        request = Peaks("w", str(path), buckets, str(tmp_path / "out.peaks"), **fields)
        done = peaks(request, _begun(request))
        content = (tmp_path / "out.peaks").read_bytes()
        assert done.path == request.out_path
        assert len(content) == 2 * buckets
        return np.frombuffer(content, np.int8).reshape(-1, 2).astype(int)

    return make


def _begun(request):
    task = Task(request, lambda _event: None)
    task.begin()
    return task


def noise(length):
    envelope = np.sin(np.linspace(0, 9, length)) ** 2
    return (np.random.default_rng(3).uniform(-1, 1, length) * envelope).astype(np.float32)


def expected(sound, buckets):
    parts = np.array_split(sound, buckets)
    return np.rint([[part.min() * 127, part.max() * 127] for part in parts]).astype(int)


@pytest.mark.parametrize("buckets", [1, 10, 480, 4800])
def test_each_pair_is_the_lowest_and_highest_sample_of_its_part(tmp_path, drawn, buckets):
    sound = noise(4 * RATE)
    wav.write(tmp_path / "take.wav", Audio.mono(sound))
    np.testing.assert_allclose(
        drawn(tmp_path / "take.wav", buckets), expected(sound, buckets), atol=1
    )


def test_a_length_that_does_not_divide_loses_nothing(tmp_path, drawn):
    sound = np.zeros(100_003, np.float32)
    sound[0], sound[-1] = 0.5, -1.0
    wav.write(tmp_path / "take.wav", Audio.mono(sound))
    found = drawn(tmp_path / "take.wav", 7)
    assert found[0].tolist() == [0, 64]
    assert found[-1].tolist() == [-127, 0]


def test_more_parts_than_samples_repeat_them(tmp_path, drawn):
    wav.write(tmp_path / "take.wav", Audio.mono(np.array([0.25, -0.5, 1.0], np.float32)))
    found = drawn(tmp_path / "take.wav", 6)
    assert found.tolist() == [[32, 32]] * 2 + [[-64, -64]] * 2 + [[127, 127]] * 2


def test_a_range_of_the_file_is_drawn_and_silence_after_its_end(tmp_path, drawn):
    sound = noise(4 * RATE)
    path = write_sounding_film(tmp_path / "film.mov", sound)
    found = drawn(path, 300, start_s=3.0, duration_s=3.0)
    np.testing.assert_allclose(found[:100], expected(sound[3 * RATE :], 100), atol=1)
    assert not found[100:].any()


def test_a_range_may_be_on_the_clock_of_a_timecode(tmp_path, drawn):
    sound = noise(2 * RATE)
    path = write_sounding_film(tmp_path / "film.mov", sound)
    found = drawn(path, 50, start_s=3601.0, duration_s=1.0, clock_start_s=3600.0)
    np.testing.assert_allclose(found, expected(sound[RATE:], 50), atol=1)


def test_the_sound_of_a_compressed_film_is_drawn(tmp_path, drawn):
    sound = 0.5 * np.sin(np.arange(4 * RATE) * 0.05) * (np.arange(4 * RATE) >= 2 * RATE)
    path = write_sounding_film(tmp_path / "film.mp4", sound, codec="aac", layout="mono")
    found = drawn(path, 40)
    assert np.abs(found[:19]).max() <= 2
    assert found[21:39, 1] == pytest.approx(64, abs=6)


def test_other_rates_and_channels_are_drawn(tmp_path, drawn):
    sound = noise(2 * 44_100)
    path = write_sound(tmp_path / "s.wav", np.stack([sound, sound]), audio_rate=44_100,
                       layout="stereo", codec="pcm_s16le")  # fmt: skip
    np.testing.assert_allclose(drawn(path, 100), expected(sound, 100), atol=1)


@pytest.mark.parametrize("fields", [{"duration_s": 0.0}, {"duration_s": -1.0}])
def test_an_empty_range_is_refused(tmp_path, drawn, fields):
    wav.write(tmp_path / "take.wav", Audio.mono(noise(RATE)))
    with pytest.raises(JobError, match="range is empty"):
        drawn(tmp_path / "take.wav", 10, **fields)


@pytest.mark.parametrize("buckets", [0, -1, 1 << 40])
def test_a_number_of_parts_that_makes_no_sense_is_refused(tmp_path, drawn, buckets):
    wav.write(tmp_path / "take.wav", Audio.mono(noise(RATE)))
    with pytest.raises(JobError):
        drawn(tmp_path / "take.wav", buckets)


def test_files_without_sound_are_bad_media(tmp_path, drawn):
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF" + b"no sound" * 100)
    cases = (
        (write_film(tmp_path / "silent.mp4", 24), MediaError, "the media has no sound"),
        (broken, MediaError, "damaged"),
        (tmp_path / "gone.wav", MediaMissingError, "no such media file"),
        (tmp_path, MediaError, "folder"),
    )
    for path, error, words in cases:
        with pytest.raises(error, match=words):
            drawn(path, 10)
    assert not (tmp_path / "out.peaks").exists()


def test_nothing_to_read_after_the_header_is_bad_media(tmp_path, drawn):
    wav.write(tmp_path / "take.wav", Audio.mono(noise(RATE)))
    (tmp_path / "take.wav").write_bytes((tmp_path / "take.wav").read_bytes()[:44])
    with pytest.raises(MediaError, match="no sound can be read"):
        drawn(tmp_path / "take.wav", 10)


def test_nowhere_to_write_is_an_output_error(tmp_path):
    wav.write(tmp_path / "take.wav", Audio.mono(noise(RATE)))
    request = Peaks("w", str(tmp_path / "take.wav"), 10, str(tmp_path / "none" / "p"))
    with pytest.raises(OutputError, match="cannot be written"):
        peaks(request, _begun(request))


def test_cancel_leaves_no_file(tmp_path):
    wav.write(tmp_path / "take.wav", Audio.mono(noise(9 * RATE)))
    request = Peaks("w", str(tmp_path / "take.wav"), 10, str(tmp_path / "p"))
    task = _begun(request)
    task._send = lambda _event: task.stop()
    with pytest.raises(RequestCancelled):
        peaks(request, task)
    assert [path.name for path in tmp_path.iterdir()] == ["take.wav"]


def test_of_several_channels_the_outermost_values_are_drawn(drawn, tmp_path):
    left, right = np.full(RATE, 0.5, np.float32), np.full(RATE, -0.25, np.float32)
    wav.write(tmp_path / "take.wav", Audio(np.stack([left, right])))
    assert drawn(tmp_path / "take.wav", 3).tolist() == [[-32, 64]] * 3
