"""Sound devices come and go while one plays: the picture goes on, and one line says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.player import output
from deepaudio_ui.player.viewer import Viewer
from pytestqt.qtbot import QtBot

from tests.helpers.backend_stub import StubBackend
from tests.helpers.screened import screen_film
from tests.helpers.sound_devices import FakeMachine


class Listening:
    """A viewer on a machine whose devices the test plugs in and out."""

    def __init__(self, machine: FakeMachine, context: PanelContext, qtbot: QtBot) -> None:
        self.machine, self._context, self._qtbot = machine, context, qtbot
        self.viewer = Viewer(context)
        qtbot.addWidget(self.viewer)
        self.told: list[str] = []
        context.notices.posted.connect(lambda notice: self.told.append(notice.sentence))

    def play(self) -> None:
        self._context.actions["play"].trigger()

    def until_it_goes_on(self) -> None:
        """Wait until the playhead is some frames further."""
        begin = self._context.playhead.frame
        self._qtbot.waitUntil(lambda: self._context.playhead.frame >= begin + 4)
        assert self.viewer.playing

    def until_told(self, words: str) -> None:
        self._qtbot.waitUntil(lambda: any(words in sentence for sentence in self.told))
        assert len(self.told) == 1
        self.told.clear()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> FakeMachine:
    machine = FakeMachine("headphones")
    monkeypatch.setattr("PySide6.QtMultimedia.QMediaDevices", machine.media_devices)
    monkeypatch.setattr("PySide6.QtMultimedia.QAudioSink", machine.sink)
    return machine


@pytest.fixture
def listening(
    machine: FakeMachine, demo: PanelContext, stub: StubBackend, qtbot: QtBot, tmp_path: Path
) -> Iterator[Listening]:
    screen_film(stub, tmp_path)
    listening = Listening(machine, demo, qtbot)
    yield listening
    listening.viewer.player.pause()


def test_a_device_that_is_pulled_out_while_it_plays_leaves_the_picture_playing(listening):
    listening.play()
    listening.until_it_goes_on()
    assert listening.machine.playing_on() == ["headphones"]
    listening.machine.plug()
    listening.until_told("The sound device is gone: nothing is heard.")
    listening.until_it_goes_on()
    assert listening.machine.playing_on() == []


def test_sound_comes_back_in_the_middle_of_playing(listening):
    listening.play()
    listening.machine.plug()
    listening.until_told("gone")
    listening.machine.plug("loudspeakers")
    listening.until_told("you hear it again")
    assert listening.machine.playing_on() == ["loudspeakers"]
    listening.until_it_goes_on()


def test_sound_goes_on_on_the_device_that_is_still_there(listening):
    listening.machine.plug("headphones", "loudspeakers")
    listening.play()
    listening.machine.plug("loudspeakers")
    listening.until_told("sound goes on on another one")
    assert listening.machine.playing_on() == ["loudspeakers"]
    listening.until_it_goes_on()


def test_another_device_changes_nothing_while_the_one_in_use_is_there(listening):
    listening.play()
    listening.machine.plug("headphones", "loudspeakers")
    listening.until_it_goes_on()
    assert (listening.machine.playing_on(), listening.told) == (["headphones"], [])


def test_where_none_is_there_at_first_one_that_is_plugged_in_is_heard(listening):
    listening.machine.plug()
    listening.play()
    listening.until_told("This machine has no sound device")
    listening.until_it_goes_on()
    listening.machine.plug("headphones")
    listening.until_told("you hear it again")
    listening.until_it_goes_on()
    assert listening.machine.playing_on() == ["headphones"]


def test_a_device_that_the_system_takes_away_is_one_that_is_gone(listening):
    listening.play()
    listening.until_it_goes_on()
    listening.machine.devices = []
    listening.machine.sinks[-1].fail()
    listening.until_told("gone")
    listening.until_it_goes_on()


def test_a_device_that_takes_no_sound_does_not_hold_up_the_picture(listening, monkeypatch):
    monkeypatch.setattr(output, "_DEAD_S", 0.1)
    listening.play()
    listening.until_it_goes_on()
    listening.machine.hears = False
    listening.until_told("gone")
    listening.until_it_goes_on()
    listening.machine.hears = True
    listening.machine.plug("headphones")  # pulled out and in again
    listening.until_told("you hear it again")
