from dataclasses import replace

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.delivery import CHANNELS
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.core.take_spec import DescribedSound
from deepaudio_plugin.planning.finished import mark
from tests.helpers.material import ENGINE, cue, planned, shot


def audio(shots, cues=(), **options):
    jobs = planned(list(shots), list(cues), **options).jobs
    return [job for job in jobs if job.stem == "audio"]


def test_each_shot_gives_one_job_with_handles_at_both_ends():
    first, second = audio([shot(1, 0, 48), shot(2, 48, 24)], handles=12)
    assert first.requests[0].num_samples == 2 * SAMPLE_RATE
    assert (second.start.value, second.handles) == (48, 12)
    request = second.requests[0]
    assert (request.handle_in, request.handle_out) == (24_000, 24_000)


def test_a_gap_yields_no_job():
    assert [job.start.value for job in audio([shot(1, 0, 24), shot(2, 72, 24)])] == [0, 72]


def test_handles_reach_over_a_transition():
    (job,) = audio([shot(1, 24, 48, transition_in=RationalTime(20, 24))], handles=4)
    assert job.handles == 20


def test_no_handles_when_none_are_asked_for():
    (job,) = audio([shot(1, 24, 48)], handles=0)
    assert (job.requests[0].handle_in, job.requests[0].handle_out) == (0, 0)


def test_described_sounds_prompt_the_shots_they_overlap_in_their_own_time():
    sounds = [cue(500, 1500, "rain", kind="sound"), cue(1600, 1700, "door slams", kind="sound")]
    first, second = audio([shot(1, 0, 24), shot(2, 24, 24)], sounds, prompt="street")
    assert first.spec.sounds == (DescribedSound("rain", 0.5, 1.5),)
    assert [sound.text for sound in second.spec.sounds] == ["rain", "door slams"]
    assert second.spec.sounds[0].start_s == -0.5
    assert second.requests[0].prompt == "street"


def test_a_shot_longer_than_the_engines_window_is_split():
    engine = EngineInfo(**{**vars(ENGINE), "window_s": 8.0})
    (job,) = audio([shot(1, 0, 24 * 20)], engine=engine, handles=0)
    windows = job.requests[0].windows
    assert len(windows) == 3
    assert windows[0].start == 0
    assert windows[-1].start + windows[-1].length == 20 * SAMPLE_RATE


def test_a_shot_without_media_is_a_job_that_cannot_render():
    (job,) = audio([shot(1, 0, 24, picture=None, problem="media is missing", hint="Relink it.")])
    assert (job.requests, job.problem, job.hint) == ((), "media is missing", "Relink it.")


def test_a_shot_whose_media_cannot_be_read_fails_alone():
    def identity(picture):
        if picture.path.endswith("1.mov"):
            raise MediaMissingError("media cannot be read: denied", hint="check it")
        return picture.path

    bad, good = audio([shot(1, 0, 24), shot(2, 24, 24)], identity=identity)
    assert (bad.requests, bad.problem, bad.hint) == ((), "media cannot be read: denied", "check it")
    assert good.requests


def test_a_remark_on_a_shot_with_picture_is_a_warning():
    (job,) = audio([shot(1, 0, 24, problem="the clip is 3 frames longer than its media")])
    assert job.warnings == ("the clip is 3 frames longer than its media",)
    assert job.problem == ""


def test_channels_count_only_where_fewer_are_asked_for_than_the_engine_makes():
    """Stereo and 5.1 are one sound, and what an engine makes anyway is no other job."""

    def keys(made, **options):
        return [job.spec.job_key for job in audio([shot(1, 0, 48)], engine=made, **options)]

    wide, narrow = replace(ENGINE, channels=2), replace(ENGINE, channels=1)
    usual = keys(wide)
    assert keys(wide, channels="stereo") == keys(wide, channels="5.1") == usual
    assert keys(wide, channels="mono") != usual
    assert all(keys(narrow, channels=layout) == usual for layout in CHANNELS)


def test_a_take_in_other_channels_is_marked():
    stereo, mono = (
        audio([shot(1, 0, 48)], engine=replace(ENGINE, channels=2), channels=asked)[0].spec
        for asked in ("stereo", "mono")
    )
    assert mark(mono, stereo) == "earlier: mono"
    assert mark(stereo, mono) == "earlier: in more channels"
