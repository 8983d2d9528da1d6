"""The same takes from many machines: what `work` makes is what `render` makes, to the byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from deepaudio_plugin.core.files import digest_of
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.command import deepaudio
from tests.helpers.project import make_project

pytestmark = pytest.mark.slow


def sounds(folder: Path) -> dict[str, str]:
    library = TakeLibrary(folder)
    found = {entry.take.key: digest_of(Path(entry.take.path)) for entry in library.entries()}
    library.close()
    return found


def test_a_farm_makes_the_takes_of_a_desk_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """With the sketch engine itself; the node has its media elsewhere, and no timeline."""
    project = make_project(tmp_path / "desk")
    work, node, share = tmp_path / "shots.jsonl", tmp_path / "node", tmp_path / "share"
    share.mkdir()
    engine = ("--engine", "sketch")
    assert deepaudio("plan", project.timeline, *engine, "--work", work).code == 0
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "rendered"))
    assert deepaudio("render", project.timeline, *engine).code == 0
    (node / "films").mkdir(parents=True)
    shutil.move(project.film, node / "films")
    mapped = ("--map", f"{project.film.parent}={node / 'films'}")
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / "made"))
    ran = deepaudio("work", work, "--library", share.as_uri(), *mapped)
    assert ran.code == 0, ran.out + ran.err
    made = sounds(tmp_path / "made")
    assert len(made) == 3
    assert made == sounds(tmp_path / "rendered")
