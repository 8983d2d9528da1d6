"""`deepaudio render --for`: the whole way, from the command line to the host's own words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import deepaudio_plugin
from deepaudio_plugin.core.errors import UsageError
from tests.helpers.command import deepaudio
from tests.helpers.project import make_project


@pytest.mark.slow
def test_a_render_for_premiere_says_how_large_the_picture_is_and_passes_its_check(
    tmp_path: Path,
) -> None:
    project = make_project(tmp_path / "film")
    ran = deepaudio(
        "render", project.timeline, "--subtitles", project.subtitles, "--engine", "sketch",
        "--for", "premiere", "--library", tmp_path / "takes", "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    output = Path(ran.event("finished")["output"])
    stack = json.loads(output.read_text("utf-8"))["tracks"]
    size = stack["metadata"]["PremierePro_OTIO"]["VideoResolution"]
    assert size == {"height": 90, "width": 160}
    assert (
        output.with_name("cut.deepaudio.speech.srt")
        .read_text("utf-8")
        .startswith("1\n00:00:00,250 --> 00:00:01,400\nWho is there?\n")
    )
    told = [problem["message"] for problem in ran.event("finished")["problems"]]
    assert any("file:// addresses" in message for message in told)
    checked = deepaudio("check", output, "--for", "premiere", "--json")
    assert checked.event("checked")["refused"] == checked.event("checked")["dropped"] == 0


def test_a_host_that_does_not_exist_is_refused_with_those_that_do() -> None:
    for command in ("render", "check"):
        ran = deepaudio(command, "film.otio", "--for", "moviola")
        assert ran.code == 2
        assert "no host 'moviola'" in ran.err and "resolve" in ran.err


def test_an_unknown_host_is_refused_before_anything_is_rendered(tmp_path: Path) -> None:
    project = make_project(tmp_path / "film")
    with pytest.raises(UsageError, match="no host 'moviola'"):
        deepaudio_plugin.render(project.timeline, dialect="moviola", library=tmp_path / "takes")
    assert not (tmp_path / "takes").exists()
