"""Sidecar files: formats by content, every encoding, one bad block at a time."""

from __future__ import annotations

import codecs
import random

import pytest

from deepaudio_plugin.core.errors import SubtitleError
from deepaudio_plugin.subtitles.files import read_subtitles
from tests.helpers.shared import shared_path

SRT = "1\n00:00:01,000 --> 00:00:02,500\nNaïve façade.\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo.\n"


@pytest.fixture
def read(tmp_path):
    def _read(content, name="film.srt", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        problems = options.pop("problems", [])
        return read_subtitles(path, problems=problems, **options)

    return _read


def rows(captions):
    return [
        (c.range.start_time.value, c.range.end_time_exclusive().value, c.text) for c in captions
    ]


@pytest.mark.parametrize(
    "encoded",
    [
        SRT.encode(),
        SRT.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + SRT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + SRT.encode("utf-16-be"),
        SRT.encode("utf-16-le"),
        SRT.encode("utf-16-be"),
        SRT.encode("utf-32"),
        SRT.replace("\n", "\r\n").encode(),
        SRT.replace("\n", "\r").encode(),
    ],
)
def test_unicode_is_read_with_and_without_a_mark(read, encoded):
    problems = []
    found = read(encoded, problems=problems)
    assert rows(found) == [(1000, 2500, "Naïve façade."), (3000, 4000, "Two.")]
    assert problems == []


def test_another_encoding_is_guessed_with_a_note_or_declared(read):
    problems = []
    assert read(SRT.encode("cp1252"), problems=problems)[0].text == "Naïve façade."
    assert [problem.note for problem in problems] == [True]
    assert "--subtitle-encoding" in problems[0].hint
    russian = SRT.replace("Naïve façade.", "Привет.").encode("cp1251")
    problems.clear()
    assert read(russian, encoding="cp1251", problems=problems)[0].text == "Привет."
    assert problems == []


def test_a_declared_encoding_does_not_spoil_utf_8(read):
    assert read(SRT, encoding="cp1251")[0].text == "Naïve façade."


@pytest.mark.parametrize("encoding", ["klingon", "ascii"])
def test_a_wrong_encoding_says_what_to_do(read, encoding):
    with pytest.raises(SubtitleError) as caught:
        read(SRT.encode("cp1252"), encoding=encoding)
    assert caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\xff\xfe\xd8\x00",
        bytes(range(256)) * 50,
        b"just some notes\nabout a film\n",
        b"WEBVTT\n\nNOTE nothing here\n",
        b"1\n00:00:xx --> 00:00:yy\nbroken\n",
        b'{"cues": []}',
        b"<html><body>404</body></html>",
        b"<tt xmlns='http://www.w3.org/ns/ttml'><body><p>",
        b"<tt xmlns='http://www.w3.org/ns/ttml'/>",
    ],
)
def test_what_holds_no_captions_is_refused_with_a_hint(read, content):
    with pytest.raises(SubtitleError) as caught:
        read(content)
    assert caught.value.hint
    assert "film.srt" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_is_called_empty(read, content):
    with pytest.raises(SubtitleError, match="the file is empty"):
        read(content)


def test_missing_files_and_folders_are_refused_with_a_hint(tmp_path):
    for path in (tmp_path, tmp_path / "no.srt", tmp_path / "no" / "such.srt"):
        with pytest.raises(SubtitleError) as caught:
            read_subtitles(path, problems=[])
        assert caught.value.hint


def test_a_bad_block_is_skipped_and_named_by_its_line(read):
    problems = []
    content = SRT + "\n3\n00:00:0x,000 --> 00:00:06,000\nLost.\n\n4\n00:00:07 --> 00:00:08\nFour.\n"
    found = read(content, problems=problems)
    assert [caption.text for caption in found] == ["Naïve façade.", "Two.", "Four."]
    assert [problem.where for problem in problems] == ["film.srt:10"]
    assert found[2].id == "film#4"


def test_sloppy_srt_is_understood(read):
    content = (
        "0:1.5 --> 0:2\nA\n2\n00:00:03.25-->00:00:04,5 X1:40\nB\n\nstill B\n\n\n"
        "3\n0:00:05,000 -> 0:00:06,000\n2001\n"
    )
    assert rows(read(content)) == [
        (1500, 2000, "A"),
        (3250, 4500, "B\n\nstill B"),
        (5000, 6000, "2001"),
    ]


