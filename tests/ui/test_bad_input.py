"""Whatever is dropped on the real window: something useful is shown, or what is wrong is said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import opentimelineio as otio
import pytest
from deepaudio_ui.player.output import is_available
from pytestqt.qtbot import QtBot

from tests.helpers.person import Person
from tests.helpers.project import Project, make_project
from tests.helpers.shared import shared_path

pytestmark = pytest.mark.qt_log_ignore(
    "pipewire", "pa_context_connect", "HW decoder", "RHI", "FFmpeg"
)

_SHARED = Path(__file__).parents[2] / ".." / "shared" / "corpus"
CORPUS = sorted(
    str(path.relative_to(_SHARED)) for path in _SHARED.rglob("*.*") if path.is_file()
) or ["."]  # one test that is skipped, where there is no corpus


@pytest.fixture(scope="module")
def backend_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the window of this file keeps things."""
    folder = tmp_path_factory.mktemp("window")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEEPAUDIO_LIBRARY", str(folder / "takes"))
        patch.setenv("DEEPAUDIO_VIEWING_CACHE", str(folder / "viewing"))
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        yield folder


@pytest.fixture(scope="module")
def window(backend_folders: Path, request: pytest.FixtureRequest, qapp: object) -> Iterator[Person]:
    """One window with one backend for everything here."""
    person = Person(backend_folders, QtBot(request))
    person.panel.start()
    person.wait(lambda: bool(person.state.formats))
    yield person
    person.leave()
    person.window.deleteLater()


@pytest.fixture
def person(window: Person) -> Person:
    """The window as if it had just been opened."""
    window.panel.opener.close()
    window.answered()
    window.told.clear()
    return window


