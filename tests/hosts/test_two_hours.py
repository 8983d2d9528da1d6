"""Over two hours nothing drifts: the last take is where it belongs, to half a frame."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.burst_film import two_hours
from tests.hosts.measured import LONG

pytestmark = [pytest.mark.host, pytest.mark.slow]


# GES plays all of it, which takes a while: `python -m tests.hosts.table` has it at every rate.
@pytest.mark.parametrize(
    ("player", "rate"),
    [
        ("melt", "23.976"),
        ("melt", "29.97 DF"),
        ("melt", "50"),
        ("melt", "59.94"),
    ],
)
def test_the_last_take_is_off_by_half_a_frame_at_most(
    tmp_path: Path, player: str, rate: str
) -> None:
    cut = two_hours(tmp_path, rate)
    played = LONG[player](cut)
    played.assert_heard(cut)
    last = [played.bursts[name].late_s for name in ("Ende", "Ende.")]
    assert max(map(abs, last)) <= 1 / cut.rate / 2
