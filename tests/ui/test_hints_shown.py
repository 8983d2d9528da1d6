"""Whatever the backend tells, and wherever it is shown: no option of the command line."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.shells.panel import Panel
from deepaudio_ui.state.preferences import Preferences
from deepaudio_ui.timeline.descriptions import describe
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QSettings, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, SHOTS, StubBackend, demo_facts

HINT = "Check --media-root."
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


@pytest.fixture
def panel(stub: StubBackend, tmp_path: Path, qtbot: QtBot) -> Iterator[Panel]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Panel(stub, Preferences(settings))
    qtbot.addWidget(made)
    made.start()
    made.show()
    stub.publish(*demo_facts())
    yield made
    made.shut_down()


def tell_everywhere(panel: Panel, stub: StubBackend) -> None:
    """Every fact that brings a hint of somebody's, with this one."""
    state = panel.context.state
    line, shot = state.jobs.get(LINES[1]), state.shots.get(SHOTS[0])
    cue = state.cues.get(LINES[0])
    assert line is not None and shot is not None and cue is not None and state.engine is not None
    failed = dataclasses.replace(line, state="failed", problem=HINT, hint=HINT, takes=())
    doubtful = dataclasses.replace(state.jobs.get(LINES[2]), warnings=(HINT,), state="ready")
    stub.publish(
        messages.Jobs((failed, doubtful)),
        messages.Shots((dataclasses.replace(shot, problem=HINT, hint=HINT),)),
        messages.Cues((dataclasses.replace(cue, warnings=(HINT,)),)),
        messages.EngineStatus(dataclasses.replace(state.engine, hint=HINT, ready=False)),
        messages.CastViews(tuple(dataclasses.replace(v, problem=HINT) for v in state.voices)),
        messages.Problems((messages.ProblemFound("cut.otio", HINT, HINT, "note"),)),
        messages.ProblemFound("cut.otio", HINT, HINT),
        messages.TimelineWritten("/cut.deepaudio.otio", "", notes=(HINT,)),
    )
    panel.context.notices.refused(messages.Refused("", "bad-usage", HINT, hint=HINT))
    panel.workspace.panels.lines.model.flush()
    for refs in ([LINES[1]], [LINES[2]], [SHOTS[0]]):
        panel.context.selection.select(refs)


def in_items(model: QAbstractItemModel) -> Iterator[str]:
    is_list = isinstance(model, QAbstractListModel)
    columns = 1 if is_list else model.columnCount(QModelIndex())
    for row in range(model.rowCount(QModelIndex())):
        for column in range(columns):
            for role in ROLES:
                yield str(model.index(row, column).data(role) or "")


def shown(panel: Panel) -> Iterator[tuple[str, str]]:
    """Every text that somebody may see, hear or point at, and where."""
    for widget in [panel, *panel.findChildren(QWidget)]:
        name = type(widget).__name__
        for text in (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()):
            yield name, text
        if isinstance(widget, QLabel):
            yield name, widget.text()
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from ((name, text) for text in in_items(widget.model()))
    state = panel.context.state
    for item in (*state.cues.all(), *state.shots.all(), *state.jobs.all()):
        yield "timeline", "\n".join(describe(item, state))
    for notice in panel.workspace.message_bar.notices:
        yield "message bar", f"{notice.sentence} {notice.hint} {notice.details}"


def test_hints_are_those_of_a_window_wherever_they_are_shown(panel: Panel, stub: StubBackend):
    tell_everywhere(panel, stub)
    texts = list(shown(panel))
    assert [(where, text) for where, text in texts if "--media-root" in text] == []
    instead = {where for where, text in texts if "Choose a folder that is there." in text}
    assert {"timeline", "message bar", "LinesTable"} <= instead