def test_ids_are_the_files_own_numbers(read):
    assert [caption.id for caption in read(SRT.replace("2\n00", "17\n00"))] == ["film#1", "film#17"]


def test_many_bad_blocks_are_reported_as_ten_and_a_count(read):
    problems = []
    read(SRT + "\nx --> 1\nlost\n" * 500, problems=problems)
    assert len(problems) == 11
    assert "490 more" in problems[-1].message


def test_vtt_blocks_that_are_no_cues_are_passed_over(read):
    content = (
        "WEBVTT - a film\nLanguage: fr-CA\n\nSTYLE\n::cue { color: lime }\n\nREGION\nid:fred\n\n"
        "NOTE a\nremark\n\nintro\n00:01.000 --> 00:02.000 line:0 position:20%\n<v Mara>Allô.\n\n"
        "NOTE\n\n00:00:03.000 --> 00:00:04.000\nOui.\n"
    )
    problems = []
    found = read(content, "film.vtt", problems=problems)
    assert rows(found) == [(1000, 2000, "<v Mara>Allô."), (3000, 4000, "Oui.")]
    assert [(caption.id, caption.language) for caption in found] == [
        ("film#intro", "fr-CA"),
        ("film#2", "fr-CA"),
    ]
    assert problems == []


def test_the_content_decides_the_format_not_the_name(read):
    assert rows(read("WEBVTT\n\n00:01.000 --> 00:02.000\nHi.\n", "film.srt")) == [
        (1000, 2000, "Hi.")
    ]
    assert rows(read(SRT, "film.vtt"))[1] == (3000, 4000, "Two.")


def test_a_stream_segments_clock_is_noted_and_not_applied(read):
    problems = []
    content = (
        "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n00:01.000 --> 00:02.000\nHi.\n"
    )
    assert rows(read(content, problems=problems)) == [(1000, 2000, "Hi.")]
    assert [problem.note for problem in problems] == [True]


ASS = r"""[Script Info]
Title: x
[V4+ Styles]
Format: Name, Fontname
Style: Default,broken
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.50,Default,Mara,0,0,0,,{\i1}Hello,{\i0}\Nyou\hthere{note}
Comment: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,never said
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\p1}m 0 0 l 10 10{\p0}
Dialogue: 0,soon,0:00:05.00,Default,,0,0,0,,lost
Dialogue: 0,0:00:06.00,0:00:07.00,Default,,0,0,0,,{\pos(1,2)}Bye{\p1}m 0 0{\p0}.
"""


def test_ass_names_speak_and_comments_drawings_and_codes_do_not(read):
    problems = []
    found = read(ASS, "film.ass", problems=problems)
    assert rows(found) == [(1000, 2500, "Hello,\nyou there"), (6000, 7000, "Bye.")]
    assert [caption.speaker for caption in found] == ["Mara", ""]
    assert [problem.where for problem in problems] == ["film.ass:11"]


TTML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
 xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en" ttp:frameRate="24"
 ttp:frameRateMultiplier="1000 1001" ttp:tickRate="1000" {extra}>
