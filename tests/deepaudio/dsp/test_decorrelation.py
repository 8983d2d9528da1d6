"""Decorrelation changes phases and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.dsp.decorrelation import scattering, widened

RATE = 48_000


def loop(seed=0):
    return np.random.default_rng(seed).standard_normal(4 * RATE).astype(np.float32)


def levels_db(sound):
    return 20 * np.log10(np.abs(np.fft.rfft(sound.astype(np.float64))) + 1e-9)


def test_each_channel_has_the_spectrum_of_the_sound_at_half_its_power():
    sound = loop()
    for channel in widened(sound, np.random.default_rng(1)):
        assert levels_db(channel) == pytest.approx(levels_db(sound) - 3.0103, abs=0.05)


def test_the_mean_loses_no_more_than_3_db_at_any_frequency():
    left, right = widened(loop(), np.random.default_rng(1))
    lost = levels_db(left) - levels_db((left + right) / 2)
    assert lost.min() > -0.01 and lost.max() < 3.0


def test_lows_are_one_and_the_rest_is_apart():
    left, right = widened(loop(), np.random.default_rng(1))
    hertz = np.fft.rfftfreq(len(left), 1 / RATE)

    def alike(low, high):
        within = (hertz >= low) & (hertz < high)
        one, other = (np.fft.rfft(channel)[within] for channel in (left, right))
        return float(np.vdot(one, other).real / np.linalg.norm(one) / np.linalg.norm(other))

    assert alike(20, 110) == pytest.approx(1.0, abs=1e-3)
    for octave in (500, 1000, 2000, 4000, 8000):
        assert 0.0 < alike(octave / 2**0.5, octave * 2**0.5) < 0.4


def test_a_filter_that_scatters_is_all_pass():
    taps = scattering(np.random.default_rng(2), 4097)
    assert levels_db(taps) == pytest.approx(0, abs=3.0)
    sound = loop()
    behind = np.convolve(sound[:RATE], taps, "same")
    assert abs(np.corrcoef(sound[:RATE], behind)[0, 1]) < 0.3
