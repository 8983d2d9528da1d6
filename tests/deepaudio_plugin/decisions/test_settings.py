from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions
from deepaudio_plugin.decisions.settings import change_settings, options_with

DECIDED = change_settings(
    UNDECIDED,
    {
        "takes": 3,
        "tracks": ["speech"],
        "duck_db": 3,
        "media_roots": ["/media"],
        "engine_settings": {"one": {"cfg": 4}},
    },
)


def test_settings_become_options():
    options, problems = options_with(RenderOptions(prompt="rain"), DECIDED)
    assert options == RenderOptions(
        prompt="rain", takes=3, tracks=("speech",), duck_db=3.0, media_roots=(Path("/media"),),
        engine_settings={"one": {"cfg": 4}},
    )  # fmt: skip
    assert problems == []


def test_what_is_given_on_a_command_line_comes_first():
    options, _ = options_with(RenderOptions(takes=1), DECIDED, given={"takes"})
    assert (options.takes, options.tracks) == (1, ("speech",))


@pytest.mark.parametrize(
    ("name", "value"),
    [("takes", 0), ("takes", "3"), ("takes", True), ("takes", 10**400), ("duck_db", 10**400),
     ("engine", ""), ("tracks", "speech"), ("tracks", []), ("media_roots", [1]),
     ("engine_settings", {"one": 4}), ("colour", "red"), ("worker_python", "python")],
)  # fmt: skip
def test_senseless_settings_are_refused_and_passed_over(name, value):
    with pytest.raises(UsageError):
        change_settings(DECIDED, {"seed": 5, name: value})
    options, (problem,) = options_with(
        RenderOptions(), Decisions(settings={name: value, "seed": 5})
    )
    assert options == RenderOptions(seed=5)
    assert f"the setting {name} is passed over" in problem.message


def test_none_takes_a_setting_back():
    assert change_settings(change_settings(UNDECIDED, {"seed": 4}), {"seed": None}) == UNDECIDED


def test_settings_of_engines_are_changed_one_by_one_and_taken_back():
    decided = change_settings(DECIDED, {"engine_settings": {"one": {"steps": 9}}})
    assert decided.settings["engine_settings"] == {"one": {"cfg": 4, "steps": 9}}
    decided = change_settings(decided, {"engine_settings": {"two": {"steps": 3}}})
    decided = change_settings(decided, {"engine_settings": {"one": {"cfg": None, "steps": None}}})
    assert decided.settings["engine_settings"] == {"two": {"steps": 3}}
    with pytest.raises(UsageError, match="belongs to an engine"):
        change_settings(decided, {"engine_settings": {"": {"steps": 3}}})


def test_settings_given_go_beside_those_kept():
    given = RenderOptions(engine_settings={"": {"steps": 5}})
    options, _ = options_with(given, DECIDED, given={"engine_settings"})
    assert options.engine_settings == {"one": {"cfg": 4}, "": {"steps": 5}}
