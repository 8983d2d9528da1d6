"""Takes that are not what they should be: from a worker that lies, or damaged in the library."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import deepaudio_plugin
from deepaudio_plugin.project.api import RenderResult
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.finished import finish, opened, write
from tests.helpers.panel import fake_worker
from tests.helpers.project import SRT, Project, make_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "film", srt=SRT.replace("[door slams]", "MARA: Me."))


def render(project: Project) -> RenderResult:
    return deepaudio_plugin.render(
        project.timeline, subtitles=[project.subtitles], tracks=["speech"], duck_db=0
    )


def told(result: RenderResult) -> list[str]:
    return [p.message for p in result.problems if "damaged" in p.message]


@pytest.mark.parametrize(
    ("lie", "why"),
    [("no-take", "made no take"), ("elsewhere", "not asked for")],
)
def test_a_worker_that_lies_of_a_take_fails_that_job_and_the_rest_is_written(
    project: Project, monkeypatch: pytest.MonkeyPatch, private_folders: Path, lie: str, why: str
) -> None:
    fake_worker(monkeypatch)
    project.subtitles.write_text(project.subtitles.read_text().replace("Me.", lie))
    result = render(project)
    (failure,) = result.failures
    assert why in failure.error.message
    assert failure.error.hint
    assert (result.exit_code, result.rendered) == (1, 1)
    assert result.output is not None
    if lie == "elsewhere":  # what is not in the staging folder is nobody's to move
        assert (private_folders / "theirs.wav").exists()


@pytest.mark.parametrize("cut", [0, 60], ids=["all zeros", "zeros at the end"])
def test_a_damaged_take_is_rendered_again_and_told_in_one_line(
    project: Project, monkeypatch: pytest.MonkeyPatch, private_folders: Path, cut: int
) -> None:
    fake_worker(monkeypatch)
    first = render(project)
    takes = sorted(private_folders.glob("takes/??/*.wav"))
    content = takes[0].read_bytes()
    takes[0].write_bytes(
        content[: len(content) - cut] + b"\1" * cut if cut else bytes(len(content))
    )
    untouched = render(project)  # its sound is written already: nothing has to be read
    assert (untouched.rendered, told(untouched)) == (0, [])
    shutil.rmtree(first.media_folder)
    again = render(project)
    assert (again.exit_code, again.rendered, again.reused) == (0, 1, 1)
    (line,) = told(again)
    assert line.endswith("it is rendered again")
    assert takes[0].read_bytes() == content
    assert (render(project).rendered, told(render(project))) == (0, [])


def test_the_window_writes_the_rest_and_says_what_is_left_out(project: Project) -> None:
    library = TakeLibrary()
    one = opened(project.timeline, library, subtitles=(project.subtitles,), tracks=("speech",))
    finish(one)
    library.close()
    keys = [request.key for job in one.jobs.by_ref.values() for request in job.requests]
    library.path_of(keys[0]).write_bytes(bytes(library.path_of(keys[0]).stat().st_size))
    one.library._sound.clear()  # as another process, which did not render it
    written = write(one)
    assert len(list(written.media_folder.glob("*.wav"))) == len(keys) - 1
    (line,) = [p.message for p in written.problems if "damaged" in p.message]
    assert "generated again" in line
    assert library.get(keys[0]) is None


def test_takes_that_the_index_lost_are_not_rendered_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_worker(monkeypatch)
    render(project)
    library = TakeLibrary()
    library._index.drop(library._index.keys())
    library.close()
    result = render(project)
    assert (result.rendered, result.reused) == (0, 2)
