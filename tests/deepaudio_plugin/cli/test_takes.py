"""`deepaudio takes import`: a recording from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio_plugin.project.timeline_lock import TimelineLock
from tests.helpers.command import deepaudio
from tests.helpers.panel import fake_worker
from tests.helpers.project import Project, make_project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    fake_worker(monkeypatch)
    (tmp_path / "mara.wav").write_bytes(b"what the worker reads")
    return make_project(tmp_path / "cut")


def imported(project: Project, line: str, name: str = "mara.wav"):
    return deepaudio(
        "takes", "import", project.timeline, line, project.timeline.parent.parent / name
    )


@pytest.mark.parametrize("line", ["1", "who is THERE", "cue:cut#1"])
def test_a_recording_becomes_the_take_of_a_line_by_number_words_or_reference(
    project: Project, line: str
):
    ran = imported(project, line)
    assert ran.code == 0, ran.err
    assert "mara.wav is now the take of 01:00:00:06 'Who is there?'" in ran.out
    plan = deepaudio("plan", project.timeline, "--json").event("plan")
    (take,) = next(job for job in plan["jobs"] if job["stem"] == "speech")["takes"]
    assert (take["mark"], take["cached"]) == ("recorded by a person", True)


@pytest.mark.parametrize(
    ("line", "name", "told"),
    [("7", "mara.wav", "there is no line '7'"), ("1", "gone.wav", "there is no such file"),
     ("xyz", "mara.wav", "Lines: 1 to 1")],
)  # fmt: skip
def test_what_cannot_be_taken_in_is_refused(project: Project, line: str, name: str, told: str):
    ran = imported(project, line, name)
    assert ran.code == 2
    assert told in ran.err


def test_a_timeline_that_is_open_elsewhere_is_not_decided_about(project: Project):
    lock = TimelineLock(project.timeline.with_name("cut.deepaudio.json"))
    assert lock.take() is None
    ran = imported(project, "1")
    lock.let_go()
    assert ran.code == 2
    assert "open for looking only" in ran.err
