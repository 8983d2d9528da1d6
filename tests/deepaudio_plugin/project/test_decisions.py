"""What was decided in the window counts on the command line too."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from deepaudio_plugin.cli.typed_options import given_options
from deepaudio_plugin.core.errors import DecisionsError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.decisions.file import path_for, write
from deepaudio_plugin.decisions.model import UNDECIDED, cast, edit_line
from deepaudio_plugin.decisions.settings import change_settings
from deepaudio_plugin.decisions.subtitle_files import give_subtitles
from deepaudio_plugin.project.api import plan
from deepaudio_plugin.subtitles.material import read_material

DEMO = Path(__file__).parents[3] / "resources" / "demo"


@pytest.fixture
def timeline(tmp_path: Path) -> Path:
    """The demo's timeline, its media left where they are."""
    target = tmp_path / "demo.otio"
    text = (DEMO / "demo.otio").read_text("utf-8")
    target.write_text(text.replace('"media/', f'"{DEMO.as_posix()}/media/'), "utf-8")
    (tmp_path / "demo.srt").write_bytes((DEMO / "demo.srt").read_bytes())
    return target


def decided(timeline: Path):
    """Subtitles, a voice, an edited line, three takes of everything."""
    options = RenderOptions(subtitles=(timeline.with_suffix(".srt"),))
    cues = read_material(timeline, options).cues
    decisions = give_subtitles(UNDECIDED, [timeline.with_suffix(".srt")], timeline.parent)
    decisions = cast(decisions, "JON", "baritone")
    line = next(cue for cue in cues if cue.text.startswith("Hello?"))
    decisions = edit_line(decisions, line, text="Hello there.")
    return change_settings(decisions, {"takes": 3})


def test_a_plan_obeys_what_was_decided(timeline: Path):
    write(path_for(timeline), decided(timeline))
    made = plan(timeline)
    requests = {job.requests[0].text: job for job in made.jobs if job.stem == "speech"}
    assert "Hello there." in requests
    assert {job.requests[0].voice for job in made.jobs if job.name.startswith("JON")} == {
        "baritone"
    }
    assert all(len(job.requests) == 3 for job in made.jobs)
    assert any("is obeyed" in problem.message for problem in made.problems)


def test_what_is_asked_for_counts_more_than_what_was_decided(timeline: Path):
    write(path_for(timeline), decided(timeline))
    made = plan(timeline, takes=1)
    assert all(len(job.requests) == 1 for job in made.jobs)


def test_decisions_can_be_passed_over(timeline: Path):
    write(path_for(timeline), decided(timeline))
    made = plan(timeline, ignore_decisions=True, sidecar=False)
    assert not made.cues
    assert {job.stem for job in made.jobs} == {"audio"}


def test_decisions_of_a_newer_version_stop_a_render_rather_than_be_lost(timeline: Path):
    path_for(timeline).write_text('{"version": 999}', "utf-8")
    with pytest.raises(DecisionsError):
        plan(timeline)
    assert path_for(timeline).read_text("utf-8") == '{"version": 999}'


@pytest.mark.parametrize(
    ("argv", "given"),
    [
        (["render", "a.otio"], ()),
        (["render", "a.otio", "--takes", "1"], ("takes",)),
        (["render", "a.otio", "--duck=0", "-o", "b.otio"], ("duck_db", "output")),
        (["render", "a.otio", "--duck-h", "2", "--stems"], ("duck_hold", "stems")),
        (["render", "a.otio", "--media-root", "x", "--for", "nuke"], ("dialect", "media_roots")),
        (["render", "a.otio", "--fusion", "published"], ("engine_settings",)),
        (["render", "a.otio", "--no-check", "--pick", "best"], ("check", "pick")),
    ],
)
def test_what_was_typed_is_known(argv: list[str], given: tuple[str, ...]):
    assert given_options(argv) == given


def test_every_option_that_can_be_decided_can_be_given():
    from deepaudio_plugin.decisions.settings import KEPT

    names = {spec.name for spec in dataclasses.fields(RenderOptions)}
    assert set(KEPT) <= names


def test_subtitles_beside_the_timeline_are_read_where_none_are_named_and_that_is_said(
    timeline: Path,
):
    made = plan(timeline)
    assert made.cues
    [note] = [problem for problem in made.problems if problem.where == "demo.srt"]
    assert "is read" in note.message
    assert not plan(timeline, sidecar=False).cues


@pytest.mark.parametrize(
    ("language", "read", "left"),
    [("en", ["Hello."], "demo.de.srt"), ("de", ["Hallo."], "demo.en.srt"), ("fr", [], "demo.de")],
)
def test_of_several_languages_beside_the_timeline_the_one_set_is_read_and_the_rest_named(
    timeline: Path, language: str, read: list[str], left: str
):
    timeline.with_suffix(".srt").unlink()
    for ending, words in (("de", "Hallo."), ("en", "Hello.")):
        path = timeline.with_suffix(f".{ending}.srt")
        path.write_text(f"1\n00:00:00,100 --> 00:00:01,000\nMARA: {words}\n", "utf-8")
    made = plan(timeline, language=language)
    assert [cue.text for cue in made.cues] == read
    [note] = [problem for problem in made.problems if "not read" in problem.message]
    assert note.where.startswith(left)
    assert "--language" in note.hint


def test_subtitles_beside_the_timeline_are_left_alone_where_others_are_named(timeline: Path):
    other = timeline.with_name("other.srt")
    other.write_text("1\n00:00:00,100 --> 00:00:01,000\nMARA: Hello.\n", "utf-8")
    made = plan(timeline, subtitles=[other])
    assert [cue.text for cue in made.cues] == ["Hello."]
    [note] = [problem for problem in made.problems if problem.where == "demo.srt"]
    assert "is not read" in note.message
    beside = [timeline.with_suffix(".srt"), other]
    assert not any(p.where == "demo.srt" for p in plan(timeline, subtitles=beside).problems)
