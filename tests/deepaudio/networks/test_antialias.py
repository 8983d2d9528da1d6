"""The anti-aliased activation: both of its forms, and what it is for."""

from __future__ import annotations

import pytest
import torch

from deepaudio.networks import antialias
from deepaudio.networks.antialias import AntiAliased, SnakeBeta, in_blocks, polyphase


def activation(channels: int) -> SnakeBeta:
    torch.manual_seed(channels)
    act = SnakeBeta(channels)
    torch.nn.init.normal_(act.alpha, std=0.5)
    torch.nn.init.normal_(act.beta, std=0.5)
    return act.requires_grad_(False)


@pytest.mark.parametrize("samples", [12, 13, 15, 16, 17, 31, 32, 100, 1001])
def test_blocks_and_convolutions_agree_to_the_last_sample(samples: int) -> None:
    act, x = activation(3), torch.randn(2, 3, samples)
    torch.testing.assert_close(in_blocks(x, act), polyphase(x, act), atol=2e-6, rtol=1e-5)


def test_blocks_and_convolutions_agree_over_several_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(antialias, "_AT_ONCE", 64)
    act, x = activation(5), torch.randn(2, 5, 200)
    torch.testing.assert_close(in_blocks(x, act), polyphase(x, act), atol=2e-6, rtol=1e-5)


@pytest.mark.parametrize("samples", [1, 5, 11])
def test_sounds_shorter_than_the_filters_keep_their_length(samples: int) -> None:
    with torch.no_grad():
        assert AntiAliased(2)(torch.randn(1, 2, samples)).shape == (1, 2, samples)


def test_gradients_flow() -> None:
    x = torch.randn(1, 2, 40, requires_grad=True)
    AntiAliased(2)(x).square().sum().backward()
    assert x.grad is not None and x.grad.abs().min() > 0


def test_what_was_made_while_inferring_serves_gradients_later() -> None:
    antialias.resampling_filter.cache_clear()
    antialias._matrices.cache_clear()
    with torch.inference_mode():
        AntiAliased(2)(torch.randn(1, 2, 40))
    test_gradients_flow()


def test_the_filter_passes_low_and_stops_high_frequencies() -> None:
    response = torch.fft.rfft(antialias.resampling_filter(), 1024).abs()
    assert response[0] == pytest.approx(1, abs=1e-6)
    assert response[450:].max() < 0.01


def test_harmonics_above_nyquist_fold_back_less_than_without_it() -> None:
    """A tone at 0.4 of the rate: its second harmonic would fold to 0.2."""
    act = SnakeBeta(1)
    tone = torch.sin(2 * torch.pi * 0.4 * torch.arange(1000))[None, None]
    with torch.no_grad():
        folded = [
            torch.fft.rfft(y[0, 0, 250:750]).abs()[100].item()
            for y in (act(tone), polyphase(tone, act))
        ]
    assert folded[1] < 0.5 * folded[0]
