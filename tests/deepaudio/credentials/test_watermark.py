"""The watermark: what it leaves of a sound, that it is found again, and what is said without it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from deepaudio.__main__ import main
from deepaudio.credentials import command, watermark
from deepaudio.credentials.watermark import Watermarker, found_in, look_for
from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio.dsp.resample import resample
from deepaudio.networks import perth
from deepaudio_plugin.core.errors import JobError, MediaError
from tests.helpers.watermarks import small_network, surf, with_weights

BLOCK = 480_000


@pytest.fixture
def stand_in(monkeypatch):
    network = small_network()
    monkeypatch.setattr(watermark, "_network", lambda: network)


def in_blocks(sound):
    return (sound[:, first : first + BLOCK] for first in range(0, sound.shape[1], BLOCK))


def marked(sound, channels=None):
    return np.concatenate(
        list(Watermarker().marked(in_blocks(sound), channels or len(sound))), axis=1
    )


def level_db(sound):
    return 10 * np.log10(np.mean(np.square(sound, dtype=np.float64)))


def test_length_channels_and_band_stay(stand_in):
    sound = surf(2.0, channels=2)
    added = marked(sound) - sound
    assert added.shape == sound.shape
    spectrum = np.abs(np.fft.rfft(added[0] * np.hanning(added.shape[1]))) ** 2
    hertz = np.fft.rfftfreq(added.shape[1], 1 / 48_000)
    assert spectrum[hertz > 2_100].sum() < 1e-4 * spectrum.sum()


def test_blocks_make_no_seam(stand_in):
    sound = surf(21.3, channels=2)
    whole = np.concatenate(list(Watermarker().marked([sound], 2)), axis=1)
    np.testing.assert_allclose(marked(sound), whole, atol=1e-6)


def test_only_the_first_channels_have_it(stand_in):
    sound = surf(1.0, channels=3)
    found = marked(sound, channels=1)
    assert np.any(found[0] != sound[0])
    np.testing.assert_array_equal(found[1:], sound[1:])


def test_its_level_is_that_of_what_was_added(stand_in):
    sound = surf(12.0)
    marker = Watermarker()
    assert marker.level_db is None
    found = np.concatenate(list(marker.marked(in_blocks(sound), 1)), axis=1)
    assert marker.level_db == pytest.approx(level_db(found - sound) - level_db(sound), abs=0.1)


def test_silence_and_the_shortest_sounds_pass_as_they_are(stand_in):
    for sound in (np.zeros((1, 48_000), np.float32), surf(0.01), surf(0.01)[:, :1]):
        np.testing.assert_array_equal(marked(sound), sound)
    assert found_in([np.zeros(320_000, np.float32), np.ones(10, np.float32)]).pieces == 0


def test_a_film_s_sound_is_looked_through_in_pieces(stand_in, tmp_path):
    wav.write(tmp_path / "long.wav", Audio(surf(25.0, channels=2)))
    assert look_for(tmp_path / "long.wav").pieces == 3
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(MediaError):
        look_for(tmp_path / "text.wav")


def test_without_the_weights_that_is_said(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(watermark, "weights", lambda: None)
    monkeypatch.setattr(command, "weights", lambda: None)
    watermark._network.cache_clear()
    with pytest.raises(JobError, match=r"deepaudio-editors\[watermark\]"):
        Watermarker()
    wav.write(tmp_path / "a.wav", Audio(surf(1.0)))
    main(["verify", str(tmp_path / "a.wav")])
    assert "Watermarks were not looked for: resemble-perth is not" in capsys.readouterr().out
    main(["verify", str(tmp_path / "a.wav"), "--json"])
    claim, total = map(json.loads, capsys.readouterr().out.splitlines())
    assert (claim["watermark"], total["watermarks"]) == (None, False)


def test_verify_says_what_was_found(monkeypatch, stand_in, tmp_path, capsys):
    monkeypatch.setattr(command, "weights", lambda: Path("weights"))
    wav.write(tmp_path / "a.wav", Audio(surf(12.0)))
    main(["verify", str(tmp_path / "a.wav"), "--json"])
    claim, total = map(json.loads, capsys.readouterr().out.splitlines())
    assert (claim["watermark"]["pieces"], total["watermarks"]) == (2, True)
    main(["verify", str(tmp_path / "a.wav")])
    assert "2 pieces of up to 10 s" in capsys.readouterr().out


@with_weights
def test_it_is_found_after_24_bits_less_level_and_half_the_rate():
    sound = surf(12.0, channels=2)
    found = marked(sound)
    kept = np.round(found.mean(axis=0) * 0.5 * 2**23) / 2**23
    narrow = resample(resample(kept.astype(np.float32), 48_000, 24_000), 24_000, 48_000)
    for heard in (kept, narrow):
        low = resample(heard.astype(np.float32), 48_000, perth.SAMPLE_RATE)
        assert found_in([low[:320_000]]).confidence > 0.9
    low = resample(sound.mean(axis=0), 48_000, perth.SAMPLE_RATE)
    assert found_in([low[:320_000]]).found == 0
