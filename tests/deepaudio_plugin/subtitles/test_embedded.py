"""Captions inside a timeline: which markers speak, and where on the timeline they are."""

from __future__ import annotations

import random

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.formats import documents
from deepaudio_plugin.subtitles.cues import read_cues
from deepaudio_plugin.subtitles.embedded import read_embedded
from tests.helpers.cuts import clip, document, frames, track
from tests.helpers.shared import shared_path


def marked(item, name, start=0, length=24, *, rate=24, comment="", metadata=None):
    marker = otio.schema.Marker(name, frames(start, length, rate), metadata=metadata or {})
    marker.comment = comment
    item.markers.append(marker)
    return item


def cues(doc):
    problems = []
    found = read_cues(doc, [], problems=problems)
    return [(cue.kind, cue.text, cue.speaker) for cue in found], problems


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ({"name": "MARA: We should go."}, ("line", "We should go.", "MARA")),
        ({"name": "", "comment": "MARA: Go."}, ("line", "Go.", "MARA")),
        ({"name": "Marker 1", "comment": "MARA: Go."}, ("line", "Go.", "MARA")),
        ({"name": "VO: Long ago."}, ("line", "Long ago.", "")),
        ({"name": "vo: Mara: Long ago."}, ("line", "Long ago.", "Mara")),
        ({"name": "DIALOGUE", "comment": "Long ago."}, ("line", "Long ago.", "")),
        ({"name": "SFX: distant thunder"}, ("sound", "distant thunder", "")),
        ({"name": "Foley", "comment": "footsteps"}, ("sound", "footsteps", "")),
        ({"name": "[door slams]"}, ("sound", "door slams", "")),
        (
            {"name": "x", "metadata": {"deepaudio": {"text": "Go.", "speaker": "Mara"}}},
            ("line", "Go.", "Mara"),
        ),
        ({"name": "rain", "metadata": {"deepaudio": {"kind": "sound"}}}, ("sound", "rain", "")),
        (
            {"name": "1", "metadata": {"Resolve_OTIO": {"Note": "MARA: Go."}}},
            ("line", "Go.", "MARA"),
        ),
        ({"name": "", "metadata": {"fcp_xml": {"comment": "MARA: Go."}}}, ("line", "Go.", "MARA")),
    ],
)
def test_a_marker_that_says_it_is_a_cue_is_one(marker, expected):
    found, problems = cues(document(track(marked(clip("a", 0, 48), **marker))))
    assert found == [expected]
    assert problems == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "fix colour",
        "Marker 1",
        "Shot_01",
        "ANIM FIX NEEDED",
        "INSIDE 1",
        "TODO: grade this",
        "VFX: remove the wire",
        "VFX 010: remove the wire",
        "Jane Doe: can we trim this?",
        "Note: too long",
        "[TEMP]",
        "[VFX 010]",
        "Sound",
        "line",
        "(v2)",
        '{"id": "shot", "MARA": "x"}',
        "sound check at 10:30",
    ],
)
def test_notes_to_colleagues_are_never_spoken(name):
    for item in (marked(clip("a", 0, 48), name), marked(clip("a", 0, 48), "Marker", comment=name)):
        assert cues(document(track(item))) == ([], [])


@pytest.mark.parametrize(
    "name", ["ADR: boom in shot", "GREEN: V1: seq.f1104", "BLUE: V2 (no FX): f1134"]
)
def test_spotting_notes_and_colours_are_told_and_not_spoken(name):
    found, problems = cues(document(track(marked(clip("a", 0, 48), name))))
    assert found == []
    assert [problem.note for problem in problems] == [True]
    assert "1 marker taken for notes" in problems[0].message


@pytest.mark.parametrize("name", ["ADR: We should go.", 'ADR: "we should go"'])
def test_a_sentence_after_adr_is_a_line(name):
    found, problems = cues(document(track(marked(clip("a", 0, 48), name))))
    assert [kind for kind, _, _ in found] == ["line"]
    assert problems == []


def test_a_clips_marker_is_at_its_media_time():
    doc = document(track(clip("a", 0, 24), marked(clip("b", 86400, 48), "MARA: Hi.", 86412, 12)))
    (cue,) = read_cues(doc, [], problems=[])
    assert cue.range == frames(36, 12)
    assert cue.id == "b/marker#1"
    assert "b" in cue.source


def test_markers_outside_the_used_part_or_on_disabled_items_are_not_in_the_cut():
    trimmed = marked(marked(clip("a", 100, 24), "MARA: before", 99), "MARA: after", 124)
    off = marked(clip("b", 0, 24), "MARA: off")
    off.enabled = False
    hidden = track(marked(clip("c", 0, 24), "MARA: hidden"))
    hidden.enabled = False
    assert cues(document(track(trimmed, off), hidden)) == ([], [])


def test_markers_of_tracks_and_of_the_timeline_are_in_their_own_time():
    row = marked(track(clip("a", 50, 48)), "MARA: track", 12)
    doc = document(row)
    marked(doc.timeline.tracks, "JOHN: stack", 30, 6)
    found = read_cues(doc, [], problems=[])
    assert [(cue.text, cue.range) for cue in found] == [
        ("track", frames(12, 24)),
        ("stack", frames(30, 6)),
    ]


def test_timeline_markers_that_carry_timecode_are_made_zero_based():
    doc = document(track(clip("a", 0, 48)), start=86400)
    marked(doc.timeline.tracks, "MARA: Hi.", 86410, 12)
    assert [cue.range for cue in read_cues(doc, [], problems=[])] == [frames(10, 12)]


