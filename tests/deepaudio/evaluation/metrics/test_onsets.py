"""Onsets: where sounds begin, and how well that agrees with where they should."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.evaluation.metrics import onsets


def test_onsets_are_heard_where_clicks_are() -> None:
    sound = np.zeros(48_000, np.float32)
    for at in (0.25, 0.5, 0.75):
        sound[round(at * 48_000) :][:480] = 0.5 * (-1.0) ** np.arange(480)
    assert onsets.onsets(sound) == pytest.approx([0.25, 0.5, 0.75], abs=0.02)
    assert onsets.f1(sound, [0.25, 0.5, 0.75]) == 1.0
    assert onsets.f1(sound, [0.25, 0.5]) == pytest.approx(0.8)  # one extra


def test_onsets_match_one_to_one_within_the_tolerance() -> None:
    found = onsets.agreement([1.0, 1.05, 3.0], [1.02, 2.0], optional=[3.01])
    assert (found.hits, found.misses, found.extras) == (1, 1, 1)
