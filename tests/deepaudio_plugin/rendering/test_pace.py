"""The time left by what takes have taken, on a clock that the test moves."""

from __future__ import annotations

import pytest

from deepaudio_plugin.rendering.pace import RenderPace

LINE, SHOT = ("tones", "speech"), ("tones", "audio")


class Clocked:
    """A pace, and takes of one unit of work each that run one after the other."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pace = RenderPace(lambda: self.now)
        self._takes = 0

    def takes(self, *run: tuple[tuple[str, str], float]) -> None:
        """Each of a kind, and as long as this."""
        for kind, seconds in run:
            self._takes += 1
            self.pace.went_on(str(self._takes), kind, 1.0, 0.0)
            self.now += seconds
            self.pace.ended(str(self._takes), done=True)


@pytest.fixture
def clocked() -> Clocked:
    return Clocked()


def test_the_first_of_each_kind_loads_and_says_nothing_of_the_rest(clocked: Clocked):
    clocked.takes((SHOT, 20.0), (LINE, 8.0))
    assert clocked.pace.knows_nothing
    clocked.takes((SHOT, 1.0), (LINE, 3.0))
    assert clocked.pace.left_s({SHOT: 5.0, LINE: 5.0}) == pytest.approx(20.0)


def test_lines_and_shots_have_a_pace_each(clocked: Clocked):
    clocked.takes((SHOT, 1.0), (LINE, 3.0), (SHOT, 1.0), (LINE, 3.0))
    assert clocked.pace.left_s({SHOT: 10.0}) == pytest.approx(10.0)
    assert clocked.pace.left_s({LINE: 10.0}) == pytest.approx(30.0)


def test_nothing_is_guessed_while_much_is_of_a_kind_that_was_not_measured(clocked: Clocked):
    clocked.takes((SHOT, 1.0), (SHOT, 1.0))
    assert clocked.pace.left_s({SHOT: 5.0, LINE: 5.0}) is None
    assert clocked.pace.left_s({SHOT: 9.0, LINE: 1.0}) == pytest.approx(10.0)


def test_takes_side_by_side_share_the_time(clocked: Clocked):
    clocked.takes((SHOT, 30.0))
    pace = clocked.pace
    for key in ("a", "b"):
        pace.went_on(key, SHOT, 1.0, 0.0)
    clocked.now += 4.0
    for key in ("a", "b"):
        pace.ended(key, done=True)
    assert pace.left_s({SHOT: 10.0}) == pytest.approx(20.0)


def test_what_runs_beside_a_take_that_loads_is_not_measured(clocked: Clocked):
    clocked.takes((SHOT, 20.0))
    pace = clocked.pace
    pace.went_on("line", LINE, 1.0, 0.0)
    pace.went_on("shot", SHOT, 1.0, 0.0)
    clocked.now += 8.0
    pace.ended("line", done=True)
    pace.ended("shot", done=True)
    assert pace.knows_nothing


def test_what_is_done_of_a_take_that_runs_is_not_left(clocked: Clocked):
    clocked.takes((SHOT, 9.0), (SHOT, 2.0))
    clocked.pace.went_on("now", SHOT, 1.0, 0.75)
    assert clocked.pace.left_s({SHOT: 2.0}) == pytest.approx(2.5)


def test_a_pause_takes_no_time(clocked: Clocked):
    clocked.takes((SHOT, 9.0), (SHOT, 2.0))
    clocked.pace.pause()
    clocked.now += 3600.0
    clocked.takes((SHOT, 2.0))
    assert clocked.pace.left_s({SHOT: 10.0}) == pytest.approx(20.0)


def test_a_pace_that_changes_is_followed(clocked: Clocked):
    clocked.takes((SHOT, 9.0), *[(SHOT, 1.0)] * 5, *[(SHOT, 3.0)] * 15)
    assert clocked.pace.left_s({SHOT: 10.0}) == pytest.approx(30.0, rel=0.1)
