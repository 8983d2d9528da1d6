"""A reel of a part of a timeline shows and plays just what the whole does there."""

from __future__ import annotations

from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import av
import numpy as np
import pytest

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio.media import decoding
from deepaudio.worker import picture
from deepaudio.worker.mixing import mix
from deepaudio.worker.task import Task
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import Mix, MixPart, PictureSource
from deepaudio_plugin.subtitles.material import read_material
from tests.helpers.films import read_greys, write_film

RATE = Fraction(24_000, 1001)


def samples(frames):
    return round(frames / RATE * 48_000)


def made(folder, name, first, frames, parts, pictures):
    """A reel of `frames` from frame `first` of a timeline on."""
    moved = [
        MixPart(p.path, p.start - samples(first), p.stem, p.offset, p.length, p.fade_in, p.fade_out)
        for p in parts
    ]
    request = Mix(
        name,
        tuple(moved),
        samples(frames),
        str(folder / f"{name}.wav"),
        duck_db=6.0,
        picture=tuple(picture for picture, _ in pictures),
        picture_starts_s=tuple(float((start - first) / RATE) for _, start in pictures),
        preview_path=str(folder / f"{name}.mp4"),
        preview_rate_num=RATE.numerator,
        preview_rate_den=RATE.denominator,
    )
    task = Task(request, lambda _event: None)
    task.begin()
    done = mix(request, task)
    assert done.warnings == ()
    return Path(request.preview_path), wav.read(request.out_path).samples[0]


@pytest.fixture
def takes(tmp_path):
    """Sound of ten seconds and a line in its middle, cut from longer files."""
    rng = np.random.default_rng(5)
    wav.write(
        tmp_path / "bed.wav", Audio.mono((rng.standard_normal(500_000) * 0.05).astype(np.float32))
    )
    wav.write(
        tmp_path / "line.wav", Audio.mono((rng.standard_normal(96_000) * 0.1).astype(np.float32))
    )
    return [
        MixPart(str(tmp_path / "bed.wav"), 0, "audio", offset=5000, length=480_000, fade_in=240),
        MixPart(str(tmp_path / "line.wav"), samples(90), "speech", offset=700, fade_out=480),
    ]


def test_frames_and_samples_are_those_of_the_whole(tmp_path, takes):
    film = str(write_film(tmp_path / "film.mp4", 72, rate=RATE, grey=lambda n: 20 + 3 * n))
    pictures = [
        (PictureSource(film, media_start_s=float(5 / RATE), duration_s=float(60 / RATE)), 40),
        (PictureSource(film, media_start_s=float(70 / RATE), duration_s=float(60 / RATE),
                       speed=-1.0), 110),
    ]  # fmt: skip
    path, part = made(tmp_path, "part", 61, 70, takes, pictures)
    _, whole = made(tmp_path, "whole", 0, 220, takes, [])
    greys, rate = read_greys(path)
    shown = [None if grey < 18 else round((grey - 20) / 3) for grey in greys]
    assert shown == [*range(26, 65), *[None] * 10, *range(70, 49, -1)]
    assert rate == RATE
    begin = samples(61)
    np.testing.assert_allclose(part, whole[begin : begin + len(part)], atol=4e-3)
    at = np.argmax(np.correlate(whole[begin - 50 : begin + len(part) + 50], part[:48_000], "valid"))
    assert at == 50


@pytest.fixture
def decoded(monkeypatch):
    """Times of the frames that are decoded for a reel."""
    times = []

    def timed_frames(*args, **options):
        for frame in decoding.timed_frames(*args, **options):
            times.append(frame[0])
            yield frame

    monkeypatch.setattr(picture, "timed_frames", timed_frames)
    return times


def test_a_reel_from_the_middle_of_the_demo_decodes_only_what_it_needs(tmp_path, takes, decoded):
    shots = read_material(Path(str(files("deepaudio_resources") / "demo/demo.otio")),
                          RenderOptions()).shots  # fmt: skip
    pictures = [(shot.picture, int(shot.range.start_time.value)) for shot in shots if shot.picture]
    path, _ = made(tmp_path, "reel", 240, 60, takes, pictures)  # ball, retimed, and door
    assert len(decoded) <= 300  # the films have 1240; 60 are shown, some at twice their speed
    source, start = pictures[2]
    assert source.speed == 2.0
    with av.open(source.path) as film:
        first = round((source.media_start_s - (source.clock_start_s or 0)) * RATE)
        frames = [frame.to_ndarray(format="gray") for frame in film.decode(video=0)][first:]
    with av.open(str(path)) as film:
        shown = [
            frame.reformat(1280, 720).to_ndarray(format="gray") for frame in film.decode(video=0)
        ]
    assert len(shown) == 60
    for number in (0, 11, pictures[3][1] - 240 - 1):
        around = range(2 * (240 + number - start) - 3, 2 * (240 + number - start) + 4)
        known = [n for n in around if n < len(frames)]
        off = [np.abs(shown[number].astype(int) - frames[n].astype(int)).mean() for n in known]
        assert known[int(np.argmin(off))] == 2 * (240 + number - start)
