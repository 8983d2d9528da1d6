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
