"""Pieces of sound to be heard: takes and the film's own sound, level by level, without seams."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio.worker.hearing import hear
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.heard_file import HeardFile
from deepaudio_plugin.core.protocol import FilmSound, Hear, MixPart, PictureSource
from tests.helpers.sounding_film import write_sounding_film

RATE = 48_000
BOTH = 0.5**0.5  # one channel, heard from two at its own power


def heard(request):
    task = Task(request, lambda _event: None)
    task.begin()
    hear(request, task)
    file = HeardFile(request.out_path)
    sound = np.frombuffer(file.sound(0, file.num_samples), "<i2").reshape(-1, 2) / 32_767
    return sound, file


@pytest.fixture
def take(tmp_path):
    def make(level, length=RATE, name="take"):
        path = tmp_path / f"{name}{level}.wav"
        time = np.arange(length) / RATE
        wave = (level * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
        wav.write(path, Audio.mono(wave))
        return str(path)

    return make


@pytest.fixture
def film(tmp_path):
    sound = np.full(2 * RATE, 0.25, np.float32)
    path = write_sounding_film(tmp_path / "film.mov", sound)
    return PictureSource(str(path), clock_start_s=0.0, duration_s=2.0)


def test_takes_sound_where_they_are_at_their_gain(take, tmp_path):
    part = MixPart(take(0.5), 4800, "speech", length=RATE, gain_db=-20.0)
    sound, file = heard(Hear("h", (part,), RATE, str(tmp_path / "one.heard")))
    assert sound.shape == (RATE, 2)
    assert np.abs(sound[:4800]).max() == 0
    assert np.abs(sound[4800:]).max() == pytest.approx(0.05 * BOTH, abs=0.001)
    assert file.meter(2000).peak_left == 0
    assert file.meter(20_000).peak_left == pytest.approx(0.05 * BOTH, abs=0.001)
    assert file.meter(20_000).rms_right == pytest.approx(0.05 * BOTH / 2**0.5, rel=0.05)


def test_the_films_own_sound_is_heard_beside_them(film, tmp_path):
    own = FilmSound((film,), (-0.5,), gain_db=-6.0)
    sound, _ = heard(Hear("h", (), 2 * RATE, str(tmp_path / "own.heard"), (own,)))
    assert sound[: RATE + 1000].mean() == pytest.approx(0.25 * 0.5012 * BOTH, abs=0.002)
    assert np.abs(sound[RATE + 24_100 :]).max() < 0.001  # the film is over after 1.5 s


@pytest.mark.parametrize("speed", [2.0, 0.5, 0.8, 1001 / 1000])
def test_a_retimed_clip_is_as_high_as_it_is_fast_and_each_sound_is_at_its_picture(tmp_path, speed):
    time = np.arange(4 * RATE) / RATE
    shot = 0.1 * np.sin(2 * np.pi * 440 * time) + np.where(abs(time - 2.0) < 0.0005, 0.5, 0.0)
    path = str(write_sounding_film(tmp_path / "tone.mov", shot))
    length = 2.5 / speed  # seconds: the clip shows the film from 0.5 s to 3 s
    clip = PictureSource(path, media_start_s=0.5, clock_start_s=0.0, duration_s=length, speed=speed)
    own = FilmSound((clip,), (0.25,))
    sound, _ = heard(Hear("h", (), RATE * 6, str(tmp_path / "own.heard"), (own,)))
    left = sound[:, 0]
    assert np.argmax(np.abs(left)) / RATE == pytest.approx(0.25 + 1.5 / speed, abs=0.003)
    tone = left[RATE // 2 : RATE // 2 + RATE // 4]
    spectrum = np.abs(np.fft.rfft(tone * np.hanning(len(tone)), 1 << 18))
    assert np.argmax(spectrum) * RATE / (1 << 18) == pytest.approx(440 * speed, rel=0.001)
    assert np.abs(left[: RATE // 4 - 200]).max() == 0
    assert np.abs(left[round((0.25 + length) * RATE) + 200 :]).max() == 0


def test_pieces_of_a_retimed_clip_follow_one_another_without_a_seam(tmp_path):
    time = np.arange(8 * RATE) / RATE
    path = str(write_sounding_film(tmp_path / "tone.mov", 0.3 * np.sin(2 * np.pi * 300 * time)))
    clip = PictureSource(path, clock_start_s=0.0, duration_s=6.0, speed=1.25)

    def piece(begin, end):
        own = FilmSound((clip,), (-begin / RATE,))
        return heard(Hear("h", (), end - begin, str(tmp_path / f"{begin}.heard"), (own,)))[0]

    whole = piece(0, 5 * RATE)
    halves = np.concatenate([piece(0, 2 * RATE), piece(2 * RATE, 5 * RATE)])
    assert np.abs(whole - halves).max() < 0.01


@pytest.mark.parametrize(
    ("speed", "said"),
    [
        (1.25, "retimed clips sound as high or low as they are fast or slow"),
        (-1.0, "silent where a clip stands still, plays backwards or races: film.mov"),
        (0.0, "silent where a clip stands still, plays backwards or races: film.mov"),
        (20.0, "silent where a clip stands still, plays backwards or races: film.mov"),
    ],
)
def test_what_sounds_otherwise_than_it_was_shot_is_said(film, tmp_path, speed, said):
    own = FilmSound((replace(film, duration_s=1.0, speed=speed),), (0.0,))
    request = Hear("h", (), RATE, str(tmp_path / "own.heard"), (own,))
    task = Task(request, lambda _event: None)
    task.begin()
    assert hear(request, task).warnings == (said,)
    sound = heard(request)[0]
    assert bool(sound.any()) == (speed == 1.25)


def test_pieces_follow_one_another_without_a_seam(take, tmp_path):
    long = take(0.65, 4 * RATE)  # at +6 dB loud enough for the limiter to be at work everywhere

    def piece(begin, end):
        part = MixPart(long, -begin, "audio", length=4 * RATE, gain_db=6.02)
        path = str(tmp_path / f"{begin}.heard")
        return heard(Hear("h", (part,), end - begin, path))[0]

    whole = piece(0, 4 * RATE)
    halves = np.concatenate([piece(0, 2 * RATE), piece(2 * RATE, 4 * RATE)])
    assert np.abs(whole).max() <= 10 ** (-1 / 20)
    assert np.abs(whole - halves).max() < 0.002


def test_meters_show_what_the_limiter_took_away(take, tmp_path):
    part = MixPart(take(0.65, 2 * RATE), 0, "audio", length=2 * RATE, gain_db=6.02)
    _, file = heard(Hear("h", (part,), RATE, str(tmp_path / "loud.heard")))
    assert file.meter(RATE // 2).peak_left == pytest.approx(1.3 * BOTH, abs=0.05)


def test_an_empty_range_is_refused(tmp_path):
    with pytest.raises(JobError, match="empty"):
        heard(Hear("h", (), 0, str(tmp_path / "none.heard")))
