"""Final Cut Pro 7 XML: what is switched off in it stays so."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import opentimelineio as otio
import pytest

from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.save import write
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import shots
from deepaudio_plugin.timeline.ticks import PER_SECOND
from tests.helpers.shared import shared_path
from tests.helpers.timelines import layout

pytest.importorskip("otio_fcp_adapter", reason="the extra [formats] is not installed")

RATE = "<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>"


def item(number: int, start: int, end: int, enabled: str) -> str:
    return (
        f'<clipitem id="c{number}"><name>clip {number}</name><enabled>{enabled}</enabled>'
        f"<duration>500</duration>{RATE}<start>{start}</start><end>{end}</end>"
        f"<in>{start}</in><out>{end}</out>"
        f'<file id="f{number}"><name>{number}.mov</name><pathurl>file:///m/{number}.mov</pathurl>'
        f"{RATE}<duration>500</duration><media><video/></media></file></clipitem>"
    )


def sequence(folder: Path) -> Path:
    """Two picture tracks, of which the upper is switched off; of the lower the second clip is."""
    lower = item(1, 0, 50, "TRUE") + item(2, 50, 80, "FALSE") + item(3, 80, 100, "TRUE")
    path = folder / "cut.xml"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE xmeml><xmeml version="4">'
        f'<sequence id="s"><name>cut</name><duration>100</duration>{RATE}<media><video>'
        f"<track>{lower}<enabled>TRUE</enabled></track>"
        f"<track>{item(4, 0, 100, 'TRUE')}<enabled>FALSE</enabled></track>"
        "</video></media></sequence></xmeml>",
        encoding="utf-8",
    )
    return path


def flags(path: Path) -> list[str]:
    """Of all clips and tracks in a file of this format."""
    marked = [e for kind in ("clipitem", "track") for e in ET.parse(path).iter(kind)]
    return [e.findtext("enabled", "TRUE") for e in marked]


def test_what_is_switched_off_is_no_shot(tmp_path: Path) -> None:
    found = read(sequence(tmp_path))
    row = shots(found, MediaResolver(found.base))
    assert layout(row) == [("clip 1", 0, 50), ("clip 3", 80, 20)]


def test_every_flag_is_kept_in_otio_and_in_the_format_itself(tmp_path: Path) -> None:
    source = sequence(tmp_path)
    as_otio = write(read(source), [], tmp_path / "out.otio").path
    timeline = otio.adapters.read_from_file(str(as_otio))
    assert [track.enabled for track in timeline.tracks] == [True, False]
    assert [clip.enabled for clip in timeline.find_clips()] == [True, False, True, True]
    for document in (read(source), read(as_otio)):
        written = write(document, [], tmp_path / "out.xml")
        assert flags(written.path) == flags(source)
    assert flags(source) == ["TRUE", "FALSE", "TRUE", "TRUE", "TRUE", "FALSE"]


def test_a_nested_sequence_shows_its_clips(tmp_path: Path) -> None:
    inner = (
        f'<sequence id="n"><name>nested</name><duration>100</duration>{RATE}<media><video><track>'
        f"{item(1, 0, 50, 'TRUE')}{item(2, 50, 100, 'TRUE')}</track></video></media></sequence>"
    )
    row = "".join(
        f'<clipitem id="s{start}"><name>nested</name><enabled>TRUE</enabled>{RATE}'
        f"<start>{start}</start><end>{start + 40}</end><in>{first}</in><out>{first + 40}</out>"
        f"{held}</clipitem>"
        for start, first, held in ((0, 30, inner), (40, 10, '<sequence id="n"/>'))
    )
    path = tmp_path / "cut.xml"
    path.write_text(
        f'<xmeml version="4"><sequence id="s"><name>cut</name><duration>80</duration>{RATE}'
        f"<media><video><track>{row}</track></video></media></sequence></xmeml>"
    )
    found = read(path)
    assert layout(shots(found, MediaResolver(found.base))) == [
        ("clip 1", 0, 20),
        ("clip 2", 20, 20),
        ("clip 1", 40, 40),
    ]
    assert [piece.media for piece in found.pieces] == [
        frame * PER_SECOND // 25 for frame in (30, 50, 10)
    ]


def test_sequences_that_hold_themselves_are_refused(tmp_path: Path) -> None:
    times = "<start>0</start><end>9</end><in>0</in><out>9</out>"
    loop = f'<clipitem id="c"><name>x</name>{RATE}{times}'
    path = tmp_path / "cut.xml"
    path.write_text(
        f'<xmeml version="4"><sequence id="s"><name>cut</name><duration>9</duration>{RATE}<media>'
        f'<video><track>{loop}<sequence id="s"/></clipitem></track></video></media></sequence>'
        "</xmeml>"
    )
    with pytest.raises(TimelineError, match="already in context"):
        read(path)


def test_a_clip_that_is_switched_on_again_is_not_off_for_what_its_file_once_said(
    tmp_path: Path,
) -> None:
    document = read(sequence(tmp_path))
    for clip in document.timeline.find_clips():
        clip.enabled = True
    written = write(document, [], tmp_path / "out.xml")
    assert flags(written.path).count("FALSE") == 1  # the track


def test_a_real_sequence_with_disabled_clips_and_a_disabled_track() -> None:
    found = read(shared_path("corpus", "wrong", "premiere_enable_property.xml"))
    row = shots(found, MediaResolver(found.base))
    assert [(s.range.start_time.value, s.range.end_time_exclusive().value) for s in row] == [
        (0, 81),
        (81, 177),
        (177, 220),
    ]
    assert row[1].name == "source.mp4"
