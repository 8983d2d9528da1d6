"""The worker's loop: every request has one end, and no request ends the worker."""

from __future__ import annotations

import queue
import threading

import pytest

from deepaudio.media import patience
from deepaudio.worker import probing, server
from deepaudio_plugin.core import wire
from deepaudio_plugin.core.protocol import (
    VERSION,
    Accepted,
    Cancel,
    Cancelled,
    Done,
    Failed,
    Heartbeat,
    Hello,
    Probe,
    Probed,
    Progress,
    Ready,
    RenderRequest,
    Shutdown,
)
from tests.helpers.fake_engine import ENDLESS
from tests.helpers.worker_peer import TERMINALS, Peer


@pytest.fixture
def peer():
    with Peer() as peer:
        yield peer


@pytest.fixture
def request_for(tmp_path):
    def make(name="j", stem="audio", **fields):
        settings = {k: fields.pop(k) for k in ("fault", "steps", "level") if k in fields}
        fields = {"engine": "fake", "out_dir": str(tmp_path), "num_samples": 4800, **fields}
        return RenderRequest(name, name, stem, text="Hi.", settings=settings, **fields)

    return make


def test_hello_is_answered_with_engines_and_packages(peer):
    peer.send(Hello())
    ready = peer.next(Ready)
    assert [engine.name for engine in ready.engines] == ["fake"]
    assert ready.packages["numpy"]
    assert ready.parallel == 2


def test_other_major_version_is_refused(peer):
    peer.send(Hello(version="2.0"))
    failed = peer.next(Failed)
    assert failed.code == "protocol"
    assert VERSION in failed.message
    assert "2.0" in failed.message


@pytest.mark.parametrize(
    ("line", "its_id"),
    [
        (b"garbage\n", ""),
        (b'{"kind":"dance","id":"d"}\n', "d"),
        (b'{"kind":"render","id":"r"}\n', "r"),
        (b'{"kind":"done","id":"e"}\n', "e"),
        (b"x" * 5000 + b"\n", ""),
    ],
)
def test_a_line_that_is_no_request_is_answered_and_the_worker_goes_on(
    peer, line, its_id, monkeypatch
):
    monkeypatch.setattr(wire, "MAX_LINE_BYTES", 4000)
    peer.send(line, b"\n")
    failed = peer.next(Failed)
    assert (failed.id, failed.code) == (its_id, "protocol")
    peer.send(Hello())
    assert peer.next(Ready)


def test_accepted_comes_before_progress_and_progress_before_the_end(peer, request_for):
    peer.send(request_for())
    assert isinstance(peer.next(Accepted, Progress, Done), Accepted)
    assert isinstance(peer.next(Progress, Done), Progress)
    assert isinstance(peer.next(Done), Done)


def test_fractions_never_go_backwards(peer, request_for):
    peer.send(request_for(steps=30))
    fractions = []
    while isinstance(event := peer.next(Progress, Done), Progress):
        fractions.append(event.fraction)
    assert fractions == sorted(fractions)
    assert len(fractions) > 3


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("language", "language", "does not speak Latin"),
        ("memory", "out-of-memory", "not enough memory"),
        ("disk", "disk-full", "no space"),
        ("bug", "job-failed", "ZeroDivisionError: division by zero"),
        ("exit", "job-failed", "SystemExit"),
        ("nan", "job-failed", "no numbers"),
        ("long", "job-failed", "4800 were asked for"),
    ],
)
def test_failure_of_an_engine_is_told_in_one_line(peer, request_for, fault, code, words, tmp_path):
    failed = peer.ask(request_for(fault=fault, where="clip 'a'"))
    assert (failed.id, failed.code) == ("j", code)
    assert words in failed.message
    assert "\n" not in failed.message
    assert failed.hint or fault == "long"
    assert failed.where == {"language": "cue 3", "disk": "/takes"}.get(fault, "clip 'a'")
    assert list(tmp_path.iterdir()) == []
    assert isinstance(peer.ask(request_for("next")), Done)


def test_only_lack_of_memory_is_worth_another_try(peer, request_for):
    assert peer.ask(request_for(fault="memory")).retryable
    assert not peer.ask(request_for(fault="bug")).retryable


def test_engine_that_is_not_there_is_named(peer, request_for):
    failed = peer.ask(request_for(engine="model-x"))
    assert failed.code == "engine"
    assert "model-x" in failed.message


def test_folder_that_is_not_there_fails_the_job(peer, request_for, tmp_path):
    failed = peer.ask(request_for(out_dir=str(tmp_path / "no folder")))
    assert failed.code == "bad-output"
    assert "no folder" in failed.where
    assert failed.hint


