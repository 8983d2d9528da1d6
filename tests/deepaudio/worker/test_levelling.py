"""Mixes come out at their target, below their ceiling, and their stems add up to them."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.credentials import watermark
from deepaudio.dsp import levels, wav
from deepaudio.dsp.audio import Audio
from deepaudio.dsp.loudness import loudness
from deepaudio.worker import levelling, mixing, watermarking
from deepaudio.worker.mixing import mix
from deepaudio.worker.task import Task
from deepaudio_plugin.core.delivery import SPECS, levels_line
from deepaudio_plugin.core.protocol import Mix, MixPart, MixTarget, Progress
from tests.helpers.watermarks import small_network

RATE = 48_000


def noise(seconds, level, seed=0):
    samples = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return (samples * level).astype(np.float32)


@pytest.fixture
def made(tmp_path):
    """A mix of a bed and of lines in it: its levels, its samples, and what was reported."""

    def make(bed, lines=(), stems=False, **target):
        parts = [MixPart(written("bed", bed), 0, "audio")]
        for number, (start_s, line) in enumerate(lines):
            parts.append(MixPart(written(f"line{number}", line), round(start_s * RATE), "speech"))
        paths = {n: str(tmp_path / f"{n}.wav") for n in ("speech_path", "audio_path")}
        request = Mix(
            "m", tuple(parts), len(bed), str(tmp_path / "mix.wav"),
            target=MixTarget(**target), **(paths if stems else {}),
        )  # fmt: skip
        told = []
        task = Task(request, told.append)
        task.begin()
        return mix(request, task).levels, wav.read(request.out_path).samples[0], told

    def written(name, sound):
        wav.write(tmp_path / f"{name}.wav", Audio.mono(sound))
        return str(tmp_path / f"{name}.wav")

    return make


def test_a_mix_is_brought_to_its_loudness(made):
    found, sound, _ = made(noise(4, 0.01), lufs=-23.0)
    assert loudness(sound) == pytest.approx(-23.0, abs=0.05)
    assert found.lufs == pytest.approx(-23.0, abs=0.05)
    assert found.measured_lufs + found.gain_db == pytest.approx(-23.0, abs=0.02)
    assert found.true_peak_db == pytest.approx(levels.to_db(levels.true_peak(sound)), abs=0.1)
    assert found.limited_db == 0.0


def test_peaks_stay_below_the_ceiling_and_what_the_limiter_takes_is_made_up_for(made):
    bed = noise(4, 0.01)
    bed[:: RATE // 40] *= 20  # forty clicks a second
    found, sound, _ = made(bed, lufs=-18.0, ceiling_db=-6.0)
    assert levels.to_db(levels.true_peak(sound)) <= -6.0 + 0.02
    assert found.limited_db > 1.0
    assert found.lufs == pytest.approx(-18.0, abs=0.3)


def test_loudness_of_the_dialogue_is_taken_while_somebody_speaks(made):
    bed = np.concatenate([noise(4, 0.001), noise(4, 0.2, seed=1)])
    found, sound, _ = made(bed, [(0.5, noise(3, 0.05, seed=2))], lufs=-27.0, dialogue_gated=True)
    assert found.dialogue_gated
    assert loudness(sound[RATE : 3 * RATE]) == pytest.approx(-27.0, abs=0.3)
    assert loudness(sound) > -20
    found, sound, _ = made(noise(4, 0.01), lufs=-27.0, dialogue_gated=True)
    assert (found.dialogue_gated, round(loudness(sound))) == (False, -27)


def test_stems_add_up_to_their_mix_also_where_it_is_limited(made, tmp_path):
    found, sound, _ = made(noise(3, 0.1), [(1, noise(1, 0.1, seed=3))], stems=True, lufs=-10.0)
    speech, audio = (wav.read(tmp_path / f"{n}_path.wav").samples[0] for n in ("speech", "audio"))
    assert found.limited_db > 0.5
    np.testing.assert_allclose(speech + audio, sound, atol=2 / (1 << 23))
    assert not speech[: RATE - 1].any()


def test_silence_stays_silent_and_a_whisper_of_a_film_is_not_blown_up(made):
    found, sound, _ = made(np.zeros(RATE, np.float32), lufs=-23.0)
    assert (found.measured_lufs, found.gain_db, found.lufs) == (None, 0.0, None)
    assert not sound.any()
    found, _, _ = made(noise(2, 0.0003), lufs=-14.0)
    assert found.gain_db == levelling.MAX_RAISE_DB
    assert "that is not -14 LUFS" in levels_line(SPECS["web"], found)


def test_without_a_target_a_mix_keeps_its_level_or_takes_the_gain_it_is_given(made):
    bed = noise(2, 0.01)
    found, sound, _ = made(bed)
    np.testing.assert_allclose(sound, bed, atol=1e-6)
    assert (found.measured_lufs, found.gain_db) == (None, 0.0)
    _, sound, _ = made(bed, gain_db=6.0)
    np.testing.assert_allclose(sound, bed * 10**0.3, atol=1e-6)


def test_blocks_change_nothing_and_progress_only_goes_forwards(made, monkeypatch):
    bed, lines = noise(5, 0.02), [(1, noise(2, 0.05, seed=4))]
    whole, sound, _ = made(bed, lines, lufs=-23.0, dialogue_gated=True)
    monkeypatch.setattr(mixing, "_BLOCK", 24_000)
    pieces, again, told = made(bed, lines, lufs=-23.0, dialogue_gated=True)
    assert pieces == whole
    np.testing.assert_allclose(again, sound, atol=1e-6)
    fractions = [event.fraction for event in told if isinstance(event, Progress)]
    assert fractions == sorted(fractions)


@pytest.mark.parametrize("name", SPECS)
def test_a_line_says_what_was_measured_and_what_was_done(made, name):
    spec = SPECS[name]
    bed, target = noise(3, 0.02), spec.target
    found, _, _ = made(bed, [(1, noise(1, 0.05))], **vars(target))
    said = levels_line(spec, found)
    assert spec.title in said
    assert ("our voice detector" in said) == spec.dialogue_gated
    assert ("level kept" in said) == (spec.lufs is None)


def test_a_watermark_is_in_the_mix_below_its_ceiling_and_not_in_the_stems(monkeypatch, tmp_path):
    network = small_network()
    monkeypatch.setattr(watermark, "_network", lambda: network)
    monkeypatch.setattr(watermarking, "weights", lambda: tmp_path)
    wav.write(tmp_path / "bed.wav", Audio.mono(noise(12, 0.3)))
    paths = {name: str(tmp_path / f"{name}.wav") for name in ("speech_path", "audio_path")}
    request = Mix(
        "m", (MixPart(str(tmp_path / "bed.wav"), 0, "audio"),), 12 * RATE, str(tmp_path / "m.wav"),
        target=MixTarget(lufs=-14.0, ceiling_db=-1.0), watermark=True, **paths,
    )  # fmt: skip
    done = mix(request, Task(request, lambda _event: None))
    assert done.warnings == ()
    mixed = wav.read(request.out_path).samples
    added = mixed - wav.read(paths["audio_path"]).samples - wav.read(paths["speech_path"]).samples
    said = levels.to_db(float(np.sqrt(np.mean(added**2) / np.mean(mixed**2))))
    assert done.levels.watermark_db == pytest.approx(said, abs=0.5)
    assert levels.to_db(levels.true_peak(mixed[0])) <= -0.9
    assert "dB below it" in levels_line(SPECS["web"], done.levels)


def test_a_watermark_that_cannot_be_made_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(watermarking, "weights", lambda: None)
    wav.write(tmp_path / "bed.wav", Audio.mono(noise(1, 0.1)))
    part = MixPart(str(tmp_path / "bed.wav"), 0, "audio")
    request = Mix("m", (part,), RATE, str(tmp_path / "mix.wav"), watermark=True)
    done = mix(request, Task(request, lambda _event: None))
    assert done.levels.watermark_db is None
    [warning] = done.warnings
    assert "no watermark: resemble-perth is not installed" in warning
