"""Integrated loudness as BS.1770 defines it and as pyloudnorm measures it."""

import numpy as np
import pyloudnorm
import pytest

from deepaudio.dsp.loudness import LoudnessMeter, loudness
from tests.helpers.signals import noise, silence, sine


@pytest.mark.parametrize("size", [777, 48_000, 10**9])
@pytest.mark.parametrize("seconds", [0.4, 0.5, 3.2, 12.0])
def test_a_stream_reads_what_pyloudnorm_reads_of_the_whole(size, seconds):
    sound = noise(seconds) * np.linspace(0.1, 1, round(seconds * 48_000), dtype=np.float32)
    meter = LoudnessMeter()
    for start in range(0, len(sound), size):
        meter.add(sound[start : start + size])
    expected = pyloudnorm.Meter(48_000).integrated_loudness(sound.astype(np.float64))
    assert meter.integrated() == pytest.approx(expected, abs=0.01)


def test_a_full_scale_tone_of_997_hz_reads_minus_3_lufs():
    # BS.1770: 0 dBFS at 997 Hz in one channel is -3.01 LKFS.
    assert loudness(sine(3, amplitude=1.0)) == pytest.approx(-3.01, abs=0.05)


def test_silence_has_no_loudness():
    assert loudness(silence(2)) is None
    assert loudness(silence(0)) is None
    assert loudness(sine(2, amplitude=1e-5)) is None


def test_a_word_shorter_than_a_gating_block_reads_like_a_long_one():
    assert loudness(sine(0.25)) == pytest.approx(loudness(sine(2.5)), abs=0.3)


def test_pauses_do_not_count():
    spoken = np.concatenate([sine(2), silence(6), sine(2)])
    assert loudness(spoken) == pytest.approx(loudness(sine(4)), abs=0.5)
