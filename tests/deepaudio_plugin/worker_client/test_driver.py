"""What goes to which worker, in which order, when workers die or are ended. No processes."""

from __future__ import annotations

from typing import Any

import pytest

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import Cancelled, Done, Failed, Probe, RenderRequest
from deepaudio_plugin.worker_client.queue import WorkQueue
from deepaudio_plugin.worker_client.standstill import Standstill
from tests.helpers.scripted_worker import WELL, ScriptedClient


def filled(*names: str) -> WorkQueue[str]:
    jobs: WorkQueue[str] = WorkQueue()
    jobs.add((name, name) for name in names)
    return jobs


def driven(client: ScriptedClient, jobs: WorkQueue[str], on_event: Any = None) -> list[Any]:
    """Drive to the end; the answers in the order in which they came."""
    answers = []
    for event in client.drive(jobs, Probe, on_event):
        answers.append(event)
        jobs.finish(event.id, {Done: "done", Failed: "failed"}.get(type(event), "stopped"))
    return answers


def ends(answers: list[Any]) -> list[tuple[str, type]]:
    return [(event.id, type(event)) for event in answers]


def test_jobs_go_in_their_order_and_answers_come_as_they_end():
    client, jobs = ScriptedClient(parallel=2), filled("a", "b", "c")
    assert ends(driven(client, jobs)) == [("a", Done), ("b", Done), ("c", Done)]
    assert client.received == [["a", "b", "c"]]


@pytest.mark.parametrize(("settings", "sent"), [({"batched": True}, 6), ({}, 2)])
def test_of_takes_that_share_passes_the_worker_has_those_of_two_passes_in_hand(settings, sent):
    client, jobs = ScriptedClient(parallel=1), filled(*"abcdefgh")
    client.engines = (EngineInfo("m", True, "", batching="batched", at_once=3),)
    client.script["a"] = [("die",)]
    for event in client.drive(
        jobs, lambda key, _: RenderRequest("", key, "audio", "m", "", 1, settings=settings)
    ):
        jobs.finish(event.id, "done")
    assert client.received[0] == list("abcdefgh"[:sent])


def test_after_a_death_what_ran_goes_alone_then_what_waited_in_it_then_the_rest():
    client, jobs = ScriptedClient(parallel=2), filled("a", "b", "c", "d", "e")
    client.script["b"] = [("begin", "die")]
    answers = driven(client, jobs)
    assert client.received == [["a", "b", "c", "d", "e"], ["b", "c", "d", "e"]]
    assert ends(answers) == [(name, Done) for name in "abcde"]


def test_a_job_over_which_two_workers_died_fails_and_names_no_other():
    client, jobs = ScriptedClient(parallel=2), filled("a", "b", "c")
    client.script["a"] = [("begin", "die"), ("begin", "die")]
    answers = driven(client, jobs)
    assert client.received == [["a", "b", "c"], ["a"], ["b", "c"]]
    assert ends(answers) == [("a", Failed), ("b", Done), ("c", Done)]
    assert answers[0].code == "worker-died"


def test_what_was_only_sent_to_a_dead_worker_goes_before_what_was_not_sent():
    client, jobs = ScriptedClient(parallel=1), filled("a", "b", "c", "d")
    client.script["a"] = [("die",)]
    driven(client, jobs)
    assert client.received == [["a", "b"], ["a", "b", "c", "d"]]


def test_a_job_that_was_being_stopped_in_a_dying_worker_is_not_sent_again():
    client, jobs = ScriptedClient(parallel=2), filled("a", "b")
    client.script["a"] = [("begin", "die")]

    def stop_it(event: Any) -> None:
        if event.id == "a":
            jobs.stop(["a"])

    answers = driven(client, jobs, stop_it)
    assert ends(answers) == [("a", Cancelled), ("b", Done)]
    assert client.received[1:] == [["b"]]


def test_a_worker_that_does_not_stop_is_ended_and_what_it_had_goes_again_in_order():
    client, jobs = ScriptedClient(parallel=2), filled("a", "b", "c", "d", "e")
    client.cancel_grace_s = -1.0  # at once
    client.script["a"] = [("begin", "wait")]
    client.script["b"] = [("begin", "wait"), ("begin", "die"), WELL]

    begun: list[str] = []

    def stop_a_when_b_has_begun(event: Any) -> None:
        begun.append(event.id)
        if begun == ["a", "b"]:
            jobs.stop(["a"])

    answers = driven(client, jobs, stop_a_when_b_has_begun)
    assert ends(answers)[0] == ("a", Cancelled)
    assert client.received == [["a", "b", "c", "d"], ["b", "c", "d", "e"], ["b", "c", "d", "e"]]
    # The end of the first worker was no strike of b's: it died with one, and went again.
    assert ends(answers)[1:] == [(name, Done) for name in "bcde"]


def test_what_was_being_stopped_beside_one_that_does_not_move_stays_stopped(
    monkeypatch: pytest.MonkeyPatch,
):
    client, jobs = ScriptedClient(parallel=2), filled("a", "b", "c")
    client.script["a"] = [("begin", "wait")]
    client.script["b"] = [("begin", "wait")]
    begun: list[str] = []

    def stop_b(event: Any) -> None:
        begun.append(event.id)
        if begun == ["a", "b"]:
            jobs.stop(["b"])
            client.deaf = True
            monkeypatch.setattr(Standstill, "hanging", lambda *_: ["a"] if len(begun) == 2 else [])

    answers = driven(client, jobs, stop_b)
    assert ends(answers) == [("a", Failed), ("b", Cancelled), ("c", Done)]
    assert "did not move" in answers[0].message
    assert client.received == [["a", "b", "c"], ["c"]]


def test_what_a_dead_worker_still_says_is_passed_over():
    client, jobs = ScriptedClient(parallel=1), filled("a", "b")
    client.script["a"] = [("begin", "die"), ("begin", "done")]

    def echo(_event: Any) -> None:
        if not client.workers[0].alive:
            client.workers[0].publish(Failed("d/a", "media", "too late"))

    answers = driven(client, jobs, echo)
    assert ends(answers) == [("a", Done), ("b", Done)]
