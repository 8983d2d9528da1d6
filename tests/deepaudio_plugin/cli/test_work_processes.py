"""Real processes on one shared library: at once, stopped, killed, and run again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deepaudio_plugin.takes.object_store import FolderStore, ObjectStore, object_store
from deepaudio_plugin.takes.shared_takes import SharedTakes
from tests.helpers.command import Ran, started
from tests.helpers.panel import fake_worker
from tests.helpers.work import LINES, Ordered, keys_in, ordered

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_real_worker")]

RACER = Path(__file__).parents[2] / "helpers" / "racer.py"
ATTEMPTS = 20
PATIENCE_S = 120.0


def begun(order: Ordered, node: Path, address: str, *more: object) -> subprocess.Popen[str]:
    """A machine with a library of its own that does the orders."""
    os.environ["DEEPAUDIO_LIBRARY"] = str(node)  # of the child; a fixture puts it back
    return started("work", order.work, "--library", address, "--json", *more)


def ended(process: subprocess.Popen[str]) -> Ran:
    out, err = process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in out + err
    return Ran(process.returncode, out, err)


def all_are_whole(store: ObjectStore, order: Ordered, folder: Path) -> None:
    """Each take is there once, whole, and nothing else is."""
    for key in order.keys:
        entry = SharedTakes(store).fetch(key, folder / key)  # verified on its way
        assert entry is not None
        names = {name for name in store.names(key[:2]) if name.startswith(key)}
        assert names == {f"{key}.json", f"{key}.{entry.digest[:16]}.wav"}
        (folder / key).unlink()


def test_two_machines_that_do_the_same_orders_at_once_leave_each_take_whole_and_once(
    tmp_path: Path,
):
    """Two processes race so often: each begins when the other is ready too."""
    order = ordered(tmp_path, LINES)
    shares = [tmp_path / f"share {attempt}" for attempt in range(ATTEMPTS)]
    for share in shares:
        share.mkdir()
    pairs = (("one", "other"), ("other", "one"))
    racers = [started_racer(order.work, tmp_path, *pair) for pair in pairs]
    told = [ended(racer).out.splitlines() for racer in racers]
    assert [len(lines) for lines in told] == [ATTEMPTS, ATTEMPTS]
    for share, *both in zip(shares, *told, strict=True):
        for done in map(json.loads, both):
            assert (done["exit_code"], done["unshared"]) == (0, 0), done
            assert done["made"] + done["known"] == len(LINES)
        all_are_whole(FolderStore(share), order, tmp_path)
        assert list((share / "arriving").iterdir()) == []


def started_racer(work: Path, folder: Path, name: str, other: str) -> subprocess.Popen[str]:
    words = [sys.executable, RACER, work, folder, name, other, ATTEMPTS]
    return subprocess.Popen(
        [str(word) for word in words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_two_machines_meet_in_an_object_store(
    s3: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name, value in s3.items():
        monkeypatch.setenv(name, value)
    order = ordered(tmp_path, LINES)
    processes = [begun(order, tmp_path / name, "s3://takes/race") for name in ("one", "other")]
    ran = [ended(process) for process in processes]
    assert [one.code for one in ran] == [0, 0], ran
    all_are_whole(object_store("s3://takes/race"), order, tmp_path)


def test_two_desks_that_render_one_project_at_once_share_each_take_once(
    tmp_path: Path, share: Path
):
    order = ordered(tmp_path, LINES)
    folders = [order.timeline.parent, tmp_path / "copy"]
    shutil.copytree(*folders)
    processes = []
    for number, folder in enumerate(folders):
        os.environ["DEEPAUDIO_LIBRARY"] = str(tmp_path / f"desk {number}")
        arguments = ("--tracks", "speech", "--library", share.as_uri(), "--json")
        processes.append(started("render", folder / "cut.otio", *arguments))
    ran = [ended(process) for process in processes]
    assert [one.code for one in ran] == [0, 0], ran
    for one in ran:
        done = one.event("finished")
        assert done["rendered"] + done["reused"] == len(LINES)
        assert [p for p in done["problems"] if "shared" in p["message"]] == []
    all_are_whole(FolderStore(share), order, tmp_path)


def test_a_machine_that_is_killed_leaves_whole_takes_and_the_next_run_goes_on(
    tmp_path: Path, share: Path, monkeypatch: pytest.MonkeyPatch
):
    fake_worker(monkeypatch, "--nap", "0.3")
    order = ordered(tmp_path, [f"A line, number {n}." for n in range(8)])
    process = begun(order, tmp_path / "node", share.as_uri())
    wait_for(lambda: len(keys_in(share)) >= 2)
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    there = len(keys_in(share))
    again = ended(begun(order, tmp_path / "other", share.as_uri()))
    assert again.code == 0
    done = again.event("finished")
    assert 2 <= there <= done["known"] < 8
    assert done["made"] + done["known"] == 8
    all_are_whole(FolderStore(share), order, tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="signals to one process are a POSIX thing")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_machine_that_is_stopped_shares_what_is_finished_and_says_so(
    tmp_path: Path, share: Path, sent: signal.Signals
):
    order = ordered(tmp_path, [f"A slow line, number {n}." for n in range(4)])
    process = begun(order, tmp_path / "node", share.as_uri())
    assert process.stdout is not None
    told = ""
    for line in process.stdout:
        told += line
        if json.loads(line)["event"] == "take":
            break
    process.send_signal(sent)
    ran = ended(process)
    ran = Ran(ran.code, told + ran.out, ran.err)
    assert ran.code == 130
    assert ran.event("error")["message"].startswith("stopped after")
    done = ran.event("finished")
    assert 1 <= done["made"] < 4
    again = ended(begun(order, tmp_path / "node", share.as_uri()))
    assert again.code == 0
    assert again.event("finished")["known"] >= done["made"]
    all_are_whole(FolderStore(share), order, tmp_path)


def wait_for(condition) -> None:
    patient_until = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < patient_until, "it never came"
        time.sleep(0.02)
