"""Audio makes way for speech, smoothly and in time."""

import numpy as np
import pytest

from deepaudio.dsp.ducking import context_of, duck
from deepaudio_plugin.core.ducking import SPEEDS, Ducking
from tests.helpers.signals import silence, sine

RATE = 48_000


def gain_db(speech, depth_db=6.0, **how):
    audio = np.full(len(speech), 0.25, np.float32)
    return 20 * np.log10(duck(audio, speech, Ducking(depth_db, **how)) / audio)


def line(start, stop, total, level=0.1):
    speech = silence(total)
    speech[round(start * RATE) : round(stop * RATE)] = sine(stop - start, amplitude=level)
    return speech


def at(gain, seconds):
    return float(gain[round(seconds * RATE)])


def test_it_is_down_when_the_voice_comes_and_up_again_after_it():
    gain = gain_db(line(1, 2, 4))
    assert at(gain, 0.8) == 0.0
    assert at(gain, 1.01) == pytest.approx(-6, abs=0.2)
    assert at(gain, 1.5) == pytest.approx(-6, abs=1e-3)
    assert -4 < at(gain, 2.6) < -2
    assert at(gain, 3.0) == 0.0


@pytest.mark.parametrize("speed", SPEEDS)
def test_it_stays_down_between_the_lines_of_an_exchange_and_comes_up_in_a_long_pause(speed):
    for pause in (0.3, 0.7, 1.1, 1.4):
        gain = gain_db(line(1, 2, 6) + line(2 + pause, 4, 6), speed=speed)
        assert gain[round(1.1 * RATE) : round(3.9 * RATE)].max() < -5.9, pause
    gain = gain_db(line(1, 2, 8) + line(5, 6, 8), speed=speed)
    assert gain[3 * RATE : 5 * RATE].max() == 0.0
    assert at(gain, 5.01) < -5.5


def test_a_pause_is_held_through_or_left_for_all_the_way():
    """No pause is so short that the sound would turn back half-way up: that is what pumps."""
    for tenths in range(1, 40):
        pause = tenths / 10
        gain = gain_db(line(1, 2, 8) + line(2 + pause, 7, 8), hold_s=0.0)
        highest = gain[2 * RATE : round((2 + pause) * RATE)].max()
        assert highest == 0.0 or highest < -5.4, pause


def test_a_line_is_felt_no_further_than_the_context_says():
    for speed in SPEEDS:
        around = context_of(Ducking(6.0, 2.0, speed)) / RATE
        gain = gain_db(line(8, 9, 20), hold_s=2.0, speed=speed)
        assert not gain[: round((8 - around) * RATE)].any()
        assert not gain[round((9 + around) * RATE) :].any()


def test_the_gain_never_jumps():
    gain = gain_db(line(1, 2, 4))
    assert np.abs(np.diff(gain)).max() < 0.005  # dB a sample: under 120 ms for the whole way
    assert gain.max() <= 0
    assert gain.min() >= -6.001


def test_it_does_not_pump_between_words():
    words = line(0.5, 0.8, 3) + line(0.95, 1.3, 3) + line(1.42, 1.8, 3)
    assert gain_db(words)[round(0.6 * RATE) : round(1.8 * RATE)].max() < -5.9


def test_a_whisper_ducks_less_and_silence_not_at_all():
    assert -6 < at(gain_db(line(1, 2, 3, level=0.01)), 1.5) < -1
    audio = sine(2)
    assert np.array_equal(duck(audio, silence(2), Ducking(6.0)), audio)
    assert duck(audio, sine(2), Ducking(0.0)) is audio


def test_lengths_that_differ_are_no_harm():
    audio = sine(2)
    assert len(duck(audio, sine(1), Ducking(6.0))) == len(audio)
    assert len(duck(audio, sine(3), Ducking(6.0))) == len(audio)
    assert len(duck(audio, silence(0), Ducking(6.0))) == len(audio)
    assert len(duck(sine(0.001), sine(0.001), Ducking(6.0))) == 48


def test_all_channels_go_down_together_under_speech_in_any_of_them():
    audio = np.stack([sine(4), -0.5 * sine(4)])
    left_only = np.stack([line(1, 2, 4), silence(4)])
    ducked = duck(audio, left_only, Ducking(6.0))
    assert ducked.shape == audio.shape
    assert np.array_equal(ducked[0], duck(audio[0], line(1, 2, 4), Ducking(6.0)))
    assert np.allclose(ducked[1], -0.5 * ducked[0], atol=1e-7)