def test_running_request_is_cancelled_and_leaves_no_file(peer, request_for, tmp_path):
    peer.send(request_for(steps=ENDLESS))
    peer.next(Progress)
    peer.send(Cancel("j"))
    assert isinstance(peer.next(Done, Failed, Cancelled), Cancelled)
    assert list(tmp_path.iterdir()) == []


def test_queued_request_is_cancelled_at_once(request_for):
    with Peer(parallel=1) as peer:
        peer.send(request_for("a", steps=ENDLESS), request_for("b"))
        peer.send(Cancel("b"))
        assert peer.next(Cancelled).id == "b"
        peer.send(Cancel("a"))
        assert peer.next(Cancelled).id == "a"


def test_cancel_of_what_is_not_there_is_no_matter(peer, request_for):
    peer.send(Cancel("nobody"))
    assert isinstance(peer.ask(request_for()), Done)


def test_second_request_of_an_id_in_work_is_refused_without_ending_the_first(peer, request_for):
    peer.send(request_for(steps=ENDLESS))
    peer.next(Progress)
    peer.send(request_for())
    refused = peer.next(Failed)
    assert (refused.id, refused.code) == ("", "protocol")
    peer.send(Cancel("j"))
    assert peer.next(Done, Failed, Cancelled) == Cancelled("j")


def test_requests_run_side_by_side(peer, request_for):
    peer.send(request_for("a", steps=ENDLESS), request_for("b", steps=ENDLESS))
    begun = set()
    while begun != {"a", "b"}:
        begun.add(peer.next(Progress, *TERMINALS).id)
    peer.send(Cancel("a"), Cancel("b"))
    assert {peer.next(*TERMINALS), peer.next(*TERMINALS)} == {Cancelled("a"), Cancelled("b")}


def test_heart_beats_while_busy_only(peer, request_for):
    peer.send(request_for(steps=ENDLESS))
    beat = peer.next(Heartbeat, Done)
    assert isinstance(beat, Heartbeat)
    assert beat.busy == 1
    assert beat.memory_mb > 10


def test_probe_is_answered_while_all_hands_are_busy(peer, request_for, tmp_path):
    peer.send(request_for("a", steps=ENDLESS), request_for("b", steps=ENDLESS))
    peer.send(Probe("p", str(tmp_path / "no file")))
    answer = peer.next(Probed, Failed, Done)
    assert (answer.id, answer.code) == ("p", "media-missing")


@pytest.mark.parametrize("how", ["end of input", "shutdown"])
def test_worker_leaves_and_cancels_what_runs(request_for, tmp_path, how):
    with Peer() as peer:
        peer.send(request_for(steps=ENDLESS))
        peer.next(Progress)
        if how == "shutdown":
            peer.send(Shutdown())
        peer.close_requests()
    assert list(tmp_path.iterdir()) == []


def test_client_that_no_longer_listens_does_not_disturb_the_worker(request_for):
    with Peer() as peer:
        peer.send(request_for(steps=10))
        peer.next(Progress)
        peer._events.close()
        peer.close_requests()


# -- files that do not answer -------------------------------------------------------


def test_a_file_that_does_not_answer_fails_its_request_and_ends_the_worker(
    peer, request_for, monkeypatch
):
    answered = threading.Event()  # by a drive that was gone
    ended: queue.SimpleQueue[int] = queue.SimpleQueue()

    def wait(path: str) -> None:
        with patience.reading(path):
            answered.wait()

    monkeypatch.setattr(probing, "probe", wait)
    monkeypatch.setattr(patience, "LIMIT_S", 0.0)
    monkeypatch.setattr(server, "end_process", ended.put)
    peer.send(Probe("p", "/gone/film.mov"))
    failed = peer.next(Failed)
    assert (failed.id, failed.code, failed.where) == ("p", "bad-media", "/gone/film.mov")
    assert "does not answer" in failed.message
    assert ended.get() == server.STALLED
    answered.set()


def test_a_worker_that_slept_blames_no_file(peer, monkeypatch):
    monkeypatch.setattr(server, "_ASLEEP_S", -1.0)  # every beat comes after a sleep
    monkeypatch.setattr(patience, "LIMIT_S", -1.0)
    monkeypatch.setattr(server, "end_process", lambda _code: pytest.fail("the worker ended"))
    with patience.reading("film.mov"):
        monkeypatch.setattr(probing, "probe", lambda path: peer.next(Heartbeat))
        peer.send(Probe("p", "film.mov"))
        assert peer.next(Failed).id == "p"  # a heartbeat is no facts: it was there
