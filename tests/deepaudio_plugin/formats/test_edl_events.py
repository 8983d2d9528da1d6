"""Edit lists as Avid and others write them: read, or told by their event."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import shots
from deepaudio_plugin.timeline.ticks import seconds
from tests.helpers.shared import shared_path

pytest.importorskip("otio_cmx3600_adapter", reason="the extra [formats] is not installed")

TEN = "01:00:10:00 01:00:12:00"
FIRST, SECOND = "01:00:00:00 01:00:02:00", "01:00:02:00 01:00:04:00"
RATE = "* FRAME RATE: 24\n"


def edl(folder: Path, *lines: str, head: str = "TITLE: cut\n" + RATE) -> Document:
    path = folder / "cut.edl"
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return read(path)


def layout(found: Document) -> list[tuple[int, int, float, float]]:
    """Start, end, media second and speed of each shot."""
    row = shots(found, MediaResolver(found.base))
    return [
        (
            int(shot.range.start_time.value),
            int(shot.range.end_time_exclusive().value),
            round(seconds(piece.media) - 3600, 3),
            round(float(piece.speed), 4),
        )
        for shot, piece in zip(row, found.pieces, strict=True)
    ]


def test_a_change_of_speed_in_a_drop_frame_list_is_read(tmp_path):
    found = edl(
        tmp_path,
        "001  AA01 V C 01:00:10:00 01:00:14:00 01:00:00:00 01:00:02:00",
        "M2   AA01           059.9                01:00:10:00",
        "002  AA02 V C 01:00:20:00 01:00:22:00 01:00:02:00 01:00:04:00",
        head="TITLE: cut\nFCM: DROP FRAME\n",
    )
    assert found.rate == 30000 / 1001
    assert [row[:2] + row[3:] for row in layout(found)] == [(0, 60, 2.0), (60, 120, 1.0)]


@pytest.mark.parametrize("source_out", ["01:00:14:00", "01:00:12:00"])
def test_a_speed_counts_whether_the_source_is_given_at_its_length_or_the_records(
    tmp_path, source_out
):
    found = edl(
        tmp_path,
        f"001  AA01 V C 01:00:10:00 {source_out} {FIRST}",
        "M2   AA01           048.0                01:00:10:00",
    )
    assert layout(found) == [(0, 48, 10.0, 2.0)]


def test_the_speed_of_the_outgoing_picture_is_not_that_of_the_incoming(tmp_path):
    found = edl(
        tmp_path,
        f"001  AA01 V C 01:00:10:00 01:00:14:00 {FIRST}",
        "M2   AA01           048.0                01:00:10:00",
        "002  AA01 V C 01:00:14:00 01:00:14:00 01:00:02:00 01:00:02:00",
        "002  AA02 V D 012 01:00:20:00 01:00:22:00 01:00:02:00 01:00:04:00",
        "M2   AA01           048.0                01:00:14:00",
    )
    assert layout(found) == [(0, 48, 10.0, 2.0), (48, 96, 20.0, 1.0)]


@pytest.mark.parametrize("motion", ["M2   AA01  000.0  01:00:10:00"])
def test_a_speed_of_nothing_stands_still(tmp_path, motion):
    found = edl(tmp_path, f"001  AA01 V C {TEN} {FIRST}", motion)
    assert layout(found) == [(0, 48, 10.0, 0.0)]


def test_a_key_over_a_background_is_left_out_and_told_by_its_event(tmp_path):
    found = edl(
        tmp_path,
        f"001  AA01 V C {TEN} {FIRST}",
        f"002  AA02 V K B 01:00:20:00 01:00:22:00 {SECOND}",
        f"002  AA03 V K    000 01:00:30:00 01:00:32:00 {SECOND}",
    )
    assert layout(found) == [(0, 48, 10.0, 1.0), (48, 96, 20.0, 1.0)]
    assert found.notes == ("event 002 has a key over its background: read without the key",)


def test_keys_without_a_background_are_cuts_and_one_note(tmp_path):
    found = edl(
        tmp_path,
        f"001  AA01 V K 000 {TEN} {FIRST}",
        f"002  AA02 V K O 012 {TEN} {SECOND}",
    )
    assert len(layout(found)) == 2
    assert found.notes == ("events 001, 002 have a key without a background: read as a cut",)


@pytest.mark.parametrize(
    ("event", "reel"),
    [
        ("001  REEL 7 A  V     C        ", "REEL 7 A"),
        ('001  "AA01"  V     C        ', "AA01"),
        ('001  AA01"  V     C        ', "AA01"),
        ("001  C V 1  V     C        ", "C V 1"),
        ("001  V     C        ", None),
    ],
)
def test_reels_with_blanks_quotation_marks_or_no_name_are_read(tmp_path, event, reel):
    found = edl(tmp_path, f"{event}{TEN} {FIRST}")
    assert layout(found) == [(0, 48, 10.0, 1.0)]
    (clip,) = found.timeline.find_clips()
    assert clip.metadata.get("cmx_3600", {}).get("reel") == reel


def test_a_line_in_quotation_marks_is_read(tmp_path):
    assert layout(edl(tmp_path, f'"001  AA01 V C {TEN} {FIRST}"')) == [(0, 48, 10.0, 1.0)]


def test_comments_before_all_events_do_not_stop_the_reading(tmp_path):
    found = edl(tmp_path, "* exported by hand", ">>> SOURCE AA01", f"001  AA01 V C {TEN} {FIRST}")
    assert len(layout(found)) == 1


def test_a_fade_in_at_the_very_beginning_is_a_cut_with_a_note(tmp_path):
    found = edl(
        tmp_path,
        "001  BL   V C 00:00:00:00 00:00:00:00 01:00:00:00 01:00:00:00",
        f"001  AA01 V D 024 {TEN} {FIRST}",
        f"002  AA02 V C {TEN} {SECOND}",
    )
    assert layout(found) == [(0, 48, 10.0, 1.0), (48, 96, 10.0, 1.0)]
    assert found.notes == ("event 001 has a transition before all pictures: read as a cut",)


def test_picture_and_sound_of_one_number_are_two_events(tmp_path):
    found = edl(
        tmp_path,
        "SPLIT:    AUDIO DELAY=  00:00:00:12",
        f"001  AA01 V C {TEN} {FIRST}",
        "001  AA01 A C 01:00:10:12 01:00:12:00 01:00:00:12 01:00:02:00",
    )
    assert layout(found) == [(0, 48, 10.0, 1.0)]
    assert [track.kind for track in found.timeline.tracks] == ["Video", "Audio"]


def test_a_picture_that_shares_its_number_with_the_dissolve_after_it_is_not_lost(tmp_path):
    found = edl(
        tmp_path,
        f"001  AA01 V C {TEN} {FIRST}",
        f"001  AA02 V D 012 01:00:20:00 01:00:22:00 {SECOND}",
    )
    assert [row[:3] for row in layout(found)] == [(0, 48, 10.0), (48, 96, 20.0)]


def test_an_event_that_cannot_be_understood_is_named(tmp_path):
    with pytest.raises(TimelineError, match=r"event 002 \(line 4\) is not understood"):
        edl(tmp_path, f"001  AA01 V C {TEN} {FIRST}", "002  AA02 V C 01:00:20:00")


@pytest.mark.parametrize(
    ("name", "shown", "note"),
    [
        ("df_m2.edl", [(0, 60, 2.0), (60, 120, 1.0)], ""),
        ("key.edl", [(0, 48, 1.0), (48, 96, 1.0)], "event 002 has a key over its background"),
    ],
)
def test_lists_that_people_have_reported(name, shown, note):
    found = read(shared_path("cases", "12-edl-drop-frame-retime", name))
    assert [(row[0], row[1], row[3]) for row in layout(found)] == shown
    assert any(note in told for told in found.notes)


def test_behind_a_dissolve_the_file_is_the_one_that_comes_in(tmp_path):
    path = tmp_path / "cut.edl"
    path.write_text(
        "TITLE: cut\n"
        "001  a        V     C        00:00:00:00 00:00:04:00 01:00:00:00 01:00:04:00\n"
        "* FROM CLIP NAME:  a\n* FROM CLIP: /films/a.mp4\n"
        "002  a        V     C        00:00:04:00 00:00:04:00 01:00:04:00 01:00:04:00\n"
        "002  b        V     D 016    00:01:00:00 00:01:03:00 01:00:04:00 01:00:07:00\n"
        "* FROM CLIP NAME:  a\n* FROM CLIP: /films/a.mp4\n"
        "* TO CLIP NAME:  b\n* TO CLIP: /films/b.mp4\n"
    )
    clips = [*read(path).timeline.find_clips()]
    assert [(c.name, c.media_reference.target_url) for c in clips] == [
        ("a", "/films/a.mp4"),
        ("b", "/films/b.mp4"),
    ]
