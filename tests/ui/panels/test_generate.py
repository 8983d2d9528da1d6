from __future__ import annotations

import dataclasses

from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.generate import GeneratePanel
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import EngineChoice
from deepaudio_plugin.core.engine_info import EngineSetting
from tests.helpers.studio_stub import LINES, StubStudio, demo_engine, model_engine


def room_of(demo: PanelContext, qtbot: QtBot) -> GeneratePanel:
    room = GeneratePanel(demo)
    qtbot.addWidget(room)
    room.show()
    return room


def named(room: GeneratePanel, kind: type, name: str):
    return next(w for w in room.findChildren(kind) if w.accessibleName() == name)


def test_ctrl_enter_generates_the_selection(demo: PanelContext, stub: StubStudio, qtbot: QtBot):
    room_of(demo, qtbot)
    demo.selection.select(LINES[:2])
    demo.actions["generate"].trigger()
    [order] = stub.of(messages.Generate)
    assert (order.refs, order.scope) == (LINES[:2], "selection")


def test_generating_nothing_says_what_to_do(demo: PanelContext, stub: StubStudio, qtbot: QtBot):
    room_of(demo, qtbot)
    told = []
    demo.notices.told.connect(told.append)
    demo.actions["generate"].trigger()
    assert not stub.of(messages.Generate)
    assert "Select lines or shots" in told[0].hint


def test_the_button_counts_what_is_to_do(demo: PanelContext, qtbot: QtBot):
    room = room_of(demo, qtbot)
    # planned and changed: two shots and two lines
    assert "4" in room._start.text()


def test_a_number_becomes_a_decision_when_it_is_finished(
    demo: PanelContext, stub: StubStudio, qtbot: QtBot
):
    room = room_of(demo, qtbot)
    takes = named(room, QSpinBox, "Takes of each")
    takes.setValue(3)
    assert not stub.of(messages.Set)
    qtbot.keyClick(takes, Qt.Key.Key_Return)
    assert stub.of(messages.Set)[0].values == {"takes": 3}


def test_a_refused_setting_shows_the_old_value_again(
    demo: PanelContext, stub: StubStudio, qtbot: QtBot
):
    stub.refuse(messages.Set, "bad-usage", "no such engine")
    room = room_of(demo, qtbot)
    takes = named(room, QSpinBox, "Takes of each")
    takes.setValue(5)
    qtbot.keyClick(takes, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: takes.value() == 1)


def test_tracks_are_never_none(demo: PanelContext, stub: StubStudio, qtbot: QtBot):
    room = room_of(demo, qtbot)
    boxes = {box.text(): box for box in room.findChildren(QCheckBox)}
    boxes["Speech"].click()
    assert stub.of(messages.Set)[-1].values == {"tracks": ["audio"]}
    boxes["Sound"].click()
    assert len(stub.of(messages.Set)) == 1
    assert boxes["Speech"].isChecked()  # as the studio still has it


def test_what_only_the_model_has_is_shown_only_with_it(
    demo: PanelContext, stub: StubStudio, qtbot: QtBot
):
    room = room_of(demo, qtbot)
    assert not [box for box in room.findChildren(QComboBox) if box.accessibleName() == "Quality"]
    stub.tell(messages.Engine(model_engine()))
    quality = named(room, QComboBox, "Quality")
    qtbot.waitUntil(quality.isVisible)
    assert named(room, QComboBox, "Variant").findText("small_16k") >= 0


def test_a_timeline_that_another_panel_has_can_only_be_looked_at(
    context: PanelContext, stub: StubStudio, qtbot: QtBot
):
    room = room_of(context, qtbot)
    head = messages.Opened("/a.otio", "a", 24, 1, 0, False, 100, "/a.deepaudio.json")
    stub.tell(dataclasses.replace(head, read_only=True))
    assert not named(room, QSpinBox, "Seed").isEnabled()


# -- settings of the engine -----------------------------------------------------------


def last_setting(stub: StubStudio):
    return stub.of(messages.Set)[-1].values["engine_settings"]


def test_each_field_of_the_model_sets_what_it_declares(
    demo: PanelContext, stub: StubStudio, qtbot: QtBot
):
    room = room_of(demo, qtbot)
    stub.tell(messages.Engine(model_engine("small_16k", "large_44k")))
    steps = named(room, QSpinBox, "Steps")
    assert steps.text() == "by quality"
    steps.setValue(9)
    steps.editingFinished.emit()
    assert last_setting(stub) == {"deepaudio-v1": {"steps": 9}}
    strength = named(room, QDoubleSpinBox, "Prompt strength")
    assert strength.text() == "as published"
    strength.stepUp()
    strength.editingFinished.emit()
    assert last_setting(stub) == {"deepaudio-v1": {"cfg": 0.0}}
    variant = named(room, QComboBox, "Variant")
    variant.setCurrentIndex(variant.findData("large_44k"))
    variant.activated.emit(variant.currentIndex())
    assert last_setting(stub) == {"deepaudio-v1": {"variant": "large_44k"}}
    named(room, QCheckBox, "Memory").click()
    assert last_setting(stub) == {"deepaudio-v1": {"low_vram": True}}


def test_fields_show_what_is_set_for_this_engine(
    demo: PanelContext, stub: StubStudio, qtbot: QtBot
):
    room = room_of(demo, qtbot)
    stub.tell(messages.Engine(model_engine()))
    kept = {"deepaudio-v1": {"steps": 12, "preset": "draft"}, "sketch": {"steps": 3}}
    stub.tell(messages.Planned({"engine_settings": kept}))
    assert named(room, QSpinBox, "Steps").value() == 12
    assert named(room, QComboBox, "Quality").currentData() == "draft"
    steps = named(room, QSpinBox, "Steps")
    steps.setValue(steps.minimum())
    steps.editingFinished.emit()
    assert last_setting(stub) == {"deepaudio-v1": {"steps": None}}


def test_an_engine_that_nobody_here_knows_brings_its_own_fields(
    demo: PanelContext, stub: StubStudio, qtbot: QtBot
):
    room = room_of(demo, qtbot)
    declared = (
        EngineSetting("warmth", "number", "Warmth", 0.5, 0, 1, help="How warm it sounds."),
        EngineSetting("place", "text", "Place", unset="anywhere"),
        EngineSetting("dry", "switch", "Room", True, caption="Without the room"),
    )
    other = dataclasses.replace(
        model_engine(), name="other", label="Other engine", settings=declared,
        choices=(*demo_engine().choices, EngineChoice("other", "Other engine")),
    )  # fmt: skip
    stub.tell(messages.Engine(other))
    assert named(room, QComboBox, "Engine").findText("Other engine") >= 0
    warmth = named(room, QDoubleSpinBox, "Warmth")
    assert (warmth.value(), warmth.toolTip()) == (0.5, "How warm it sounds.")
    place = named(room, QLineEdit, "Place")
    place.setText("a hall")
    place.editingFinished.emit()
    assert last_setting(stub) == {"other": {"place": "a hall"}}
    assert named(room, QCheckBox, "Room").isChecked()
    assert not [w for w in room.findChildren(QSpinBox) if w.accessibleName() == "Steps"]
