"""A person's way through the demo: the real window, studio, worker and sketch engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import opentimelineio as otio
import psutil
import pytest
import soundfile
from deepaudio_ui.shells.window import MainWindow
from deepaudio_ui.state.cue_model import Column
from deepaudio_ui.state.preferences import Preferences
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from deepaudio_plugin.studio.views import CueView, JobView, TakeView

DEMO = Path(__file__).parents[2] / "resources" / "demo"
PATIENCE_MS = 120_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.qt_log_ignore("pipewire", "pa_context_connect", "HW decoder", "RHI", "FFmpeg"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo on a disk of its own, with a library of its own."""
    shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns("source"))
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    monkeypatch.setenv("DEEPAUDIO_VIEWING_CACHE", str(tmp_path / "viewing"))
    return tmp_path


class Person:
    """Somebody in front of the window: sees its state, uses mouse and keys."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.folder, self.qtbot = folder, qtbot
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.window = MainWindow(preferences=Preferences(settings))
        qtbot.addWidget(self.window)
        self.window.resize(1360, 860)
        self.window.show()
        self.panel = self.window.panel
        self.bench = self.panel.bench
        self.state = self.bench.state
        self.rooms = self.panel.workspace.rooms

    def wait(self, happened: Callable[[], bool]) -> None:
        """Wait for something; the window goes on meanwhile."""
        self.qtbot.waitUntil(happened, timeout=PATIENCE_MS)

    def open_demo(self) -> None:
        demo = self.folder / "demo"
        self.panel.opener.take([str(demo / "demo.otio"), str(demo / "demo.srt")])
        self.wait(lambda: self.state.is_loaded)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        target = QApplication.focusWidget() or self.window
        self.qtbot.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)

    def line(self, beginning: str) -> CueView:
        return next(cue for cue in self.state.cues.all() if cue.original_text.startswith(beginning))

    def job(self, ref: str) -> JobView:
        job = self.state.jobs.get(ref)
        assert job is not None
        return job

    def rendered(self, ref: str) -> list[TakeView]:
        return [take for take in self.job(ref).takes if take.path]

    def click_line(self, beginning: str) -> CueView:
        """Click a line in the table."""
        cue, table = self.line(beginning), self.rooms.lines.table
        index = table.model().index(self.rooms.lines.lines.row_of(cue.ref), Column.TEXT)
        self.qtbot.mouseClick(
            table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center()
        )
        return cue

    def leave(self) -> None:
        self.window.close()
        self.qtbot.wait(50)


@pytest.fixture
def person(folder: Path, qtbot: QtBot) -> Iterator[Person]:
    somebody = Person(folder, qtbot)
    yield somebody
    somebody.leave()


def loudness_db(path: str) -> float:
    sound, _ = soundfile.read(path)
    return float(20 * np.log10(np.sqrt(np.mean(sound**2)) + 1e-9))


def test_from_a_dropped_timeline_to_written_tracks_and_back(person: Person, folder: Path):
    person.open_demo()
    assert len(person.state.shots) == 9
    assert {job.state for job in person.state.jobs.all()} == {"planned"}

    # a line is edited in the table: just its job is another one
    cue = person.click_line("Hello?")
    person.press(Qt.Key.Key_F2)
    person.wait(lambda: QApplication.focusWidget() is not person.rooms.lines.table)
    person.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.qtbot.keyClicks(QApplication.focusWidget(), "Hello there. Is this your ball?")
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: person.line("Hello?").text == "Hello there. Is this your ball?")
    decisions = folder / "demo" / "demo.deepaudio.json"
    assert "Hello there" in decisions.read_text("utf-8")

    # generate what is selected, by key
    person.bench.selection.select([cue.ref])
    person.rooms.lines.table.setFocus()
    person.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.wait(lambda: person.job(cue.ref).state == "ready")
    [take] = person.rendered(cue.ref)
    assert take.lufs == pytest.approx(-23, abs=1.5)
    assert loudness_db(take.path) > -40

    # another take, chosen by key
    person.press(Qt.Key.Key_N)
    person.wait(lambda: len(person.rendered(cue.ref)) == 2)
    room = person.rooms.takes
    room.view.setCurrentIndex(room.model.index(1))
    person.press(Qt.Key.Key_C)
    person.wait(lambda: next(t for t in person.rendered(cue.ref) if t.chosen).seed == 1)
    person.press(Qt.Key.Key_4)
    person.wait(lambda: any(take.rating == 4 for take in person.rendered(cue.ref)))
    chosen = next(take for take in person.rendered(cue.ref) if take.chosen)

    # the rest, by the button
    person.panel.workspace.rooms.generate._start.click()
    person.wait(lambda: all(job.state == "ready" for job in person.state.jobs.all()))

    # written as the command line writes
    person.bench.actions["write"].trigger()
    person.wait(lambda: any(b.text() == "Write" and b.isEnabled() for b in _buttons(person)))
    person.qtbot.mouseClick(
        next(b for b in _buttons(person) if b.text() == "Write"), Qt.MouseButton.LeftButton
    )
    person.wait(lambda: person.state.last_written is not None)
    output = folder / "demo" / "demo.deepaudio.otio"
    timeline = otio.adapters.read_from_file(str(output))
    tracks = {track.name: track for track in timeline.tracks}
    assert {"DeepAudio Speech", "DeepAudio Audio"} <= set(tracks)
    [clip] = [c for c in tracks["DeepAudio Speech"] if "Hello there" in c.name]
    assert clip.media_reference.metadata["deepaudio"]["key"] == chosen.key

    # reopened, everything is as it was left
    person.leave()
    again = Person(folder, person.qtbot)
    try:
        again.open_demo()
        assert again.line("Hello?").text == "Hello there. Is this your ball?"
        assert {job.state for job in again.state.jobs.all()} == {"ready"}
        assert next(t for t in again.rendered(cue.ref) if t.chosen).key == chosen.key
        assert next(t for t in again.rendered(cue.ref) if t.chosen).rating == chosen.rating
    finally:
        again.leave()


def _buttons(person: Person) -> list[QPushButton]:
    return [button for button in person.panel.findChildren(QPushButton) if button.isVisible()]


def test_a_killed_worker_and_a_killed_studio_lose_nothing(person: Person, folder: Path):
    person.open_demo()
    cue = person.click_line("Of course")
    person.bench.actions["generate_all"].trigger()
    person.wait(lambda: person.state.queue.done >= 1)
    _process("deepaudio.worker").kill()
    person.wait(lambda: person.job(cue.ref).state == "ready")
    _process("deepaudio_plugin.studio").kill()
    person.wait(lambda: bool(person.panel.workspace.message_bar.notices))
    assert "started again" in person.panel.workspace.message_bar.notices[-1].sentence
    person.wait(lambda: person.state.is_loaded)
    assert person.job(cue.ref).state == "ready"
    person.bench.actions["generate_all"].trigger()
    person.wait(lambda: all(job.state == "ready" for job in person.state.jobs.all()))


def test_closing_in_the_middle_of_a_render_ends_everything(person: Person, folder: Path):
    person.open_demo()
    person.bench.actions["generate_all"].trigger()
    person.wait(lambda: person.state.queue.running > 0)
    family = psutil.Process().children(recursive=True)
    assert len(family) >= 2
    person.leave()
    _, alive = psutil.wait_procs(family, timeout=15)
    assert not alive
    assert not list((folder / "takes").rglob("*.part"))


def _process(module: str) -> psutil.Process:
    """The child that runs a module."""
    return next(
        child for child in psutil.Process().children(recursive=True) if module in child.cmdline()
    )
