"""Broadcast captions: SCC and EBU STL files, made here code by code, come to their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import SubtitleError
from deepaudio_plugin.subtitles.cues import read_cues
from tests.helpers.cuts import clip, document, track

MINUTE = 24 * 60
POP_ON, NEW_SCREEN, SHOW, CLEAR = "9420 9420", "94ae 94ae", "942f 942f", "942c 942c"
UPPER_ROW, LOWER_ROW = "1370 1370", "9470 9470"  # rows 13 and 15
ROLL_UP, NEXT_ROW = "9425 9425", "94ad 94ad"


def coded(text: str) -> str:
    """Text in CEA-608: seven bits and odd parity, two characters to a word."""
    codes = [ord(char) | (0x80 if ord(char).bit_count() % 2 == 0 else 0) for char in text]
    codes += [0x80] * (len(codes) % 2)
    return " ".join(f"{a:02x}{b:02x}" for a, b in zip(codes[::2], codes[1::2], strict=True))


def scc(*rows: tuple[str, str]) -> bytes:
    lines = ["Scenarist_SCC V1.0", "", *(f"{at}\t{codes}\n" for at, codes in rows)]
    return "\n".join(lines).encode()


def header(captions: int, language: str = "09", rate: int = 25) -> bytes:
    """The general block of an EBU STL file, 1024 bytes (EBU Tech 3264, 4)."""
    fields = bytearray(b" " * 1024)
    for at, value in (
        (0, "850"), (3, f"STL{rate}.01"), (11, "1"), (12, "00"), (14, language),
        (238, f"{captions:05}"), (243, f"{captions:05}"), (248, "001"), (251, "40"), (253, "23"),
        (255, "1"), (256, "10000000"), (264, "10000000"), (272, "1"), (273, "1"),
    ):  # fmt: skip
        fields[at : at + len(value)] = value.encode()
    return bytes(fields)


def caption(number: int, begin: tuple[int, ...], end: tuple[int, ...], text: bytes) -> bytes:
    """A block of text and its times, 128 bytes (EBU Tech 3264, 5)."""
    head = bytes([0, number, 0, 0xFF, 0, *begin, *end, 20, 2, 0])
    return (head + text).ljust(128, b"\x8f")


def cues_of(tmp_path: Path, name: str, content: bytes, start: int = 0):
    path = tmp_path / name
    path.write_bytes(content)
    timeline = document(track(clip("a", 0, MINUTE)))
    problems = []
    return read_cues(timeline, [path], problems=problems), problems


def told(cues):
    return [
        (
            round(cue.range.start_time.to_seconds(), 1),
            round(cue.range.end_time_exclusive().to_seconds(), 1),
            cue.speaker,
            cue.text,
        )
        for cue in cues
    ]


def test_captions_that_pop_on_are_lines_from_their_show_to_their_clear(tmp_path):
    screen = f"{POP_ON} {NEW_SCREEN} {UPPER_ROW} {coded('Who is')} {LOWER_ROW} {coded('there?')}"
    content = scc(
        ("00:00:01:00", f"{screen} {SHOW}"),
        ("00:00:04:00", CLEAR),
        ("00:00:06:00", f"{POP_ON} {NEW_SCREEN} {LOWER_ROW} {coded('Nobody.')} {SHOW}"),
        ("00:00:08:00", CLEAR),
    )
    cues, problems = cues_of(tmp_path, "film.scc", content)
    assert told(cues) == [(1.5, 4.0, "", "Who is there?"), (6.3, 8.0, "", "Nobody.")]
    assert problems == []


def test_captions_that_roll_up_are_spoken_once(tmp_path):
    rows = ("We go now.", "It is late.", "Come along.")
    content = scc(
        *(
            (f"00:00:0{2 * n + 1}:00", f"{ROLL_UP} {NEXT_ROW} {LOWER_ROW} {coded(row)}")
            for n, row in enumerate(rows)
        ),
        ("00:00:08:00", CLEAR),
    )
    cues, problems = cues_of(tmp_path, "film.scc", content)
    said = " ".join(cue.text for cue in cues)
    assert [said.count(row) for row in rows] == [1, 1, 1]
    assert all("repeat" in p.message or "rolling" in p.message for p in problems), problems


def test_drop_frame_times_are_times_of_the_clock(tmp_path):
    content = scc(
        ("00:00:10;00", f"{POP_ON} {NEW_SCREEN} {LOWER_ROW} {coded('Now.')} {SHOW}"),
        ("00:00:12;00", CLEAR),
    )
    cues, _ = cues_of(tmp_path, "film.scc", content)
    [(begin, end, _, text)] = told(cues)
    assert (text, end) == ("Now.", 12.0)
    assert 10.0 < begin < 10.6


def test_a_last_caption_without_an_end_is_told(tmp_path):
    content = scc(("00:00:01:00", f"{POP_ON} {NEW_SCREEN} {LOWER_ROW} {coded('Hello.')} {SHOW}"))
    cues, problems = cues_of(tmp_path, "film.scc", content)
    assert [cue.text for cue in cues] == ["Hello."]
    assert ["no end" in problem.message for problem in problems] == [True]


def test_a_bad_line_costs_that_line_and_is_named(tmp_path):
    content = scc(
        ("00:00:01:00", f"{POP_ON} {NEW_SCREEN} {LOWER_ROW} {coded('Hello.')} {SHOW}"),
        ("00:00:02:00", "zzzz 9420"),
        ("00:00:03:00", CLEAR),
    )
    cues, problems = cues_of(tmp_path, "film.scc", content)
    assert told(cues)[0][1:] == (3.0, "", "Hello.")
    assert [problem.where for problem in problems] == ["film.scc:5"]
    assert "zzzz" in problems[0].message


def test_an_ebu_file_gives_its_lines_on_the_programmes_time(tmp_path):
    content = header(2) + b"".join(
        (
            caption(0, (10, 0, 1, 0), (10, 0, 3, 0), b"\x0d\x0b\x0bWho is\x8athere?\x0a\x0a"),
            caption(1, (10, 0, 4, 12), (10, 0, 6, 0), b"\x0d\x0b\x0bGr\xc8un.\x0a\x0a"),
        )
    )
    cues, problems = cues_of(tmp_path, "film.stl", content)
    assert told(cues) == [(1.0, 3.0, "", "Who is there?"), (4.5, 6.0, "", "Grün.")]
    assert {cue.language for cue in cues} == {"en"}
    assert ["carries timecode" in problem.message for problem in problems] == [True]


def test_colours_of_teletext_tell_the_speakers(tmp_path):
    rows = b"\x0d\x03\x0b\x0bWho is there?\x0a\x0a\x8a\x0d\x06\x0b\x0bNobody.\x0a\x0a"
    content = header(1) + caption(0, (0, 0, 1, 0), (0, 0, 3, 0), rows)
    cues, problems = cues_of(tmp_path, "film.stl", content)
    assert [(cue.speaker, cue.text) for cue in cues] == [
        ("yellow", "Who is there?"),
        ("cyan", "Nobody."),
    ]
    assert ["colours tell" in problem.message for problem in problems] == [True]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.scc", b"Scenarist_SCC V1.0\r\n\r\n00:00:01:00\t9420 942f\r\n"),
        ("b.scc", b"Scenarist_SCC V1.0\n\n00:00:01:00\tzzzz 9420\n"),
        ("c.stl", b"850STL25.01" + b"0" * 1013 + b"\xff" * 128),
        ("d.stl", b"437STL30.01" + b" " * 1013),
        ("e.stl", header(1) + b"\0" * 50),
    ],
)
def test_damage_is_refused_by_name_and_nothing_of_it_is_spoken(name, content, tmp_path):
    with pytest.raises(SubtitleError) as caught:
        cues_of(tmp_path, name, content)
    assert name in str(caught.value)
    assert caught.value.hint
