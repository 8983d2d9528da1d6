"""Pauses give way before the voice hurries, and it never hurries without saying so."""

import numpy as np
import pytest

from deepaudio.dsp.waveform import CONTOUR_HOP_S
from deepaudio.engines import pacing


def length(pace, speech_s):
    return speech_s / pace.speed + sum(pace.pauses)


def test_a_line_with_room_is_said_naturally():
    assert pacing.fit(2.0, (0.3,), 5.0) == pacing.Pace(1.0, (0.3,), 0.0, 1.0)


def test_pauses_shrink_first():
    pace = pacing.fit(2.0, (0.4, 0.2), 2.4)
    assert pace.speed == 1.0
    assert length(pace, 2.0) == pytest.approx(2.4)
    assert all(pause >= 0.1 for pause in pace.pauses)


def test_then_the_voice_hurries_just_enough():
    pace = pacing.fit(2.0, (0.4,), 1.6)
    assert 1.3 < pace.speed < 1.35
    assert length(pace, 2.0) == pytest.approx(1.6)
    assert pacing.warnings(pace, 1.6, 0.0) == ()


def test_hurrying_past_135_warns_with_the_factor():
    pace = pacing.fit(2.0, (), 1.3)
    (warning,) = pacing.warnings(pace, 1.3, 0.0)
    assert pace.speed == pytest.approx(1.538, abs=1e-3)
    assert "1.54" in warning


def test_what_cannot_fit_overruns_and_says_how_far():
    pace = pacing.fit(3.2, (), 1.0)
    assert (pace.speed, pace.overrun_s, pace.needed) == (1.6, pytest.approx(1.0), 3.2)
    (warning,) = pacing.warnings(pace, 1.0, 0.0)
    assert "3.20" in warning
    assert "1.00 s past" in warning
    (loud,) = pacing.warnings(pace, 1.0, 0.4)
    assert "loses its last 0.40 s" in loud


def test_no_room_at_all_is_no_crash():
    assert pacing.fit(1.0, (), 0.0).speed == 1.6


@pytest.mark.parametrize(
    ("wish", "speed"), [(2.2, 2 / 2.2), (2.35, 2 / 2.35), (3.5, 1.0), (1.5, 1.0), (0.0, 1.0)]
)
def test_a_wish_is_granted_down_to_085(wish, speed):
    assert pacing.fit(2.0, (), 4.0, wish).speed == pytest.approx(speed)


def test_the_picture_comes_to_rest_where_its_contour_falls():
    contour = np.zeros(400, np.float32)
    contour[20:200] = 0.8
    assert pacing.visible_end(contour) == pytest.approx(200 * CONTOUR_HOP_S, abs=0.1)
    assert pacing.visible_end(np.zeros(400, np.float32)) is None
    assert pacing.visible_end(np.zeros(0, np.float32)) is None
    assert pacing.visible_end(None) is None


@pytest.mark.parametrize("wanted", [0.8, 1.25])
def test_a_pace_that_is_wanted_is_granted_where_the_line_fits_so(wanted):
    pace = pacing.fit_at(wanted, 2.0, (0.4,), 5.0)
    assert (pace.speed, pace.overrun_s) == (wanted, 0.0)
    assert length(pace, 2.0) == pytest.approx(2.4 / wanted)
    assert pacing.warnings(pace, 5.0, 0.0) == ()


def test_a_line_that_does_not_fit_at_the_pace_wanted_is_said_as_it_fits():
    assert pacing.fit_at(0.8, 2.0, (0.4,), 1.6) == pacing.fit(2.0, (0.4,), 1.6)
    assert pacing.fit_at(1.0, 2.0, (0.4,), 5.0, 2.6) == pacing.fit(2.0, (0.4,), 5.0, 2.6)
