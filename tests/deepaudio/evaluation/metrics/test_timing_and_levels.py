"""When a line is spoken, and how loud it is."""

from __future__ import annotations

import math

import numpy as np
import pyloudnorm
import pytest

from deepaudio.evaluation.metrics import levels, timing

RATE = 48_000


def said(start_s: float, end_s: float, length_s: float = 2.0) -> np.ndarray:
    t = np.arange(round(length_s * RATE)) / RATE
    tone = 0.3 * np.sin(2 * np.pi * 440 * t) * ((t >= start_s) & (t < end_s))
    return tone.astype(np.float32)


def test_a_span_is_from_the_first_to_the_last_audible_moment() -> None:
    assert timing.spoken_span(said(0.5, 1.5), RATE) == pytest.approx((0.5, 1.5), abs=0.005)
    assert timing.spoken_span(np.zeros(RATE, np.float32), RATE) == (0, 0)


def test_start_end_length_and_pace_are_of_spans() -> None:
    assert timing.start_error((0.4, 1.4), (0.5, 1.5)) == pytest.approx(100)
    assert timing.end_error((0.4, 1.4), (0.5, 1.5)) == pytest.approx(100)
    assert timing.duration_ratio((0.0, 1.5), (1.0, 2.0)) == pytest.approx(1.5)
    assert timing.pace("Come in, the kettle is on.", (0.5, 2.5)) == pytest.approx(3)
    with pytest.raises(ValueError, match="empty"):
        timing.duration_ratio((0, 1), (1, 1))


def test_contours_correlate_by_when_they_are_loud() -> None:
    one = said(0.5, 1.5)
    assert timing.contour_correlation(one, one, RATE) == pytest.approx(1)
    assert timing.contour_correlation(said(0.5, 1.5, 3.0), one, RATE) == pytest.approx(1)
    assert timing.contour_correlation(said(0.0, 0.4), one, RATE) < 0
    assert math.isnan(timing.contour_correlation(one, np.zeros_like(one), RATE))


def test_loudness_is_pyloudnorms() -> None:
    noise = np.random.default_rng(2).normal(size=(2, 5 * RATE)).astype(np.float32) * 0.1
    theirs = pyloudnorm.Meter(RATE).integrated_loudness(noise.T)
    assert levels.integrated_loudness(noise) == pytest.approx(theirs, rel=0.01)
    assert levels.integrated_loudness(np.zeros(RATE, np.float32)) == -math.inf


def test_a_true_peak_lies_between_samples() -> None:
    t = np.arange(RATE)
    tone = np.hanning(RATE) * np.sin(np.pi / 2 * t + np.pi / 4)  # samples at ±0.707 only
    assert levels.true_peak(tone.astype(np.float32)) == pytest.approx(0.0, abs=0.1)
