"""The time left: known soon, and not spoiled by what happens once at the beginning."""

from __future__ import annotations

import itertools

import pytest

from deepaudio_plugin.rendering.progress import Gauge, Step


class Clocked:
    """A gauge over a hundred units of work, and the clock that it looks at."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.steps: list[Step] = []
        self.gauge = Gauge(100.0, 10, self.steps.append, lambda: self.now)

    def show(self, seconds: float, work: float) -> float | None:
        """So many seconds later so much is done in all; the time left."""
        self.now += seconds
        self.gauge.show("rendering", int(work // 10), work)
        return self.steps[-1].eta_s


@pytest.fixture
def clocked() -> Clocked:
    return Clocked()


def test_an_even_pace_is_known_from_the_second_thing_that_is_done(clocked: Clocked):
    assert clocked.show(0.0, 0.0) is None
    assert clocked.show(1.0, 5.0) is None
    for work in range(10, 101, 5):
        assert clocked.show(1.0, work) == pytest.approx((100 - work) / 5)


def test_an_engine_that_loads_first_does_not_count_against_the_rest(clocked: Clocked):
    clocked.show(0.0, 0.0)
    clocked.show(30.0, 5.0)  # of which the first take took a second
    assert clocked.show(1.0, 10.0) == pytest.approx(18.0)
    assert clocked.show(1.0, 15.0) == pytest.approx(17.0)


def test_a_pace_that_changes_is_followed(clocked: Clocked):
    for work in range(5, 51, 5):
        clocked.show(1.0, work)
    for work in range(55, 96, 5):
        clocked.show(2.0, work)
    assert clocked.show(0.0, 95.0) == pytest.approx(2.0, abs=0.2)


def test_more_that_is_to_be_done_takes_longer_at_the_same_pace(clocked: Clocked):
    for work in range(5, 51, 5):
        clocked.show(1.0, work)
    clocked.gauge.resize(200.0, 20)
    assert clocked.show(0.0, 50.0) == pytest.approx(30.0)


def test_work_that_stands_still_takes_longer_and_longer(clocked: Clocked):
    for work in range(5, 51, 5):
        clocked.show(1.0, work)
    waits = [clocked.show(5.0, 50.0) for _ in range(4)]
    assert all(one < two for one, two in itertools.pairwise(waits))


def test_what_is_done_takes_no_more_time(clocked: Clocked):
    clocked.show(0.0, 0.0)
    clocked.show(1.0, 100.0)
    assert clocked.steps[-1].fraction == 1.0
    assert clocked.show(1.0, 100.0) in (0.0, None)
