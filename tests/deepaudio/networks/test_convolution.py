"""Convolutions by spectra: the same as torch's, and taken only where they are faster."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from deepaudio.networks import convolution
from deepaudio.networks.convolution import by_spectra, convolve


def same_conv(channels: int, taps: int, dilation: int) -> nn.Conv1d:
    torch.manual_seed(taps)
    padding = taps // 2 * dilation
    return nn.Conv1d(channels, channels, taps, padding=padding, dilation=dilation)


@pytest.mark.parametrize("samples", [1, 17, 18, 100, 1001])
@pytest.mark.parametrize("dilation", [1, 3, 5])
@pytest.mark.parametrize("taps", [1, 3, 7, 11, 23])
def test_spectra_and_convolutions_agree(taps: int, dilation: int, samples: int) -> None:
    conv, x = same_conv(5, taps, dilation), torch.randn(2, 5, samples)
    with torch.no_grad():
        made = by_spectra(x, conv.weight, conv.bias, dilation)
    torch.testing.assert_close(made, conv(x).detach(), atol=5e-6, rtol=1e-5)


def test_spectra_agree_over_several_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolution, "_AT_ONCE", 1000)
    conv, x = same_conv(4, 7, 3), torch.randn(1, 4, 700)
    with torch.no_grad():
        torch.testing.assert_close(
            by_spectra(x, conv.weight, conv.bias, 3), conv(x), atol=5e-6, rtol=1e-5
        )


@pytest.fixture
def spectral(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Tells how often `convolve` went by spectra."""
    calls: list[int] = []

    def counted(*args):
        calls.append(1)
        return by_spectra(*args)

    monkeypatch.setattr(convolution, "by_spectra", counted)
    return calls


def test_long_wide_inputs_go_by_spectra(spectral: list[int]) -> None:
    conv, x = same_conv(96, 7, 1), torch.randn(1, 96, 2000)
    with torch.no_grad():
        torch.testing.assert_close(convolve(conv, x), conv(x), atol=1e-5, rtol=1e-5)
    assert spectral


def test_short_narrow_and_trained_ones_do_not(spectral: list[int]) -> None:
    with torch.no_grad():
        convolve(same_conv(96, 7, 1), torch.randn(1, 96, 200))
        convolve(same_conv(96, 3, 1), torch.randn(1, 96, 2000))
        convolve(same_conv(8, 7, 1), torch.randn(1, 8, 2000))
    convolve(same_conv(96, 7, 1), torch.randn(1, 96, 2000)).sum().backward()
    assert not spectral
