"""What is said, by whom, and what is only heard, in the text of one caption."""

from __future__ import annotations

import pytest

from deepaudio_plugin.subtitles.captions import SECOND, read_caption


def parts(text, speaker="", kind=None):
    return [(part.kind, part.text, part.speaker) for part in read_caption(text, speaker, kind)]


def line(text, speaker=""):
    return [("line", text, speaker)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"{\an8}<i>Hello</i> <font color='#fff'>you</font>", "Hello you"),
        ("Tom &amp; Jerry&nbsp;&lt;3", "Tom & Jerry <3"),
        ("2 < 3, and 5 > 4.", "2 < 3, and 5 > 4."),
        ("When the moon <00:17.500>hits <c.yellow>your</c> eye", "When the moon hits your eye"),
        ("<ruby>漢<rt>kan</rt></ruby> reads", "漢 reads"),
        ("\u202bshalom\u202c \u200bworld\ufeff", "shalom world"),
        ("one<br/>two\nthree", "one two three"),
        ("Stéphane".replace("é", "e\u0301"), "Stéphane"),
    ],
)
def test_markup_is_never_spoken(text, expected):
    assert parts(text) == line(expected)


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("MARA: Hello.", "Hello.", "MARA"),
        ("Mara: Hello.", "Hello.", "Mara"),
        ("Dr. Smith: Sit.", "Sit.", "Dr. Smith"),
        ("MAN #2: Go!", "Go!", "MAN #2"),
        ("1ST GUARD: Halt.", "Halt.", "1ST GUARD"),
        ("FIRST OFFICER: Stop.", "Stop.", "FIRST OFFICER"),
        ("LADY OF THE LAKE: Come.", "Come.", "LADY OF THE LAKE"),
        ("MARA (V.O.): Long ago.", "Long ago.", "MARA"),
        ("MARA [on phone]: Long ago.", "Long ago.", "MARA"),
        ("MARA:\nWhere are you?", "Where are you?", "MARA"),
        (">> MARA: Hi.", "Hi.", "MARA"),
        ("O'BRIEN: Yes.", "Yes.", "O'BRIEN"),
        ("МАРА: Да.", "Да.", "МАРА"),
        ("[MARA] Hello.", "Hello.", "MARA"),
        ("(MARA) Hello.", "Hello.", "MARA"),
        ("[Mara, whispering] Hello.", "Hello.", "Mara"),
        ("[young woman] Hello.", "Hello.", "young woman"),
        ("[JAMES]: Hello.", "Hello.", "JAMES"),
        ("<v.loud Jane Doe>Hello.</v>", "Hello.", "Jane Doe"),
    ],
)
def test_the_speaker_is_found_and_not_spoken(text, said, speaker):
    assert parts(text) == line(said, speaker)


@pytest.mark.parametrize(
    "text",
    [
        "Note: the bridge is closed.",
        "Listen: we go at dawn.",
        "It is late, 10:30 already.",
        "10:30 is late.",
        "See http://example.org/film now.",
        "He said: never.",
        "I told you\nMara: she is gone.",
        "WARNING: do not enter.",
        "One more thing: thank you.",
    ],
)
def test_a_colon_alone_makes_no_speaker(text):
    assert parts(text) == line(text.replace("\n", " "))


def test_the_files_own_speaker_holds_where_the_text_names_nobody():
    assert parts("Hello.", "Mara") == line("Hello.", "Mara")
    assert parts("JOHN: Hello.", "Mara") == line("Hello.", "JOHN")


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("[glass breaks]", "glass breaks"),
        ("(rain)", "rain"),
        ("*door slams*", "door slams"),
        ("[thunder rolling\nin the distance]", "thunder rolling in the distance"),
        ("[thunder rolling", "thunder rolling"),
        ("[DOOR SLAMS]", "door slams"),
        ("(laughs)", "laughs"),
        ("（雨）", "雨"),
    ],
)
def test_a_described_sound_is_heard_and_not_spoken(text, sound):
    assert parts(text) == [("sound", sound, "")]


