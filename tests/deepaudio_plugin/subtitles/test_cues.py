"""Cues from all sources on one timeline: times, order, identity, what is left out."""

from __future__ import annotations

import pytest

from deepaudio_plugin.subtitles.cues import read_cues
from tests.helpers.counting import calls
from tests.helpers.cuts import clip, document, frames, track

LONG = 24 * 60


@pytest.fixture
def srt(tmp_path):
    def _srt(*rows, name="film.srt"):
        blocks = [
            f"{n}\n{start} --> {end}\n{text}\n" for n, (start, end, text) in enumerate(rows, 1)
        ]
        path = tmp_path / name
        path.write_text("\n".join(blocks), encoding="utf-8")
        return path

    return _srt


def minute(**options):
    return document(track(clip("a", 0, LONG)), **options)


def read(doc, *paths, **options):
    problems = []
    return read_cues(doc, list(paths), problems=problems, **options), problems


def spans(cues):
    return [(cue.range.start_time.value, cue.range.end_time_exclusive().value) for cue in cues]


def test_cues_are_sorted_and_carry_kind_speaker_language_and_source(srt):
    path = srt(
        ("0:00:05,000", "0:00:06,000", "MARA: Hi."),
        ("0:00:01,000", "0:00:02,000", "[rain]"),
        ("0:00:03,000", "0:00:04,000", "♪ la"),
        name="film.de.srt",
    )
    cues, problems = read(minute(), path)
    assert [(cue.kind, cue.text, cue.speaker) for cue in cues] == [
        ("sound", "rain", ""),
        ("music", "la", ""),
        ("line", "Hi.", "MARA"),
    ]
    assert {cue.language for cue in cues} == {"de"}
    assert cues[2].id == "film.de#1"
    assert cues[2].source == "film.de.srt:2"
    assert cues[2].range.start_time.rate == 1000
    assert problems == []


def test_a_sound_and_a_line_share_the_window_and_turns_divide_it(srt):
    path = srt(
        ("0:00:01,000", "0:00:02,000", "[door slams] Who is there?"),
        ("0:00:03,000", "0:00:04,200", "- Four\n- Eight ch"),
    )
    cues, _ = read(minute(), path)
    assert spans(cues) == [(1000, 2000), (1000, 2000), (3000, 3400), (3400, 4200)]
    assert [cue.id for cue in cues] == ["film#1", "film#1/2", "film#2", "film#2/2"]


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("0:00:02,000", "0:00:02,000", "ends before it starts"),
        ("0:00:02,000", "0:00:01,000", "ends before it starts"),
        ("0:01:00,000", "0:01:02,000", "outside"),
        ("-0:00:01,000", "0:00:01,000", "outside"),
    ],
)
def test_impossible_cues_are_left_out_and_reported(srt, start, end, reason):
    path = srt(("0:00:01,000", "0:00:02,000", "Good."), (start, end, "Bad."))
    cues, problems = read(minute(), path)
    assert [cue.text for cue in cues] == ["Good."]
    assert reason in problems[0].message
    assert problems[0].where == "film.srt:6"
    assert problems[0].hint


def test_a_cue_that_runs_past_the_end_is_cut_there_and_reported(srt):
    path = srt(("0:00:59,000", "0:01:05,000", "Late."))
    cues, problems = read(minute(), path)
    assert spans(cues) == [(59_000, 60_000)]
    assert "cut there" in problems[0].message
    path = srt(("0:00:59,000", "0:01:00,020", "Rounded."))
    cues, problems = read(minute(), path)
    assert spans(cues) == [(59_000, 60_000)]
    assert problems == []


def test_a_sidecar_with_the_programmes_timecode_is_made_zero_based(srt):
    path = srt(("1:00:05,000", "1:00:06,000", "A."), ("1:00:50,000", "1:00:51,000", "B."))
    for doc in (minute(start=86400), minute()):
        cues, problems = read(doc, path)
        assert spans(cues) == [(5000, 6000), (50_000, 51_000)]
        assert [problem.note for problem in problems] == [True]


def test_a_start_between_hours_is_taken_off_too(srt):
    path = srt(("1:30:05,500", "1:30:06,000", "A."))
    cues, _ = read(minute(start=24 * 5400 + 12), path)
    assert spans(cues) == [(5000, 5500)]


def test_an_hour_of_ntsc_timecode_is_an_hour_in_subtitles(srt):
    rate = 24000 / 1001
    doc = document(track(clip("a", 0, LONG, rate)), rate=rate, start=86400)
    cues, _ = read(doc, srt(("1:00:05,000", "1:00:06,000", "A.")))
    assert spans(cues) == [(5000, 6000)]


def test_in_a_long_film_timecode_is_taken_off_and_both_readings_are_told(srt):
    doc = document(track(clip("a", 0, 24 * 7200)), start=86400)
    cues, problems = read(doc, srt(("1:00:05,000", "1:00:06,000", "A.")))
    assert spans(cues) == [(5000, 6000)]
    assert [problem.note for problem in problems] == [True]
    assert "fits as timecode and as time from the start" in problems[0].message
    early = srt(("0:00:05,000", "0:00:06,000", "A."), ("1:00:05,000", "1:00:06,000", "B."))
    cues, problems = read(doc, early)
    assert spans(cues) == [(5000, 6000), (3_605_000, 3_606_000)]
    assert problems == []


