from dataclasses import replace

import pytest

from deepaudio_plugin.core.engine_info import EngineInfo, VoiceTraits
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions.model import Decisions, TakeDecision
from deepaudio_plugin.planning.recordings import missing_voices
from deepaudio_plugin.planning.voices import (
    KeptVoices,
    assign_voices,
    kept_voices,
    reason_for,
    shared_voices,
    unlike_their_names,
)

VOICES = tuple(f"voice {i}" for i in range(9))
UNKNOWN = EngineInfo("other", True, "an engine that says nothing of its voices", voices=VOICES)
TRAITS = (
    VoiceTraits("teller", "woman"),
    VoiceTraits("ann", "woman"),
    VoiceTraits("bob", "man"),
    VoiceTraits("cat", "woman"),
    VoiceTraits("dan", "man"),
    VoiceTraits("gran", "woman", "elder"),
    VoiceTraits("gramps", "man", "elder"),
    VoiceTraits("kid", "", "child"),
)
ENGINE = EngineInfo(
    "people", True, "people", voices=tuple(one.name for one in TRAITS), casting=TRAITS
)


def test_every_speaker_has_a_voice_of_their_own():
    cast = assign_voices(["Mara", "Jon", "Ada", "Theo", "Liv", "Omar", "Sun", "Max"], UNKNOWN)
    assert len(set(cast.values())) == 9


def test_lines_without_a_speaker_have_the_engines_first_voice():
    assert assign_voices(["", "Mara"], UNKNOWN)[""] == VOICES[0]
    assert assign_voices(["Mara"], UNKNOWN)["Mara"] != VOICES[0]


def test_the_cast_does_not_depend_on_who_speaks_first():
    assert assign_voices(["Mara", "Jon"], UNKNOWN) == assign_voices(["Jon", "Mara"], UNKNOWN)


def test_voices_are_shared_only_when_there_are_too_few():
    cast = assign_voices([f"Speaker {i}" for i in range(30)], UNKNOWN)
    assert set(cast.values()) == set(VOICES)


def test_an_engine_without_voices_casts_nobody():
    assert assign_voices(["Mara"], EngineInfo("none", True, "none")) == {}


def test_two_spellings_of_a_name_are_one_person():
    cast = assign_voices(["MARA", "Mara", "JON"], UNKNOWN)
    assert cast["MARA"] == cast["Mara"] != cast["JON"]


def test_everyday_voices_are_cast_before_the_others():
    assert set(assign_voices(["Mara", "Jon", "Ada", "Theo"], UNKNOWN).values()) <= set(VOICES[:7])


def test_a_cast_speaker_has_the_voice_that_was_chosen_and_nobody_else_gets_it():
    cast = assign_voices(["MARA", "Jon", "Ada"], UNKNOWN, {"Mara": VOICES[3]})
    assert cast["MARA"] == VOICES[3]
    assert VOICES[3] not in (cast["Jon"], cast["Ada"])


def test_a_voice_that_the_engine_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(UsageError) as raised:
        assign_voices(["Mara"], UNKNOWN, {"Mara": "tuba"})
    assert VOICES[8] in raised.value.hint


def test_a_voice_of_what_is_not_installed_is_refused_with_how_to_have_it():
    packless = replace(UNKNOWN, absent=("ann",), absent_hint="Fetch the pack.")
    with pytest.raises(UsageError) as raised:
        assign_voices(["Mara"], packless, {"Mara": "ann"})
    assert (raised.value.message, raised.value.hint) == (
        "the voice 'ann' is not installed",
        "Fetch the pack.",
    )
    (note,) = missing_voices(["Mara"], (), packless, {"Mara": "ann"})
    assert note.hint.startswith("Fetch the pack. Cast somebody")
    (note,) = missing_voices(["Mara"], (), packless, {"Mara": "bob"})
    assert note.hint.startswith("Cast somebody")


@pytest.mark.parametrize(
    ("speaker", "voices"),
    [
        ("Grandma", {"gran"}),
        ("OLD MAN", {"gramps"}),
        ("Little Tom", {"kid"}),
        ("Captain Reyes", {"bob", "dan"}),
        ("Mrs. Chen", {"ann", "cat"}),
        ("Ingrid", {"ann", "cat"}),
        ("Guard 2", {"ann", "bob", "cat", "dan"}),
    ],
)
def test_a_name_says_whom_a_voice_should_sound_like(speaker, voices):
    assert assign_voices([speaker], ENGINE)[speaker] in voices


def test_a_voice_of_ones_own_gender_is_shared_before_another_is_borrowed():
    men = ["Jon", "Ben", "Peter", "Paul", "Thomas"]
    assert set(assign_voices(men, ENGINE).values()) - {"teller"} == {"bob", "dan", "gramps"}


def test_no_grown_up_has_the_voice_of_a_child():
    grown = [f"Guard {number}" for number in range(30)] + ["Ingrid", "Jon", "Grandma"]
    assert "kid" not in assign_voices(grown, ENGINE).values()
    assert assign_voices([*grown, "Little Tom"], ENGINE)["Little Tom"] == "kid"


def test_voices_that_are_shared_are_told_in_one_line():
    voices = {"": "teller", "Jon": "bob", "JON": "bob", "Ben": "bob", "Mara": "ann"}
    (note,) = shared_voices(voices, voices)
    assert note.note
    assert note.message.startswith("2 of 3 speakers share voices, for there are 2")
    assert note.message.endswith("bob is that of 2")
    assert shared_voices(["Jon", "JON", "Mara"], voices) == []


def test_the_reason_names_the_words_it_goes_by():
    assert reason_for("Grandma Joan", "gran", ENGINE) == "an old woman, for “Grandma”"
    assert reason_for("Guard 2", "bob", ENGINE) == "a man; the name gives no hint"
    assert reason_for("MARA", "bob", ENGINE) == "a man, although “MARA” suggests a woman"
    assert reason_for("Mara", VOICES[1], UNKNOWN) == ""


def rendered(voices):
    return Decisions(takes={"cue:1": TakeDecision(rendered=("key",))}, voices=voices)


def test_a_project_with_takes_keeps_the_cast_that_it_had_before_names_were_read():
    cast = assign_voices(["", "Mara", "Eve"], ENGINE, kept=KeptVoices({"Mara": "bob"}))
    assert cast["Mara"] == "bob"
    earlier = kept_voices(rendered({"people": {"Mara": "bob"}}), ENGINE)
    cast = assign_voices(["", "Mara", "Eve"], ENGINE, kept=earlier)
    assert (cast[""], cast["Mara"]) == (ENGINE.voices[0], "bob")
    assert cast["Eve"] in ("ann", "cat")  # whoever is new


def test_a_project_with_takes_that_keeps_no_voices_is_cast_as_it_was():
    earlier = kept_voices(rendered({}), ENGINE)
    nothing_said = EngineInfo("people", True, "people", voices=ENGINE.voices)
    people = ["Mara", "Grandma", "Jon"]
    assert assign_voices(people, ENGINE, kept=earlier) == assign_voices(people, nothing_said)


def test_a_kept_voice_of_another_gender_is_told_in_one_line():
    (note,) = unlike_their_names({"Mara": "bob", "Jon": "dan", "": "teller"}, ENGINE)
    assert note.note
    pack = replace(ENGINE, casting=TRAITS[:2], uncast=TRAITS[2:])
    assert unlike_their_names({"Mara": "bob"}, pack) == unlike_their_names({"Mara": "bob"}, ENGINE)
    assert "Mara: bob" in note.message
    assert "Jon" not in note.message
