"""The demo film from decision to file to plan, over edits to its subtitles."""

from __future__ import annotations

import re
from pathlib import Path

import deepaudio_resources
import pytest

from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.decisions import file, model
from deepaudio_plugin.decisions.refs import fingerprints, shot_refs
from deepaudio_plugin.planning.plan import Plan, make_plan
from deepaudio_plugin.subtitles.material import read_material
from deepaudio_plugin.timeline.identity import MediaIdentity
from tests.helpers.material import ENGINE

DEMO = Path(deepaudio_resources.__file__).parent / "demo"


@pytest.fixture
def subtitles(tmp_path):
    path = tmp_path / "demo.srt"
    path.write_bytes((DEMO / "demo.srt").read_bytes())
    return path


def read(subtitles):
    return read_material(DEMO / "demo.otio", RenderOptions(subtitles=(subtitles,)))


def plan(subtitles, decisions=model.UNDECIDED) -> Plan:
    return make_plan(read(subtitles), RenderOptions(), ENGINE, MediaIdentity(), decisions)


def keys(plan: Plan) -> dict[str, list[str]]:
    return {job.name: [request.key for request in job.requests] for job in plan.jobs}


@pytest.fixture
def decisions(subtitles):
    """A line edited, another muted, a shot with a prompt, a take chosen."""
    material = read(subtitles)
    lines = {cue.text: cue for cue in material.cues}
    shots = dict(zip(shot_refs(material.shots), material.shots, strict=True))
    present = fingerprints(material.cues, material.shots)
    ball = next(ref for ref, was in present.items() if was.text == "Hello? Is this your ball?")
    ref, shot = list(shots.items())[2]
    decided = model.edit_line(model.UNDECIDED, lines["Then I am staying for tea."], text="Tea!")
    decided = model.edit_line(decided, lines["Of course it rains tonight."], muted=True)
    decided = model.prompt_shots(decided, {ref: shot}, prompt="thunder")
    decided = model.ask_take(decided, ball, present[ball], 7)
    asked = next(job for job in plan(subtitles, decided).jobs if job.ref == ball)
    return model.choose_take(decided, ball, present[ball], asked.requests[1].key, 7)


def test_decisions_read_again_give_the_same_plan(subtitles, decisions, tmp_path):
    path = file.path_for(tmp_path / "demo.otio")
    file.write(path, decisions)
    again, problems = file.read(path)
    assert (again, problems) == (decisions, [])
    assert plan(subtitles, again).jobs == plan(subtitles, decisions).jobs


def test_only_what_was_decided_changes(subtitles, decisions):
    before, after = keys(plan(subtitles)), keys(plan(subtitles, decisions))
    gone, new = set(before) - set(after), set(after) - set(before)
    assert gone == {"MARA: Of course it rains tonight.", "MARA: Then I am staying for tea."}
    assert new == {"MARA: Tea!"}
    changed = {name for name in set(before) & set(after) if before[name] != after[name]}
    shots = read(subtitles).shots
    assert changed == {shots[2].name, "MARA: Hello? Is this your ball?"}
    assert after["MARA: Hello? Is this your ball?"][1:] == before["MARA: Hello? Is this your ball?"]


def renumbered(text: str) -> str:
    return re.sub(r"^\d+$", lambda number: str(int(number[0]) + 1), text, flags=re.MULTILINE)


def test_a_caption_more_and_another_file_name_move_no_decision(subtitles, decisions, tmp_path):
    later = tmp_path / "demo v2.srt"
    first = "1\n00:00:03,300 --> 00:00:04,000\nJON: Tonight?\n\n"
    later.write_text(first + renumbered(subtitles.read_text()))
    made = plan(later, decisions)
    before = keys(plan(subtitles, decisions))
    assert {name: key for name, key in keys(made).items() if name != "JON: Tonight?"} == before
    assert not any("fits no" in problem.message for problem in made.problems)


def test_a_line_that_was_reworded_leaves_its_decision_and_says_so(subtitles, decisions):
    subtitles.write_text(subtitles.read_text().replace("staying for tea", "leaving"))
    made = plan(subtitles, decisions)
    assert "MARA: Then I am leaving." in keys(made)
    (note,) = [problem for problem in made.problems if "fits no line" in problem.message]
    assert "'Then I am staying for tea.'" in note.message
