"""Rendering on a farm from the window, and what becomes of it where there is none."""

from __future__ import annotations

import pytest

from deepaudio_plugin.backend import messages
from tests.helpers.panel import Panel, fake_worker
from tests.helpers.project import make_project


@pytest.fixture
def panel(monkeypatch, tmp_path):
    fake_worker(monkeypatch, "--remark", "gpu-7 of the farm is not used")
    with Panel(tmp_path / "backend.log") as panel:
        yield panel


def problem(fact):
    return isinstance(fact, messages.ProblemFound)


def test_where_the_farm_does_not_answer_that_is_told_and_this_computer_renders(panel, tmp_path):
    project = make_project(tmp_path / "cut")
    panel.carried(messages.RenderOn, "127.0.0.1:1")
    told = panel.until(lambda fact: problem(fact) and "instead of the farm" in fact.message)[-1]
    assert told.message.startswith("this computer renders instead of the farm: ")
    assert told.hint.endswith("Choose the farm again to try again.")
    panel.open(project.timeline, project.subtitles)
    panel.carried(messages.Generate, scope="all")
    panel.until(lambda fact: isinstance(fact, messages.Queue) and fact.done == 3)


def test_this_computer_again_where_it_renders_already_starts_nothing(panel):
    facts = panel.carried(messages.RenderOn, "")
    assert not any(map(problem, facts))


def test_what_a_farm_has_to_say_is_told_while_it_renders(panel, tmp_path):
    project = make_project(tmp_path / "cut")
    panel.open(project.timeline, project.subtitles)
    panel.carried(messages.Generate, scope="all")
    told = panel.until(problem)[-1]
    assert (told.message, told.hint) == ("gpu-7 of the farm is not used", "Look there.")
