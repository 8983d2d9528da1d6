"""Takes from a real Ray cluster of two nodes, whatever happens to them."""

from __future__ import annotations

import json
import signal
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import FarmError
from deepaudio_plugin.core.protocol import (
    Cancelled,
    Done,
    Failed,
    PictureSource,
    Progress,
    Remark,
    RenderRequest,
)
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client import WorkerClient
from deepaudio_plugin.worker_client.interpreter import COMMAND_VARIABLE, farm_command
from tests.helpers.command import deepaudio, started
from tests.helpers.project import clip, make_project, write_timeline

pytest.importorskip("ray", reason="Ray is not installed: pip install 'ray[client]'")
if sys.platform == "win32":
    pytest.skip("Ray's clusters for tests do not run on Windows", allow_module_level=True)

from tests.helpers.farm import SmallCluster

pytestmark = pytest.mark.slow

FAKE = Path(__file__).parents[2] / "helpers" / "fake_worker.py"


@pytest.fixture(scope="module")
def cluster():
    """Two nodes of one core each."""
    made = SmallCluster(nodes=2)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def nothing_is_left(cluster):
    """No actor and no worker outlives its render."""
    yield
    assert cluster.wait_until_idle() == []


@pytest.fixture
def farm(cluster, tmp_path, monkeypatch):
    """Makes clients of a farm of fake workers, which note what they do in `tmp_path`."""
    made = []
    (tmp_path / "out").mkdir()

    def make(*switches, wait_s=60.0, workers=0, paths=()):
        fake_workers(monkeypatch, tmp_path, *switches)
        command = farm_command(cluster.address, wait_s=wait_s, workers=workers, paths=paths)
        client = WorkerClient(
            command=command, log_path=tmp_path / "farm.log", start_timeout_s=wait_s + 60
        )
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


def fake_workers(monkeypatch, folder, *switches):
    fake = [sys.executable, str(FAKE), "--notes", str(folder), *switches]
    monkeypatch.setenv("DEEPAUDIO_FARM_COMMAND", json.dumps([*fake, "--parallel", "1"]))
    monkeypatch.setenv(COMMAND_VARIABLE, json.dumps([sys.executable, str(FAKE)]))


def orders(tmp_path, count, text="fine", *, first=0, **special):
    out = str(tmp_path / "out")
    return [
        RenderRequest(name, name, "speech", "fake", out, 1, text=special.get(name, text))
        for name in (f"t{n}" for n in range(first, first + count))
    ]


def begun(tmp_path):
    """How often each take was begun, over all hosts."""
    notes = tmp_path.glob("key-t*")
    return {note.name[4:]: len(note.read_text().splitlines()) for note in notes}


def takes(tmp_path):
    return sorted(path.stem for path in (tmp_path / "out").iterdir())


class Told:
    """What a farm says, and orders for as long as something has not been said."""

    def __init__(self, folder):
        self.folder = folder
        self.remarks = []
        self.hosts = set()
        self.ordered = []

    def __call__(self, event):
        if isinstance(event, Remark):
            self.remarks.append(event.message)
        elif isinstance(event, Progress):
            self.hosts.add(event.stage.removeprefix("work: on "))

    def orders_until(self, enough, least=12):
        """However long hosts take to come: orders are taken as fast as they are worked on."""
        while not enough() or len(self.ordered) < least:
            assert len(self.ordered) < 5000, "it did not come"
            (order,) = orders(self.folder, 1, first=len(self.ordered))
            self.ordered.append(order.key)
            yield order


def test_hosts_share_the_work_say_who_they_are_and_send_the_takes_home(farm, tmp_path):
    told = Told(tmp_path)
    client = farm("--nap", "0.05")
    assert client.start().parallel == 2
    answers = list(client.run(told.orders_until(lambda: len(told.hosts) == 2), told))
    assert {type(answer) for answer in answers} == {Done}
    assert takes(tmp_path) == sorted(told.ordered)
    assert begun(tmp_path) == dict.fromkeys(told.ordered, 1)
    assert told.remarks == []


def test_a_node_that_is_killed_costs_what_it_was_at_and_nothing_else(cluster, farm, tmp_path):
    node = cluster.add()
    client = farm("--nap", "0.1")
    told = Told(tmp_path)
    answers, killed = [], False
    for answer in client.run(told.orders_until(lambda: bool(told.remarks)), told):
        answers.append(answer)
        if len(told.hosts) == 3 and not killed:  # the new one is at it as well
            killed = True
            cluster.kill(node)
    assert {type(answer) for answer in answers} == {Done}
    assert len(answers) == len(told.ordered) == len(takes(tmp_path))
    again = {key: count for key, count in begun(tmp_path).items() if count > 1}
    assert len(again) <= 1 and set(begun(tmp_path)) == set(told.ordered)
    (lost,) = told.remarks
    assert "was lost" in lost


def test_a_take_that_kills_workers_on_two_hosts_fails_alone(farm, tmp_path):
    answers = {answer.id: answer for answer in farm().run(orders(tmp_path, 8, t0="die", t1="slow"))}
    assert isinstance(answers["t0"], Failed)
    assert answers["t0"].code == "worker-died"
    assert " and " in answers["t0"].message.partition(" died over")[0]
    assert sum(isinstance(answer, Done) for answer in answers.values()) == 7


