"""Markers: listed, jumped to, and made into lines when somebody asks."""

from __future__ import annotations

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.markers import MarkersDialog
from deepaudio_ui.timeline.view import TimelineView
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import MarkerView
from tests.helpers.backend_stub import LINES, StubBackend

NOTES = (
    MarkerView(100, 24, "ADR: boom in shot", colour="RED"),
    MarkerView(300, 60, "ANNA: There is the fog.", ref=LINES[1]),
    MarkerView(700, 1, "grade", "too green"),
)


@pytest.fixture
def marked(demo: PanelContext, stub: StubBackend) -> PanelContext:
    stub.publish(messages.Markers(NOTES))
    return demo


@pytest.fixture
def dialog(marked: PanelContext, qtbot: QtBot) -> MarkersDialog:
    made = MarkersDialog(marked)
    qtbot.addWidget(made)
    made.show()
    return made


def rows(dialog: MarkersDialog) -> list[list[str]]:
    found = [dialog.list.topLevelItem(n) for n in range(dialog.list.topLevelItemCount())]
    return [[item.text(column) for column in range(3)] for item in found]


def test_markers_are_listed_with_what_they_are(dialog: MarkersDialog):
    assert [row[1:] for row in rows(dialog)] == [
        ["Note", "ADR: boom in shot"],
        ["Line", "ANNA: There is the fog."],
        ["Note", "grade – too green"],
    ]


def test_choosing_one_goes_there_and_selects_its_line(dialog: MarkersDialog, marked: PanelContext):
    dialog.list.setCurrentItem(dialog.list.topLevelItem(1))
    assert marked.playhead.frame == 300
    assert marked.selection.refs == (LINES[1],)
    assert not dialog.speak.isEnabled()  # it is a line already


def test_a_note_becomes_a_line_only_when_asked(dialog: MarkersDialog, stub: StubBackend):
    assert stub.of(messages.AddLine) == []
    dialog.list.setCurrentItem(dialog.list.topLevelItem(0))
    dialog.speak.click()
    [order] = stub.of(messages.AddLine)
    assert (order.start, order.frames, order.text) == (100, 24, "boom in shot")


def test_keys_go_from_marker_to_marker(marked: PanelContext, qtbot: QtBot):
    view = TimelineView(marked)
    qtbot.addWidget(view)
    seen = []
    for name in ("next_marker",) * 4 + ("previous_marker",) * 3:
        marked.actions[name].trigger()
        seen.append(marked.playhead.frame)
    assert seen == [100, 300, 700, 700, 300, 100, 100]


def test_the_ruler_shows_them_and_says_what_they_say(
    marked: PanelContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    view = TimelineView(marked)
    qtbot.addWidget(view)
    view.resize(1200, 460)
    view.show()
    x = view.scale.x(700) - view.position.left
    image = view._ruler.grab().toImage()
    column = {image.pixelColor(x, y).name() for y in range(3, 9)}
    assert len(column) > 1
    told = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, *_: told.append(text))
    at = QPoint(x, 5)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, view._ruler.mapToGlobal(at))
    QApplication.sendEvent(view._ruler, event)
    assert "Note: grade – too green" in told[0]
