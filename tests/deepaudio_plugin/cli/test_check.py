"""`deepaudio check`: exit code 1 when the host would refuse the timeline."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio

from tests.helpers.command import deepaudio
from tests.helpers.project import clip, make_project, write_timeline
from tests.helpers.timelines import span


def with_title(folder: Path) -> Path:
    project = make_project(folder)
    title = otio.schema.Clip("Das Ende", source_range=span(0, 24))
    return write_timeline(project.timeline, [clip("film.mp4", 0, 24, "shot 1"), title])


def test_a_timeline_that_the_host_takes_ends_with_0(tmp_path: Path) -> None:
    timeline = make_project(tmp_path).timeline
    ran = deepaudio("check", timeline, "--for", "generic")
    assert (ran.code, ran.err) == (0, "")
    assert "takes it as it is" in ran.out


def test_a_title_that_resolve_refuses_is_named_with_its_place_and_what_to_do(
    tmp_path: Path,
) -> None:
    ran = deepaudio("check", with_title(tmp_path), "--for", "resolve")
    assert ran.code == 1
    assert "REFUSED" in ran.out
    assert "track 'V1', 01:00:01:00 'Das Ende'" in ran.out
    assert "--for resolve" in ran.out


def test_programs_get_findings_as_json_lines(tmp_path: Path) -> None:
    ran = deepaudio("check", with_title(tmp_path), "--for", "resolve", "--json")
    refused = [e for e in ran.events if e.get("severity") == "refused"]
    assert [e["code"] for e in refused] == ["title-without-media"]
    assert refused[0]["timecode"] == "01:00:01:00"
    assert ran.event("checked")["exit_code"] == ran.code == 1


def test_a_host_nobody_knows_is_bad_usage(tmp_path: Path) -> None:
    ran = deepaudio("check", make_project(tmp_path).timeline, "--for", "moviola")
    assert ran.code == 2
    assert "resolve" in ran.err


def test_a_file_that_is_no_timeline_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "a.otio").write_text("{}")
    assert deepaudio("check", tmp_path / "a.otio").code == 2


def test_one_of_several_timelines_in_a_file_is_chosen_by_its_name(tmp_path: Path) -> None:
    made = make_project(tmp_path).timeline
    several = [otio.adapters.read_from_file(str(made)) for _ in range(2)]
    several[0].name, several[1].name = "film", "trailer"
    both = otio.schema.SerializableCollection(children=several)
    otio.adapters.write_to_file(both, str(made))
    assert "not read: 'trailer' (--sequence NAME)" in deepaudio("check", made).out
    chosen = deepaudio("check", made, "--sequence", "trailer")
    assert (chosen.code, "not read" in chosen.out) == (0, False)
    wrong = deepaudio("check", made, "--sequence", "teaser")
    assert wrong.code == 2
    assert "'film', 'trailer'" in wrong.err
