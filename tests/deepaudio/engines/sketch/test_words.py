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


# -- what a word does where it stands ------------------------------------------------


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("wind through a broken window", "broken"),
        ("Fallen leaves in the park", "fallen"),
        ("the torn letter", "torn"),
    ],
)
def test_what_has_happened_to_a_thing_is_not_heard(text, state):
    (token,) = [token for token in tokens(text) if token.written == state]
    assert token.bases == {state}


@pytest.mark.parametrize(
    "text", ["he smashed the window", "the glass is shattered by a shot", "a tree fallen over"]
)
def test_what_happens_is(text):
    happens = [t for t in tokens(text) if t.written in ("smashed", "shattered", "fallen")]
    assert all(len(token.bases) > 1 for token in happens)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("officers storm the house", "storm"),
        ("she hails a taxi", "hails"),
        ("he ducks under the table", "ducks"),
        ("they train every day", "train"),
    ],
)
def test_a_verb_that_looks_like_a_thing_is_left_out(text, word):
    assert word not in [token.written for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a storm the night before", "storm"),
        ("two dogs under the table", "dogs"),
        ("it rains", "rains"),
        ("a train through the valley", "train"),
        ("cold rain the whole night", "rain"),
        ("two trains each way", "trains"),
    ],
)
def test_the_thing_itself_is_not(text, word):
    assert word in [token.written for token in tokens(text)]


def test_what_only_says_where_something_is():
    aside = [t.written for t in tokens("a cat under the old car, rain on a car") if t.aside]
    assert aside == ["the", "old", "car"]
