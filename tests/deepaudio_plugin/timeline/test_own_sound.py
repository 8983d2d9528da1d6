"""The sound tracks of a timeline, and what is heard of them."""

from __future__ import annotations

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.own_sound import own_tracks
from tests.helpers.timelines import clip, document, gap, span, speed, track


def tracks_of(folder, *tracks):
    found = document(folder, *tracks)
    return own_tracks(found, MediaResolver(found.base))


def test_clips_of_sound_tracks_are_found_where_they_lie(tmp_path):
    picture = track(clip("a.mov", span(0, 100)))
    sound = track(gap(10), clip("b.mov", span(24, 48)), clip("c.mov", span(0, 12)), kind="Audio")
    [found] = tracks_of(tmp_path, picture, sound)
    assert found.index == 1
    assert [(c.start, c.start_s) for c in found.clips] == [(10, 10 / 24), (58, 58 / 24)]
    assert found.clips[0].source.path.endswith("b.mov")
    assert found.clips[0].source.media_start_s == pytest.approx(1.0)
    assert found.clips[0].source.duration_s == pytest.approx(2.0)


def test_what_cannot_sound_is_left_out(tmp_path):
    off = track(clip("a.mov", span(0, 24)), kind="Audio")
    off.enabled = False
    missing = track(clip("gone.wav", span(0, 24)), kind="Audio")
    still = track(clip("photo.jpg", span(0, 24)), kind="audio")
    empty = track(gap(24), kind="Audio")
    assert tracks_of(tmp_path, off, missing, still, empty) == []


def test_crossfades_and_retimes_leave_clips_where_they_are(tmp_path):
    fade = otio.schema.Transition("f", "SMPTE_Dissolve", RationalTime(4, 24), RationalTime(4, 24))
    sound = track(
        clip("a.mov", span(0, 24)), fade, clip("b.mov", span(9, 24), effects=[speed(2.0)]),
        kind="Audio",
    )  # fmt: skip
    [found] = tracks_of(tmp_path, sound)
    assert [clip.start for clip in found.clips] == [0, 24]
    assert found.clips[1].source.speed == 2.0
