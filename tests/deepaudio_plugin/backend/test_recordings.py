"""What a person has recorded of a line: chosen, kept, written as such, and never rendered over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deepaudio_plugin.backend import messages
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.panel import Panel, fake_worker, of
from tests.helpers.project import make_project

WORDS = "Who is there?"


@pytest.fixture
def panel(tmp_path, monkeypatch):
    fake_worker(monkeypatch)
    with Panel(tmp_path / "log") as panel:
        panel.project = make_project(tmp_path / "cut")
        panel.open(panel.project.timeline, panel.project.subtitles)
        panel.until_engine(lambda engine: engine.ready)
        panel.recording = tmp_path / "mara at the door.wav"
        panel.recording.write_bytes(b"what the worker reads")
        yield panel


def imported(panel) -> str:
    """The first line's reference, with a recording as its take."""
    line = panel.line(WORDS)
    panel.carried(messages.ImportRecording, line, str(panel.recording))
    return line


def chosen(panel, line):
    return next((take for take in panel.jobs[line].takes if take.chosen), None)


def test_a_recording_is_the_take_that_plays_and_says_that_a_person_made_it(panel):
    line = imported(panel)
    take = chosen(panel, line)
    assert panel.jobs[line].state == "ready"
    assert (take.mark, take.voice) == ("recorded by a person", "mara at the door.wav")
    assert Path(take.path).is_file()
    planned = of(messages.PlanUpdated, panel.facts)[-1]
    assert planned.can_undo.startswith("recording of MARA")


def test_nothing_is_rendered_for_a_line_that_was_recorded(panel):
    line = imported(panel)
    panel.carried(messages.Generate, scope="all")
    panel.until_idle()
    assert [take.mark for take in panel.jobs[line].takes] == ["recorded by a person"]
    others = [ref for ref in panel.jobs if ref != line]
    assert {panel.jobs[ref].state for ref in others} == {"ready"}
    facts = panel.carried(messages.Generate, (line, others[0]))
    assert "1 line keeps its recording" in of(messages.ProblemFound, facts)[0].message


def test_it_plays_in_whatever_voice_the_line_is_cast_until_it_says_something_else(panel):
    line = imported(panel)
    panel.carried(messages.CastVoice, "MARA", "two")
    panel.carried(messages.Set, {"seed": 7})
    assert chosen(panel, line).mark == "recorded by a person"
    panel.carried(messages.EditLine, line, text="Who goes there?")
    assert chosen(panel, line) is None
    assert panel.jobs[line].mark == f"recorded by a person, says “{WORDS}”"
    problems = of(messages.Problems, panel.facts)[-1].problems
    assert any("chosen take waits" in problem.message for problem in problems)
    panel.carried(messages.EditLine, line, text="")
    assert chosen(panel, line).mark == "recorded by a person"


def test_taking_it_back_leaves_it_in_the_history_from_where_it_can_be_chosen(panel):
    line = imported(panel)
    key = chosen(panel, line).key
    facts = panel.carried(messages.Undo)
    assert of(messages.Undone, facts)[0].refs == (line,)
    assert chosen(panel, line) is None
    [take] = [take for take in panel.jobs[line].takes if take.earlier]
    assert take.key == key
    panel.carried(messages.ChooseTake, line, key)
    assert chosen(panel, line).key == key


def test_it_is_written_as_what_it_is(panel):
    imported(panel)
    written = of(messages.TimelineWritten, panel.carried(messages.Write))[0]
    text = Path(written.output).read_text()
    assert '"recorded by a person"' in text
    assert '"mara at the door.wav"' in text
    [sound] = Path(written.media_folder).glob("*.wav")
    assert b"recorded by a person" in sound.read_bytes()
    for said in (text, sound.read_bytes().decode("latin-1")):
        assert "rtificially generated" not in said  # it was not


def test_the_library_is_not_cleared_of_it_while_the_decisions_are_there(panel):
    line = imported(panel)
    path = Path(chosen(panel, line).path)
    library = TakeLibrary()
    library.clear()
    assert path.is_file()
    decisions = panel.project.timeline.with_name("cut.deepaudio.json")
    assert path.stem in json.loads(decisions.read_text())["takes"][line]["chosen"]
    decisions.unlink()
    library.clear()
    library.close()
    assert not path.is_file()


def test_what_is_no_recording_of_a_line_is_refused_with_words(panel, tmp_path):
    line, shot = panel.line(WORDS), panel.shot("shot 1")
    recording = str(panel.recording)
    assert "not for a shot" in panel.refused(messages.ImportRecording, shot, recording).message
    for path in (tmp_path / "gone.wav", tmp_path):
        refused = panel.refused(messages.ImportRecording, line, str(path))
        assert (refused.message, refused.where) == ("there is no such file", str(path))
    assert panel.refused(messages.ImportRecording, "cue:gone", recording).code == "bad-usage"
    assert chosen(panel, line) is None


def test_how_the_engine_would_fare_is_no_matter_of_a_line_that_was_recorded(panel):
    line = panel.line(WORDS)
    panel.carried(messages.EditLine, line, text=" ".join([WORDS] * 9))
    assert "natural speed" in panel.jobs[line].warnings[0]
    assert panel.cues[line].warnings == panel.jobs[line].warnings
    imported(panel)
    assert chosen(panel, line).mark == "recorded by a person"
    assert (panel.jobs[line].warnings, panel.cues[line].warnings) == ((), ())
    panel.carried(messages.Undo)
    assert "natural speed" in panel.cues[line].warnings[0]
