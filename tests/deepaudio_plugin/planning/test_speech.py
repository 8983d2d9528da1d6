from dataclasses import replace

import pytest

from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.planning.report import plan_json, plan_lines, said_instead
from deepaudio_plugin.planning.room import MAX_TAIL_S, estimated_seconds
from deepaudio_plugin.worker_client.requests import render_request
from tests.helpers.material import ENGINE, cue, planned, shot


def speech(*cues, shots=(), **options):
    jobs = planned(list(shots), list(cues), **options).jobs
    return [job for job in jobs if job.stem == "speech"]


def test_a_line_begins_on_its_sample_and_its_clip_on_the_frame_before():
    (job,) = speech(cue(1010, 2000, "Hello there."), handles=12)
    assert job.start.value == 24
    assert job.offset == round(0.010 * SAMPLE_RATE)
    (request,) = job.requests
    assert request.num_samples == round(0.990 * SAMPLE_RATE)
    assert request.handle_in == 12 * 2000 + job.offset
    assert request.handle_out == 12 * 2000


def test_handles_do_not_reach_before_the_day_begins():
    (job,) = speech(cue(125, 1000, "Hello."), start=0)
    assert job.handles == 3
    assert job.requests[0].handle_in == round(0.125 * SAMPLE_RATE)


def test_a_line_may_run_on_until_the_next_one_of_its_lane():
    first, last = speech(cue(0, 1000, "One."), cue(1500, 2000, "Two."))
    assert first.requests[0].max_tail == SAMPLE_RATE // 2
    assert last.requests[0].max_tail == MAX_TAIL_S * SAMPLE_RATE


def test_lines_that_follow_each_other_within_a_frame_share_a_lane():
    jobs = speech(cue(0, 340, "One."), cue(360, 700, "Two."), cue(701, 1000, "Three."))
    assert [job.lane for job in jobs] == [0, 0, 0]
    assert jobs[0].requests[0].max_tail == 0


def test_lines_that_overlap_go_to_further_lanes():
    jobs = speech(cue(0, 1000, "One."), cue(500, 1500, "Two."), cue(1000, 2000, "Three."))
    assert [job.lane for job in jobs] == [0, 1, 0]


def test_a_line_over_one_shot_sees_its_picture_from_the_same_moment():
    (job,) = speech(cue(1500, 2500, "Hello there."), shots=[shot(1, 24, 96)])
    picture = job.requests[0].picture
    assert (picture.media_start_s, picture.duration_s) == (10.5, 1.0)
    assert job.shot_index == 1


def test_a_line_across_cuts_sees_every_shot_under_it():
    shots = [shot(1, 0, 24), shot(2, 24, 12), shot(3, 36, 24)]
    (across,) = speech(cue(500, 2000, "Hello, hello."), shots=shots)
    request = across.requests[0]
    assert request.picture is None
    spans = [(part.start, part.num_samples) for part in request.parts]
    half = SAMPLE_RATE // 2
    assert spans == [(0, half), (half, half), (2 * half, half)]
    assert [part.picture.media_start_s for part in request.parts] == [10.5, 10.0, 10.0]


def test_a_line_that_runs_into_a_gap_is_spoken_without_picture():
    shots = [shot(1, 0, 24), shot(2, 30, 24)]
    cues = cue(500, 1500, "Hello."), cue(2000, 3000, "Hello."), cue(5000, 6000, "Hello again.")
    for job in speech(*cues, shots=shots):
        assert (job.requests[0].picture, job.requests[0].parts) == (None, ())


def test_a_line_over_media_that_cannot_be_read_is_spoken_without_picture():
    def identity(picture):
        raise MediaMissingError("media cannot be read")

    shots = [shot(1, 0, 48), shot(2, 48, 48)]
    cues = cue(0, 900, "Hello."), cue(1500, 2500, "Hello.")
    for job in speech(*cues, shots=shots, identity=identity):
        assert (job.requests[0].picture, job.requests[0].parts) == (None, ())
        assert not job.problem


def test_speakers_have_voices_and_lines_name_their_speaker():
    jobs = speech(
        cue(0, 900, "Who?", "MARA"), cue(1000, 1900, "Me.", "JON"), cue(2000, 2900, "Hm.")
    )
    assert [job.name for job in jobs] == ["MARA: Who?", "JON: Me.", "Hm."]
    voices = [job.requests[0].voice for job in jobs]
    assert voices[2] == "ann"
    assert set(voices[:2]) == {"bob", "cat"}


