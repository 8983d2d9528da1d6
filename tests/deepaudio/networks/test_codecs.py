"""Lengths and limits of the VAE, BigVGAN and Vocos, and the lengths of a render."""

from __future__ import annotations

import pytest
import torch

from deepaudio.networks.bigvgan import PRESETS, BigVGAN, BigVGANConfig
from deepaudio.networks.rotary import rotary_table, rotate
from deepaudio.networks.sequence import SequenceConfig, sequence_16k, sequence_44k
from deepaudio.networks.vae import VAE, VAEConfig
from deepaudio.networks.vocos import Vocos, VocosConfig


@pytest.mark.parametrize("frames", [1, 3, 8])
def test_bigvgan_makes_a_hop_of_samples_per_frame(frames: int) -> None:
    torch.manual_seed(0)
    for tanh in (True, False):
        config = BigVGANConfig(4, (4, 2), (8, 4), width=8, tanh=tanh, final_bias=tanh)
        with torch.inference_mode():
            waveform = BigVGAN(config)(10 * torch.randn(2, 4, frames))
        assert waveform.shape == (2, 1, frames * 8)
        assert waveform.abs().max() <= 1


def test_the_presets_make_the_codecs_hops() -> None:
    assert {name: config.hop_length for name, config in PRESETS.items()} == {"16k": 256, "44k": 512}


@pytest.mark.parametrize("mel_frames", [2, 9, 20])
def test_the_vae_halves_and_doubles_the_frame_rate(mel_frames: int) -> None:
    vae = VAE(VAEConfig(5, 3, 8), encoder=True)
    with torch.inference_mode():
        posterior = vae.encode(torch.randn(1, 5, mel_frames))
        assert posterior.mean.shape == posterior.std.shape == (1, 3, mel_frames // 2)
        assert vae.decode(posterior.mean).shape == (1, 5, mel_frames // 2 * 2)


def test_a_vae_without_encoder_says_so() -> None:
    with pytest.raises(ValueError, match="without its encoder"):
        VAE(VAEConfig(5, 3, 8)).encode(torch.zeros(1, 5, 4))


def test_vocos_makes_a_hop_of_samples_between_frames() -> None:
    vocos = Vocos(VocosConfig(mel_bins=4, dim=8, inner=8, depth=1, n_fft=16, hop_length=4))
    with torch.inference_mode():
        assert vocos(torch.randn(2, 4, 9)).shape == (2, 8 * 4)


def test_rotation_keeps_lengths_and_depends_on_distance_only() -> None:
    q, k = torch.randn(2, 8)
    table = rotary_table(20, 8, scale=0.5)
    turned_q, turned_k = (rotate(x.expand(20, 8), table) for x in (q, k))
    torch.testing.assert_close(turned_q.norm(dim=-1), q.norm().expand(20))
    products = turned_q @ turned_k.T
    torch.testing.assert_close(products[3, 1], products[17, 15], atol=1e-5, rtol=1e-5)


def test_a_scaled_table_covers_the_same_span_with_fewer_positions() -> None:
    coarse, fine = rotary_table(5, 8, scale=4.0), rotary_table(20, 8)
    torch.testing.assert_close(coarse[0], fine[0][::4], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("make", [sequence_16k, sequence_44k])
def test_sound_covers_the_duration_with_less_than_a_latent_frame_more(make: object) -> None:
    for duration in (0.2, 0.64, 1.0, 3.337, 8.0, 30.0):
        s: SequenceConfig = make(duration)  # type: ignore[operator]
        assert 0 <= s.num_samples - duration * s.sample_rate < 2 * s.hop_length
        assert s.sync_frames % 8 == 0


def test_a_clip_below_one_segment_has_no_sync_frames() -> None:
    assert sequence_44k(0.63).sync_frames == 0
    assert sequence_44k(0.64).sync_frames == 8


@pytest.mark.parametrize("duration", [0.0, -1.0, float("nan"), float("inf")])
def test_durations_that_are_none_are_refused(duration: float) -> None:
    with pytest.raises(ValueError, match="duration must be positive"):
        sequence_16k(duration)
