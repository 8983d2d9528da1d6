from fractions import Fraction

import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.timeline import timing


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (23.976, Fraction(24000, 1001)),
        (23.98, Fraction(24000, 1001)),
        (23.976024627685547, Fraction(24000, 1001)),
        (29.97, Fraction(30000, 1001)),
        (59.94, Fraction(60000, 1001)),
        (119.88, Fraction(120000, 1001)),
        (24.0, Fraction(24)),
        (25.0, Fraction(25)),
        (12.5, Fraction(25, 2)),
        (48000.0, Fraction(48000)),
        (1.0, Fraction(1)),
    ],
)
def test_a_hosts_rate_is_the_rate_it_meant(written, meant):
    assert timing.exact_rate(written) == meant


@pytest.mark.parametrize("rate", [0.0, -24.0, float("nan"), float("inf")])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(ValueError, match="rate must be positive"):
        timing.exact_rate(rate)


def test_two_hours_at_a_nominal_rate_do_not_drift():
    frames = 2 * 60 * 60 * 24
    assert timing.samples(RationalTime(frames, 23.976)) == frames * 2002


@pytest.mark.parametrize(
    ("time", "count"),
    [
        (RationalTime(1, 29.97), 1602),  # 1601.6
        (RationalTime(1, 7), 6857),  # 6857.14
        (RationalTime(1, 96_000), 1),  # 0.5
        (RationalTime(3, 96_000), 2),  # 1.5
        (RationalTime(5, 96_000), 3),  # 2.5
        (RationalTime(-1, 96_000), 0),  # -0.5
        (RationalTime(-1, 29.97), -1602),
        (RationalTime(0.3125, 24), 625),  # a fraction of a frame
    ],
)
def test_a_time_is_rounded_to_the_nearest_sample_halves_up(time, count):
    assert timing.samples(time) == count


def test_a_boundary_with_float_noise_stays_in_its_frame():
    noisy = RationalTime(10.0000001, 24)
    assert timing.ceil_frame(noisy, 24).value == 10
    assert timing.floor_frame(RationalTime(9.9999999, 24), 24).value == 10


def test_a_cue_between_frames_floors_and_ceils():
    cue = RationalTime(1030, 1000)
    assert timing.floor_frame(cue, 25).value == 25
    assert timing.ceil_frame(cue, 25).value == 26


def test_drop_frame_timecode_is_written_with_a_semicolon():
    assert timing.timecode(RationalTime(107892, 30000 / 1001)) == "01:00:00;00"
    assert timing.timecode(RationalTime(86400, 23.976)) == "01:00:00:00"


def test_a_rate_without_timecode_shows_a_clock():
    assert timing.timecode(RationalTime(5, 12.5)) == "0:00.400"


def test_a_range_is_shown_from_its_first_frame_to_the_one_behind_its_last():
    """A line that ends within a frame is still heard in it."""
    start = RationalTime(86400, 24)
    between = TimeRange(RationalTime(250, 1000), RationalTime(1150, 1000))  # to frame 33.6
    assert timing.touched_frames(between, 24) == (6, 28)
    assert timing.places(start, between) == ("01:00:00:06", "01:00:01:10")
    whole = TimeRange(RationalTime(6, 24), RationalTime(27, 24))
    assert timing.places(start, whole) == ("01:00:00:06", "01:00:01:09")


def test_a_cue_is_placed_at_the_frame_that_shows():
    start = RationalTime(86400, 24)
    assert timing.place(start, RationalTime(1050, 1000)) == "01:00:01:01"