def test_word_to_stop_reaches_the_workers_on_their_hosts(farm, tmp_path):
    running, stop = set(), threading.Event()

    def on_event(event):
        if isinstance(event, Progress):
            running.add(event.id)
            if len(running) == 2:
                stop.set()

    client = farm()
    endless = client.run(orders(tmp_path, 2, "endless"), on_event, stop.is_set)
    assert [type(event) for event in endless] == [Cancelled, Cancelled]
    # a worker has one hand here: only one that has stopped takes up another take
    hosts = set()
    for event in client.run(orders(tmp_path, 8), lambda e: hosts.add(getattr(e, "stage", ""))):
        assert isinstance(event, Done)
    assert len(hosts - {""}) == 2


def test_a_worker_that_has_no_place_is_told_and_holds_up_nothing(farm, tmp_path):
    told = Told(tmp_path)
    client = farm("--nap", "0.1", wait_s=12.0, workers=3)
    answers = list(client.run(told.orders_until(lambda: bool(told.remarks)), told))
    assert {type(answer) for answer in answers} == {Done}
    assert len(answers) == len(told.ordered)
    (remark,) = told.remarks
    assert remark.startswith("no host answered for 1 of 3 workers of the farm")


def test_where_no_host_answers_there_is_an_error_with_advice(farm):
    first = farm()
    first.start()  # it has both cores
    with pytest.raises(FarmError, match="no host answered within 2 s") as caught:
        farm(wait_s=2.0).start()
    assert "ray status" in caught.value.hint


def test_media_that_no_host_sees_is_named_with_all_that_were_asked(farm, tmp_path):
    film = tmp_path / "film.mp4"
    film.write_bytes(b"a film")
    (request,) = orders(tmp_path, 1)
    seen = RenderRequest(**{**vars(request), "picture": PictureSource(str(film))})
    told = []
    client = farm(paths=[f"{tmp_path}=/nowhere"])
    (failure,) = client.run([seen], told.append)
    assert (failure.code, failure.where) == ("media-missing", "/nowhere/film.mp4")
    assert failure.message.count(",") == 1  # asked: both
    assert len([event for event in told if isinstance(event, Remark)]) == 2
    assert begun(tmp_path) == {}


def test_a_farm_that_is_not_there_is_an_error_with_advice(monkeypatch, tmp_path):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    command = farm_command("127.0.0.1:1")
    with (
        WorkerClient(command=command, log_path=tmp_path / "log", start_timeout_s=120) as client,
        pytest.raises(FarmError, match=r"no Ray cluster answers at '127\.0\.0\.1:1'") as caught,
    ):
        client.start()
    assert "ray start" in caught.value.hint


# -- the whole way -------------------------------------------------------------------------


def library_files(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*.wav")}


def test_takes_are_those_of_this_computer_to_the_byte(cluster, tmp_path):
    project = make_project(tmp_path / "cut")
    common = (project.timeline, "--ignore-decisions", "--mark", "none", "--json")
    here = deepaudio("render", *common, "--library", tmp_path / "here")
    there = deepaudio("render", *common, "--library", tmp_path / "there", "--farm", cluster.address)
    assert (here.code, there.code) == (0, 0), there
    assert there.event("finished")["rendered"] == here.event("finished")["rendered"] == 3
    assert library_files(tmp_path / "there") == library_files(tmp_path / "here")
    assert any(" on " in e["stage"] for e in there.events if e["event"] == "progress")


def test_a_killed_render_goes_on_on_the_farm_or_at_the_desk_and_makes_no_finished_take_again(
    cluster, tmp_path, monkeypatch
):
    project = make_project(tmp_path / "cut")
    write_timeline(project.timeline, [clip("film.mp4", 3 * n, 60, f"shot {n}") for n in range(12)])
    (tmp_path / "notes").mkdir()
    fake_workers(monkeypatch, tmp_path / "notes", "--nap", "0.2")
    ask = ("render", project.timeline, "--tracks", "audio", "--json")
    on_farm = ("--farm", cluster.address)
    process = started(*ask, *on_farm)
    told = ""
    while told.count('"event": "take"') < 3:
        told += process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with closing(TakeLibrary()) as library:
        finished = {entry.take.key for entry in library.entries()}
    assert len(finished) >= 3
    before = {path.name: path.read_text() for path in (tmp_path / "notes").glob("key-*")}
    again = deepaudio(*ask, *on_farm, "--clips", *range(1, 9))
    assert again.code == 0, again
    end = again.event("finished")
    assert end["reused"] >= 3 and end["reused"] + end["rendered"] == 8
    for key in finished:
        assert (tmp_path / "notes" / f"key-{key}").read_text() == before[f"key-{key}"]
    with closing(TakeLibrary()) as library:
        arrived = {entry.take.key for entry in library.entries()}
    assert finished < arrived
    at_the_desk = deepaudio(*ask)
    assert at_the_desk.code == 0, at_the_desk
    end = at_the_desk.event("finished")
    assert (end["reused"], end["rendered"]) == (len(arrived), 12 - len(arrived))
