"""Faults of a shot's sound that nobody can have meant, and sounds that are like them."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.checking.beds import bed_reasons

RATE = 48_000


def bed(seed: int = 0) -> np.ndarray:
    """Four seconds of soft noise on two channels, as of a wind."""
    hiss = np.random.default_rng(seed).normal(0, 0.02, (2, 4 * RATE))
    return np.stack([np.convolve(one, np.ones(32) / 8, "same") for one in hiss]).astype(np.float32)


def hum(hertz: float) -> np.ndarray:
    at = np.arange(4 * RATE) / RATE
    parts = ((1, 0.01), (2, 0.006), (3, 0.005), (4, 0.003))
    made = sum(size * np.sin(2 * np.pi * hertz * times * at) for times, size in parts)
    return np.asarray(made, np.float32)


def codes(sound: np.ndarray, prompt: str = "wind in the trees") -> list[str]:
    return [reason.code for reason in bed_reasons(sound, prompt, RATE // 2)]


def test_a_bed_has_no_fault():
    assert codes(bed()) == []


def test_nothing_at_all_amid_a_bed_is_a_hole():
    sound = bed()
    sound[:, 2 * RATE : 2 * RATE + RATE // 10] = 0
    (reason,) = bed_reasons(sound, "wind", RATE // 2)
    assert (reason.code, reason.is_bad) == ("hole", True)
    assert "at 1.5" in reason.text or "at 1.49" in reason.text  # in job time


def test_silence_between_sounds_is_no_hole():
    sound = bed()
    for start in (1, 2, 3):  # as of a telephone that rings
        sound[:, start * RATE : start * RATE + RATE // 2] = 0
    assert codes(sound) == []
    one_side = bed()
    one_side[0, 2 * RATE : 2 * RATE + RATE // 10] = 0
    assert codes(one_side) == []


def test_a_sample_that_stands_alone_is_a_click_and_a_hit_is_none():
    clicked = bed()
    clicked[1, 2 * RATE] += 0.5
    assert codes(clicked) == ["click"]
    assert codes(clicked, "Logs crackle in the fireplace") == []
    hit = bed()
    rings = 0.5 * np.exp(-np.arange(RATE) / 2_000) * np.sin(np.arange(RATE) / 3)
    hit[:, RATE : 2 * RATE] += rings.astype(np.float32)
    assert codes(hit) == []


@pytest.mark.parametrize("hertz", [50.0, 60.0])
def test_the_mains_are_a_hum_unless_something_hums(hertz):
    sound = bed() + hum(hertz)
    assert codes(sound) == ["hum"]
    assert codes(sound, "engine room, low hum") == []
    assert codes(bed() + hum(hertz + 3)) == []  # a tone, but not of the mains


def test_a_sound_of_one_sample_or_none_is_no_fault_of_the_checker():
    for length in (0, 1, 4_800):
        assert codes(np.zeros((2, length), np.float32)) == []
