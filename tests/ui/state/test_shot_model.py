"""The selected shots as one thing to describe."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.state.shot_model import ShotEdits, ShotPrompts
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import SHOTS, StubBackend, demo_facts


@pytest.fixture
def model(demo: PanelContext) -> ShotPrompts:
    made = ShotPrompts(demo.state, ShotEdits(demo.link, demo.state))
    made.take_up([SHOTS[3], SHOTS[4]])
    return made


def test_what_differs_is_none(model: ShotPrompts):
    assert model.common("prompt") is None
    assert model.common("negative_prompt") == ""
    assert model.muted is False
    assert model.described == ("waves against the pier",)


def test_shots_that_are_so_already_are_no_part_of_an_order(model: ShotPrompts, stub: StubBackend):
    model.edit(prompt=" a small outboard engine, idle ")
    assert [o.refs for o in stub.of(messages.EditShots)] == [(SHOTS[3],)]


def test_a_shot_that_is_gone_is_not_edited(model: ShotPrompts, stub: StubBackend, qtbot: QtBot):
    with qtbot.waitSignal(model.changed):
        stub.publish(messages.Removed(shots=(SHOTS[3],)))
    assert model.refs == (SHOTS[4],)
    model.revert()
    assert stub.of(messages.EditShots) == []


def test_what_the_backend_tells_of_other_shots_changes_nothing(
    model: ShotPrompts, demo: PanelContext, stub: StubBackend, qtbot: QtBot
):
    shot = demo.state.shots.get(SHOTS[0])
    with qtbot.assertNotEmitted(model.changed):
        stub.publish(messages.Shots((dataclasses.replace(shot, prompt="gulls"),)))
        qtbot.waitUntil(lambda: not model._timer.isActive())


def test_an_edit_that_a_crash_left_unanswered_is_ordered_again(
    model: ShotPrompts, demo: PanelContext, stub: StubBackend, tmp_path: Path
):
    stub.silent = True
    model.edit(prompt="fog")
    stub.die()
    stub.silent = False
    demo.link.start()
    stub.publish(*demo_facts(tmp_path))
    again = stub.of(messages.EditShots)[1:]
    assert {(o.refs, o.prompt) for o in again} == {((SHOTS[3],), "fog"), ((SHOTS[4],), "fog")}