<head><metadata><ttm:agent type="character" xml:id="m"><ttm:name type="full">Mara</ttm:name>
</ttm:agent></metadata></head>
<body><div begin="1s">{body}</div></body></tt>"""


def ttml(body, extra=""):
    return TTML.replace("{body}", body).replace("{extra}", extra)


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ('begin="1s" end="2s"', (2000, 3000)),
        ('begin="00:00:01.500" dur="500ms"', (2500, 3000)),
        ('begin="00:00:01:13" end="00:00:02:00"', (2542, 3000)),
        ('begin="24f" end="48f"', (2001, 3002)),
        ('begin="1000t" end="2000t"', (2000, 3000)),
    ],
)
def test_every_ttml_time_expression_is_understood(read, times, expected):
    found = read(ttml(f'<p xml:id="a" ttm:agent="m" {times}>Hi<br/>  there</p>'), "film.ttml")
    assert rows(found) == [(*expected, "Hi\n there")]
    assert (found[0].id, found[0].speaker, found[0].language) == ("film#a", "Mara", "en")


def test_a_bad_ttml_paragraph_costs_one_caption(read):
    problems = []
    body = '<p begin="soon" end="2s">x</p><p begin="1s" end="2s">Ok<metadata>no</metadata></p>'
    assert [c.text for c in read(ttml(body), "film.ttml", problems=problems)] == ["Ok"]
    assert len(problems) == 1


def test_timed_spans_of_an_untimed_paragraph_are_captions(read):
    body = '<p><span begin="1s" end="2s">A</span> <span begin="2s" end="3s">B</span></p>'
    assert rows(read(ttml(body), "film.ttml")) == [(2000, 3000, "A"), (3000, 4000, "B")]


def test_timecode_ttml_keeps_its_hour_and_stretches_the_rest(read):
    body = '<p begin="01:00:00:00" end="01:16:39:00">A</p>'
    body = ttml(body, 'ttp:timeBase="smpte" ttp:dropMode="nonDrop"').replace('begin="1s"', "")
    assert rows(read(body, "film.itt")) == [(3_600_000, 3_600_000 + 999_999, "A")]


def test_ttml_in_its_declared_encoding(read):
    body = '<p begin="1s" end="2s">Façade</p>'
    assert read(ttml(body).encode("latin-1"), "film.ttml")[0].text == "Façade"


def test_frame_counting_files_take_the_timelines_rate_and_say_so(read):
    problems = []
    found = read("{24}{48}Hi.|There.\n", "film.sub", rate=24.0, problems=problems)
    assert rows(found) == [(1000, 2000, "Hi.\nThere.")]
    assert [problem.note for problem in problems] == [True]
    assert rows(read("{1}{1}25\n{25}{50}Hi.\n", "film.sub", rate=24.0)) == [(1000, 2000, "Hi.")]


def test_the_language_in_the_files_name(read):
    names = {"film.srt": "", "film.de.srt": "de", "film.pt-BR.sdh.srt": "pt-BR", "v.cut.srt": ""}
    for name, language in names.items():
        assert read(SRT, name)[0].language == language


def test_a_stray_zero_byte_is_damage_and_not_utf_16(read):
    assert rows(read(SRT.replace("Two", "T\0wo")))[0] == (1000, 2500, "Naïve façade.")


def test_a_file_of_bad_blocks_only_names_the_first(read):
    with pytest.raises(SubtitleError, match=r"film.srt:2: the times cannot be read"):
        read("1\n00:00:0x --> 00:00:02\nlost\n")


def test_damaged_files_are_read_or_refused_but_never_crash(read):
    dice = random.Random(5)
    pieces = ["<", "</i>", "[", "(", "\n", "{\\p1}", "{", "&#0;", "-->", "9" * 30, "\0", "%", "t"]
    intact = [SRT, ASS, ttml('<p begin="1s" end="2s">x</p>'), "{25}{50}Hi\n", "[10][20]Hi\n"]
    outcomes = set()
    for _ in range(200):
        text = dice.choice(intact)
        for _ in range(dice.randrange(1, 6)):
            cut = dice.randrange(len(text) + 1)
            text = text[:cut] + dice.choice(pieces) + text[cut + dice.randrange(4) :]
        try:
            outcomes.add(all(caption.text for caption in read(text)))
        except SubtitleError as error:
            outcomes.add(error.hint)
    assert True in outcomes
    assert "" not in outcomes


@pytest.mark.parametrize(
    ("name", "count", "speakers"),
    [
        ("cue_tags.vtt", 3, {""}),
        ("metadata_headers.vtt", 2, {""}),
        ("styles_colours.vtt", 6, {""}),
        ("using_identifiers.vtt", 6, {""}),
        ("voices_non_padded.vtt", 3, {""}),
        ("ttml_example_apple.ass", 38, {""}),
    ],
)
def test_real_files_are_read_whole(name, count, speakers):
    problems = []
    found = read_subtitles(shared_path("corpus", "subtitles", name), problems=problems)
    assert len(found) == count
    assert {caption.speaker for caption in found} == speakers
    assert problems == []
