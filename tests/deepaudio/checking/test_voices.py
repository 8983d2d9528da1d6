"""Whether a line is in its own voice."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.checking import speaker_encoder
from deepaudio.checking.voices import likenesses
from tests.helpers.planted import RATE, speak


def print_near(angle: float, wobble: float = 0.0) -> np.ndarray:
    made = np.array([np.cos(angle), np.sin(angle), wobble], np.float32)
    return made / np.linalg.norm(made)


def test_a_line_like_another_voice_is_wrong_and_the_others_are_not():
    prints = [print_near(0.1 * n) for n in range(3)] + [print_near(1 + 0.1 * n) for n in range(3)]
    voices = ["ann"] * 3 + ["bob"] * 3
    found = likenesses([*prints, print_near(1.05)], [*voices, "ann"])
    assert [one.is_wrong for one in found] == [False] * 6 + [True]
    assert found[-1].other_name == "bob"


def test_too_few_lines_of_a_voice_say_nothing():
    assert likenesses([print_near(0), print_near(0.1), None], ["ann", "ann", "ann"]) == [None] * 3


def test_a_voice_that_is_alone_is_judged_by_itself():
    prints = [print_near(0), print_near(0.05), print_near(0.1), print_near(1.5)]
    found = likenesses(prints, ["ann"] * 4)
    assert [one.is_wrong for one in found] == [False, False, False, True]


def test_what_a_voice_is_known_to_sound_like_rules_over_its_other_lines():
    """Of two lines nothing else could tell which is wrong; nor of all in another voice."""
    prints, voices = [print_near(0), print_near(1)], ["ann", "ann"]
    assert likenesses(prints, voices) == [None, None]
    known = {"ann": print_near(0.05), "bob": print_near(1.05)}
    found = likenesses(prints, voices, known)
    assert [one.is_wrong for one in found] == [False, True]
    assert found[1].other_name == "bob"
    wrong = [print_near(1), print_near(1.02), print_near(1.04)]
    assert all(one.is_wrong for one in likenesses(wrong, ["ann"] * 3, known))


@pytest.mark.skipif(
    not speaker_encoder.is_installed(), reason="Resemblyzer's weights are not installed"
)
def test_lines_of_one_voice_are_more_alike_than_those_of_two():
    text = "The ferry leaves at half past seven. Don't be late!"
    said = ((text, "alto"), ("Where have you been all day?", "alto"), (text, "bass"))
    sounds = [speak(*line).sound for line in said]
    first, same, other = speaker_encoder.voiceprints(sounds, RATE)
    (alone,) = speaker_encoder.voiceprints(sounds[:1], RATE)
    assert alone == pytest.approx(first, abs=1e-5)  # whoever is heard with it
    assert float(first @ first) == pytest.approx(1, abs=1e-5)
    assert float(first @ same) > float(first @ other) + 0.05
