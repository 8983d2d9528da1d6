"""Everything around the window breaks: it goes on, keeps what was made, and says what happened."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.client import BackendClient
from tests.helpers.person import Person, process_of
from tests.helpers.project import Project, make_project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.qt_log_ignore("pipewire", "pa_context_connect", "HW decoder", "RHI", "FFmpeg"),
]

BACKEND, WORKER = "deepaudio_plugin.backend", "deepaudio.worker"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Two shots and a line, with a library of their own."""
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    monkeypatch.setenv("DEEPAUDIO_VIEWING_CACHE", str(tmp_path / "viewing"))
    return make_project(tmp_path / "project")


@pytest.fixture
def person(project: Project, tmp_path: Path, qtbot: QtBot) -> Iterator[Person]:
    """Somebody with the project open."""
    somebody = Person(tmp_path, qtbot)
    somebody.open(project.timeline, project.subtitles)
    yield somebody
    somebody.leave()


@pytest.fixture
def apart(project: Project, tmp_path: Path, qtbot: QtBot, waits: list[str]) -> Iterator[Person]:
    """The same with a backend in a process of its own, for which the window never waits."""
    somebody = Person(tmp_path, qtbot, process=True)
    somebody.open(project.timeline, project.subtitles)
    waits.clear()
    yield somebody
    assert waits in ([], ["Thread.join"])  # the window has been closed: it may keep what it has
    somebody.leave()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the interface's thread waited for."""
    told: list[str] = []

    def noting(kind: Any, name: str) -> None:
        real = getattr(kind, name)

        def noted(*args: object, **options: object) -> object:
            if threading.current_thread() is threading.main_thread():
                told.append(f"{kind.__name__}.{name}")
            return real(*args, **options)

        monkeypatch.setattr(kind, name, noted)

    for kind, name in (
        (subprocess.Popen, "wait"),
        (subprocess.Popen, "communicate"),
        (threading.Thread, "join"),
        (time, "sleep"),
    ):
        noting(kind, name)
    return told


def line_of(person: Person) -> str:
    return person.line("Who is there?").ref


def edit(person: Person, text: str) -> None:
    """Give the line other words, as its editor does."""
    person.panels.lines.edits.edit(line_of(person), text=text)


def kept(project: Project) -> str:
    """What the decisions file says."""
    file = project.timeline.with_name("cut.deepaudio.json")
    return file.read_text("utf-8") if file.exists() else ""


def is_told(person: Person, words: str) -> Callable[[], bool]:
    return lambda: words in person.sentences()


def test_a_full_disk_fails_what_is_made_and_a_retry_makes_it(apart: Person, project: Project):
    for module in (BACKEND, WORKER):  # from here on no file may grow beyond a few pages
        process_of(module).rlimit(psutil.RLIMIT_FSIZE, (20_000, psutil.RLIM_INFINITY))
    apart.context.actions["generate_all"].trigger()
    apart.wait(lambda: apart.states() == {"failed"})
    job = apart.job(line_of(apart))
    assert "cannot be written" in job.problem
    assert job.hint
    for module in (BACKEND, WORKER):
        process_of(module).rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
    apart.context.actions["retry"].trigger()
    apart.wait(lambda: apart.states() == {"ready"})


def test_a_decision_that_cannot_be_kept_is_told_and_kept_later(person: Person, project: Project):
    folder = project.timeline.parent
    away = folder.with_name("unplugged")
    folder.rename(away)
    edit(person, "Who goes there?")
    person.wait(is_told(person, "not kept"))
    away.rename(folder)
    person.wait(lambda: "Who goes there?" in kept(project))


def test_a_decisions_file_that_became_a_folder_is_told(person: Person, project: Project):
    file = project.timeline.with_name("cut.deepaudio.json")
    file.unlink(missing_ok=True)
    file.mkdir()
    edit(person, "Who goes there?")
    person.wait(is_told(person, "not kept"))
    file.rmdir()
    person.wait(lambda: "Who goes there?" in kept(project))


