"""A person's way through the demo: the real window, backend, worker and sketch engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import opentimelineio as otio
import psutil
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.person import Person, copy_demo, process_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.qt_log_ignore("pipewire", "pa_context_connect", "HW decoder", "RHI", "FFmpeg"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo on a disk of its own, with a library of its own."""
    copy_demo(tmp_path)
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    monkeypatch.setenv("DEEPAUDIO_VIEWING_CACHE", str(tmp_path / "viewing"))
    return tmp_path


@pytest.fixture
def person(folder: Path, qtbot: QtBot) -> Iterator[Person]:
    somebody = Person(folder, qtbot, process=True)
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
    person.wait(lambda: QApplication.focusWidget() is not person.panels.lines.table)
    person.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.qtbot.keyClicks(QApplication.focusWidget(), "Hello there. Is this your ball?")
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: person.line("Hello?").text == "Hello there. Is this your ball?")
    decisions = folder / "demo" / "demo.deepaudio.json"
    person.wait(lambda: "Hello there" in decisions.read_text("utf-8"))  # told first, then saved

    # generate what is selected, by key
    person.context.selection.select([cue.ref])
    person.panels.lines.table.setFocus()
    person.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.wait(lambda: person.job(cue.ref).state == "ready")
    [take] = person.rendered(cue.ref)
    assert take.lufs == pytest.approx(-23, abs=1.5)
    assert loudness_db(take.path) > -40

    # another take, chosen by key
    person.press(Qt.Key.Key_N)
    person.wait(lambda: len(person.rendered(cue.ref)) == 2)
    room = person.panels.takes
    room.view.setCurrentIndex(room.model.index(1))
    person.press(Qt.Key.Key_C)
    person.wait(lambda: next(t for t in person.rendered(cue.ref) if t.chosen).seed == 1)
    person.press(Qt.Key.Key_4)
    person.wait(lambda: any(take.rating == 4 for take in person.rendered(cue.ref)))
    chosen = next(take for take in person.rendered(cue.ref) if take.chosen)

    # the rest, by the button
    person.panel.workspace.panels.generate._start.click()
    person.wait(lambda: all(job.state == "ready" for job in person.state.jobs.all()))

    # written as the command line writes
    person.context.actions["write"].trigger()
    person.wait(lambda: any(b.text() == "Write" and b.isEnabled() for b in person.buttons()))
    person.qtbot.mouseClick(
        next(b for b in person.buttons() if b.text() == "Write"), Qt.MouseButton.LeftButton
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
    again = Person(folder, person.qtbot, process=True)
    try:
        again.open_demo()
        assert again.line("Hello?").text == "Hello there. Is this your ball?"
        assert {job.state for job in again.state.jobs.all()} == {"ready"}
        assert next(t for t in again.rendered(cue.ref) if t.chosen).key == chosen.key
        assert next(t for t in again.rendered(cue.ref) if t.chosen).rating == chosen.rating
    finally:
        again.leave()


def test_a_killed_worker_and_a_killed_backend_lose_nothing(person: Person, folder: Path):
    person.open_demo()
    cue = person.click_line("Of course")
    person.context.actions["generate_all"].trigger()
    person.wait(lambda: person.state.queue.done >= 1)
    process_of("deepaudio.worker").kill()
    person.wait(lambda: person.job(cue.ref).state == "ready")
    process_of("deepaudio_plugin.backend").kill()
    notices = person.panel.workspace.message_bar
    person.wait(lambda: any("started again" in n.sentence for n in notices.notices))
    person.wait(lambda: person.state.is_loaded)
    assert person.job(cue.ref).state == "ready"
    person.context.actions["generate_all"].trigger()
    person.wait(lambda: all(job.state == "ready" for job in person.state.jobs.all()))


def test_closing_in_the_middle_of_a_render_ends_everything(person: Person, folder: Path):
    person.open_demo()
    person.context.actions["generate_all"].trigger()
    person.wait(lambda: person.state.queue.running > 0)
    family = psutil.Process().children(recursive=True)
    assert len(family) >= 2
    person.leave()
    _, alive = psutil.wait_procs(family, timeout=120)
    assert not alive
    assert not list((folder / "takes").rglob("*.part"))
