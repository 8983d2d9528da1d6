"""Lines timed, added, split, joined and deleted by a panel: told, kept, undone, read again."""

from __future__ import annotations

import pytest

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.errors import UsageError
from tests.deepaudio_plugin.backend.test_session import LINE, Opened, of
from tests.helpers.project import RATE

ADDED = "cue:added:1"


@pytest.fixture
def opened(tmp_path):
    return Opened(tmp_path)


def cues(told):
    return {cue.ref: cue for fact in of(messages.Cues, told) for cue in fact.cues}


def made(told):
    [fact] = of(messages.LinesMade, told)
    return fact.refs


def again(opened):
    """The speech jobs of the timeline closed and opened again, and what is told of it."""
    opened.session.project.close()
    plan = opened.open().project.plan
    jobs = [job for job in plan.jobs if job.stem == "speech"]
    spans = {job.ref: (int(job.start.value), _frames(job.range)) for job in jobs}
    return {job.requests[0].text: spans[job.ref] for job in jobs}, plan.problems


def _frames(whole):
    return round(whole.duration.rescaled_to(RATE).value)


def test_a_line_is_timed_and_so_it_is_when_it_is_opened_again(opened):
    told = opened.decide(messages.EditLine("x", LINE, start=10, frames=20))
    line = cues(told)[LINE]
    assert (line.start, line.frames, line.original_start, line.original_frames) == (10, 20, 6, 18)
    assert told[-1].can_undo == "times of “Who is there?”"
    assert again(opened)[0]["Who is there?"] == (10, 20)


def test_several_lines_are_changed_and_taken_back_in_one_step(opened):
    opened.decide(messages.DuplicateLines("x", (LINE,)))
    edits = (
        messages.LineEdit(LINE, start=0, frames=12),
        messages.LineEdit(ADDED, start=12, frames=12),
    )
    told = opened.decide(messages.EditLines("x", edits, words="move 2 lines"))
    assert told[-1].can_undo == "move 2 lines"
    assert [cues(told)[ref].start for ref in (LINE, ADDED)] == [0, 12]
    back = cues(opened.decide(messages.Undo("x")))
    assert [back[ref].start for ref in (LINE, ADDED)] == [6, 24]


def test_one_bad_change_of_several_leaves_all_as_they_are(opened):
    edits = (
        messages.LineEdit(LINE, text="Changed."),
        messages.LineEdit("cue:cut#2", start=-5, frames=9),
    )
    before = opened.session.project.decisions
    with pytest.raises(UsageError, match="before the timeline"):
        opened.decide(messages.EditLines("x", edits))
    assert opened.session.project.decisions == before


def test_a_split_is_there_again_when_the_timeline_is_opened_again(opened):
    told = opened.decide(messages.SplitLine("x", LINE, at=20))
    assert made(told) == (LINE, ADDED)
    found = cues(told)
    assert [(found[ref].text, found[ref].start) for ref in (LINE, ADDED)] == [
        ("Who is", 6),
        ("there?", 20),
    ]
    assert found[ADDED].added
    assert not found[LINE].added
    jobs, _ = again(opened)
    assert (jobs["Who is"], jobs["there?"]) == ((6, 14), (20, 4))


def test_a_deleted_line_has_no_sound_and_comes_back(opened):
    told = opened.decide(messages.DeleteLines("x", (LINE,)))
    assert cues(told)[LINE].removed
    assert of(messages.Removed, told)[0].jobs == (LINE,)
    assert told[-1].can_undo == "delete “Who is there?”"
    back = opened.decide(messages.EditLine("x", LINE, removed=False))
    assert not cues(back)[LINE].removed


def test_an_added_line_goes_for_good_and_comes_back_by_undoing(opened):
    told = opened.decide(messages.AddLine("x", 60, text="Yes!", speaker="JON"))
    assert made(told) == (ADDED,)
    gone = opened.decide(messages.DeleteLines("x", (ADDED,)))
    assert of(messages.Removed, gone)[0].cues == (ADDED,)
    back = opened.decide(messages.Undo("x"))
    assert cues(back)[ADDED].text == "Yes!"


def test_a_line_whose_words_are_being_typed_is_no_problem_but_in_its_row(opened):
    told = opened.decide(messages.AddLine("x", 60))
    assert not cues(told)[ADDED].text
    assert not any("no words" in p.message for m in of(messages.Problems, told) for p in m.problems)
    plan = opened.session.project.plan
    assert plan is not None
    assert any("no words yet" in p.message for p in plan.problems)


def test_undo_names_a_line_without_words_by_those_it_gets(opened):
    opened.decide(messages.AddLine("x", 60))
    told = opened.decide(messages.EditLine("x", ADDED, speaker="JON"))
    assert told[-1].can_undo == "speaker of added line"
    told = opened.decide(messages.EditLine("x", ADDED, text="Wait!"))
    assert told[-1].can_undo == "text of “Wait!”"


def test_joining_lines_of_two_speakers_is_refused_until_it_is_said_whose(opened):
    opened.decide(messages.AddLine("x", 60, text="Yes!", speaker="JON"))
    with pytest.raises(UsageError, match="MARA and JON"):
        opened.decide(messages.MergeLines("x", (LINE, ADDED)))
    told = opened.decide(messages.MergeLines("x", (LINE, ADDED), speaker="MARA"))
    line = cues(told)[LINE]
    assert (line.text, line.speaker, line.start) == ("Who is there? Yes!", "MARA", 6)
    assert of(messages.Removed, told)[0].cues == (ADDED,)


def test_an_exported_split_read_again_is_not_doubled(opened):
    opened.decide(messages.SplitLine("x", LINE, at=20))
    opened.project.subtitles.write_text(
        "1\n00:00:00,250 --> 00:00:00,833\nMARA: Who is\n\n"
        "2\n00:00:00,833 --> 00:00:01,417\nMARA: there?\n",
        encoding="utf-8",
    )
    jobs, problems = again(opened)
    assert list(jobs) == ["Who is", "there?"]
    assert any("1 added line" in problem.message for problem in problems)
    assert not any("fits no line" in problem.message for problem in problems)


def test_half_of_a_time_is_refused(opened):
    with pytest.raises(UsageError, match="both"):
        opened.decide(messages.EditLine("x", LINE, start=3))


def test_a_described_sound_that_is_deleted_leaves_its_shot(opened):
    sound = next(ref for ref, cue in cues(opened.told).items() if cue.kind == "sound")
    told = opened.decide(messages.DeleteLines("x", (sound,)))
    [shots] = of(messages.Shots, told)
    assert [shot.described for shot in shots.shots] == [()]
