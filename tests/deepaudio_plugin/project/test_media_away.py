"""What is finished stays finished while its media are away, and when they come back."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import opentimelineio as otio
import pytest

from deepaudio_plugin.backend.showing import job_view
from deepaudio_plugin.decisions import model
from deepaudio_plugin.decisions.model import TakeDecision
from deepaudio_plugin.planning.report import plan_lines
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.timeline import identity
from tests.helpers.finished import finish, opened, write
from tests.helpers.project import Project as Files
from tests.helpers.project import clip, make_project, write_timeline

Away = Callable[[Files, pytest.MonkeyPatch], None]


def unplugged(files: Files, _patch: pytest.MonkeyPatch) -> None:
    files.film.rename(files.film.with_name("elsewhere.mp4"))


def unreadable(_files: Files, patch: pytest.MonkeyPatch) -> None:
    """Its name is on the disk, and what it holds cannot be read."""

    def fails(path: str) -> NoReturn:
        raise OSError(errno.EIO, "Input/output error", path)

    patch.setattr(identity, "open_regular", fails)


def cut(files: Files, names: tuple[str, str], first: int = 0) -> None:
    """Two shots of one film, the first from that frame on."""
    clips = [clip("film.mp4", first, 36, names[0]), clip("film.mp4", 36, 36, names[1])]
    write_timeline(files.timeline, clips)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return make_project(tmp_path / "cut")


@pytest.fixture
def library(tmp_path: Path) -> TakeLibrary:
    return TakeLibrary(tmp_path / "takes")


def playing(project: Project) -> dict[str, str]:
    return {ref: project.jobs.playing(ref) for ref in project.jobs.by_ref}


def states(project: Project) -> dict[str, str]:
    """As the window shows them."""
    wishes = project.decisions.takes
    return {
        ref: job_view(job, project.jobs.entries, wishes.get(ref, TakeDecision())).state
        for ref, job in project.jobs.by_ref.items()
    }


def told(project: Project) -> str:
    """What a plan says on the command line."""
    assert project.plan is not None
    return "\n".join(plan_lines(project.plan, project.jobs.entries))


def back(files: Files, patch: pytest.MonkeyPatch) -> None:
    patch.undo()
    elsewhere = files.film.with_name("elsewhere.mp4")
    if elsewhere.exists():
        elsewhere.rename(files.film)


def written_sounds(project: Project) -> int:
    """How many clips of sound a written timeline has."""
    output = write(project).output
    timeline = otio.adapters.read_from_file(str(output))
    return sum(len(t.find_clips()) for t in timeline.tracks if t.kind == "Audio")


def choose_second(project: Project) -> None:
    """As somebody does who has heard both takes of each line and shot."""
    for ref, job in project.jobs.by_ref.items():
        take, known = job.requests[1], project.contents.fingerprints[ref]
        project.decide(
            "take",
            lambda d, ref=ref, take=take, known=known: model.choose_take(  # type: ignore[misc]
                d, ref, known, take.key, take.seed, job_key=take.job_key
            ),
        )


@pytest.mark.parametrize("away", [unplugged, unreadable])
@pytest.mark.parametrize("names", [("street", "street"), ("", "")], ids=["named", "unnamed"])
def test_what_is_finished_plays_and_is_written_while_its_media_are_away(
    files: Files,
    library: TakeLibrary,
    away: Away,
    names: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut(files, names)
    project = opened(files.timeline, library, takes=2)
    assert len(finish(project)) == 6  # a line and two shots, twice each
    choose_second(project)
    before = playing(project)
    project.close()
    away(files, monkeypatch)

    alone = opened(files.timeline, library, takes=2)
    assert playing(alone) == before
    assert set(states(alone).values()) == {"ready"}
    assert finish(alone) == []
    assert "3 lines and shots keep what is finished" in told(alone)
    assert "cannot be rendered" not in told(alone)
    assert written_sounds(alone) == 3
    alone.save()
    alone.close()
    back(files, monkeypatch)

    again = opened(files.timeline, library, takes=2)
    assert playing(again) == before
    assert finish(again) == []
    assert "keep what is finished" not in told(again)


def test_a_shot_that_was_slipped_or_never_rendered_has_no_take_while_its_media_are_away(
    files: Files, library: TakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = opened(files.timeline, library)
    finish(project, [project.jobs.job("shot:shot 1")])
    project.close()
    unplugged(files, monkeypatch)
    alone = opened(files.timeline, library)
    assert states(alone) == {
        "shot:shot 1": "ready",
        "cue:cut#1": "planned",
        "shot:shot 2": "impossible",
    }
    assert "cannot be rendered: media is missing" in told(alone)
    alone.close()
    cut(files, ("shot 1", "shot 2"), first=20)
    assert states(opened(files.timeline, library))["shot:shot 1"] == "impossible"


def test_other_words_are_no_finished_line_while_its_media_are_away(
    files: Files, library: TakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = opened(files.timeline, library)
    finish(project)
    project.close()
    unplugged(files, monkeypatch)
    alone = opened(files.timeline, library)
    cue = alone.contents.cue("cue:cut#1")
    alone.decide("words", lambda d: model.edit_line(d, cue, text="Is anybody there?"))
    assert states(alone)["cue:cut#1"] == "changed"
    made = finish(alone)
    assert [spec.text for spec in made] == ["Is anybody there?"]  # said without its picture
