"""Vocos: 24 kHz log-mel to waveform by one inverse STFT (Siuzdak, arXiv 2306.00814)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

_LARGEST_MAGNITUDE = 100.0  # keeps a stray log-magnitude from overflowing


@dataclass(frozen=True)
class VocosConfig:
    """Sizes; the defaults are the published 24 kHz model."""

    mel_bins: int = 100
    dim: int = 512
    inner: int = 1536
    depth: int = 8
    n_fft: int = 1024
    hop_length: int = 256

    def __post_init__(self) -> None:
        if min(self.mel_bins, self.dim, self.inner, self.depth) < 1:
            raise ValueError(f"sizes must be positive: {self}")
        if self.n_fft % self.hop_length:
            raise ValueError(f"hop {self.hop_length} does not divide n_fft {self.n_fft}")


class ConvNeXtBlock(nn.Module):
    """Depthwise convolution and a two-layer perceptron, scaled and added back."""

    def __init__(self, dim: int, inner: int) -> None:
        super().__init__()
        self.dwconv = nn.Conv1d(dim, dim, 7, padding=3, groups=dim)
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.pwconv1 = nn.Linear(dim, inner)
        self.pwconv2 = nn.Linear(inner, dim)
        self.gamma = nn.Parameter(torch.ones(dim))

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, D, F); returns the same."""
        y = self.norm(self.dwconv(x).mT)  # (B, F, D)
        y = self.pwconv2(functional.gelu(self.pwconv1(y)))
        residual: Tensor = x + (self.gamma * y).mT  # (B, D, F)
        return residual


class VocosBackbone(nn.Module):
    """Mel (B, M, F) to features (B, F, D)."""

    def __init__(self, config: VocosConfig) -> None:
        super().__init__()
        self.embed = nn.Conv1d(config.mel_bins, config.dim, 7, padding=3)
        self.norm = nn.LayerNorm(config.dim, eps=1e-6)
        self.convnext = nn.ModuleList(
            ConvNeXtBlock(config.dim, config.inner) for _ in range(config.depth)
        )
        self.final_layer_norm = nn.LayerNorm(config.dim, eps=1e-6)

    def forward(self, mel: Tensor) -> Tensor:
        """mel: (B, M, F); returns (B, F, D)."""
        x = self.norm(self.embed(mel).mT).mT  # (B, D, F)
        for block in self.convnext:
            x = block(x)
        features: Tensor = self.final_layer_norm(x.mT)  # (B, F, D)
        return features


class SpectrumHead(nn.Module):
    """Features (B, F, D) to waveform (B, (F - 1) * hop)."""

    def __init__(self, config: VocosConfig) -> None:
        super().__init__()
        self.n_fft, self.hop_length = config.n_fft, config.hop_length
        self.out = nn.Linear(config.dim, config.n_fft + 2)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, F, D); returns (B, T)."""
        log_magnitude, phase = self.out(x).mT.chunk(2, dim=1)  # (B, n_fft / 2 + 1, F) each
        magnitude = log_magnitude.exp().clamp(max=_LARGEST_MAGNITUDE)
        spectrum = torch.polar(magnitude, phase)
        window = torch.hann_window(self.n_fft, device=x.device)
        return torch.istft(spectrum, self.n_fft, self.hop_length, window=window)  # (B, T)


class Vocos(nn.Module):
    """Log-mel to waveform."""

    def __init__(self, config: VocosConfig) -> None:
        super().__init__()
        self.config = config
        self.backbone = VocosBackbone(config)
        self.head = SpectrumHead(config)

    def forward(self, mel: Tensor) -> Tensor:
        """mel: (B, M, F), natural log; returns a waveform (B, (F - 1) * hop)."""
        waveform: Tensor = self.head(self.backbone(mel))
        return waveform
