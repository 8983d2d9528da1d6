"""The client against a worker that fails in every way we could think of."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from deepaudio_plugin.core import wire
from deepaudio_plugin.core.errors import ProtocolError, WorkerError, WorkerStartError
from deepaudio_plugin.core.ipc.child import ChildProcess
from deepaudio_plugin.core.protocol import (
    VERSION,
    Cancelled,
    Done,
    Failed,
    Heartbeat,
    Progress,
    Remark,
    RenderRequest,
)
from deepaudio_plugin.worker_client import WorkerClient
from deepaudio_plugin.worker_client.process import WorkerProcess
from deepaudio_plugin.worker_client.queue import WorkQueue
from deepaudio_plugin.worker_client.standstill import Standstill

PATIENCE_S = 120.0
FAKE = Path(__file__).parents[2] / "helpers" / "fake_worker.py"


@pytest.fixture
def client(tmp_path):
    """Makes clients of a fake worker with the switches given; closes them at the end."""
    made = []

    def make(*switches, silence_s=30.0, start_timeout_s=120.0):
        command = [sys.executable, str(FAKE), "--notes", str(tmp_path), *switches]
        worker = WorkerClient(
            command=command,
            log_path=tmp_path / "worker.log",
            silence_s=silence_s,
            start_timeout_s=start_timeout_s,
        )
        made.append(worker)
        return worker

    yield make
    for worker in made:
        worker.close()


def line(name, text="fine"):
    return RenderRequest(name, name, "speech", "fake", "/nowhere", num_samples=1, text=text)


def lines(count, **special):
    return [line(f"j{i}", special.get(f"j{i}", "fine")) for i in range(count)]


def by_id(events):
    found = {event.id: event for event in events}
    assert len(found) == len(events), "a request had two ends"
    return found


def starts(tmp_path):
    return len((tmp_path / "started").read_text().splitlines())


# -- starting -----------------------------------------------------------------------


def test_what_a_worker_has_to_say_of_itself_comes_once_and_is_no_answer(client):
    told = []
    events = by_id(list(client("--remark", "one host is not used").run(lines(3), told.append)))
    assert len(events) == 3
    (remark,) = [event for event in told if isinstance(event, Remark)]
    assert (remark.message, remark.hint) == ("one host is not used", "Look there.")


def test_all_requests_come_to_their_end(client):
    events = by_id(list(client().run(lines(25))))
    assert set(events) == {f"j{i}" for i in range(25)}
    assert all(isinstance(event, Done) for event in events.values())


def test_worker_that_dies_at_start_is_a_start_error_with_its_last_words(client):
    with pytest.raises(WorkerStartError, match="No module named 'deepaudio'") as caught:
        client("--die-at-start").start()
    assert "DEEPAUDIO_WORKER_PYTHON" in caught.value.hint


def test_python_that_is_not_there_is_a_start_error(tmp_path):
    with (
        WorkerClient(str(tmp_path / "no python"), log_path=tmp_path / "log") as worker,
        pytest.raises(WorkerStartError, match="cannot run"),
    ):
        worker.start()


def test_slow_start_is_waited_for(client):
    assert client("--start-delay", "0.5").start().parallel == 2


def test_worker_that_never_answers_is_a_start_error(client):
    with pytest.raises(WorkerStartError, match=r"did not answer within 0\.3 s"):
        client("--mute", start_timeout_s=0.3).start()


@pytest.mark.parametrize("switches", [("--version", "2.0"), ("--future-ready",)])
def test_other_major_version_is_refused(client, switches):
    with pytest.raises(ProtocolError, match=rf"speaks protocol 2\.0, this side {VERSION}"):
        client(*switches).start()


def test_newer_minor_version_is_welcome(client):
    assert client("--version", "1.7").start().version == "1.7"


def test_print_before_the_first_message_does_no_harm(client, tmp_path):
    client("--garbage").start()
    assert "libfoo" in (tmp_path / "worker.log").read_text()


def test_start_twice_starts_one_worker(client, tmp_path):
    worker = client()
    assert worker.start() == worker.start()
    assert starts(tmp_path) == 1


# -- rubbish on the pipe ------------------------------------------------------------


@pytest.mark.parametrize("fault", ["garbage", "huge-line", "stray"])
def test_rubbish_between_messages_is_passed_over(client, tmp_path, fault):
    events = by_id(list(client().run(lines(4, j1=fault))))
    assert all(isinstance(event, Done) for event in events.values())
    assert starts(tmp_path) == 1


def test_half_a_line_before_death_is_no_answer(client):
    events = by_id(list(client().run(lines(3, j1="half-line"))))
    assert events["j1"].code == "worker-died"
    assert isinstance(events["j0"], Done)
    assert isinstance(events["j2"], Done)


# -- dying --------------------------------------------------------------------------


def test_job_that_kills_two_workers_fails_and_the_rest_go_on(client, tmp_path):
    events = by_id(list(client().run(lines(12, j5="die"))))
    assert events["j5"].code == "worker-died"
    assert "code 11: Segmentation fault" in events["j5"].message
    assert sum(isinstance(event, Done) for event in events.values()) == 11
    assert starts(tmp_path) == 3


def test_job_that_dies_once_is_done_the_second_time(client, tmp_path):
    events = by_id(list(client().run(lines(6, j2="die-once"))))
    assert all(isinstance(event, Done) for event in events.values())
    assert starts(tmp_path) == 2


def test_job_that_ran_beside_a_killer_is_cleared(client):
    events = by_id(list(client().run(lines(2, j0="slow", j1="die"))))
    assert isinstance(events["j0"], Done)
    assert isinstance(events["j1"], Failed)


def test_jobs_that_only_waited_are_not_suspected(client, tmp_path):
    events = by_id(list(client("--parallel", "1").run(lines(3, j0="die"))))
    assert isinstance(events["j1"], Done)
    assert len((tmp_path / "job-j1").read_text().splitlines()) == 1


def test_several_killers_are_all_found(client):
    special = {"j1": "die", "j4": "die", "j5": "die"}
    events = by_id(list(client().run(lines(8, **special))))
    assert {name for name, e in events.items() if isinstance(e, Failed)} == set(special)


def test_workers_that_die_before_any_work_are_given_up(client, tmp_path):
    events = by_id(list(client("--die-before-work").run(lines(3))))
    assert {event.code for event in events.values()} == {"worker-died"}
    assert starts(tmp_path) == 3


def test_silent_worker_is_replaced_and_the_silent_job_failed(client, tmp_path):
    events = list(client("--silent", silence_s=0.3).run(lines(1)))
    assert [event.code for event in events] == ["worker-died"]
    assert starts(tmp_path) == 3


def test_hanging_job_is_failed_and_the_rest_done(client, tmp_path, monkeypatch):
    hung = []  # once in each worker; then nothing more is heard of it

    def on_event(event):
        if isinstance(event, Progress) and event.id == "j1":
            hung.append(event)

    monkeypatch.setattr(
        WorkerProcess, "silent_for", lambda _: 31.0 if len(hung) == starts(tmp_path) else 0.0
    )
    events = by_id(list(client().run(lines(4, j1="hang"), on_event)))
    assert "no sign of life" in events["j1"].message
    assert sum(isinstance(event, Done) for event in events.values()) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_worker_killed_between_batches_is_replaced(client):
    worker = client()
    worker.start()
    os.kill(worker.pid, signal.SIGKILL)
    assert isinstance(worker.request(line("j")), Done)


# -- alive, and not moving ----------------------------------------------------------


@pytest.fixture
def later(monkeypatch):
    """Lets it be so many seconds later for those who look whether anything moves."""
    skew = [0.0]
    hanging = Standstill.hanging
    monkeypatch.setattr(
        Standstill, "hanging", lambda self, now, still_s: hanging(self, now + skew[0], still_s)
    )
    return lambda seconds: skew.__setitem__(0, seconds)


def test_a_job_that_does_not_move_fails_alone_whatever_its_worker_says(client, tmp_path, later):
    events, worker = {}, client("--heartbeats")
    for event in worker.run(lines(6, j1="hang")):
        events[event.id] = event
        later(31.0 if len(events) == 5 else 0.0)  # all others are done
    assert "did not move" in events.pop("j1").message
    assert all(isinstance(event, Done) for event in events.values())
    assert starts(tmp_path) == 2 - (worker.pid is None)
    assert len((tmp_path / "job-j1").read_text().splitlines()) == 1


def test_of_several_that_do_not_move_each_is_tried_alone(client, later):
    events = {}
    begun = []

    def on_event(event):
        if isinstance(event, Progress):
            begun.append(event.id)
            if begun.count("j1") == 2:
                later(0.0)  # this time it moves, and is given the time to

    special = {"j0": "hang", "j1": "hang-once", "j2": "hang"}
    for event in client("--heartbeats", "--parallel", "4").run(lines(4, **special), on_event):
        events[event.id] = event
        later(31.0 if len(begun) >= 4 else 0.0)
    assert {name for name, event in events.items() if isinstance(event, Failed)} == {"j0", "j2"}


def test_words_about_nobodys_jobs_are_no_sign_of_life(client, monkeypatch):
    (event,) = client(silence_s=0.5).run(lines(1, j0="chatter"))
    assert "no sign of life" in event.message


def test_a_worker_that_begins_with_nothing_is_given_up(client, tmp_path, monkeypatch):
    look = Standstill.nothing_begins
    monkeypatch.setattr(
        Standstill,
        "nothing_begins",
        lambda self, now, still_s, most_s: look(self, now + 31.0, still_s + 31.0, most_s),
    )
    events = list(client("--heartbeats", "--idle").run(lines(2)))
    assert [event.code for event in events] == ["worker-died", "worker-died"]
    assert starts(tmp_path) == 3


@pytest.mark.parametrize("fault", ["broken-line", "unlike-line", "oversize-line"])
def test_an_answer_that_cannot_be_understood_is_not_waited_for(
    client, tmp_path, monkeypatch, fault
):
    monkeypatch.setattr(wire, "MAX_LINE_BYTES", 1 << 20)
    events = by_id(list(client("--heartbeats").run(lines(4, j1=fault))))
    assert events["j1"].code == "worker-died"
    assert "cannot be understood" in events["j1"].message
    assert sum(isinstance(event, Done) for event in events.values()) == 3
    assert starts(tmp_path) == 3


# -- failing and cancelling ---------------------------------------------------------


def test_failure_keeps_code_message_and_hint(client):
    event = client().request(line("j", "fail"))
    assert event == Failed("j", "language", "no such language", hint="Speak English.")


def test_cancelling_the_batch_ends_every_request(client):
    seen = []
    stop = threading.Event()

    def on_event(event):
        if isinstance(event, Progress):
            stop.set()

    special = {f"j{i}": "endless" for i in range(6)}
    for event in client().run(lines(6, **special), on_event, stop.is_set):
        seen.append(event)
    assert {event.id for event in seen} == set(special)
    assert all(isinstance(event, Cancelled) for event in seen)


def test_what_was_cancelled_has_its_end_although_the_reason_to_has_passed(client):
    asked = iter([True])
    event = client().request(line("j", "endless"), cancelled=lambda: next(asked, False))
    assert event == Cancelled("j")


def test_worker_that_ignores_a_cancel_is_ended(client):
    worker = client()
    worker.cancel_grace_s = 0.2
    events = list(worker.run(lines(1, j0="endless ignore-cancel"), cancelled=lambda: True))
    assert [type(event) for event in events] == [Cancelled]
    stop = threading.Event()
    run = worker.run(lines(1, j0="endless ignore-cancel"), lambda _: stop.set(), stop.is_set)
    assert [type(event) for event in run] == [Cancelled]


def test_one_request_can_be_cancelled_and_the_others_go_on(client):
    jobs = WorkQueue((request.id, request) for request in lines(3, j1="endless"))

    def on_event(event):
        if isinstance(event, Progress) and event.id == "j1":
            jobs.stop(["j1"])

    events = by_id(list(client().drive(jobs, lambda _key, request: request, on_event)))
    assert isinstance(events["j1"], Cancelled)
    assert isinstance(events["j0"], Done)


def test_leaving_the_loop_early_stops_what_runs(client):
    worker = client()
    for event in worker.run(lines(8, **{f"j{i}": "endless" for i in range(1, 8)})):
        assert event.id == "j0"
        break
    assert isinstance(worker.request(line("next")), Done)


def test_heartbeats_and_progress_reach_the_caller_under_its_own_ids(client):
    seen = []
    list(client().run(lines(2), seen.append))
    assert {event.id for event in seen if isinstance(event, Progress)} == {"j0", "j1"}
    assert any(isinstance(event, Heartbeat) for event in seen)


def test_requests_are_taken_only_as_fast_as_they_are_worked_on(client):
    taken = []

    def endless():
        for i in range(10_000):
            taken.append(i)
            yield line(f"j{i}")

    run = client().run(endless())
    next(run)
    assert len(taken) <= 5
    run.close()


def test_two_threads_share_one_worker(client, tmp_path):
    worker = client()
    results = []

    def go():
        results.append(by_id(list(worker.run(lines(6)))))

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(events) for events in results] == [6, 6, 6]
    assert starts(tmp_path) == 1


# -- too much for a line ------------------------------------------------------------


def test_request_too_long_for_a_line_fails_alone(client, monkeypatch):
    monkeypatch.setattr(wire, "MAX_LINE_BYTES", 1 << 20)
    events = by_id(list(client().run(lines(2, j0="x" * (1 << 20)))))
    assert events["j0"].code == "protocol"
    assert isinstance(events["j1"], Done)


# -- ending -------------------------------------------------------------------------


def test_closing_ends_the_worker(client):
    worker = client()
    worker.start()
    pid = worker.pid
    worker.close()
    assert not running(pid)


def test_worker_that_stays_is_ended_by_force(client, monkeypatch):
    steps = itertools.chain((0.1,), itertools.repeat(PATIENCE_S))
    gone = ChildProcess._gone
    monkeypatch.setattr(ChildProcess, "_gone", lambda child, _: gone(child, next(steps)))
    worker = client("--stay")
    worker.start()
    process = worker.connect()[0]
    assert process.close() == "terminated"


def test_closed_client_says_so(client):
    worker = client()
    worker.close()
    with pytest.raises(WorkerError, match="closed"):
        worker.start()


@pytest.mark.skipif(sys.platform == "win32", reason="no sessions")
def test_worker_does_not_hear_the_terminals_interrupt(client):
    worker = client()
    worker.start()
    assert os.getsid(worker.pid) != os.getsid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_worker_leaves_when_its_client_is_killed(tmp_path):
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from deepaudio_plugin.worker_client import WorkerClient\n"
        f"c = WorkerClient(command=[sys.executable, {str(FAKE)!r}], "
        f"log_path=Path({str(tmp_path / 'log')!r}))\n"
        "c.start()\n"
        "print(c.pid, flush=True)\n"
        "time.sleep(3600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as host:
        pid = int(host.stdout.readline())
        host.kill()
    wait_until(lambda: not running(pid))


def running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z" if stat.exists() else True
    except OSError:
        return False


def wait_until(condition):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
