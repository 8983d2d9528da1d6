"""The bar for missing media."""

from __future__ import annotations

import dataclasses

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.missing_media import MissingMediaBar
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import ShotView
from tests.helpers.backend_stub import SHOTS, StubBackend


@pytest.fixture
def bar(demo: PanelContext, qtbot: QtBot) -> MissingMediaBar:
    made = MissingMediaBar(demo)
    qtbot.addWidget(made)
    return made


def lose(demo: PanelContext, stub: StubBackend, *refs: str, missing: bool = True) -> messages.Shots:
    shots = [demo.state.shots.get(ref) for ref in refs]
    return messages.Shots(tuple(dataclasses.replace(shot, missing=missing) for shot in shots))


def test_it_counts_and_names_shots_without_media(bar, demo, stub, qtbot: QtBot):
    assert not bar.isVisible()
    stub.publish(lose(demo, stub, *SHOTS[:4]))
    qtbot.waitUntil(bar.isVisible)
    names = [demo.state.shots.get(ref).name for ref in SHOTS[:3]]
    assert bar._words.text().startswith("The media of 4 shots is not where the timeline says")
    assert bar._words.text().endswith(f"{', '.join(names)}…")
    stub.publish(lose(demo, stub, *SHOTS[:4], missing=False))
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_a_folder_is_chosen_and_what_it_brought_is_told(
    bar, demo, stub, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    told = []
    demo.notices.posted.connect(lambda notice: told.append((notice.sentence, notice.hint)))
    stub.publish(lose(demo, stub, *SHOTS[:3]))
    qtbot.waitUntil(bar.isVisible)
    found = lose(demo, stub, *SHOTS[:2], missing=False)
    stub.answer(messages.LocateMedia, lambda order: [found])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/drive/rushes")
    bar.locate.click()
    qtbot.waitUntil(lambda: bool(told))
    assert stub.of(messages.LocateMedia)[0].folder == "/drive/rushes"
    assert told == [("The media of 2 shots was found.", "Of 1 it is still missing.")]


def test_looking_again_says_when_nothing_came_of_it(bar, demo, stub, qtbot: QtBot):
    told = []
    demo.notices.posted.connect(lambda notice: told.append(notice.sentence))
    stub.publish(lose(demo, stub, SHOTS[0]))
    qtbot.waitUntil(bar.isVisible)
    bar.again.click()
    qtbot.waitUntil(lambda: bool(told))
    assert stub.of(messages.LocateMedia)[0].folder == ""
    assert told == ["The media is still not there."]


def test_it_stays_away_once_closed_until_another_timeline_is_open(bar, demo, stub, qtbot: QtBot):
    stub.publish(lose(demo, stub, SHOTS[0]))
    qtbot.waitUntil(bar.isVisible)
    bar.close_button.click()
    stub.publish(lose(demo, stub, SHOTS[1]))
    qtbot.wait(150)
    assert not bar.isVisible()
    head = demo.state.head
    stub.publish(head)
    stub.publish(messages.Shots((ShotView("a", 1, "a", "V1", 0, 24, False, missing=True),)))
    qtbot.waitUntil(bar.isVisible)
