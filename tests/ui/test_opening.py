from __future__ import annotations

from pathlib import Path

from deepaudio_ui.opening import Opener
from deepaudio_ui.panel_context import PanelContext
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import StubBackend, demo_facts, settle


def test_a_timeline_and_its_subtitles_are_opened_together(context: PanelContext, stub: StubBackend):
    Opener(context).take(["/films/cut.otio", "/films/lines.srt", "/films/lines.de.vtt"])
    [order] = stub.of(messages.Open)
    assert Path(order.path) == Path("/films/cut.otio").absolute()
    assert [Path(path).name for path in order.subtitles] == ["lines.srt", "lines.de.vtt"]


def test_subtitles_alone_join_the_open_timeline(context: PanelContext, stub: StubBackend):
    opener = Opener(context)
    opener.open("/films/cut.otio")
    opener.take(["/films/lines.srt"])
    assert stub.of(messages.AddSubtitles)[0].paths == ("/films/lines.srt",)


def test_subtitles_without_a_timeline_are_told_so(context: PanelContext, stub: StubBackend):
    told = []
    context.notices.posted.connect(told.append)
    Opener(context).take(["/films/lines.srt"])
    assert told[0].sentence == "Subtitles need a timeline."
    assert not stub.of(messages.AddSubtitles)


def test_a_sound_that_is_dropped_on_the_window_is_told_where_it_belongs(context: PanelContext):
    told = []
    context.notices.posted.connect(told.append)
    Opener(context).take(["/booth/JON 12.WAV", "/films/notes.pdf"])
    assert "on the list of takes" in told[0].hint
    assert "Timelines end in" in told[1].hint


def test_what_is_neither_is_named(context: PanelContext, stub: StubBackend):
    told = []
    context.notices.posted.connect(told.append)
    Opener(context).take(["/films/poster.png"])
    assert "poster.png" in told[0].sentence
    assert ".otio" in told[0].hint


def test_a_refused_timeline_leaves_the_open_one(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    opener = Opener(context)
    opener.open("/films/lighthouse.otio")
    stub.publish(*demo_facts())
    stub.refuse(messages.Open, "bad-timeline", "this is no timeline", "Choose another.")
    told = []
    context.notices.posted.connect(told.append)
    opener.open("/films/poster.otio")
    settle()
    assert told[0].sentence == "this is no timeline"
    assert Path(opener.path).name == "lighthouse.otio"


def test_a_timeline_that_breaks_off_while_it_is_read_is_not_left_half_open(
    context: PanelContext, stub: StubBackend, tmp_path: Path
):
    opener = Opener(context)
    opener.open(tmp_path / "cut.otio")
    stub.publish(messages.Opened(opener.path, "cut", 24, 1, 0, False, 100, ""))
    order = stub.of(messages.Open)[0]
    opener._on_open_refused(messages.Refused(order.id, "bad-timeline", "its shots make no sense"))
    assert not context.state.is_open
    assert opener.path == ""


def test_what_is_closed_while_it_is_opened_once_more_stays_closed(
    context: PanelContext, stub: StubBackend
):
    opener = Opener(context)
    opener.open("/films/lighthouse.otio")
    stub.publish(*demo_facts())
    stub.answer(messages.CloseTimeline, lambda order: demo_facts())  # of the second opening
    opener.open("/films/lighthouse.otio")
    opener.close()
    settle()
    assert not context.state.is_open
    assert not context.state.jobs.all()


def test_a_backend_that_dies_is_started_again_with_the_timeline(
    context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    opener = Opener(context)
    opener.open("/films/cut.otio", ["/films/lines.srt"])
    stub.orders.clear()
    stub.die()
    assert [type(order) for order in stub.orders] == [messages.Greet, messages.Open]
    assert opener.path == stub.of(messages.Open)[0].path


def test_a_backend_that_keeps_dying_is_left_alone(context: PanelContext, stub: StubBackend):
    opener = Opener(context)
    opener.open("/films/cut.otio")
    told = []
    context.notices.posted.connect(told.append)
    for _ in range(4):
        stub.die("exit code 9")
    assert told[-1].level == "error"
    assert "keeps stopping" in told[-1].sentence
    assert not context.link.running


def test_opened_timelines_are_remembered_while_they_exist(
    context: PanelContext, stub: StubBackend, tmp_path: Path
):
    opener = Opener(context)
    file = tmp_path / "cut.otio"
    file.write_text("{}")
    opener.open(file)
    stub.publish(messages.Opened(str(file), "cut", 24, 1, 0, False, 100, ""))
    assert context.preferences.recent == (str(file),)
    file.unlink()
    assert context.preferences.recent == ()


def test_the_demo_is_opened_as_a_copy(
    context: PanelContext, stub: StubBackend, monkeypatch, tmp_path: Path
):
    monkeypatch.setattr(
        "deepaudio_ui.opening.QStandardPaths.writableLocation", lambda place: str(tmp_path)
    )
    Opener(context).open_demo()
    [order] = stub.of(messages.Open)
    assert Path(order.path) == tmp_path / "demo" / "demo.otio"
    assert Path(order.path).is_file()
    assert Path(order.subtitles[0]).is_file()
