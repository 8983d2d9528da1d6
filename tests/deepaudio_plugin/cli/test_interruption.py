"""Real processes that are stopped, killed, cut off, doubled, or out of space."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import opentimelineio as otio
import psutil
import pytest

from deepaudio_plugin.decisions.file import path_for
from tests.helpers.command import Ran, deepaudio, snapshot, started
from tests.helpers.project import Project, clip, make_project, write_timeline

pytestmark = pytest.mark.slow

SHOTS = 12


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Twelve different shots: enough to be stopped in the middle of them."""
    project = make_project(tmp_path / "cut")
    write_timeline(
        project.timeline, [clip("film.mp4", 3 * n, 60, f"shot {n}") for n in range(SHOTS)]
    )
    return project


def render(project: Project, *more: object) -> subprocess.Popen[str]:
    return started("render", project.timeline, "--tracks", "audio", "--json", *more)


def wait_for_take(process: subprocess.Popen[str]) -> str:
    """What stdout said up to the first finished take."""
    told = ""
    for line in process.stdout:
        told += line
        if json.loads(line)["event"] == "take":
            return told
    raise AssertionError(f"it ended without a take: {told}{process.stderr.read()}")


def ended(process: subprocess.Popen[str], told: str = "") -> Ran:
    out, err = process.communicate(timeout=300)
    assert "Traceback" not in out + err
    return Ran(process.returncode, told + out, err)


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if "deepaudio.worker" in child.cmdline()]


def written(project: Project) -> list[str]:
    """Names of the audio clips in the output, whose files are all there."""
    output = project.timeline.with_name("cut.deepaudio.otio")
    timeline = otio.adapters.read_from_file(str(output))
    (track,) = [t for t in timeline.tracks if t.name == "DeepAudio Audio"]
    clips = list(track.find_clips())
    assert all((output.parent / c.media_reference.target_url).is_file() for c in clips)
    return [c.name for c in clips]


@pytest.mark.skipif(os.name != "posix", reason="SIGINT to one process is a POSIX thing")
def test_ctrl_c_keeps_finished_takes_leaves_no_worker_and_a_second_run_goes_on(project):
    folder = project.timeline.parent
    before = snapshot(folder)
    process = render(project)
    told = wait_for_take(process)
    workers = workers_of(process)
    process.send_signal(signal.SIGINT)
    ran = ended(process, told)
    assert ran.code == 130
    assert ran.event("error")["code"] == "cancelled"
    assert "Run the same command again" in ran.event("error")["hint"]
    assert workers
    psutil.wait_procs(workers, timeout=120)
    assert not any(worker.is_running() for worker in workers)
    noted = path_for(project.timeline)
    assert '"rendered"' in noted.read_text("utf-8")  # what is finished
    assert {name for name in snapshot(folder) if name != noted.name} == set(before)
    kept = sum(event["event"] == "take" for event in ran.events)
    again = ended(render(project))
    assert again.code == 0
    finished = again.event("finished")
    assert finished["reused"] >= kept >= 1
    assert finished["reused"] + finished["rendered"] == SHOTS
    assert len(written(project)) == SHOTS


@pytest.mark.skipif(os.name != "posix", reason="SIGINT to one process is a POSIX thing")
@pytest.mark.parametrize("delay_s", [0.05, 0.4])
def test_ctrl_c_at_the_start_ends_with_130_and_no_worker(project, delay_s):
    process = render(project)
    while not process.stdout.readline():
        pass
    time.sleep(delay_s)
    workers = workers_of(process)
    process.send_signal(signal.SIGINT)
    ran = ended(process)
    assert ran.code == 130, ran
    _gone, alive = psutil.wait_procs(workers, timeout=120)
    assert not alive


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_missing(project):
    process = render(project)
    told = wait_for_take(process)
    for worker in workers_of(process):
        worker.kill()
    ran = ended(process, told)
    assert ran.code == 0
    assert ran.event("finished")["rendered"] == SHOTS
    assert len(written(project)) == SHOTS


def test_a_reader_that_goes_away_does_not_stop_a_render(project):
    with render(project) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0
    assert len(written(project)) == SHOTS


def test_a_plan_cut_off_by_head_ends_without_complaint(project):
    with started("plan", project.timeline) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_two_identical_runs_at_once_on_one_library_both_succeed(project):
    both = [render(project), render(project)]
    results = [ended(process) for process in both]
    assert [ran.code for ran in results] == [0, 0], results
    assert len(written(project)) == SHOTS
    after = project.timeline.with_name("cut.deepaudio.otio").read_bytes()
    third = ended(render(project))
    assert third.event("finished")["reused"] == SHOTS
    assert project.timeline.with_name("cut.deepaudio.otio").read_bytes() == after


# -- full disks ---------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB, less than one take."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this system does not let root mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def one_shot(tmp_path: Path) -> Project:
    project = make_project(tmp_path / "one")
    project.subtitles.unlink()
    write_timeline(project.timeline, [clip("film.mp4", 0, 60, "shot")])
    return project


def test_a_full_library_is_told_and_nothing_is_half_written(one_shot, small_disk):
    before = snapshot(one_shot.timeline.parent)
    ran = deepaudio("render", one_shot.timeline, "--library", small_disk / "takes", "--json")
    assert ran.code == 2
    error = ran.event("error")
    assert error["code"] == "disk-full"
    assert str(small_disk) in error["where"]
    assert "space" in error["hint"]
    assert snapshot(one_shot.timeline.parent) == before
    assert [p for p in small_disk.rglob("*") if p.suffix in (".wav", ".part")] == []


def test_a_full_output_disk_is_told_and_nothing_is_half_written(one_shot, small_disk):
    output = small_disk / "new" / "cut.otio"
    ran = deepaudio("render", one_shot.timeline, "-o", output, "--json")
    assert ran.code == 2
    assert ran.event("error")["code"] == "disk-full"
    assert snapshot(small_disk) == {}
    again = deepaudio("render", one_shot.timeline, "--json")
    assert again.event("finished")["reused"] == 1


def test_a_full_preview_disk_costs_the_preview_only(one_shot, small_disk):
    (small_disk / "filler").write_bytes(bytes(250 * 1024))
    preview = small_disk / "preview.mp4"
    ran = deepaudio("render", one_shot.timeline, "--preview", preview)
    assert ran.code == 1
    assert "No preview:" in ran.out
    assert one_shot.timeline.with_name("cut.deepaudio.otio").is_file()
    assert list(snapshot(small_disk)) == ["filler"]


def test_a_full_disk_where_the_mix_goes_leaves_nothing(one_shot, small_disk):
    output = small_disk / "cut.otio"
    ran = deepaudio("render", one_shot.timeline, "--tracks", "mix", "-o", output, "--json")
    assert ran.code == 2
    assert ran.event("error")["code"] == "disk-full"
    assert snapshot(small_disk) == {}
