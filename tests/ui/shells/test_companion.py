from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import deepaudio_resources
import opentimelineio as otio
import pytest
from deepaudio_ui.shells.companion import Companion, CompanionBar, claim, start_companion
from deepaudio_ui.shells.export_comparison import Comparison, Difference, difference, jobs_open
from deepaudio_ui.shells.file_watch import FileWatch
from deepaudio_ui.shells.window import MainWindow
from deepaudio_ui.state.preferences import Preferences
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import StubBackend, demo_facts, opened, settle


@pytest.fixture
def window(stub: StubBackend, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = MainWindow(stub, Preferences(settings))
    qtbot.addWidget(made)
    made.panel.start()
    made.show()
    return made


@pytest.fixture
def watch(tmp_path: Path) -> FileWatch:
    (tmp_path / "out").mkdir()
    return FileWatch(tmp_path / "out", lambda: (".otio",))


@pytest.fixture
def companion(window: MainWindow, watch: FileWatch, qtbot: QtBot):
    panel = window.panel
    made = Companion(panel.context, panel.opener, watch, "resolve", window)
    window.addToolBar(CompanionBar(made, window))
    yield made
    made.stop()


def notices(window: MainWindow) -> str:
    return " | ".join(notice.sentence for notice in window.panel.workspace.message_bar.notices)


def open_demo(stub: StubBackend, companion: Companion, path: str) -> None:
    """What follows when the first export appears."""
    companion.watch.settled.emit(path)
    head, *rest = demo_facts()
    stub.publish(opened(head.frames, path), *rest)


def test_the_first_export_is_opened_and_the_dialect_remembered(companion, stub, tmp_path):
    path = str(tmp_path / "out" / "film.otio")
    open_demo(stub, companion, path)
    assert [order.path for order in stub.of(messages.Open)] == [path]
    assert [order.values for order in stub.of(messages.Set)] == [{"dialect": "resolve"}]


def test_a_dialect_that_is_set_already_is_not_set_again(companion, stub):
    stub.publish(opened_for("resolve"))
    assert stub.of(messages.Set) == []


def opened_for(dialect: str) -> messages.Opened:
    import dataclasses

    return dataclasses.replace(opened(24), settings={"dialect": dialect})


def test_another_timeline_is_offered_and_not_opened(companion, stub, window, tmp_path, qtbot):
    open_demo(stub, companion, str(tmp_path / "out" / "film.otio"))
    other = str(tmp_path / "out" / "preview clip 2.otio")
    companion.watch.settled.emit(other)
    assert len(stub.of(messages.Open)) == 1
    assert "Another timeline was exported: preview clip 2.otio" in notices(window)
    qtbot.waitUntil(lambda: button(window, "Open it").isVisible())
    companion.accept()
    assert stub.of(messages.Open)[-1].path == other
    assert companion.offer == ""
    qtbot.waitUntil(lambda: not button(window, "Open it").isVisible())


def button(window: MainWindow, text: str) -> QToolButton:
    bar = window.findChild(CompanionBar)
    settle()
    (found,) = [b for b in bar.findChildren(QToolButton) if b.text() == text]
    return found


def test_a_render_is_never_interrupted(companion, stub, window, tmp_path):
    open_demo(stub, companion, str(tmp_path / "out" / "film.otio"))
    stub.publish(messages.Queue(waiting=1, running=1, done=0, failed=0, fraction=0.2))
    companion.watch.settled.emit(str(tmp_path / "out" / "preview clip 2.otio"))
    button(window, "Open it").click()
    assert len(stub.of(messages.Open)) == 1
    assert "when rendering is done" in notices(window)
    assert not button(window, "Open it").isEnabled()
    stub.publish(messages.Queue(waiting=0, running=0, done=2, failed=0, fraction=1.0))
    assert len(stub.of(messages.Open)) == 2


def test_not_now_leaves_what_is_open(companion, stub, window, tmp_path):
    open_demo(stub, companion, str(tmp_path / "out" / "film.otio"))
    companion.watch.settled.emit(str(tmp_path / "out" / "preview clip 2.otio"))
    button(window, "Not now").click()
    assert companion.offer == ""
    assert len(stub.of(messages.Open)) == 1


def test_what_to_do_in_the_host_stands_there_after_writing(companion, stub, window):
    stub.publish(messages.TimelineWritten("/out/film.deepaudio.otio", "/out/film.deepaudio"))
    assert "Bring tracks in" in companion.instruction
    assert "/out/film.deepaudio.otio" in companion.instruction


def test_a_folder_that_is_gone_is_told(companion, window):
    companion.watch.lost.emit()
    assert "is missing" in notices(window)


def test_lines_and_shots_that_differ_are_counted():
    before = {
        "cue:1": ("speech", 0, 24, "Hello.", "MARA"),
        "cue:2": ("speech", 48, 24, "Gone.", ""),
        "shot:a": ("audio", 0, 100),
    }
    after = {
        "cue:1": ("speech", 0, 24, "Hello there.", "MARA"),
        "cue:3": ("speech", 60, 24, "New.", ""),
        "shot:a": ("audio", 0, 90),
    }
    assert difference(before, after) == Difference(1, 1, 1, 1)
    assert difference(before, before).is_none


@pytest.fixture
def demo_copy(tmp_path: Path) -> Path:
    source = Path(deepaudio_resources.__file__).parent / "demo"
    for name in ("demo.otio", "demo.srt", "media"):
        part = source / name
        copy = shutil.copytree if part.is_dir() else shutil.copy
        copy(part, tmp_path / name)
    return tmp_path


@pytest.mark.slow
def test_a_real_export_again_is_compared_and_reloaded_on_request(
    demo_copy: Path, tmp_path: Path, qtbot: QtBot
):
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(preferences=Preferences(settings))
    qtbot.addWidget(window)
    window.panel.start()
    subtitles, timeline = demo_copy / "demo.srt", demo_copy / "demo.otio"
    state = window.panel.context.state
    with qtbot.waitSignal(state.loaded):
        window.panel.open(timeline, [subtitles])
    before = jobs_open(state)
    unchanged = planned(str(timeline), qtbot)
    assert before == unchanged

    companion = start_companion(window, timeline, "kdenlive")
    shorter = otio.adapters.read_from_file(str(timeline))
    del shorter.tracks[0][-1]  # and the line over it
    otio.adapters.write_to_file(shorter, str(timeline), "otio_json")
    with qtbot.waitSignal(companion.changed):
        pass
    assert "The timeline was exported again: 1 line" in notices(window)
    assert companion.offers_the_open_one
    with qtbot.waitSignal(state.loaded):
        companion.accept()
    assert not any("staying for tea" in cue.text for cue in state.cues.all())
    qtbot.waitUntil(lambda: state.settings.get("dialect") == "kdenlive")
    companion.stop()
    window.panel.shut_down()


def planned(path: str, qtbot: QtBot) -> object:
    comparison = Comparison(path)
    with qtbot.waitSignal(comparison.planned) as told:
        comparison.start()
    return told.args[0]


def test_what_cannot_be_read_is_told_in_words(tmp_path: Path, qtbot: QtBot):
    path = tmp_path / "half.otio"
    path.write_text('{"OTIO_SCHEMA": "Timel')
    comparison = Comparison(str(path))
    with qtbot.waitSignal(comparison.failed) as told:
        comparison.start()
    assert told.args[0]
    settle()


@pytest.mark.slow
def test_the_command_line_watches_for_a_host(tmp_path: Path):
    watched = tmp_path / "exports"
    watched.mkdir()
    command = [sys.executable, "-c", _UNTIL_WATCHING, "--watch", str(watched), "--for", "avid"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)}
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert ran.stdout.split() == [str(watched)], ran.stderr


_UNTIL_WATCHING = """
import sys
from deepaudio_ui.main import main
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication(sys.argv[:1])
def look():
    from deepaudio_ui.shells.companion import Companion
    for window in app.topLevelWidgets():
        for companion in window.findChildren(Companion):
            print(companion.watch.path)
            window.close()
QTimer.singleShot(300, look)
sys.exit(main(sys.argv[1:]))
"""


def test_one_window_watches_a_path(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    first = claim(tmp_path / "film.otio")
    assert first is not None
    assert claim(tmp_path / "film.otio") is None
    assert claim(tmp_path / "other.otio") is not None
    first.unlock()
    assert claim(tmp_path / "film.otio") is not None


def test_a_host_that_there_is_not_is_refused_with_those_there_are():
    ran = subprocess.run(
        [sys.executable, "-m", "deepaudio_ui.main", "--for", "flame"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 2
    assert "premiere" in ran.stderr
