"""Clips and pictures at the edges of what exists, from request to file."""

from __future__ import annotations

from fractions import Fraction

import pytest
import soundfile

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.worker.render import render
from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import PictureSource, RenderRequest, Window
from tests.helpers.films import write_film

SHORT = 9_600  # samples: 0.2 s


@pytest.mark.parametrize("stem", ["audio", "speech"])
@pytest.mark.parametrize(("size", "rate"), [((16, 16), 24), ((64, 36), 240)],
                         ids=["16x16", "240 fps"])  # fmt: skip
def test_a_clip_of_a_fifth_of_a_second_gets_its_take(engine, tmp_path, stem, size, rate):
    film = write_film(tmp_path / "film.mp4", rate, rate=Fraction(rate), size=size,
                      grey=lambda n: n % 250)  # fmt: skip
    picture = PictureSource(str(film), media_start_s=0.3, duration_s=0.2, clock_start_s=0.0)
    request = RenderRequest(
        "take", "take", stem, "deepaudio-v1", str(tmp_path), SHORT, 480, 480, picture=picture,
        text="No.", voice="alto", settings={"steps": 1},
    )  # fmt: skip
    task = Task(request, lambda _event: None)
    task.begin()
    take = render(request, engine, task).take
    sound, _ = soundfile.read(tmp_path / "take.wav")
    assert take.num_samples == len(sound) == SHORT + 960
    assert abs(sound).max() > 0


@pytest.mark.slow
def test_a_clip_of_ten_minutes_is_one_file_without_a_gap(engine, tmp_path):
    total, step = 600 * SAMPLE_RATE, 7 * SAMPLE_RATE
    starts = range(0, total - SAMPLE_RATE, step)
    windows = tuple(Window(start, min(8 * SAMPLE_RATE, total - start)) for start in starts)
    request = RenderRequest(
        "take", "take", "audio", "deepaudio-v1", str(tmp_path), total, windows=windows,
        prompt="rain", settings={"steps": 1},
    )  # fmt: skip
    task = Task(request, lambda _event: None)
    task.begin()
    assert render(request, engine, task).take.num_samples == total
    sound, _ = soundfile.read(tmp_path / "take.wav", dtype="float32")
    level = abs(sound).reshape(-1, SAMPLE_RATE // 2).mean(axis=1)
    assert level.min() > 0.3 * level.max()
