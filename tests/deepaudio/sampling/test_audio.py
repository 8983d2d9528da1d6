"""From features to a waveform through flow and codec, with random weights."""

from __future__ import annotations

import pytest
import torch

from deepaudio.networks.bigvgan import BigVGAN, BigVGANConfig
from deepaudio.networks.mmaudio import MMAudio, MMAudioConditions, MMAudioConfig
from deepaudio.networks.vae import VAE, VAEConfig
from deepaudio.sampling.audio import AudioCodec, AudioFlowSettings, sample_latent

FRAMES = 12


@pytest.fixture(scope="module")
def network() -> MMAudio:
    torch.manual_seed(0)
    config = MMAudioConfig(3, 16, 1, 2, 1, clip_dim=4, sync_dim=4, text_dim=4, text_tokens=2)
    return MMAudio(config).eval().requires_grad_(False)


def conditions(network: MMAudio, batch: int = 1) -> tuple[MMAudioConditions, MMAudioConditions]:
    g = torch.Generator().manual_seed(2)
    clip, sync, text = (torch.randn(batch, n, 4, generator=g) for n in (5, 8, 2))
    empty = network.empty_clip(batch, 5), network.empty_sync(batch, 8), network.empty_text(batch)
    return network.conditions(clip, sync, text, FRAMES), network.conditions(*empty, FRAMES)


def test_one_batch_and_two_passes_give_the_same_latent(network: MMAudio) -> None:
    noise = torch.randn(1, FRAMES, 3)
    latents = [
        sample_latent(network, *conditions(network), noise, AudioFlowSettings(4, 4.5, one_batch))
        for one_batch in (True, False)
    ]
    torch.testing.assert_close(*latents, atol=1e-5, rtol=1e-4)


def test_below_one_there_is_no_guidance(network: MMAudio) -> None:
    noise, (cond, null) = torch.randn(1, FRAMES, 3), conditions(network)
    settings = AudioFlowSettings(3, strength=0.9)
    free = sample_latent(network, cond, null, noise, settings)
    assert torch.equal(free, sample_latent(network, cond, cond, noise, settings))


def test_a_batch_gives_what_its_items_give(network: MMAudio) -> None:
    """Two passes of a dialogue shot, free and without speech, run as one batch."""
    cond, null = conditions(network, batch=2)
    noise = torch.randn(2, FRAMES, 3)
    both = sample_latent(network, cond, null, noise, AudioFlowSettings(3))
    reversed_ = [
        MMAudioConditions(*(getattr(c, n).flip(0) for n in ("clip", "sync", "text", "clip_mean",
                     "text_mean", "vector")), c.latent_rotary, c.clip_rotary)
        for c in (cond, null)
    ]  # fmt: skip
    flipped = sample_latent(network, *reversed_, noise.flip(0), AudioFlowSettings(3))
    torch.testing.assert_close(both, flipped.flip(0), atol=1e-5, rtol=1e-4)


def test_the_codec_makes_two_hops_of_samples_per_latent_frame() -> None:
    codec = AudioCodec(VAE(VAEConfig(5, 3, 8)), BigVGAN(BigVGANConfig(5, (4, 2), (8, 4), width=8)))
    waveform = codec.decode(torch.randn(2, FRAMES, 3))
    assert waveform.shape == (2, FRAMES * 2 * 8)
    assert waveform.isfinite().all()


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"strength": -1.0}])
def test_settings_that_cannot_be_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        AudioFlowSettings(**wrong)  # type: ignore[arg-type]
