"""The pronunciation list of a project."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.spoken.pronunciations import parse, used_in
from deepaudio_plugin.core.spoken.text import spoken


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("We leave Leicester at 10.", "en", "We leave Lester at ten."),
        ("LEICESTER IS LATE.", "en", "Lester is late."),
        ("Leicestershire, not leicester!", "en", "Leicestershire, not Lester!"),
        ("Leicester Square is full.", "en", "The Square is full."),
        ("Nach Leicester um 10.", "de", "Nach Lester um 10."),
        ("Open 24/7.", "en", "Open round the clock."),
        ("The CIA called.", "en", "The SEE EYE AYE called."),
        ("He owes £5.", "en", "He owes a 5er."),
    ],
)
def test_the_list_has_the_last_word(text, language, said):
    listed = parse(
        (
            "Leicester=Lester",
            "Leicester Square=The Square",
            "24/7=round the clock",
            "CIA=SEE EYE AYE",
            "£5=a 5er",
        )
    )
    assert spoken(text, language, used_in(text, listed)) == said


def test_a_line_has_of_the_list_what_it_says():
    listed = parse(("Leicester=Lester", "York=Yawk", "a.b=x"))
    assert used_in("From york to Leicester.", listed) == (
        ("Leicester", "Lester"),
        ("York", "Yawk"),
    )
    assert used_in("No axb here.", listed) == ()


def test_of_one_word_the_last_entry_counts():
    assert parse(("York=Yawk", " York = Jork ")) == (("York", "Jork"),)


@pytest.mark.parametrize("entry", ["York", "York=", "=Yawk", " = "])
def test_what_is_no_entry_is_named(entry):
    with pytest.raises(ValueError, match="WRITTEN=SAID"):
        parse((entry,))
