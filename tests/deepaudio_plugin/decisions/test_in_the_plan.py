"""What decisions do to a plan: just what was decided, and to no other job."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deepaudio_plugin.core.engine_info import Choice, EngineInfo, EngineSetting
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.take_spec import NO_SETTINGS
from deepaudio_plugin.decisions.model import (
    UNDECIDED,
    TakeDecision,
    ask_take,
    cast,
    choose_take,
    edit_line,
    prompt_shots,
)
from deepaudio_plugin.decisions.refs import fingerprints, shot_refs
from deepaudio_plugin.decisions.settings import change_settings, options_with
from tests.helpers.material import ENGINE, cue, planned, shot

MODEL = EngineInfo(
    "deepaudio-v1", True, "The model", version="1", weights_digest="abc", window_s=8.0,
    voices=("ann", "bob"), variant="small", variants={"small": "abc"}, scene_context=True,
    settings=(
        EngineSetting("preset", "choice", "Quality", choices=(Choice("final"), Choice("draft"))),
        EngineSetting("cfg", "number", "Strength", minimum=0, maximum=50),
    ),
)  # fmt: skip
SHOTS = [replace(shot(n, 48 * (n - 1), 48), name=name) for n, name in enumerate("abb", 1)]
LINES = [cue(200, 900, "One."), cue(1000, 1500, "Two."), cue(2200, 3000, "Three.")]
SHOT_REFS = shot_refs(SHOTS)
FINGERPRINTS = fingerprints(LINES, SHOTS)
TWO = f"cue:{LINES[1].id}"
PROMPTED = prompt_shots(UNDECIDED, {SHOT_REFS[1]: SHOTS[1]}, prompt="rain", negative_prompt="birds")


def jobs(decisions=UNDECIDED, engine=ENGINE, cues=LINES, **options):
    plan = planned(SHOTS, list(cues), engine=engine, decisions=decisions, **options)
    return {job.ref: job for job in plan.jobs}


def changed(decisions, engine=ENGINE, before=UNDECIDED, **options):
    """References whose takes' keys are others than before, or whose job is gone."""
    old, new = jobs(before, engine, **options), jobs(decisions, engine, **options)
    assert set(new) <= set(old)

    def keys(found, ref):
        return {r.key for r in found[ref].requests} if ref in found else None

    return {ref for ref in old if keys(old, ref) != keys(new, ref)}


@pytest.mark.parametrize("engine", [ENGINE, MODEL], ids=lambda e: e.name)
def test_editing_a_line_changes_just_its_job(engine):
    edited = edit_line(UNDECIDED, LINES[1], text="Another.")
    assert changed(edited, engine) == {TWO}
    assert jobs(edited, engine)[TWO].requests[0].text == "Another."


@pytest.mark.parametrize("engine", [ENGINE, MODEL], ids=lambda e: e.name)
def test_a_shots_own_prompt_stands_instead_of_the_general_one_for_just_its_job(engine):
    assert changed(PROMPTED, engine, prompt="street") == {SHOT_REFS[1]}
    made = jobs(PROMPTED, engine, prompt="street", negative_prompt="cars")
    asked = {ref: (j.requests[0].prompt, j.requests[0].negative_prompt) for ref, j in made.items()}
    assert asked[SHOT_REFS[1]] == ("rain", "birds")
    assert asked[SHOT_REFS[0]] == asked[SHOT_REFS[2]] == ("street", "cars")


def test_a_muted_line_has_no_job_and_changes_no_other():
    muted = edit_line(UNDECIDED, LINES[1], muted=True)
    assert changed(muted) == {TWO}
    assert TWO not in jobs(muted)
    before, after = jobs(), jobs(muted)
    assert all(after[ref] == before[ref] for ref in after)


def test_a_muted_shot_has_no_job_and_changes_no_other():
    muted = prompt_shots(UNDECIDED, {SHOT_REFS[2]: SHOTS[2]}, muted=True)
    assert changed(muted) == {SHOT_REFS[2]}


def test_a_muted_sound_is_no_prompt():
    rain = cue(0, 900, "rain", kind="sound")
    muted = edit_line(UNDECIDED, rain, muted=True)
    found = jobs(muted, cues=[rain, *LINES])[SHOT_REFS[0]]
    assert found.spec.sounds == ()
    edited = edit_line(UNDECIDED, rain, text="hail")
    found = jobs(edited, cues=[rain, *LINES])[SHOT_REFS[0]]
    assert found.spec.sounds[0].text == "hail"


def test_takes_asked_for_come_after_those_of_the_settings_and_none_twice():
    asked = ask_take(ask_take(UNDECIDED, TWO, FINGERPRINTS[TWO], 7), TWO, FINGERPRINTS[TWO], 1)
    found = jobs(asked, takes=2)
    assert [r.seed for r in found[TWO].requests] == [0, 1, 7]
    assert [r.seed for r in found[SHOT_REFS[0]].requests] == [0, 1]
    assert len({r.key for job in found.values() for r in job.requests}) == 2 * len(found) + 1


