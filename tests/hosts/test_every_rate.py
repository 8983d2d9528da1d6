"""At every rate two players find every take at its frame, on both sides, over the film's sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.burst_film import RATES, every_feature
from tests.hosts.measured import SHORT

pytestmark = [pytest.mark.host, pytest.mark.slow]


@pytest.mark.parametrize("player", SHORT)
@pytest.mark.parametrize("rate", RATES)
def test_every_take_is_heard_within_a_frame_of_its_place(
    tmp_path: Path, rate: str, player: str
) -> None:
    cut = every_feature(tmp_path, rate)
    played = SHORT[player](cut)
    played.assert_heard(cut)
    assert abs(played.worst_s) < 1 / cut.rate
    for found in played.bursts.values():
        left, right = found.sides
        assert left == pytest.approx(right, rel=0.01), "mono is heard in the middle"
