"""Final Cut Pro X XML as read: what each kind of clip shows, when, and how fast."""

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

pytest.importorskip("otio_fcpx_xml_adapter", reason="the extra [formats] is not installed")

RESOURCES = """
<format id="r25" frameDuration="100/2500s"/><format id="r24" frameDuration="100/2400s"/>
<asset id="a" name="a" start="0s" duration="100s" hasVideo="1" hasAudio="1" src="file:///m/a.mov"/>
<asset id="late" start="3600s" duration="100s" hasVideo="1" src="file:///m/late.mov"/>
<asset id="sound" start="0s" duration="100s" hasAudio="1" src="file:///m/sound.wav"/>
<effect id="clouds" name="Clouds"/><effect id="text" name="Basic Title"/>
"""


def film(folder: Path, spine: str, more: str = "", projects: str = "") -> Document:
    """A project at 24 frames per second that begins at 01:00:00:00."""
    path = folder / "film.fcpxml"
    path.write_text(
        f"""<?xml version="1.0"?><!DOCTYPE fcpxml><fcpxml version="1.11">
        <resources>{RESOURCES}{more}</resources><library><event>
        <project name="film"><sequence format="r24" tcStart="3600s" duration="20s">
        <spine>{spine}</spine></sequence></project>{projects}</event></library></fcpxml>"""
    )
    return read(path)


def layout(found: Document) -> list[tuple[str, int, int, float, float]]:
    """Name, start, end, media second and speed of each shot."""
    row = shots(found, MediaResolver(found.base))
    return [
        (
            shot.name,
            int(shot.range.start_time.value),
            int(shot.range.end_time_exclusive().value),
            round(seconds(piece.media), 3),
            round(float(piece.speed), 4),
        )
        for shot, piece in zip(row, found.pieces, strict=True)
    ]


def clip(inside: str = "", **more: str) -> str:
    facts = {"ref": "a", "name": "a", "offset": "3600s", "duration": "2s", **more}
    told = " ".join(f'{key}="{value}"' for key, value in facts.items())
    return f"<asset-clip {told}>{inside}</asset-clip>"


def time_map(*points: tuple[str, str]) -> str:
    told = "".join(f'<timept time="{time}" value="{value}"/>' for time, value in points)
    return f"<timeMap>{told}</timeMap>"


@pytest.mark.parametrize(
    ("points", "media", "speed"),
    [
        ([("0s", "0s"), ("50s", "100s")], 20, 2),  # own time 10 s is second 20 of the media
        ([("0s", "0s"), ("200s", "100s")], 5, 0.5),
        ([("0s", "100s"), ("100s", "0s")], 90, -1),
        ([("0s", "7s"), ("100s", "7s")], 7, 0),
        ([("0s", "0s"), ("5s", "20s"), ("105s", "120s")], 25, 1),  # the clip is past the bend
    ],
)
def test_a_time_map_gives_the_real_speed_and_the_real_in_point(tmp_path, points, media, speed):
    found = film(tmp_path, clip(time_map(*points), start="10s"))
    assert layout(found) == [("a", 0, 48, media, speed)]


def test_a_speed_that_changes_within_the_clip_is_its_average_and_remarked(tmp_path):
    bent = time_map(("0s", "0s"), ("11s", "10s"), ("100s", "280s"))
    found = film(tmp_path, clip(bent, start="10s"))
    assert 1 < layout(found)[0][4] < 3
    assert "speed curve" in found.pieces[0].note


def test_a_time_map_may_count_from_0_although_the_media_has_a_timecode(tmp_path):
    mapped = clip(time_map(("0s", "0s"), ("50s", "100s")), ref="late", start="10s")
    assert layout(film(tmp_path, mapped)) == [("a", 0, 48, 3620, 2)]


@pytest.mark.parametrize(
    ("conform", "speed"),
    [
        ('srcFrameRate="25"', 0.96),  # frame by frame
        ('srcFrameRate="23.98"', 1.001),
        ('scaleEnabled="0" srcFrameRate="25"', 1),
        ('srcFrameRate="59.94"', 1),  # frames are dropped
        ("", 1),
    ],
)
def test_media_of_a_near_rate_are_played_frame_by_frame(tmp_path, conform, speed):
    conformed = clip(f"<conform-rate {conform}/>", start="10s")
    assert layout(film(tmp_path, conformed)) == [("a", 0, 48, 10, speed)]


