"""The markers of a timeline, as a person sees them: notes, lines, and where they are."""

from __future__ import annotations

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.backend.showing import marker_views
from deepaudio_plugin.subtitles.cues import read_cues
from deepaudio_plugin.subtitles.embedded import read_markers
from tests.helpers.cuts import clip, document, track

RATE = 24.0


def marker(name, start, frames=0, comment="", colour="RED", **metadata):
    span = TimeRange(RationalTime(start, RATE), RationalTime(frames, RATE))
    made = otio.schema.Marker(name=name, marked_range=span, color=colour, metadata=metadata)
    made.comment = comment
    return made


def marked(*markers, on_clip=()):
    shot = clip("cut", 0, 240)
    shot.markers.extend(on_clip)
    opened = document(track(shot), start=0)
    opened.timeline.tracks.markers.extend(markers)
    return opened


def test_notes_and_lines_are_told_apart_and_ordered():
    opened = marked(
        marker("ADR: boom in shot", 96, 24, colour="YELLOW"),
        marker("MARA: We should go.", 12, 24),
        marker("check the grade", 48, comment="too green"),
    )
    views = marker_views(opened)
    assert [(m.start, m.frames, m.name, bool(m.ref)) for m in views] == [
        (12, 24, "MARA: We should go.", True),
        (48, 24, "check the grade", False),
        (96, 24, "ADR: boom in shot", False),
    ]
    assert (views[1].comment, views[2].colour) == ("too green", "YELLOW")
    [cue] = read_cues(opened, [], problems=[])
    assert views[0].ref == f"cue:{cue.id}"
    assert cue.source.startswith("marker ")


def test_an_adr_note_that_is_a_sentence_or_asked_for_is_a_line():
    opened = marked(marker("ADR: We should go.", 12, 24), marker("LINE: boom in shot", 96, 24))
    assert all(m.ref for m in marker_views(opened))


def test_markers_that_the_cut_does_not_show_and_ours_are_not_among_them():
    opened = marked(
        marker("ours", 10, 1, deepaudio={"job": "speech-0001"}),
        on_clip=[marker("on the clip", 30, 1), marker("after its end", 400, 1)],
    )
    assert [m.name for m in read_markers(opened)] == ["on the clip"]