def test_a_timeline_marker_past_the_end_is_reported():
    doc = document(track(clip("a", 0, 48)))
    marked(doc.timeline.tracks, "MARA: Hi.", 60, 12)
    found, problems = cues(doc)
    assert found == []
    assert "outside" in problems[0].message


@pytest.mark.parametrize("length", [0, 1])
def test_a_point_marker_lasts_as_long_as_its_line_takes(length):
    said = "MARA: " + "a word " * 8
    doc = document(track(marked(clip("a", 0, 240), said, 0, length)))
    (cue,) = read_cues(doc, [], problems=[])
    assert 3.5 < cue.range.duration.to_seconds() < 5
    doc = document(track(marked(clip("a", 0, 240), said, 230, length)))
    problems = []
    (cue,) = read_cues(doc, [], problems=problems)
    assert cue.range == frames(230, 10)
    assert problems == []


def test_an_edls_marker_length_at_rate_one_is_a_point():
    item = clip("a", 0, 48)
    item.markers.append(
        otio.schema.Marker("[door slams]", TimeRange(RationalTime(6, 24), RationalTime(0, 1)))
    )
    (cue,) = read_cues(document(track(item)), [], problems=[])
    assert cue.range == frames(6, 24)


def test_a_marker_at_a_rate_of_zero_is_reported():
    item = marked(clip("a", 0, 48), "MARA: Hi.", rate=0)
    found, problems = cues(document(track(item)))
    assert found == []
    assert "left out" in problems[0].message


@pytest.mark.parametrize("kind", ["Subtitle", "subtitles", "Caption", "Closed Captions", "Text"])
def test_clips_of_a_subtitle_track_are_cues(kind):
    gap = otio.schema.Gap(source_range=frames(0, 12))
    row = track(gap, clip("MARA: Hi.", 0, 12), clip("[rain]", 0, 12), kind=kind, name="Subs")
    found = read_cues(document(track(clip("a", 0, 48)), row), [], problems=[])
    assert [(cue.id, cue.kind, cue.text, cue.range) for cue in found] == [
        ("Subs#1", "line", "Hi.", frames(12, 12)),
        ("Subs#2", "sound", "rain", frames(24, 12)),
    ]


def test_a_subtitle_clips_text_is_in_metadata_or_generator_before_its_name():
    in_metadata = clip("Text 1", 0, 12)
    in_metadata.metadata["host"] = {"text": "Hello.", "speaker": "Mara"}
    generated = clip("Text 2", 0, 12)
    generated.media_reference = otio.schema.GeneratorReference(
        "t", "text", frames(0, 12), {"text": "Bye."}
    )
    doc = document(track(clip("a", 0, 48)), track(in_metadata, generated, kind="Subtitle"))
    assert cues(doc)[0] == [("line", "Hello.", "Mara"), ("line", "Bye.", "")]


def test_video_audio_and_our_own_tracks_hold_no_subtitles():
    own = track(marked(clip("x", 0, 24), "MARA: again"), kind="Audio", name="DeepAudio Speech 2")
    doc = document(
        track(clip("MARA: Hi.", 0, 24)), track(clip("MARA: Ho.", 0, 24), kind="audio"), own
    )
    assert cues(doc) == ([], [])


def test_positions_agree_with_otio_in_nested_and_trimmed_compositions():
    dice = random.Random(7)
    for _ in range(20):
        inner = track(*(_random_clip(dice, f"n{i}") for i in range(4)))
        stack = otio.schema.Stack(
            "nest", children=[inner], source_range=frames(dice.randrange(30), 60)
        )
        row = track(
            *(_random_clip(dice, f"c{i}") for i in range(3)), stack, _random_clip(dice, "z")
        )
        doc = document(row)
        top = doc.timeline.tracks
        expected = {}
        for item in doc.timeline.find_clips():
            own = item.markers[0].marked_range
            at = item.transformed_time(own.start_time, top)
            nested = item.parent() is inner
            shown = stack.transformed_time_range(stack.source_range, top) if nested else None
            if shown is None or shown.contains(at):
                expected[item.name] = TimeRange(at, own.duration)
        found = {caption.text[6:]: caption.range for caption in read_embedded(doc, [])}
        assert found == expected


def _random_clip(dice, name):
    start, length = dice.randrange(1000), dice.randrange(10, 50)
    return marked(clip(name, start, length), f"MARA: {name}", start + dice.randrange(length), 2)


def test_rates_of_ntsc_stay_exact_over_two_hours():
    rate = 24000 / 1001
    items = [clip(str(n), 0, 1727, rate) for n in range(100)]
    marked(items[-1], "MARA: last", 1000, 24, rate=23.976)
    (cue,) = read_cues(document(track(*items), rate=rate), [], problems=[])
    assert cue.range.start_time.value == 99 * 1727 + 1000


@pytest.mark.parametrize("folder", ["otio", "ayon", "tlrender", "toucan", "tellers", "kdenlive"])
def test_no_marker_of_a_real_timeline_is_spoken(folder):
    read = 0
    for path in sorted(shared_path("corpus", folder).glob("*.otio")):
        try:
            doc = documents.read(path)
        except TimelineError:
            continue  # fragments and files of newer versions
        read += 1
        assert cues(doc) == ([], [])
    assert read
