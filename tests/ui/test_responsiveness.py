"""The interface's thread is never held up: not by a long timeline, not by many renders."""

from __future__ import annotations

import gc
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from deepaudio_ui.link import BackendLink
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.shells.collector import quiet_collector
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.bench import window
from tests.helpers.studio_stub import StubStudio, big_facts, demo_facts
from tests.helpers.watchdog import Watchdog


def calmer(measure: Callable[[Path], dict[str, float]], folder: Path) -> dict[str, float]:
    """What was measured; once more where a busy machine's caches may have cost the bound."""
    told = measure(folder / "first")
    return told if told["cpu_ms"] <= window.BLOCK_MS else measure(folder / "second")


@pytest.mark.slow
def test_opening_ten_thousand_clips_never_holds_up_the_interface(tmp_path: Path):
    told = calmer(window.opening, tmp_path)
    assert told["shots"] == told["cues"] == 10_000
    assert told["cpu_ms"] <= window.BLOCK_MS


@pytest.mark.slow
def test_two_hundred_renders_never_hold_up_who_scrolls(tmp_path: Path):
    told = calmer(window.rendering, tmp_path)
    assert told["jobs"] == 200
    assert told["cpu_ms"] <= window.BLOCK_MS


def test_a_flood_of_facts_leaves_turns_to_mouse_and_keys(stub: StubStudio, qtbot: QtBot):
    link = BackendLink(stub)
    link.start()
    heard: list[object] = []
    link.heard.connect(lambda fact: (heard.append(fact), time.sleep(0.003)))
    link.ended.connect(heard.append)
    facts = [messages.Problem("", str(n)) for n in range(100)]
    flood = threading.Thread(target=lambda: [*map(stub._on_fact, facts), stub._on_end("gone")])
    watchdog = Watchdog()
    watchdog.begin()
    flood.start()
    flood.join()
    qtbot.waitUntil(lambda: "gone" in heard)
    assert heard[-101:] == [*facts, "gone"]
    assert max(block.wall_ms for block in watchdog.end()[1:]) < 200  # at once it were 300
    link.stop()


def test_many_lines_are_shown_in_parts(demo: PanelContext, stub: StubStudio, qtbot: QtBot):
    from deepaudio_ui.panels.lines import LinesPanel

    room = LinesPanel(demo)
    qtbot.addWidget(room)
    sizes: list[int] = []
    room.model.settled.connect(lambda refs: sizes.append(len(refs)))
    stub.tell(*itertools.islice(big_facts(3000), 100))
    qtbot.waitUntil(lambda: sum(sizes) >= 3000)
    assert max(sizes) <= 500
    assert room.model.rowCount() == len(demo.state.cues)


@pytest.fixture
def collector() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("collector")
def test_no_garbage_is_looked_for_while_a_timeline_arrives(context: PanelContext, stub: StubStudio):
    quiet_collector(context)
    opened, *others = demo_facts()
    stub.tell(opened)
    assert not gc.isenabled()
    stub.tell(*others)
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    context.state.close()
    assert gc.get_freeze_count() == 0


@pytest.mark.usefixtures("collector")
def test_garbage_is_looked_for_again_after_a_timeline_that_never_came(
    context: PanelContext, stub: StubStudio
):
    quiet_collector(context)
    stub.answer(messages.Open, lambda _order: [demo_facts()[0]])
    context.link.order(messages.Open, path="/films/cut.otio")
    assert context.link.busy
    stub.tell()
    assert gc.isenabled()
