"""The real window, backend and worker, and how long the interface's thread is ever held up.

`python -m tests.helpers.watched_window SCENARIO TIMELINE [SUBTITLES]` prints what it measured
as JSON. An interpreter of its own, set up as `deepaudio-panel` is: what else a test
has loaded is no part of a window.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from deepaudio_ui.shells.collector import quiet_collector
from deepaudio_ui.shells.window import MainWindow
from deepaudio_ui.state.preferences import Preferences
from deepaudio_ui.translation import install_translation
from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from deepaudio_plugin.backend import messages
from tests.helpers.watchdog import Watchdog

_PATIENCE_MS = 120_000
_JUMPS = 30
PublishedViews = dict[str, float]


def opening(timeline: Path, *subtitles: Path) -> PublishedViews:
    """A timeline is opened in a window that is there already."""
    window = _window(timeline.parent)
    panel, state = window.panel, window.panel.context.state
    _until(lambda: bool(state.formats) and state.engine is not None and state.engine.ready)
    times: PublishedViews = {}
    began = time.perf_counter()
    for name, signal in (("first_s", state.shots_changed), ("all_s", state.loaded)):
        signal.connect(lambda *_, name=name: times.setdefault(name, time.perf_counter() - began))
    watchdog = Watchdog()
    watchdog.begin()
    panel.open(timeline, list(subtitles))
    _until(lambda: state.is_loaded)
    _for(1000)  # what comes after: the last parts shown, first pictures
    told = _longest(watchdog) | times | {"shots": len(state.shots), "cues": len(state.cues)}
    window.close()
    return told


def rendering(timeline: Path, subtitles: Path) -> PublishedViews:
    """Every line is spoken by the sketch engine while somebody scrolls to and fro."""
    window = _window(timeline.parent)
    panel, state = window.panel, window.panel.context.state
    panel.open(timeline, [subtitles])
    _until(lambda: state.is_loaded)
    panel.context.link.order(messages.Set, values={"tracks": ["speech"]})
    _until(lambda: not panel.context.link.busy)
    scroller = _Scroller(window)
    watchdog = Watchdog()
    watchdog.begin()
    began = time.perf_counter()
    panel.context.actions["generate_all"].trigger()
    _until(lambda: bool(state.queue.done) and not state.queue.waiting + state.queue.running)
    _until(lambda: all(job.state == "ready" for job in state.jobs.all()))
    seconds = time.perf_counter() - began
    told = _longest(watchdog) | {"all_s": seconds, "jobs": len(state.jobs)}
    scroller.timer.stop()
    window.close()
    return told


def changing(timeline: Path, subtitles: Path) -> PublishedViews:
    """Colours and language change while jobs render."""
    window = _opened(timeline, subtitles)
    app, state = QApplication.instance(), window.panel.context.state
    assert isinstance(app, QApplication)
    before, dark = QPalette(app.palette()), QPalette(QColor("#2b2d30"), QColor("#202225"))
    window.panel.context.actions["generate_all"].trigger()
    watchdog = Watchdog()
    watchdog.begin()
    for _ in range(3):
        for palette, language in ((dark, "de"), (before, "en")):
            app.setPalette(palette)
            install_translation(app, language)
            _for(150)
    _until(lambda: all(job.state == "ready" for job in state.jobs.all()))
    told = _longest(watchdog)
    window.close()
    return told


def editing(timeline: Path, subtitles: Path) -> PublishedViews:
    """A line is edited a thousand times, ten times in each turn of the loop."""
    window = _opened(timeline, subtitles)
    panel, state = window.panel, window.panel.context.state
    cue = next(iter(state.cues.all()))
    watchdog = Watchdog()
    watchdog.begin()
    for n in range(1000):
        panel.workspace.panels.lines.edits.edit(cue.ref, text=f"Who is number {n}?")
        if n % 10 == 0:
            _for(1)
    _until(lambda: not panel.context.link.busy)
    told = _longest(watchdog)
    window.close()
    return told


def breaking(timeline: Path, subtitles: Path) -> PublishedViews:
    """The backend dies in the middle of renders, then hangs, and the window is closed."""
    window = _opened(timeline, subtitles)
    panel, state = window.panel, window.panel.context.state
    gc.collect()
    gc.disable()  # as a window that has been loaded for a while
    watchdog = Watchdog()
    watchdog.begin()
    panel.context.actions["generate_all"].trigger()
    _until(lambda: state.queue.running > 0)
    _backend().kill()
    _until(lambda: not panel.context.link.running or not state.is_loaded)
    _until(lambda: state.is_loaded and not panel.context.link.busy)
    panel.context.actions["generate_all"].trigger()
    _until(lambda: all(job.state == "ready" for job in state.jobs.all()))
    backend = _backend()
    backend.suspend()
    panel.context.actions["generate_all"].trigger()
    _for(100)
    told = _longest(watchdog)
    began = time.perf_counter()
    window.close()
    closed = time.perf_counter() - began
    return told | {"closed_s": closed}


def jumping(timeline: Path) -> PublishedViews:
    """The playhead is put to places whose picture nobody has prepared; reels are made meanwhile."""
    window = _window(timeline.parent)
    state, playhead = window.panel.context.state, window.panel.context.playhead
    viewer = window.panel.workspace.panels.viewer
    window.panel.open(timeline)
    _until(lambda: state.is_loaded and viewer.shown_frame == playhead.frame)
    chosen = random.Random(4)
    waits: list[float] = []
    shown = QEventLoop()
    viewer.player.picture.shown.connect(
        lambda frame, _image: shown.quit() if frame == playhead.frame else None
    )
    for _ in range(_JUMPS):
        _for(400)  # the still before is sharp, and reels are being made
        frame = chosen.randrange(state.frames)
        while viewer.player.picture.reel_at(frame) is not None:
            frame = chosen.randrange(state.frames)
        began = time.perf_counter()
        playhead.move(frame)
        shown.exec()
        viewer.grab()  # painted
        waits.append(1000 * (time.perf_counter() - began))
    window.close()
    return {"median_ms": statistics.median(waits), "longest_ms": max(waits)}


def _opened(timeline: Path, subtitles: Path) -> MainWindow:
    window = _window(timeline.parent)
    state = window.panel.context.state
    window.panel.open(timeline, [subtitles])
    _until(lambda: state.is_loaded and state.engine is not None and state.engine.ready)
    return window


def _backend() -> psutil.Process:
    children = psutil.Process().children(recursive=True)
    return next(child for child in children if "deepaudio_plugin.backend" in child.cmdline())


class _Scroller:
    """Scrolls the timeline and the lines, sixty times a second."""

    def __init__(self, window: MainWindow) -> None:
        panels = window.panel.workspace.panels
        panels.timeline.position.zoom_at(0, 8.0)
        self._across = panels.timeline.horizontalScrollBar()
        self._down = panels.lines.table.verticalScrollBar()
        self._step = 1
        self.timer = QTimer(window, interval=16)
        self.timer.timeout.connect(self._scroll)
        self.timer.start()

    def _scroll(self) -> None:
        self._across.setValue(self._across.value() + 40 * self._step)
        self._down.setValue(self._down.value() + self._step)
        if self._across.value() in (0, self._across.maximum()):
            self._step = -self._step


def _window(folder: Path) -> MainWindow:
    QApplication.instance() or QApplication([])
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(preferences=Preferences(settings))
    quiet_collector(window.panel.context)
    window.resize(1360, 860)
    window.show()
    window.panel.start()
    return window


def _until(happened: Callable[[], bool]) -> None:
    """Run the event loop until something happens."""
    loop = QEventLoop()
    check = QTimer(interval=20)
    check.timeout.connect(lambda: loop.quit() if happened() else None)
    check.start()
    late = QTimer(singleShot=True, interval=_PATIENCE_MS)
    late.timeout.connect(lambda: loop.exit(1))
    late.start()
    if loop.exec():
        raise TimeoutError("what was waited for did not happen")


def _for(milliseconds: int) -> None:
    """Run the event loop for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _longest(watchdog: Watchdog) -> PublishedViews:
    blocks = watchdog.end()
    return {
        "cpu_ms": max(block.cpu_ms for block in blocks),
        "wall_ms": max(block.wall_ms for block in blocks),
    }


if __name__ == "__main__":
    works = (opening, rendering, changing, editing, breaking, jumping)
    scenarios = {work.__name__: work for work in works}
    print(json.dumps(scenarios[sys.argv[1]](*map(Path, sys.argv[2:]))))
