"""Whether the panel keeps up: painting 10,000 clips while scrolling and zooming, and loading them.

The timeline view runs offscreen at 1600 × 700 with thumbnails and waveforms in place, the
real window (`window`) with its processes. Times are CPU time of the interface's thread, so
that a busy machine does not count, unless they say otherwise.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.lines import LinesPanel
from deepaudio_ui.shells.collector import quiet_collector
from deepaudio_ui.timeline.view import TimelineView
from PySide6.QtWidgets import QApplication

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import JobView
from tests.bench import window
from tests.bench.figures import Figure
from tests.helpers.backend_stub import StubBackend, big_facts, make_context

CLIPS = 10_000
SIZE = (1600, 700)
FRAME_MS, WORST_FRAME_MS, BLOCK_MS = 16.0, 33.0, 50.0


def measure(folder: Path) -> list[Figure]:
    """Frame times at several zooms, the longest blocks, and how soon a timeline is shown.

    In interpreters of their own: what else a bench has loaded is no part of a panel.
    """
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.interface", str(folder)],
        check=True, stdout=subprocess.PIPE, text=True, env=env, cwd=Path(__file__).parents[2],
    ).stdout  # fmt: skip
    figures = [Figure(**figure) for figure in json.loads(told.splitlines()[-1])]
    return figures + window.measure(folder)


def timeline_figures(folder: Path, clips: int = CLIPS) -> list[Figure]:
    """The timeline view: loading, scrolling at four zooms, zooming."""
    app = QApplication.instance() or QApplication([])
    stub = StubBackend()  # while loading, pictures are another process's work
    context = make_context(stub)
    quiet_collector(context)  # as the window does
    view = TimelineView(context)
    view.resize(*SIZE)
    view.show()
    app.processEvents()
    facts = list(big_facts(clips))
    figures = loading_figures(app.processEvents, stub.publish, facts, clips)
    stub.make_media_in(folder)
    _settle(app.processEvents, 0.2)
    for name, per_frame in (("8 px", 8), ("2 px", 2), ("0.5 px", 0.5), ("0.1 px", 0.1)):
        times = _scrolling(app.processEvents, view, per_frame)
        figures += _frames(f"scrolling {clips:,} clips, a frame is {name}", times)
    figures += _frames(f"zooming {clips:,} clips", _zooming(app.processEvents, view))
    context.actions["select_all"].trigger()
    figures.append(
        rendering_figure(app.processEvents, stub.publish, view, context.state.jobs.all())
    )
    figures += lines_figures(context, clips)
    view.close()
    context.link.stop()
    return figures


def rendering_figure(
    process: Callable[[], None],
    publish: Callable[..., None],
    view: TimelineView,
    jobs: list[JobView],
) -> Figure:
    """200 jobs tell their progress ten times a second, everything selected and in sight."""
    view.position.fit()
    blocks: list[float] = []
    for tenth in range(20):
        part = tuple(replace(j, state="rendering", fraction=tenth / 20) for j in jobs[::100][:200])
        blocks.append(_cpu_ms(lambda part=part: (publish(messages.Jobs(part)), process())))
        until = time.perf_counter() + 0.1
        while time.perf_counter() < until:
            blocks.append(_cpu_ms(process))
            time.sleep(0.002)
    return Figure("200 jobs render: longest block of the interface", max(blocks), "ms", BLOCK_MS)


def lines_figures(context: PanelContext, lines: int) -> list[Figure]:
    """The table of the lines: a frame of it painted anew, and what goes through all lines."""
    panel = LinesPanel(context)
    panel.resize(1200, 700)
    panel.show()
    panel.model.flush()
    bar = panel.table.verticalScrollBar()

    def frame(n: int) -> None:
        bar.setValue(bar.maximum() * n // 100)
        panel.table.viewport().grab()

    frames = [_cpu_ms(lambda n=n: frame(n)) for n in range(100)]
    steps = (
        lambda: panel._on_words_changed("line 99"),
        lambda: panel._on_words_changed(""),
        lambda: panel._on_kind_changed("problems"),
        lambda: panel.model.set_problems_first(True),
        panel.table.selectAll,
        QApplication.processEvents,
    )
    longest = max(_cpu_ms(step) for step in steps)
    panel.close()
    return [
        Figure(f"{lines:,} lines: the whole table painted anew, median", statistics.median(frames),
               "ms", 50.0),
        Figure(f"{lines:,} lines filtered, sorted, selected: longest block", longest, "ms", 250.0),
    ]  # fmt: skip


def loading_figures(
    process: Callable[[], None],
    publish: Callable[..., None],
    facts: Sequence[object],
    clips: int,
) -> list[Figure]:
    """Facts arrive four at a time, as a pipe brings them; the longest turn of the event loop."""
    blocks: list[float] = []
    began = time.thread_time()
    for part in _in_parts(facts, 4):
        blocks.append(_cpu_ms(lambda part=part: (publish(*part), process())))
    until = time.perf_counter() + 0.5
    while time.perf_counter() < until:
        blocks.append(_cpu_ms(process))
    total = time.thread_time() - began
    return [
        Figure(f"loading {clips:,} clips: longest block of the interface", max(blocks), "ms",
               BLOCK_MS),
        Figure(f"loading {clips:,} clips: CPU of the interface", total, "s", 3.0),
    ]  # fmt: skip


def _scrolling(process: Callable[[], None], view: TimelineView, per_frame: float) -> list[float]:
    """Frame times while scrolling slowly, then fast, then half a page at a time.

    The way is gone once before, so that its thumbnails and waveforms are there; then the
    scale is changed a little, so that nothing of it is painted yet.
    """
    view.position.fit()
    if per_frame:
        view.position.zoom_at(0, per_frame / view.scale.per_frame)
    bar = view.horizontalScrollBar()
    steps = [24] * 60 + [130] * 60 + [SIZE[0] // 2] * 10
    begin = bar.maximum() // 3
    for at in range(begin, begin + sum(steps) + SIZE[0], SIZE[0]):
        bar.setValue(at)
        _settle(process, 0.25)
    view.position.zoom_at(0, 1.001)
    bar.setValue(begin)
    view.paint_now()
    return [_frame_ms(view, lambda step=step: bar.setValue(bar.value() + step)) for step in steps]


def _zooming(process: Callable[[], None], view: TimelineView) -> list[float]:
    """Frame times of a zoom from everything to a few shots and back."""
    view.position.fit()
    _settle(process, 0.3)
    steps = 80
    factor = math.exp(math.log(4000) / steps)
    times = []
    for n in range(2 * steps):
        way = factor if n < steps else 1 / factor
        times.append(_frame_ms(view, lambda way=way: view.position.zoom_at(700, way)))
        process()
    return times


def _frame_ms(view: TimelineView, change: Callable[[], object]) -> float:
    """A change, and everything that it makes visible painted."""
    return _cpu_ms(lambda: (change(), view.paint_now()))


def _settle(process: Callable[[], None], seconds: float) -> None:
    """Let pictures arrive and strips be painted."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        process()
        time.sleep(0.002)


def _cpu_ms(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return 1000 * (time.thread_time() - began)


def _frames(name: str, times: Iterable[float]) -> list[Figure]:
    ordered = sorted(times)
    worst = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    return [
        Figure(f"{name}: frame, median", statistics.median(ordered), "ms", FRAME_MS),
        Figure(f"{name}: frame, 99th percentile", worst, "ms", WORST_FRAME_MS),
    ]


def _in_parts(facts: Sequence[object], size: int) -> Iterator[list[object]]:
    rest = iter(facts)
    while part := list(islice(rest, size)):
        yield part


if __name__ == "__main__":
    print(json.dumps([asdict(figure) for figure in timeline_figures(Path(sys.argv[1]))]))
