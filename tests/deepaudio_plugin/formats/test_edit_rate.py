"""The rate a timeline is cut at: a clock that counts samples or ticks is none."""

import pytest
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.formats.documents import read
from tests.helpers.shared import shared_path
from tests.helpers.timelines import clip, document, layout, shots_of, span, track

NTSC = 24000 / 1001


@pytest.mark.parametrize(
    ("clock", "rate"),
    [
        (24_000, NTSC),  # AVFoundation: 1001 ticks a frame
        (30_000, 30000 / 1001),
        (60_000, 60000 / 1001),
        (2400, 24),  # 100 ticks a frame
        (2500, 25),
        (25_000, 25),
    ],
)
def test_a_clock_whose_ticks_are_parts_of_frames_names_their_rate(tmp_path, clock, rate):
    shown = clip("a.mov", span(0, clock, clock), span(0, 10 * clock, clock))
    found = document(tmp_path, track(shown), start=RationalTime(0, 1))
    assert found.rate == pytest.approx(rate)
    assert found.duration.to_seconds() == pytest.approx(1, abs=0.5 / rate)
    assert any(f"count {clock} a second" in note for note in found.notes)


@pytest.mark.parametrize("clock", [44_100, 48_000, 96_000, 1000, 600, 90_000, 1_000_000, 1])
def test_a_clock_that_counts_no_frames_is_read_at_25_with_one_note(tmp_path, clock):
    sound = clip("a.mov", span(0, 4 * clock, clock), span(0, 4 * clock, clock))
    found = document(tmp_path, track(sound, kind="Audio"))
    assert (found.rate, found.duration.value) == (25, 100)
    note, no_picture = found.notes
    assert "no picture" in no_picture
    assert "does not say its frame rate" in note
    assert "25 frames per second" in note


def test_media_at_a_frame_rate_name_it_where_clips_are_counted_in_samples(tmp_path):
    shown = clip("a.mov", span(0, 96_000, 48_000), span(0, 500, 30))
    found = document(tmp_path, track(shown))
    assert (found.rate, found.duration.value, found.notes) == (30, 60, ())


def test_a_start_counted_in_samples_is_no_rate(tmp_path):
    shown = clip("a.mov", span(0, 50, 25), span(0, 500, 25))
    found = document(tmp_path, track(shown), start=RationalTime(48_000, 48_000))
    assert (found.rate, found.start.value) == (25, 25)


def test_clips_of_a_clock_lie_on_frames(tmp_path):
    rows = [clip("a.mov", span(0, 60_000, 24_000)), clip("b.mov", span(84_000, 96_000, 24_000))]
    found = shots_of(tmp_path, track(*rows))
    assert layout(found) == [("a", 0, 60), ("b", 60, 96)]


@pytest.mark.parametrize(
    ("name", "rate", "frames"),
    [("avfoundation_23.98.otio", NTSC, 156), ("AudioTones.otio", 25, 488)],
)
def test_real_files_that_count_in_ticks(name, rate, frames):
    found = read(shared_path("corpus", "wrong", name))
    assert (found.rate, found.duration.value) == (pytest.approx(rate), frames)
    assert found.notes
