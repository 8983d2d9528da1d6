"""Mels and energy contours."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from deepaudio.features.energy import HOP_S, energy_contour, fit, quantised
from deepaudio.features.mel import MEL_16K, MEL_44K, MEL_SPEECH, MelConfig, log_mel


@pytest.mark.parametrize("config", [MEL_16K, MEL_44K, MEL_SPEECH])
@pytest.mark.parametrize("samples", [2_049, 5_000, 9_999])
def test_a_mel_has_the_frames_its_config_says(config: MelConfig, samples: int) -> None:
    mel = log_mel(torch.randn(2, samples), config)
    assert mel.shape == (2, config.mel_bins, config.frames(samples))


def test_a_tone_is_loudest_in_the_bin_around_it() -> None:
    times = torch.arange(24_000) / 24_000
    loudest = [
        int(log_mel(torch.sin(2 * torch.pi * hz * times)[None], MEL_SPEECH)[0, :, 40].argmax())
        for hz in (200, 1000, 4000, 9000)
    ]
    assert loudest == sorted(set(loudest))


def test_silence_is_at_the_floor_and_loud_sound_is_clamped() -> None:
    assert log_mel(torch.zeros(1, 4000), MEL_SPEECH).max() == pytest.approx(np.log(1e-5))
    loud = 5 * torch.sign(torch.randn(1, 4000))
    torch.testing.assert_close(log_mel(loud, MEL_16K), log_mel(loud / 5, MEL_16K))


def test_a_waveform_shorter_than_the_padding_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        log_mel(torch.zeros(1, 512), MEL_SPEECH)


@pytest.mark.parametrize("wrong", [{"scale": "bark"}, {"log": "2"}, {"hop_length": 4096}])
def test_a_recipe_that_is_none_is_refused(wrong: dict[str, object]) -> None:
    recipe = {"sample_rate": 16_000, "n_fft": 1024, "hop_length": 256, "mel_bins": 80}
    with pytest.raises(ValueError, match=r"must be|does not fit"):
        MelConfig(**(recipe | {"f_max": 8_000.0, "scale": "htk"} | wrong))  # type: ignore[arg-type]


def test_a_contour_is_between_zero_and_its_peak() -> None:
    wave = np.concatenate([np.zeros(16_000), np.full(16_000, 0.5), np.full(16_000, -0.25)])
    contour = energy_contour(wave.astype(np.float32), 16_000)
    assert len(contour) == int(3 / HOP_S)
    assert contour.max() == 1.0
    np.testing.assert_allclose(contour[[20, 150, 250]], [0.0, 1.0, 0.5], atol=1e-6)


@pytest.mark.parametrize("samples", [0, 1, 170, 171, 16_000])
def test_a_silent_contour_is_zero_whatever_its_length(samples: int) -> None:
    contour = energy_contour(np.zeros(samples, np.float32), 16_000)
    assert len(contour) == int(samples / 16_000 / HOP_S)
    assert not contour.any()


def test_a_contour_of_a_given_duration_is_padded_with_silence() -> None:
    contour = energy_contour(np.ones(4_410, np.float32), 44_100, duration_s=0.5)
    assert len(contour) == 46
    assert contour[:9].min() > 0.9 and not contour[10:].any()


def test_a_contour_is_measured_finer_than_its_network_reads_it() -> None:
    wave = np.repeat(np.float32([0.9999, 1.0, 1e-4]), 256)  # a frame each at 24 kHz
    wave[::2] *= -1
    np.testing.assert_allclose(energy_contour(wave, 24_000), [0.9999, 1.0, 1e-4], rtol=1e-6)


def test_only_the_first_channel_counts() -> None:
    stereo = np.stack([np.ones(8_000), np.linspace(0, 1, 8_000)]).astype(np.float32)
    np.testing.assert_allclose(energy_contour(stereo, 16_000), 1.0)


def test_a_quantised_waveform_is_clipped_and_in_steps() -> None:
    steps = quantised(np.array([2.0, -2.0, 1e-6, 0.5], np.float32)) * 32_768
    assert steps.tolist() == [32_767, -32_768, 0, 16_384]


def test_fitting_cuts_or_pads() -> None:
    values = np.arange(3, dtype=np.float32)
    assert fit(values, 2).tolist() == [0, 1]
    assert fit(values, 4).tolist() == [0, 1, 2, 0]