def test_each_take_has_a_seed_and_a_key_of_its_own():
    (job,) = speech(cue(0, 900, "Hello."), takes=3, seed=7)
    assert [request.seed for request in job.requests] == [7, 8, 9]
    assert len({request.key for request in job.requests}) == 3


def test_a_pronunciation_is_part_of_the_lines_that_have_the_word_and_of_no_others():
    cues = (cue(0, 1000, "To LEICESTER."), cue(2000, 3000, "To Paris."))
    plain = speech(*cues)
    listed = speech(*cues, pronounce=("Leicester=Lester", "York=Yawk"))
    assert listed[0].spec.pronunciations == (("Leicester", "Lester"),)
    assert listed[0].spec.text == "To LEICESTER."
    assert [a.spec.key == b.spec.key for a, b in zip(plain, listed, strict=True)] == [False, True]
    assert said_instead(listed[0].spec) == "To Lester."


def test_how_a_line_is_said_counts_where_the_engine_has_it_and_else_is_told():
    cues = [
        replace(cue(0, 900, "Come."), delivery="whisper"),
        replace(cue(1000, 1900, "Ha."), delivery="laugh"),
        replace(cue(2000, 2900, "No."), delivery="laugh"),
    ]
    plain = planned([], [replace(one, delivery="") for one in cues])
    whispering = replace(ENGINE, deliveries=("whisper",))
    without, able = planned([], cues), planned([], cues, engine=whispering)
    assert [job.spec.key for job in without.jobs] == [job.spec.key for job in plain.jobs]
    assert [job.spec.delivery for job in able.jobs] == ["whisper", "", ""]
    assert able.jobs[0].spec.key != plain.jobs[0].spec.key
    (note,) = able.problems
    assert note.message == "2 lines are said as usual, for this engine has no other way: 2 laughing"
    assert "(whispered) Come." in "\n".join(plan_lines(able, (), details=True))
    assert plan_json(able, ())["jobs"][0]["delivery"] == "whisper"
    assert render_request(able.jobs[0].spec, "r", "/takes").delivery == "whisper"


def test_a_mark_that_somebody_types_into_a_line_is_how_it_is_said():
    able = replace(ENGINE, deliveries=("whisper",))
    cues = [
        cue(0, 900, "(whispers) Come in.", "MARA"),
        cue(1000, 1900, "Come (I think) in."),
        cue(2000, 2900, "[door slams] Come in."),
    ]
    first, *others = planned([], cues, engine=able).jobs
    assert (first.spec.text, first.spec.delivery) == ("Come in.", "whisper")
    assert [job.spec.text for job in others] == [one.text for one in cues[1:]]


def test_the_same_line_with_the_same_room_has_the_same_key():
    first, second = speech(cue(0, 1000, "Hello."), cue(6000, 7000, "Hello."), seed=1)
    assert first.requests[0].key == second.requests[0].key


# -- lines that are long for their windows --------------------------------------------

LINE = "I told you not to open that door before I came back with the keys."  # 3.3 s


@pytest.mark.parametrize(
    ("text", "measured_s"),
    [
        ("Yes.", 0.40),
        (LINE, 3.33),
        ("GET AWAY FROM THE WINDOW!", 1.11),
        ("My name is Eleanor Vance. I believe you have a letter for me.", 3.11),
        ("There were 250 people in the room, and nobody said a word.", 3.29),
    ],
)
def test_the_estimate_is_near_what_the_sketch_voice_needs(text, measured_s):
    assert estimated_seconds(text) == pytest.approx(measured_s, rel=0.25)


@pytest.mark.parametrize(
    ("window_ms", "told"),
    [
        (4000, ""),
        (2900, ""),
        (2100, "hurried: the line needs about 1.5 times the natural speed to fit 2.10 s"),
        (1500, "said at 1.6, it runs on about 0.4 s"),
    ],
)
def test_a_plan_says_how_fast_a_long_line_must_be(window_ms, told):
    (job,) = speech(cue(0, window_ms, LINE))
    assert (told in job.warnings[0]) if told else job.warnings == ()


def test_a_line_without_room_after_it_loses_its_end():
    job, _next = speech(cue(0, 1500, LINE), cue(1708, 2500, "What?"))
    assert "runs on about 0.2 s and loses about 0.3 s for want of room" in job.warnings[0]
