"""Lines in the real window with the real backend: by keys and mouse, shown and written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.panels.lines_editor import LineEditor
from deepaudio_ui.state.cue_columns import Column
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend.views import CueView
from tests.helpers.panel import fake_worker
from tests.helpers.person import Person
from tests.helpers.project import Project, make_project

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "pa_context_connect", "HW decoder", "RHI", "FFmpeg"
)

SRT = """1
00:00:00,250 --> 00:00:01,000
MARA: Who is there?

2
00:00:01,500 --> 00:00:02,250
JON: Only me.

3
00:00:03,000 --> 00:00:04,000
MARA: Come in then, it is open.

4
00:00:05,000 --> 00:00:05,500
[door slams]
"""

SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    fake_worker(monkeypatch)
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    monkeypatch.setenv("DEEPAUDIO_VIEWING_CACHE", str(tmp_path / "viewing"))
    return make_project(tmp_path / "project", shots=5, srt=SRT)


@pytest.fixture
def person(project: Project, tmp_path: Path, qtbot: QtBot) -> Iterator[Person]:
    somebody = Person(tmp_path, qtbot)
    somebody.open(project.timeline, project.subtitles)
    yield somebody
    somebody.leave()


def at(person: Person, words: str) -> CueView:
    """The line that says this by now."""
    return next(c for c in person.state.cues.all() if c.text == words and not c.removed)


def shown(person: Person) -> list[tuple[str, str, str, str]]:
    """In, length, speaker and text of each row of the table."""
    lines = person.panels.lines.lines
    columns = (Column.IN, Column.LENGTH, Column.SPEAKER, Column.TEXT)
    return [
        tuple(lines.index(row, column).data() for column in columns)
        for row in range(lines.rowCount())
    ]


def settled(person: Person) -> None:
    person.answered()
    person.panels.lines.model.flush()


def press(person: Person, action: str) -> None:
    """Press the key of an action in the table."""
    sequence = person.context.actions[action].shortcut()
    key = sequence[0]
    person.window.activateWindow()
    person.wait(person.window.isActiveWindow)  # keys of a window that is not are lost
    person.panels.lines.table.setFocus()
    person.qtbot.keyClick(person.panels.lines.table, key.key(), key.keyboardModifiers())
    settled(person)


def type_time(person: Person, words: str, column: Column, text: str) -> None:
    panel = person.panels.lines
    index = panel.lines.index(panel.lines.row_of(at(person, words).ref), column)
    panel.table.edit(index)
    [field] = panel.table.findChildren(QLineEdit)
    field.selectAll()
    person.qtbot.keyClicks(field, text)
    person.qtbot.keyClick(field, Qt.Key.Key_Return)
    person.wait(lambda: not panel.table.findChildren(QLineEdit))
    settled(person)


def drag(person: Person, words: str, frames: int) -> None:
    """Drag a line on the timeline, freely."""
    view, cue = person.panels.timeline, at(person, words)
    person.wait(lambda: not view.is_stale)
    placed = next(p for p in view._hit_tester.placed if p.row.kind == "cues" and cue.ref in p.row)
    x = view.scale.x(cue.start + cue.frames // 2) - view.position.left
    start = QPoint(x, placed.top + placed.height // 2 - view.position.top)
    end = start + QPoint(round(frames * view.scale.per_frame), 0)
    viewport, left = view.viewport(), Qt.MouseButton.LeftButton
    for kind, point in (
        (QEvent.Type.MouseButtonPress, start),
        (QEvent.Type.MouseMove, start + (end - start) / 2),
        (QEvent.Type.MouseMove, end),
        (QEvent.Type.MouseButtonRelease, end),
    ):
        where = QPointF(viewport.mapToGlobal(point))
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
        event = QMouseEvent(kind, QPointF(point), where, held, left, ALT)
        QApplication.sendEvent(viewport, event)
    settled(person)


def kept(project: Project) -> dict:
    return json.loads(project.timeline.with_name("cut.deepaudio.json").read_text("utf-8"))


def test_a_morning_of_timing(person: Person, project: Project):
    lines = person.panels.lines
    person.click_line("Who is there?")
    press(person, "line_later")
    press(person, "out_later_10")
    assert shown(person)[0] == ("01:00:00:07", "1:04", "MARA", "Who is there?")
    type_time(person, "Only me.", Column.IN, "+2")
    type_time(person, "Only me.", Column.LENGTH, "1s")
    assert shown(person)[1] == ("01:00:01:14", "1:00", "JON", "Only me.")
    drag(person, "Only me.", 24)
    assert shown(person)[1] == ("01:00:02:14", "1:00", "JON", "Only me.")
    over = at(person, "Come in then, it is open.")
    assert lines.model.has_problem(over.ref)
    assert "begins while" in lines.model.problem(over.ref)

    person.context.selection.select([over.ref])
    person.context.playhead.move(84)
    press(person, "split_line")
    assert [row[3] for row in shown(person)[2:4]] == ["Come in then,", "it is open."]
    press(person, "delete_lines")  # both parts are selected
    assert [row[3] for row in shown(person)] == ["Who is there?", "Only me.", "door slams"]
    assert person.state.can_undo == "delete 2 lines"
    person.context.actions["undo"].trigger()
    settled(person)
    assert [row[3] for row in shown(person)[2:4]] == ["Come in then,", "it is open."]

    person.context.playhead.move(100)
    press(person, "add_line")
    person.wait(lambda: bool(lines.table.findChildren(LineEditor)))
    [editor] = lines.table.findChildren(LineEditor)
    person.qtbot.keyClicks(editor, "Wait for me.")
    person.qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(person)
    assert at(person, "Wait for me.").start == 100
    lines._on_speaker([at(person, "Wait for me.").ref, at(person, "it is open.").ref], "JON")
    settled(person)
    assert [row[2] for row in shown(person) if row[3] in ("Wait for me.", "it is open.")] == [
        "JON",
        "JON",
    ]

    decisions = kept(project)
    assert sorted(decisions["added"]) == ["added:1", "added:2"]
    assert decisions["lines"]["cue:cut#2"]["times"]["start"] == 62
    assert project.subtitles.read_text("utf-8") == SRT


def test_the_caret_splits_and_joining_asks_nothing_of_one_speaker(person: Person):
    lines = person.panels.lines
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


def test_a_file_changed_outside_and_a_window_that_is_closed_lose_nothing(
    person: Person, project: Project, tmp_path: Path, qtbot: QtBot
):
    person.click_line("Only me.")
    press(person, "line_later_10")
    changed = SRT.replace("Only me.", "Just me.").replace("Who is there?", "Who's that?")
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
