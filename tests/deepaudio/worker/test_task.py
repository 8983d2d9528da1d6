"""What a request in work tells: how far it is, that it moves, and how long it may be quiet."""

from __future__ import annotations

import pytest

from deepaudio.worker import task
from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import Peaks, Probe, Progress, RenderRequest


def told(request) -> tuple[Task, list[Progress]]:
    events: list[Progress] = []
    work = Task(request, events.append)
    work.begin()
    return work, events


def render() -> RenderRequest:
    return RenderRequest("j", "j", "audio", "fake", "/out", num_samples=1)


def test_what_computes_may_be_quiet_for_longer_than_what_reads():
    for request in (Probe("p", "a.mov"), Peaks("p", "a.mov", 10, "/out")):
        assert told(request)[1][0].quiet_s == 0
    assert told(render())[1][0].quiet_s >= 300


def test_a_request_that_asks_whether_to_stop_shows_that_it_moves(monkeypatch: pytest.MonkeyPatch):
    work, events = told(render())
    work.progress("sound: step 3 of 25", 0.5)
    work.check()
    assert len(events) == 2  # not every time
    monkeypatch.setattr(task, "_SIGN_S", -1.0)
    work.check()
    assert (events[2].stage, events[2].fraction) == ("sound: step 3 of 25", 0.5)
