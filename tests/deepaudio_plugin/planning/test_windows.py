from itertools import pairwise

import pytest

from deepaudio_plugin.core.protocol import SAMPLE_RATE
from deepaudio_plugin.planning.windows import OVERLAP_S, split_windows


def test_a_job_that_fits_is_not_split():
    assert split_windows(-10, 30 * SAMPLE_RATE, 30.0) == ()


@pytest.mark.parametrize("seconds", [30.01, 59.0, 61.7, 600.0, 7200.0])
def test_windows_cover_a_long_job_and_overlap_by_a_second(seconds):
    start, length = -24_000, round(seconds * SAMPLE_RATE)
    windows = split_windows(start, length, 30.0)
    assert windows[0].start == start
    assert windows[-1].start + windows[-1].length == start + length
    assert all(w.length <= 30 * SAMPLE_RATE for w in windows)
    overlap = round(OVERLAP_S * SAMPLE_RATE)
    for left, right in pairwise(windows):
        assert left.start + left.length - right.start == overlap


def test_windows_shorter_than_the_overlap_still_advance():
    windows = split_windows(0, 5 * SAMPLE_RATE, 0.5)
    assert all(b.start > a.start for a, b in pairwise(windows))
    assert windows[-1].start + windows[-1].length == 5 * SAMPLE_RATE
