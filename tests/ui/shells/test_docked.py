from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from deepaudio_ui.shells.docked import DockedPanel
from deepaudio_ui.state.preferences import Preferences
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.errors import HostError
from deepaudio_plugin.hosts.bridge import FrameSpan, HostTimeline, ReceivedTracks
from tests.helpers.backend_stub import StubBackend, demo_facts, opened

SENT = "/show/DeepAudio/film.otio"
WRITTEN = messages.TimelineWritten(
    "/show/DeepAudio/film.deepaudio.otio", "/show/DeepAudio/film.deepaudio"
)


@dataclass
class Editor:
    """A host that can do everything."""

    name: str = "nuke"
    version: str = "16.0"
    frame: int = 0
    spans: tuple[FrameSpan, ...] = ()
    refusal: Exception | None = None
    received: list[Path] = field(default_factory=list)

    def send_timeline(self) -> HostTimeline:
        if self.refusal is not None:
            raise self.refusal
        return HostTimeline(Path(SENT), "film", ("one clip is of another rate",))

    def receive_tracks(self, written: Path) -> ReceivedTracks:
        self.received.append(written)
        return ReceivedTracks("film DeepAudio 1", 7)

    def selection(self) -> tuple[FrameSpan, ...]:
        return self.spans

    def playhead(self) -> int:
        return self.frame

    def move_playhead(self, frame: int) -> None:
        self.frame = frame


@pytest.fixture
def editor() -> Editor:
    return Editor()


@pytest.fixture
def docked(editor: Editor, stub: StubBackend, tmp_path: Path, qtbot: QtBot):
    settings = QSettings(str(tmp_path / "docked.ini"), QSettings.Format.IniFormat)
    made = DockedPanel(editor, factory=stub, preferences=Preferences(settings))
    qtbot.addWidget(made)
    made.show()
    return made


def button(docked: DockedPanel, text: str) -> QToolButton:
    (found,) = [
        b for b in docked.findChildren(QToolButton) if b.text() == text and b.parent() is docked
    ]
    return found


def notices(docked: DockedPanel) -> str:
    return " | ".join(n.sentence for n in docked.panel.workspace.message_bar.notices)


def open_it(docked: DockedPanel, stub: StubBackend) -> None:
    button(docked, "Open the editor's timeline").click()
    head, *rest = demo_facts()
    stub.publish(opened(head.frames, SENT), *rest)


def test_the_editors_timeline_opens_in_its_dialect(docked, stub):
    open_it(docked, stub)
    assert stub.of(messages.Open)[0].path == SENT
    assert [order.values for order in stub.of(messages.Set)] == [{"dialect": "nuke"}]
    assert "another rate" in notices(docked)


def test_tracks_are_brought_in_when_they_are_written(docked, stub, editor):
    open_it(docked, stub)
    receive = button(docked, "Bring tracks in")
    assert not receive.isEnabled()
    stub.publish(WRITTEN)
    receive.click()
    assert editor.received == [Path(WRITTEN.output)]
    assert "film DeepAudio 1" in notices(docked)


@pytest.mark.parametrize(
    "refusal", [HostError("no sequence is open", hint="Open one."), RuntimeError("Bin is locked")]
)
def test_what_the_editor_cannot_do_is_told(docked, stub, editor, refusal):
    editor.refusal = refusal
    button(docked, "Open the editor's timeline").click()
    assert notices(docked) in ("no sequence is open", "Bin is locked")
    assert stub.of(messages.Open) == []


def test_selection_and_playhead_follow_both_ways(docked, stub, editor, qtbot):
    open_it(docked, stub)
    context = docked.panel.context
    button(docked, "Follow the editor").click()
    shot = context.state.shots.all()[1]
    editor.spans = (FrameSpan(shot.start, shot.start + 1),)
    editor.frame = shot.start + 5
    qtbot.waitUntil(lambda: context.playhead.frame == shot.start + 5)
    assert shot.ref in context.selection.refs
    context.playhead.move(3)
    assert editor.frame == 3


def test_another_timeline_is_not_followed(docked, stub, editor, qtbot):
    open_it(docked, stub)
    docked.panel.opener.open("/elsewhere.otio")
    button(docked, "Follow the editor").click()
    editor.frame = 40
    docked._follow()
    assert docked.panel.context.playhead.frame == 0
    docked.panel.context.playhead.move(9)
    assert editor.frame == 40


def test_closing_it_ends_the_backend(docked, stub):
    open_it(docked, stub)
    docked.close()
    assert stub.closed


def test_a_host_that_can_little_has_few_buttons(stub, qtbot, tmp_path):
    class Bare:
        name, version = "other", "1"

    docked = DockedPanel(Bare(), factory=stub)
    qtbot.addWidget(docked)
    shown = [b.text() for b in docked.findChildren(QToolButton) if not b.isHidden()]
    assert "Bring tracks in" not in shown
    assert "Open the editor's timeline" not in shown
