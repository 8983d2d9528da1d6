"""Cases from the field in ../shared/cases: their right values, where they are there."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.errors import SubtitleError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.spoken.text import spoken
from deepaudio_plugin.subtitles.material import read_material
from tests.helpers.shared import shared_path

GARDEN = [
    "0.48-3.2 good morning and welcome back",
    "3.21-6.1 to the garden show today",
    "6.11-9 we plant tomatoes outside",
]


def ferry(first="", second="", comma=",", start="1.48"):
    return [
        f"{start}-3.4 {first}The ferry is late{comma} again.",
        f"4-6 {second}Then take the train.",
    ]


CASES = [
    ("01-youtube-rolling-captions/auto.vtt", GARDEN, "5 cues repeated"),
    ("01-youtube-rolling-captions/auto.srt", GARDEN, "5 cues repeated"),
    (
        "02-word-highlight-captions/hl.vtt",
        ["1-3.4 the bridge is closed until noon"],
        "5 cues repeated",
    ),
    ("03-scc-hex-spoken/a.scc", ["1.401-4.004 Hello there"], ""),
    (
        "04-timecode-text-spoken/excel.csv",
        ["1.5-3.4 Ann: The ferry is late, again."],
        "",
    ),
    (
        "04-timecode-text-spoken/premiere.csv",
        ferry("Speaker 1: ", "Speaker 2: "),
        "25 frames a second taken",
    ),
    ("04-timecode-text-spoken/sheet.csv", ferry("ANN: ", "BO: "), "25 frames a second taken"),
    (
        "04-timecode-text-spoken/tab.txt",
        ["24.16-29 The ferry is late again.", "30-33.6 Then take the train."],
        "25 frames a second taken",
    ),
    (
        "07-words-before-colon/a.srt",
        [
            "1-4 Bonus: it also works offline.",
            "5-8 Breakfast: two eggs.",
            "9-12 Star Trek: The Next Generation is my favourite.",
            "13-16 Pros: cheap. Cons: loud.",
            "17-20 Monday: rain. Tuesday: sun.",
        ],
        "5 names before a colon",
    ),
    (
        "08-round-brackets/a.srt",
        [
            "1-4 The WHO World Health Organization agreed.",
            "5-8 Call 555 012-3456 today.",
            "9-12 In the first film 2019 he was young.",
            "13-16 Add two cups of flour about 250 grams.",
            "17-20 We ordered sushi raw fish for two.",
        ],
        "",
    ),
    (
        "09-bracketed-speakers-inside/a.srt",
        [
            "1-2.091 Tom: Stop it!",
            "2.091-4 Dickie: Boring, it is.",
            "5-7.308 JOHN: Come here.",
            "7.308-8 MARY: No.",
            "9-12 JOHN: Come here.",
            "13-14.68 I'm trying to!",
            "14.68-16 MASTER: Faster now.",
            "17-20 Really? Yeah.",
            "21-24 all: Happy birthday!",
            "25-28 Speaker 1: Good day, let us begin.",
        ],
        "",
    ),
    (
        "10-one-cue-in-two-boxes/a.vtt",
        ["2-5 So you walked all the way from the harbour?", "6-8 Every step of it."],
        "1 cue has the times",
    ),
    (
        "11-speakers-by-colour/a.ttml",
        [
            "2.12-3.817 yellow: Somebody open the door, will you?",
            "3.817-4.64 cyan: It is your turn.",
        ],
        "colours tell the speakers",
    ),
    (
        "11-speakers-by-colour/a.srt",
        ["1-2.625 green: Are you sure?", "2.625-4 yellow: Quite sure."],
        "colours tell the speakers",
    ),
    (
        "15-acute-apostrophe/a.srt",
        [
            "1-4 I'm sure it's fine, don't go.",
            "5-8 I'm sure it's fine, don't go.",
            "9-12 I'm not sure. It's fine.",
        ],
        "2 captions: an accent",
    ),
    (
        "16-timecode-sidecar-one-early-cue/early.srt",
        ["14-16 First words.", "1200-1202 Last words."],
        "10:00:00.000 taken off",
    ),
    (
        "17-timecode-sidecar-long-film/tc.srt",
        ["5-7 First words.", "300-302 Last words."],
        "fits as timecode and as time from the start",
    ),
    ("18-sami-ends/a.smi", ferry(comma="", start="1.5"), ""),
    ("19-whisper-tokens/a.srt", ["17-20 Hello there.", "21-24 Hello."], "4 notes in brackets"),
    (
        "20-ass-signs-karaoke/a.ass",
        [
            "1-3 Mara: I told you - twice - to wait.",
            "6-8 [music] sora no",
            "8.5-9.63 Come with me.",
            "9.63-10.5 second speaker: Yes Ma'am!",
        ],
        "1 sign or title on the screen left out",
    ),
    (
        "21-censored-words/a.srt",
        [
            "1-4 What the f**k was that s*** about?",
            "5-8 D*mn it, sh*t happens.",
            "9-12 You … idiot.",
        ],
        "",
    ),
    (
        "22-dash-without-blank/a.srt",
        [
            "1-2.696 Come with me.",
            "2.696-4 second speaker: Yes Ma'am!",
            "5-6.696 Come with me.",
            "6.696-8 second speaker: Yes Ma'am!",
        ],
        "2 captions of several people without names",
    ),
    ("23-slash-N-in-srt/a.srt", ["1-4 Top line second line"], "\\N read as a line break"),
    ("24-srt-colon-or-frames/ms.srt", ferry(comma="", start="1.5"), ""),
    (
        "24-srt-colon-or-frames/ff.srt",
        ["1.48-3.4 The ferry is late again.", "4-6.96 Then take the train."],
        "25 frames a second taken",
    ),
]


def _written(cue):
    start, end = cue.range.start_time, cue.range.end_time_exclusive()
    kind = "" if cue.kind == "line" else f"[{cue.kind}] "
    name = f"{cue.speaker}: " if cue.speaker else ""
    at = f"{round(start.to_seconds(), 3):g}-{round(end.to_seconds(), 3):g}"
    return f"{at} {kind}{name}{cue.text}"


@pytest.mark.parametrize(("case", "expected", "told"), CASES, ids=[row[0] for row in CASES])
def test_a_case_has_its_right_value(case, expected, told):
    path = shared_path("cases", *case.split("/"))
    material = read_material(path.parent / "cut.otio", RenderOptions(subtitles=(path,)))
    assert [_written(cue) for cue in material.cues] == expected
    messages = [problem.message for problem in material.problems if path.name in problem.where]
    assert any(told in message for message in messages) if told else messages == []


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ("04-timecode-text-spoken/subtivals.txt", "text with times"),
        ("04-timecode-text-spoken/transcript.txt", "text with times"),
    ],
)
def test_a_case_that_cannot_be_read_is_refused_by_name(case, named):
    path = shared_path("cases", *case.split("/"))
    with pytest.raises(SubtitleError, match=named):
        read_material(path.parent / "cut.otio", RenderOptions(subtitles=(path,)))


@pytest.mark.parametrize(
    ("parts", "lines", "told"),
    [
        (("cases", "13-fcpxml-captions", "caps.fcpxml"), 1, "1 title is not spoken"),
        (("corpus", "wrong", "CaptionSample.fcpxml"), 45, ""),
        (("corpus", "wrong", "multiple_markers.aaf"), 0, "7 markers taken for notes"),
    ],
)
def test_captions_of_a_timeline_are_lines_and_notes_are_not(parts, lines, told):
    path = shared_path(*parts)
    pytest.importorskip("otio_aaf_adapter" if path.suffix == ".aaf" else "otio_fcpx_xml_adapter")
    material = read_material(path, RenderOptions())
    assert sum(cue.kind == "line" for cue in material.cues) == lines
    assert any(told in problem.message for problem in material.problems) or not told


def test_the_arrow_line_in_a_body_ends_its_cue():
    path = shared_path("corpus", "wrong", "youtube_dl.vtt")
    cut = shared_path("cases", "01-youtube-rolling-captions", "cut.otio")
    cues = read_material(cut, RenderOptions(subtitles=(path,))).cues
    assert not any("-->" in cue.text for cue in cues)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            "05-roman-numerals",
            [
                "World War three, Henry the eighth and Chapter three.",
                "I need triple A batteries.",
                "The KKK and the BBB rating.",
            ],
        ),
        (
            "06-capitals-acronyms",
            [
                "The CIA and the NYPD are in LA. Check your ID.",
                "US troops. The US won.",
                "He is from the USA.",
                "The CIA and the NYPD are in LA. Check your ID.",
            ],
        ),
        (
            "14-numbers-and-addresses",
            [
                "We are open twenty-four seven. It is a fifty-fifty chance.",
                "Visit WWW dot example dot com or mail jo at example dot org.",
                "Agent double-oh seven, call one, eight oh oh, five five five, oh one three four.",
                "It costs five euros or three billion pounds.",
                "He is six foot two and lives on Oak Drive.",
                "forty US dollars, C O two, four by one hundred metres.",
                "Brrr! Grrr! Pfff!",
            ],
        ),
    ],
)
def test_a_case_is_said_as_it_should_be(case, said):
    folder = shared_path("cases", case)
    material = read_material(folder / "cut.otio", RenderOptions(subtitles=(folder / "a.srt",)))
    assert [spoken(cue.text, "en") for cue in material.cues] == said
