"""The recogniser that counts hears a sound once, and is not believed when it goes in circles."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from tests.bench.best_of import _Judge, hard_lines
from tests.helpers.planted import Spoken


class Hearing:
    """A recogniser that goes round in circles at a glance, where the sound is loud."""

    def __init__(self) -> None:
        self.glances = 0

    def glance(self, sound: Any, _rate: int) -> str:
        self.glances += 1
        return "black bear " * (40 if sound.max() > 0.5 else 1)

    def transcribe(self, _sound: Any, _rate: int) -> str:
        return "black bear"


def take(level: float) -> Spoken:
    return Spoken("black bear", "heart", np.full(10, level, np.float32), 10)


def test_a_sound_is_heard_once() -> None:
    hearing = Hearing()
    judge = _Judge(cast("Any", hearing))
    wrong = [judge.errors(text, take(0.1)).wrong for text in ("black bear", "black", "black bear")]
    assert wrong == [0, 1, 0]
    assert hearing.glances == 1


def test_what_is_heard_in_circles_is_heard_at_length() -> None:
    assert _Judge(cast("Any", Hearing())).errors("black bear", take(0.9)).wrong == 0


def test_the_hundred_lines_are_the_same_each_time() -> None:
    assert hard_lines() == hard_lines()
    assert len(set(hard_lines())) == 100
