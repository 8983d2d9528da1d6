"""The sound that is learnt from: where it begins, and the filter that resamples it."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from deepaudio.training.clip_sound import read_mono, resample_kaiser
from deepaudio_plugin.core.errors import MediaError
from tests.helpers.films import write_film


def ramp(path: Path, rate: int = 8000, seconds: float = 4) -> Path:
    """Left counts up, right is silent; their mean says which sample one is."""
    count = round(rate * seconds)
    left = np.arange(count) / count
    soundfile.write(path, np.stack([left, 0 * left], axis=1), rate, subtype="FLOAT")
    return path


@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, None), (0.5, 1.0), (2.5, 3.0), (3.5, 9.0)])
def test_a_range_begins_and_ends_on_its_samples(
    tmp_path: Path, start_s: float, end_s: float | None
) -> None:
    wave, rate = read_mono(str(ramp(tmp_path / "ramp.wav")), start_s, end_s)
    assert rate == 8000
    last = min(4.0, end_s or 4.0)
    expected = np.arange(round(start_s * rate), round(last * rate)) / 64_000
    np.testing.assert_allclose(wave, expected, atol=1e-6)


def test_a_range_after_the_end_is_empty(tmp_path: Path) -> None:
    assert read_mono(str(ramp(tmp_path / "ramp.wav")), 7.0, None)[0].size == 0


def test_a_film_without_sound_is_named(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mp4", 3)
    with pytest.raises(MediaError, match=r"film\.mp4: the file has no sound"):
        read_mono(str(film), 0.0, None)


@pytest.mark.parametrize(("old", "new"), [(48_000, 16_000), (44_100, 16_000), (22_050, 44_100)])
def test_resampling_keeps_tones_where_they_are(old: int, new: int) -> None:
    found = resample_kaiser(tone(1000, old), old, new)
    assert len(found) == new
    inner = slice(new // 20, -new // 20)
    torch.testing.assert_close(found[inner], tone(1000, new)[inner], atol=1e-5, rtol=0)


def tone(hertz: int, rate: int) -> torch.Tensor:
    """A second of it."""
    turns = torch.arange(rate, dtype=torch.float64) * hertz / rate
    return torch.sin(2 * math.pi * turns).float()


def test_what_the_new_rate_cannot_hold_is_filtered_out() -> None:
    assert resample_kaiser(tone(9000, 48_000), 48_000, 16_000)[800:-800].abs().max() < 1e-5


def test_the_filter_is_that_of_the_reference() -> None:
    """Values of torchaudio's resampling with "kaiser best" settings."""
    impulse = torch.zeros(1000)
    impulse[500] = 1.0
    found = resample_kaiser(impulse, 44_100, 16_000)
    assert found.argmax() == 181
    assert found[179:184].tolist() == pytest.approx(
        [0.0366346017, -0.0707758218, 0.2659677267, 0.1904913336, -0.0721191019], abs=1e-7
    )
