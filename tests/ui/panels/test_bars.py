from __future__ import annotations

import dataclasses

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.engine_bar import EngineBar
from deepaudio_ui.panels.message_bar import MessageBar
from deepaudio_ui.panels.welcome import Welcome
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import StubBackend, demo_engine


def bar_of(context: PanelContext, qtbot: QtBot) -> EngineBar:
    bar = EngineBar(context)
    qtbot.addWidget(bar)
    bar.resize(1200, 40)
    bar.show()
    return bar


def test_the_sketch_engine_is_called_what_it_is(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    bar = bar_of(context, qtbot)
    stub.publish(messages.EngineStatus(demo_engine()))
    assert "not the model" in bar._title.accessibleName()
    assert not bar._get.isHidden()


def test_the_model_shows_variant_device_and_memory(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    bar = bar_of(context, qtbot)
    engine = dataclasses.replace(
        demo_engine(), name="deepaudio-v1", variant="large_44k_v2", is_temp=False,
        label="DeepAudio-V1: the model", device="cuda:0",
        memory_mb=24_576.0, worker_memory_mb=2048.0,
    )  # fmt: skip
    stub.publish(messages.EngineStatus(engine))
    assert bar._title.accessibleName() == "DeepAudio-V1 · large_44k_v2"
    assert bar._machine.text() == "GPU · 24 GB · 2.0 GB in use"
    assert bar._get.isHidden()


def test_a_dead_worker_can_be_started_again(context: PanelContext, stub: StubBackend, qtbot: QtBot):
    bar = bar_of(context, qtbot)
    stub.publish(messages.EngineStatus(dataclasses.replace(demo_engine(), worker_alive=False)))
    assert bar._title.accessibleName().startswith("Renderer stopped")
    bar._restart.click()
    assert stub.of(messages.RestartWorker)


def test_a_refusal_is_told_with_what_to_do(context: PanelContext, stub: StubBackend, qtbot: QtBot):
    bar = MessageBar(context)
    qtbot.addWidget(bar)
    stub.refuse(messages.Undo, "bad-usage", "there is nothing to undo", "Decide something first.")
    context.link.order(messages.Undo)
    qtbot.waitUntil(lambda: not bar.isHidden())
    assert bar._sentence.text() == "there is nothing to undo\nDecide something first."


def test_messages_are_read_one_after_the_other(context: PanelContext, qtbot: QtBot):
    bar = MessageBar(context)
    qtbot.addWidget(bar)
    context.notices.error("first")
    context.notices.warn("second", details="a traceback")
    context.notices.warn("second", details="a traceback")
    assert [notice.sentence for notice in bar.notices] == ["first", "second"]
    assert not bar._unfold.isHidden()
    bar._close.click()
    assert bar._sentence.text() == "first"
    bar._close.click()
    assert bar.isHidden()


def test_a_note_goes_by_itself_and_an_error_stays(context: PanelContext, qtbot: QtBot):
    bar = MessageBar(context)
    qtbot.addWidget(bar)
    bar._fade.setInterval(10)
    context.notices.error("it broke")
    context.notices.note("written")
    qtbot.waitUntil(lambda: bar._sentence.text() == "it broke")


@pytest.mark.parametrize("in_lane", [False, True])
def test_a_notice_that_stays_is_laid_out_once(
    context: PanelContext, qtbot: QtBot, qapp: QApplication, in_lane: bool
):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 300)
    bar, lane = MessageBar(context, window), QWidget(window)
    lane.setGeometry(0, 260, 900, 40)
    lane.setVisible(in_lane)
    bar.lie_in(lane, lane)
    window.show()
    context.notices.error("it broke", "Do it again.", details="a traceback")
    for _ in range(20):
        qapp.processEvents()
    requests = LayoutRequests()
    bar.installEventFilter(requests)
    for _ in range(20):
        qapp.processEvents()
    assert requests.seen == 0
    bar._unfold.click()
    qtbot.waitUntil(lambda: bar._details.isVisible() and bar.height() > lane.height())


class LayoutRequests(QObject):
    """Counts how often a widget is asked to lay itself out."""

    seen = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen += event.type() == QEvent.Type.LayoutRequest
        return False


def test_quick_notes_are_read_one_by_one_and_none_of_them_twice(
    context: PanelContext, qtbot: QtBot
):
    bar = MessageBar(context)
    qtbot.addWidget(bar)
    context.notices.error("it broke")
    for sentence in ("one", "two", "three"):
        context.notices.note(sentence)
    assert len(bar.notices) == 4  # nobody can have read them in no time
    bar._close.click()
    assert bar._sentence.text() == "two"
    bar._unfold.setChecked(True)  # somebody takes the time to read it
    context.notices.note("four")
    shown = []
    while not bar.isHidden():
        shown.append(bar._sentence.text())
        bar._close.click()
    assert shown == ["four", "one", "it broke"]


def test_the_welcome_offers_recent_timelines(context: PanelContext, qtbot: QtBot, tmp_path):
    file = tmp_path / "cut.otio"
    file.write_text("{}")
    welcome = Welcome(context)
    qtbot.addWidget(welcome)
    context.preferences.add_recent(str(file))
    from PySide6.QtWidgets import QPushButton

    buttons = welcome.findChildren(QPushButton)
    button = next(b for b in buttons if b.text().startswith("cut.otio  –  "))
    assert button.text().endswith(tmp_path.name[-8:])  # two of one name are told apart
    with qtbot.waitSignal(welcome.open_requested) as signal:
        button.click()
    assert signal.args == [str(file)]
