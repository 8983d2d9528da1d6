"""Loudness and true peak as BS.1770 defines them."""

import numpy as np
import pytest

from deepaudio.audio import levels
from deepaudio.audio.resample import resample
from tests.helpers.signals import noise, silence, sine


def test_a_full_scale_tone_of_997_hz_reads_minus_3_lufs():
    # BS.1770: 0 dBFS at 997 Hz in one channel is -3.01 LKFS.
    assert levels.loudness(sine(3, amplitude=1.0)) == pytest.approx(-3.01, abs=0.05)


def test_silence_has_no_loudness():
    assert levels.loudness(silence(2)) is None
    assert levels.loudness(silence(0)) is None
    assert levels.loudness(sine(2, amplitude=1e-5)) is None


def test_a_word_shorter_than_a_gating_block_reads_like_a_long_one():
    assert levels.loudness(sine(0.25)) == pytest.approx(levels.loudness(sine(2.5)), abs=0.3)


def test_pauses_do_not_count():
    spoken = np.concatenate([sine(2), silence(6), sine(2)])
    assert levels.loudness(spoken) == pytest.approx(levels.loudness(sine(4)), abs=0.5)


@pytest.mark.parametrize("seconds", [0.3, 0.5, 4.0])
def test_levelling_reaches_the_target(seconds):
    levelled = levels.level_to(noise(seconds), -23.0)
    assert levels.loudness(levelled) == pytest.approx(-23.0, abs=0.05)
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
