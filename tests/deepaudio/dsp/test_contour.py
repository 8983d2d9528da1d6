"""How many frames a contour has."""

from deepaudio.dsp.contour import contour_length


def test_whole_frames_are_not_lost_to_rounding():
    assert contour_length(0.0) == 0
    assert contour_length(0.01) == 0
    assert contour_length(3 * 256 / 24_000) == 3
    assert contour_length(10.0) == 937
