from dataclasses import replace

from deepaudio_plugin.core.engine_info import VoiceTraits
from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.core.problems import number
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.decisions.model import UNDECIDED, adjust_lines
from deepaudio_plugin.output.provenance import job_provenance
from deepaudio_plugin.planning.report import failure_lines, plan_json, plan_lines
from tests.helpers.material import cue, planned, shot

RETIMED = PictureSource("/media/ball.mov", media_start_s=36_000.0, duration_s=2.0, speed=2.0)
PLAN = planned(
    [
        shot(1, 0, 48),
        shot(2, 48, 48, picture=RETIMED),
        shot(3, 96, 24, picture=None, problem="media is missing: c.mov", hint="Relink it."),
    ],
    [
        cue(250, 1400, "Who is there,\nat this hour of the night?", "MARA"),
        cue(900, 1800, "Only me, madam."),
        cue(2000, 2500, "door slams", kind="sound"),
        cue(3000, 3500, "la la", kind="music"),
    ],
    prompt="night",
    negative_prompt="voices",
    takes=2,
)
SPEECH = next(job for job in PLAN.jobs if job.id == "speech-0001")
CACHED = {request.key for request in SPEECH.requests}


def test_json_has_everything_of_a_spoken_line():
    report = plan_json(PLAN, CACHED)
    job = next(job for job in report["jobs"] if job["id"] == "speech-0001")
    assert job == {
        "id": "speech-0001",
        "ref": "cue:cut#250",
        "stem": "speech",
        "name": "MARA: Who is there, at this hour of the night?",
        "shot": 1,
        "lane": 1,
        "start": "01:00:00:06",
        "end": "01:00:01:10",
        "start_s": 0.25,
        "end_s": 1.4,
        "warnings": list(SPEECH.warnings),
        "text": "Who is there,\nat this hour of the night?",
        "speaker": "MARA",
        "voice": SPEECH.requests[0].voice,
        "picture": {
            "path": "/media/1.mov",
            "media_start_s": 10.25,
            "media_end_s": 11.4,
            "speed": 1.0,
        },
        "windows": 1,
        "takes": [
            {"key": SPEECH.requests[0].key, "seed": 0, "cached": True, "mark": ""},
            {"key": SPEECH.requests[1].key, "seed": 1, "cached": True, "mark": ""},
        ],
        "cached": True,
    }
    assert job["warnings"]


def test_json_has_everything_of_a_shot():
    job = next(job for job in plan_json(PLAN, CACHED)["jobs"] if job["id"] == "audio-0002")
    assert (job["stem"], job["name"], job["shot"]) == ("audio", "shot 2", 2)
    assert (job["prompt"], job["negative_prompt"]) == ("night, door slams", "voices")
    assert (job["picture"]["media_start_s"], job["picture"]["media_end_s"]) == (36_000.0, 36_004.0)
    assert job["picture"]["speed"] == 2.0
    assert job["cached"] is False


def test_json_names_what_cannot_be_rendered_and_what_is_left_out():
    report = plan_json(PLAN, CACHED)
    job = next(job for job in report["jobs"] if job["id"] == "audio-0003")
    assert (job["problem"], job["hint"]) == ("media is missing: c.mov", "Relink it.")
    told = " ".join(problem["message"] for problem in report["problems"])
    assert "music cue is left out" in told
    assert "overlap" in told


def test_text_has_the_same_for_people():
    text = "\n".join(plan_lines(PLAN, CACHED, details=True))
    for expected in (
        "cut.otio: 0:10.000 at 24 fps, 3 shots, 2 lines",
        "Engine: Sketch engine: not the model",
        "  01:00:00:00 – 01:00:02:00  0:00.000 – 0:02.000  audio   1: shot 1  [night]  · to render",
        "speech  1: MARA: Who is there, at this hour of the night?  · in the library",
        "      picture: 1.mov 0:10.250 – 0:11.400",
        "speech  2: (lane 2) Only me, madam.  · to render",
        "audio   2: shot 2  [night, door slams]  · to render",
        "      picture: ball.mov 10:00:00.000 – 10:00:04.000 at 2 times its speed",
        "audio   3: shot 3  · cannot render",
        "      ! media is missing: c.mov. Relink it.",
        "  note: cut.srt:3000: 1 music cue is left out: 'la la'. Music is not generated",
        "8 takes: 6 to render, 2 in the library; 1 job cannot be rendered",
    ):
        assert expected in text, expected


def test_it_says_how_often_a_bad_take_is_made_again():
    tried = replace(PLAN, retries=2)
    assert list(plan_lines(tried, CACHED))[2].endswith(
        "; up to 2 more tries where a take comes out bad"
    )
    assert plan_json(tried, CACHED)["retries"] == 2
    assert plan_json(PLAN, CACHED)["retries"] == 0