def test_media_that_vanish_while_rendering_fail_with_their_name(person: Person, project: Project):
    away = project.film.rename(project.film.with_name("elsewhere.mp4"))
    person.context.actions["generate_all"].trigger()
    person.wait(
        lambda: (
            person.state.queue.waiting + person.state.queue.running == 0
            and person.states() <= {"failed", "ready", "impossible"}
        )
    )
    shots = [job for job in person.state.jobs.all() if job.stem == "audio"]
    assert all("film.mp4" in job.problem and job.hint for job in shots)
    away.rename(project.film)
    person.context.actions["retry"].trigger()
    person.wait(lambda: person.states() == {"ready"})


def test_a_timeline_that_is_deleted_while_open_goes_on(person: Person, project: Project):
    project.timeline.unlink()
    edit(person, "Who goes there?")
    person.context.actions["generate_all"].trigger()
    person.wait(lambda: person.states() == {"ready"})
    assert "Who goes there?" in kept(project)
    person.context.link.order(messages.Write)
    person.wait(is_told(person, "Written"))
    assert project.timeline.with_name("cut.deepaudio.otio").exists()


def test_an_edit_that_a_dying_backend_did_not_hear_is_made_after_all(
    apart: Person, project: Project
):
    backend = process_of(BACKEND)
    backend.suspend()
    edit(apart, "Who goes there?")
    backend.kill()
    apart.wait(is_told(apart, "started again"))
    apart.wait(lambda: "Who goes there?" in kept(project))


def test_what_stands_in_an_open_editor_is_kept_when_the_window_closes(
    person: Person, project: Project
):
    person.click_line("Who is there?")
    person.press(Qt.Key.Key_F2)
    person.wait(lambda: QApplication.focusWidget() is not person.panels.lines.table)
    person.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.qtbot.keyClicks(QApplication.focusWidget(), "Nobody")
    person.leave()
    person.wait(lambda: "Nobody" in kept(project))


def test_a_backend_that_hangs_holds_up_neither_the_window_nor_its_end(
    apart: Person, project: Project, waits: list[str], monkeypatch: pytest.MonkeyPatch
):
    backend = process_of(BACKEND)
    backend.suspend()
    apart.context.actions["generate_all"].trigger()
    assert apart.context.link.busy
    told, close = [], BackendClient.close
    monkeypatch.setattr(
        BackendClient,
        "close",
        lambda client, limit_s: (told.append(limit_s), close(client, limit_s)),
    )
    apart.window.close()
    waits.clear()  # so long, and no longer, is it given to keep what was decided
    assert told == [2.0]
    assert not apart.window.isVisible()
    gone, _ = psutil.wait_procs([backend], timeout=120)
    assert gone


def test_a_worker_that_hangs_can_be_started_again(person: Person, project: Project):
    person.wait(lambda: person.state.engine is not None and person.state.engine.ready)
    worker = process_of(WORKER)
    person.context.actions["generate_all"].trigger()
    worker.suspend()
    person.wait(lambda: bool(person.states() & {"rendering", "waiting"}))
    person.context.link.order(messages.RestartWorker)
    person.wait(lambda: person.states() == {"ready"})


def test_without_a_python_for_the_backend_it_is_said_what_to_do(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", str(tmp_path / "no-python"))
    person = Person(tmp_path, qtbot, process=True)
    person.panel.open(project.timeline)
    [told] = person.told
    assert told.level == "error"
    assert told.hint
    person.leave()


def test_a_backend_that_ends_at_once_again_and_again_is_told(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", shutil.which("false") or "/bin/false")
    person = Person(tmp_path, qtbot, process=True)
    person.panel.open(project.timeline)
    person.wait(is_told(person, "keeps stopping"))
    assert not person.context.link.running
    person.leave()
