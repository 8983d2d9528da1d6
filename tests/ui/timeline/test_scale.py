import itertools
from fractions import Fraction

import pytest
from deepaudio_ui.state import timecode
from deepaudio_ui.timeline.scale import MAX_PIXELS_PER_FRAME, Clock, Scale, ticks


@pytest.mark.parametrize("per_frame", [0.003, 0.37, 1.0, 1.9, 7.3, 48.0])
def test_a_frame_is_found_where_it_is_drawn(per_frame):
    scale = Scale(per_frame)
    for frame in (0, 1, 5, 24, 1001, 480_000):
        assert scale.x(scale.frame(scale.x(frame))) == scale.x(frame)


def test_every_pixel_of_a_wide_frame_is_its_own():
    scale = Scale(7.3)
    pixels = range(scale.x(11), scale.x(12))
    assert {scale.frame(x) for x in pixels} == {11}


def test_zoom_ends_where_everything_is_seen_and_where_a_frame_is_wide():
    scale = Scale(1.0)
    assert scale.zoomed(1e-9, 10_000, 800) == Scale.fitting(10_000, 800)
    assert scale.zoomed(1e9, 10_000, 800).per_frame == MAX_PIXELS_PER_FRAME


def test_labels_have_room_at_every_zoom():
    clock = Clock(Fraction(24))
    for per_frame in (0.002, 0.05, 0.4, 3.0, 20.0, 48.0):
        scale = Scale(per_frame)
        last = scale.frame(1200)
        major = [scale.x(tick.frame) for tick in ticks(scale, clock, 0, last, 100) if tick.major]
        assert all(right - left >= 99 for left, right in itertools.pairwise(major))
        assert 1 <= len(major) <= 13


def test_labels_of_drop_frame_are_whole_seconds():
    rate = Fraction(30_000, 1001)
    clock = Clock(rate, start=timecode.frame_of("00:58:30;00", rate, drop_frame=True) or 0,
                  drop_frame=True)  # fmt: skip
    found = [
        timecode.label(clock.start + tick.frame, rate, drop_frame=True)
        for tick in ticks(Scale(0.12), clock, 0, 6000, 100)
        if tick.major and tick.frame >= 0
    ]
    assert found[:5] == ["00:58:30;00", "00:59:00;02", "00:59:30;00", "01:00:00;00", "01:00:30;00"]


def test_a_wide_scale_labels_single_frames():
    found = list(ticks(Scale(48.0), Clock(Fraction(24)), 10, 20, 90))
    assert [tick.frame for tick in found] == [10, 12, 14, 16, 18, 20]
