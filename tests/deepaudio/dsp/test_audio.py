"""Sound with channels: what becomes of them in other numbers and at other rates."""

import numpy as np
import pytest

from deepaudio.dsp import levels
from deepaudio.dsp.audio import Audio, folded_down, heard_in
from deepaudio.dsp.joining import Joiner
from deepaudio.dsp.loudness import loudness
from tests.helpers.signals import noise, sine


def stereo(seconds=1.0):
    return np.stack([sine(seconds), noise(seconds, seed=3)])


def test_samples_are_channels_by_time():
    audio = Audio(stereo())
    assert (audio.channels, audio.length, audio.seconds) == (2, 48_000, 1.0)
    assert np.array_equal(Audio.mono(sine(0.1)).samples[0], sine(0.1))
    assert np.array_equal(audio.part(10, 20).samples, stereo()[:, 10:20])
    for wrong in (sine(0.1), np.zeros((0, 10), np.float32)):
        with pytest.raises(ValueError, match="must be"):
            Audio(wrong)


def test_one_channel_is_heard_from_all_and_many_become_their_mean():
    assert np.array_equal(Audio.mono(sine(0.1)).with_channels(3).samples, np.stack([sine(0.1)] * 3))
    both = Audio(stereo())
    assert both.with_channels(2) is not None
    assert np.array_equal(both.with_channels(2).samples, both.samples)
    assert np.allclose(both.with_channels(1).samples[0], stereo().mean(axis=0), atol=1e-7)
    wide = both.with_channels(4).samples
    assert np.array_equal(wide[:2], both.samples) and not wide[2:].any()
    assert np.allclose(Audio(wide + 1).with_channels(2).samples, wide[:2] + wide[2:] + 2)


def test_each_channel_is_resampled_as_if_it_were_alone():
    audio = Audio(stereo())
    halved = audio.at_rate(24_000)
    assert (halved.rate, halved.samples.shape) == (24_000, (2, 24_000))
    for channel, alone in zip(halved.samples, stereo(), strict=True):
        assert np.array_equal(channel, Audio.mono(alone).at_rate(24_000).samples[0])
    assert audio.at_rate(48_000) is audio


def test_loudness_sums_the_power_of_the_channels():
    """BS.1770-4: the same sound left and right is 3 dB louder than on one side; LFE is left out."""
    one = sine(2)
    alone = loudness(one)
    assert loudness(np.stack([one, 0 * one])) == pytest.approx(alone, abs=1e-6)
    assert loudness(np.stack([one, one])) == pytest.approx(alone + 3.01, abs=0.01)
    silent = np.zeros((6, len(one)), np.float32)
    for channel, louder in ((0, 0.0), (2, 0.0), (4, 1.49), (5, 1.49)):
        sound = silent.copy()
        sound[channel] = one
        assert loudness(sound) == pytest.approx(alone + louder, abs=0.02), channel
    silent[3] = one
    assert loudness(silent) is None


def test_levelling_and_limiting_keep_the_balance_between_channels():
    sound = np.stack([sine(1), 0.25 * sine(1)])
    levelled = levels.level_to(sound, -20.0)
    assert loudness(levelled) == pytest.approx(-20.0, abs=0.05)
    limited = levels.limit_true_peak(8 * sound)
    assert levels.to_db(levels.true_peak(limited)) <= -1.0
    for made in (levelled, limited):
        assert np.allclose(made[1], 0.25 * made[0], atol=1e-6)


def test_windows_of_several_channels_join_with_the_same_gains():
    left, right = noise(1.0), 0.5 * noise(1.0)
    one, two = np.stack([left, right]), np.stack([right, left])
    joiner = Joiner()
    joined = np.concatenate([joiner.add(one, 40_000), joiner.add(two, 48_000)], axis=1)
    assert joined.shape == (2, 88_000)
    assert np.array_equal(joined[:, :40_000], one[:, :40_000])
    middle = joined[:, 44_000]
    swapped = Joiner()
    again = np.concatenate([swapped.add(one[::-1], 40_000), swapped.add(two[::-1], 48_000)], axis=1)
    assert np.allclose(again[::-1, 44_000], middle, atol=1e-6)


def test_speech_comes_from_the_centre_of_a_surround_mix_and_from_the_middle_of_others():
    mono = np.full((1, 8), 0.5, np.float32)
    assert heard_in(mono, 6)[:, 0].tolist() == [0, 0, 0.5, 0, 0, 0]
    assert heard_in(mono, 5)[:, 0].tolist() == [0, 0, 0.5, 0, 0]
    assert heard_in(mono, 2)[:, 0] == pytest.approx([0.35355, 0.35355], abs=1e-4)
    stereo = np.stack([mono[0], -mono[0]])
    assert heard_in(stereo, 6)[:, 0].tolist() == [0.5, -0.5, 0, 0, 0, 0]


@pytest.mark.parametrize("have", [1, 2])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_what_comes_from_the_middle_is_as_loud_in_every_mix(have, channels):
    sound = heard_in(sine(2)[None], have)
    assert loudness(heard_in(sound, channels)) == pytest.approx(loudness(sine(2)), abs=0.02)


def test_surround_is_folded_down_as_bs_775_has_it():
    for number, (left, right) in enumerate(
        [(1, 0), (0, 1), (0.7071, 0.7071), (0, 0), (0.7071, 0), (0, 0.7071)]
    ):
        sound = np.zeros((6, 3), np.float32)
        sound[number] = 1
        assert folded_down(sound)[:, 1] == pytest.approx([left, right], abs=1e-4)
    assert folded_down(np.ones((1, 3), np.float32)).tolist() == [[1, 1, 1], [1, 1, 1]]
