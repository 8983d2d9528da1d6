"""Names of speakers, as scripts have them, and what they say of a voice."""

import pytest

from deepaudio_plugin.planning.clues import clue_of


@pytest.mark.parametrize(
    ("speaker", "gender", "age"),
    [
        ("Grandma", "woman", "elder"),
        ("Nana Joe", "woman", "elder"),
        ("Little Tom", "man", "child"),
        ("YOUNG ANNA", "woman", "child"),
        ("THE KID", "", "child"),
        ("Boy #2", "man", "child"),
        ("Eve (8)", "woman", "child"),
        ("seven-year-old Max", "man", "child"),
        ("John, 70", "man", "elder"),
        ("Old Woman", "woman", "elder"),
        ("Mr. Smith", "man", "adult"),
        ("Frau Schmidt", "woman", "adult"),
        ("FRANÇOIS", "man", None),
        ("Mary's father", "man", "adult"),
        ("CAPTAIN REYES", "man", None),
        ("Captain Kathryn Janeway", "woman", None),
        ("Detective Sarah Linden", "woman", None),
    ],
)
def test_a_name_with_a_clue(speaker, gender, age):
    clue = clue_of(speaker)
    assert (clue.gender, clue.age) == (gender, age)


@pytest.mark.parametrize(
    "speaker", ["Guard 2", "Agent 47", "Officer Kelly", "Dr. Grace", "HAL", "Kim", "Speaker 3", ""]
)
def test_a_name_without_a_clue(speaker):
    assert not clue_of(speaker)


def test_the_words_are_named_as_they_are_written():
    assert clue_of("Little Tom").words == ("Little", "Tom")
