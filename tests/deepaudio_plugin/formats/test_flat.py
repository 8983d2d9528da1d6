"""Nested sequences and reverse motion in formats that know neither."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange
from opentimelineio.schema import Clip, FreezeFrame, LinearTimeWarp, Stack, Track

from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.formats.flat import lay_flat
from deepaudio_plugin.formats.writing import write as write_format
from deepaudio_plugin.output.save import write
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import shots

RATE = 25
HELD = 200


def span(first: int, length: int) -> TimeRange:
    return TimeRange(RationalTime(first, RATE), RationalTime(length, RATE))


def shot(first: int, length: int, *effects: otio.schema.Effect, sound: bool = False) -> Clip:
    media = otio.schema.ExternalReference("ton.wav" if sound else "bild.mp4", span(0, HELD))
    return Clip(f"{first}", media, span(first, length), effects=list(effects))


def film(*children: otio.core.Composable, kind: str = "Video") -> otio.schema.Timeline:
    return otio.schema.Timeline("film", tracks=[Track("one", children, kind=kind)])


def laid(timeline: otio.schema.Timeline) -> list[list[tuple]]:
    """Name, length and first frame of everything on each track; None for a gap's."""
    return [
        [
            (c.name, round(c.duration().value), round(c.source_range.start_time.value))
            if isinstance(c, Clip)
            else (None, round(c.duration().value), None)
            for c in track
        ]
        for track in timeline.tracks
    ]


def test_what_a_nest_shows_lies_in_its_place() -> None:
    nest = Stack("nest", [Track("V1", [shot(10, 10), shot(50, 20)])], span(4, 12))
    timeline = film(shot(0, 5), nest, shot(100, 7))
    assert "1 nested sequences" in lay_flat(timeline)[0]
    assert laid(timeline) == [[("0", 5, 0), ("10", 6, 14), ("50", 6, 50), ("100", 7, 100)]]


@pytest.mark.parametrize("ending", [".aaf", ".edl"])
def test_a_nest_is_as_long_and_shows_the_same_in_a_file(ending: str, tmp_path: Path) -> None:
    nest = Stack("nest", [Track("V1", [shot(10, 10), shot(50, 20)])], span(4, 12))
    written = tmp_path / f"film{ending}"
    text = film(shot(0, 5), nest, shot(100, 7)).to_json_string()
    notes = write_format(text, None, written, ending[1:], rate=RATE)
    assert any("laid flat" in note for note in notes)
    back = read(written)
    seen = [
        (round(s.range.start_time.value), round(s.range.duration.value))
        for s in shots(back, MediaResolver(tmp_path))
    ]
    assert seen == [(0, 5), (5, 6), (11, 6), (17, 7)]


def test_a_marker_of_a_nest_is_on_the_clip_that_lies_there() -> None:
    nest = Stack("nest", [Track("V1", [shot(10, 10), shot(50, 20)])], span(4, 12))
    nest.markers.append(otio.schema.Marker("look", span(12, 1)))
    timeline = film(shot(0, 5), nest)
    lay_flat(timeline)
    (marked,) = [clip for clip in timeline.find_clips() if clip.markers]
    assert (marked.name, marked.markers[0].marked_range) == ("50", span(52, 1))


def test_a_timeline_without_nests_stays_as_it_is() -> None:
    timeline = film(shot(0, 5, LinearTimeWarp(time_scalar=2)), shot(100, 7))
    before = timeline.to_json_string()
    assert lay_flat(timeline) == []
    assert timeline.to_json_string() == before


def test_a_nest_gives_its_speed_to_what_is_in_it() -> None:
    def nest(*effects: otio.schema.Effect) -> Stack:
        return Stack("nest", [Track("V1", [shot(10, 40)])], span(5, 10), effects=list(effects))

    timeline = film(nest(LinearTimeWarp(time_scalar=2)), nest(LinearTimeWarp(time_scalar=-1)),
                    nest(FreezeFrame()))  # fmt: skip
    lay_flat(timeline)
    assert laid(timeline) == [[("10", 10, 15)] * 3]
    speeds = [effect.time_scalar for clip in timeline.find_clips() for effect in clip.effects]
    assert speeds == [2, -1, 0]


def test_the_sound_of_a_nest_on_a_picture_track_gets_a_track_of_sound() -> None:
    def nest() -> Stack:
        sound = Track("A1", [shot(30, 12, sound=True)], kind="Audio")
        return Stack("nest", [Track("V1", [shot(10, 12)]), sound])

    timeline = film(shot(0, 5), nest(), nest())
    lay_flat(timeline)
    picture, sound = laid(timeline)
    assert picture == [("0", 5, 0), ("10", 12, 10), ("10", 12, 10)]
    assert sound == [(None, 5, None), ("30", 12, 30), ("30", 12, 30)]
    assert [track.kind for track in timeline.tracks] == ["Video", "Audio"]


def test_the_sound_of_a_nest_that_lies_on_both_kinds_of_track_is_there_once() -> None:
    sound = Track("A1", [shot(30, 12, sound=True)], kind="Audio")
    nest = Stack("nest", [Track("V1", [shot(10, 12)]), sound])
    timeline = film(nest.deepcopy())
    timeline.tracks.append(Track("A1", [nest.deepcopy()], kind="Audio"))
    lay_flat(timeline)
    assert laid(timeline) == [[("10", 12, 10)], [("30", 12, 30)]]


@pytest.mark.parametrize("speed", [-1, -2, -0.5])
def test_reverse_motion_in_a_kdenlive_project_is_counted_from_the_end(
    tmp_path: Path, speed: float
) -> None:
    pytest.importorskip("otio_kdenlive_adapter", reason="the extra [formats] is not installed")
    path = tmp_path / "film.otio"
    timeline = film(shot(5, 10), shot(60, 20, LinearTimeWarp(time_scalar=speed)), shot(90, 10))
    otio.adapters.write_to_file(timeline, str(path))
    root = ET.parse(write(read(path), [], tmp_path / "film.kdenlive").path).getroot()
    entry = root.findall("./playlist[@id='playlist0']/entry")[1]
    producer = root.find(f"./producer[@id='{entry.get('producer')}']")
    held = HELD / -speed
    assert int(entry.get("in")) == held - 60 / -speed - 20
    assert int(entry.get("out")) == int(entry.get("in")) + 19
    assert (producer.get("in"), producer.get("out")) == ("0", str(round(held) - 1))


def test_a_freeze_frame_in_a_kdenlive_project_plays_on_and_that_is_said(tmp_path: Path) -> None:
    pytest.importorskip("otio_kdenlive_adapter", reason="the extra [formats] is not installed")
    path = tmp_path / "film.otio"
    timeline = film(shot(60, 20, LinearTimeWarp(time_scalar=0)), shot(5, 10, FreezeFrame()))
    otio.adapters.write_to_file(timeline, str(path))
    written = write(read(path), [], tmp_path / "film.kdenlive")
    assert any("2 freeze frames play on" in note for note in written.notes)
