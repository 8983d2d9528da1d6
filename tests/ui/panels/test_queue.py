from __future__ import annotations

from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.queue import QueuePanel, QueueStrip
from deepaudio_ui.state.queue_model import QueueModel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, SHOTS, StubBackend, demo_facts


def filled(model: QueueModel, qtbot: QtBot) -> QueueModel:
    qtbot.waitUntil(lambda: model.rowCount() > 0)
    return model


def test_failures_come_first_then_what_runs_then_what_waits(
    context: PanelContext, stub: StubBackend, qtbot: QtBot, qtmodeltester: ModelTester
):
    model = QueueModel(context.state)
    stub.publish(*demo_facts())
    filled(model, qtbot)
    states = [model.job(row).state for row in range(model.rowCount())]
    assert states == ["failed", "failed", "rendering", "rendering", "waiting", "waiting"]
    qtmodeltester.check(model)


def test_a_job_leaves_the_queue_when_it_is_ready(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    import dataclasses

    model = QueueModel(context.state)
    stub.publish(*demo_facts())
    filled(model, qtbot)
    done = dataclasses.replace(context.state.jobs.get(SHOTS[3]), state="ready")
    stub.publish(messages.Jobs((done,)))
    qtbot.waitUntil(lambda: model.rowCount() == 5)


def test_retry_takes_everything_that_failed(context: PanelContext, stub: StubBackend, qtbot: QtBot):
    panel = QueuePanel(context)
    qtbot.addWidget(panel)
    stub.publish(*demo_facts())
    filled(panel.model, qtbot)
    context.actions["retry"].trigger()
    assert set(stub.of(messages.Generate)[0].refs) == {SHOTS[6], LINES[4]}


def test_cancel_concerns_the_selection_and_cancel_all_everything(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = QueuePanel(context)
    qtbot.addWidget(panel)
    stub.publish(*demo_facts())
    context.selection.select([LINES[2]])
    context.actions["cancel"].trigger()
    context.actions["cancel_all"].trigger()
    assert [order.refs for order in stub.of(messages.Stop)] == [(LINES[2],), ()]


def test_pausing_is_told_once_and_follows_the_backend(
    demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = QueuePanel(demo)
    qtbot.addWidget(panel)
    demo.actions["pause"].trigger()
    assert [order.paused for order in stub.of(messages.Pause)] == [True]
    stub.publish(messages.Queue(1, 1, 0, 0, 0.5, paused=True))
    stub.publish(messages.Queue(1, 1, 0, 0, 0.5, paused=False))
    assert not demo.actions["pause"].isChecked()
    assert len(stub.of(messages.Pause)) == 1


def test_the_strip_says_how_far_and_how_long(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    strip = QueueStrip(demo)
    qtbot.addWidget(strip)
    assert strip.isHidden()
    stub.publish(messages.Queue(5, 2, 3, 1, 0.4, eta_s=75.0, stage="speaking"))
    assert not strip.isHidden()
    assert strip._words.accessibleName() == "3 of 11 · speaking · 1:15 left · 1 failed"


def test_a_narrow_queue_says_in_full_why_a_job_failed(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    panel = QueuePanel(context)
    qtbot.addWidget(panel)
    stub.publish(*demo_facts())
    panel.resize(900, 400)
    panel.show()
    filled(panel.model, qtbot)
    failed = next(n for n in range(panel.model.rowCount()) if panel.model.job(n).state == "failed")
    index = panel.model.index(failed, 0)
    wide = panel._view.visualRect(index).height()
    panel.resize(170, 400)
    qtbot.waitUntil(lambda: panel._view.visualRect(index).height() > wide)