def test_a_sound_and_a_line_in_one_caption_have_the_same_time():
    both = read_caption("[DOOR SLAMS] Who is there? [glass breaks]")
    assert [part.kind for part in both] == ["sound", "sound", "line"]
    assert both[2].text == "Who is there?"
    assert {(part.begin, part.end) for part in both} == {(0.0, 1.0)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(whispering) Come here.", "Come here."),
        ("[in French] Come here.", "Come here."),
        ("[over radio] Come here.", "Come here."),
        ("(laughs) That is funny.", "That is funny."),
        ("I'm (coughs) fine.", "I'm fine."),
        ("*sighs* Fine.", "Fine."),
        ("I *said* no.", "I said no."),
        ("He was (I think) right.", "He was I think right."),
        ("(I told you so.)", "I told you so."),
    ],
)
def test_manner_is_dropped_and_asides_are_said(text, said):
    assert parts(text) == line(said)


@pytest.mark.parametrize(
    "text",
    [
        "♪ la la ♪",
        "♪ la la\nla la ♪",
        "♪ la\n♪ la",
        "And I love you ♪",
        "# la la la #",
        "[tense music playing]",
        "♪♪",
        "<i>♫ la la ♫</i>",
        "(woman singing in French)",
    ],
)
def test_music_is_neither_spoken_nor_a_sound(text):
    assert [part.kind for part in read_caption(text)] == ["music"]


@pytest.mark.parametrize(
    "text", ["[birds singing]", "(machine humming)", "[the fridge hums a bit]"]
)
def test_birds_and_machines_make_no_music(text):
    assert [part.kind for part in read_caption(text)] == ["sound"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("[dead silence]", ["sound"]), ("[silence]", []), ("[awkward silence]", [])],
)
def test_dead_silence_is_a_sound_and_a_pause_in_talk_is_none(text, kinds):
    """A recogniser writes [silence] where nobody speaks: the street outside goes on."""
    assert [part.kind for part in read_caption(text)] == kinds


def test_words_after_a_song_are_spoken():
    assert parts("♪ la la ♪ Stop it!") == [("music", "la la", ""), ("line", "Stop it!", "")]
    assert parts("#1 fan!") == line("#1 fan!")


@pytest.mark.parametrize("text", ["", " ", "---", "...", "\n", "<i></i>", "[]", "( )", "MARA:"])
def test_nothing_speakable_gives_nothing(text):
    assert parts(text) == []


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("- Hi.\n- Hello.", [("Hi.", ""), ("Hello.", SECOND)]),
        ("-Hi.\n-Hello.", [("Hi.", ""), ("Hello.", SECOND)]),
        ("– Hi.\n– Hello.", [("Hi.", ""), ("Hello.", SECOND)]),
        ("- Hi. - Hello.", [("Hi.", ""), ("Hello.", SECOND)]),
        (
            "- I don't know what\nyou mean.\n- Fine.",
            [("I don't know what you mean.", ""), ("Fine.", SECOND)],
        ),
        ("MARA: Hi.\nJOHN: Hello.", [("Hi.", "MARA"), ("Hello.", "JOHN")]),
        (">> MARA: Hi. >> JOHN: Hello.", [("Hi.", "MARA"), ("Hello.", "JOHN")]),
        ("<v Mara>Hi.</v>\n<v John>Hello.</v>", [("Hi.", "Mara"), ("Hello.", "John")]),
    ],
)
def test_turns_divide_the_time_by_their_length(text, turns):
    found = read_caption(text)
    assert [(part.text, part.speaker) for part in found] == turns
    assert found[0].begin == 0.0
    assert found[0].end == found[1].begin
    assert found[1].end == 1.0
    share = len(turns[0][0]) / sum(len(said) for said, _ in turns)
    assert found[0].end == pytest.approx(share)


def test_a_single_dash_or_a_negative_number_makes_no_second_turn():
    assert parts("-Stéphane ? Où on se gare ?") == line("Stéphane ? Où on se gare ?")
    assert parts("It is\n-5 degrees.") == line("It is -5 degrees.")


def test_a_sound_among_turns_has_the_whole_time():
    sound, said = read_caption("- [door slams]\n- Who is there?")
    assert (sound.kind, sound.begin, sound.end) == ("sound", 0.0, 1.0)
    assert (said.kind, said.begin, said.end) == ("line", 0.0, 1.0)


def test_a_caption_that_is_known_to_be_a_sound_keeps_its_words():
    assert parts("MARA: glass", kind="sound") == [("sound", "MARA: glass", "")]


def test_reading_the_read_text_again_changes_nothing():
    for text in ("MARA: Hi.", "[door slams] Who?", "- A b.\n- C d.", "I *said* no", "{\\i1}x"):
        for part in read_caption(text):
            if part.kind == "line":
                assert [again.text for again in read_caption(part.text)] == [part.text]
