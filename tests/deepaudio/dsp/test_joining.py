"""Windows crossfaded at constant power, however like or unlike they are."""

import numpy as np
import pytest

from deepaudio.dsp.joining import Joiner, crossfade
from tests.helpers.signals import noise

F = (np.arange(1000) + 0.5) / 1000
"""Where the fade is, from 0 to 1."""


def test_sounds_of_opposite_phase_fade_as_unlike_ones_through_silence():
    one = np.ones(1000, np.float32)
    mixed = crossfade(one, -one)
    assert mixed == pytest.approx((1 - 2 * F) / np.hypot(1 - F, F), abs=1e-5)
    assert np.abs(np.diff(mixed)).max() < 0.01  # no jump where they cancel out


def test_unlike_sounds_get_equal_power_gains():
    one = np.tile(np.float32([1, -1, 1, -1]), 250)
    other = np.tile(np.float32([1, 1, -1, -1]), 250)
    mixed = crossfade(one, other)
    assert mixed == pytest.approx(((1 - F) * one + F * other) / np.hypot(1 - F, F), abs=1e-5)


def test_a_sound_fades_into_another_level_of_itself_without_a_bump():
    sound = noise(1000 / 48_000)
    assert crossfade(sound, 0.5 * sound) == pytest.approx(sound * (1 - F / 2), abs=1e-5)


def test_a_sound_fades_from_and_into_silence_by_equal_power():
    one = np.ones(1000, np.float32)
    assert crossfade(0 * one, one) == pytest.approx(F / np.hypot(1 - F, F), abs=1e-5)
    assert crossfade(one, 0 * one) == pytest.approx((1 - F) / np.hypot(1 - F, F), abs=1e-5)


def test_windows_come_out_step_by_step_with_only_the_overlap_mixed():
    joiner = Joiner()
    first, last = np.ones(10, np.float32), np.full(8, 1.0, np.float32)
    last[4:] = 0.5
    assert joiner.add(first, 6).tolist() == [1.0] * 6
    assert joiner.add(last, 8) == pytest.approx([1.0] * 4 + [0.5] * 4)