def test_who_says_what_times_count_from_is_believed_and_nothing_is_guessed(srt):
    doc = document(track(clip("a", 0, 24 * 7200)), start=86400)
    path = srt(("1:00:05,000", "1:00:06,000", "A."))
    assert read(doc, path, times="timecode") == (read(doc, path)[0], [])
    cues, problems = read(doc, path, times="start")
    assert spans(cues) == [(3_605_000, 3_606_000)]
    assert problems == []


def test_a_start_below_an_hour_stays_and_both_readings_are_told(srt):
    path = srt(("0:00:12,000", "0:00:13,000", "A."), ("0:05:12,000", "0:05:13,000", "B."))
    doc = document(track(clip("a", 0, 24 * 600)), start=24 * 10)
    cues, problems = read(doc, path)
    assert spans(cues) == [(12_000, 13_000), (312_000, 313_000)]
    assert problems == []
    path = srt(("0:04:12,000", "0:04:13,000", "A."), ("0:05:12,000", "0:05:13,000", "B."))
    cues, problems = read(document(track(clip("a", 0, 24 * 600)), start=24 * 240), path)
    assert spans(cues) == [(252_000, 253_000), (312_000, 313_000)]
    assert "not taken off" in problems[0].message


def test_subtitles_of_a_whole_film_are_not_moved_into_its_second_hour(srt):
    at = [f"{n // 60}:{n % 60:02}" for n in range(100)]
    rows = [(f"{now}:00,000", f"{now}:02,000", f"L{n}.") for n, now in enumerate(at)]
    rows += [("1:20:10,000", "1:20:12,000", f"M{n}.") for n in range(100)]
    for start in (0, 24 * 3600):
        cues, _ = read(document(track(clip("a", 0, 24 * 1800)), start=start), srt(*rows))
        assert [cue.text for cue in cues] == [f"L{n}." for n in range(30)]


def test_a_slate_before_the_programme_decides_nothing(srt):
    rows = [
        ("9:59:40,000", "9:59:42,000", "Slate."),
        ("10:00:14,000", "10:00:16,000", "A."),
        ("10:00:20,000", "10:00:22,000", "B."),
    ]
    zero = [("0:00:00,000", "0:00:01,000", "Slate."), *rows[1:]]
    for doc in (minute(start=24 * 36000), minute()):
        for given in (rows, zero):
            cues, problems = read(doc, srt(*given))
            assert spans(cues) == [(14_000, 16_000), (20_000, 22_000)]
            assert [problem.note for problem in problems] == [True, False]


def test_the_same_caption_from_two_places_is_used_once(srt):
    path = srt(("0:00:01,000", "0:00:02,000", "Hi."))
    subtitles = track(clip("", 0, 24), clip("Hi.", 0, 24), kind="Subtitle")
    subtitles[0].metadata["text"] = "Other."
    cues, problems = read(document(track(clip("a", 0, LONG)), subtitles), path)
    assert [(cue.text, cue.id) for cue in cues] == [
        ("Other.", "subtitles#1"),
        ("Hi.", "film#1"),
    ]
    assert [problem.note for problem in problems] == [True]


def test_ids_are_unique_and_editing_one_line_changes_no_other(srt):
    rows = [(f"0:00:{n:02d},000", f"0:00:{n:02d},500", f"Line {n}.") for n in range(20)]
    before, _ = read(minute(), srt(*rows))
    rows[7] = ("0:00:07,100", "0:00:07,900", "Another.")
    after, _ = read(minute(), srt(*rows))
    assert [cue.id for cue in before] == [cue.id for cue in after]
    assert [n for n in range(20) if before[n] != after[n]] == [7]
    again, _ = read(
        minute(), srt(*rows), srt(*[(*row[:2], row[2] + "!") for row in rows], name="x.srt")
    )
    assert len({cue.id for cue in again}) == 40


def test_no_sources_give_no_cues():
    assert read(minute()) == ([], [])


def test_reading_costs_as_much_more_as_there_are_more_cues(srt, tmp_path):
    def cost(count):
        rows = [
            (
                f"{n // 3600}:{n // 60 % 60:02d}:{n % 60:02d},000",
                f"{n // 3600}:{n // 60 % 60:02d}:{n % 60:02d},900",
                f"<i>MARA: Line {n}.</i>",
            )
            for n in range(count)
        ]
        path = srt(*rows, name=f"{count}.srt")
        doc = document(track(clip("a", 0, 24 * count)))
        found = []
        counted = calls(lambda: found.append(read(doc, path)))
        [(cues, problems)] = found
        assert (len(cues), problems) == (count, [])
        return counted

    assert cost(2_000) < 11 * cost(200)


def test_a_range_of_two_frames_still_divides_between_speakers():
    row = track(clip("- Yes.\n- No, never, not at all.", 0, 2), kind="Subtitle")
    cues, _ = read(document(track(clip("a", 0, 24)), row))
    assert [cue.text for cue in cues] == ["Yes.", "No, never, not at all."]
    assert all(cue.range.duration.value > 0 for cue in cues)
    assert cues[0].range.end_time_exclusive() == cues[1].range.start_time
    assert cues[1].range.end_time_exclusive() == frames(0, 2).end_time_exclusive()
