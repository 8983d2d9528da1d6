"""Subtitle files that are written are read back as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.spoken.deliveries import SAID
from deepaudio_plugin.subtitles.cues import read_cues
from deepaudio_plugin.subtitles.writing import WRITTEN, write_subtitles
from deepaudio_plugin.timeline.timing import seconds
from tests.helpers.cuts import clip, document, track
from tests.helpers.material import cue

CUES = [
    cue(0, 900, "rain on the street", kind="sound"),
    cue(1000, 2400, "Of course it rains tonight.", "MARA"),
    cue(2400, 3000, "Is Q&A 1 < 2, or not? “Ja”, — 日本語.", "DR. WU"),
    cue(3200, 4000, "Nobody said this."),
    cue(4100, 4110, "la la la", kind="music"),
]


def read_back(path, start=0):
    problems = []
    return read_cues(document(track(clip("cut", 0, 240)), start=start), [path], problems=problems)


def told(cues):
    """What a cue says, by whom and when, to a hundredth of a second, which is all ASS holds."""
    return [
        (
            c.kind,
            c.speaker,
            c.text,
            round(seconds(c.range.start_time), 2),
            round(seconds(c.range.end_time_exclusive()), 2),
        )
        for c in cues
    ]


@pytest.mark.parametrize("ending", WRITTEN)
def test_words_speakers_sounds_and_times_come_back(tmp_path, ending):
    path = tmp_path / f"cut{ending}"
    write_subtitles(path, CUES)
    assert told(read_back(path)) == told(CUES)


@pytest.mark.parametrize("ending", WRITTEN)
def test_how_lines_are_said_comes_back(tmp_path, ending):
    said = [
        replace(cue(1000 * n, 1000 * n + 900, "Come in.", "MARA"), delivery=way)
        for n, way in enumerate(("", *SAID))
    ]
    said.append(replace(cue(9000, 9900, "Nobody hears this."), delivery="whisper"))
    path = tmp_path / f"cut{ending}"
    write_subtitles(path, said)
    back = read_back(path)
    assert [c.delivery for c in back] == [c.delivery for c in said]
    assert told(back) == told(said)


@pytest.mark.parametrize("ending", WRITTEN)
def test_times_may_be_timecode(tmp_path, ending):
    path = tmp_path / f"cut{ending}"
    write_subtitles(path, CUES, first_s=3600)
    assert told(read_back(path, start=86_400)) == told(CUES)


def test_braces_and_characters_that_xml_cannot_hold_spoil_no_file(tmp_path):
    odd = [replace(CUES[1], text="a {b} \x0b c", speaker="M, {x}")]
    for ending in (".ass", ".ttml", ".srt", ".vtt"):
        path = tmp_path / f"cut{ending}"
        write_subtitles(path, odd)
        [back] = read_back(path)
        assert "a {b} c" in back.text.replace("\\", "") or ending == ".ass"
        assert back.text.endswith("c")


@pytest.mark.parametrize("name", ["cut.docx", "cut"])
def test_other_formats_are_refused(tmp_path, name):
    with pytest.raises(OutputError) as refused:
        write_subtitles(tmp_path / name, CUES)
    assert ".srt, .vtt, .ass, .ttml" in refused.value.hint
    assert not (tmp_path / name).exists()


def test_nothing_is_no_file(tmp_path):
    with pytest.raises(OutputError, match="no lines"):
        write_subtitles(tmp_path / "cut.srt", [])


def test_a_folder_that_is_not_there_is_an_error_that_says_so(tmp_path):
    with pytest.raises(OutputError):
        write_subtitles(tmp_path / "gone" / "cut.srt", CUES)
