"""Takes as small files: what they hold, and how small they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio.worker import compressing
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError, MediaError
from deepaudio_plugin.core.protocol import Compress

RATE = 48_000


@pytest.fixture
def compressed(tmp_path):
    def make(path, **fields):
        request = Compress("c", str(path), str(tmp_path / "small"), **fields)
        task = Task(request, lambda _event: None)
        task.begin()
        return Path(compressing.compress(request, task).path)

    return make


def take(path, channels=1, seconds=4.0):
    at = np.arange(round(seconds * RATE)) / RATE
    tone = 0.3 * np.sin(2 * np.pi * 440 * at) * (at > seconds / 2)
    wav.write(path, Audio(np.stack([tone] * channels).astype(np.float32), RATE))
    return path


@pytest.mark.parametrize("channels", [1, 2])
def test_a_take_is_many_times_smaller_and_sounds_when_it_did(compressed, tmp_path, channels):
    source = take(tmp_path / "take.wav", channels)
    path = compressed(source)
    sound, rate = soundfile.read(path, always_2d=True)
    assert path.suffix == ".mp3"
    assert path.stat().st_size < source.stat().st_size / 8
    assert sound.shape[1] == channels
    loud = np.abs(sound[:, 0]) > 0.1
    assert loud[: round(1.9 * rate)].sum() == 0
    assert abs(np.argmax(loud) / rate - 2.0) < 0.1


def test_a_part_is_cut_out_and_what_lies_beyond_the_ends_is_left_out(compressed, tmp_path):
    source = take(tmp_path / "take.wav")
    sound, rate = soundfile.read(compressed(source, start=3 * RATE, length=10 * RATE))
    assert abs(len(sound) / rate - 1.0) < 0.1
    assert np.abs(sound).mean() > 0.1


def test_nothing_and_what_is_no_sound_are_refused(compressed, tmp_path):
    source = take(tmp_path / "take.wav")
    with pytest.raises(JobError, match="empty"):
        compressed(source, start=9 * RATE)
    (tmp_path / "words.wav").write_text("no sound")
    with pytest.raises(MediaError):
        compressed(tmp_path / "words.wav")


def test_without_mp3_in_the_sound_library_another_format_is_written(
    compressed, tmp_path, monkeypatch
):
    monkeypatch.setattr(compressing.soundfile, "available_formats", lambda: {"OGG": "", "FLAC": ""})
    path = compressed(take(tmp_path / "take.wav"))
    assert path.suffix == ".ogg"
    assert soundfile.info(path).format == "OGG"