def test_without_details_totals_problems_and_the_cast_come_and_no_line_of_a_job():
    lines = list(plan_lines(PLAN, CACHED))
    assert lines[2].startswith("8 takes: 6 to render, 2 in the library; 1 job cannot be rendered")
    (wrong,) = [line for line in lines if "cannot be rendered: media is missing" in line]
    assert wrong.endswith(": cannot be rendered: media is missing: c.mov")
    assert lines[lines.index(wrong) + 1] == "      Relink it."
    cast = lines[lines.index("Cast:") + 1 :]
    assert (
        cast[0]
        == f"  MARA: {plan_json(PLAN, CACHED)['cast'][0]['voice']} (given at first sight), 1 line"
    )
    assert cast[1].startswith("  (nobody): ")
    shown = [line for line in lines if line.startswith("      picture") or "· to render" in line]
    assert shown == []
    assert lines[-1] == "Every line and shot with its picture: -v"


def test_what_there_is_to_do_is_said_once_for_all_that_it_helps():
    hint = "give the folder that holds the media"
    lost = [
        shot(n, 24 * (n - 1), 24, picture=None, problem=f"media is missing: {n}.mov", hint=hint)
        for n in range(1, 11)
    ]
    told = list(plan_lines(planned(lost, []), ()))
    assert sum("cannot be rendered: media is missing" in line for line in told) == 8
    assert "  ! and 2 more such: -v" in told
    assert told.count("      Give the folder that holds the media") == 1


def test_the_cast_says_who_was_chosen_by_hand_and_which_lines_have_voices_of_their_own():
    lines = [
        cue(0, 1000, "One.", "MARA"),
        cue(1500, 3000, "Two.", "Mara"),
        cue(4000, 5000, "Three.", "JON"),
    ]
    decisions = adjust_lines(UNDECIDED, {f"cue:{lines[1].id}": lines[1]}, {"voice": "cat"})
    plan = planned(
        [shot(1, 0, 120)], lines, decisions=decisions, cast=(("JON", "bob"), ("JOHN", "ann"))
    )
    told = list(plan_lines(plan, ()))
    assert "  JON: bob (cast by hand), 1 line" in told
    assert any(
        line.startswith("  MARA: ") and line.endswith("2 lines; of these 1 line by cat")
        for line in told
    )
    (strange,) = [line for line in told if "--cast JOHN=ann" in line]
    assert "nobody here is called 'JOHN'. Did you mean JON?" in strange


def test_what_is_said_stands_beside_what_is_written():
    numbers = planned([shot(1, 0, 96)], [cue(250, 1400, "Open 24/7."), cue(1500, 3000, "GET OUT!")])
    jobs = [job for job in plan_json(numbers, ())["jobs"] if job["stem"] == "speech"]
    assert [(job["text"], job.get("spoken")) for job in jobs] == [
        ("Open 24/7.", "Open twenty-four seven."),
        ("GET OUT!", None),
    ]
    said = "      said: Open twenty-four seven."
    assert said in list(plan_lines(numbers, (), details=True))
    assert said not in list(plan_lines(numbers, ()))
    facts = [job_provenance(numbers, job) for job in numbers.jobs if job.stem == "speech"]
    assert [fact.get("spoken") for fact in facts] == ["Open twenty-four seven.", None]
    assert facts[0]["text"] == "Open 24/7."


def test_clips_that_fail_for_one_reason_are_told_together():
    gone = [MediaError("is missing", where=f"clip {n}", hint="Relink.") for n in range(7)]
    other = MediaError("is damaged", where="clip 9")
    assert list(failure_lines([*gone, other])) == [
        "  failed: clip 0, clip 1, clip 2, clip 3, clip 4 and 2 more: is missing",
        "      Relink.",
        "  failed: clip 9: is damaged",
    ]


def test_numbers_agree_with_their_nouns():
    assert [number(n, "job") for n in (0, 1, 2)] == ["0 jobs", "1 job", "2 jobs"]


def test_json_says_why_a_speaker_has_a_voice_unless_somebody_chose_it():
    voice = SPEECH.requests[0].voice
    engine = replace(PLAN.engine, casting=(VoiceTraits(voice, "woman"),))
    given = replace(PLAN, engine=engine, voices={"MARA": voice})
    (job,) = [job for job in plan_json(given, CACHED)["jobs"] if job["id"] == SPEECH.id]
    assert job["voice_reason"] == "a woman, for “MARA”"
    chosen = plan_json(replace(given, voices={}), CACHED)["jobs"]
    assert not any("voice_reason" in job for job in chosen)
