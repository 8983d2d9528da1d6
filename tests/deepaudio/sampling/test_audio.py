"""From features to a waveform through flow and codec, with random weights."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from deepaudio.networks.bigvgan import BigVGAN, BigVGANConfig
from deepaudio.networks.mmaudio import MMAudio, MMAudioConfig
from deepaudio.networks.mmaudio_plan import MMAudioConditions
from deepaudio.networks.vae import VAE, VAEConfig
from deepaudio.sampling.audio import (
    AudioCodec,
    AudioFlowSettings,
    LatentWindow,
    sample_latent,
    sample_together,
    sample_windows,
)
from deepaudio.sampling.windows import mean_of

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


# -- windows solved together --------------------------------------------------------


def windows(network: MMAudio) -> list[LatentWindow]:
    """Three of twelve frames that overlap by four and five, each with its own conditions."""
    found = []
    for number, first in enumerate((0, 8, 15)):
        torch.manual_seed(number)
        clip, sync, text = (torch.randn(1, n, 4) for n in (5, 8, 2))
        null = network.conditions(
            network.empty_clip(1, 5), network.empty_sync(1, 8), network.empty_text(1), FRAMES
        )
        cond = network.conditions(clip, sync, text, FRAMES)
        found.append(LatentWindow(first, FRAMES, cond, null))
    return found


def test_windows_that_do_not_meet_another_are_what_they_are_alone(network: MMAudio) -> None:
    (one, _, far) = windows(network)
    noise = torch.randn(1, 27, 3)
    alone = [
        sample_latent(network, w.cond, w.null, noise[:, w.first : w.first + FRAMES])
        for w in (one, far)
    ]
    one, far = replace(one, first=0), replace(far, first=12)
    noise = torch.cat((noise[:, :12], noise[:, 15:27]), dim=1)
    together = sample_windows(network, [one, far], noise)
    assert torch.equal(together, torch.cat(alone, dim=1))


def test_overlapping_windows_agree_on_one_latent(network: MMAudio) -> None:
    """At every step each window starts from the same state: its neighbour changes its answer."""
    noise, met = torch.randn(1, 27, 3), windows(network)
    latent = sample_windows(network, met, noise)
    assert latent.shape == (1, 27, 3)
    alone = [
        sample_latent(network, w.cond, w.null, noise[:, w.first : w.first + FRAMES]) for w in met
    ]
    for window, other in zip(met, alone, strict=True):
        assert not torch.equal(latent[:, window.first : window.first + FRAMES], other)


def test_the_network_sees_the_same_batch_whatever_the_company(
    network: MMAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes, predict = [], network.predict

    def noted(x: torch.Tensor, *rest: Any) -> torch.Tensor:
        shapes.append(tuple(x.shape))
        return predict(x, *rest)

    monkeypatch.setattr(network, "predict", noted)
    sample_windows(network, windows(network), torch.randn(1, 27, 3), AudioFlowSettings(2))
    assert shapes == [(2, FRAMES, 3)] * 6


def test_two_windows_change_over_linearly() -> None:
    one, other = torch.zeros(1, 6, 1), torch.ones(1, 6, 1)
    mean = mean_of([one, other], [(0, 6), (4, 6)])[0, :, 0]
    torch.testing.assert_close(mean, torch.tensor([0, 0, 0, 0, 0.25, 0.75, 1, 1, 1, 1]))
    with pytest.raises(ValueError, match="gap"):
        mean_of([one, other], [(0, 6), (7, 6)])


@pytest.mark.parametrize(("rates", "kernels"), [((4, 2), (8, 4)), ((8, 4, 2), (16, 8, 4))])
def test_the_vocoder_in_pieces_gives_what_it_gives_in_one(
    rates: tuple[int, ...], kernels: tuple[int, ...]
) -> None:
    torch.manual_seed(4)
    config = BigVGANConfig(5, rates, kernels, width=16)
    codec = AudioCodec(VAE(VAEConfig(5, 3, 8)), BigVGAN(config))
    mel = torch.randn(1, 5, 150)
    whole, pieces = codec.vocode(mel, 150), codec.vocode(mel, 40)
    torch.testing.assert_close(pieces, whole, atol=1e-5, rtol=1e-4)
    changed = mel.clone()
    changed[..., 75] += 1  # heard no further than its reach
    apart = (codec.vocode(changed, 150) - whole)[0].abs().view(-1, config.hop_length).amax(dim=1)
    heard = torch.nonzero(apart > 0).flatten()
    assert config.reach / 2 < 75 - int(heard.min()) <= config.reach
    assert config.reach / 2 < int(heard.max()) - 75 <= config.reach


def test_the_codec_decodes_windows_one_by_one_and_joins_their_mels() -> None:
    torch.manual_seed(5)
    codec = AudioCodec(VAE(VAEConfig(5, 3, 8)), BigVGAN(BigVGANConfig(5, (4, 2), (8, 4), width=8)))
    latent = torch.randn(1, 20, 3)
    alone = codec.decode_windows(latent, [(0, 20)])
    torch.testing.assert_close(alone, codec.decode(latent), atol=1e-6, rtol=1e-5)
    joined = codec.decode_windows(latent, [(0, 12), (8, 12)])
    assert joined.shape == alone.shape
    assert not torch.equal(joined, alone)


# -- stretches of several shots in one pass -----------------------------------------


def stretches(network: MMAudio) -> tuple[list[list[LatentWindow]], list[torch.Tensor]]:
    """One of three overlapping windows, one shorter than a convolution reaches, one between."""
    found = [windows(network)]
    for number, frames in enumerate((2, 17)):
        torch.manual_seed(10 + number)
        clip, sync, text = (torch.randn(1, n, 4) for n in (1 + frames // 4, 8, 2))
        null = network.conditions(
            torch.zeros_like(clip), network.empty_sync(1, 8), network.empty_text(1), frames
        )
        found.append([LatentWindow(0, frames, network.conditions(clip, sync, text, frames), null)])
    totals = [max(w.first + w.frames for w in stretch) for stretch in found]
    return found, [torch.randn(1, total, 3) for total in totals]


@pytest.mark.parametrize("more", [{}, {"strength": 0.5}, {"one_batch": False}, {"rounded": True}])
def test_a_stretch_in_company_is_what_it_is_alone(network: MMAudio, more: dict[str, Any]) -> None:
    settings = AudioFlowSettings(3, **more)
    found, noises = stretches(network)
    together = sample_together(network, found, noises, settings)
    for stretch, noise, latent in zip(found, noises, together, strict=True):
        alone = sample_windows(network, stretch, noise, settings)
        torch.testing.assert_close(latent, alone, atol=1e-5, rtol=1e-4)


def test_a_neighbour_whatever_it_is_changes_nothing_of_a_stretch(network: MMAudio) -> None:
    """Not even one that holds no numbers: nothing flows over where they meet."""
    found, noises = stretches(network)
    sound = sample_together(network, found, noises, AudioFlowSettings(3))
    ill = [noises[0], torch.full_like(noises[1], torch.nan), noises[2]]
    beside = sample_together(network, found, ill, AudioFlowSettings(3))
    assert torch.equal(beside[0], sound[0])
    assert beside[1].isnan().all()
    assert torch.equal(beside[2], sound[2])


def test_windows_of_all_stretches_meet_the_network_at_once(
    network: MMAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = []
    predict = MMAudio.predict

    def noted(self: MMAudio, latent: torch.Tensor, *rest: Any) -> torch.Tensor:
        shapes.append(tuple(latent.shape))
        return predict(self, latent, *rest)

    monkeypatch.setattr(MMAudio, "predict", noted)
    found, noises = stretches(network)
    sample_together(network, found, noises, AudioFlowSettings(2))
    assert shapes == [(2, 3 * FRAMES + 2 + 17, 3)] * 2
