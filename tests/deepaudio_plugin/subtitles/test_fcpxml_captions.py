"""Captions of Final Cut Pro projects: places in the clip's own time, and what is left out."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction

from deepaudio_plugin.subtitles.fcpxml_captions import captions_of, sequence_of, titles_of


def caption(text, offset, *, duration="2s", extra=""):
    return (
        f'<caption offset="{offset}" start="3600s" duration="{duration}" {extra}'
        f' role="iTT?captionFormat=ITT.en-GB"><text><text-style ref="t">{text}</text-style></text>'
        '<text-style-def id="t"><text-style font="Helvetica"/></text-style-def></caption>'
    )


def project(spine, name="p", start="3600s"):
    return (
        f'<project name="{name}"><sequence tcStart="{start}"><spine>{spine}</spine></sequence>'
        "</project>"
    )


def found(xml, name="p"):
    sequence = sequence_of(ET.fromstring(f"<fcpxml>{xml}</fcpxml>"), name)
    return [(row.begin, row.end, row.text, row.language) for row in captions_of(sequence)]


def test_an_offset_counts_in_the_time_of_its_clip():
    clips = (
        f'<asset-clip offset="3600s" start="10s" duration="8s">{caption("One.", "21/2s")}'
        f'</asset-clip><asset-clip offset="3608s" duration="4s">{caption("Two.", "1s")}'
        "</asset-clip>"
    )
    assert found(project(clips)) == [
        (Fraction(1, 2), Fraction(5, 2), "One.", "en-GB"),
        (9, 11, "Two.", "en-GB"),
    ]


def test_clips_without_an_offset_follow_each_other_and_gaps_hold_captions():
    clips = (
        '<clip offset="0s" duration="3s"/>'
        f'<gap start="3600s" duration="5s">{caption("In a gap.", "3601s")}</gap>'
    )
    assert found(project(clips, start="0s")) == [(4, 6, "In a gap.", "en-GB")]


def test_captions_that_are_off_or_empty_are_none_and_titles_are_told_apart():
    held = caption("Off.", "1s", extra='enabled="0"') + caption(" ", "2s")
    title = "<title><text><text-style>CHAPTER ONE</text-style></text></title>"
    xml = project(f'<asset-clip offset="3600s" duration="8s">{held}{title}</asset-clip>')
    assert found(xml) == []
    sequence = sequence_of(ET.fromstring(f"<fcpxml>{xml}</fcpxml>"), "p")
    assert titles_of(sequence) == ["CHAPTER ONE"]


def test_of_several_projects_the_one_that_is_named_is_read():
    clip = '<clip offset="3600s" duration="9s">{}</clip>'
    xml = project(clip.format(caption("A.", "1s")), "a")
    xml += project(clip.format(caption("B.", "1s")), "b")
    assert [text for _, _, text, _ in found(xml, "b")] == ["B."]
    assert sequence_of(ET.fromstring(f"<fcpxml>{xml}</fcpxml>"), "c") is None


def test_times_that_are_none_are_zero():
    assert found(project(f'<clip offset="x" start="1/0s">{caption("A.", "soon")}</clip>')) != []
