"""Requests to the model: its options, shots with dialogue, what counts in a key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deepaudio_plugin.core.engine_info import Choice, EngineInfo, EngineSetting
from deepaudio_plugin.core.errors import MediaMissingError, UsageError, WeightsMissingError
from deepaudio_plugin.core.protocol import SAMPLE_RATE, PictureSource, Window
from deepaudio_plugin.core.take_spec import (
    NO_SETTINGS,
    EngineSettings,
    SurroundingShot,
)
from deepaudio_plugin.planning import recording_pictures
from tests.helpers.material import ENGINE, cue, planned, shot

MODEL = EngineInfo(
    "deepaudio-v1", True, "The model, small", version="1", weights_digest="abc", window_s=8.0,
    voices=("ann", "bob"), variant="small", variants={"small": "abc", "large": "def"},
    scene_context=True, recordings=True, settings=(
        EngineSetting("variant", "choice", "Variant",
                      choices=(Choice("small"), Choice("large")), help="Fetch others."),
        EngineSetting("preset", "choice", "Quality", "final",
                      choices=(Choice("final"), Choice("draft"))),
        EngineSetting("steps", "integer", "Steps", minimum=1, maximum=100),
        EngineSetting("cfg", "number", "Strength", minimum=0, maximum=50),
        EngineSetting("low_vram", "switch", "Memory", False, changes_sound=False),
    ),
)  # fmt: skip


WITHIN_A_SHOT = "9aae317723b6eac39202cd5e035328c45b717b249e5e397cd5fbdf13873c5c03"
OF_A_SHOT = "4058340eca40ce05b7d51ebe0be6a30d4c6145f2f6d8b78ed9cd44c9050983c6"


def given(**values):
    """Settings for whichever engine does the work, as a command line gives them."""
    return {"engine_settings": {"": values}}


def jobs(shots, cues=(), engine=MODEL, **options):
    found = planned(list(shots), list(cues), engine=engine, **options).jobs
    return {job.id: job.requests[0] for job in found}


def test_settings_go_into_every_request_to_an_engine_that_declares_them():
    asked = given(preset="draft", steps="9", cfg=3.0)
    both = jobs([shot(1, 0, 48)], [cue(500, 1500, "Hi.")], **asked)
    for request in both.values():
        assert request.settings == EngineSettings(
            {"variant": "small", "preset": "draft", "steps": 9, "cfg": 3.0}
        )


def test_settings_that_change_no_sound_are_kept_apart():
    (request,) = jobs([shot(1, 0, 48)], **given(low_vram=True)).values()
    assert request.settings == EngineSettings({"variant": "small"}, {"low_vram": True})


def test_settings_kept_for_an_engine_are_for_it_alone():
    kept = {"engine_settings": {MODEL.name: {"steps": 9}, "another": {"steps": 4}}}
    (request,) = jobs([shot(1, 0, 48)], **kept).values()
    assert request.settings.sound["steps"] == 9
    plan = planned([shot(1, 0, 48)], [], engine=MODEL, engine_settings={MODEL.name: {"cfg": 99}})
    assert "cfg" not in plan.jobs[0].spec.settings.sound
    assert [p.message for p in plan.problems] == [
        f"the setting cfg of {MODEL.name} is passed over: cfg cannot be 99"
    ]


def test_what_an_engine_does_anyway_is_not_asked_of_it():
    (plain,) = jobs([shot(1, 0, 48)]).values()
    (same,) = jobs([shot(1, 0, 48)], **given(preset="final", low_vram=False)).values()
    assert plain.settings == same.settings == EngineSettings({"variant": "small"})


def test_other_engines_get_none_of_it_and_refuse_what_they_cannot_do():
    both = jobs([shot(1, 0, 48)], [cue(500, 1500, "Hi.")], engine=ENGINE)
    assert [request.settings for request in both.values()] == [NO_SETTINGS, NO_SETTINGS]
    with pytest.raises(UsageError, match="has no setting 'low_vram'"):
        jobs([shot(1, 0, 48)], engine=ENGINE, **given(low_vram=True))
    for wrong in ({"steps": 0}, {"steps": "many"}, {"preset": "best"}, {"cfg": True}):
        with pytest.raises(UsageError, match="cannot be"):
            jobs([shot(1, 0, 48)], **given(**wrong))


def test_another_variant_is_another_engine_to_keys_and_people():
    plan = planned([shot(1, 0, 48)], [], engine=MODEL, **given(variant="large"))
    assert (plan.engine.title, plan.engine.weights_digest) == ("The model, large", "def")
    default = planned([shot(1, 0, 48)], [], engine=MODEL)
    assert plan.jobs[0].requests[0].key != default.jobs[0].requests[0].key
    with pytest.raises(WeightsMissingError, match=r"'huge' is not installed .*small, large"):
        planned([shot(1, 0, 48)], [], engine=MODEL, **given(variant="huge"))


def test_a_plan_without_a_ready_engine_still_stands():
    missing = EngineInfo("deepaudio-v1", False, "not available now")
    assert jobs([shot(1, 0, 48)], engine=missing, **given(variant="large"))


def test_a_shot_knows_its_lines_and_a_line_its_shot():
    talk = [cue(2500, 3500, "Hi.")]
    first, second = shot(1, 0, 48), shot(2, 48, 96)
    rain = cue(2000, 3000, "rain", kind="sound")
    made = jobs([first, second], [*talk, rain], prompt="street", handles=12)
    assert not made["audio-0001"].dialogue
    assert made["audio-0002"].dialogue
    line = made["speech-0001"]
    assert line.shot == SurroundingShot(
        media_start_s=10.0,
        duration_s=4.0,
        lead=SAMPLE_RATE // 2,
        windows=(Window(-24_000, 5 * SAMPLE_RATE),),
    )
    assert line.parts == ()


def test_a_line_that_crosses_a_cut_knows_each_shot_under_it():
    first, second = shot(1, 0, 48), shot(2, 48, 96)
    made = jobs([first, second], [cue(1500, 3500, "Who is that, over there?")])
    line = made["speech-0001"]
    assert (line.picture, line.media, line.shot) == (None, "", None)
    before, after = line.parts
    assert (before.start, before.num_samples) == (0, SAMPLE_RATE // 2)
    assert (after.start, after.num_samples) == (SAMPLE_RATE // 2, 3 * SAMPLE_RATE // 2)
    assert (before.picture.media_start_s, before.picture.duration_s) == (11.5, 0.5)
    assert (after.picture.media_start_s, after.picture.duration_s) == (10.0, 1.5)
    assert before.media and after.media
    assert (before.shot.lead, after.shot.lead) == (3 * SAMPLE_RATE // 2, 0)
    assert [len(part.shot.windows) for part in line.parts] == [1, 1]
    assert made["audio-0001"].dialogue and made["audio-0002"].dialogue


def test_where_a_cut_is_counts_for_the_lines_across_it_alone():
    talk = [cue(500, 1500, "Hi."), cue(1500, 3500, "Who is that?")]
    one = jobs([shot(1, 0, 48), shot(2, 48, 96)], talk)
    other = jobs([shot(1, 0, 48), shot(2, 48, 72)], talk)
    assert one["speech-0001"].job_key == other["speech-0001"].job_key
    assert one["speech-0002"].job_key != other["speech-0002"].job_key


def test_the_keys_of_lines_within_a_shot_stay_as_they_were():
    """Before lines across cuts were guided: chosen takes stay chosen."""
    made = jobs([shot(1, 0, 24 * 40)], [cue(20_000, 21_000, "Hi.")], prompt="rain")
    assert made["speech-0001"].job_key == WITHIN_A_SHOT
    assert made["audio-0001"].job_key == OF_A_SHOT


def test_two_speakers_of_a_shot_have_windows_of_their_own():
    made = jobs([shot(1, 0, 96)], [cue(500, 1500, "Who?", "MARA"), cue(1400, 2500, "Me.", "JON")])
    one, other = made["speech-0001"].shot, made["speech-0002"].shot
    assert (one.lead, other.lead) == (SAMPLE_RATE // 2, round(1.4 * SAMPLE_RATE))
    assert made["speech-0001"].num_samples == SAMPLE_RATE
    assert made["speech-0002"].num_samples == round(1.1 * SAMPLE_RATE)


def test_a_line_names_only_the_windows_it_lies_in():
    made = jobs([shot(1, 0, 24 * 40)], [cue(20_000, 21_000, "Hi.")])
    windows = made["audio-0001"].windows
    named = made["speech-0001"].shot.windows
    assert set(named) < set(windows)
    first, last = 20 * SAMPLE_RATE, 21 * SAMPLE_RATE
    assert named[0].start <= first and named[-1].start + named[-1].length >= last
    assert all(w.start < last and w.start + w.length > first for w in named)


def test_what_is_made_in_company_sounds_the_same():
    shots, talk = [shot(1, 0, 96)], [cue(500, 1500, "Hi.")]
    both = jobs(shots, talk)
    assert jobs(shots, talk, tracks=("speech",))["speech-0001"].key == both["speech-0001"].key
    assert jobs(shots, talk, tracks=("audio",))["audio-0001"].key == both["audio-0001"].key
    assert jobs(shots, talk, **given(low_vram=True))["audio-0001"].key == both["audio-0001"].key
    assert jobs(shots, talk, prompt="rain")["speech-0001"].key == both["speech-0001"].key
    assert jobs(shots)["audio-0001"].key != both["audio-0001"].key  # dialogue changes the sound


def test_a_shot_that_changes_changes_its_lines():
    talk = [cue(500, 1500, "Hi.")]
    one, other = jobs([shot(1, 0, 96)], talk), jobs([shot(1, 0, 48)], talk)
    assert one["speech-0001"].key != other["speech-0001"].key


def test_a_recording_counts_by_its_content_and_words(tmp_path):
    def key(name, content, words):
        (tmp_path / name).write_bytes(content)
        (tmp_path / name).with_suffix(".txt").write_text(words)
        cast = (("mara", str(tmp_path / name)),)
        return jobs([shot(1, 0, 48)], [cue(0, 900, "Hi.", "MARA")], cast=cast)["speech-0001"]

    first = key("a.wav", b"sound", "Words.")
    assert (first.voice, first.reference.text) == ("", "Words.")
    assert key("b.wav", b"sound", "Words.").key == first.key
    assert key("a.wav", b"other", "Words.").key != first.key
    assert key("a.wav", b"sound", "Other words.").key != first.key


def test_the_picture_of_a_recording_counts_by_its_media(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"sound")
    cast = (("mara", f"{tmp_path / 'a.wav'}:Words."),)

    def line(**more):
        made = jobs([shot(1, 0, 48)], [cue(0, 900, "Hi.", "MARA")], cast=cast, **more)
        return made["speech-0001"]

    alone = line()
    assert alone.reference.parts == ()
    shown = PictureSource(str(tmp_path / "film.mov"), media_start_s=3.0, duration_s=2.0)
    parts = recording_pictures.parts_between([shown], [-0.5], SAMPLE_RATE)
    recording_pictures.keep(tmp_path / "a.wav", parts)
    (part,) = line().reference.parts
    assert (part.start, part.num_samples) == (0, SAMPLE_RATE)
    assert (part.picture.path, part.picture.media_start_s) == (str(tmp_path / "film.mov"), 3.5)
    assert part.media == part.picture.path
    assert line().job_key != alone.job_key


def test_a_recording_whose_picture_is_gone_is_spoken_with_and_told_of(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"sound")
    shown = PictureSource(str(tmp_path / "film.mov"), duration_s=2.0)
    parts = recording_pictures.parts_between([shown], [0.0], SAMPLE_RATE)
    recording_pictures.keep(tmp_path / "a.wav", parts)

    def identity(picture):
        if picture.path.endswith("film.mov"):
            raise MediaMissingError("there is no such file")
        return "other"

    plan = planned(
        [shot(1, 0, 48)], [cue(0, 900, "Hi.", "MARA")], engine=MODEL, identity=identity,
        cast=(("MARA", f"{tmp_path / 'a.wav'}:Words."),),
    )  # fmt: skip
    (line,) = [job.spec for job in plan.jobs if job.stem == "speech"]
    assert line.reference.parts == ()
    assert ["the picture of its recording is left out" in p.message for p in plan.problems] == [
        True
    ]


def test_recordings_are_for_the_model(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"sound")
    cast = (("MARA", f"{tmp_path / 'a.wav'}:Words."),)
    with pytest.raises(UsageError, match="speaks with its own voices"):
        jobs([shot(1, 0, 48)], [cue(0, 900, "Hi.", "MARA")], engine=ENGINE, cast=cast)
    named = replace(MODEL, voices=("ann", "bob"))
    made = jobs([shot(1, 0, 48)], [cue(0, 900, "Hi.", "JON")], engine=named, cast=(("JON", "bob"),))
    assert made["speech-0001"].voice == "bob"
