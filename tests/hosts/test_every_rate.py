"""At every rate two players find every take at its frame, on both sides, over the film's sound."""

from __future__ import annotations

import pytest

from tests.helpers.burst_film import RATES, Cut, every_feature
from tests.hosts.measured import SHORT

pytestmark = [pytest.mark.host, pytest.mark.slow]


@pytest.fixture(scope="module", params=RATES)
def cut(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Cut:
    """One for both players: most of the time goes into the journey."""
    return every_feature(tmp_path_factory.mktemp("film"), request.param)


@pytest.mark.parametrize("player", SHORT)
def test_every_take_is_heard_within_a_frame_of_its_place(cut: Cut, player: str) -> None:
    played = SHORT[player](cut)
    played.assert_heard(cut)
    assert abs(played.worst_s) < 1 / cut.rate
    for found in played.bursts.values():
        left, right = found.sides
        assert left == pytest.approx(right, rel=0.01), "mono is heard in the middle"
