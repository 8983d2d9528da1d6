"""Levelling and true peak as BS.1770 defines them."""

import numpy as np
import pytest

from deepaudio.dsp import levels
from deepaudio.dsp.loudness import loudness
from deepaudio.dsp.resample import resample
from tests.helpers.signals import noise, silence, sine


@pytest.mark.parametrize("seconds", [0.3, 0.5, 4.0])
def test_levelling_reaches_the_target(seconds):
    levelled = levels.level_to(noise(seconds), -23.0)
    assert loudness(levelled) == pytest.approx(-23.0, abs=0.05)
    assert levelled.dtype == np.float32


def test_levelling_leaves_silence_alone():
    assert not levels.level_to(silence(1)).any()


def test_a_peak_between_samples_is_found():
    # A quarter of the sample rate, sampled at 45°: samples at 0.707, the wave at 1.
    wave = np.sin(np.pi / 2 * np.arange(4800) + np.pi / 4) * np.hanning(4800).astype(np.float32)
    assert np.abs(wave).max() == pytest.approx(0.7071, abs=1e-3)
    assert levels.to_db(levels.true_peak(wave)) == pytest.approx(0.0, abs=0.1)


def test_skipping_quiet_segments_does_not_change_the_peak():
    wave = resample(noise(0.5), 24_000, 48_000) * np.linspace(0, 1, 48_000, dtype=np.float32)
    dense = np.fft.irfft(np.fft.rfft(wave), 8 * len(wave)) * 8
    assert levels.true_peak(wave) == pytest.approx(np.abs(dense).max(), rel=0.01)
    assert levels.true_peak(wave) >= np.abs(wave).max()


@pytest.mark.parametrize("amplitude", [0.5, 1.5, 4.0])
def test_the_limiter_keeps_the_ceiling(amplitude):
    limited = levels.limit_true_peak(noise(2, amplitude=amplitude), -1.0)
    assert levels.to_db(levels.true_peak(limited)) <= -1.0


def test_the_limiter_leaves_what_is_below_the_ceiling_untouched():
    quiet = sine(1, amplitude=0.5)
    assert levels.limit_true_peak(quiet) is quiet
    late = np.concatenate([quiet, sine(0.1, amplitude=1.4)])
    assert np.array_equal(levels.limit_true_peak(late)[:40_000], quiet[:40_000])


def test_the_limiter_bends_instead_of_clipping():
    loud = levels.limit_true_peak(sine(1, 100, amplitude=2.0))
    spectrum = np.abs(np.fft.rfft(loud[4800:-4800] * np.hanning(38_400)))
    tone = round(100 * 38_400 / 48_000)
    harmonics = spectrum[2 * tone - 2 :: 1].max()
    assert harmonics < 0.01 * spectrum[tone]


def test_empty_waveforms_have_no_peak():
    assert levels.true_peak(silence(0)) == 0.0
    assert levels.to_db(0.0) == -np.inf
