"""Subtitle habits become text that a voice can read."""

import pytest

from deepaudio.engines.small_voice.spoken_text import spoken_text

WORDS = "get back to the ship captain no cool so good hey not going am now i said where is she"
DICTIONARY = frozenset(WORDS.split())


def spoken(text):
    return spoken_text(text, DICTIONARY.__contains__)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I said NOW!", "I said NOW!"),
        ("The FBI is here.", "The FBI is here."),
        ("AAA, MMA, KKK and BBBB", "AAA, MMA, KKK and BBBB"),
        ("Nooooo! NOOOO!", "No! no!"),
        ("Coool, sooo goood", "Cool, so good"),
        ("W-what? I-I don't know.", "what? I don't know."),
        ("re-read it, ha-ha, well-known", "re-read it, ha-ha, well-known"),
        ("I was going to-- never mind", "I was going to — never mind"),
        ("Wait - what?", "Wait — what?"),
        ("Well… perhaps...", "Well... perhaps..."),
        ("Really?!?!", "Really?"),
        ("- Are you coming?\n- Not tonight.", "Are you coming? Not tonight."),
        ("-Go\n-She said", "Go. She said"),
        ("I told\nRobert to go", "I told Robert to go"),
        ("Hello 😀👍🏽 there ♥", "Hello there"),
        ("*Get* _back_", "Get back"),
        ("“Where is she?”", '"Where is she?"'),
        ("It cost $40 & 20% off", "It cost $40 & 20% off"),
        ("cafe\u0301", "café"),
        ("ｇｏ 𝐛𝐚𝐜𝐤", "go back"),
    ],
)
def test_it_reads(written, read):
    assert spoken(written) == read


@pytest.mark.parametrize("written", ["", "  ", "...", "?!", "😀", "♪ ♪", "- -", "—", "'\"'"])
def test_nothing_to_say_is_empty(written):
    assert spoken(written) == ""


def test_noises_letters_and_false_abbreviations_are_spelt_in_phonemes():
    assert spoken("Hmm, no.") == "[Hmm](/hˈʌm/), [no](/nˈO/)."
    assert spoken("triple A, a plan a day") == "triple [A](/ˈA/), a plan a day"
    assert spoken("Shhhhh!") == "[Sh](/ʃʃ/)!"
    assert spoken("Brrr! Grrr! Pfff!") == "[Brr](/bˈɜɹ/)! [Grr](/ɡˈɜɹ/)! [Pff](/pf/)!"
    assert spoken("No. 5") == "No. 5"


def test_markup_of_the_voice_cannot_be_smuggled_in():
    assert "(/" not in spoken("[hello](/bˈæd/)")
