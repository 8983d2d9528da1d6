"""Several timelines of one command: which subtitles each has, and where each result goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.project.episodes import episodes_of, names_in_folder, one_episode


@pytest.fixture
def season(tmp_path):
    """Two episodes, and a folder of subtitles."""
    subtitles = tmp_path / "subtitles"
    subtitles.mkdir()
    for name in ("e01", "e02"):
        (tmp_path / f"{name}.otio").write_text("{}")
        (subtitles / f"{name}.srt").write_text("")
    return tmp_path


def timelines(season):
    return [season / "e01.otio", season / "e02.otio"]


def test_each_has_the_subtitles_of_its_name_and_its_result_beside_it(season):
    one, two = episodes_of(timelines(season), RenderOptions(), season / "subtitles")
    assert one.options.subtitles == (season / "subtitles" / "e01.srt",)
    assert two.options.subtitles == (season / "subtitles" / "e02.srt",)
    assert one.options.output is None
    assert (one.error, two.error, one.notes) == (None, None, ())


def test_of_several_languages_the_one_set_is_read_and_a_lack_is_said(season):
    folder = season / "subtitles"
    (folder / "e01.srt").rename(folder / "e01.de.srt")
    (folder / "e01.fr.srt").write_text("")
    (folder / "e02.srt").unlink()
    one, two = episodes_of(timelines(season), RenderOptions(language="de"), folder)
    assert one.options.subtitles == (folder / "e01.de.srt",)
    assert two.options.subtitles == ()
    assert not two.options.sidecar
    (told,) = two.notes
    assert (told.where, "there is none of its name" in told.message) == ("e02.otio", True)
    (unclear,) = episodes_of(timelines(season)[:1], RenderOptions(language="en"), folder)
    assert "none is 'en': e01.de.srt, e01.fr.srt" in unclear.notes[0].message


def test_a_timeline_alone_has_the_subtitles_of_the_folder_too(season):
    options = RenderOptions(output=season / "mine.otio")
    alone = one_episode(season / "e02.otio", options, season / "subtitles")
    assert alone.options.subtitles == (season / "subtitles" / "e02.srt",)
    assert alone.options.output == season / "mine.otio"


def test_results_go_into_a_folder_and_never_over_each_other(tmp_path):
    paths = [tmp_path / "one" / "cut.otio", tmp_path / "two" / "Cut.otio", tmp_path / "end.otio"]
    out = tmp_path / "out"
    one, two, end = episodes_of(paths, RenderOptions(output=out))
    assert one.options.output == out / "one cut.deepaudio.otio"
    assert two.options.output == out / "two Cut.deepaudio.otio"
    assert end.options.output == out / "end.deepaudio.otio"
    assert "is written as one cut.deepaudio.otio" in one.notes[0].message
    assert end.notes == ()


def test_one_that_would_overwrite_what_another_makes_fails_alone(tmp_path):
    first, second = episodes_of([tmp_path / "cut.otio", tmp_path / "cut.edl"], RenderOptions())
    assert first.error is None
    assert "would be overwritten" in str(second.error)
    same = [tmp_path / "a" / "x" / "cut.otio", tmp_path / "b" / "x" / "cut.otio"]
    first, second = episodes_of(same, RenderOptions(output=tmp_path / "out"))
    assert (first.error, second.error is None) == (None, False)


def test_each_is_done_once_and_results_of_an_earlier_render_are_left_out(season):
    given = [*timelines(season), season / "e01.deepaudio.otio", season / "." / "e02.otio"]
    episodes = episodes_of(given, RenderOptions())
    assert [episode.timeline.name for episode in episodes] == ["e01.otio", "e02.otio"]
    (told,) = episodes[0].notes
    assert (told.where, told.message) == (
        "e01.deepaudio.otio",
        "was written for e01.otio: left out",
    )
    (alone,) = episodes_of([season / "e01.deepaudio.otio"], RenderOptions())
    assert alone.error is None  # it came back from an editor


@pytest.mark.parametrize(
    ("options", "folder", "told"),
    [
        ({"subtitles": (Path("a.srt"),)}, None, "read into each"),
        ({"subtitles": (Path("a.srt"),)}, "subtitles", "both say"),
        ({"preview": Path("film.mp4")}, None, "one film"),
        ({"output": "e01.otio"}, None, "this is a file"),
        ({"output": "both.otio"}, None, "this is a file"),  # would be a folder of that name
        ({}, "nowhere", "no such folder"),
    ],
)
def test_options_that_fit_one_timeline_alone_are_refused(season, options, folder, told):
    if "output" in options:
        options = {"output": season / options["output"]}
    with pytest.raises(UsageError, match=told):
        episodes_of(
            timelines(season), RenderOptions(**options), season / folder if folder else None
        )


def test_names_in_a_folder_differ_whatever_the_case():
    paths = [Path("/a/x.otio"), Path("/b/X.otio"), Path("/b/y.otio")]
    assert names_in_folder(paths, lambda path: path.name) == {
        paths[0]: "a x.otio",
        paths[1]: "b X.otio",
        paths[2]: "y.otio",
    }
