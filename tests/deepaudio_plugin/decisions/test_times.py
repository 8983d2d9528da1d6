"""A line's times by decision: kept, obeyed, matched, and told where they are doubtful."""

from __future__ import annotations

from dataclasses import replace

import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions.apply import apply, settle
from deepaudio_plugin.decisions.edited import without_fulfilled
from deepaudio_plugin.decisions.file import encode, read, write
from deepaudio_plugin.decisions.model import UNDECIDED, edit_line
from deepaudio_plugin.decisions.refs import cue_ref, fingerprints
from deepaudio_plugin.decisions.times import LineTimes
from tests.helpers.material import RATE, cue, material, planned, shot

HELLO, YES = cue(500, 1500, "Hello.", "MARA"), cue(2000, 2500, "Yes.", "JON")
MOVED = edit_line(UNDECIDED, HELLO, span=(60, 12, RATE))
SHOTS = [shot(1, 0, 240)]


def spans(plan):
    """Text, first frame and frames of the speech jobs, in their order."""
    return [
        (job.requests[0].text, job.start.value, round(job.range.duration.value))
        for job in plan.jobs
        if job.stem == "speech"
    ]


def test_a_line_is_said_when_it_was_decided_and_the_others_when_they_were():
    plan = planned(SHOTS, [HELLO, YES], decisions=MOVED)
    assert spans(plan) == [("Yes.", 48, 500), ("Hello.", 60, 12)]


def test_its_own_frames_take_the_decision_back():
    assert edit_line(MOVED, HELLO, span=(12, 24, RATE)) == UNDECIDED


@pytest.mark.parametrize(
    ("start", "frames", "why"),
    [(-1, 12, "before the timeline"), (5, 0, "end before it begins"), (5, -3, "end before")],
)
def test_a_line_before_zero_or_of_no_length_is_refused(start, frames, why):
    with pytest.raises(UsageError, match=why):
        edit_line(UNDECIDED, HELLO, span=(start, frames, RATE))


def test_times_survive_the_file_with_what_another_version_says_of_them(tmp_path):
    path = tmp_path / "cut.deepaudio.json"
    times = replace(MOVED.lines[cue_ref(HELLO)].times, extra={"why": "later"})
    decided = replace(
        MOVED, lines={cue_ref(HELLO): replace(MOVED.lines[cue_ref(HELLO)], times=times)}
    )
    write(path, decided)
    assert '"start": 60' in path.read_text("utf-8")
    again, problems = read(path)
    assert (again, problems) == (decided, [])
    assert encode(again) == path.read_bytes()


@pytest.mark.parametrize("times", ['{"start": -1, "frames": 3, "rate": 24}', '{"start": 1}'])
def test_a_file_with_impossible_times_is_damaged(tmp_path, times):
    path = tmp_path / "cut.deepaudio.json"
    path.write_text(f'{{"version": 1, "lines": {{"cue:cut#1": {{"times": {times}}}}}}}', "utf-8")
    decisions, problems = read(path)
    assert decisions == UNDECIDED
    assert "damaged" in problems[0].message


def test_at_another_rate_a_line_keeps_its_seconds():
    line = MOVED.lines[cue_ref(HELLO)]
    at_25 = replace(line, times=LineTimes(50, 25, 25.0))
    plan = planned(SHOTS, [HELLO], decisions=replace(MOVED, lines={cue_ref(HELLO): at_25}))
    [job] = [job for job in plan.jobs if job.stem == "speech"]
    assert (job.start.value, job.start.rate) == (48, 24)  # two seconds
    assert job.range == TimeRange(RationalTime(50, 25), RationalTime(25, 25))


def test_a_subtitle_file_that_was_retimed_leaves_them_and_that_is_told():
    later = [
        replace(
            one, range=TimeRange(one.range.start_time + RationalTime(700, 1000), one.range.duration)
        )
        for one in (HELLO, YES)
    ]
    plan = planned(SHOTS, later, decisions=MOVED)
    assert ("Hello.", 60, 12) in spans(plan)
    told = [
        problem for problem in plan.problems if "retimed in the subtitles since" in problem.message
    ]
    assert "1 line" in told[0].message
    assert told[0].note


def test_times_that_have_come_into_the_subtitles_are_decided_no_more():
    exported = replace(
        HELLO, id="7", range=TimeRange(RationalTime(2500, 1000), RationalTime(500, 1000))
    )
    settled, lost = settle(MOVED, fingerprints([YES, exported], []))
    kept, added = without_fulfilled(settled, [YES, exported])
    assert (kept.lines, lost, added) == ({}, {}, 0)


def test_text_and_times_that_have_both_come_into_the_subtitles_are_found_again():
    both = edit_line(MOVED, HELLO, text="Hullo.", muted=True)
    exported = cue(2500, 3000, "Hullo.", "MARA")
    settled, lost = settle(both, fingerprints([YES, exported], []))
    assert not lost
    assert settled.lines[cue_ref(exported)].muted


def test_a_line_dragged_over_its_neighbour_is_a_problem_of_the_later_one():
    over = edit_line(UNDECIDED, HELLO, span=(40, 24, RATE))
    warned = {
        job.requests[0].text: job.warnings
        for job in planned(SHOTS, [HELLO, YES], decisions=over).jobs
        if job.stem == "speech"
    }
    assert "begins while 'Hello.' is still said" in warned["Yes."][0]
    assert warned["Hello."] == ()


def test_lines_that_overlap_in_the_subtitles_are_no_problem_of_a_person():
    both = [cue(500, 1500, "One word.", "MARA"), cue(1000, 2000, "Another.", "JON")]
    jobs = [job for job in planned(SHOTS, both).jobs if job.stem == "speech"]
    assert not any("still said" in warning for job in jobs for warning in job.warnings)


def test_a_line_beyond_the_end_is_cut_there_or_left_out_and_that_is_told():
    cut = planned(SHOTS, [HELLO], decisions=edit_line(UNDECIDED, HELLO, span=(230, 30, RATE)))
    assert spans(cut) == [("Hello.", 230, 10)]
    assert any("after the timeline" in problem.message for problem in cut.problems)
    gone = planned(SHOTS, [HELLO], decisions=edit_line(UNDECIDED, HELLO, span=(240, 30, RATE)))
    assert spans(gone) == []
    assert any("begins after the timeline" in problem.message for problem in gone.problems)


def test_a_line_that_is_too_long_for_its_window_runs_on_only_into_free_room():
    long = cue(500, 900, "This is far too much to say in so short a time, as anyone can see.")
    alone = planned(SHOTS, [long]).jobs
    [free] = [job.runs_on_s for job in alone if job.stem == "speech"]
    close = [long, cue(1000, 2000, "Next.")]
    before = [job for job in planned(SHOTS, close).jobs if job.stem == "speech"]
    assert free > 0.5
    assert before[0].runs_on_s == pytest.approx(0.1, abs=0.02)


def test_a_deleted_line_is_no_line_and_is_told_of():
    removed = edit_line(UNDECIDED, HELLO, removed=True)
    applied = apply(material(SHOTS, [HELLO, YES]), removed)
    assert applied.material.cues == (YES,)
    assert any("deleted by decision: 1 line" in p.message for p in applied.material.problems)
    assert edit_line(removed, HELLO, removed=False) == UNDECIDED
