"""Which moment of a file a time of the timeline means."""

import pytest

from deepaudio.media.clock import clock_start, span
from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import MediaFacts
from deepaudio_plugin.core.errors import MediaError

TAGGED = MediaFacts("a.mov", 10.0, True, False, 24, 1, clock_start_s=3600.0)
PLAIN = MediaFacts("a.mov", 10.0, True, False, 24, 1)


def picture(start, **more):
    return JobPicture("a.mov", media_start_s=start, duration_s=2.0, **more)


def test_a_range_within_the_timecode_counts_from_it():
    assert clock_start(picture(3604.0), TAGGED) == 3600.0


def test_a_range_within_the_file_counts_from_zero_though_there_is_a_timecode():
    assert clock_start(picture(4.0), TAGGED) == 0.0


def test_the_timeline_has_the_last_word():
    assert clock_start(picture(4.0, clock_start_s=1.5), TAGGED) == 1.5


def test_a_range_outside_the_file_says_both_times():
    with pytest.raises(MediaError) as caught:
        clock_start(picture(3600.0), PLAIN)
    assert "1:00:00.000" in caught.value.message
    assert "0:00:00.000 to 0:00:10.000" in caught.value.message


def test_a_given_clock_that_leads_outside_the_file_is_refused():
    with pytest.raises(MediaError, match="asks for media"):
        span(picture(40.0, clock_start_s=0.0), PLAIN, 0.0, 2.0)


def test_handles_stay_within_what_may_be_read():
    found = span(picture(4.0, available_start_s=3.8, available_end_s=6.1), PLAIN, -0.5, 2.5)
    assert (found.start_s, found.end_s) == pytest.approx((3.8, 6.1))


def test_handles_stay_within_the_file_whose_header_may_be_some_frames_short():
    found = span(picture(8.5), PLAIN, -10.0, 5.0)
    assert (found.start_s, found.end_s) == pytest.approx((0.0, 10.5))


def test_speed_stretches_the_range_and_backwards_turns_it():
    assert span(picture(2.0, speed=2.0), PLAIN, 0.0, 2.0).end_s == pytest.approx(6.0)
    back = span(picture(6.0, speed=-1.0), PLAIN, 0.0, 2.0)
    assert (back.start_s, back.end_s) == pytest.approx((4.0, 6.0))


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ({}, (3.5, 6.5)),
        ({"available_start_s": 3.8, "available_end_s": 9.0}, (3.8, 6.5)),
        ({"available_start_s": 1.0, "available_end_s": 6.2}, (3.5, 6.2)),
        ({"available_start_s": 3.8, "available_end_s": 6.2}, (3.8, 6.2)),
    ],
    ids=["both whole", "the tail cut", "the head cut", "both cut"],
)
def test_handles_of_a_reversed_retime_lie_after_its_first_frame_and_before_its_last(more, seen):
    found = span(picture(6.0, speed=-1.0, **more), PLAIN, -0.5, 2.5)
    assert (found.start_s, found.end_s) == pytest.approx(seen)
    assert (found.origin_s, found.speed) == (6.0, -1.0)


def test_handles_of_a_reversed_retime_stretch_with_its_speed():
    found = span(picture(6.0, speed=-2.0), PLAIN, -0.5, 2.5)
    assert (found.start_s, found.end_s) == pytest.approx((1.0, 7.0))


def test_a_still_shows_whenever_it_is_asked_for():
    still = MediaFacts("a.png", None, True, False, is_still=True)
    assert span(picture(3600.0), still, 0.0, 2.0).speed == 1.0
