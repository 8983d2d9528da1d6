"""The queue without any process: order, suspicion, holding, stopping, counting."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.protocol import Failed
from deepaudio_plugin.worker_client.queue import MAX_DEATHS, Counts, WorkQueue


def filled(*names: str) -> WorkQueue[str]:
    """A queue of jobs whose value is their name in capitals."""
    jobs: WorkQueue[str] = WorkQueue()
    jobs.add((name, name.upper()) for name in names)
    return jobs


def send(jobs: WorkQueue[str], limit: int) -> list[str]:
    """The keys of all that may go now."""
    sent = []
    while (entry := jobs.next(limit)) is not None:
        assert entry[1] == entry[0].upper()
        sent.append(entry[0])
    return sent


def end(jobs: WorkQueue[str], key: str, state="done") -> None:
    assert jobs.settle(key)
    jobs.finish(key, state)


# -- order ----------------------------------------------------------------------------


def test_first_come_first_served_and_no_more_than_the_limit_in_flight():
    jobs = filled("a", "b", "c")
    assert send(jobs, 2) == ["a", "b"]
    end(jobs, "a")
    assert send(jobs, 2) == ["c"]


def test_a_job_is_in_the_queue_once():
    jobs = filled("a", "b")
    send(jobs, 1)
    jobs.add([("a", "A"), ("b", "B"), ("b", "B")])
    assert jobs.unfinished() == ["a", "b"]
    assert jobs.tally().total == 2


def test_a_job_that_waits_takes_its_new_value_and_keeps_its_turn():
    jobs: WorkQueue[int] = WorkQueue(size=float)
    jobs.add([("a", 1), ("b", 2)])
    jobs.add([("a", 5)])
    assert jobs.next(1) == ("a", 5)
    assert jobs.tally().total_work == 7


def test_what_is_put_back_waits_in_its_old_turn():
    jobs = filled("a", "b", "c", "d")
    send(jobs, 3)
    jobs.settle("b")
    jobs.put_back()
    assert jobs.unfinished() == ["a", "b", "c", "d"]
    send(jobs, 3)
    jobs.put_back(["a", "c"])
    assert send(jobs, 3) == ["a", "c"]


def test_what_is_put_back_one_by_one_does_not_overtake_each_other():
    jobs = filled("a", "b", "c", "d")
    send(jobs, 3)
    for name in "bac":
        jobs.put_back([name])
    assert jobs.unfinished() == ["a", "b", "c", "d"]


def test_a_job_that_ended_and_is_queued_again_waits_behind_those_there():
    jobs = filled("a", "b", "c")
    send(jobs, 1)
    end(jobs, "a")
    jobs.add([("a", "A")])
    send(jobs, 2)
    jobs.put_back()
    assert jobs.unfinished() == ["b", "c", "a"]


def test_a_source_is_asked_only_when_nothing_else_waits():
    asked = []

    def source():
        for name in "xyz":
            asked.append(name)
            yield name, name.upper()

    jobs = WorkQueue(source())
    jobs.add([("a", "A")])
    assert send(jobs, 2) == ["a", "x"]
    assert asked == ["x"]


# -- workers that die -----------------------------------------------------------------


def test_suspects_go_again_first_and_one_at_a_time():
    jobs = filled("a", "b", "c", "d", "e")
    send(jobs, 4)
    jobs.started("a")
    jobs.started("b")
    assert jobs.worker_died() == []
    assert jobs.standing("a").state == "suspected"
    assert send(jobs, 4) == ["a"]
    end(jobs, "a")
    assert send(jobs, 4) == ["b"]
    end(jobs, "b")
    assert send(jobs, 4) == ["c", "d", "e"]


def test_a_job_that_was_running_in_two_dying_workers_has_failed():
    jobs = filled("a", "b")
    send(jobs, 2)
    jobs.started("a")
    jobs.worker_died()
    send(jobs, 2)
    jobs.started("a")
    assert jobs.worker_died() == ["a"]
    jobs.finish("a", "failed")
    assert send(jobs, 2) == ["b"]


def test_a_job_that_ended_well_after_a_death_is_cleared():
    jobs = filled("a")
    for _ in range(2):
        send(jobs, 1)
        jobs.started("a")
        assert jobs.worker_died() == []
        send(jobs, 1)
        end(jobs, "a")
        jobs.add([("a", "A")])


def test_suspicion_ends_with_the_run():
    jobs = filled("a")
    for _ in range(3):
        jobs.begin()
        send(jobs, 1)
        jobs.started("a")
        assert jobs.worker_died() == []


def test_what_was_only_sent_goes_again_in_order_and_unsuspected():
    jobs = filled("a", "b", "c", "d")
    send(jobs, 3)
    jobs.worker_died()
    assert send(jobs, 4) == ["a", "b", "c", "d"]


def test_what_a_dead_worker_had_goes_before_what_waited_already():
    jobs = filled("a", "b", "c", "d", "e")
    send(jobs, 3)
    jobs.worker_died()
    send(jobs, 2)
    jobs.worker_died()
    assert jobs.unfinished() == ["a", "b", "c", "d", "e"]
    assert send(jobs, 5) == ["a", "b", "c", "d", "e"]


def test_suspects_go_before_what_was_only_sent_in_the_order_in_which_they_began():
    jobs = filled("a", "b", "c", "d", "e")
    send(jobs, 4)
    jobs.started("d")
    jobs.started("b")
    jobs.worker_died()
    assert jobs.unfinished() == ["d", "b", "a", "c", "e"]
    assert send(jobs, 4) == ["d"]


def test_what_a_worker_had_that_was_ended_on_purpose_is_not_suspected():
    jobs = filled("a", "b", "c")
    send(jobs, 2)
    jobs.started("a")
    jobs.put_back()
    assert send(jobs, 3) == ["a", "b", "c"]
    jobs.started("a")
    assert jobs.worker_died() == []  # its first time


def test_a_suspect_that_is_put_back_keeps_its_strike():
    jobs = filled("a", "b")
    send(jobs, 2)
    jobs.started("a")
    jobs.worker_died()
    assert send(jobs, 2) == ["a"]
    jobs.put_back()
    assert send(jobs, 2) == ["a"]
    jobs.started("a")
    assert jobs.worker_died() == ["a"]


def test_an_end_told_twice_counts_once():
    jobs = filled("a")
    send(jobs, 1)
    assert jobs.settle("a")
    assert not jobs.settle("a")


def test_workers_that_begin_nothing_are_soon_hopeless():
    jobs = filled("a")
    for _ in range(3):
        assert not jobs.hopeless
        send(jobs, 1)
        jobs.worker_died()
    assert jobs.hopeless


def test_workers_that_finish_nothing_are_hopeless_in_the_end():
    jobs = filled(*(f"j{i}" for i in range(3 * MAX_DEATHS)))
    deaths = 0
    while not jobs.hopeless:
        key, _ = jobs.next(1)
        jobs.started(key)
        for failed in jobs.worker_died():
            jobs.finish(failed, "failed")
        deaths += 1
    assert deaths == MAX_DEATHS


def test_one_success_gives_new_hope():
    jobs = filled(*(f"j{i}" for i in range(3 * MAX_DEATHS)))
    for death in range(3 * MAX_DEATHS):
        assert not jobs.hopeless
        key, _ = jobs.next(1)
        jobs.started(key)
        if death % (MAX_DEATHS - 1) == MAX_DEATHS - 2:
            end(jobs, key)
            key, _ = jobs.next(1)
            jobs.started(key)
        for failed in jobs.worker_died():
            jobs.finish(failed, "failed")


def test_draining_names_everything_unfinished_once_also_what_the_source_still_has():
    jobs = WorkQueue((name, name.upper()) for name in "ef")
    jobs.add((name, name.upper()) for name in "abcd")
    send(jobs, 3)
    jobs.started("a")
    end(jobs, "b")
    jobs.worker_died()
    assert send(jobs, 1) == ["a"]
    drained = []
    for key in jobs.drain():
        drained.append(key)
        jobs.finish(key, "failed")
    assert sorted(drained) == ["a", "c", "d", "e", "f"]
    assert jobs.next(9) is None
    assert jobs.empty


# -- holding and stopping ---------------------------------------------------------------


def test_while_held_nothing_begins_and_only_what_was_not_begun_is_taken_back():
    jobs = filled("a", "b", "c")
    send(jobs, 2)
    jobs.started("a")
    jobs.hold()
    assert jobs.held
    assert not jobs.ready
    assert jobs.to_cancel() == ["b"]
    jobs.put_back(["b"])
    assert send(jobs, 2) == []
    jobs.hold(False)
    assert send(jobs, 2) == ["b"]


def test_what_waits_is_out_at_once_and_what_runs_is_to_be_cancelled():
    jobs = filled("a", "b", "c")
    send(jobs, 1)
    assert jobs.stop(["a", "b"]) == ["B"]
    assert jobs.to_cancel() == ["a"]
    assert jobs.is_stopping("a")
    end(jobs, "a", "stopped")
    assert jobs.unfinished() == ["c"]
    assert not jobs.is_stopping("a")
    assert jobs.tally().total == 1


def test_everything_can_be_stopped_suspects_too():
    jobs = filled("a", "b", "c")
    send(jobs, 1)
    jobs.started("a")
    jobs.worker_died()
    assert jobs.stop() == ["A", "B", "C"]
    assert jobs.empty


def test_a_job_ordered_again_while_it_is_being_stopped_goes_again():
    jobs = filled("a")
    send(jobs, 1)
    jobs.stop()
    jobs.add([("a", "A")])
    assert not jobs.is_stopping("a")
    assert jobs.to_cancel() == []


# -- how it stands ------------------------------------------------------------------------


def test_each_step_of_a_job_is_told():
    jobs = filled("a")
    assert jobs.standing("a").state == "waiting"
    send(jobs, 1)
    assert jobs.standing("a").state == "sent"
    assert jobs.started("a", "speech", 0.25) == "A"
    running = jobs.standing("a")
    assert (running.state, running.stage, running.fraction) == ("running", "speech", 0.25)
    jobs.settle("a")
    assert jobs.standing("a").state == "answered"
    jobs.finish("a", "done")
    assert jobs.standing("a") is None
    assert jobs.started("a") is None


def test_a_failure_is_remembered_until_the_job_is_ordered_again():
    jobs = filled("a")
    send(jobs, 1)
    jobs.settle("a")
    jobs.finish("a", "failed", Failed("a", "language", "no such language"))
    assert jobs.has_failures
    assert jobs.standing("a").failure.message == "no such language"
    jobs.add([("a", "A")])
    assert jobs.standing("a").state == "waiting"
    assert not jobs.has_failures


def test_counts_begin_anew_when_an_empty_queue_is_filled():
    jobs = filled("a", "b", "c", "d", "e")
    send(jobs, 3)
    jobs.started("a")
    jobs.started("b")
    assert jobs.counts() == Counts(waiting=3, running=2, done=0, failed=0)
    end(jobs, "a")
    end(jobs, "b", "failed")
    assert jobs.counts() == Counts(waiting=3, running=0, done=1, failed=1)
    jobs.add([("f", "F")])
    assert jobs.counts() == Counts(waiting=4, running=0, done=1, failed=1)
    jobs.put_back()
    jobs.stop()
    jobs.add([("g", "G")])
    assert jobs.counts() == Counts(waiting=1, running=0, done=0, failed=0)


def test_work_is_counted_by_size_and_by_how_far_it_is():
    jobs: WorkQueue[int] = WorkQueue(size=float)
    jobs.add([("a", 10), ("b", 30), ("c", 60)])
    before = jobs.tally()
    jobs.next(2)
    jobs.next(2)
    jobs.started("a", "", 1.0)
    jobs.started("b", "", 0.5)
    assert jobs.tally().work == pytest.approx(25)
    jobs.settle("a")
    jobs.finish("a", "done")
    jobs.stop(["c"])
    tally = jobs.tally()
    assert (tally.finished, tally.total) == (1, 2)
    assert tally.work == pytest.approx(25)
    assert tally.total_work == pytest.approx(40)
    assert tally.run == before.run
