from __future__ import annotations

import dataclasses

from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.generate import GeneratePanel
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, StubBackend, demo_engine


def room_of(demo: PanelContext, qtbot: QtBot) -> GeneratePanel:
    panel = GeneratePanel(demo)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def named(panel: GeneratePanel, kind: type, name: str):
    return next(w for w in panel.findChildren(kind) if w.accessibleName() == name)


def test_ctrl_enter_generates_the_selection(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    room_of(demo, qtbot)
    demo.selection.select(LINES[:2])
    demo.actions["generate"].trigger()
    [order] = stub.of(messages.Generate)
    assert (order.refs, order.scope) == (LINES[:2], "selection")


def test_generating_nothing_says_what_to_do(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    room_of(demo, qtbot)
    told = []
    demo.notices.posted.connect(told.append)
    demo.actions["generate"].trigger()
    assert not stub.of(messages.Generate)
    assert "Select lines or shots" in told[0].hint


def test_the_button_counts_what_is_to_do(demo: PanelContext, qtbot: QtBot):
    panel = room_of(demo, qtbot)
    # planned and changed: two shots and two lines
    assert "4" in panel._start.text()


def test_a_number_becomes_a_decision_when_it_is_finished(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = room_of(demo, qtbot)
    takes = named(panel, QSpinBox, "Takes of each")
    takes.setValue(3)
    assert not stub.of(messages.Set)
    qtbot.keyClick(takes, Qt.Key.Key_Return)
    assert stub.of(messages.Set)[0].values == {"takes": 3}


def test_a_refused_setting_shows_the_old_value_again(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    stub.refuse(messages.Set, "bad-usage", "no such engine")
    panel = room_of(demo, qtbot)
    takes = named(panel, QSpinBox, "Takes of each")
    takes.setValue(5)
    qtbot.keyClick(takes, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: takes.value() == 1)


def test_tracks_are_never_none(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    panel = room_of(demo, qtbot)
    boxes = {box.text(): box for box in panel.findChildren(QCheckBox)}
    boxes["Speech"].click()
    assert stub.of(messages.Set)[-1].values == {"tracks": ["audio"]}
    boxes["Sound"].click()
    assert len(stub.of(messages.Set)) == 1
    assert boxes["Speech"].isChecked()  # as the backend still has it


def test_what_only_the_model_has_is_shown_only_with_it(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = room_of(demo, qtbot)
    quality = named(panel, QComboBox, "Quality")
    assert not quality.isVisible()
    engine = dataclasses.replace(demo_engine(), name="deepaudio-v1", variants=("small_16k",))
    stub.publish(messages.Engine(engine))
    assert quality.isVisible()
    assert named(panel, QComboBox, "Variant").findText("small_16k") >= 0


def test_a_timeline_that_another_panel_has_can_only_be_looked_at(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = room_of(context, qtbot)
    head = messages.Opened("/a.otio", "a", 24, 1, 0, False, 100, "/a.deepaudio.json")
    stub.publish(dataclasses.replace(head, read_only=True))
    assert not named(panel, QSpinBox, "Seed").isEnabled()
