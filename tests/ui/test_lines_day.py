"""Lines in the real window with the real backend: by keys and mouse, shown and written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.panels.lines_editor import LineEditor
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from tests.helpers.hands import LINES_SRT, press, settled, shown
from tests.helpers.panel import fake_worker
from tests.helpers.person import Person
from tests.helpers.project import Project, make_project

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "pa_context_connect", "HW decoder", "RHI", "FFmpeg"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    fake_worker(monkeypatch)
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    monkeypatch.setenv("DEEPAUDIO_VIEWING_CACHE", str(tmp_path / "viewing"))
    return make_project(tmp_path / "project", shots=5, srt=LINES_SRT)


@pytest.fixture
def person(project: Project, tmp_path: Path, qtbot: QtBot) -> Iterator[Person]:
    somebody = Person(tmp_path, qtbot)
    somebody.open(project.timeline, project.subtitles)
    settled(somebody)  # the table lists its rows a moment later
    yield somebody
    somebody.leave()


def test_the_caret_splits_and_joining_asks_nothing_of_one_speaker(person: Person):
    lines = person.panels.lines
    person.window.activateWindow()
    person.wait(person.window.isActiveWindow)  # an editor without the focus closes
    cue = person.click_line("Come in then")
    lines.table.edit_text(lines.lines.row_of(cue.ref))
    [editor] = lines.table.findChildren(LineEditor)
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(2):
        editor.moveCursor(QTextCursor.MoveOperation.NextWord)
    person.context.actions["split_line"].trigger()
    settled(person)
    assert [row[3] for row in shown(person)[2:4]] == ["Come in", "then, it is open."]
    person.context.selection.select([cue.ref])
    press(person, "merge_lines")
    assert shown(person)[2] == ("01:00:03:00", "1:00", "MARA", "Come in then, it is open.")
    assert person.state.can_undo == "join 2 lines"


def new_line(person: Person, frame: int) -> LineEditor:
    """Add a line; the editor of its words, which opens."""
    person.window.activateWindow()
    person.wait(person.window.isActiveWindow)
    person.click_line("Only me.")
    person.context.playhead.move(frame)
    person.context.actions["add_line"].trigger()
    table = person.panels.lines.table
    person.wait(lambda: bool(table.findChildren(LineEditor)))
    [editor] = table.findChildren(LineEditor)
    return editor


@pytest.mark.parametrize("typed", ["", "Wait for me."])
def test_a_new_line_is_duplicated_with_the_words_that_are_being_typed(person: Person, typed: str):
    """Qt warns of nothing: `quiet_qt` would fail."""
    editor = new_line(person, 100)
    person.qtbot.keyClicks(editor, typed)
    person.qtbot.keyClick(editor, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    settled(person)
    person.wait(lambda: len(shown(person)) == 6)
    assert [row[3] for row in shown(person)].count(typed) == 2
    panel = person.panels.lines
    assert panel.selected() == list(person.context.selection.refs) != []
    left = [e for e in panel.table.findChildren(LineEditor) if e.is_open]
    assert len(left) == (not typed)  # a copy without words is typed next


def test_a_file_changed_outside_and_a_window_that_is_closed_lose_nothing(
    person: Person, project: Project, tmp_path: Path, qtbot: QtBot
):
    person.click_line("Only me.")
    press(person, "line_later_10")
    assert shown(person)[1][0] == "01:00:01:22"
    changed = LINES_SRT.replace("Only me.", "Just me.").replace("Who is there?", "Who's that?")
    project.subtitles.write_text(changed, "utf-8")
    stamp = project.subtitles.stat().st_mtime_ns + 10**9
    os.utime(project.subtitles, ns=(stamp, stamp))
    person.wait(lambda: "2 lines changed" in person.sentences())
    settled(person)
    assert shown(person)[1] == ("01:00:01:22", "0:18", "JON", "Just me.")
    project.subtitles.write_bytes(b"\x00\x01\x02\x03" * 200)
    person.wait(lambda: "its lines stay as they were" in person.sentences())
    assert len(shown(person)) == 4
    project.subtitles.write_text(changed, "utf-8")
    person.wait(lambda: "was saved again" in person.sentences())
    person.leave()
    again = Person(tmp_path / "again", qtbot)
    again.open(project.timeline)
    again.panels.lines.model.flush()
    assert shown(again)[1] == ("01:00:01:22", "0:18", "JON", "Just me.")
    again.leave()
