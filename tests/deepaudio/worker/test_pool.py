"""A pool's requests end once each, and give way to what somebody is looking at."""

from __future__ import annotations

import queue
import threading

import pytest

from deepaudio.worker.pool import Pool
from deepaudio_plugin.core.protocol import TERMINALS, Cancelled, Done, PictureSource, Reel

_PATIENCE_S = 120


def _reel(name):
    return Reel(name, PictureSource("film.mov"), 0, 1, 24, 1, "/nowhere/a.reel")


class Working:
    """A pool whose work goes on only when the test says so."""

    def __init__(self, work, give_way=lambda: None):
        self.events = queue.SimpleQueue()
        self.pool = Pool("test", 1, work, self.events.put, give_way=give_way)

    def end(self):
        """The next terminal event."""
        while not isinstance(event := self.events.get(timeout=_PATIENCE_S), TERMINALS):
            pass
        return event


@pytest.fixture
def may_go_on():
    event = threading.Event()
    yield event
    event.set()


def test_what_waits_for_its_modules_is_answered_at_once_and_once(may_go_on):
    loads = threading.Event()

    def work(task):
        if task.id == "first":
            with task.loading():
                loads.set()
                assert may_go_on.wait(_PATIENCE_S)
        task.check()
        return Done(task.id)

    working = Working(work)
    working.pool.submit(_reel("first"))
    assert loads.wait(_PATIENCE_S)
    assert working.pool.cancel("first")
    assert working.end() == Cancelled("first")
    assert working.pool.busy == 0
    may_go_on.set()
    working.pool.submit(_reel("second"))
    assert working.end() == Done("second")  # and no second end of the first
    working.pool.stop(1.0)


def test_work_waits_at_its_check_for_what_is_more_urgent(may_go_on):
    told = []
    urgent = Working(lambda task: (may_go_on.wait(_PATIENCE_S), Done(task.id))[1])
    checks = threading.Event()

    def give_way():
        checks.set()
        urgent.pool.wait_idle(_PATIENCE_S)

    def work(task):
        task.check()
        told.append("went on")
        return Done(task.id)

    urgent.pool.submit(_reel("still"))
    other = Working(work, give_way)
    other.pool.submit(_reel("reel"))
    assert checks.wait(_PATIENCE_S)
    assert told == []
    may_go_on.set()
    assert other.end() == Done("reel")
    assert told == ["went on"]
    for working in (urgent, other):
        working.pool.stop(1.0)


def test_nobody_waits_for_what_takes_too_long(may_go_on):
    urgent = Working(lambda task: (may_go_on.wait(_PATIENCE_S), Done(task.id))[1])
    urgent.pool.submit(_reel("still"))
    urgent.pool.wait_idle(0.01)
    assert urgent.pool.busy == 1
    may_go_on.set()
    assert urgent.end() == Done("still")
    urgent.pool.stop(1.0)
