"""Faults of a sound, planted in spoken lines; the same lines without have none."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.checking import faults
from deepaudio.checking.sound import Extent, speech_reasons
from tests.helpers.planted import HANDLE, RATE, SOUND_FAULTS, Spoken, speak

LINES = {
    "alto": "The ferry leaves at half past seven. Don't be late!",
    "bass": "Stop. Put the lamp down, slowly, and step away from the window.",
}
CODES = {
    "too long": "long",
    **{name: name for name in ("silent", "clipped", "click", "hole", "hum", "late", "early")},
}


@pytest.fixture(scope="module")
def lines() -> list[Spoken]:
    return [speak(text, voice) for voice, text in LINES.items()]


def codes(line: Spoken) -> set[str]:
    extent = Extent.of(line.sound, HANDLE, line.window)
    return {reason.code for reason in speech_reasons(line.sound, extent)}


def test_a_line_as_it_was_spoken_has_no_fault(lines):
    assert [codes(line) for line in lines] == [set(), set()]


@pytest.mark.parametrize("name", [name for name in SOUND_FAULTS if name != "hole"])
def test_a_planted_fault_is_found_and_named(lines, name):
    rng = np.random.default_rng(4)
    for line in lines:
        assert CODES[name] in codes(SOUND_FAULTS[name](line, rng))


def test_a_voice_that_breaks_off_is_a_hole_and_one_that_pauses_is_not():
    voice = np.sin(np.arange(RATE) / 20).astype(np.float32) * 0.3
    cut = voice.copy()
    cut[RATE // 3 : 2 * RATE // 3] = 0
    (at,) = faults.holes(cut)
    assert at == pytest.approx(1 / 3, abs=0.01)
    fade = np.linspace(1, 0, RATE // 10, dtype=np.float32) ** 3
    paused = cut.copy()
    paused[RATE // 3 - len(fade) : RATE // 3] *= fade
    assert faults.holes(paused) == []


def test_a_sound_of_one_sample_or_none_is_no_fault_of_the_checker():
    for length in (0, 1, 100):
        sound = np.zeros(length, np.float32)
        assert faults.clicks(sound) == faults.holes(sound) == []
        assert not faults.has_hum(sound)
        assert not faults.is_clipped(sound)
        assert faults.is_silent(sound)