def test_a_clip_that_is_switched_off_is_no_shot_and_what_is_connected_to_it_is(tmp_path):
    connected = clip(lane="1", offset="1s", duration="1s", name="over")
    found = film(tmp_path, clip(connected, enabled="0") + clip(offset="3602s", name="b"))
    assert layout(found) == [("over", 24, 48, 0, 1), ("b", 48, 96, 0, 1)]
    assert [c.enabled for c in found.timeline.find_clips()] == [False, True, True]


def test_a_sync_clip_trims_what_it_holds(tmp_path):
    held = '<asset-clip ref="late" name="take" offset="3600s" start="3600s" duration="100s"/>'
    sync = f'<sync-clip name="sync" offset="3600s" start="3610s" duration="2s">{held}</sync-clip>'
    found = film(tmp_path, sync)
    assert layout(found) == [("take", 0, 48, 3610, 1)]
    assert found.duration.value == 48


MULTICAM = """<media id="cams" name="cams"><multicam format="r24" tcStart="0s">
<mc-angle name="A" angleID="A"><asset-clip ref="a" name="A" offset="0s" duration="9s"/></mc-angle>
<mc-angle name="B" angleID="B"><gap offset="0s" duration="1s"/>
<asset-clip ref="late" name="B" offset="1s" start="3600s" duration="9s"/></mc-angle>
<mc-angle name="S" angleID="S">
<asset-clip ref="sound" name="S" offset="0s" duration="9s"/></mc-angle>
</multicam></media>"""


@pytest.mark.parametrize(
    ("sources", "shown"),
    [
        ([("B", "video"), ("S", "audio")], "B"),
        ([("S", "audio"), ("A", "all")], "A"),
        ([], "A"),
    ],
)
def test_a_multicam_clip_shows_the_angle_that_it_names(tmp_path, sources, shown):
    named = "".join(f'<mc-source angleID="{a}" srcEnable="{e}"/>' for a, e in sources)
    mc_clip = '<mc-clip ref="cams" name="m" offset="3600s" start="2s" duration="3s">'
    found = film(tmp_path, f"{mc_clip}{named}</mc-clip>", MULTICAM)
    assert layout(found) == [(shown, 0, 72, 3601 if shown == "B" else 2, 1)]
    sounds = [track for track in found.timeline.tracks if track.kind == "Audio"]
    assert len(sounds) == bool(sources)
    assert any("no angle" in note for note in found.notes) == (not sources)


COMPOUND = """<media id="inner" name="inner"><sequence format="r25" tcStart="60s" duration="9s">
<spine><asset-clip ref="a" name="one" offset="60s" duration="4s"/>
<asset-clip ref="late" name="two" offset="64s" start="3605s" duration="5s"/></spine></sequence>
</media>"""


def test_a_compound_clip_is_trimmed_counts_along_its_timecode_and_may_be_retimed(tmp_path):
    spine = (
        '<ref-clip ref="inner" name="c" offset="3600s" start="62s" duration="3s"/>'
        f'<ref-clip ref="inner" name="c" offset="3603s" start="31s" duration="2s">'
        f"{time_map(('0s', '0s'), ('50s', '100s'))}</ref-clip>"
    )
    assert layout(film(tmp_path, spine, COMPOUND)) == [
        ("one", 0, 48, 2, 1),
        ("two", 48, 72, 3605, 1),
        ("one", 72, 96, 2, 2),
        ("two", 96, 120, 3605, 2),
    ]


def test_compound_clips_that_hold_each_other_are_refused(tmp_path):
    loop = """<media id="x"><sequence format="r24" duration="9s"><spine>
    <ref-clip ref="x" offset="0s" duration="9s"/><ref-clip ref="x" offset="9s" duration="9s"/>
    </spine></sequence></media>"""
    with pytest.raises(TimelineError, match="compound clips in each other"):
        film(tmp_path, '<ref-clip ref="x" name="x" offset="3600s" duration="9s"/>', loop)


def test_a_generator_without_media_is_a_shot_that_says_so(tmp_path):
    spine = '<video ref="clouds" name="Clouds" offset="3600s" start="3600s" duration="2s"/>'
    found = film(tmp_path, spine)
    assert [row[:3] for row in layout(found)] == [("Clouds", 0, 48)]
    (shot,) = shots(found, MediaResolver(found.base))
    assert "generator (Clouds)" in shot.problem


