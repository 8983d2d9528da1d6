"""Spelling is no error of a voice, and a wrong word is one."""

import pytest

from tests.bench.heard import errors_by_sound


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("I don't need it any more.", "I don't need it anymore.", 0),
        ("I scream for ice cream.", "Ice cream for ice cream.", 0),
        ("In 1962, twelve people moved in.", "in 1962 12 people moved in", 0),
        ("Where did she hide the money?", "Where did she hit the money?", 1),
        ("Come here.", "", 2),
        ("Come.", "Come along, all.", 2),
    ],
)
def test_words_that_sound_alike_are_equal(said, heard, wrong):
    assert errors_by_sound(said, heard).wrong == wrong