@pytest.fixture(scope="module")
def corpus(backend_folders: Path) -> Path:
    """Real files of many programs, on a disk where decisions can be kept."""
    return Path(shutil.copytree(shared_path("corpus"), backend_folders / "corpus"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "project")


@pytest.mark.parametrize("how", ["dropped", "named"])
@pytest.mark.parametrize("name", CORPUS)
def test_every_file_is_shown_or_it_is_said_why_not(
    person: Person, corpus: Path, name: str, how: str
):
    file = corpus / name
    if how == "dropped":
        person.drop(file)
    else:
        person.panel.open(file)
    person.answered()
    head = person.state.head
    if head is not None:
        assert Path(head.path) == file
        assert person.state.is_loaded
        assert person.state.frames > 0
        assert person.state.tracks
    else:
        [told] = person.told
        assert told.level in ("warning", "error")
        assert file.name in told.sentence or "Subtitles need a timeline" in told.sentence
        assert told.hint


SUBTITLES = {
    "utf-16.srt": "1\n00:00:00,250 --> 00:00:01,400\nMARA: Wer da?\n".encode("utf-16"),
    "latin-1.srt": "1\n00:00:00,250 --> 00:00:01,400\nÜber den Fluß?\n".encode("latin-1"),
    "voices.vtt": b"WEBVTT\n\n00:00.250 --> 00:01.400\n<v Jane>Who is there?\n",
    "styles.ass": b"[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, "
    b"Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    b"Dialogue: 0,0:00:00.25,0:00:01.40,Default,JON,0,0,0,,{\\i1}Hi\\Nthere\n",
    "lines.ttml": b'<tt xmlns="http://www.w3.org/ns/ttml"><body><div>'
    b'<p begin="0.25s" end="1.4s">Hello</p></div></body></tt>',
    "lines.sbv": b"0:00:00.250,0:00:01.400\nHello\n",
    "one-long-line.srt": b"1\n00:00:00,250 --> 00:00:01,400\n" + b"x" * 300_000,
    "all-at-once.srt": "\n".join(
        f"{n}\n00:00:00,{250 + n} --> 00:00:02,400\nLine {n}\n" for n in range(1, 100)
    ).encode(),
}
NO_SUBTITLES = {
    "empty.srt": b"",
    "zeros.srt": bytes(5000),
    "binary.srt": bytes(range(256)) * 40,
    "backwards.srt": b"1\n00:00:02,250 --> 00:00:01,400\nBack\n",
    "later.srt": b"1\n07:30:02,250 --> 07:30:03,400\nLater\n",
    "film.stl": b"850STL25.01",
}


@pytest.mark.parametrize("name", SUBTITLES)
def test_every_kind_of_subtitles_joins_the_timeline(
    person: Person, project: Project, tmp_path: Path, name: str
):
    project.subtitles.unlink()
    person.open(project.timeline)
    assert {job.stem for job in person.state.jobs.all()} == {"audio"}
    (tmp_path / name).write_bytes(SUBTITLES[name])
    person.drop(tmp_path / name)
    person.wait(lambda: {job.stem for job in person.state.jobs.all()} == {"speech", "audio"})
    person.wait(lambda: person.panels.lines.model.rowCount() == len(person.state.cues))


@pytest.mark.parametrize("name", NO_SUBTITLES)
def test_subtitles_that_cannot_be_used_are_named(
    person: Person, project: Project, tmp_path: Path, name: str
):
    person.open(project.timeline)
    before = len(person.state.cues)
    (tmp_path / name).write_bytes(NO_SUBTITLES[name])
    person.drop(tmp_path / name)
    person.answered()
    assert name in person.told[-1].sentence
    assert person.told[-1].hint
    assert len(person.state.cues) == before


def test_subtitles_alone_wait_for_a_timeline(person: Person, project: Project):
    person.drop(project.subtitles)
    assert "need a timeline" in person.told[-1].sentence
    assert person.panel.workspace.welcome.isVisible()


def test_a_script_without_a_font_is_told_once(person: Person, project: Project, tmp_path: Path):
    khmer = tmp_path / "khmer.srt"
    line = "{0}\n00:00:0{0},000 --> 00:00:0{0},900\nសួស្តី\n"
    khmer.write_text("\n".join(line.format(n) for n in range(3)), encoding="utf-8")
    person.open(project.timeline)
    person.drop(khmer)
    person.wait(lambda: "Khmer" in person.sentences())
    person.open(project.timeline, khmer)  # once more
    assert sum("Khmer" in told.sentence for told in person.told) == 1


@pytest.mark.parametrize("tracks", [(), (otio.schema.Track("V1"),)])
def test_an_empty_timeline_is_told_with_what_to_do(
    person: Person, tmp_path: Path, tracks: tuple[otio.schema.Track, ...]
):
    empty = tmp_path / "empty.otio"
    timeline = otio.schema.Timeline("empty")
    timeline.tracks.extend(track.deepcopy() for track in tracks)
    otio.adapters.write_to_file(timeline, str(empty))
    person.drop(empty)
    person.answered()
    [told] = person.told
    assert "empty.otio" in told.sentence
    assert "put clips on the timeline" in told.hint
    person.wait(person.panel.workspace.welcome.isVisible)


def decisions_of(project: Project, content: object) -> Path:
    """The project's decisions file with other content."""
    file = project.timeline.with_name("cut.deepaudio.json")
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return file


def test_decisions_of_a_newer_version_are_left_alone(person: Person, project: Project):
    file = decisions_of(project, {"version": 99, "wisdom": 1})
    before = file.read_bytes()
    person.open(project.timeline, project.subtitles)
    assert person.state.read_only
    assert "newer version" in person.told[0].sentence
    assert "Another panel" not in person.sentences()
    assert not person.context.actions["generate_all"].isEnabled()
    person.panels.lines.edits.edit(person.line("Who is there?").ref, text="Me")
    person.answered()
    assert person.line("Who is there?").text == "Who is there?"
    assert file.read_bytes() == before


def test_damaged_decisions_are_moved_aside_and_told(person: Person, project: Project):
    file = decisions_of(project, '{"version": 1, "lines": ')
    person.open(project.timeline, project.subtitles)
    assert "damaged" in person.sentences()
    assert file.with_name("cut.deepaudio.json.damaged").exists()
    assert not person.state.read_only


def test_a_write_protected_decisions_file_is_not_written_over(person: Person, project: Project):
    file = decisions_of(project, {"version": 1})
    file.chmod(0o444)
    person.open(project.timeline, project.subtitles)
    assert "your own folder" in person.sentences()
    person.panels.lines.edits.edit(person.line("Who is there?").ref, text="Me")
    person.answered()
    assert json.loads(file.read_text("utf-8")) == {"version": 1}
    person.panel.opener.close()
    person.open(project.timeline)
    assert person.line("Who is there?").text == "Me"


def test_a_second_panel_is_told_and_takes_over_later(
    person: Person, project: Project, tmp_path: Path, qtbot: QtBot
):
    second = Person(tmp_path, qtbot)
    person.open(project.timeline, project.subtitles)
    second.open(project.timeline)
    assert second.state.read_only
    assert "open elsewhere already" in second.sentences()
    assert not second.context.actions["generate_all"].isEnabled()
    assert second.context.actions["play"].isEnabled()
    person.panel.opener.close()
    person.answered()
    second.open(project.timeline)
    second.wait(lambda: not second.state.read_only)
    assert second.context.actions["generate_all"].isEnabled()
    second.leave()


@pytest.mark.skipif(not is_available(), reason="QtMultimedia is not installed")
def test_without_a_sound_device_it_is_said_once(
    person: Person, project: Project, monkeypatch: pytest.MonkeyPatch
):
    from PySide6.QtMultimedia import QMediaDevices

    if QMediaDevices.audioOutputs():
        pytest.skip("this machine has a sound device")
    person.open(project.timeline, project.subtitles)
    person.context.actions["play"].trigger()
    person.wait(lambda: "no sound device" in person.sentences())
    assert sum("no sound device" in told.sentence for told in person.told) == 1


def test_what_does_not_open_leaves_what_is_open(person: Person, project: Project, tmp_path: Path):
    broken = tmp_path / "broken.otio"
    broken.write_text('{"OTIO_SCHEMA": "Timeline.1", ', encoding="utf-8")
    person.open(project.timeline)
    person.drop(broken)
    person.answered()
    assert str(broken) in person.told[-1].sentence
    assert person.panel.opener.path == str(project.timeline)
    assert len(person.state.shots) == 2