def test_a_clip_plays_the_picture_inside_it_and_its_sounds_beside_it(tmp_path):
    spine = (
        '<clip name="c" offset="3600s" start="10s" duration="2s">'
        '<video ref="late" offset="5s" start="3600s" duration="50s">'
        '<audio lane="-1" ref="sound" offset="3600s" start="1s" duration="50s"/></video></clip>'
    )
    found = film(tmp_path, spine)
    assert layout(found) == [("c", 0, 48, 3605, 1)]
    (sound,) = [track for track in found.timeline.tracks if track.kind == "Audio"]
    assert sound[0].source_range.start_time.value == 6 * 24


def test_connected_clips_lie_above_or_below_by_their_lane(tmp_path):
    still = '<video ref="a" name="still" lane="1" offset="12s" duration="1s"/>'
    below = clip(lane="-1", offset="10s", duration="2s", name="below")
    base = clip(still + below, start="10s", enabled="0")
    assert [row[:3] for row in layout(film(tmp_path, base))] == [
        ("below", 0, 48),
        ("still", 48, 72),
    ]


def test_clips_that_overlap_on_one_lane_are_on_two_tracks(tmp_path):
    first = clip(clip(lane="1", offset="0s", duration="3s", name="long"))
    second = clip(clip(lane="1", offset="0s", duration="1s", name="late"), offset="3602s", name="b")
    assert [row[:3] for row in layout(film(tmp_path, first + second))] == [
        ("long", 0, 48),
        ("late", 48, 72),
        ("b", 72, 96),
    ]


def test_a_transition_between_clips_is_told_to_both(tmp_path):
    spine = (
        clip()
        + '<transition name="Cross Dissolve" offset="3601.5s" duration="1s"/>'
        + clip(offset="3602s", name="b", start="20s")
    )
    one, two = shots(found := film(tmp_path, spine), MediaResolver(tmp_path))
    assert found.duration.value == 96
    assert (one.transition_out.value, two.transition_in.value) == (12, 12)


def test_clips_shorter_than_a_frame_and_empty_lanes_are_left_out_with_a_note(tmp_path):
    found = film(tmp_path, clip(clip(lane="1", offset="0s", duration="0s")))
    assert [row[:3] for row in layout(found)] == [("a", 0, 48)]
    assert len(found.timeline.tracks) == 1
    assert found.notes == ("1 clips are shorter than a frame and left out",)


def test_a_marker_is_where_its_clip_shows_it(tmp_path):
    marked = clip('<marker start="11s" duration="1/24s" value="here"/>', start="10s")
    (found,) = film(tmp_path, marked).timeline.find_clips()
    (marker,) = found.markers
    assert (marker.name, marker.marked_range.start_time.to_seconds()) == ("here", 11)


def test_of_several_projects_the_first_is_read_and_the_others_are_named(tmp_path):
    other = (
        '<project name="{}"><sequence format="r25" duration="1s"><spine>'
        '<asset-clip ref="a" name="x" offset="0s" duration="1s"/></spine></sequence></project>'
    )
    found = film(tmp_path, clip(), projects=other.format("trailer") + other.format("reel 2"))
    assert layout(found) == [("a", 0, 48, 0, 1)]
    (note,) = found.notes
    assert "'film' is used" in note
    assert "'trailer', 'reel 2'" in note
    assert read(found.path, sequence="reel 2").duration.value == 25
    with pytest.raises(TimelineError, match="no timelines named 'reel 3'") as caught:
        read(found.path, sequence="reel 3")
    assert "'film', 'trailer', 'reel 2'" in caught.value.hint


def test_a_time_that_is_none_is_refused_by_its_name(tmp_path):
    with pytest.raises(TimelineError, match="duration='soon' is not a time"):
        film(tmp_path, clip(duration="soon"))


@pytest.mark.parametrize(
    ("name", "frames", "row"),
    [
        ("DisabledClips.fcpxml", 20_438, [("TestVideo", 482, 10_460)]),
        ("SyncClipRoles.fcpxml", 1922, [("Asset Clip 1.1", 1873, 1922)]),
        ("MulticamSample.fcpxml", 6630, [("Day2_InterviewOwners_02_A", 260, 6520)]),
    ],
)
def test_real_projects_show_what_final_cut_shows(name, frames, row):
    found = read(shared_path("corpus", "wrong", name))
    assert found.duration.value == frames
    assert [each[:3] for each in layout(found)] == row


def test_a_real_retimed_clip_shows_its_real_media():
    found = read(shared_path("corpus", "wrong", "25i.fcpxml"))
    (clip_4,) = [row for row in layout(found) if row[0] == "Clip 4"]
    assert clip_4[3:] == (29.445, 2.0667)
