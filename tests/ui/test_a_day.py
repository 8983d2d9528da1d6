"""A day's work in the real window: backend and worker in processes of their own, sketch engine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import opentimelineio as otio
import pytest
from deepaudio_ui.panels.lines_editor import LineEditor
from deepaudio_ui.state.cast_model import CastColumn
from deepaudio_ui.state.cue_columns import Column
from deepaudio_ui.timeline.track_strip import TrackStrip
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog
from pytestqt.qtbot import QtBot

from deepaudio.dsp import wav
from tests.helpers import hands
from tests.helpers.hands import at, chosen, press, settled, shown, type_time, undo, write_for
from tests.helpers.person import Person, process_of
from tests.helpers.project import Project, make_project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.qt_log_ignore("pipewire", "pa_context_connect", "HW decoder", "RHI", "FFmpeg"),
]

FIRST = "Who is there?"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A timeline whose film lies elsewhere than it says."""
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "takes"))
    monkeypatch.setenv("DEEPAUDIO_VIEWING_CACHE", str(tmp_path / "viewing"))
    made = make_project(tmp_path / "project", shots=5, srt=hands.LINES_SRT)
    (tmp_path / "rushes").mkdir()
    made.film.rename(tmp_path / "rushes" / made.film.name)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "rushes"))
    return made


def peak(path: Path) -> float:
    """The highest sample of a sound file."""
    return float(np.abs(wav.read(path, 0, wav.num_samples(path)).samples).max())


def opened(project: Project, folder: Path, qtbot: QtBot, *given: Path) -> Person:
    person = Person(folder, qtbot, process=True)
    person.open(project.timeline, *given)
    person.wait(lambda: person.state.engine is not None and person.state.engine.ready)
    settled(person)
    return person


def relink(person: Person, project: Project) -> None:
    bar = person.panel.workspace.missing_media
    person.wait(bar.isVisible)
    assert "5 shots" in bar._words.text()
    bar.locate.click()
    person.wait(lambda: not bar.isVisible())
    assert "The media of 5 shots was found." in person.sentences()
    assert hands.kept(project)["settings"]["media_roots"][0].endswith("rushes")


def watch_from_the_middle(person: Person) -> None:
    person.context.playhead.move(90)
    person.panels.timeline.setFocus()
    person.press(Qt.Key.Key_Space)
    person.wait(lambda: person.context.playhead.frame > 92)
    person.press(Qt.Key.Key_Space)
    assert not person.panels.viewer.playing
    assert 92 < person.context.playhead.frame < 180


def time_the_lines(person: Person) -> None:
    person.click_line(FIRST)
    press(person, "line_later")
    press(person, "out_later_10")
    assert shown(person)[0] == ("01:00:00:07", "1:04", "MARA", FIRST)
    type_time(person, "Only me.", Column.IN, "+2")
    type_time(person, "Only me.", Column.LENGTH, "1s")
    hands.drag(person, "Only me.", 24)
    assert shown(person)[1] == ("01:00:02:14", "1:00", "JON", "Only me.")
    over = at(person, "Come in then, it is open.")
    assert "begins while" in person.panels.lines.model.problem(over.ref)


def cut_the_lines(person: Person) -> None:
    """Split, join, delete and add."""
    line = at(person, "Come in then, it is open.")
    person.context.selection.select([line.ref])
    person.context.playhead.move(84)
    press(person, "split_line")
    parts = ["Come in then,", "it is open."]
    assert [row[3] for row in shown(person)[2:4]] == parts
    press(person, "delete_lines")  # both parts are selected
    assert len(shown(person)) == 3
    assert "delete 2 lines" in undo(person, "delete 2 lines")
    settled(person)
    person.context.selection.select([line.ref])
    press(person, "merge_lines")
    assert shown(person)[2][3] == "Come in then, it is open."
    person.context.playhead.move(110)
    press(person, "add_line")
    table = person.panels.lines.table
    person.wait(lambda: bool(table.findChildren(LineEditor)))
    [editor] = table.findChildren(LineEditor)
    person.qtbot.keyClicks(editor, "Wait for me.")
    person.qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled(person)
    added = at(person, "Wait for me.")
    person.panels.lines._on_speaker([added.ref], "JON")
    settled(person)
    assert (added.start, at(person, "Wait for me.").speaker) == (110, "JON")


def recast(person: Person) -> str:
    """MARA speaks with another voice of the engine; which."""
    panel = person.panels.cast
    speakers = [panel.model.index(r, 0).data() for r in range(panel.model.rowCount())]
    index = panel.model.index(speakers.index("MARA"), CastColumn.VOICE)
    before = index.data()
    person.panel.workspace._reveal(panel)
    place = panel.table.visualRect(index).center()
    person.qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    combo = panel.table.findChild(QComboBox)
    assert combo is not None
    voices = person.state.engine.voices if person.state.engine else ()
    voice = next(name for name in voices if name not in str(before))
    combo.setCurrentIndex(combo.findData(voice))
    combo.activated.emit(combo.currentIndex())
    person.answered()
    assert voice in panel.model.index(speakers.index("MARA"), CastColumn.VOICE).data()
    person.panel.workspace._reveal(person.panels.lines)
    return voice


def take_three_and_choose(person: Person, ref: str, voice: str) -> None:
    takes = person.panels.takes
    person.context.selection.select([ref])
    person.wait(lambda: takes.model.job is not None)
    assert takes.model.rowCount() == 0  # nothing is rendered: no take is listed
    person.context.actions["generate"].trigger()
    for number in (1, 2, 3):
        person.wait(lambda n=number: len(person.rendered(ref)) == n)  # type: ignore[misc]
        if number < 3:
            person.context.actions["another_take"].trigger()
    person.wait(lambda: takes.model.rowCount() == 3)
    assert {take.voice for take in person.rendered(ref)} == {voice}
    takes.view.setCurrentIndex(takes.model.index(2))
    person.context.actions["choose_take"].trigger()
    person.wait(lambda: [t.number for t in person.rendered(ref) if t.chosen] == [3])


