"""What was decided holds for the timeline that a host exports under another name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from deepaudio_plugin.decisions import model
from deepaudio_plugin.decisions.file import path_for
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.conform import conformed, cut_at
from tests.helpers.finished import finish, opened, write
from tests.helpers.returned import back_from_host, through_format

FORMATS = ["otio", "xml", "fcpxml", "edl", "aaf", "kdenlive", "xges"]


@pytest.fixture
def output(tmp_path: Path, library: TakeLibrary) -> Path:
    """A written timeline about which everything was decided that can be."""
    project = opened(cut_at(tmp_path, 60), library, takes=2, subtitles=(tmp_path / "cut.srt",))
    first, second = (project.contents.cue(f"cue:cut#{number}") for number in (1, 2))
    shots = {ref: project.contents.shot(ref) for ref in ("shot:shot 1", "shot:shot 2")}
    other, muted = ({ref: shots[ref]} for ref in shots)
    project.decide("say", lambda d: model.edit_line(d, first, text="Who goes there?"))
    project.decide("mute", lambda d: model.edit_line(d, second, muted=True))
    project.decide("cast", lambda d: model.cast(d, "MARA", "soprano"))
    project.decide("prompt", lambda d: model.prompt_shots(d, other, prompt="a heavy door"))
    project.decide("mute", lambda d: model.prompt_shots(d, muted, muted=True))
    finish(project)
    written = write(project).output
    project.close()
    assert written is not None
    return written


def exported(output: Path, kind: str, rate: float) -> Path:
    back = back_from_host(output, conformed(rate))
    return through_format(back, kind)


def asked(project) -> list[tuple[str, str, str]]:
    return [(j.spec.text, j.spec.voice, j.spec.prompt) for j in project.jobs.by_ref.values()]


@pytest.mark.parametrize("rate", [60, 30], ids=["as it was", "conformed"])
@pytest.mark.parametrize("kind", FORMATS)
def test_words_voices_prompts_and_what_is_muted_hold(output, library, kind, rate):
    pytest.importorskip("otio_kdenlive_adapter", reason="pip install -e '.[formats]'")
    project = opened(exported(output, kind, rate), library, takes=2)
    assert asked(project) == [
        ("", "", "a heavy door"),
        ("Who goes there?", "soprano", ""),
        ("", "", ""),
        ("Then close it.", "soprano", ""),
    ]
    said = [p.message for p in project.plan.problems]
    assert "was decided about the timeline that this one came from, and holds for it too" in said
    assert "muted by decision and left out: 1 line and 1 shot" in said


def test_what_was_rendered_is_not_made_again(output, library):
    project = opened(exported(output, "otio", 30), library, takes=2)
    assert finish(project) == []


def test_they_are_kept_beside_it_and_then_go_their_own_way(output, library):
    path = exported(output, "otio", 60)
    project = opened(path, library, takes=2)
    finish(project)
    project.close()
    assert path_for(path).is_file()
    path_for(output).unlink()
    again = opened(path, library, takes=2)
    assert asked(again) == asked(project)
    assert not any("came from" in p.message for p in again.plan.problems)


def test_from_another_folder_the_subtitles_are_those_beside_the_cut(output, library, tmp_path):
    path = exported(output, "xml", 60)
    moved = tmp_path / "exports" / "from host.xml"
    moved.parent.mkdir()
    shutil.move(path, moved)
    assert len(opened(moved, library, takes=2).jobs.by_ref) == 4


def test_subtitles_beside_the_cut_are_those_of_its_export(tmp_path, library):
    project = opened(cut_at(tmp_path, 24), library)
    finish(project)
    path = exported(write(project).output, "otio", 24)
    project.close()
    assert len(opened(path, library).jobs.by_ref) == 6
    assert len(opened(path, library, sidecar=False).jobs.by_ref) == 3


@pytest.mark.parametrize("content", ['{"version": 99}', "not JSON"], ids=["newer", "damaged"])
def test_decisions_that_cannot_be_read_are_told_of(output, library, content):
    path = exported(output, "otio", 60)
    path_for(output).write_text(content)
    project = opened(path, library, takes=2)
    assert any("the decisions" in p.message for p in project.plan.problems)
    assert not project.read_only


def test_decisions_of_its_own_come_first(output, library):
    path = exported(output, "otio", 60)
    path_for(path).write_text('{"version": 1}')
    project = opened(path, library, takes=2, subtitles=(path.with_name("cut.srt"),))
    assert ("Who is there?", "soprano", "") not in asked(project)
    assert "Who goes there?" not in [text for text, _, _ in asked(project)]


def test_ignored_decisions_are_not_inherited(output, library):
    path = exported(output, "otio", 60)
    project = opened(path, library, takes=2, ignore_decisions=True)
    assert "Who goes there?" not in [text for text, _, _ in asked(project)]


def test_a_timeline_without_clips_of_ours_inherits_nothing(output, library):
    bare = output.with_name("bare.otio")
    shutil.copy(output.with_name("cut.otio"), bare)
    project = opened(bare, library, takes=2)
    assert project.decisions.lines == {}
