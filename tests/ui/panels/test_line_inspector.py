from __future__ import annotations

from dataclasses import replace

from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.line_inspector import LineInspector
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.engine_info import EngineSetting
from tests.helpers.backend_stub import LINES, SHOTS, StubBackend, demo_engine


def inspector_of(demo: PanelContext, qtbot: QtBot) -> LineInspector:
    made = LineInspector(demo)
    qtbot.addWidget(made)
    made.show()
    return made


def publish(demo: PanelContext, stub: StubBackend, ref: str, **changes: object) -> None:
    cue = demo.state.cues.get(ref)
    assert cue is not None
    stub.publish(messages.Cues((replace(cue, **changes),)))  # type: ignore[arg-type]


def test_it_says_what_to_do_and_shows_the_values_of_a_line(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = inspector_of(demo, qtbot)
    assert "Select lines" in panel._title.text()
    assert not panel.gain.isVisible()
    publish(demo, stub, LINES[0], gain_db=-3.0, pause_s=0.25, seed=7)
    demo.selection.select([LINES[0]])
    assert panel._title.text().startswith("ANNA: Did you hear")
    assert (panel.gain.value(), panel.pause.value(), panel.seed.value()) == (-3.0, 0.25, 7)
    assert panel.voice.currentText() == "As cast: en-us-amy"
    demo.selection.select([SHOTS[0]])
    assert not panel.gain.isVisible()


def test_a_value_is_ordered_for_all_selected_lines_once_it_rests(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = inspector_of(demo, qtbot)
    demo.selection.select([LINES[0], LINES[1]])
    for _ in range(4):
        panel.gain.stepUp()
    qtbot.waitUntil(lambda: bool(stub.of(messages.AdjustLines)))
    [order] = stub.of(messages.AdjustLines)
    assert (order.refs, order.values) == ((LINES[0], LINES[1]), {"gain_db": 2.0})


def test_space_and_letters_are_those_of_commands_while_a_number_has_the_focus(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel, heard = inspector_of(demo, qtbot), []
    demo.actions.install(panel)
    for name in ("play", "another_take", "rate_3"):
        demo.actions[name].triggered.connect(lambda _on=False, name=name: heard.append(name))
    demo.selection.select([LINES[0]])
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.gain.setFocus()
    panel.gain.selectAll()
    qtbot.keyClicks(panel.gain, "-3")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_N):
        qtbot.keyClick(panel.gain, key)
    assert (panel.gain.value(), heard) == (-3.0, ["play", "another_take"])


def test_where_lines_differ_it_says_so_and_changes_nothing_by_itself(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = inspector_of(demo, qtbot)
    publish(demo, stub, LINES[0], gain_db=-3.0, voice="en-us-joe")
    demo.selection.select([LINES[0], LINES[1]])
    assert panel.gain.text() == "several"
    assert panel.voice.currentIndex() == -1
    demo.selection.select([LINES[1]])
    demo.selection.select([LINES[0]])
    assert not stub.of(messages.AdjustLines)


def test_a_value_that_is_being_set_belongs_to_the_line_that_it_was_set_for(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = inspector_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    panel.pause.stepUp()
    demo.selection.select([LINES[1]])
    [order] = stub.of(messages.AdjustLines)
    assert (order.refs, order.values) == ((LINES[0],), {"pause_s": 0.1})


def test_a_voice_a_seed_and_back_to_what_was_read(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = inspector_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    panel.voice.setCurrentIndex(panel.voice.findData("de-thorsten"))
    panel.voice.activated.emit(panel.voice.currentIndex())
    assert stub.of(messages.AdjustLines)[-1].values == {"voice": "de-thorsten"}
    assert panel.seed.text() == "as set"
    panel.seed.stepUp()
    panel.seed.commit()
    assert stub.of(messages.AdjustLines)[-1].values == {"seed": 0}
    publish(demo, stub, LINES[0], voice="de-thorsten", seed=0)
    assert panel.revert.isEnabled()
    qtbot.mouseClick(panel.revert, Qt.MouseButton.LeftButton)
    values = stub.of(messages.AdjustLines)[-1].values
    assert (values["voice"], values["seed"], values["gain_db"]) == ("", None, 0.0)


def test_how_lines_are_said_is_offered_as_the_engine_has_it(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = inspector_of(demo, qtbot)
    demo.selection.select([LINES[0], LINES[1]])
    assert not panel.delivery.isVisible()
    able = replace(demo_engine(), deliveries=("whisper", "shout"))
    stub.publish(messages.EngineStatus(able))
    publish(demo, stub, LINES[0], delivery="whisper")
    offered = [panel.delivery.itemText(n) for n in range(panel.delivery.count())]
    assert offered == ["As captions say", "as usual", "whispered", "shouted"]
    panel.delivery.setCurrentIndex(3)
    panel.delivery.activated.emit(3)
    order = stub.of(messages.AdjustLines)[-1]
    assert (order.refs, order.values) == ((LINES[0], LINES[1]), {"delivery": "shout"})
    publish(demo, stub, LINES[0], delivery_wanted="laugh")
    assert panel.delivery.currentIndex() == -1
    demo.selection.select([LINES[0]])
    assert panel.delivery.currentText() == "laughing"  # of another engine; nothing is lost
    assert panel.delivery.itemText(0) == "As captions say: whispered"
    qtbot.mouseClick(panel.revert, Qt.MouseButton.LeftButton)
    assert stub.of(messages.AdjustLines)[-1].values["delivery"] is None


def test_a_pace_is_offered_where_the_engine_has_one(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = inspector_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    assert not panel.pace.isVisible()
    paced = (EngineSetting("pace", "number", "Pace", default=1.0, minimum=0.7, maximum=1.6),)
    stub.publish(messages.EngineStatus(replace(demo_engine(), settings=paced)))
    assert panel.pace.isVisible()
    panel.pace.setValue(1.2)
    panel.pace.commit()
    assert stub.of(messages.AdjustLines)[-1].values == {"pace": 1.2}


def test_a_refused_value_is_shown_as_it_was(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    panel = inspector_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    stub.refuse(messages.AdjustLines, "bad-usage", "no", "")
    panel.gain.setValue(5)
    panel.gain.commit()
    qtbot.waitUntil(lambda: panel.gain.value() == 0.0)
