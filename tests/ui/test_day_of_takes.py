"""A day with takes in the real window: rendered, recorded, adjusted, written, undone, reopened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.panels.write_dialog import WriteDialog
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.panel import fake_worker
from tests.helpers.person import Person
from tests.helpers.project import Project, make_project

pytestmark = pytest.mark.qt_log_ignore("pipewire", "pa_context_connect", "HW decoder", "FFmpeg")

WORDS = "Who is there?"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    fake_worker(monkeypatch)
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    (tmp_path / "booth.wav").write_bytes(b"what the worker reads")
    return make_project(tmp_path / "project")


def opened(project: Project, folder: Path, qtbot: QtBot) -> Person:
    person = Person(folder, qtbot)
    person.open(project.timeline, project.subtitles)
    person.wait(lambda: person.state.engine is not None and person.state.engine.ready)
    return person


@pytest.fixture
def person(project: Project, tmp_path: Path, qtbot: QtBot) -> Iterator[Person]:
    somebody = opened(project, tmp_path, qtbot)
    yield somebody
    somebody.leave()


def chosen(person: Person, ref: str) -> str:
    return next((take.mark or take.voice for take in person.job(ref).takes if take.chosen), "")


def undo(person: Person, words: str) -> str:
    """Take back what the menu says, and what the message bar says then."""
    action = person.context.actions["undo"]
    assert words in action.text()
    action.trigger()
    person.answered()
    return person.told[-1].sentence


def write_for(person: Person, host: str, qtbot: QtBot) -> str:
    """Write for a host; what the dialog says of the result, which stays."""
    person.context.actions["write"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, WriteDialog)
    if dialog._dialect.currentData() != host:
        dialog._dialect.setCurrentIndex(dialog._dialect.findData(host))
        dialog._dialect.activated.emit(dialog._dialect.currentIndex())
    person.answered()
    person.wait(dialog._write.isEnabled)
    dialog._write.click()
    person.wait(dialog._result.isVisible)
    said = f"{dialog._result.title.text()} {dialog._result.step.text()}"
    dialog._close.click()
    person.answered()
    return said


def test_a_day(person: Person, project: Project, tmp_path: Path, qtbot: QtBot):
    line = person.click_line(WORDS).ref
    takes = person.panels.takes
    person.wait(lambda: takes.model.job is not None)
    assert takes.model.rowCount() == 0  # nothing is rendered: no take is listed

    person.context.actions["generate_all"].trigger()
    person.wait(lambda: person.states() == {"ready"})
    assert takes.model.rowCount() == 1
    person.context.actions["another_take"].trigger()
    person.wait(lambda: len(person.rendered(line)) == 2)
    person.wait(lambda: takes.current() is not None and not takes.current().chosen)

    takes.recordings.take(str(tmp_path / "booth.wav"))
    person.wait(lambda: chosen(person, line) == "recorded by a person")
    person.panels.line.gain.setValue(-3.0)
    person.panels.line.commit()
    person.answered()
    assert person.line(WORDS).gain_db == -3.0

    said = write_for(person, "resolve", qtbot)
    assert "Bring tracks in" in said
    written = project.timeline.with_name("cut.deepaudio.otio").read_text()
    for told in ('"recorded by a person"', '"booth.wav"', '"gain_db": -3.0'):
        assert told in written
    kept = json.loads(project.timeline.with_name("cut.deepaudio.json").read_text())
    assert kept["settings"]["dialect"] == "resolve"
    assert kept["lines"][line] == {"gain_db": -3.0}

    person.context.selection.clear()
    undo(person, "setting: host")
    assert "gain of MARA" in undo(person, "gain of MARA")
    assert person.context.selection.refs == (line,)  # it went there
    assert person.line(WORDS).gain_db == 0.0
    undo(person, "recording of MARA")
    person.wait(lambda: chosen(person, line) != "recorded by a person")
    for _ in range(2):
        person.context.actions["redo"].trigger()
        person.answered()
    person.wait(lambda: chosen(person, line) == "recorded by a person")


def test_after_reopening_the_recording_plays_and_the_host_is_known(
    project: Project, tmp_path: Path, qtbot: QtBot
):
    first = opened(project, tmp_path, qtbot)
    line = first.click_line(WORDS).ref
    first.panels.takes.recordings.take(str(tmp_path / "booth.wav"))
    first.wait(lambda: chosen(first, line) == "recorded by a person")
    write_for(first, "premiere", qtbot)
    first.leave()
    again = opened(project, tmp_path, qtbot)
    again.wait(lambda: chosen(again, line) == "recorded by a person")
    again.context.actions["write"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, WriteDialog)
    assert dialog._dialect.currentData() == "premiere"
    dialog.reject()
    again.leave()
