"""Captions as programs and people write them: what is said, when, by whom, and what is told.

Each row is one small file: its content, its lines as "start-end speaker: text" in seconds,
and words of each note or problem, in order.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from deepaudio_plugin.core.errors import SubtitleError
from deepaudio_plugin.subtitles.cues import read_cues
from tests.helpers.cuts import clip, document, track

TEN_MINUTES = 24 * 600


class Row(NamedTuple):
    """A caption file and what it comes to."""

    name: str
    content: str
    cues: list[str]
    told: tuple[str, ...] | list[str] = ()


def srt(*captions: str, step: int = 4) -> str:
    """SubRip captions of three seconds, one every `step` seconds from the first on."""
    blocks = []
    for number, text in enumerate(captions):
        at = 1 + number * step
        times = (
            f"00:{at // 60:02}:{at % 60:02},000 --> 00:{(at + 3) // 60:02}:{(at + 3) % 60:02},000"
        )
        blocks.append(f"{number + 1}\n{times}\n{text}\n")
    return "\n".join(blocks)


def vtt(*cues: tuple[str, str]) -> str:
    return "WEBVTT\n\n" + "\n".join(f"{times}\n{text}\n" for times, text in cues)


ROLLING = [
    Row(
        "rolling-without-holds.vtt",
        vtt(
            ("00:01.000 --> 00:03.000", "the train for the coast"),
            ("00:03.000 --> 00:05.000", "the train for the coast\nleaves in five minutes"),
            ("00:05.000 --> 00:08.000", "leaves in five minutes\nfrom platform two"),
        ),
        ["1-3 the train for the coast", "3-5 leaves in five minutes", "5-8 from platform two"],
        ["2 cues repeated"],
    ),
    Row(
        "rolling-short-rows.vtt",
        vtt(
            ("00:01.000 --> 00:02.000", "okay"),
            ("00:02.000 --> 00:03.000", "okay\nso then"),
            ("00:03.000 --> 00:04.000", "so then\nwe go"),
            ("00:04.000 --> 00:04.010", "we go\n "),
        ),
        ["1-2 okay", "2-3 so then", "3-4 we go"],
        ["3 cues repeated"],
    ),
    Row(
        "growing-word-by-word.srt",
        "1\n0:0:1,0 --> 0:0:2,0\nhe took\n\n2\n0:0:2,0 --> 0:0:3,0\nhe took the\n\n"
        "3\n0:0:3,0 --> 0:0:4,0\nhe took the last\n\n"
        "4\n0:0:4,0 --> 0:0:5,0\nhe took the last boat\n",
        ["1-5 he took the last boat"],
        ["3 cues repeated"],
    ),
    Row(
        "growing-in-the-second-row.srt",
        "1\n0:0:1,0 --> 0:0:3,0\nwe have a guest\n\n"
        "2\n0:0:3,0 --> 0:0:4,0\nwe have a guest\nplease\n\n"
        "3\n0:0:4,0 --> 0:0:5,0\nwe have a guest\nplease welcome\n\n"
        "4\n0:0:5,0 --> 0:0:6,0\nplease welcome\nour mayor\n",
        ["1-3 we have a guest", "3-5 please welcome", "5-6 our mayor"],
        ["3 cues repeated"],
    ),
    Row(
        "highlight-of-two-words.vtt",
        vtt(
            ("00:01.000 --> 00:01.500", "<u>Go</u> home"),
            ("00:01.500 --> 00:02.000", "Go <u>home</u>"),
        ),
        ["1-2 Go home"],
        ["1 cue repeated"],
    ),
    Row(
        "highlight-with-pauses-and-colour.srt",
        '1\n0:0:1,0 --> 0:0:1,4\n<font color="#00ff00">mind</font> the gap\n\n'
        '2\n0:0:1,6 --> 0:0:1,9\nmind <font color="#00ff00">the</font> gap\n\n'
        '3\n0:0:2,1 --> 0:0:2,6\nmind the <font color="#00ff00">gap</font>\n\n'
        "4\n0:0:4,0 --> 0:0:5,0\nThank you.\n",
        ["1-2.6 mind the gap", "4-5 Thank you."],
        ["2 cues repeated"],
    ),
    Row(
        "one-word-rolls-in-a-recognisers-file.vtt",
        vtt(
            ("00:01.000 --> 00:02.000", "yes"),
            ("00:02.000 --> 00:04.000", "yes\nwe<00:02.500><c> can</c>"),
        ),
        ["1-2 yes", "2-4 we can"],
        ["1 cue repeated"],
    ),
    Row(
        "rolling-with-late-ends-and-speakers.vtt",
        vtt(
            ("00:01.000 --> 00:05.000", ">> welcome to the show"),
            ("00:03.000 --> 00:07.000", ">> welcome to the show\n>> thanks for having me"),
            ("00:05.000 --> 00:09.000", ">> thanks for having me\nit is an honour"),
        ),
        ["1-3 welcome to the show", "3-5 thanks for having me", "5-9 it is an honour"],
        ["2 cues repeated"],
    ),
    Row(
        "said-twice-after-a-pause.srt",
        srt("Where is the key?", "Where is the key?"),
        ["1-4 Where is the key?", "5-8 Where is the key?"],
    ),
    Row(
        "no-no-no.srt",
        srt("No!", "No!", "No!", "Never.", step=3),
        ["1-4 No!", "4-7 No!", "7-10 No!", "10-13 Never."],
    ),
    Row(
        "an-answer-repeats-the-question.srt",
        srt("The harbour?", "The harbour.\nI saw it.", step=3),
        ["1-4 The harbour?", "4-7 The harbour. I saw it."],
    ),
    Row(
        "each-cue-stays-while-the-next-begins.srt",
        "\n".join(
            f"{n}\n00:00:{n * 2:02},000 --> 00:00:{n * 2 + 4:02},000\nsentence number {word}\n"
            for n, word in enumerate(("one", "two", "three", "four", "five", "six", "seven"), 1)
        ),
        [
            *(
                f"{n * 2}-{n * 2 + 2} sentence number {word}"
                for n, word in enumerate(("one", "two", "three", "four", "five", "six"), 1)
            ),
            "14-18 sentence number seven",
        ],
        ["6 cues stayed on the screen"],
    ),
]

VTT_AND_ROWS = [
    Row(
        "blank-line-in-a-cue.vtt",
        "WEBVTT\n\n00:01.000 --> 00:03.000\n \nfirst words\n \n\n00:04.000 --> 00:05.000\nmore\n",
        ["1-3 first words", "4-5 more"],
    ),
    Row(
        "no-empty-line-between.vtt",
        "WEBVTT\n\n1\n00:01.000 --> 00:03.000\nfirst words\n2\n00:04.000 --> 00:05.000\nmore\n"
        "00:06.000 --> 00:07.000\nlast\n",
        ["1-3 first words", "4-5 more", "6-7 last"],
    ),
    Row(
        "a-cue-for-each-row.vtt",
        vtt(
            ("00:01.000 --> 00:04.000 line:80%", "I kept the letters"),
            ("00:01.000 --> 00:04.000 line:86%", "in a box under the bed."),
            ("00:05.000 --> 00:06.000 line:86%", "All of them?"),
        ),
        ["1-4 I kept the letters in a box under the bed.", "5-6 All of them?"],
        ["1 cue has the times"],
    ),
    Row(
        "three-rows-one-sentence.srt",
        "".join(
            f"{n}\n0:0:1,0 --> 0:0:5,0\n{row}\n\n" for n, row in enumerate(("a b", "c d", "e f"))
        ),
        ["1-5 a b c d e f"],
        ["2 cues have the times"],
    ),
    Row(
        "top-and-bottom.vtt",
        vtt(
            ("00:01.000 --> 00:04.000 line:5%", "Get down!"),
            ("00:01.000 --> 00:04.000 line:85%", "I can't see."),
        ),
        ["1-4 Get down!", "1-4 I can't see."],
    ),
    Row(
        "top-and-bottom.ass",
        "[Events]\nDialogue: 0,0:00:01.00,0:00:04.00,Main,,0,0,0,,{\\an8}Get down!\n"
        "Dialogue: 0,0:00:01.00,0:00:04.00,Main,,0,0,0,,I can't see.\n",
        ["1-4 Get down!", "1-4 I can't see."],
    ),
    Row(
        "top-and-bottom.ttml",
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling">'
        '<head><layout><region xml:id="up" tts:displayAlign="before"/></layout></head><body><div>'
        '<p begin="1s" end="4s" region="up">Get down!</p><p begin="1s" end="4s">I can\'t</p>'
        '<p begin="1s" end="4s">see.</p></div></body></tt>',
        ["1-4 Get down!", "1-4 I can't see."],
        ["1 cue has the times"],
    ),
    Row(
        "two-people-at-once.srt",
        "1\n0:0:1,0 --> 0:0:3,0\nMARA: Stop!\n\n2\n0:0:1,0 --> 0:0:3,0\nJOHN: Run!\n",
        ["1-3 MARA: Stop!", "1-3 JOHN: Run!"],
    ),
    Row(
        "a-sound-and-a-line-at-once.srt",
        "1\n0:0:1,0 --> 0:0:3,0\n[door slams]\n\n2\n0:0:1,0 --> 0:0:3,0\nWho is there?\n",
        ["1-3 [sound] door slams", "1-3 Who is there?"],
    ),
    Row(
        "two-languages-at-once.srt",
        "1\n0:0:1,0 --> 0:0:3,0\nGood evening.\n\n2\n0:0:1,0 --> 0:0:3,0\nДобрый вечер.\n",
        ["1-3 Good evening.", "1-3 Добрый вечер."],
        ["1 caption is in two scripts"],
    ),
    Row(
        "two-languages-in-a-cue.srt",
        srt("Good evening.\n晚上好。", "Thank you.\n谢谢。"),
        ["1-4 Good evening. 晚上好。", "5-8 Thank you. 谢谢。"],
        ["2 captions are in two scripts"],
    ),
    Row(
        "a-word-in-another-script.srt",
        srt("Good evening.", "He said:\nСпасибо.", "And left.", "For good."),
        ["1-4 Good evening.", "5-8 He said: Спасибо.", "9-12 And left.", "13-16 For good."],
    ),
]

NAMES = [
    Row(
        "labels-are-words.srt",
        srt("Ingredients: flour and water.", "Dessert: none.", "He asked: why?"),
        ["1-4 Ingredients: flour and water.", "5-8 Dessert: none.", "9-12 He asked: why?"],
        ["2 names before a colon occur once each"],
    ),
    Row(
        "a-name-that-comes-again.srt",
        srt("Ann: Good morning.", "Weather: fog.", "Ann: I see.", "No.", "Yes.", "Fine."),
        [
            "1-4 Ann: Good morning.",
            "5-8 Weather: fog.",
            "9-12 Ann: I see.",
            "13-16 No.",
            "17-20 Yes.",
            "21-24 Fine.",
        ],
        ["1 name before a colon occurs once"],
    ),
    Row(
        "names-are-the-custom.srt",
        srt("Ann: Hello.", "Bo: Hello.", "Ann: Tea?", "Bo: Please.", "Waiter Joe: Coming."),
        [
            "1-4 Ann: Hello.",
            "5-8 Bo: Hello.",
            "9-12 Ann: Tea?",
            "13-16 Bo: Please.",
            "17-20 Waiter Joe: Coming.",
        ],
    ),
    Row(
        "capitals-roles-and-recognisers-speakers.srt",
        srt(
            "DR. WEISS: Sit. ST. JOHN: No.",
            "Narrator: Years ago.",
            "[SPEAKER_01]: Right.",
            "SPEAKER_02: Yes.",
        ),
        [
            "1-2.714 DR. WEISS: Sit.",
            "2.714-4 ST. JOHN: No.",
            "5-8 Narrator: Years ago.",
            "9-12 SPEAKER_01: Right.",
            "13-16 SPEAKER_02: Yes.",
        ],
    ),
    Row(
        "brackets-inside-a-sentence.srt",
        srt(
            "The EU (European Union) voted.",
            "It cost a lot (about 40 dollars).",
            "She moved (with her mother) to Rome.",
            "He waited (sighs) and left.",
            "Call (020) 7946 now.",
        ),
        [
            "1-4 The EU European Union voted.",
            "5-8 It cost a lot about 40 dollars.",
            "9-12 She moved with her mother to Rome.",
            "13-16 He waited and left.",
            "17-20 Call 020 7946 now.",
        ],
        ["1 note on how a line is said"],
    ),
    Row(
        "notes-that-are-no-sound.srt",
        srt(
            "[2 years later]",
            "(1987)",
            "[in Spanish]",
            "(glass breaks)",
            "[Silence]",
            "[no speech]",
        ),
        ["13-16 [sound] glass breaks"],
        ["5 notes in brackets"],
    ),
]

TURNS = [
    Row(
        "bracketed-people.srt",
        srt(
            "(Ida) Wait!\n(Otto) For what?", "[IDA] Here. [OTTO] Where?", "Look. (OTTO): I see it."
        ),
        [
            "1-2.071 Ida: Wait!",
            "2.071-4 Otto: For what?",
            "5-6.364 IDA: Here.",
            "6.364-8 OTTO: Where?",
            "9-10.071 Look.",
            "10.071-12 OTTO: I see it.",
        ],
    ),
    Row(
        "a-noise-in-capitals-is-nobody.srt",
        srt("Come in. LAUGHS: You too.", "Hush! [HONK] Run!", "(COUGHS:) Sorry."),
        ["1-4 Come in. You too.", "5-8 [sound] honk", "5-8 Hush! Run!", "9-12 Sorry."],
        ["1 note on how a line is said"],
    ),
    Row(
        "everybody-and-angle-brackets.srt",
        srt("all: Good night!", "<Guest 2>: Good night.", "BOTH: Thanks."),
        ["1-4 all: Good night!", "5-8 Guest 2: Good night.", "9-12 BOTH: Thanks."],
    ),
    Row(
        "dashes-without-a-blank.srt",
        srt(
            "-Is it far? -Two miles.", "—Now! —Not yet.", "-It was -5 degrees.", "-Yes!\n-No! -Yes!"
        ),
        [
            "1-2.5 Is it far?",
            "2.5-4 second speaker: Two miles.",
            "5-6 Now!",
            "6-8 second speaker: Not yet.",
            "9-12 It was -5 degrees.",
            "13-14.091 Yes!",
            "14.091-14.909 second speaker: No!",
            "14.909-16 Yes!",
        ],
        ["3 captions of several people without names"],
    ),
    Row(
        "a-dash-in-a-sentence-is-no-turn.srt",
        srt("I came - as you know - by train.", "Wait. – No."),
        ["1-4 I came - as you know - by train.", "5-8 Wait. – No."],
    ),
    Row(
        "colours.srt",
        srt(
            '<font color="#ffff00">Ready?</font>\n<font color="#00ffff">Ready.</font>',
            '<font color="yellow">Then go.</font>',
            "Plain.",
        ),
        ["1-2.5 yellow: Ready?", "2.5-4 cyan: Ready.", "5-8 yellow: Then go.", "9-12 Plain."],
        ["colours tell the speakers of 1 caption"],
    ),
    Row(
        "a-colour-for-each-caption.srt",
        srt(*(f'<font color="{c}">{c} says.</font>' for c in ("red", "blue", "red", "blue"))),
        ["1-4 red says.", "5-8 blue says.", "9-12 red says.", "13-16 blue says."],
        ["captions are in 2 colours (red, blue), perhaps speakers"],
    ),
    Row(
        "on-the-phone.srt",
        srt("[Man on phone] Hello?", "[MARA over radio] Come in.", "(on radio) Over."),
        ["1-4 Man: Hello?", "5-8 MARA: Come in.", "9-12 Over."],
        ["1 note on how a line is said"],
    ),
    Row(
        "one-colour-is-nobody.srt",
        srt(
            '<font color="#ffff00">Ready?\nReady.</font>',
            'I <font color="red">never</font> said so.',
        ),
        ["1-4 Ready? Ready.", "5-8 I never said so."],
    ),
    Row(
        "classes.vtt",
        vtt(("00:01.000 --> 00:03.000", "<c.lime>Up?</c>\n<c.magenta.bg_black>Up.</c>")),
        ["1-2 green: Up?", "2-3 magenta: Up."],
        ["colours tell the speakers of 1 caption"],
    ),
    Row(
        "styles.ttml",
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling">'
        '<head><styling><style xml:id="a" tts:color="#FFFF00"/><style xml:id="b" tts:color="lime"/>'
        '<style xml:id="off" tts:display="none"/></styling></head><body><div>'
        '<p begin="1s" end="3s"><span style="a">Up?</span><br/><span style="b">Up.</span></p>'
        '<p begin="4s" end="5s" style="b">Now.</p><p begin="6s" end="7s" style="off">Never.</p>'
        "</div></body></tt>",
        ["1-2 yellow: Up?", "2-3 green: Up.", "4-5 green: Now."],
        ["colours tell the speakers of 1 caption"],
    ),
]

DAMAGE = [
    Row(
        "recognisers-tokens.srt",
        srt(
            "<|de|><|0.00|>Guten Tag.<|1.80|>", "[_BEG_] Yes.", "[BLANK_AUDIO]", "You [ __ ] fool."
        ),
        ["1-4 Guten Tag.", "5-8 Yes.", "13-16 You … fool."],
        ["2 captions: a recogniser's tokens", "1 note in brackets"],
    ),
    Row(
        "hidden-letters.srt",
        srt("That f***ing d**n car.", "Oh s**t, s**t!", "I *really* mean it.", "**** you!"),
        [
            "1-4 That f***ing d**n car.",
            "5-8 Oh s**t, s**t!",
            "9-12 I really mean it.",
            "13-16 **** you!",
        ],
    ),
    Row(
        "accents-for-apostrophes.srt",
        srt("We´re late, aren`t we?", "l'll see. lt's late.", "Über `quoted´ words."),
        ["1-4 We're late, aren't we?", "5-8 I'll see. It's late.", "9-12 Über `quoted´ words."],
        ["1 caption: an accent", "1 caption: a small l"],
    ),
    Row(
        "french.fr.srt",
        srt("l'dée", "l'ami d'Anne"),
        ["1-4 l'dée", "5-8 l'ami d'Anne"],
    ),
    Row(
        "encoded-twice.srt",
        srt("Une cafÃ©, sâ€™il vous plaÃ®t.", "SÃO PAULO", "Ãlvaro"),
        ["1-4 Une café, s’il vous plaît.", "5-8 SÃO PAULO", "9-12 Ãlvaro"],
        ["1 caption: letters were encoded twice"],
    ),
    Row(
        "breaks-of-ass.srt",
        srt(r"First row\Nsecond row", r"Open C:\News now."),
        ["1-4 First row second row", r"5-8 Open C:\News now."],
        ["1 caption: \\N read"],
    ),
    Row(
        "signs-and-songs.ass",
        "[Events]\n"
        "Dialogue: 0,0:00:01.00,0:00:03.00,Main,Rin,0,0,0,,Where are we?\n"
        "Dialogue: 0,0:00:03.00,0:00:04.00,EpTitle,,0,0,0,,{\\pos(1,2)}Episode 3\n"
        "Dialogue: 0,0:00:04.00,0:00:05.00,ED_Romaji,,0,0,0,,{\\kf20}ya{\\kf30}ma\n"
        "Dialogue: 0,0:00:05.00,0:00:06.00,Main,Ed,0,0,0,,{\\pos(9,9)}At home.\n",
        ["1-3 Rin: Where are we?", "4-5 [music] yama", "5-6 Ed: At home."],
        ["1 sign or title", "1 line of songs"],
    ),
    Row(
        "only-signs-are-lines.ass",
        "[Events]\nDialogue: 0,0:00:01.00,0:00:03.00,Title,,0,0,0,,Where are we?\n",
        ["1-3 Where are we?"],
    ),
]

FORMATS = [
    Row(
        "frames.srt",
        "1\n00:00:01:12 --> 00:00:02:23\nTwelve frames.\n",
        ["1.5-2.958 Twelve frames."],
        ["24 frames a second taken"],
    ),
    Row(
        "milliseconds.srt",
        "1\n00:00:01:500 --> 00:00:02:250\nHalf.\n",
        ["1.5-2.25 Half."],
    ),
    Row(
        "frames-past-the-rate.srt",
        "1\n00:00:01:12 --> 00:00:02:23\nGood.\n\n2\n00:00:03:29 --> 00:00:04:00\nBad.\n",
        ["1.5-2.958 Good."],
        ["24 frames a second taken", "the times cannot be read"],
    ),
    Row(
        "sheet.csv",
        'Character,TC In,TC Out,Dialogue\nANN,00:00:01:12,00:00:03:00,"Late, again."\n'
        "BO,00:00:04:00,00:00:05:00,So?\n",
        ["1.5-3 ANN: Late, again.", "4-5 BO: So?"],
        ["24 frames a second taken"],
    ),
    Row(
        "sheet.tsv",
        "start\tend\ttext\n1500\t3000\tLate again.\n4000\t5000\tSo?\n",
        ["1.5-3 Late again.", "4-5 So?"],
    ),
    Row(
        "labels.txt",
        "1.500000\t3.000000\tLate again.\n4.000000\t5.000000\tSo?\n",
        ["1.5-3 Late again.", "4-5 So?"],
    ),
    Row(
        "semicolons.csv",
        "Start;End;Text\n00:00:01,500;00:00:03,000;Late again.\n",
        ["1.5-3 Late again."],
    ),
    Row(
        "captions.sbv",
        "0:00:01.500,0:00:03.000\nLate again.\nAs ever.\n\n0:00:04.000,0:00:05.000\nSo?\n",
        ["1.5-3 Late again. As ever.", "4-5 So?"],
    ),
    Row(
        "words.lrc",
        "[ar:Somebody]\n[00:01.50]Late again.\n[00:03.00]\n[00:04.00]So?\n",
        ["1.5-3 Late again.", "4-10 So?"],
        ["says no ends"],
    ),
    Row(
        "whisper.json",
        '{"segments": [{"start": 1.5, "end": 3, "text": " Late again.", "speaker": "SPEAKER_00"},'
        ' {"start": 4, "end": 5, "text": " So?"}], "language": "en"}',
        ["1.5-3 SPEAKER_00: Late again.", "4-5 So?"],
    ),
    Row(
        "whisper-cpp.json",
        '{"transcription": [{"offsets": {"from": 1500, "to": 3000}, "text": " Late again."}]}',
        ["1.5-3 Late again."],
    ),
    Row(
        "whisper-lines.txt",
        "[00:00:01.500 --> 00:00:03.000]   Late again.\n[00:00:04.000 --> 00:00:05.000]   So?\n",
        ["1.5-3 Late again.", "4-5 So?"],
    ),
    Row(
        "timecode-and-line-only.csv",
        "Timecode,Line\n00:00:01.500,Late again.\n00:00:03.000,So?\n",
        ["1.5-3 Late again.", "3-9 So?"],
        ["says no ends"],
    ),
    Row(
        "captions.smi",
        "<SAMI><HEAD><STYLE><!-- .EN {Name: E; lang: en-GB;} .KR {Name: K; lang: ko;} --></STYLE>"
        "</HEAD><BODY><SYNC Start=1500><P Class=EN>Late &amp;<br>again.<P Class=KR>늦다\n"
        "<SYNC Start=3000><P Class=EN>&nbsp;<P Class=KR>&nbsp;\n<SYNC Start=4000><P Class=EN>So?\n"
        "</BODY></SAMI>",
        ["1.5-3 Late & again.", "4-7 So?"],
        ["nothing ends the last", "2 languages (EN, KR)"],
    ),
    Row(
        "in-sequence.ttml",
        '<tt xmlns="http://www.w3.org/ns/ttml"><body><div begin="1s" timeContainer="seq">'
        '<p dur="2s">One.</p><p begin="1s" dur="2s">Two.</p></div></body></tt>',
        ["1-3 One.", "4-6 Two."],
    ),
    Row(
        "players.txt",
        "00:00:01:Late again.|As ever.\n00:00:04:So?\n",
        ["1-3.51 Late again. As ever.", "4-5.371 So?"],
        ["says no ends"],
    ),
]

EVERY_ROW = [*ROLLING, *VTT_AND_ROWS, *NAMES, *TURNS, *DAMAGE, *FORMATS]


def _written(cue) -> str:
    start, end = cue.range.start_time, cue.range.end_time_exclusive()
    kind = "" if cue.kind == "line" else f"[{cue.kind}] "
    name = f"{cue.speaker}: " if cue.speaker else ""
    at = f"{round(start.to_seconds(), 3):g}-{round(end.to_seconds(), 3):g}"
    return f"{at} {kind}{name}{cue.text}"


@pytest.mark.parametrize("row", EVERY_ROW, ids=lambda row: row.name)
def test_a_file_comes_to_its_lines_and_what_was_guessed_is_told(row, tmp_path):
    path = tmp_path / row.name
    path.write_text(row.content, encoding="utf-8")
    problems = []
    cues = read_cues(document(track(clip("a", 0, TEN_MINUTES))), [path], problems=problems)
    assert [_written(cue) for cue in cues] == row.cues
    assert len(problems) == len(row.told), problems
    for problem, words in zip(problems, row.told, strict=True):
        assert words in problem.message


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"$FontName = Arial\n$Bold = False\n00:00:01:00 , 00:00:03:00 , Hello.\n", "Spruce STL"),
        (b"//comment\n00:00:01:00,00:00:03:00,Hello there.\n", "Spruce STL"),
        (b"File Format=MacCaption_MCC V1.0\n\n00:00:01:00\tT52S\n", "MCC"),
        (
            b"00:00:01:12 00:00:03:10 01:23\nHello.\n\n00:00:04:00 00:00:05:00 01:00\nBye.\n",
            "times",
        ),
        (b"00:00:01:12 - 00:00:03:10\nSpeaker 1\nHello.\n", "times"),
        (b"[00:00:01] Ann\nHello.\n[00:00:05] Bo\nBye.\n", "times"),
        (b"00:00:01:12,ANN,Hello.\n00:00:03:00 Bye.\n", "times"),
        (b"00:00:01:Hello.\n00:00:03:12 frames\n", "times"),
        (b"1:02 Hello.\n1:07 Bye.\n", "times"),
    ],
)
def test_codes_and_times_are_refused_by_name_and_never_spoken(content, named, tmp_path):
    path = tmp_path / "film.txt"
    path.write_bytes(content)
    with pytest.raises(SubtitleError, match=named) as caught:
        read_cues(document(track(clip("a", 0, TEN_MINUTES))), [path], problems=[])
    assert caught.value.hint


def test_names_in_the_cast_are_speakers(tmp_path):
    path = tmp_path / "film.srt"
    path.write_text(srt("Ann: Hello.", "Menu: soup."), encoding="utf-8")
    doc = document(track(clip("a", 0, TEN_MINUTES)))
    cues = read_cues(doc, [path], cast=["Ann"], problems=[])
    assert [(cue.speaker, cue.text) for cue in cues] == [("Ann", "Hello."), ("", "Menu: soup.")]


def test_files_of_two_languages_are_told(tmp_path):
    problems = []
    paths = [tmp_path / name for name in ("cut.en.srt", "cut.de.srt")]
    for path, text in zip(paths, ("Hello.", "Guten Tag."), strict=True):
        path.write_text(srt(text), encoding="utf-8")
    read_cues(document(track(clip("a", 0, TEN_MINUTES))), paths, problems=problems)
    assert [problem.note for problem in problems] == [True]
    assert "2 languages (en, de)" in problems[0].message


def test_captions_keep_their_own_numbers_where_others_were_joined(tmp_path):
    path = tmp_path / "film.srt"
    rows = ("we walk along the shore", "we walk along the shore", "Later.")
    path.write_text(srt(*rows, step=3), encoding="utf-8")
    cues = read_cues(document(track(clip("a", 0, TEN_MINUTES))), [path], problems=[])
    assert [cue.id for cue in cues] == ["film#1", "film#3"]
