"""Words choose sounds."""

import pytest

from deepaudio.engines.sketch.prompts import Palette, palette


@pytest.mark.parametrize(
    ("prompt", "textures", "strikes", "once"),
    [
        ("", (), (), ()),
        ("rain on the street", ("rain", "traffic"), (), ()),
        ("Footsteps on gravel, birds sing", ("birds",), ("step_gravel",), ()),
        ("she walks through the rain", ("rain",), ("step_wet",), ()),
        ("a basketball bounces", (), ("ball",), ()),
        ("door slams", (), (), ("door_slam",)),
        ("the door creaks open", (), (), ("creak",)),
        ("a door is closed", (), (), ("door_close",)),
        ("glass breaking", (), (), ("glass_break",)),
        ("a glass is set down", (), ("glass",), ()),
        ("thunder and heavy rain", ("heavy_rain",), (), ("thunder",)),
        ("waves on a beach, seagulls", ("waves",), (), ("bird",)),
        ("crackling fireplace", ("fire",), (), ()),
        ("office with keyboard typing", (), (), ("key_press",)),
        ("asdf qwer", (), (), ()),
    ],
)
def test_a_prompt_asks_for(prompt, textures, strikes, once):
    found = palette(prompt)
    assert set(found.textures) == set(textures)
    assert set(found.strikes) == set(strikes)
    assert set(found.once) == set(once)


def test_what_is_named_first_comes_first():
    assert palette("wind and then rain").textures == ("wind", "rain")


def test_a_negation_reaches_the_next_words():
    assert palette("forest without birds, no rain").textures == ("leaves",)


def test_the_negative_prompt_takes_sounds_away():
    assert palette("rain and wind", "wind").textures == ("rain",)


@pytest.mark.parametrize("word", ["speech", "voices", "talking", "people"])
def test_unwanted_voices_take_the_crowd_away(word):
    assert palette("a crowd in a café", word).textures == ()


def test_music_is_no_sound_of_the_bank():
    assert palette("dramatic music") == Palette()
