from __future__ import annotations

from collections.abc import Iterator

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.player.viewer import Viewer
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QDesktopServices, QImage
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, StubBackend


class SilentBackend(QObject):
    """Remembers what it was told to play; has the signals of the real one."""

    position_changed = Signal(float)
    playing_changed = Signal(bool)
    frame_shown = Signal(QImage)
    finished = Signal()
    failed = Signal(str)
    has_sound_device = True

    def __init__(self, parent=None) -> None:
        super().__init__(parent)
        self.loaded: tuple[str, str] = ("", "")
        self.playing = False
        self.position = 0.0
        self.rate = 1.0
        self.own = False

    def load(self, path: str, original_path: str = "") -> None:
        self.loaded = (path, original_path)

    def play(self) -> None:
        self.playing = True

    def pause(self) -> None:
        self.playing = False

    stop = pause

    def seek(self, seconds: float) -> None:
        self.position = seconds

    def set_rate(self, rate: float) -> None:
        self.rate = rate

    def play_original(self, own: bool) -> None:
        self.own = own


def preview_clips(order: messages.Order) -> Iterator[messages.Fact]:
    assert isinstance(order, messages.MakePreviewClip)
    start, frames = (156, 120) if order.ref else (order.start, order.frames)
    yield messages.PreviewClipMade(
        order.id, "/tmp/preview clip.mp4", "/tmp/original.wav", start, frames
    )


@pytest.fixture
def viewer(demo: PanelContext, stub: StubBackend, qtbot: QtBot) -> Viewer:
    stub.answer(messages.MakePreviewClip, preview_clips)
    made = Viewer(demo, make_playback=SilentBackend)
    qtbot.addWidget(made)
    return made


def test_space_plays_the_selected_take_in_its_place(
    viewer: Viewer, demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    demo.selection.select([LINES[0]])
    demo.actions["play"].trigger()
    qtbot.waitUntil(lambda: viewer.playback.playing)
    [order] = stub.of(messages.MakePreviewClip)
    assert order.ref == LINES[0]
    assert order.key == next(t.key for t in demo.state.jobs.get(LINES[0]).takes if t.chosen)
    assert viewer.playback.loaded == ("/tmp/preview clip.mp4", "/tmp/original.wav")


def test_space_again_pauses_and_goes_on_without_another_reel(
    viewer: Viewer, demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    demo.selection.select([LINES[0]])
    demo.actions["play"].trigger()
    qtbot.waitUntil(lambda: viewer.playback.playing)
    viewer.playback.position_changed.emit(1.0)
    demo.actions["play"].trigger()
    assert not viewer.playback.playing
    demo.actions["play"].trigger()
    assert viewer.playback.playing
    assert len(stub.of(messages.MakePreviewClip)) == 1


def test_without_a_selection_it_plays_from_the_playhead(
    viewer: Viewer, demo: PanelContext, stub: StubBackend
):
    demo.playhead.move(100)
    demo.actions["play"].trigger()
    [order] = stub.of(messages.MakePreviewClip)
    assert (order.ref, order.start, order.frames) == ("", 100, 480)


def test_the_playhead_follows_the_film(viewer: Viewer, demo: PanelContext, qtbot: QtBot):
    demo.selection.select([LINES[0]])
    demo.actions["play"].trigger()
    qtbot.waitUntil(lambda: viewer.playback.playing)
    viewer.playback.position_changed.emit(2.0)
    assert demo.playhead.frame == 156 + 48


def test_one_key_hears_the_original(viewer: Viewer, demo: PanelContext, qtbot: QtBot):
    demo.actions["original"].trigger()
    assert viewer.playback.own
    assert viewer._screen.accessibleName() == "Original"
    demo.actions["original"].trigger()
    assert not viewer.playback.own


def test_l_is_faster_j_slower_k_stands(viewer: Viewer, demo: PanelContext, qtbot: QtBot):
    demo.selection.select([LINES[0]])
    demo.actions["play_on"].trigger()
    qtbot.waitUntil(lambda: viewer.playback.playing)
    demo.actions["play_on"].trigger()
    assert viewer.playback.rate == 1.5
    demo.actions["play_back"].trigger()
    demo.actions["play_back"].trigger()
    assert viewer.playback.rate == 0.5
    demo.actions["stop"].trigger()
    assert (viewer.playback.playing, viewer.playback.rate) == (False, 1.0)


def test_j_steps_back_while_it_stands(viewer: Viewer, demo: PanelContext):
    demo.playhead.move(100)
    demo.actions["play_back"].trigger()
    assert demo.playhead.frame == 76


def test_a_take_alone_is_the_file_itself(viewer: Viewer, demo: PanelContext):
    demo.selection.select([LINES[0]])
    demo.actions["play_take"].trigger()
    take = next(t for t in demo.state.jobs.get(LINES[0]).takes if t.chosen)
    assert viewer.playback.loaded == (take.path, "")


def test_a_reel_that_cannot_be_made_is_told(
    viewer: Viewer, demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    stub.refuse(messages.MakePreviewClip, "bad-media", "the picture cannot be read", "Relink it.")
    told = []
    demo.notices.posted.connect(told.append)
    demo.selection.select([LINES[0]])
    demo.actions["play"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].hint == "Relink it."


def test_no_sound_device_is_said(viewer: Viewer, demo: PanelContext, qtbot: QtBot):
    viewer.playback.has_sound_device = False
    told = []
    demo.notices.posted.connect(told.append)
    demo.selection.select([LINES[0]])
    demo.actions["play"].trigger()
    qtbot.waitUntil(lambda: bool(told))
    assert "no sound device" in told[0].sentence
    assert viewer.playback.playing


def test_without_qtmultimedia_takes_open_elsewhere(demo: PanelContext, qtbot: QtBot, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    viewer = Viewer(demo, make_playback=lambda parent: None)
    qtbot.addWidget(viewer)
    demo.selection.select([LINES[0]])
    demo.actions["play_take"].trigger()
    assert opened == [next(t.path for t in demo.state.jobs.get(LINES[0]).takes if t.chosen)]
    assert "PySide6-Addons" in viewer._screen.accessibleDescription()
