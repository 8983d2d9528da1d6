"""Resampling keeps what fits below both Nyquist frequencies, where it was."""

import numpy as np
import pytest

from deepaudio.dsp.resample import resample
from tests.helpers.signals import sine


def test_the_length_is_rounded_up():
    assert len(resample(np.zeros(1001, np.float32), 24_000, 48_000)) == 2002
    assert len(resample(np.zeros(1001, np.float32), 48_000, 16_000)) == 334
    assert len(resample(np.zeros(0, np.float32), 24_000, 48_000)) == 0


@pytest.mark.parametrize("frequency", [100, 3000, 10_000])
def test_a_tone_survives_doubling_the_rate_in_place(frequency):
    tone = sine(0.5, frequency)
    doubled = resample(tone[::2].copy(), 24_000, 48_000)
    assert np.abs(doubled - tone)[1000:-1000].max() < 0.001


def test_doubling_the_rate_makes_no_images():
    doubled = resample(sine(0.5, 2 * 8000)[: 24_000 // 2], 24_000, 48_000)  # 8 kHz at 24 kHz
    spectrum = np.abs(np.fft.rfft(doubled * np.blackman(len(doubled))))
    image = spectrum[round(len(spectrum) * 13_000 / 24_000) :].max()
    assert image < 1e-4 * spectrum.max()


def test_what_does_not_fit_the_lower_rate_vanishes():
    assert np.abs(resample(sine(0.5, 9000), 48_000, 16_000)[500:-500]).max() < 1e-3


def test_an_onset_stays_where_it_was():
    step = np.zeros(24_000, np.float32)
    step[12_000:] = 0.5
    assert abs(int(np.argmax(resample(step, 24_000, 48_000) > 0.25)) - 24_000) <= 1


def test_rates_must_be_positive():
    with pytest.raises(ValueError, match="positive"):
        resample(sine(0.1), 0, 48_000)
