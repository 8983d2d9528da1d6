"""What is said for what is written: the cases of the field, other languages, what stays."""

from __future__ import annotations

import random

import pytest

from deepaudio_plugin.core.spoken.numbers import cardinal, grouped, ordinal, year
from deepaudio_plugin.core.spoken.roman import value_of
from deepaudio_plugin.core.spoken.text import differs, spoken


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "...",
        "I never said that. Not once in my life.",
        "Who is there? Nobody.",
        "I-I don't know. W-what?",
        "Nooooo! Brrr! Grrr! Pfff! Hmm.",
        "- Are you coming?\n- Not tonight.",
        "  Two  blanks \n and a tab\t",
        'He said: "I am fine." (She laughs)',
        "*really* [whispers] ♪",
        "The FBI is in LA with an IV drip.",
        "I said NOW!",
        "Malcolm X and Ke$ha",
        "No. I won't.",
    ],
)
def test_plain_text_is_said_as_it_is_written(text: str) -> None:
    assert spoken(text) == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Es kostet 5 € im Jahr 1984.", "de"),
        ("LA CIA EST ICI, HENRI IV.", "fr-FR"),
        ("我有3个苹果", "en"),
        ("Их было 12", ""),
        ("f**k 24/7", "es"),
    ],
)
def test_other_languages_stay(text: str, language: str) -> None:
    assert spoken(text, language) == text


def test_an_accent_for_an_apostrophe_is_one_in_any_language() -> None:
    assert spoken("L´amour, c`est tout.", "fr") == "L'amour, c'est tout."


@pytest.mark.parametrize("language", ["", "en", "en-GB", "en_US", "English", "eng"])
def test_english_has_many_names(language: str) -> None:
    assert spoken("24/7", language) == "twenty-four seven"


def test_a_sentence_that_begins_with_a_number_begins_with_a_capital() -> None:
    assert spoken("It ended. 5 men left. Dec. 5 came.") == (
        "It ended. Five men left. December fifth came."
    )


def test_shouting_alone_is_not_worth_showing() -> None:
    assert not differs("GET OUT!", spoken("GET OUT!"))
    assert differs("I have 3.", spoken("I have 3."))


def test_titles_in_a_shout_stay_titles() -> None:
    assert spoken("A PLAN? PLAN A.") == "A plan? Plan A."
    assert spoken("WHERE IS MR. JONES? ASK ST. NICK.") == "Where is Mr. Jones? Ask Saint Nick."


def test_slurs_and_riddles_are_not_guessed() -> None:
    assert spoken("You n*****, zq**x!") == "You bleep, bleep!"


def test_any_text_is_said_without_an_error() -> None:
    letters = "aAI1 02.,:;-–/'\"$£€%°#@*_!?()[]&+=xlXVIM½²\n pPmM9876543sStThHéß中´"
    chance = random.Random(1)
    for _ in range(2000):
        spoken("".join(chance.choice(letters) for _ in range(chance.randint(1, 40))))
    for pattern in ("9", "1,", "99,999,", "a*", "1-", "-", "a.", "I ", "A", "5 - "):
        assert spoken(pattern * 2000)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (-7, "minus seven"),
        (24, "twenty-four"),
        (110, "one hundred ten"),
        (1_000_001, "one million one"),
        (10**21, "one " + "zero " * 20 + "zero"),
    ],
)
def test_cardinals(number: int, words: str) -> None:
    assert cardinal(number) == words


def test_ordinals_years_and_grouped_numbers() -> None:
    assert [ordinal(n) for n in (1, 12, 20, 33, 100, 1002)] == [
        "first",
        "twelfth",
        "twentieth",
        "thirty-third",
        "one hundredth",
        "one thousand second",
    ]
    assert [year(n) for n in (1900, 2000, 1066)] == [
        "nineteen hundred",
        "two thousand",
        "ten sixty-six",
    ]
    assert [grouped(n) for n in ("101", "300", "042", "12")] == [
        "one oh one",
        "three hundred",
        "oh four two",
        "twelve",
    ]


def test_roman_numerals_are_valid_ones() -> None:
    assert [value_of(n) for n in ("XIV", "MCMLXXXIV", "IIII", "VX", "")] == [14, 1984, 0, 0, 0]
