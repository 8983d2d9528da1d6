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
from tests.helpers.backend_stub import LINES, StubBackend, demo_engine, model_engine


def panel_of(demo: PanelContext, qtbot: QtBot) -> GeneratePanel:
    panel = GeneratePanel(demo)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def named(panel: GeneratePanel, kind: type, name: str):
    return next(w for w in panel.findChildren(kind) if w.accessibleName() == name)


def test_ctrl_enter_generates_the_selection(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    panel_of(demo, qtbot)
    demo.selection.select(LINES[:2])
    demo.actions["generate"].trigger()
    [order] = stub.of(messages.Generate)
    assert (order.refs, order.scope) == (LINES[:2], "selection")


def test_generating_nothing_says_what_to_do(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    panel_of(demo, qtbot)
    told = []
    demo.notices.posted.connect(told.append)
    demo.actions["generate"].trigger()
    assert not stub.of(messages.Generate)
    assert "Select lines or shots" in told[0].hint


def test_the_button_counts_what_is_to_do(demo: PanelContext, qtbot: QtBot):
    panel = panel_of(demo, qtbot)
    # planned and changed: two shots and two lines
    assert "4" in panel._start.text()


def test_a_number_becomes_a_decision_when_it_is_finished(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    takes = named(panel, QSpinBox, "Takes of each")
    takes.setValue(3)
    assert not stub.of(messages.Set)
    qtbot.keyClick(takes, Qt.Key.Key_Return)
    assert stub.of(messages.Set)[0].values == {"takes": 3}


def test_a_refused_setting_shows_the_old_value_again(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    stub.refuse(messages.Set, "bad-usage", "no such engine")
    panel = panel_of(demo, qtbot)
    takes = named(panel, QSpinBox, "Takes of each")
    takes.setValue(5)
    qtbot.keyClick(takes, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: takes.value() == 1)


def test_tracks_are_never_none(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    panel = panel_of(demo, qtbot)
    boxes = {box.text(): box for box in panel.findChildren(QCheckBox)}
    boxes["Speech"].click()
    assert stub.of(messages.Set)[-1].values == {"tracks": ["audio"]}
    boxes["Audio"].click()
    assert len(stub.of(messages.Set)) == 1
    assert boxes["Speech"].isChecked()  # as the backend still has it


def test_what_only_the_model_has_is_shown_only_with_it(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    assert not [box for box in panel.findChildren(QComboBox) if box.accessibleName() == "Quality"]
    stub.publish(messages.EngineStatus(model_engine()))
    quality = named(panel, QComboBox, "Quality")
    qtbot.waitUntil(quality.isVisible)
    assert named(panel, QComboBox, "Variant").findText("small_16k") >= 0


def test_a_timeline_that_another_panel_has_can_only_be_looked_at(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(context, qtbot)
    head = messages.Opened("/a.otio", "a", 24, 1, 0, False, 100, "/a.deepaudio.json")
    stub.publish(dataclasses.replace(head, read_only=True))
    assert not named(panel, QSpinBox, "Seed").isEnabled()


# -- settings of the engine -----------------------------------------------------------


def last_setting(stub: StubBackend):
    return stub.of(messages.Set)[-1].values["engine_settings"]


def test_each_field_of_the_model_sets_what_it_declares(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    stub.publish(messages.EngineStatus(model_engine("small_16k", "large_44k")))
    steps = named(panel, QSpinBox, "Steps")
    assert steps.text() == "by quality"
    steps.setValue(9)
    steps.editingFinished.emit()
    assert last_setting(stub) == {"deepaudio-v1": {"steps": 9}}
    strength = named(panel, QDoubleSpinBox, "Prompt strength")
    assert strength.text() == "as published"
    strength.stepUp()
    strength.editingFinished.emit()
    assert last_setting(stub) == {"deepaudio-v1": {"cfg": 0.0}}
    variant = named(panel, QComboBox, "Variant")
    variant.setCurrentIndex(variant.findData("large_44k"))
    variant.activated.emit(variant.currentIndex())
    assert last_setting(stub) == {"deepaudio-v1": {"variant": "large_44k"}}
    named(panel, QCheckBox, "Memory").click()
    assert last_setting(stub) == {"deepaudio-v1": {"low_vram": True}}


def test_fields_show_what_is_set_for_this_engine(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    stub.publish(messages.EngineStatus(model_engine()))
    kept = {"deepaudio-v1": {"steps": 12, "preset": "draft"}, "sketch": {"steps": 3}}
    stub.publish(messages.PlanUpdated({"engine_settings": kept}))
    assert named(panel, QSpinBox, "Steps").value() == 12
    assert named(panel, QComboBox, "Quality").currentData() == "draft"
    steps = named(panel, QSpinBox, "Steps")
    steps.setValue(steps.minimum())
    steps.editingFinished.emit()
    assert last_setting(stub) == {"deepaudio-v1": {"steps": None}}


def test_an_engine_that_nobody_here_knows_brings_its_own_fields(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    declared = (
        EngineSetting("warmth", "number", "Warmth", 0.5, 0, 1, help="How warm it sounds."),
        EngineSetting("place", "text", "Place", unset="anywhere"),
        EngineSetting("dry", "switch", "Room", True, caption="Without the panel"),
    )
    other = dataclasses.replace(
        model_engine(), name="other", label="Other engine", settings=declared,
        choices=(*demo_engine().choices, EngineChoice("other", "Other engine")),
    )  # fmt: skip
    stub.publish(messages.EngineStatus(other))
    assert named(panel, QComboBox, "Engine").findText("Other engine") >= 0
    warmth = named(panel, QDoubleSpinBox, "Warmth")
    assert (warmth.value(), warmth.toolTip()) == (0.5, "How warm it sounds.")
    place = named(panel, QLineEdit, "Place")
    place.setText("a hall")
    place.editingFinished.emit()
    assert last_setting(stub) == {"other": {"place": "a hall"}}
    assert named(panel, QCheckBox, "Room").isChecked()
    assert not [w for w in panel.findChildren(QSpinBox) if w.accessibleName() == "Steps"]


def test_the_pronunciation_list_is_kept_entry_by_entry(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    field = named(panel, QLineEdit, "Pronunciation")
    qtbot.keyClicks(field, "Leicester=Lester;  York=Yawk; ")
    assert not stub.of(messages.Set)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert stub.of(messages.Set)[-1].values == {"pronounce": ["Leicester=Lester", "York=Yawk"]}


def test_how_sound_makes_way_for_speech_is_set_in_two_fields_more(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    assert (panel._hold.value(), panel._speed.currentData()) == (1.5, "medium")
    panel._hold.setValue(0.8)
    panel._hold.editingFinished.emit()
    panel._speed.setCurrentIndex(panel._speed.findData("slow"))
    panel._speed.activated.emit(panel._speed.currentIndex())
    values = [order.values for order in stub.of(messages.Set)]
    assert values == [{"duck_hold": 0.8}, {"duck_speed": "slow"}]


def test_channels_are_chosen_and_stereo_is_what_stands_there(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    field = panel._channels
    assert [field.itemData(n) for n in range(field.count())] == ["mono", "stereo", "5.1"]
    assert field.currentData() == "stereo"
    field.setCurrentIndex(field.findData("5.1"))
    field.activated.emit(field.currentIndex())
    assert stub.of(messages.Set)[-1].values == {"channels": "5.1"}


def test_checking_and_picking_are_settings_and_nothing_is_picked_unchecked(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    told = []
    demo.notices.posted.connect(told.append)
    check, pick = panel._of_takes.check, panel._of_takes.pick
    assert (check.isChecked(), pick.isChecked()) == (True, False)
    pick.click()
    assert stub.of(messages.Set)[-1].values == {"pick": "best"}
    assert "one take of each" in told[0].sentence
    check.click()
    assert stub.of(messages.Set)[-1].values == {"check": False}
    stub.publish(messages.PlanUpdated({"check": False, "pick": "best", "takes": 3}))
    assert (check.isChecked(), pick.isChecked(), pick.isEnabled()) == (False, True, False)
    stub.publish(messages.PlanUpdated({"check": True, "pick": "best", "takes": 3}))
    pick.click()
    assert stub.of(messages.Set)[-1].values == {"pick": ""}
    assert len(told) == 1
