"""Whether the panel keeps up: painting 10,000 clips while scrolling and zooming, and loading them.

Everything runs offscreen at 1600 × 700 with thumbnails and waveforms in place. Times are CPU
time of the interface's thread, so that a busy machine does not count.
"""

from __future__ import annotations

import math
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from tests.bench.figures import Figure

CLIPS = 10_000
SIZE = (1600, 700)
FRAME_MS, WORST_FRAME_MS, BLOCK_MS = 16.0, 33.0, 50.0


def measure(folder: Path) -> list[Figure]:
    """Frame times at several zooms, and the longest block while a timeline loads."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return timeline_figures(folder)


def timeline_figures(folder: Path, clips: int = CLIPS) -> list[Figure]:
    """The timeline view: loading, scrolling at four zooms, zooming."""
    from PySide6.QtWidgets import QApplication

    from tests.helpers.studio_stub import StubStudio, big_facts, make_bench

    app = QApplication.instance() or QApplication([])
    stub = StubStudio(folder)
    bench = make_bench(stub)

    from deepaudio_ui.timeline.view import TimelineView

    view = TimelineView(bench)
    view.resize(*SIZE)
    view.show()
    app.processEvents()
    facts = list(big_facts(clips))
    figures = loading_figures(app.processEvents, stub.tell, facts, clips)
    _settle(app.processEvents, view)
    for name, per_second in (("a frame is 8 px", 192), ("closer", 48), ("wider", 8), ("all", 0)):
        times = _scrolling(app.processEvents, view, per_second)
        figures += _frames(f"scrolling {clips:,} clips, {name}", times)
    figures += _frames(f"zooming {clips:,} clips", _zooming(app.processEvents, view))
    view.close()
    bench.link.stop()
    return figures


def loading_figures(
    process: Callable[[], None],
    tell: Callable[..., None],
    facts: Sequence[object],
    clips: int,
) -> list[Figure]:
    """Facts arrive four at a time, as a pipe brings them; the longest turn of the event loop."""
    blocks: list[float] = []
    began = time.thread_time()
    for part in _in_parts(facts, 4):
        blocks.append(_cpu_ms(lambda part=part: (tell(*part), process())))
    until = time.perf_counter() + 0.5
    while time.perf_counter() < until:
        blocks.append(_cpu_ms(process))
    total = time.thread_time() - began
    return [
        Figure(f"loading {clips:,} clips: longest block of the interface", max(blocks), "ms",
               BLOCK_MS),
        Figure(f"loading {clips:,} clips: CPU of the interface", total, "s", 3.0),
    ]  # fmt: skip


def _scrolling(process: Callable[[], None], view: object, per_second: float) -> list[float]:
    """Frame times while scrolling slowly, then fast, then a page at a time."""
    from deepaudio_ui.timeline.view import TimelineView

    assert isinstance(view, TimelineView)
    view.eye.fit()
    if per_second:
        fps = 24
        view.eye.zoom_at(0, per_second / fps / view.scale.per_frame)
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum() // 3)
    _settle(process, view)
    times = []
    steps = [24] * 60 + [130] * 60 + [SIZE[0] // 2] * 10
    for n, step in enumerate(steps):
        times.append(_frame_ms(view, lambda step=step: bar.setValue(bar.value() + step)))
        if n % 4 == 3:
            process()  # thumbnails and waveforms arrive
    return times


def _zooming(process: Callable[[], None], view: object) -> list[float]:
    """Frame times of a zoom from everything to a few shots and back."""
    from deepaudio_ui.timeline.view import TimelineView

    assert isinstance(view, TimelineView)
    view.eye.fit()
    _settle(process, view)
    steps = 80
    factor = math.exp(math.log(4000) / steps)
    times = []
    for n in range(2 * steps):
        way = factor if n < steps else 1 / factor
        times.append(_frame_ms(view, lambda way=way: view.eye.zoom_at(700, way)))
        process()
    return times


def _frame_ms(view: object, change: Callable[[], object]) -> float:
    """A change, and everything that it makes visible painted."""
    from deepaudio_ui.timeline.view import TimelineView

    assert isinstance(view, TimelineView)
    return _cpu_ms(lambda: (change(), view.paint_now()))


def _settle(process: Callable[[], None], view: object) -> None:
    """Let pictures arrive and strips be painted."""
    until = time.perf_counter() + 1.2
    while time.perf_counter() < until:
        process()
        time.sleep(0.005)


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
