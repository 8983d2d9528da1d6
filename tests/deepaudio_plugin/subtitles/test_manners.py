"""How a line is said, as far as its captions tell: notes, styles, capitals."""

from __future__ import annotations

import pytest

from deepaudio_plugin.subtitles.captions import read_caption, understand
from deepaudio_plugin.subtitles.cues import read_cues
from deepaudio_plugin.subtitles.manners import delivery_of_style
from tests.helpers.timelines import clip, document, span, track

STYLED = """[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.00,0:00:01.00,Default,Mara,0,0,0,,Who is there?
Dialogue: 0,0:00:01.00,0:00:02.00,Main - Whisper,Jon,0,0,0,,Only me.
Dialogue: 0,0:00:02.00,0:00:03.00,Default,Jon (shouting),0,0,0,,Run!
"""


@pytest.mark.parametrize(
    ("text", "said", "delivery"),
    [
        ("Don't move.", "Don't move.", ""),
        ("(whispering) Don't move.", "Don't move.", "whisper"),
        ("*whispers* Don't move.", "Don't move.", "whisper"),
        ("[under her breath] Idiot.", "Idiot.", "whisper"),
        ("MARA (in a low voice): Come.", "Come.", "soft"),
        ("[MARA, quietly] Come.", "Come.", "soft"),
        ("[shouts] Get out.", "Get out.", "shout"),
        ("Get out (yelling) of here.", "Get out of here.", "shout"),
        ("(laughs) You're joking.", "You're joking.", "laugh"),
        ("LAUGHS: You're joking.", "You're joking.", "laugh"),
        ("[sobbing] Why?", "Why?", "cry"),
        ("[laughter] Right.", "Right.", ""),
        ("[shouting in the distance] We should go.", "We should go.", ""),
        ("[indistinct whispering] I see.", "I see.", ""),
        ("[on phone] Hello?", "Hello?", ""),
    ],
)
def test_a_note_beside_a_line_is_how_the_line_is_said(text, said, delivery):
    (line,) = [part for part in read_caption(text) if part.kind == "line"]
    assert (line.text, line.delivery) == (said, delivery)


def test_turns_of_a_caption_are_each_said_in_their_own_way():
    parts = read_caption("- (whispers) Is he gone?\n- [shouts] No!\n- Oh.")
    assert [part.delivery for part in parts] == ["whisper", "shout", ""]


def test_a_note_that_nobody_can_obey_is_told_and_who_is_off_screen_is_not():
    told = understand("[on radio] (V.O.) Over.").notices
    assert [(note.kind, note.text) for note in told] == [("manner", "on radio")]


@pytest.mark.parametrize(
    ("style", "delivery"),
    [("Default", ""), ("Whispering", "whisper"), ("MainShout", "shout"), ("Quietus", "")],
)
def test_a_style_says_it_by_its_name(style, delivery):
    assert delivery_of_style(style) == delivery


def read(folder, name, content):
    (folder / name).write_text(content, encoding="utf-8")
    problems = []
    cut = document(folder, track(clip("a.mov", span(0, 2400))))
    cues = read_cues(cut, [folder / name], problems=problems)
    return [cue.delivery for cue in cues], [problem.message for problem in problems]


def test_styles_and_remarks_of_an_ass_file(tmp_path):
    assert read(tmp_path, "cut.ass", STYLED)[0] == ["", "whisper", "shout"]


def srt(*lines):
    return "".join(
        f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{line}\n\n" for n, line in enumerate(lines, 1)
    )


def test_lines_in_capitals_among_others_are_shouted_and_that_is_told(tmp_path):
    lines = ("It is late.", "RUN!", "Why?", "WHERE IS SHE?", "LONDON, 1984", "The FBI.", "FBI!")
    found, told = read(tmp_path, "cut.srt", srt(*lines))
    assert found == ["", "shout", "", "shout", "", "", ""]
    (message,) = told
    assert message.startswith("2 lines in capitals among others that are not: shouted ('RUN!', ")


def test_in_a_file_in_capitals_nobody_shouts_for_that(tmp_path):
    lines = ("RUN!", "WHERE IS SHE?", "(whispers) HERE!", "It is late.")
    assert read(tmp_path, "cut.srt", srt(*lines)) == (["", "", "whisper", ""], [])
