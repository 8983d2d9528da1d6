"""When a job hangs, as reckoned from what was heard of it. No processes, no clocks."""

from __future__ import annotations

from deepaudio_plugin.worker_client.standstill import (
    QUIET_MOST_S,
    QUIET_S,
    STILL_S,
    Standstill,
)


def begun(quiet_s: float = 0.0, *others: str) -> Standstill:
    """Jobs that began at 0; "a" may be quiet for `quiet_s`."""
    found = Standstill()
    for key in ("a", *others):
        found.sent(key, 0.0)
        found.moved(key, "start", 0.0, quiet_s if key == "a" else 0.0, 0.0)
    return found


def test_a_job_hangs_that_says_nothing_for_half_a_minute():
    jobs = begun(0.0, "b")
    jobs.moved("b", "work", 0.5, 0.0, 20.0)
    assert jobs.hanging(QUIET_S - 1, 0.0) == []
    assert jobs.hanging(QUIET_S + 1, 0.0) == ["a"]


def test_one_that_may_take_long_is_waited_for_while_the_worker_moves_at_all():
    jobs = begun(300.0)
    assert jobs.hanging(299.0, 299.0) == []
    assert jobs.hanging(301.0, 1.0) == []  # it may wait for another's turn to end
    assert jobs.hanging(301.0, 301.0) == ["a"]


def test_no_job_is_waited_for_for_ever_whatever_it_asks_for():
    assert begun(1e9).hanging(QUIET_MOST_S + 1, QUIET_MOST_S + 1) == ["a"]


def test_saying_the_same_again_and_again_is_no_progress():
    jobs = begun()
    for second in range(0, int(STILL_S) + 2, 5):
        jobs.moved("a", "start", 0.0, 0.0, float(second))
        assert jobs.hanging(second, 0.0) == []
    assert jobs.hanging(STILL_S + 3, 0.0) == ["a"]
    jobs.moved("a", "start", 0.1, 0.0, STILL_S + 3)
    assert jobs.hanging(STILL_S + 3, 0.0) == []


def test_what_only_waits_does_not_hang():
    jobs = Standstill()
    jobs.sent("a", 0.0)
    assert jobs.hanging(1e6, 1e6) == []
    assert not jobs.nothing_begins(QUIET_S - 1, 1e6, QUIET_S)
    assert jobs.nothing_begins(QUIET_S + 1, 1e6, QUIET_S)
    jobs.moved("a", "start", 0.0, 0.0, 1.0)
    assert not jobs.nothing_begins(QUIET_S + 1, 1e6, QUIET_S)
    assert not Standstill().nothing_begins(1e6, 1e6, QUIET_S)


def test_what_waited_for_another_that_has_just_ended_is_given_its_time():
    jobs = begun()
    jobs.sent("b", 0.0)
    jobs.forget("a")  # at 100
    assert not jobs.nothing_begins(100.1, 0.1, QUIET_S)
    assert jobs.nothing_begins(131.0, 31.0, QUIET_S)


def test_who_slept_begins_to_count_anew():
    jobs = begun()
    jobs.forgive(1000.0)
    assert jobs.hanging(1001.0, 0.0) == []
    assert jobs.hanging(1001.0 + QUIET_S, 0.0) == ["a"]


def test_what_has_ended_is_not_looked_at_again():
    jobs = begun(0.0, "b")
    jobs.forget("a")
    assert jobs.hanging(1e6, 1e6) == ["b"]
    jobs.clear()
    jobs.moved("b", "work", 0.5, 0.0, 0.0)
    assert jobs.hanging(1e6, 1e6) == []
