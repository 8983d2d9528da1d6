"""Words choose sounds."""

import pytest

from deepaudio.engines.sketch.bank.catalogue import STRIKES, TEXTURES
from deepaudio.engines.sketch.lexicon import NO_SOUND, SILENT, UNHEARD, compounds, kinds, lexicon
from deepaudio.engines.sketch.prompts import MOST, Palette, palette


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("", ""),
        ("rain on the street", "rain traffic"),
        ("Footsteps on gravel, birds sing", "birds step_gravel"),
        ("she walks through the rain", "rain step_wet"),
        ("footsteps in snow", "step_snow"),
        ("a basketball bounces", "ball"),
        ("door slams", "door_slam"),
        ("the door creaks open", "creak"),
        ("a door is closed", "door_close"),
        ("glass breaking", "glass_break"),
        ("a glass is set down", "glass"),
        ("thunder and heavy rain", "heavy_rain thunder"),
        ("waves on a beach, seagulls", "waves gull"),
        ("crackling fireplace", "fire"),
        ("office with keyboard typing", "office key_press"),
        ("the washing machine", "washing_machine"),
        ("a fire alarm", "school_bell"),
        ("asdf qwer", ""),
    ],
)
def test_a_prompt_asks_for(prompt, names):
    assert set(palette(prompt).names) == set(names.split())


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("the barkeeper", "cafe"),
        ("a window", ""),
        ("pan across the city", "city"),
        ("pouring a drink", "pour"),
        ("a boomerang", "whoosh"),
        ("close-up of a horse", "horse"),
        ("wide shot of the sea, cut to a street", "waves traffic"),
        ("he falls asleep", ""),
        ("caring parents", ""),
        ("birds singing", "birds"),
    ],
)
def test_no_word_is_taken_for_another_that_begins_like_it(prompt, names):
    assert set(palette(prompt).names) == set(names.split())


def test_what_is_named_first_comes_first():
    assert palette("wind and then rain").textures == ("wind", "rain")


def test_a_negation_reaches_the_next_words():
    assert palette("forest without birds, no rain").textures == ("forest",)


def test_the_negative_prompt_takes_sounds_away():
    assert palette("rain and wind", "wind").textures == ("rain",)


@pytest.mark.parametrize("word", ["speech", "voices", "talking", "people"])
def test_unwanted_voices_take_the_crowd_away(word):
    assert palette("a crowd in a café", word).textures == ()


def test_music_is_no_sound_of_the_bank():
    assert not palette("dramatic music")
    assert palette("") == Palette()


@pytest.mark.parametrize("prompt", ["silence", "Silence.", "dead air", "no sound"])
def test_silence_is_asked_for(prompt):
    assert palette(prompt).silent
    assert palette(prompt).names == ()


def test_a_quiet_place_is_a_place():
    found = palette("quiet room")
    assert (found.textures, found.quiet, found.silent) == (("room",), True, False)
    assert palette("quiet").textures == ("room",)


def test_a_kind_of_thing_is_a_guess_and_told():
    found = palette("a collie runs")
    assert "dog" in found.names
    assert "'collie' is heard as dog: a guess" in found.notes


def test_what_can_be_heard_and_has_no_sound_is_told():
    found = palette("rain and a violin")
    assert found.textures == ("rain",)
    assert found.notes == ("the sketch engine has no sound for 'violin'",)


def test_a_contradiction_is_told():
    (note,) = palette("silence, and heavy rain").notes
    assert "heavy_rain is heard" in note
    (note,) = palette("rain and wind, no rain").notes
    assert "rain is both asked for and unwanted" in note


def test_a_prompt_in_another_language_is_no_english_and_told():
    found = palette("der Wind weht durch die Bäume")
    assert not found
    assert "English only" in found.notes[0]


def test_of_a_very_long_prompt_the_first_sounds_are_heard_and_the_rest_told():
    words = "rain wind dog fire bell train cat horse waves thunder"
    found = palette(" and ".join(words.split() * 200))
    assert len(found.names) == MOST
    assert f"only its first {MOST} sounds" in found.notes[-1]
    assert len(found.notes[-1]) < 160


def test_every_sound_has_words_and_all_words_a_sound():
    sounds = {*TEXTURES, *STRIKES}
    assert set(lexicon()) - sounds == {SILENT, UNHEARD}
    assert set(kinds()) - sounds == {NO_SOUND}
    inside = {s.strike for texture in TEXTURES.values() for s in texture.sprinkled}
    assert sounds - set(lexicon()) <= inside | {"air"}
    assert len(sounds) >= 150


def test_phrases_are_lower_case():
    for text in lexicon().values():
        assert all(phrase == phrase.strip().lower() != "" for phrase in text.split(", "))


def test_what_the_lexicon_has_is_not_looked_up_in_wordnet():
    """Else `python -m tools.kinds` was not run after words were added."""
    known = {p.strip("?*^~=") for text in lexicon().values() for p in text.split(", ")}
    for names in (kinds(), compounds()):
        found = {p.strip("?*^") for text in names.values() for p in text.split(", ")}
        assert found.isdisjoint(known)


def test_a_thing_that_is_only_named_gives_way():
    assert palette("the cat meows at the door").names == ("cat",)
    assert palette("a heavy wooden door").names == ("door_close",)
    assert palette("a spoon falls on the floor").strikes == ("metal",)


def test_a_word_that_many_things_do_gives_way_in_its_clause():
    assert palette("waves crash on the rocks").names == ("waves",)
    assert set(palette("waves, then a crash").names) == {"waves", "crash"}


def test_a_place_of_its_own_has_no_room_beside_it():
    assert palette("inside a big church at night").names == ("church",)


def test_a_compound_sounds_like_its_kind_or_like_nothing():
    assert palette("a forest fire").names == ("fire",)
    assert palette("a cable car").names == ("machine",)
    assert palette("a sea horse").names == ()


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("silent explosion", "explosion is heard, softly"),
        ("thunder, but muted", "thunder is heard"),
        ("birds without birds", "birds is both asked for and unwanted"),
    ],
)
def test_what_contradicts_itself_is_told(prompt, told):
    assert told in palette(prompt).notes[0]


@pytest.mark.parametrize("prompt", ["", " \n", "!!!", "42", "x" * 50_000, "a dog " * 1000, "🎬"])
def test_any_text_is_read(prompt):
    assert set(palette(prompt).names) <= {"dog"}
