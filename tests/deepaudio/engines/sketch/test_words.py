"""Words of a prompt and their base forms."""

import pytest

from deepaudio.engines.sketch.words import bases, seems_foreign, tokens


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("windows", "window"),
        ("barking", "bark"),
        ("slammed", "slam"),
        ("typing", "type"),
        ("raining", "rain"),
        ("buses", "bus"),
        ("knives", "knife"),
        ("flies", "fly"),
        ("ran", "run"),
        ("shot", "shoot"),
        ("mice", "mouse"),
        ("tires", "tyre"),
        ("horse's", "horse"),
    ],
)
def test_an_inflected_word_is_a_form_of(word, base):
    assert base in bases(word)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("caring", "car"),
        ("being", "bee"),
        ("glass", "glas"),
        ("wind", "win"),
        ("barkeeper", "bark"),
    ],
)
def test_a_word_that_looks_like_a_form_is_none(word, other):
    assert other not in bases(word)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("forest without birds", ["birds"]),
        ("no loud birds sing", ["loud", "birds"]),
        ("a street without cars or horns, rain", ["cars", "or", "horns"]),
        ("no dogs on the street", ["dogs"]),
        ("no sound of the wind", ["sound", "of", "the", "wind"]),
        ("not a soul, but rain", ["a", "soul"]),
    ],
)
def test_a_negation_reaches(text, denied):
    assert [token.written for token in tokens(text) if token.denied] == denied


@pytest.mark.parametrize(
    "text",
    ["Regen auf der Straße", "la pluie tombe dans la rue", "雨の音", "дождь", "lluvia en la calle"],
)
def test_another_language_is_noticed(text):
    assert seems_foreign(text)


@pytest.mark.parametrize(
    "text", ["", "...", "rain", "café", "La Paz at night", "a van", "door", "a la carte"]
)
def test_english_is_not_taken_for_another_language(text):
    assert not seems_foreign(text)
