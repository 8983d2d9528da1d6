"""What the first release kept is opened, played, written and still chosen by this version.

The folder was made by `tests/fixtures/make_release.py` and is never made again: a test that fails
here says that users would lose finished work.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import opentimelineio as otio
import pytest

from deepaudio_plugin.project.project import Project
from deepaudio_plugin.takes.library import TakeLibrary
from tests.fixtures.make_release import FOLDER
from tests.helpers.finished import finish, opened, write

CHOSEN = "2aa7c4131a5e4f83d5d96ca1d59a66e6cce02e459df0a1b4fdd99fb01d457d9a"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER, tmp_path / "elsewhere")


@pytest.fixture
def library(release: Path) -> TakeLibrary:
    return TakeLibrary(release / "takes")


def line_of(project: Project) -> str:
    return next(job.ref for job in project.jobs.by_ref.values() if job.stem == "speech")


@pytest.mark.parametrize("version", ["1", "2"])
def test_everything_is_there_and_what_was_chosen_plays(
    release: Path, library: TakeLibrary, version: str
) -> None:
    project = opened(release / "cut.otio", library, version)
    ref = line_of(project)
    assert finish(project) == []  # nothing is to be rendered
    assert {job.ref for job in project.jobs.by_ref.values()} == {ref, "shot:one", "shot:two"}
    assert all(project.jobs.playing(job) for job in project.jobs.by_ref)
    assert project.jobs.playing(ref) == CHOSEN
    assert project.jobs.entries[CHOSEN].rating == 4
    assert project.jobs.job(ref).spec.text == "Go on."
    assert [entry.spec.text for entry in project.jobs.history(ref)] == ["Go."]
    kept = {"": project.plan.engine.voices[0], "MARA": project.jobs.job(ref).spec.voice}
    assert project.decisions.voices == {"tones": kept}
    assert (project.options.handles, project.options.prompt) == (0, "street")


def test_it_is_written_with_the_take_that_was_chosen(release: Path, library: TakeLibrary) -> None:
    output = write(opened(release / "cut.otio", library)).output
    assert output is not None
    timeline = otio.adapters.read_from_file(str(output))
    (line,) = [c for t in timeline.tracks if t.name == "DeepAudio Speech" for c in t.find_clips()]
    assert line.media_reference.metadata["deepaudio"]["key"] == CHOSEN
    assert (output.parent / line.media_reference.target_url).is_file()


def test_takes_can_be_heard(library: TakeLibrary) -> None:
    entries = library.entries()
    assert len(entries) == 5
    assert all(Path(entry.take.path).read_bytes()[:4] == b"RIFF" for entry in entries)
    assert {entry.spec.engine_version for entry in entries} == {"1"}


def test_the_folder_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 200_000
