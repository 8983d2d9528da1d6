"""A host of another package is one like ours: found, installed into, written and checked for."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions
from deepaudio_plugin.hosts import registry
from deepaudio_plugin.project.settings import change_settings, options_with
from tests.helpers import other_host
from tests.helpers.command import deepaudio
from tests.helpers.project import make_project


@pytest.fixture
def other_package(tmp_path, monkeypatch):
    """The package is installed as long as a test runs."""
    other_host.install(tmp_path / "packages")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    yield
    for name in [name for name in sys.modules if name.split(".")[0] == "moviola_host"]:
        del sys.modules[name]
    registry._dialect.cache_clear()


@pytest.mark.usefixtures("other_package")
def test_it_is_listed_and_installed_into_with_its_own_files(tmp_path, monkeypatch, private_folders):
    monkeypatch.setenv("MOVIOLA", sys.executable)
    listed = deepaudio("hosts", "list", "--json").events
    (told,) = [event for event in listed if event.get("name") == "moviola"]
    assert (told["title"], told["found"][0]["how"]) == ("Moviola Pro", "MOVIOLA")
    folder = tmp_path / "dot_moviola"
    ran = deepaudio("hosts", "install", "moviola", "--folder", folder)
    assert ran.code == 0, ran.err
    assert (folder / "menu.py").read_text("utf-8") == "# Moviola's menu\n"
    assert json.loads((folder / "deepaudio.json").read_bytes())["python"] == sys.executable


@pytest.mark.usefixtures("other_package")
def test_entry_points_that_give_no_host_are_told_and_the_rest_works(private_folders):
    ran = deepaudio("hosts", "list")
    assert "torn (moviola_host:MISSING): AttributeError" in ran.out + ran.err
    assert "odd (moviola_host.dialect:Moviola): is not a Host" in ran.out + ran.err
    assert "Moviola Pro" in ran.out and "Blender" in ran.out


@pytest.mark.slow
@pytest.mark.usefixtures("other_package")
def test_a_render_for_it_is_in_its_dialect_and_is_checked_by_its_rules(tmp_path: Path):
    project = make_project(tmp_path / "film")
    ran = deepaudio(
        "render", project.timeline, "--subtitles", project.subtitles, "--engine", "sketch",
        "--for", "moviola", "--library", tmp_path / "takes", "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    output = Path(ran.event("finished")["output"])
    assert json.loads(output.read_text("utf-8"))["metadata"]["moviola"] == {"rate": 24.0}
    assert output.with_name("cut.deepaudio.speech.srt").exists()
    told = [problem["message"] for problem in ran.event("finished")["problems"]]
    assert "the sprockets are counted" in told
    checked = deepaudio("check", output, "--for", "moviola")
    assert (checked.code, checked.out) == (0, "Moviola Pro takes it as it is.\n")


@pytest.mark.usefixtures("other_package")
def test_it_can_be_decided_on_for_a_timeline(tmp_path):
    decided = change_settings(UNDECIDED, {"dialect": "moviola"})
    options, problems = options_with(RenderOptions(), decided)
    assert (options.dialect, problems) == ("moviola", [])


def test_without_its_package_the_decision_is_passed_over_and_told(tmp_path):
    decided = Decisions(settings={"dialect": "moviola"})
    options, (problem,) = options_with(RenderOptions(), decided)
    assert options.dialect == "generic"
    assert "the setting dialect is passed over: no host 'moviola'" in problem.message
