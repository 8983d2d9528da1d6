"""What is decided of single lines and shots, kept and refused."""

from __future__ import annotations

import json

import pytest

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions import file as decisions_file
from deepaudio_plugin.decisions.comparing import changed_items
from deepaudio_plugin.decisions.model import UNDECIDED, adjust_lines, cast, prompt_shots
from tests.helpers.material import cue, shot

LINE = cue(200, 900, "One.")
REF = f"cue:{LINE.id}"
ALL = {"gain_db": -3.5, "pause_s": 0.25, "pace": 1.2, "voice": "bob", "seed": 7, "delivery": ""}


def test_adjustments_are_kept_and_what_says_nothing_is_not(tmp_path):
    path = tmp_path / "cut.deepaudio.json"
    adjusted = adjust_lines(UNDECIDED, {REF: LINE}, ALL)
    louder = prompt_shots(adjusted, {"shot:a": shot(1, 0, 24)}, gain_db=2)
    decisions_file.write(path, louder)
    body = json.loads(path.read_text())
    assert body["lines"][REF] == ALL
    assert body["shots"]["shot:a"] == {"gain_db": 2.0}
    assert decisions_file.read(path) == (louder, [])
    nothing = {"gain_db": 0, "pause_s": 0, "pace": 1, "voice": "", "seed": None, "delivery": None}
    assert adjust_lines(adjusted, {REF: LINE}, nothing) == UNDECIDED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gain_db", 25), ("gain_db", "loud"), ("gain_db", float("nan")), ("gain_db", True),
        ("pause_s", -0.1), ("pace", 0.5), ("pace", 2), ("voice", 3), ("seed", -1), ("seed", 1.5),
        ("delivery", "sung"), ("delivery", ["whisper"]), ("colour", "red"),
    ],
)  # fmt: skip
def test_what_no_line_can_have_is_refused_with_words(name, value):
    with pytest.raises(UsageError) as refused:
        adjust_lines(UNDECIDED, {REF: LINE}, {name: value})
    assert refused.value.message


@pytest.mark.parametrize(
    "entry", [{"gain_db": 1e9}, {"pace": 0}, {"seed": -4}, {"delivery": "sung"}]
)
def test_a_file_with_impossible_values_is_damaged_and_put_aside(tmp_path, entry):
    path = tmp_path / "cut.deepaudio.json"
    path.write_text(json.dumps({"version": 1, "lines": {REF: entry}}))
    decisions, [problem] = decisions_file.read(path)
    assert decisions == UNDECIDED
    assert "damaged" in problem.message


def test_what_differs_between_two_states_is_told_by_line_speaker_and_setting():
    adjusted = adjust_lines(UNDECIDED, {REF: LINE}, {"gain_db": 1})
    assert changed_items(UNDECIDED, adjusted).refs == (REF,)
    assert changed_items(adjusted, adjusted).refs == ()
    assert changed_items(adjusted, cast(adjusted, "MARA", "bob")).speakers == ("MARA",)
