"""The interface takes what comes in parts. How long it is held up: `tests.bench interface`."""

from __future__ import annotations

import gc
import itertools
import threading
from collections.abc import Iterator

import pytest
from deepaudio_ui import link as link_module
from deepaudio_ui.link import BackendLink
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.shells.collector import quiet_collector
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import StubBackend, big_facts, demo_facts


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now

    def spend(self, seconds: float) -> None:
        self.now += seconds


def test_a_flood_of_facts_leaves_turns_to_mouse_and_keys(
    stub: StubBackend, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    clock = Clock()
    monkeypatch.setattr(link_module, "time", clock)
    link = BackendLink(stub)
    link.start()
    heard: list[object] = []
    turns: list[int] = []  # how many had been heard whenever somebody else had a turn
    others = QTimer(interval=0)
    others.timeout.connect(lambda: turns.append(len(heard)))
    link.fact_received.connect(lambda fact: (heard.append(fact), clock.spend(0.003)))
    link.ended.connect(heard.append)
    facts = [messages.ProblemFound("", str(n)) for n in range(100)]
    flood = threading.Thread(target=lambda: [*map(stub._on_fact, facts), stub._on_end("gone")])
    others.start()
    flood.start()
    flood.join()
    qtbot.waitUntil(lambda: "gone" in heard)
    others.stop()
    link.stop()
    assert heard[-101:] == [*facts, "gone"]
    begun = heard.index(facts[0])
    steps = [after - before for before, after in itertools.pairwise([begun, *turns, len(heard)])]
    assert max(steps) <= 2 * link_module.TURN_S / 0.003


def test_many_lines_are_shown_in_parts(demo: PanelContext, stub: StubBackend, qtbot: QtBot):
    from deepaudio_ui.panels.lines import LinesPanel

    room = LinesPanel(demo)
    qtbot.addWidget(room)
    sizes: list[int] = []
    room.model.settled.connect(lambda refs: sizes.append(len(refs)))
    stub.publish(*itertools.islice(big_facts(3000), 100))
    qtbot.waitUntil(lambda: sum(sizes) >= 3000)
    assert max(sizes) <= 500
    assert room.model.rowCount() == len(demo.state.cues)


@pytest.fixture
def collector() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("collector")
def test_no_garbage_is_looked_for_while_a_timeline_arrives(
    context: PanelContext, stub: StubBackend
):
    quiet_collector(context)
    opened, *others = demo_facts()
    stub.publish(opened)
    assert not gc.isenabled()
    stub.publish(*others)
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    context.state.close()
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("collector")
def test_garbage_is_looked_for_again_after_a_timeline_that_never_came(
    context: PanelContext, stub: StubBackend
):
    quiet_collector(context)
    stub.answer(messages.Open, lambda _order: [demo_facts()[0]])
    context.link.order(messages.Open, path="/films/cut.otio")
    assert context.link.busy
    stub.publish()
    assert gc.isenabled()
