"""The energy contour as SPEC section 11 defines it."""

import numpy as np
import pytest

from deepaudio.dsp.contour import contour_length, energy_contour
from tests.helpers.signals import noise, silence, sine


def plainly(waveform, rate):
    """The definition, frame by frame."""
    hop = 256 / 24_000
    frames = int(len(waveform) / rate / hop)
    means = [
        np.abs(waveform[int(i * rate * hop) : int((i + 1) * rate * hop)]).mean()
        for i in range(frames)
    ]
    return np.array(means) / max(means)


@pytest.mark.parametrize("rate", [48_000, 44_100, 16_000])
def test_it_equals_the_definition(rate):
    sound = noise(1.0) * np.linspace(0, 1, 48_000, dtype=np.float32)
    assert energy_contour(sound, rate) == pytest.approx(plainly(sound, rate), rel=1e-5)


def test_silence_gives_zeros():
    contour = energy_contour(silence(1))
    assert contour.shape == (93,)
    assert not contour.any()


def test_less_than_a_frame_gives_nothing():
    assert len(energy_contour(sine(0.01))) == 0
    assert contour_length(0.0) == 0


def test_whole_frames_are_not_lost_to_rounding():
    assert contour_length(3 * 256 / 24_000) == 3
    assert contour_length(10.0) == 937


def test_small_differences_are_not_lost_to_precision():
    hop = 512  # samples at 48 kHz
    sound = np.repeat(np.float32([1.0, 0.9999, 1e-4]), hop)
    sound[::2] *= -1
    assert energy_contour(sound) == pytest.approx([1.0, 0.9999, 1e-4], rel=1e-6)