def test_the_chosen_take_comes_first_and_no_key_changes():
    key = jobs(takes=3)[TWO].requests[2].key
    chosen = choose_take(UNDECIDED, TWO, FINGERPRINTS[TWO], key)
    assert changed(chosen, takes=3) == set()
    requests = jobs(chosen, takes=3)[TWO].requests
    assert [r.seed for r in requests] == [2, 0, 1]
    assert {r.key for r in requests} == {r.key for r in jobs(takes=3)[TWO].requests}


def test_a_chosen_take_stays_when_the_seed_of_all_is_changed():
    take = jobs(seed=0)[TWO].spec
    key = take.key
    chosen = choose_take(UNDECIDED, TWO, FINGERPRINTS[TWO], key, 0, job_key=take.job_key)
    requests = jobs(chosen, seed=40)[TWO].requests
    assert (requests[0].key, [r.seed for r in requests]) == (key, [0, 40])


def test_a_chosen_take_of_other_words_is_not_rendered_again():
    take = jobs(seed=3)[TWO].spec
    chosen = choose_take(UNDECIDED, TWO, FINGERPRINTS[TWO], take.key, 3, job_key=take.job_key)
    edited = edit_line(chosen, LINES[1], text="Another.")
    assert [r.seed for r in jobs(edited, seed=40)[TWO].requests] == [40]
    back = edit_line(edited, LINES[1], text=LINES[1].text)
    assert jobs(back, seed=40)[TWO].requests[0] == take


def test_a_chosen_take_stays_first_when_the_engines_version_rises():
    take = jobs(takes=2)[TWO].requests[1]
    chosen = choose_take(
        UNDECIDED, TWO, FINGERPRINTS[TWO], take.key, take.seed, job_key=take.job_key
    )
    risen = jobs(chosen, replace(ENGINE, version="2"), takes=2)[TWO]
    assert [r.seed for r in risen.requests] == [1, 0]
    assert risen.spec.job_key == take.job_key
    assert risen.spec.key != take.key


def test_the_cast_is_as_decided_but_for_who_is_cast_on_the_command_line():
    talk = [cue(0, 500, "Hi.", "MARA"), cue(600, 900, "Ho.", "Jon")]
    decided = cast(cast(UNDECIDED, "Mara", "bob"), "JON", "bob")
    found = jobs(decided, cues=talk, cast=(("jon", "cat"),))
    assert [found[f"cue:{c.id}"].requests[0].voice for c in talk] == ["bob", "cat"]


def test_a_decided_voice_that_the_engine_does_not_have_is_a_note_and_a_given_one_an_error():
    talk = [cue(0, 500, "Hi.", "MARA")]
    decided = cast(UNDECIDED, "MARA", "zoe")
    plan = planned([], talk, decisions=decided)
    (note,) = plan.problems
    assert note.note
    assert "there is no voice 'zoe'" in note.message
    assert plan.jobs[0].requests[0].voice in ENGINE.voices
    with pytest.raises(UsageError, match="zoe"):
        planned([], talk, cast=(("MARA", "zoe"),))


def test_settings_kept_for_the_model_wait_while_another_engine_works():
    values = {"preset": "draft", "cfg": 3}
    decided = change_settings(UNDECIDED, {"engine_settings": {MODEL.name: values}})
    options, _ = options_with(RenderOptions(), decided)
    kept = {"engine_settings": options.engine_settings}
    assert jobs(decided, **kept)[TWO].spec.settings == NO_SETTINGS
    assert jobs(decided, MODEL, **kept)[TWO].spec.settings.sound["preset"] == "draft"
    with pytest.raises(UsageError, match="has no setting 'preset'"):
        jobs(UNDECIDED, engine_settings={"": values})


# -- what the model's jobs tell each other --------------------------------------------


def test_a_shot_all_of_whose_lines_are_muted_has_no_dialogue():
    ref = SHOT_REFS[1]
    assert jobs(engine=MODEL)[ref].spec.dialogue
    muted = edit_line(UNDECIDED, LINES[2], muted=True)
    assert not jobs(muted, MODEL)[ref].spec.dialogue
    assert changed(muted, MODEL) == {f"cue:{LINES[2].id}", ref}


def test_a_muted_line_guides_nothing_in_a_shot_that_has_others():
    muted = edit_line(UNDECIDED, LINES[1], muted=True)
    assert jobs(muted, MODEL)[SHOT_REFS[0]].spec.dialogue
    assert changed(muted, MODEL) == {TWO}


def test_a_decision_on_nothing_is_no_decision():
    assert changed(replace(UNDECIDED, takes={TWO: TakeDecision()})) == set()
