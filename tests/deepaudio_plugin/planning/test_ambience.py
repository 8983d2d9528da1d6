"""One ambience goes on over the cuts of a scene, and an edit moves as little of it as it can."""

import dataclasses

from deepaudio_plugin.core.protocol import SAMPLE_RATE, PictureSource
from deepaudio_plugin.core.take_spec import AmbiencePoint
from deepaudio_plugin.planning.ambience import ambience_by_shot
from deepaudio_plugin.planning.finished import mark
from tests.helpers.material import ENGINE, RATE, planned, shot

JOINING = dataclasses.replace(ENGINE, joins_ambience=True)
NO_PROMPT = ("", "")


def seen(index, first, length, media, at=0.0):
    """A shot of a media file from `at` seconds on."""
    picture = PictureSource(f"/{media}.mov", media_start_s=at, duration_s=length / RATE)
    return shot(index, first, length, picture=picture)


def ambience(shots, prompt="rain"):
    prompts = [(prompt, "") if isinstance(prompt, str) else prompt[s.index] for s in shots]
    return ambience_by_shot(shots, prompts, lambda s: s.picture.path if s.picture else "")


def at(media, seconds):
    return AmbiencePoint(f"/{media}.mov", round(seconds * SAMPLE_RATE))


def test_a_shot_by_itself_has_its_own_stretch_in_its_medias_time():
    assert ambience([seen(1, 0, 48, "a", 10.0)]) == {1: (at("a", 10),)}


def test_at_a_cut_the_next_shot_goes_on_where_the_last_one_ends():
    found = ambience([seen(1, 0, 120, "a", 10.0), seen(2, 120, 120, "b")])
    assert found[2] == (at("a", 15), at("b", 0))


def test_a_short_shot_stays_and_the_next_goes_on_from_there():
    shots = [seen(1, 0, 24, "a"), seen(2, 24, 12, "b"), seen(3, 36, 12, "c")]
    assert ambience(shots)[3] == (at("a", 1.5),)


def test_a_trim_is_felt_up_to_the_next_long_shot_only():
    def of(length):
        shots = [seen(1, 0, length, "a")]
        for index, frames in ((2, 24), (3, 120), (4, 24), (5, 120)):
            start = int(shots[-1].range.end_time_exclusive().value)
            shots.append(seen(index, start, frames, f"m{index}"))
        return ambience(shots)

    before, after = of(120), of(110)
    assert [index for index in before if before[index] != after[index]] == [2, 3]


def test_an_insertion_before_a_scene_moves_nothing_of_it():
    scene = [seen(2, 48, 24, "a"), seen(3, 72, 24, "b")]
    later = [seen(2, 96, 24, "a"), seen(3, 120, 24, "b")]
    assert ambience(scene) == ambience(later)


def test_another_prompt_or_a_gap_is_another_scene():
    shots = [seen(1, 0, 24, "a"), seen(2, 24, 24, "b"), seen(3, 72, 24, "b")]
    found = ambience(shots, {1: ("rain", ""), 2: ("", ""), 3: ("", "")})
    assert [found[index][0].place for index in (1, 2, 3)] == ["/a.mov", "/b.mov", "/b.mov"]
    assert found[3] == (at("b", 0),)


def test_without_a_prompt_shots_between_two_of_one_media_are_of_its_scene():
    shots = [
        seen(1, 0, 24, "a"),
        seen(2, 24, 24, "b"),
        seen(3, 48, 24, "a", 5.0),
        seen(4, 72, 24, "c"),
    ]
    found = ambience(shots, "")
    assert [found[index] for index in (2, 3)] == [(at("a", 1),), (at("a", 2),)]
    assert found[4] == (at("c", 0),)


def test_one_media_long_after_is_another_scene():
    shots = [seen(1, 0, 24, "a"), seen(2, 24, 24 * 40, "b"), seen(3, 984, 24, "a")]
    assert ambience(shots, "")[3] == (at("a", 0),)


def test_media_that_run_on_over_a_cut_need_no_join():
    shots = [seen(1, 0, 24, "a", 3.0), seen(2, 24, 240, "a", 4.0)]
    assert ambience(shots)[2] == (at("a", 4),)


def test_a_missing_picture_ends_a_scene():
    shots = [seen(1, 0, 24, "a"), shot(2, 24, 24, picture=None), seen(3, 48, 24, "b")]
    assert ambience(shots)[3] == (at("b", 0),)
    assert 2 not in ambience(shots)


def test_only_an_engine_that_joins_ambience_is_told():
    shots = [seen(1, 0, 24, "a"), seen(2, 24, 24, "b")]
    told = planned(shots, [], engine=JOINING, prompt="rain").jobs
    assert [len(job.spec.ambience) for job in told] == [1, 1]
    assert all(not job.spec.ambience for job in planned(shots, [], prompt="rain").jobs)


def test_what_is_planned_of_some_shots_is_planned_of_them_as_of_all():
    shots = [seen(1, 0, 24, "a"), seen(2, 24, 24, "b")]
    of_all = planned(shots, [], engine=JOINING, prompt="rain").jobs
    (alone,) = planned(shots, [], engine=JOINING, prompt="rain", clips=["2"]).jobs
    assert alone.requests[0].key == of_all[1].requests[0].key


def test_what_lies_before_is_in_a_takes_key_and_not_in_what_its_job_asks_for():
    def second(length):
        shots = [seen(1, 0, length, "a"), seen(2, length, 24, "b")]
        return planned(shots, [], engine=JOINING, prompt="rain").jobs[1].requests[0]

    assert second(24).key != second(20).key
    assert second(24).job_key == second(20).job_key


def test_a_finished_take_of_an_earlier_cut_is_marked():
    def second(length):
        shots = [seen(1, 0, length, "a"), seen(2, length, 24, "b")]
        return planned(shots, [], engine=JOINING, prompt="rain").jobs[1].requests[0]

    assert mark(second(20), second(24)) == "its ambience is of an earlier cut"
    assert mark(second(24), second(24)) == ""
