import pytest

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.planning.voices import assign_voices

VOICES = [f"voice {i}" for i in range(9)]


def test_every_speaker_has_a_voice_of_their_own():
    cast = assign_voices(["Mara", "Jon", "Ada", "Theo", "Liv", "Omar", "Sun", "Max"], VOICES)
    assert len(set(cast.values())) == 9


def test_lines_without_a_speaker_have_the_engines_first_voice():
    assert assign_voices(["", "Mara"], VOICES)[""] == VOICES[0]
    assert assign_voices(["Mara"], VOICES)["Mara"] != VOICES[0]


def test_the_cast_does_not_depend_on_who_speaks_first():
    assert assign_voices(["Mara", "Jon"], VOICES) == assign_voices(["Jon", "Mara"], VOICES)


def test_voices_are_shared_only_when_there_are_too_few():
    cast = assign_voices([f"Speaker {i}" for i in range(30)], VOICES)
    assert set(cast.values()) == set(VOICES)


def test_an_engine_without_voices_casts_nobody():
    assert assign_voices(["Mara"], []) == {}


def test_two_spellings_of_a_name_are_one_person():
    cast = assign_voices(["MARA", "Mara", "JON"], VOICES)
    assert cast["MARA"] == cast["Mara"] != cast["JON"]


def test_everyday_voices_are_cast_before_the_others():
    assert set(assign_voices(["Mara", "Jon", "Ada", "Theo"], VOICES).values()) <= set(VOICES[:7])


def test_a_cast_speaker_has_the_voice_that_was_chosen_and_nobody_else_gets_it():
    cast = assign_voices(["MARA", "Jon", "Ada"], VOICES, {"Mara": VOICES[3]})
    assert cast["MARA"] == VOICES[3]
    assert VOICES[3] not in (cast["Jon"], cast["Ada"])


def test_a_voice_that_the_engine_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(UsageError) as raised:
        assign_voices(["Mara"], VOICES, {"Mara": "tuba"})
    assert VOICES[8] in raised.value.hint
