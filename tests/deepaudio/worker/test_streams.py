"""Limiting and measuring block by block agrees with doing it at once."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.dsp import levels
from deepaudio.dsp.joining import crossfade
from deepaudio.worker.streams import EnergyMeter, PeakMeter, limited


def noise(seconds, seed=0, level=0.2):
    rng = np.random.default_rng(seed)
    sound = rng.standard_normal(round(seconds * 48_000)) * level
    return (sound * np.linspace(0.1, 1, len(sound))).astype(np.float32)


def blocks(sound, size):
    return [sound[i : i + size] for i in range(0, len(sound), size)]


def test_peak_of_a_stream_is_that_of_the_whole():
    sound = np.sin(np.arange(96_000) * 2.7).astype(np.float32)
    meter = PeakMeter()
    for block in blocks(sound, 9999):
        meter.add(block)
    assert meter.highest() == pytest.approx(levels.true_peak(sound), rel=0.01)


@pytest.mark.parametrize("size", [5000, 200_000])
def test_limited_stream_keeps_length_and_ceiling_and_has_no_steps(size):
    sound = noise(6, level=0.9)
    result = np.concatenate(list(limited(blocks(sound, size), chunk=60_000, overlap=9600)))
    assert len(result) == len(sound)
    assert levels.to_db(levels.true_peak(result)) <= -1.0
    loud = np.abs(sound) > 0.05
    gain = result[loud] / sound[loud]
    assert np.abs(np.diff(gain)).max() < 0.05
    assert gain.max() <= 1.001


def test_sound_below_the_ceiling_passes_the_limiter_unchanged():
    sound = noise(3, level=0.05)
    result = np.concatenate(list(limited(blocks(sound, 7000), chunk=40_000, overlap=4800)))
    assert np.array_equal(result, sound)


def test_energy_parts_are_means_of_equal_spans():
    meter = EnergyMeter(400)
    for block in blocks(np.repeat(np.float32([0.0, 1.0]), 200), 33):
        meter.add(block)
    assert meter.values() == (0.0,) * 100 + (1.0,) * 100


def test_crossfade_leaves_equal_sounds_alone():
    sound = noise(0.1)
    assert np.array_equal(crossfade(sound, sound.copy()), sound)


def test_crossfade_begins_with_one_and_ends_with_the_other():
    one, other = noise(1, 1), noise(1, 2)
    mixed = crossfade(one, other)
    np.testing.assert_allclose(mixed[:10], one[:10], atol=1e-3)
    np.testing.assert_allclose(mixed[-10:], other[-10:], atol=1e-3)
