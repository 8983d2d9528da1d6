import pytest

from deepaudio_plugin.core.errors import UsageError
from tests.helpers.material import cue, planned, shot

SHOTS = [shot(1, 0, 48), shot(2, 48, 48), shot(3, 120, 48)]
CUES = [cue(500, 1500, "One."), cue(2500, 3500, "Two."), cue(4200, 4800, "In the gap.")]


def ids(plan):
    return [job.id for job in plan.jobs]


def test_jobs_stand_in_timeline_order():
    assert ids(planned(SHOTS, CUES)) == [
        "audio-0001", "speech-0001", "audio-0002", "speech-0002", "speech-0003", "audio-0003",
    ]  # fmt: skip


def test_only_the_tracks_asked_for_are_planned_and_a_mix_needs_both():
    assert {job.stem for job in planned(SHOTS, CUES, tracks=("speech",)).jobs} == {"speech"}
    assert {job.stem for job in planned(SHOTS, CUES, tracks=("audio",)).jobs} == {"audio"}
    assert {job.stem for job in planned(SHOTS, CUES, tracks=("mix",)).jobs} == {"speech", "audio"}


def test_chosen_shots_bring_the_lines_that_begin_in_them():
    assert ids(planned(SHOTS, CUES, clips=("shot 2",))) == ["audio-0002", "speech-0001"]
    assert ids(planned(SHOTS, CUES, clips=("3",))) == ["audio-0003"]


def test_a_clip_called_by_a_number_wins_over_the_number():
    shots = [shot(1, 0, 24), shot(2, 24, 24)]
    named = [type(s)(**{**vars(s), "name": "2"}) if s.index == 1 else s for s in shots]
    assert ids(planned(named, [], clips=("2",))) == ["audio-0001"]


@pytest.mark.parametrize("name", ["shot 9", "0", "4", "", "-1"])
def test_an_unknown_clip_is_refused_with_the_ones_there_are(name):
    with pytest.raises(UsageError) as raised:
        planned(SHOTS, CUES, clips=(name,))
    assert "1: shot 1, 2: shot 2, 3: shot 3" in raised.value.hint


def test_music_is_left_out_and_reported_once():
    cues = [cue(0, 500, "la la", kind="music"), cue(600, 900, "la", kind="music")]
    plan = planned(SHOTS, cues)
    (problem,) = plan.problems
    assert "2 music cues are left out: 'la la' and others" in problem.message


def test_a_sound_without_picture_is_reported_with_its_timecode():
    plan = planned(SHOTS, [cue(4200, 4400, "thunder", kind="sound")])
    (problem,) = plan.problems
    assert problem.where.startswith("01:00:04:04")
    assert "thunder" in problem.message


def test_a_thousand_lost_sounds_are_a_few_problems():
    plan = planned(SHOTS, [cue(4200 + n // 10, 4500, "x", kind="sound") for n in range(1000)])
    assert len(plan.problems) == 11


def test_the_same_input_gives_the_same_plan():
    assert planned(SHOTS, CUES).jobs == planned(SHOTS, CUES).jobs
