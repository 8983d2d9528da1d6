"""Misspelt options and names: what may have been meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio_plugin.core.suggesting import did_you_mean, nearest
from tests.helpers.command import deepaudio
from tests.helpers.project import make_project

NAMES = ("alto", "baritone", "contralto", "SOPRANO")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("altto", "alto"), ("ALTO", "alto"), ("soprano", "SOPRANO"), ("xyzzy", ""), ("", "")],
)
def test_the_nearest_name_is_found_or_none(word: str, meant: str):
    assert nearest(word, NAMES) == meant
    assert did_you_mean(word, NAMES, "See.") == (f"Did you mean {meant}? See." if meant else "See.")


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("plan", "CUT", "--clps", "3"), "--clips"),
        (("rendr", "CUT"), "render"),
        (("render", "CUT", "--for", "resolv"), "resolve"),
        (("render", "CUT", "--spec", "netflx"), "netflix"),
        (("plan", "CUT", "--tracks", "speach"), "speech"),
        (("plan", "CUT", "--clips", "shot1"), "shot 1"),
        (("hosts", "install", "blendr"), "blender"),
    ],
)
def test_a_misspelt_name_is_answered_by_the_one_that_is_like_it(
    tmp_path: Path, arguments: tuple[str, ...], meant: str
):
    cut = str(make_project(tmp_path / "cut").timeline)
    ran = deepaudio(*(cut if word == "CUT" else word for word in arguments))
    assert ran.code == 2
    assert f"Did you mean {meant}?" in ran.err


def test_an_option_of_another_command_is_not_taken_for_misspelt(tmp_path: Path):
    cut = make_project(tmp_path / "cut").timeline
    ran = deepaudio("plan", cut, "--mark", "none")
    assert ran.code == 2
    assert "--mark is an option of: render" in ran.err
    assert "Did you mean" not in ran.err


def test_a_number_beyond_the_shots_says_which_there_are_in_one_line(tmp_path: Path):
    ran = deepaudio("plan", make_project(tmp_path / "cut").timeline, "--clips", "99")
    assert "there is no shot 99: the timeline has shots 1 to 2" in ran.err.splitlines()[0]
    assert "Shots: 1: shot 1, 2: shot 2." in ran.err
