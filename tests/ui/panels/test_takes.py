from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels import takes
from deepaudio_ui.panels.takes import TakesPanel
from deepaudio_ui.state.take_model import FACTS, MARKS, TAKE, TakeModel
from deepaudio_ui.timeline.view import TimelineView
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import JobView, TakeView
from tests.helpers.backend_stub import LINES, SHOTS, StubBackend, demo_facts, opened, take


def panel_of(demo: PanelContext, qtbot: QtBot) -> TakesPanel:
    panel = TakesPanel(demo)
    qtbot.addWidget(panel)
    panel.resize(400, 300)
    panel.show()
    return panel


def test_the_takes_of_the_current_job_are_listed(
    demo: PanelContext, qtbot: QtBot, qtmodeltester: ModelTester
):
    model = TakeModel(demo.state, demo.selection)
    demo.selection.select([LINES[0]])
    assert [model.take(row).number for row in range(model.rowCount())] == [1, 2]
    qtmodeltester.check(model)


def test_nothing_selected_says_what_to_do(demo: PanelContext, qtbot: QtBot):
    assert "Select a line" in panel_of(demo, qtbot)._title.text()


def test_enter_chooses_the_take_of_the_row(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    panel.view.setCurrentIndex(panel.model.index(0))
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    [order] = stub.of(messages.ChooseTake)
    assert (order.ref, order.key) == (LINES[0], panel.model.take(0).key)


def test_choosing_the_chosen_take_orders_nothing(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    assert panel.current().chosen
    demo.actions["choose_take"].trigger()
    assert not stub.of(messages.ChooseTake)


def test_digits_rate_the_take(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    panel = panel_of(demo, qtbot)
    demo.actions.install(panel)
    demo.selection.select([LINES[0]])
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_4)
    demo.actions["rate_2"].trigger()
    assert [order.stars for order in stub.of(messages.RateTake)][-1] == 2


@pytest.mark.parametrize("width", [300, 700])
def test_stars_are_clicked_and_the_last_one_again_takes_them_away(
    width: int, demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    panel.resize(width, 300)
    demo.selection.select([LINES[0]])
    takes = [panel.model.take(row) for row in range(2)]
    for row, star in ((0, takes[0].rating or 2), (1, takes[1].rating or 2)):
        place = panel.view.visualRect(panel.model.index(row))
        spot = panel._delegate.star_box(place, takes[row], star).center()
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert {take.rating for take in takes} == {0, 4}
    told = {order.key: order.stars for order in stub.of(messages.RateTake)}
    assert told == {take.key: 0 if take.rating else 2 for take in takes}


def test_another_take_is_asked_for_and_rendered(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel_of(demo, qtbot)
    demo.selection.select([LINES[0], SHOTS[0]])
    demo.actions["another_take"].trigger()
    qtbot.waitUntil(lambda: bool(stub.of(messages.Generate)))
    assert stub.of(messages.AskTake)[0].refs == (LINES[0], SHOTS[0])
    assert stub.of(messages.Generate)[0].refs == (LINES[0], SHOTS[0])


def test_a_click_on_the_mark_plays_the_take_alone(demo: PanelContext, qtbot: QtBot):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    index = panel.model.index(0)
    place = panel.view.visualRect(index)
    point = QPoint(place.left() + place.height() // 2, place.center().y())
    with qtbot.waitSignal(panel.play_requested) as signal:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert signal.args == [LINES[0], index.data(TAKE).key]


def test_a_failed_job_says_why_and_what_to_do(demo: PanelContext, qtbot: QtBot):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[4]])
    assert panel._problem.text() == (
        "The engine ran out of memory. Free memory or take a smaller variant."
    )


def publish(demo: PanelContext, stub: StubBackend, **changes: object) -> JobView:
    """The first line's job with something else."""
    job = demo.state.jobs.get(LINES[0])
    assert job is not None
    changed = replace(job, **changes)  # type: ignore[arg-type]
    stub.publish(messages.Jobs((changed,)))
    return changed


def test_what_was_never_rendered_is_listed_as_no_take(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    pending = TakeView("pending", 1, seed=0)
    publish(demo, stub, state="planned", takes=(pending,))
    assert panel.model.rowCount() == 0
    publish(demo, stub, state="rendering", takes=(pending,))
    assert panel.model.rowCount() == 1
    assert "is being rendered" in panel.model.index(0).data()


def test_a_new_take_becomes_current_and_plays_when_it_was_asked_for(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    takes = demo.state.jobs.get(LINES[0]).takes
    played: list[tuple[str, str]] = []
    panel.asked_for.connect(lambda ref, key: played.append((ref, key)))
    third = take(LINES[0], 3, 72, chosen=False)
    publish(demo, stub, takes=(*takes, third))
    assert panel.current() == third
    assert not played  # nobody waits for it
    demo.actions["another_take"].trigger()
    fourth = take(LINES[0], 4, 72, chosen=False)
    publish(demo, stub, takes=(*takes, third, fourth))
    assert panel.current() == fourth
    assert played == [(LINES[0], fourth.key)]


def test_the_current_take_stays_current_while_others_change(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    first, second = demo.state.jobs.get(LINES[0]).takes
    panel.view.setCurrentIndex(panel.model.index(0))
    publish(demo, stub, takes=(second, first))
    assert panel.current() == first


def test_a_row_says_how_long_whose_when_and_how_loud_a_take_is(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    first = demo.state.jobs.get(LINES[0]).takes[0]
    told = replace(
        first, sound_s=3.4, voice="alto", made=1.0e9, said="Did you hear?", engine="sketch",
        mark="earlier: says “Did you hear?”", warnings=("It hurries.",),
    )  # fmt: skip
    publish(demo, stub, takes=(told,))
    index = panel.model.index(0)
    facts = index.data(FACTS)
    assert facts.startswith("3.4 of 3.0 s  ·  alto  ·  2001-09-0")
    assert facts.endswith("−23 LUFS")
    assert index.data(MARKS) == "earlier: says “Did you hear?”  ·  ⚠ It hurries."
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    for words in ("Made from: Did you hear?", "by sketch", "It runs on 0.4 s past its line."):
        assert words in tip


def test_a_row_says_what_checking_found_amiss(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    first = demo.state.jobs.get(LINES[0]).takes[0]
    publish(demo, stub, takes=(replace(first, verdict="“engine” is missing", warnings=("fast",)),))
    index = panel.model.index(0)
    assert index.data(MARKS) == "⚠ “engine” is missing"
    assert "fast" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_a_take_that_a_change_has_outdated_says_why(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    publish(demo, stub, state="changed", mark="earlier: says “Look.”")
    assert panel._problem.text() == "Its take is outdated: says “Look.”."


def test_a_take_is_dragged_out_as_a_file_of_its_own_beside_the_timeline(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot, tmp_path: Path
):
    cues = [fact for fact in demo_facts() if isinstance(fact, messages.Cues)]
    stub.publish(opened(1440, str(tmp_path / "cut.otio")), *cues)
    first = take(LINES[0], 1, 72, tmp_path)
    stub.publish(messages.Jobs((JobView(LINES[0], "speech", "ANNA: Did you/hear?", 0, 180, 72,
                                        "ready", (first,)),)))  # fmt: skip
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    index = panel.model.index(0)
    assert index.flags() & Qt.ItemFlag.ItemIsDragEnabled
    data = panel.view.mime_of(index)
    assert data is not None
    [path] = [Path(url.toLocalFile()) for url in data.urls()]
    assert path.parent == tmp_path / "cut.deepaudio" / "takes"
    assert path.name.startswith("01-00-07-12 ANNA Did you hear take 1 ")
    content, own = path.read_bytes(), Path(first.path).read_bytes()
    assert own[own.index(b"data") :] in content
    assert b"Artificially generated sound. " in content
    Path(first.path).unlink()
    path.unlink()
    assert panel.view.mime_of(index) is None  # and it is said why


def test_the_path_of_a_take_is_copied_and_its_file_shown(
    demo: PanelContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    shown: list[str] = []
    monkeypatch.setattr(takes, "reveal", shown.append)
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[0]])
    demo.actions["copy_take_path"].trigger()
    demo.actions["reveal_take"].trigger()
    take_shown = panel.current()
    assert take_shown is not None
    assert QGuiApplication.clipboard().text() == take_shown.path
    assert shown == [take_shown.path]


def test_takes_have_their_waveforms_from_the_timeline(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    timeline = TimelineView(demo)
    qtbot.addWidget(timeline)
    panel.set_media(timeline.media)
    demo.selection.select([LINES[0]])
    keys = [shown.key for shown in demo.state.jobs.get(LINES[0]).takes]
    qtbot.waitUntil(lambda: all(timeline.media.waveform(key) for key in keys))
    assert not panel.grab().isNull()
    timeline.media.finish()


def dropped(panel: TakesPanel, *paths: str) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.setAccepted(False)
    panel.dropEvent(event)
    return event.isAccepted()


def test_a_recording_is_imported_for_the_current_line(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    panel_of(demo, qtbot)
    demo.selection.select([LINES[1]])
    told: list[str] = []
    demo.notices.posted.connect(lambda notice: told.append(notice.sentence))
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *_args: ("/booth/ben line 2.wav", "")
    )
    demo.actions["import_take"].trigger()
    [order] = stub.of(messages.ImportRecording)
    assert (order.ref, order.path) == (LINES[1], "/booth/ben line 2.wav")
    qtbot.waitUntil(lambda: told == ["ben line 2.wav is now the take that plays."])


def test_recordings_are_dropped_on_the_list_and_timelines_on_the_window(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    demo.selection.select([LINES[1]])
    assert dropped(panel, "/booth/one.wav", "/booth/two.mov")
    assert [order.path for order in stub.of(messages.ImportRecording)] == [
        "/booth/one.wav",
        "/booth/two.mov",
    ]
    assert not dropped(panel, "/films/cut.otio", "/films/cut.srt")


def test_a_recording_without_a_line_is_not_imported_and_it_is_said_why(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = panel_of(demo, qtbot)
    demo.selection.select([SHOTS[0]])
    with qtbot.waitSignal(demo.notices.posted) as signal:
        dropped(panel, "/booth/one.wav")
    assert signal.args[0].hint == "Select a line first."
    assert not stub.of(messages.ImportRecording)
