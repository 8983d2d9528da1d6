"""Learning rates: their shapes; single values are held against the reference by `make parity`."""

from __future__ import annotations

import pytest

from deepaudio.training.schedules import constant_rate, sound_rate, speech_rate


def test_sound_warms_up_stays_and_falls_at_each_milestone() -> None:
    rates = [sound_rate(1.0, u, warmup=3, milestones=(2, 4)) for u in range(9)]
    assert rates == pytest.approx([0.25, 0.5, 0.75, 1, 1, 0.1, 0.1, 0.01, 0.01])


def test_speech_rises_from_nearly_nothing_and_falls_back_to_it() -> None:
    rates = [speech_rate(1.0, u, warmup=2, total=6) for u in range(8)]
    assert rates == pytest.approx([1e-8, 0.5, 1, 0.75, 0.5, 0.25, 1e-8, 1e-8], rel=1e-6)


def test_speech_without_warm_up_begins_at_its_rate() -> None:
    assert speech_rate(1.0, 0, warmup=0, total=10) == 1.0


def test_a_constant_rate_may_warm_up() -> None:
    assert [constant_rate(2.0, u, warmup=1) for u in range(3)] == [1.0, 2.0, 2.0]
