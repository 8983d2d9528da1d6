"""Time changes, pitch does not."""

import numpy as np
import pytest

from deepaudio.engines.voice_pack import stretch

HOP = 300
RATE = 24_000


def tone(frames=160, hz=180.0):
    time = np.arange(frames * HOP) / RATE
    return sum(np.sin(2 * np.pi * hz * k * time) / k for k in range(1, 6)).astype(np.float32)


@pytest.mark.parametrize("speed", [0.85, 1.2, 1.6])
def test_it_lasts_as_long_as_asked_at_the_same_pitch_and_level(speed):
    lengths = np.full(160, 1 / speed)
    made = stretch.retimed(tone(), lengths, HOP)
    assert len(made) == round(160 / speed) * HOP
    middle = made[len(made) // 4 : len(made) // 4 + 24_000 // 2]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    loudest = np.argmax(spectrum) * RATE / len(middle)
    assert loudest == pytest.approx(180, abs=3)
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(np.sqrt(np.mean(tone() ** 2)), rel=0.1)


def test_frames_of_their_own_length_come_where_they_are_asked_for():
    waveform = np.concatenate([tone(40), np.zeros(40 * HOP, np.float32), tone(40)])
    lengths = np.concatenate([np.full(40, 1.0), np.full(40, 0.25), np.full(40, 1.0)])
    made = stretch.retimed(waveform, lengths, HOP).reshape(-1, HOP)
    loud = np.abs(made).max(axis=1) > 0.1
    assert len(made) == 90
    assert loud[:38].all()
    assert not loud[42:48].any()
    assert loud[52:].all()


def test_times_as_they_are_leave_the_sound_as_it_is():
    made = stretch.retimed(tone(), np.ones(160), HOP)
    assert np.allclose(made[HOP:-HOP], tone()[HOP:-HOP], atol=1e-4)
