"""Written links lead to the same file, whichever system it is on, and say how long it is."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from pathlib import Path

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.save import write
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.links import local_path
from tests.helpers.shared import shared_path

pytest.importorskip("otio_fcp_adapter", reason="the extra [formats] is not installed")

FORMATS = ["xml", "fcpxml", "edl", "aaf", "kdenlive", "xges"]
WINDOWS = {  # as hosts write it: as an address, and as Kdenlive has it
    "C:\\Film\\a b.mov": ("file:///C:/Film/a%20b.mov", "C:/Film/a b.mov"),
    "D:/Film/ä.mov": ("file:///D:/Film/%C3%A4.mov", "D:/Film/ä.mov"),
    "file:///E:/x%20y.mov": ("file:///E:/x%20y.mov", "E:/x y.mov"),
    "file://localhost/F%3a/h.mov": ("file:///F:/h.mov", "F:/h.mov"),
    "\\\\server\\share\\f.mov": ("file://server/share/f.mov", "//server/share/f.mov"),
    "file://server/share/g.mov": ("file://server/share/g.mov", "//server/share/g.mov"),
}


def named(link: str, first: float, length: float, known: TimeRange | None) -> otio.schema.Clip:
    return otio.schema.Clip(
        "shot",
        otio.schema.ExternalReference(link, known),
        TimeRange(RationalTime(first, 25), RationalTime(length, 25)),
    )


def written(folder: Path, clips: list[otio.schema.Clip], ending: str) -> tuple[Path, Document]:
    timeline = otio.schema.Timeline("film")
    timeline.tracks.append(otio.schema.Track("V1", clips, kind="Video"))
    path = folder / "film.otio"
    otio.adapters.write_to_file(timeline, str(path))
    output = write(read(path), [], folder / f"out.{ending}").path
    return output, read(output)


def links(document: Document) -> list[str]:
    return [clip.media_reference.target_url for clip in document.timeline.find_clips()]


@pytest.mark.skipif(os.name == "nt", reason="there these are paths like any other")
@pytest.mark.parametrize("ending", FORMATS)
def test_drives_and_shares_of_windows_are_kept(tmp_path: Path, ending: str) -> None:
    whole = TimeRange(RationalTime(0, 25), RationalTime(100, 25))
    _, back = written(tmp_path, [named(link, 0, 50, whole) for link in WINDOWS], ending)
    wanted = [kept[ending == "kdenlive"] for kept in WINDOWS.values()]
    assert links(back) == wanted


def test_a_file_of_this_system_is_never_taken_for_one_of_windows(tmp_path: Path) -> None:
    odd = tmp_path / "C:" / "a.mov"
    odd.parent.mkdir()
    odd.write_bytes(b"a")
    _, back = written(tmp_path, [named("C:/a.mov", 0, 50, None)], "xml")
    assert links(back) == [odd.as_uri()]


@pytest.mark.parametrize("ending", ["xml", "aaf", "kdenlive"])
def test_a_relative_path_of_windows_leads_to_its_file(tmp_path: Path, ending: str) -> None:
    (tmp_path / "day 1").mkdir()
    (tmp_path / "day 1" / "a.mov").write_bytes(b"a")
    _, back = written(tmp_path, [named("day 1\\a.mov", 0, 50, None)], ending)
    (link,) = links(back)
    assert local_path(link, tmp_path) == tmp_path / "day 1" / "a.mov"


@pytest.mark.parametrize("ending", ["xml", "fcpxml"])
def test_a_file_that_is_used_twice_is_as_long_as_both_uses(tmp_path: Path, ending: str) -> None:
    clips = [named("a.mov", 0, 483.075, None), named("a.mov", 483.075, 266.333, None)]
    output, back = written(tmp_path, clips, ending)
    used = [
        (c.source_range.start_time.value, c.duration().value) for c in back.timeline.find_clips()
    ]
    assert used == [(0, 483), (483, 266)]
    for found in back.timeline.find_clips():
        known = found.media_reference.available_range
        assert (known.start_time.value, known.duration.value) == (0, 749)
    if ending == "xml":
        places = [(i.findtext("in"), i.findtext("out")) for i in ET.parse(output).iter("clipitem")]
        assert places == [("0", "483"), ("483", "749")]


@pytest.mark.parametrize("ending", FORMATS)
def test_two_clips_that_are_alike_are_both_written(tmp_path: Path, ending: str) -> None:
    whole = TimeRange(RationalTime(0, 25), RationalTime(100, 25))
    _, back = written(tmp_path, [named("a.mov", 10, 50, whole) for _ in range(3)], ending)
    places = [c.range_in_parent().start_time.value for c in back.timeline.find_clips()]
    assert places == pytest.approx([0, 50, 100])


@pytest.mark.parametrize("ending", ["xml", "fcpxml"])
def test_two_instances_of_one_file_from_the_field_keep_their_places(
    tmp_path: Path, ending: str
) -> None:
    source = shared_path("corpus", "wrong", "multiinstance.otio")
    copy = tmp_path / source.name
    copy.write_bytes(source.read_bytes())
    back = read(write(read(copy), [], tmp_path / f"out.{ending}").path)
    used = [c.source_range for c in back.timeline.find_clips()]
    assert [(u.start_time.value, u.end_time_exclusive().value) for u in used] == [
        (0, 483),
        (483, 749),
    ]
    if os.name != "nt":
        assert set(links(back)) == {"file:///E:/MM-Test/30sek-749f.wmv"}


@pytest.mark.parametrize("ending", ["xml", "fcpxml"])
def test_a_clip_that_counts_from_the_first_frame_is_counted_as_the_others_are(
    tmp_path: Path, ending: str
) -> None:
    late = TimeRange(RationalTime(90_000, 25), RationalTime(500, 25))
    clips = [named("a.mov", 90_100, 50, late), named("a.mov", 20, 30, None)]
    _, back = written(tmp_path, clips, ending)
    places = [
        c.source_range.start_time.value - c.media_reference.available_range.start_time.value
        for c in back.timeline.find_clips()
    ]
    assert places == [100, 20]
