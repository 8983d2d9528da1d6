"""Lines with a voice, a pause, a pace, a seed or a gain of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deepaudio_plugin.core.engine_info import EngineSetting
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.decisions.model import UNDECIDED, adjust_lines, prompt_shots
from deepaudio_plugin.decisions.refs import shot_refs
from tests.helpers.material import ENGINE, cue, planned, shot

LINES = [cue(0, 1000, "One.", "MARA"), cue(1000, 3000, "Two.", "MARA")]
SHOTS = [shot(1, 0, 96)]
REFS = [f"cue:{line.id}" for line in LINES]
PACED = replace(ENGINE, settings=(EngineSetting("pace", "number", "Pace", default=1.0),))


def plan_with(engine=ENGINE, **values):
    """The plan of both lines, the second one adjusted."""
    decisions = adjust_lines(UNDECIDED, {REFS[1]: LINES[1]}, values)
    return planned(SHOTS, LINES, engine=engine, decisions=decisions)


def jobs(plan):
    found = {job.ref: job for job in plan.jobs}
    return found[REFS[0]], found[REFS[1]]


PLAIN = jobs(plan_with())


def messages(plan):
    return [problem.message for problem in plan.problems]


def test_a_line_is_spoken_in_its_own_voice_and_others_of_its_speaker_are_not():
    voice = next(name for name in ENGINE.voices if name != PLAIN[1].spec.voice)
    first, second = jobs(plan_with(voice=voice))
    assert second.spec.voice == voice
    assert first.spec.key == PLAIN[0].spec.key


def test_a_voice_that_the_engine_has_not_is_told_and_the_casts_speaks():
    plan = plan_with(voice="nobody")
    assert jobs(plan)[1].spec.key == PLAIN[1].spec.key
    assert any("does not have the ones chosen ('Two.')" in said for said in messages(plan))


def test_a_line_is_said_as_decided_whatever_its_caption_says_of_that():
    whispered = replace(LINES[1], delivery="whisper")
    able = replace(ENGINE, deliveries=("whisper", "shout"))

    def said(**values):
        decisions = adjust_lines(UNDECIDED, {REFS[1]: whispered}, values)
        plan = planned(SHOTS, [LINES[0], whispered], engine=able, decisions=decisions)
        return [job.spec.delivery for job in jobs(plan)], messages(plan)

    assert said(delivery="shout") == (["", "shout"], [])
    assert said(delivery="") == (["", ""], [])
    assert said(delivery=None) == (["", "whisper"], [])
    told = "1 line is said as usual, for this engine has no other way: 1 laughing"
    assert said(delivery="laugh") == (["", ""], [told])


def test_a_pause_lets_the_line_begin_later_and_end_where_it_ended():
    first, second = jobs(plan_with(pause_s=0.5))
    assert second.start.value == 36
    assert second.spec.num_samples == PLAIN[1].spec.num_samples - SAMPLE_RATE // 2
    end = second.range.end_time_exclusive()
    assert end == PLAIN[1].range.end_time_exclusive()
    assert first.spec.max_tail == SAMPLE_RATE // 2  # the room that it leaves


def test_a_pause_as_long_as_its_line_is_made_shorter_and_told():
    plan = plan_with(pause_s=5)
    assert jobs(plan)[1].spec.num_samples == round(0.1 * SAMPLE_RATE)
    assert any("a pause as long as themselves" in said for said in messages(plan))


def test_an_engine_that_knows_paces_is_told_the_lines_and_another_one_is_not():
    assert jobs(plan_with(PACED, pace=1.2))[1].spec.settings.sound == {"pace": 1.2}
    plan = plan_with(pace=1.2)
    assert jobs(plan)[1].spec.key == PLAIN[1].spec.key
    assert any("keep the pace of the engine" in said for said in messages(plan))


def test_a_seed_of_its_own_begins_its_takes():
    decisions = adjust_lines(UNDECIDED, {REFS[1]: LINES[1]}, {"seed": 40})
    plan = planned(SHOTS, LINES, decisions=decisions, takes=2)
    assert [spec.seed for spec in jobs(plan)[1].requests] == [40, 41]
    assert [spec.seed for spec in jobs(plan)[0].requests] == [0, 1]


@pytest.mark.parametrize("gain_db", [-6.0, 3.0])
def test_a_gain_changes_no_take(gain_db):
    assert jobs(plan_with(gain_db=gain_db))[1].spec.key == PLAIN[1].spec.key
    assert jobs(plan_with(gain_db=gain_db))[1].gain_db == gain_db
    [ref] = shot_refs(SHOTS)
    decisions = prompt_shots(UNDECIDED, {ref: SHOTS[0]}, gain_db=gain_db)
    plan = planned(SHOTS, LINES, decisions=decisions)
    assert {job.ref: job.gain_db for job in plan.jobs}[ref] == gain_db
