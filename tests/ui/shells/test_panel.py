from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.actions import COMMANDS
from deepaudio_ui.shells.panel import Panel
from deepaudio_ui.shells.window import MainWindow
from deepaudio_ui.state.preferences import Preferences
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, StubBackend, demo_facts, opened


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def panel(stub: StubBackend, preferences: Preferences, qtbot: QtBot) -> Iterator[Panel]:
    made = Panel(stub, preferences)
    qtbot.addWidget(made)
    made.start()
    made.show()
    yield made
    made.shut_down()


@pytest.fixture
def window(stub: StubBackend, preferences: Preferences, qtbot: QtBot) -> MainWindow:
    made = MainWindow(stub, preferences)
    qtbot.addWidget(made)
    made.panel.start()
    made.show()
    return made


def drop(panel: Panel, *paths: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    panel.dropEvent(event)


def test_it_fits_a_narrow_dock(panel: Panel, stub: StubBackend):
    stub.publish(*demo_facts())
    panel.resize(320, 700)
    assert panel.width() == 320
    assert panel.workspace._wide is False


def test_rooms_stand_beside_each_other_where_there_is_room(panel: Panel, stub: StubBackend):
    stub.publish(*demo_facts())
    panel.resize(1400, 860)
    assert panel.workspace._wide is True
    assert panel.workspace.panels.viewer.isVisible()
    assert panel.workspace.panels.lines.isVisible()
    panel.resize(400, 860)
    assert panel.workspace.panels.lines.isVisible()


def test_a_dropped_timeline_is_opened(panel: Panel, stub: StubBackend):
    drop(panel, "/films/cut.otio", "/films/cut.srt")
    [order] = stub.of(messages.Open)
    assert Path(order.path).name == "cut.otio"


def test_the_welcome_gives_way_to_the_timeline_and_comes_back(panel: Panel, stub: StubBackend):
    assert panel.workspace.welcome.isVisible()
    stub.publish(*demo_facts())
    assert not panel.workspace.welcome.isVisible()
    panel.context.actions["close"].trigger()
    assert panel.workspace.welcome.isVisible()


def test_undo_says_what_it_takes_back(panel: Panel, stub: StubBackend):
    stub.publish(*demo_facts())
    undo = panel.context.actions["undo"]
    assert not undo.isEnabled()
    stub.publish(messages.PlanUpdated(can_undo="the words of line 3"))
    assert undo.isEnabled()
    assert undo.text() == "Undo the words of line 3"
    undo.trigger()
    assert not stub.of(messages.Undo)[0].redo
    stub.publish(messages.PlanUpdated())
    assert undo.text() == "Undo"


def test_undo_goes_to_what_it_took_back_and_says_so(panel: Panel, stub: StubBackend):
    stub.publish(*demo_facts())
    panel.resize(1400, 860)
    state, context = panel.context.state, panel.context
    context.selection.select([LINES[5]])
    context.playhead.move(0)
    stub.publish(messages.Undone("take 2 of ANNA 01:00:07:12", refs=(LINES[0], "cue:gone")))
    assert context.selection.refs == (LINES[0],)
    cue = state.cues.get(LINES[0])
    assert cue is not None
    assert cue.start <= context.playhead.frame < cue.start + cue.frames
    said = panel.workspace.message_bar.notices[-1].sentence
    assert said == "Taken back: take 2 of ANNA 01:00:07:12"


def test_undo_shows_a_line_that_is_current_but_searched_away_and_out_of_sight(
    panel: Panel, stub: StubBackend
):
    stub.publish(*demo_facts())
    panel.resize(1400, 420)
    panels, selection = panel.workspace.panels, panel.context.selection
    table, lines = panels.lines.table, panels.lines.lines
    panels.lines.model.flush()
    selection.select([LINES[0]])
    table.scrollToBottom()
    panel.workspace._reveal(panels.cast)
    panels.lines.bar.search.setText("words that no line has")
    panels.lines.bar.search.left.emit()
    assert lines.row_of(LINES[0]) < 0
    stub.publish(messages.Undone("text of “Hello”", refs=(LINES[0],)))
    assert panels.lines.isVisible()
    row = table.visualRect(lines.index(lines.row_of(LINES[0]), 0))
    assert table.viewport().rect().contains(row)
    assert selection.refs == (LINES[0],)


def test_undo_of_a_voice_or_a_setting_brings_its_panel_forward(panel: Panel, stub: StubBackend):
    stub.publish(*demo_facts())
    panel.resize(1400, 860)
    stub.publish(messages.Undone("voice of ANNA", speakers=("ANNA",)))
    assert panel.workspace.panels.cast.isVisible()
    stub.publish(messages.Undone("setting: seed", redo=True, settings=("seed",)))
    assert panel.workspace.panels.generate.isVisible()
    bar = panel.workspace.message_bar
    told = [notice.sentence for notice in bar.notices]
    assert told[-1] == "Done again: setting: seed"
    assert "Taken back: voice of ANNA" not in told  # and does not come back when the last fades
    panel.context.actions["close"].trigger()
    assert "Done again: setting: seed" not in [n.sentence for n in bar.notices]


def test_a_timeline_that_another_panel_has_cannot_be_decided_about(panel: Panel, stub: StubBackend):
    import dataclasses

    why = messages.ProblemFound("", "the timeline is open elsewhere already", "Close it there.")
    stub.publish(dataclasses.replace(opened(100), read_only=True), messages.Problems((why,)))
    [told] = panel.workspace.message_bar.notices
    assert (told.sentence, told.hint) == (why.message, why.hint)
    assert not panel.context.actions["generate"].isEnabled()
    assert panel.context.actions["play"].isEnabled()


def test_what_reading_found_is_told_once_the_gravest_first(panel: Panel, stub: StubBackend):
    note = messages.ProblemFound("cut.edl", "read at 24 frames per second", level="note")
    lost = messages.ProblemFound("a.srt:3", "outside the timeline: left out", "Is it of this cut?")
    stub.publish(opened(100), messages.Problems((note, lost)))
    [told] = panel.workspace.message_bar.notices
    assert (told.level, told.hint) == ("warning", lost.hint)
    assert told.sentence == "a.srt:3: outside the timeline: left out (and 1 more, see the details)"
    assert note.message in told.details
    stub.publish(
        messages.Problems((lost, note, messages.ProblemFound("", "the worker is not there")))
    )
    assert panel.workspace.message_bar.notices[-1].sentence == "the worker is not there"
    assert len(panel.workspace.message_bar.notices) == 2


def test_a_problem_that_is_solved_leaves_the_bar_and_is_told_again_when_it_is_back(
    panel: Panel, stub: StubBackend
):
    late = messages.ProblemFound("01:00:09:00 'Late.'", "begins after the timeline: left out")
    lost = messages.ProblemFound("a.srt:3", "outside the timeline: left out")
    bar = panel.workspace.message_bar
    stub.publish(opened(100), messages.Problems((lost,)), messages.Problems((lost, late)))
    assert len(bar.notices) == 2
    stub.publish(messages.Problems((lost,)))
    [left] = bar.notices
    assert left.sentence.startswith("a.srt:3")
    stub.publish(messages.Problems((lost, late)))
    assert late.message in bar.notices[-1].sentence
    stub.publish(messages.Problems(()))
    assert not bar.isVisible()


def test_a_problem_that_somebody_has_closed_does_not_come_back(panel: Panel, stub: StubBackend):
    waits = "{} chosen takes wait, and another plays: {}"
    first = messages.ProblemFound("cut.otio", waits.format(3, "'a', 'b' and 1 more"), level="note")
    other = messages.ProblemFound("cut.otio", "read at 24 frames per second", level="note")
    bar = panel.workspace.message_bar
    stub.publish(opened(100), messages.Problems((first,)))
    bar._close.click()
    stub.publish(messages.Problems((first, other)))
    [told] = bar.notices
    assert told.sentence == "cut.otio: read at 24 frames per second"
    bar._close.click()
    fewer = messages.ProblemFound("cut.otio", waits.format(2, "'a' and 'b'"), level="note")
    stub.publish(messages.Problems(()), messages.Problems((fewer, other)))  # planned twice
    stub.publish(opened(100), messages.Problems((fewer, other)))  # read again
    assert bar.notices == ()
    panel.context.actions["close"].trigger()
    stub.publish(opened(100), messages.Problems((fewer,)))  # opened anew
    assert len(bar.notices) == 1


def test_what_is_gone_is_no_longer_selected(panel: Panel, stub: StubBackend):
    stub.publish(*demo_facts())
    panel.context.selection.select([LINES[0], LINES[1]])
    stub.publish(messages.Removed(cues=(LINES[0],), jobs=(LINES[0],)))
    assert panel.context.selection.refs == (LINES[1],)


def test_closing_ends_the_backend_without_waiting(
    panel: Panel, stub: StubBackend, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
):
    close, over = stub.close, threading.Event()
    monkeypatch.setattr(stub, "close", lambda timeout_s: (over.wait(), close(timeout_s)))
    panel.close()
    assert not stub.closed
    over.set()
    qtbot.waitUntil(lambda: stub.closed)


def test_every_command_is_in_a_menu_or_has_its_place(window: MainWindow):
    in_menus = {
        action.objectName() for menu in window.findChildren(QMenu) for action in menu.actions()
    }
    own_places = {"frame_back", "frame_on"}  # buttons of the viewer
    assert {command.name for command in COMMANDS} - in_menus == own_places


def test_no_two_commands_share_a_key():
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))


