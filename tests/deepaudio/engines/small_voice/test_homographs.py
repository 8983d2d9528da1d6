"""Words that are written alike are said as what stands beside them asks."""

from __future__ import annotations

import pytest

from deepaudio.engines.small_voice.homographs import told_apart


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("He plays bass in a band.", "bˈAs"),
        ("She caught a bass in the lake.", ""),
        ("A lead pipe killed him.", "lˈɛd"),
        ("The roof is made of lead.", "lˈɛd"),
        ("Ahead of lead singers", ""),
        ("She is in the lead.", ""),
        ("Take a bow, you earned it.", "bˈW"),
        ("He shot with bow and arrow.", ""),
        ("I object to that!", "əbʤˈɛkt"),
        ("What is that object?", ""),
        ("They protest again.", "pɹətˈɛst"),
        ("The protest was long.", ""),
        ("I am content.", "kəntˈɛnt"),
        ("The content is bad.", ""),
        ("No. Polish your shoes.", "pˈɑlɪʃ"),
        ("Polish people live here.", ""),
        ("There was a minute difference.", "mInˈut"),
        ("Wait a minute.", ""),
        ("Have you read this?", "ɹˈɛd"),
        ("Did you read this?", ""),
        ("Console her, please.", "kənsˈOl"),
        ("The console broke.", ""),
    ],
)
def test_the_words_beside_tell_which_it_is(text, sound):
    told = told_apart(text)
    assert (f"](/{sound}/)" in told) if sound else told == text


def test_only_the_word_itself_is_marked():
    assert told_apart("Well, I object, sir.") == "Well, I [object](/əbʤˈɛkt/), sir."
