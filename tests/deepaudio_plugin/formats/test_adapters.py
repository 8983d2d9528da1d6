"""What the adapters of Final Cut Pro X and EDL files get wrong, put right."""

from textwrap import dedent

import pytest

from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.formats.edl import rate_comment
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import shots
from tests.helpers.timelines import layout

pytest.importorskip("otio_fcpx_xml_adapter", reason="the extra [formats] is not installed")


def fcpx(folder, spine, start="3600s"):
    (folder / "a.mov").write_bytes(b"a")
    path = folder / "film.fcpxml"
    path.write_text(
        f"""<?xml version="1.0"?><!DOCTYPE fcpxml><fcpxml version="1.11"><resources>
        <format id="r1" frameDuration="1001/24000s"/><format id="r2" frameDuration="100/2500s"/>
        <asset id="a" name="a" start="0s" duration="100s" hasVideo="1" format="r1">
        <media-rep kind="original-media" src="{(folder / "a.mov").as_uri()}"/></asset>
        <asset id="b" name="b" start="0s" duration="100s" hasVideo="1" format="r2" src="b.mov"/>
        </resources><library><event name="reel"><project name="film">
        <sequence format="r1" tcStart="{start}" duration="20s"><spine>{spine}</spine></sequence>
        </project></event></library></fcpxml>"""
    )
    found = read(path)
    return found, shots(found, MediaResolver(found.base))


def test_a_final_cut_project_at_23_976_keeps_every_frame_and_its_timecode(tmp_path):
    spine = "".join(
        f'<asset-clip ref="a" name="s{n}" offset="{86_400_000 + n * 101_101}/24000s" '
        f'start="{n * 1001}/24000s" duration="101101/24000s"/>'
        for n in range(3)
    )
    found, row = fcpx(tmp_path, spine)
    assert found.rate == 24000 / 1001
    assert found.start.value == 86_314  # 3600 s in frames of 23.976
    assert layout(row) == [("s0", 0, 101), ("s1", 101, 101), ("s2", 202, 101)]
    assert row[2].picture.media_start_s == pytest.approx(2 * 1001 / 24000)


def test_a_clip_of_another_format_lies_where_final_cut_put_it(tmp_path):
    spine = (
        '<gap name="Gap" offset="3600s" start="3600s" duration="10s"/>'
        '<asset-clip ref="b" name="b" offset="3610s" duration="9/4s" format="r2"/>'
    )
    _, row = fcpx(tmp_path, spine)
    assert layout(row) == [("b", 240, 54)]


def test_a_connected_storyline_lies_over_its_clip_and_alternatives_are_left_out(tmp_path):
    spine = (
        '<audition offset="3600s"><asset-clip ref="a" name="a" duration="240240/24000s">'
        '<spine lane="1" offset="48048/24000s">'
        '<asset-clip ref="b" name="b" offset="0s" duration="24024/24000s"/></spine></asset-clip>'
        '<asset-clip ref="b" name="other" duration="400400/24000s"/></audition>'
    )
    _, row = fcpx(tmp_path, spine, start="3600s")
    assert [name for name, _, _ in layout(row)] == ["a", "b", "a"]
    assert layout(row)[1][2] == 24


def edl(folder, text):
    path = folder / "film.edl"
    path.write_text(dedent(text).lstrip())
    found = read(path)
    return found, shots(found, MediaResolver(found.base))


def test_an_edl_starts_at_its_first_record_timecode_and_keeps_its_tracks_together(tmp_path):
    found, row = edl(
        tmp_path,
        """
        TITLE: film
        001  A  V   C  01:00:00:00 01:00:02:00 10:00:05:00 10:00:07:00
        * FROM CLIP NAME: one
        002  B  A   C  00:00:00:00 00:00:04:00 10:00:04:00 10:00:08:00
        """,
    )
    assert found.start.value == 10 * 3600 * 24 + 4 * 24
    assert layout(row) == [("one", 24, 48)]
    assert "does not say its frame rate" in found.notes[0]


def test_an_edl_track_recorded_at_midnight_keeps_the_others_where_they_are(tmp_path):
    found, _ = edl(
        tmp_path,
        """
        TITLE: film
        001  A  V   C  01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
        002  B  A   C  00:00:00:00 00:00:01:00 00:00:01:00 00:00:02:00
        """,
    )
    assert found.start.value == 0
    clips = {clip.name: clip.range_in_parent() for clip in found.timeline.find_clips()}
    assert [round(lies.start_time.value) for lies in clips.values()] == [0, 24]


@pytest.mark.parametrize(
    ("mark", "last", "rate"),
    [("", "23", 24), ("", "24", 25), ("", "29", 30), ("FCM: DROP FRAME\n", "29", 30000 / 1001)],
)
def test_the_rate_of_an_edl_is_the_least_that_its_frame_numbers_allow(tmp_path, mark, last, rate):
    event = f"001  A  V  C  00:00:00:00 00:00:01:{last} 01:00:00:00 01:00:01:{last}\n"
    found, row = edl(tmp_path, f"TITLE: film\n{mark}{event}")
    assert found.rate == rate
    assert row[0].range.duration.value == round(rate) + int(last)


def test_an_edl_of_ours_says_its_rate(tmp_path):
    event = "001  A  V  C  00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00\n"
    found, _ = edl(tmp_path, f"TITLE: film\n{rate_comment(24000 / 1001)}\n{event}")
    assert found.rate == 24000 / 1001
    assert found.notes == ()


def test_an_edl_whose_source_and_record_lengths_differ_is_read_with_a_note(tmp_path):
    found, row = edl(
        tmp_path, "TITLE: x\n001  A  V  C  00:00:00:00 00:00:01:00 01:00:00:00 01:00:02:00\n"
    )
    assert row[0].range.duration.value == 24
    assert "lengths of some events differ" in found.notes[1]