def test_the_title_names_the_timeline(window: MainWindow, stub: StubBackend):
    stub.publish(*demo_facts())
    assert window.windowTitle() == "Lighthouse – DeepAudio"


def test_the_window_remembers_where_it_was(
    window: MainWindow, stub: StubBackend, preferences: Preferences, qtbot: QtBot
):
    window.resize(703, 603)
    window.close()
    again = MainWindow(stub, preferences)
    qtbot.addWidget(again)
    again.show()
    assert (again.width(), again.height()) == (703, 603)


def test_a_key_typed_into_a_field_is_text(panel: Panel, stub: StubBackend, qtbot: QtBot):
    from PySide6.QtWidgets import QLineEdit

    stub.publish(*demo_facts())
    panel.resize(1400, 860)
    field = next(f for f in panel.workspace.panels.lines.findChildren(QLineEdit) if f.isVisible())
    field.setFocus()
    qtbot.keyClicks(field, "jkl 4")
    assert field.text() == "jkl 4"
    assert not stub.of(messages.RateTake)


def test_a_click_outside_the_panel_gives_no_orders(panel: Panel, stub: StubBackend, qtbot: QtBot):
    stub.publish(*demo_facts())
    before = len(stub.orders)
    qtbot.mouseClick(panel.workspace.engine_bar, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert len(stub.orders) == before


def test_selecting_a_line_goes_to_its_place(panel: Panel, stub: StubBackend):
    stub.publish(*demo_facts())
    cue = panel.context.state.cues.get(LINES[2])
    panel.context.selection.select([LINES[2]])
    assert panel.context.playhead.frame == cue.start
    panel.context.playhead.move(cue.start + 5)
    panel.context.selection.select([LINES[2], LINES[2]])
    assert panel.context.playhead.frame == cue.start + 5


def test_corrected_subtitles_are_exported_under_a_name_beside_the_timeline(
    window: MainWindow, stub: StubBackend, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    asked = []

    def save_as(_parent, _title, proposed, kinds):
        asked.append((Path(proposed).name, kinds.count(";;")))
        return str(tmp_path / "mine"), "WebVTT (*.vtt)"

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save_as)
    window.panel.open("/films/cut.otio")
    stub.publish(*demo_facts())
    window.panel.context.actions["export_subtitles"].trigger()
    assert asked == [("cut.corrected.srt", 3)]
    assert stub.of(messages.ExportSubtitles)[0].path == str(tmp_path / "mine.vtt")
    bar = window.panel.workspace.message_bar
    stub.publish()
    assert bar.notices[-1].sentence.endswith("mine.vtt")


def test_keys_of_lines_do_nothing_where_they_mean_something_else(
    window: MainWindow, stub: StubBackend, qtbot: QtBot
):
    stub.publish(*demo_facts())
    panels = window.panel.workspace.panels
    panels.timeline.setFocus()
    window.panel.context.selection.select([LINES[1]])
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field = panels.generate._engine
    field.setFocus()
    for key, held in (
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier),
    ):
        qtbot.keyClick(field, key, held)
    assert stub.of(messages.DeleteLines) == stub.of(messages.EditLine) == []
    panels.timeline.setFocus()
    qtbot.keyClick(panels.timeline, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(panels.timeline, Qt.Key.Key_Delete)
    assert stub.of(messages.EditLine)[0].start == 301
    assert stub.of(messages.DeleteLines)[0].refs == (LINES[1],)


def test_in_a_narrow_panel_a_message_lies_over_what_is_below_and_pushes_nothing(
    panel: Panel, stub: StubBackend
):
    stub.publish(*demo_facts())
    panel.resize(360, 860)
    bar, lines = panel.workspace.message_bar, panel.workspace.panels.lines
    while bar.notices:
        bar.dismiss()
    before = lines.mapTo(panel, QPoint()), lines.size()
    panel.context.notices.warn("Something went wrong " * 8, "Do something about it.", "details")
    assert bar.isVisible()
    assert (lines.mapTo(panel, QPoint()), lines.size()) == before
    workspace = panel.workspace
    strip = workspace.queue_strip
    floor = strip.y() if strip.isVisible() else workspace.height()
    assert bar.geometry().bottom() + 1 == floor
    assert bar.width() == workspace.width()
    assert bar.height() >= bar._sentence.heightForWidth(bar._sentence.width())
    bar._unfold.setChecked(True)
    QApplication.sendPostedEvents(bar)
    assert bar._details.isVisible()
    assert bar.geometry().bottom() + 1 == floor


def test_in_a_wide_one_a_message_has_a_line_of_its_own_and_covers_nothing(
    panel: Panel, stub: StubBackend, qtbot: QtBot
):
    stub.publish(*demo_facts())
    panel.resize(1360, 860)
    bar, workspace = panel.workspace.message_bar, panel.workspace
    timeline, strip = workspace.panels.timeline, workspace.queue_strip
    bottom = timeline.mapTo(workspace, QPoint(0, timeline.height()))

    def is_beside_all() -> bool:
        queue = QRect(strip.mapTo(workspace, QPoint()), strip.size())
        hidden = not strip.isVisible()
        return bar.geometry().top() >= bottom.y() and (
            hidden or not bar.geometry().intersects(queue)
        )

    for running in (0, 3):
        stub.publish(messages.Queue(running, min(1, running), 0, 0, 0.0))
        panel.context.notices.warn("Something went wrong.", f"Do something, {running}.")
        qtbot.waitUntil(is_beside_all)
        assert bar._sentence.text() == f"Something went wrong. – Do something, {running}."
        assert timeline.mapTo(workspace, QPoint(0, timeline.height())) == bottom
    assert bar._unfold.isHidden()
    panel.context.notices.error("Something went wrong " * 20, "Do something about it.")
    qtbot.waitUntil(is_beside_all)
    assert bar._sentence.text().endswith("…")
    assert bar._sentence.accessibleName().endswith("Do something about it.")
    bar._unfold.click()
    assert bar._sentence.text().endswith("Do something about it.")
    assert bar.height() >= bar._sentence.heightForWidth(bar._sentence.width())
    assert bar.geometry().bottom() + 1 == workspace.height()
    bar._close.click()
    qtbot.waitUntil(is_beside_all)
