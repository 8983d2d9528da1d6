"""The farm as its client meets it: one worker that speaks the protocol. Without Ray."""

from __future__ import annotations

import hashlib
import json
import sys

import pytest

from deepaudio_plugin.core.protocol import (
    Accepted,
    Cancel,
    Cancelled,
    Done,
    Failed,
    Peaks,
    Progress,
    Ready,
    Remark,
    RenderRequest,
    Shutdown,
)
from deepaudio_plugin.worker_client.interpreter import COMMAND_VARIABLE
from tests.helpers.farm_here import FAKE, ClusterHere, FarmPeer


@pytest.fixture(autouse=True)
def home(monkeypatch):
    """The worker on this computer is a fake one too."""
    monkeypatch.setenv(COMMAND_VARIABLE, json.dumps([sys.executable, str(FAKE)]))


@pytest.fixture
def out(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def order(name, out, text="fine"):
    return RenderRequest(name, name, "speech", "fake", str(out), 1, text=text)


def remarks(told):
    return [event.message for event in told if isinstance(event, Remark)]


def test_it_says_ready_with_the_first_host_and_counts_all_that_were_asked_for():
    with FarmPeer(ClusterHere({"a": [], "b": None, "c": None})) as farm:
        ready = farm.hello()
        assert isinstance(ready, Ready)
        assert (ready.parallel, ready.device, ready.packages["ray"]) == (3, "farm:3", "none")
        assert [engine.name for engine in ready.engines] == ["fake"]


def test_an_engine_that_only_hosts_have_is_there(out):
    with FarmPeer(ClusterHere({"a": ["--engine", "model"]})) as farm:
        assert {engine.name for engine in farm.hello().engines} == {"fake", "model"}


def test_a_take_is_accepted_begun_on_a_named_host_and_brought_home(out):
    with FarmPeer(ClusterHere({"a": []})) as farm:
        farm.hello()
        farm.send(order("t", out))
        told = farm.until(Done)
        kinds = [type(event) for event in told if isinstance(event, (Accepted, Progress, Done))]
        assert kinds[0] is Accepted and kinds[-2:] == [Progress, Done]
        begun = next(event for event in told if isinstance(event, Progress))
        assert (begun.id, begun.stage) == ("t", "work: on a")
        assert begun.quiet_s > 30  # the host looks after what does not move
        done = told[-1]
        assert (done.id, done.take.path) == ("t", str(out / "t.wav"))
        assert (out / "t.wav").read_bytes().startswith(b"RIFF")


def test_a_request_that_is_in_work_is_refused_without_its_id(out):
    with FarmPeer(ClusterHere({"a": []})) as farm:
        farm.hello()
        farm.send(order("t", out, "endless"), order("t", out))
        refusal = farm.until(Failed)[-1]
        assert (refusal.id, refusal.code) == ("", "protocol")


def test_what_is_no_render_goes_to_the_worker_here(out):
    with FarmPeer(ClusterHere({"a": ["--die-before-work"]})) as farm:
        farm.hello()
        farm.send(Peaks("p", "/sound.wav", 10, str(out / "peaks")))
        assert farm.until(Done)[-1].id == "p"


def test_a_take_is_cancelled_at_once_and_its_host_goes_on_with_others(out):
    with FarmPeer(ClusterHere({"a": []})) as farm:
        farm.hello()
        farm.send(order("t", out, "endless"), order("u", out))
        farm.until(Progress)
        farm.send(Cancel("t"))
        told = farm.until(Done)
        assert [event.id for event in told if isinstance(event, Cancelled)] == ["t"]
        assert told[-1].id == "u"
        assert not (out / "t.wav").exists()


def test_a_take_that_did_not_arrive_whole_fails_and_is_not_written(out, monkeypatch):
    honest = hashlib.sha256
    monkeypatch.setattr("deepaudio_plugin.farm.hosted.hashlib", _Liar)
    with FarmPeer(ClusterHere({"a": []})) as farm:
        farm.hello()
        farm.send(order("t", out))
        failure = farm.until(Failed, Done)[-1]
        assert (failure.code, failure.message) == ("job-failed", "its take did not arrive whole")
        assert list(out.iterdir()) == []
    assert hashlib.sha256 is honest


class _Liar:
    @staticmethod
    def sha256(content):
        return hashlib.sha256(content + b"!")


def test_takes_of_a_lost_host_are_rendered_by_another_and_that_is_said(out):
    cluster = ClusterHere({"a": [], "b": None})
    with FarmPeer(cluster) as farm:
        farm.hello()
        farm.send(order("t", out, "slow"))
        farm.until(Progress)
        cluster.lose("a")
        cluster.place("b", [])
        told = farm.until(Done)
        assert remarks(told) == [
            "a of the farm was lost (the node died); others go on with its takes"
        ]


def test_when_the_last_host_is_lost_all_that_waits_fails_with_advice(out):
    cluster = ClusterHere({"a": []})
    with FarmPeer(cluster) as farm:
        farm.hello()
        farm.send(order("t", out, "endless"), order("u", out))
        farm.until(Progress)
        cluster.lose("a")
        failures = [e for e in farm.until(Failed, count=2) if isinstance(e, Failed)]
        assert {(failure.code, bool(failure.hint)) for failure in failures} == {("farm", True)}


def test_a_host_that_cannot_be_used_is_named(out):
    cluster = ClusterHere({"a": [], "b": None})
    with FarmPeer(cluster) as farm:
        farm.hello()
        cluster.refuse("b", "has DeepAudio 0.0.9, and this computer 0.1.0")
        farm.send(*(order(f"t{n}", out) for n in range(3)))
        told = farm.until(Done, count=3)
        assert remarks(told) == [
            "b of the farm is not used: it has DeepAudio 0.0.9, and this computer 0.1.0"
        ]


def test_hosts_with_another_engine_are_named(out):
    with FarmPeer(ClusterHere({"a": ["--engine", "other"]})) as farm:
        farm.hello()
        farm.send(order("t", out))
        told = farm.until(Failed)
        assert told[-1].message == "no host of the farm can render it: a cannot run fake"
        assert remarks(told) == ["a of the farm is not used for this: it cannot run fake"]


def test_where_every_host_refuses_that_is_the_answer_to_the_hello():
    cluster = ClusterHere({"a": None})
    cluster.refuse("a", "has no DeepAudio of this version")
    with FarmPeer(cluster) as farm:
        failure = farm.hello()
        assert (failure.code, failure.id) == ("farm", "hello")
        assert "a has no DeepAudio of this version" in failure.message


def test_workers_that_end_before_they_answer_are_not_said_to_be_late():
    cluster = ClusterHere({"a": None})
    cluster.lose_unmet("a")
    with FarmPeer(cluster) as farm:
        failure = farm.hello()
        assert "its workers ended before they answered (no memory left)" in failure.message


def test_two_machines_of_one_name_are_told_apart():
    from deepaudio_plugin.farm.introductions import Introductions

    people = Introductions()
    assert [people.name(node, "vm") for node in "xyx"] == ["vm", "vm (2)", "vm"]


def test_what_waits_for_a_host_is_mentioned_now_and_then(out, monkeypatch):
    monkeypatch.setattr("deepaudio_plugin.farm.bridge._WORD_S", 0.0)
    cluster = ClusterHere({"a": [], "b": None})
    with FarmPeer(cluster) as farm:
        farm.hello()
        cluster.lose("a")
        farm.send(order("t", out))
        farm.until(Accepted, count=5)
        cluster.place("b", [])
        assert farm.until(Done)[-1].id == "t"


def test_it_leaves_when_it_is_told_to(out):
    with FarmPeer(ClusterHere({"a": []})) as farm:
        farm.hello()
        farm.send(order("t", out, "endless"))
        farm.until(Progress)
        farm.send(Shutdown())
