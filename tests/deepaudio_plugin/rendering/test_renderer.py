"""Takes from the queue into the library: what is rendered, what is told, what waits again."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import DiskFullError, JobError, OutputError
from deepaudio_plugin.core.protocol import Done, Failed, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.rendering import progress
from deepaudio_plugin.rendering.progress import Step
from deepaudio_plugin.rendering.renderer import (
    NotRendered,
    QueueEvent,
    Rendered,
    Rendering,
    Stopped,
    TakeRenderer,
    missing_takes,
)
from deepaudio_plugin.takes.sharing import Sharing
from deepaudio_plugin.worker_client.queue import Counts
from tests.helpers.scripted_worker import ScriptedClient


class Library:
    """Stands where `TakeLibrary` does; `refusal` is raised instead of taking anything in."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.refusal: Exception | None = None
        self.sharing = Sharing()

    def staging_dir(self) -> str:
        return "/staging"

    def add(self, request: TakeSpec, done: Done) -> Take:
        if self.refusal is not None:
            raise self.refusal
        assert done.take is not None and request.key == done.take.key
        self.keys.append(request.key)
        return done.take


class Room:
    """A renderer with what it works with, and all that it told."""

    def __init__(self) -> None:
        self.library, self.client = Library(), ScriptedClient()
        self.told: list[QueueEvent] = []
        self.when: dict[str, Callable[[], None]] = {}  # done when a take's rendering begins
        self.renderer = TakeRenderer(self.library, self._hear)  # type: ignore[arg-type]
        self.queue = self.renderer.queue

    def _hear(self, event: QueueEvent) -> None:
        self.told.append(event)
        if isinstance(event, Rendering):
            self.when.pop(event.take.key, lambda: None)()

    def add(self, *jobs: Job) -> None:
        self.renderer.add(missing_takes(jobs, ()))

    def drive(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        self.renderer.drive(self.client, cancelled)  # type: ignore[arg-type]

    def keys(self, kind: type[Any]) -> list[str]:
        return [event.take.key for event in self.told if isinstance(event, kind)]


@pytest.fixture
def room() -> Room:
    return Room()


def spec(key: str, where: str) -> TakeSpec:
    """A take of one second, under a key that a test can read."""
    made = TakeSpec("audio", "sketch", 48_000, where=where)
    vars(made)["key"] = key  # where the computed one would be kept
    return made


def job(name: str, *keys: str) -> Job:
    """A job of one second a take; without keys one take of the job's name."""
    requests = tuple(spec(key, where=name) for key in keys or (name,))
    second = TimeRange(RationalTime(0, 24), RationalTime(24, 24))
    return Job(
        name, "audio", name, second.start_time, second, 0, 0, 0, requests, name, f"audio:{name}"
    )


# -- what is missing --------------------------------------------------------------------


def test_takes_that_are_there_are_not_missing_and_the_rest_keep_the_order_of_the_jobs():
    jobs = [job("x", "a", "b"), job("y", "c")]
    assert [take.key for take in missing_takes(jobs, {"b"})] == ["a", "c"]


def test_equal_takes_of_several_jobs_are_one(room: Room):
    room.add(job("x", "same", "other"), job("y", "same"))
    assert room.queue.unfinished() == ["same", "other"]
    assert room.renderer.refs_of(["same"]) == {"audio:x", "audio:y"}
    assert room.renderer.refs_of(["other", "unknown"]) == {"audio:x"}
    queued = room.queue.job("same")
    assert queued is not None and queued.request.where == "x"  # messages name the first
    room.drive()
    assert room.library.keys == ["same", "other"]
    assert room.keys(Rendered) == ["same", "other"]


def test_a_take_queued_twice_is_rendered_once_for_the_jobs_of_the_latest_plan(room: Room):
    room.add(job("x", "a"), job("y", "b"))
    room.add(job("z", "a"))
    assert room.renderer.refs_of(["a"]) == {"audio:z"}
    room.drive()
    assert room.library.keys == ["a", "b"]


# -- driving ------------------------------------------------------------------------------


def test_first_come_first_served_and_each_take_is_told_with_its_warnings(room: Room):
    room.add(job("b"), job("a"), job("c"))
    room.drive()
    assert room.library.keys == ["b", "a", "c"]
    assert room.keys(Rendering) == room.keys(Rendered) == ["b", "a", "c"]
    rendered = [event for event in room.told if isinstance(event, Rendered)]
    assert {event.warnings for event in rendered} == {("quiet",)}
    assert room.queue.empty
    assert room.queue.counts() == Counts(waiting=0, running=0, done=3, failed=0)


def test_the_worker_writes_into_the_librarys_staging_folder(room: Room):
    room.add(job("a"))
    room.drive()
    (request,) = room.client.requests
    assert (request.out_dir, request.key) == ("/staging", "a")


def test_a_take_that_fails_is_told_and_the_others_go_on(room: Room):
    room.client.script["b"] = [("begin", Failed("", "media", "no picture", where="b.mov"))]
    room.add(job("a"), job("b"), job("c"))
    room.drive()
    assert room.library.keys == ["a", "c"]
    (event,) = (event for event in room.told if isinstance(event, NotRendered))
    assert (event.take.key, event.failed.message) == ("b", "no picture")
    assert room.queue.counts() == Counts(waiting=0, running=0, done=2, failed=1)
    standing = room.queue.standing("b")
    assert standing is not None and standing.failure == event.failed


def test_a_failed_take_that_is_queued_again_is_rendered(room: Room):
    room.client.script["a"] = [(Failed("", "media", "no picture"),)]
    room.add(job("a"))
    room.drive()
    room.add(job("a"))
    room.drive()
    assert room.library.keys == ["a"]
    assert room.queue.standing("a") is None


def test_a_take_added_meanwhile_is_rendered_in_the_same_drive(room: Room):
    room.add(job("a"))
    room.when["a"] = lambda: room.add(job("b"))
    room.drive()
    assert room.library.keys == ["a", "b"]


def test_driving_an_empty_queue_renders_nothing(room: Room):
    room.drive()
    assert room.told == []
    assert room.client.received == [[]]


# -- stopping and holding back ------------------------------------------------------------


def test_a_take_that_waits_is_out_of_the_queue_at_once(room: Room):
    room.add(job("a"), job("b"), job("c"))
    room.renderer.stop(["b", "unknown"])
    assert room.keys(Stopped) == ["b"]
    room.drive()
    assert room.library.keys == ["a", "c"]
    assert room.queue.counts() == Counts(waiting=0, running=0, done=2, failed=0)


def test_a_take_that_is_rendered_is_told_as_stopped_when_it_has_stopped(room: Room):
    room.client.script["a"] = [("begin", "wait")]
    room.add(job("a"), job("b"))
    room.when["a"] = lambda: room.renderer.stop(["a"])
    room.drive()
    assert room.keys(Stopped) == ["a"]
    assert room.client.cancels == ["a"]
    assert room.library.keys == ["b"]


def test_all_can_be_stopped_while_one_is_rendered(room: Room):
    room.client.script["a"] = [("begin", "wait")]
    room.add(*(job(name) for name in "abcd"))
    room.when["a"] = room.renderer.stop
    room.drive()
    assert sorted(room.keys(Stopped)) == ["a", "b", "c", "d"]
    assert room.library.keys == []
    assert room.queue.empty


def test_held_back_the_queue_finishes_what_is_begun_and_begins_nothing_more(room: Room):
    room.add(*(job(name) for name in "abcd"))
    room.when["a"] = room.queue.hold
    room.drive()
    assert room.library.keys == ["a"]
    assert room.queue.unfinished() == ["b", "c", "d"]  # b had been sent, and is taken back
    assert not room.queue.ready
    assert room.keys(Stopped) == []


def test_held_back_and_let_go_several_that_had_been_sent_keep_their_order(room: Room):
    room.client = ScriptedClient(parallel=2)
    room.add(*(job(name) for name in "abcde"))
    room.when["a"] = room.queue.hold
    room.drive()
    assert room.client.received == [["a", "b", "c", "d"]]
    assert room.queue.unfinished() == ["b", "c", "d", "e"]


def test_let_go_it_goes_on_in_the_old_order(room: Room):
    room.add(*(job(name) for name in "abcd"))
    room.when["a"] = room.queue.hold
    room.drive()
    room.queue.hold(False)
    room.add(job("e"))
    assert room.queue.ready
    room.drive()
    assert room.library.keys == ["a", "b", "c", "d", "e"]


def test_a_drive_that_is_cancelled_puts_back_what_it_had_before_what_waits(room: Room):
    asked = []
    room.client.script["a"] = [("begin", "wait")]
    room.add(*(job(name) for name in "abcd"))
    room.when["a"] = lambda: asked.append(True)
    room.drive(lambda: bool(asked))
    assert room.library.keys == []
    assert room.queue.unfinished() == ["a", "b", "c", "d"]
    assert room.keys(Stopped) == []
    room.drive()
    assert room.library.keys == ["a", "b", "c", "d"]


# -- what ends a drive --------------------------------------------------------------------


def test_on_a_full_disk_the_drive_ends_and_all_that_is_unfinished_waits_in_order(room: Room):
    room.client.script["b"] = [("begin", Failed("", DiskFullError.code, "no space"))]
    room.add(*(job(name) for name in "abcd"))
    with pytest.raises(DiskFullError, match="no space"):
        room.drive()
    assert room.library.keys == ["a"]
    assert room.keys(NotRendered) == []
    assert room.queue.unfinished() == ["b", "c", "d"]
    assert room.queue.counts() == Counts(waiting=3, running=0, done=1, failed=0)
    room.drive()
    assert room.library.keys == ["a", "b", "c", "d"]


def test_a_take_that_the_library_refuses_waits_again_before_the_others(room: Room):
    room.library.refusal = OutputError("cannot be written")
    room.add(job("a"), job("b"), job("c"))
    with pytest.raises(OutputError):
        room.drive()
    assert room.keys(Rendered) == []
    assert room.queue.unfinished() == ["a", "b", "c"]
    room.library.refusal = None
    room.drive()
    assert room.library.keys == ["a", "b", "c"]


def test_a_take_that_kills_its_worker_once_is_rendered_by_the_next_before_the_others(room: Room):
    room.client.script["a"] = [("begin", "die")]
    room.add(job("a"), job("b"), job("c"))
    room.drive()
    assert room.client.received == [["a", "b"], ["a", "b", "c"]]
    assert room.library.keys == ["a", "b", "c"]


# -- progress -----------------------------------------------------------------------------


def test_progress_is_told_in_words_and_over_all_takes(room: Room):
    room.add(job("a"), job("b"))
    room.drive()
    steps = [event for event in room.told if isinstance(event, Step)]
    assert {step.stage for step in steps} == {"making sound", "rendering"}
    assert [step.done for step in steps] == [0, 1, 1, 2]
    assert [step.fraction for step in steps] == pytest.approx([0.25, 0.5, 0.75, 1.0])
    assert {step.total for step in steps} == {2}


def test_takes_added_or_stopped_change_what_all_is(room: Room):
    room.add(job("a"), job("b"))
    room.when["a"] = lambda: room.add(job("c"))
    room.when["c"] = lambda: room.renderer.stop(["c"])
    room.client.script["c"] = [("begin", "wait")]
    room.drive()
    totals = [event.total for event in room.told if isinstance(event, Step)]
    assert totals[1] == 3
    assert totals[-1] == 2


def test_a_queue_filled_again_counts_anew(room: Room):
    room.add(job("a"))
    room.drive()
    room.told.clear()
    room.add(job("b"), job("c"))
    room.drive()
    steps = [event for event in room.told if isinstance(event, Step)]
    assert (steps[0].done, steps[0].total) == (0, 2)
    assert steps[0].fraction == pytest.approx(0.25)


def test_the_time_left_of_a_queue_filled_again_is_not_measured_from_the_first(
    room: Room, monkeypatch: pytest.MonkeyPatch
):
    now = [0.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    room.add(job("a"))
    room.drive()
    room.told.clear()
    now[0] = 3600.0
    room.add(job("b"), job("c"))
    room.when["c"] = lambda: now.__setitem__(0, 3630.0)
    room.drive()
    steps = [event for event in room.told if isinstance(event, Step)]
    assert [(step.fraction, step.eta_s) for step in steps[:3]] == [
        (0.25, None),
        (0.5, None),  # all at once: nobody knows yet
        (0.75, pytest.approx(15.0)),
    ]


def test_what_the_first_take_loads_is_no_part_of_the_time_left(
    room: Room, monkeypatch: pytest.MonkeyPatch
):
    now = [0.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    names = "abcdefgh"
    room.add(*map(job, names))
    for name in names:
        took = 60.0 if name == "a" else 2.0
        room.when[name] = lambda took=took: now.__setitem__(0, now[0] + took)  # type: ignore[misc]
    room.drive()
    told = [e.eta_s for e in room.told if isinstance(e, Step) and e.eta_s is not None]
    assert told[0] < 30.0  # of half a take of two seconds, which the script tells at once
    assert told[1] == pytest.approx(12.0)  # six takes of two seconds
    assert told[1:] == sorted(told[1:], reverse=True)


def test_a_take_that_is_not_what_the_worker_says_fails_alone(room: Room):
    room.add(job("x", "a"), job("y", "b"))
    add = room.library.add

    def refused_once(request: TakeSpec, done: Done) -> Take:
        if request.key == "a":
            raise JobError("the worker's take is no WAV file", where="x", hint="Render again.")
        return add(request, done)

    room.library.add = refused_once  # type: ignore[method-assign]
    room.drive()
    (failed,) = [event.failed for event in room.told if isinstance(event, NotRendered)]
    assert (failed.code, failed.message) == ("job-failed", "the worker's take is no WAV file")
    assert room.keys(Rendered) == ["b"]
    assert room.queue.unfinished() == []
