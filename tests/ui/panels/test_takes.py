from __future__ import annotations

from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.takes import TakesPanel
from deepaudio_ui.state.take_model import TAKE, TakeModel
from PySide6.QtCore import QPoint, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, SHOTS, StubBackend


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