def strip_of(person: Person, track: str) -> TrackStrip:
    """The controls of a track in its header."""
    strips = person.panels.timeline.findChildren(TrackStrip)
    return next(s for s in strips if s.track == track and not s.isHidden())


def level_the_tracks(person: Person) -> None:
    """Mute the sound while listening; make speech 4 dB quieter for good."""
    person.wait(lambda: not person.panels.timeline.is_stale)
    person.qtbot.mouseClick(strip_of(person, "audio").mute, Qt.MouseButton.LeftButton)
    assert strip_of(person, "audio").mute.isChecked()
    assert "audio" in person.context.heard.silent(("speech", "audio"))
    box = strip_of(person, "speech").gain
    box.setFocus()
    box.selectAll()
    person.qtbot.keyClicks(box, "-4")
    person.qtbot.keyClick(box, Qt.Key.Key_Return)
    person.wait(lambda: person.state.gains == {"speech": -4.0})
    settled(person)
    assert "gain" in person.context.actions["undo"].text()


def record_mute_and_gain(person: Person, ref: str, booth: Path) -> None:
    shutil.copy(person.rendered(ref)[0].path, booth)  # a sound of somebody who speaks
    person.panels.takes.recordings.take(str(booth))
    person.wait(lambda: chosen(person, ref) == "recorded by a person")
    person.panels.line.gain.setValue(-3.0)
    person.panels.line.commit()
    person.answered()
    assert person.line(FIRST).gain_db == -3.0
    person.context.selection.select([at(person, "Only me.").ref])
    hands.press_key(person, Qt.Key.Key_M)
    assert at(person, "Only me.").muted


def change_the_subtitles_outside(person: Person, project: Project) -> None:
    text = hands.LINES_SRT.replace("Only me.", "Just me.")
    project.subtitles.write_text(text, "utf-8")
    stamp = project.subtitles.stat().st_mtime_ns + 10**9
    os.utime(project.subtitles, ns=(stamp, stamp))
    person.wait(lambda: "1 line changed" in person.sentences())
    settled(person)
    assert shown(person)[1] == ("01:00:02:14", "1:00", "JON", "Just me.")
    assert at(person, "Just me.").muted


def test_a_day(project: Project, tmp_path: Path, qtbot: QtBot):
    person = opened(project, tmp_path, qtbot, project.subtitles)
    relink(person, project)
    watch_from_the_middle(person)
    time_the_lines(person)
    cut_the_lines(person)
    voice = recast(person)
    line = at(person, FIRST).ref
    level_the_tracks(person)
    take_three_and_choose(person, line, voice)
    record_mute_and_gain(person, line, tmp_path / "booth.wav")

    assert "Bring tracks in" in write_for(person, "resolve")
    output = project.timeline.with_name("cut.deepaudio.otio")
    written = output.read_text("utf-8")
    for told in ('"recorded by a person"', '"booth.wav"', '"gain_db": -3.0'):
        assert told in written
    decisions = hands.kept(project)
    assert decisions["gains"] == {"speech": -4.0}  # to have muted a track is no decision
    assert all(track.enabled for track in otio.adapters.read_from_file(str(output)).tracks)
    [sound] = output.with_name("cut.deepaudio").glob("*MARA*.wav")
    [take] = [take for take in person.rendered(line) if take.chosen]
    assert peak(sound) == pytest.approx(peak(Path(take.path)) * 10 ** (-7 / 20), rel=1e-3)
    assert decisions["settings"]["dialect"] == "resolve"
    assert decisions["cast"] == {"MARA": voice}
    assert decisions["lines"]["cue:cut#2"]["times"]["start"] == 62

    change_the_subtitles_outside(person, project)
    undo(person, "setting: host")
    undo(person, "mute “Only me.”")
    assert not at(person, "Just me.").muted
    person.context.selection.clear()
    assert "gain of MARA" in undo(person, "gain of MARA")
    assert person.context.selection.refs == (line,)  # it went there
    undo(person, "recording of MARA")
    person.wait(lambda: [t.number for t in person.rendered(line) if t.chosen] == [3])
    undo(person, "take 3 of MARA")
    person.wait(lambda: [t.number for t in person.rendered(line) if t.chosen] == [1])
    for _ in range(5):
        person.context.actions["redo"].trigger()
        person.answered()
    person.wait(lambda: chosen(person, line) == "recorded by a person")

    rows = shown(person)
    process_of("deepaudio_plugin.backend").kill()
    person.wait(lambda: "started again" in person.sentences())
    person.wait(lambda: person.state.is_loaded)
    settled(person)
    assert shown(person) == rows
    person.leave()
    again = opened(project, tmp_path / "again", qtbot)
    assert shown(again) == rows
    again.wait(lambda: chosen(again, line) == "recorded by a person")
    assert (again.line(FIRST).gain_db, at(again, "Just me.").muted) == (-3.0, True)
    again.wait(lambda: not again.panels.timeline.is_stale)
    assert strip_of(again, "speech").gain.value() == -4.0
    assert not strip_of(again, "audio").mute.isChecked()
    assert not again.panel.workspace.missing_media.isVisible()
    again.context.actions["write"].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, hands.WriteDialog)
    assert dialog._dialect.currentData() == "resolve"
    dialog.reject()
    again.leave()
