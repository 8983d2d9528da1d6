"""Colours of speakers: the same in every session, and different while there are enough."""

from __future__ import annotations

from deepaudio_ui.state.speaker_numbers import COUNT, numbered
from deepaudio_ui.theme.colours import speaker_colour


def test_a_speaker_keeps_a_number_and_no_two_share_one_needlessly():
    names = [f"PERSON {n}" for n in range(COUNT)]
    numbers = numbered(names)
    assert sorted(numbers.values()) == list(range(COUNT))
    assert numbered(reversed(names)) == numbers
    assert set(numbered([*names, "ONE MORE"]).values()) == set(range(COUNT))


def test_spellings_of_one_name_are_one_person_and_nobody_has_no_colour():
    numbers = numbered(["MARA", "Mara", ""])
    assert numbers["MARA"] == numbers["Mara"]
    assert "" not in numbers


def test_no_two_numbers_look_alike():
    for dark in (True, False):
        assert len({speaker_colour(n, dark=dark).name() for n in range(COUNT)}) == COUNT
