"""Sounds of a benchmark: what is wrong with one is named, and nothing raises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepaudio.evaluation import sounds


def sound(folder: Path, samples: np.ndarray, rate: int = 8000) -> Path:
    path = folder / "sound.wav"
    soundfile.write(path, samples, rate, subtype="FLOAT")
    return path


def tone(length: int) -> np.ndarray:
    return 0.1 * np.sin(np.arange(length) / 7).astype(np.float32)


@pytest.mark.parametrize(
    ("samples", "fault"),
    [
        (tone(8000), ""),
        (np.full(8000, np.nan, np.float32), sounds.NOT_FINITE),
        (np.zeros(8000, np.float32), sounds.SILENT),
        (tone(1), sounds.TOO_SHORT),
        (tone(320), sounds.TOO_SHORT),  # one frame of a film
    ],
)
def test_a_fault_of_the_samples_is_named(tmp_path: Path, samples: np.ndarray, fault: str) -> None:
    found = sounds.read(sound(tmp_path, samples))
    assert found.fault == fault and bool(found.reason) == bool(fault)
    assert found.audio is not None and found.audio.length == len(samples)


def test_a_clip_of_half_an_hour_is_not_read_into_memory(tmp_path: Path) -> None:
    found = sounds.read(sound(tmp_path, np.zeros(30 * 60 * 100, np.int16), rate=100))
    assert (found.fault, found.audio) == (sounds.TOO_LONG, None)
    assert "30.0 minutes" in found.reason


def test_a_range_is_a_sound_of_its_own(tmp_path: Path) -> None:
    samples = np.concatenate([np.zeros(8000), tone(8000), np.zeros(8000)]).astype(np.float32)
    path = sound(tmp_path, samples)
    whole, middle = sounds.read(path), sounds.read(path, 1.0, 2.0)
    assert np.array_equal(middle.first, samples[8000:16_000]) and middle.fault == ""
    assert len({whole.digest, middle.digest, sounds.read(path, 0.0, 1.0).digest}) == 3
    assert sounds.read(path, 0.0, 3.0).digest == whole.digest
    assert sounds.read(path, 1.0, 9.0).seconds == 2.0  # what there is of it
    assert sounds.read(path, 5.0, 9.0).fault == sounds.TOO_SHORT


def test_what_is_missing_or_no_sound_is_named(tmp_path: Path) -> None:
    assert sounds.read(tmp_path / "none.wav").fault == sounds.MISSING
    (tmp_path / "text.wav").write_text("not a sound")
    assert sounds.read(tmp_path / "text.wav").fault == sounds.UNREADABLE


def test_a_file_is_found_under_each_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "4992-1-2.flac").touch()
    assert sounds.find(tmp_path, ("00000000", "4992-1-2")).name == "4992-1-2.flac"
    assert sounds.find(tmp_path, ("00000001", "other")).name == "00000001.wav"
