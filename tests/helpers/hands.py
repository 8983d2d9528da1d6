"""Hands in the lines' table, in the write dialog and on undo, for a `Person`."""

from __future__ import annotations

import json

from deepaudio_ui.panels.write_dialog import WriteDialog
from deepaudio_ui.state.cue_columns import Column
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from deepaudio_plugin.backend.views import CueView
from tests.helpers.person import Person
from tests.helpers.project import Project

LINES_SRT = """1
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
    """Wait until every order is answered and the table shows what came of it."""
    person.answered()
    person.panels.lines.model.flush()


def press(person: Person, action: str) -> None:
    """Press the key of an action in the table."""
    key = person.context.actions[action].shortcut()[0]
    press_key(person, key.key(), key.keyboardModifiers())


def press_key(
    person: Person,
    key: Qt.Key,
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press a key in the table."""
    person.window.activateWindow()
    person.wait(person.window.isActiveWindow)  # keys of a window that is not are lost
    person.panels.lines.table.setFocus()
    person.qtbot.keyClick(person.panels.lines.table, key, held)
    settled(person)


def type_time(person: Person, words: str, column: Column, text: str) -> None:
    """Type a time into the cell of a line."""
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
    freely = Qt.KeyboardModifier.AltModifier
    for kind, point in (
        (QEvent.Type.MouseButtonPress, start),
        (QEvent.Type.MouseMove, start + (end - start) / 2),
        (QEvent.Type.MouseMove, end),
        (QEvent.Type.MouseButtonRelease, end),
    ):
        where = QPointF(viewport.mapToGlobal(point))
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else left
        event = QMouseEvent(kind, QPointF(point), where, held, left, freely)
        QApplication.sendEvent(viewport, event)
    settled(person)


def kept(project: Project) -> dict:
    """The decisions file."""
    return json.loads(project.timeline.with_name("cut.deepaudio.json").read_text("utf-8"))


def chosen(person: Person, ref: str) -> str:
    """What the take that plays is marked as, or whose voice it is."""
    return next((take.mark or take.voice for take in person.job(ref).takes if take.chosen), "")


def undo(person: Person, words: str) -> str:
    """Take back what the menu says, and what the message bar says then."""
    action = person.context.actions["undo"]
    assert words in action.text(), action.text()
    action.trigger()
    person.answered()
    return person.told[-1].sentence


def write_for(person: Person, host: str) -> str:
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
