"""The prompts' room, driven as a person does."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.prompts import PromptsPanel
from deepaudio_ui.panels.prompts_field import PromptField
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, SHOTS, StubBackend, demo_facts, make_picture

BOAT = SHOTS[4]  # has a prompt
Key = Qt.Key


@pytest.fixture
def panel(demo: PanelContext, qtbot: QtBot) -> Iterator[PromptsPanel]:
    made = PromptsPanel(demo)
    qtbot.addWidget(made)
    made.resize(360, 600)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.hide()


def orders(stub: StubBackend) -> list[tuple[tuple[str, ...], str | None, str | None, bool | None]]:
    return [(o.refs, o.prompt, o.negative_prompt, o.muted) for o in stub.of(messages.EditShots)]


def retype(qtbot: QtBot, field: PromptField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_without_a_shot_the_one_at_the_playhead_is_offered(panel: PromptsPanel, qtbot: QtBot):
    panel.context.selection.select([LINES[0]])
    assert not panel.fields["prompt"].isVisible()
    panel.context.playhead.move(160)
    qtbot.mouseClick(panel._take, Qt.MouseButton.LeftButton)
    assert panel.context.selection.refs == (SHOTS[1],)
    assert panel._title.text() == "Lighthouse stairs"
    assert panel.fields["prompt"].isVisible()


def test_ctrl_enter_orders_what_is_typed(panel: PromptsPanel, qtbot: QtBot, stub: StubBackend):
    panel.context.selection.select([BOAT])
    field = panel.fields["prompt"]
    assert field.toPlainText() == "a small outboard engine, idle"
    retype(qtbot, field, "waves")
    qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert orders(stub) == [((BOAT,), "waves", None, None)]


def test_a_pause_is_enough(panel: PromptsPanel, qtbot: QtBot, stub: StubBackend):
    panel.context.selection.select([BOAT])
    retype(qtbot, panel.fields["negative_prompt"], "voices ")
    assert orders(stub) == []
    qtbot.waitUntil(lambda: orders(stub) == [((BOAT,), None, "voices", None)])
    assert panel.fields["negative_prompt"].toPlainText() == "voices "  # the next word follows


def test_what_is_typed_is_for_the_shots_it_was_typed_for(
    panel: PromptsPanel, qtbot: QtBot, stub: StubBackend
):
    panel.context.selection.select([BOAT])
    retype(qtbot, panel.fields["prompt"], "waves")
    panel.context.selection.select([SHOTS[0]])
    assert orders(stub) == [((BOAT,), "waves", None, None)]
    assert panel.fields["prompt"].toPlainText() == ""


def test_several_shots_that_differ_say_so_and_are_edited_together(
    panel: PromptsPanel, qtbot: QtBot, stub: StubBackend
):
    panel.context.selection.select([SHOTS[3], BOAT, SHOTS[5]])
    field = panel.fields["prompt"]
    assert (field.toPlainText(), field.placeholderText()) == ("", "different")
    panel.fields["negative_prompt"].setFocus()  # through the field, without typing
    assert orders(stub) == []
    retype(qtbot, field, "fog")
    field.commit()
    assert orders(stub) == [((SHOTS[3], BOAT, SHOTS[5]), "fog", None, None)]
    assert panel.model.common("prompt") == "fog"


def test_revert_gives_each_shot_its_own_prompt_back(
    panel: PromptsPanel, qtbot: QtBot, stub: StubBackend
):
    panel.context.selection.select([SHOTS[3], BOAT])
    retype(qtbot, panel.fields["prompt"], "fog")
    panel.fields["prompt"].commit()
    qtbot.mouseClick(panel.revert, Qt.MouseButton.LeftButton)
    assert set(orders(stub)[1:]) == {
        ((SHOTS[3],), "", "", None),
        ((BOAT,), "a small outboard engine, idle", "", None),
    }
    assert not panel.revert.isEnabled()


def test_facts_do_not_overwrite_what_is_being_typed(
    panel: PromptsPanel, qtbot: QtBot, stub: StubBackend
):
    panel.context.selection.select([BOAT])
    retype(qtbot, panel.fields["prompt"], "wav")
    shot = panel.context.state.shots.get(BOAT)
    stub.publish(messages.Shots((dataclasses.replace(shot, prompt="other", muted=True),)))
    qtbot.waitUntil(panel.mute.isChecked)
    assert panel.fields["prompt"].toPlainText() == "wav"


def test_a_refusal_is_told_and_the_prompt_is_back(
    panel: PromptsPanel, qtbot: QtBot, stub: StubBackend
):
    stub.refuse(messages.EditShots, "output", "The disk is full.")
    panel.context.selection.select([BOAT])
    retype(qtbot, panel.fields["prompt"], "waves")
    with qtbot.waitSignal(panel.context.notices.posted) as told:
        panel.fields["prompt"].commit()
    assert "waves" in told.args[0].details
    assert panel.fields["prompt"].toPlainText() == "a small outboard engine, idle"


def test_no_sound_for_a_shot(panel: PromptsPanel, qtbot: QtBot, stub: StubBackend):
    panel.context.selection.select([BOAT, SHOTS[3]])
    panel.mute.click()
    assert orders(stub) == [((BOAT, SHOTS[3]), None, None, True)]
    assert panel.mute.checkState() == Qt.CheckState.Checked
    panel.context.selection.select([BOAT, SHOTS[0]])
    assert panel.mute.checkState() == Qt.CheckState.PartiallyChecked
    panel.mute.click()
    assert orders(stub)[-1] == ((SHOTS[0],), None, None, True)


def test_sounds_of_captions_and_a_picture_are_shown(
    panel: PromptsPanel, qtbot: QtBot, stub: StubBackend, tmp_path: Path
):
    panel.context.selection.select([SHOTS[3]])
    assert panel.chips.words == ("waves against the pier",)
    assert panel.chips.isVisible()
    stub.publish(messages.ThumbnailMade(SHOTS[3], str(make_picture(tmp_path, SHOTS[3]))))
    assert panel._picture.isVisible()


def test_the_general_prompt_is_a_setting_and_shown_where_shots_have_none(
    panel: PromptsPanel, qtbot: QtBot, stub: StubBackend
):
    retype(qtbot, panel.general["prompt"], "sea air")
    panel.general["prompt"].commit()
    assert [o.values for o in stub.of(messages.Set)] == [{"prompt": "sea air"}]
    stub.publish(
        messages.PlanUpdated(settings={**panel.context.state.settings, "prompt": "sea air"})
    )
    panel.context.selection.select([SHOTS[0]])
    assert panel.fields["prompt"].placeholderText() == "Same as all shots: sea air"


def test_f2_goes_to_the_prompt_of_a_shot(panel: PromptsPanel, qtbot: QtBot):
    panel.context.selection.select([BOAT])
    panel.activateWindow()
    panel.context.actions["edit_line"].trigger()
    assert panel.focusWidget() is panel.fields["prompt"]


def test_nothing_is_edited_in_a_timeline_that_another_panel_has(
    context: PanelContext, qtbot: QtBot, stub: StubBackend
):
    panel = PromptsPanel(context)
    qtbot.addWidget(panel)
    opened, *rest = demo_facts()
    stub.publish(dataclasses.replace(opened, read_only=True), *rest)
    context.selection.select([BOAT])
    assert panel.fields["prompt"].isReadOnly()
    assert not panel.mute.isEnabled()


def test_fits_in_a_narrow_panel(panel: PromptsPanel):
    assert panel.minimumSizeHint().width() <= 320
