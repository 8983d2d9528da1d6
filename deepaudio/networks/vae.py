"""The audio codec's autoencoder between log-mels and latents, at 16 and 44.1 kHz.

Every layer preserves magnitudes (Karras et al., "EDM2", arXiv 2312.02696): no biases,
convolution weights normalised per output channel. Official files hold weights from before
that normalisation; `deepaudio.weights.official.vae` applies it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

_LIMIT = 256.0
_RESIDUAL = 0.3  # how much of a residual branch is mixed in
_LOGVAR_RANGE = (-30.0, 20.0)
_LEVELS = (1, 2, 4)  # widths relative to the base width
_RESAMPLED = 0  # level after which the encoder halves the rate


@dataclass(frozen=True)
class VAEConfig:
    """Sizes. `width` is the base width."""

    mel_bins: int
    latent_dim: int
    width: int

    def __post_init__(self) -> None:
        if min(self.mel_bins, self.latent_dim, self.width) < 1:
            raise ValueError(f"sizes must be positive: {self}")


PRESETS = {"16k": VAEConfig(80, 20, 384), "44k": VAEConfig(128, 40, 512)}


# -- blocks -------------------------------------------------------------------------


def activation(x: Tensor) -> Tensor:
    """SiLU, scaled to keep the magnitude of normal noise."""
    return functional.silu(x) / 0.596


def normalised(x: Tensor) -> Tensor:
    """x: (B, C, F) with each frame's magnitude over channels brought to 1."""
    magnitude = torch.linalg.vector_norm(x, dim=1, keepdim=True) / math.sqrt(x.shape[1])
    y: Tensor = x / (1e-4 + magnitude)
    return y


def mixed(a: Tensor, b: Tensor, share: float) -> Tensor:
    """A weighted sum that keeps the magnitude of uncorrelated a and b."""
    return ((1 - share) * a + share * b) / math.hypot(1 - share, share)


def _conv(channels_in: int, channels_out: int, kernel: int = 3) -> nn.Conv1d:
    return nn.Conv1d(channels_in, channels_out, kernel, padding=kernel // 2, bias=False)


class VAEResidualBlock(nn.Module):
    """Two convolutions, mixed with the normalised input."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.conv1 = _conv(channels_in, channels_out)
        self.conv2 = _conv(channels_out, channels_out)
        if channels_in != channels_out:
            self.nin_shortcut = _conv(channels_in, channels_out, 1)
        self.changes_width = channels_in != channels_out

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, F); returns (B, C', F)."""
        x = normalised(x)
        y = self.conv2(activation(self.conv1(activation(x))))
        return mixed(self.nin_shortcut(x) if self.changes_width else x, y, _RESIDUAL)


class AttentionBlock(nn.Module):
    """One head over all frames, queries, keys and values normalised."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.qkv = _conv(channels, 3 * channels, 1)
        self.proj_out = _conv(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, F); returns the same."""
        packed = self.qkv(x).view(len(x), -1, 3, x.shape[-1])  # q, k, v vary fastest
        q, k, v = (normalised(y).mT for y in packed.unbind(2))  # (B, F, C) each
        attended = functional.scaled_dot_product_attention(q, k, v).mT  # (B, C, F)
        return mixed(x, self.proj_out(attended), _RESIDUAL)


class Middle(nn.Module):
    """What both halves do at their widest."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.block_1 = VAEResidualBlock(channels, channels)
        self.attn_1 = AttentionBlock(channels)
        self.block_2 = VAEResidualBlock(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, F); returns the same."""
        y: Tensor = self.block_2(self.attn_1(self.block_1(x)))
        return y.clamp(-_LIMIT, _LIMIT)


class Downsample(nn.Module):
    """Half the frame rate."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = _conv(channels, channels, 1)
        self.conv2 = _conv(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, F); returns (B, C, F // 2)."""
        y: Tensor = self.conv2(functional.avg_pool1d(self.conv1(x), 2))
        return y


class Upsample(nn.Module):
    """Twice the frame rate."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = _conv(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, F); returns (B, C, 2 F)."""
        y: Tensor = self.conv(functional.interpolate(x, scale_factor=2, mode="nearest"))
        return y


class Level(nn.Module):
    """Residual blocks at one width, perhaps with a change of frame rate behind them."""

    def __init__(
        self, widths: list[int], *, downsample: bool = False, upsample: bool = False
    ) -> None:
        super().__init__()
        self.block = nn.ModuleList(VAEResidualBlock(a, b) for a, b in itertools.pairwise(widths))
        if downsample:
            self.downsample = Downsample(widths[-1])
        if upsample:
            self.upsample = Upsample(widths[-1])
        self.resample = "downsample" if downsample else "upsample" if upsample else ""

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, F); returns (B, C', F, F // 2 or 2 F)."""
        for block in self.block:
            x = block(x).clamp(-_LIMIT, _LIMIT)
        if self.resample:
            x = self.get_submodule(self.resample)(x)
        return x


class Encoder(nn.Module):
    """Normalised mel to twice the latent's channels."""

    def __init__(self, config: VAEConfig) -> None:
        super().__init__()
        widths = [config.width * level for level in _LEVELS]
        before = [config.width, *widths[:-1]]
        self.conv_in = _conv(config.mel_bins, config.width)
        self.down = nn.ModuleList(
            Level([a, b, b], downsample=i == _RESAMPLED)
            for i, (a, b) in enumerate(zip(before, widths, strict=True))
        )
        self.mid = Middle(widths[-1])
        self.conv_out = _conv(widths[-1], 2 * config.latent_dim)
        self.learnable_gain = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, M, F); returns (B, 2 C, F // 2)."""
        x = self.conv_in(x)
        for level in self.down:
            x = level(x)
        y: Tensor = self.conv_out(activation(self.mid(x)))
        return y * (1 + self.learnable_gain)


class Decoder(nn.Module):
    """Latent to normalised mel. `up` is counted by level, and run from the widest."""

    def __init__(self, config: VAEConfig) -> None:
        super().__init__()
        widths = [config.width * level for level in _LEVELS]
        before = [*widths[1:], widths[-1]]
        self.conv_in = _conv(config.latent_dim, widths[-1])
        self.mid = Middle(widths[-1])
        self.up = nn.ModuleList(
            Level([a, b, b, b], upsample=i == _RESAMPLED + 1)
            for i, (a, b) in enumerate(zip(before, widths, strict=True))
        )
        self.conv_out = _conv(config.width, config.mel_bins)
        self.learnable_gain = nn.Parameter(torch.zeros(()))

    def forward(self, z: Tensor) -> Tensor:
        """z: (B, C, N); returns (B, M, 2 N)."""
        x = self.mid(self.conv_in(z))
        for level in reversed(list(cast("Iterable[Level]", self.up))):
            x = level(x)
        y: Tensor = self.conv_out(activation(x))
        return y * (1 + self.learnable_gain)


# -- network ------------------------------------------------------------------------


@dataclass(frozen=True)
class Posterior:
    """Normal distribution of a latent, (B, C, N) each."""

    mean: Tensor
    logvar: Tensor

    @property
    def std(self) -> Tensor:
        """Standard deviation."""
        return (0.5 * self.logvar).exp()


class VAE(nn.Module):
    """Log-mel (B, M, F) to latent (B, C, F // 2) and back. Rendering needs no encoder."""

    data_mean: Tensor
    data_std: Tensor

    def __init__(self, config: VAEConfig, *, encoder: bool = False) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config) if encoder else None
        self.decoder = Decoder(config)
        self.register_buffer("data_mean", torch.zeros(1, config.mel_bins, 1))
        self.register_buffer("data_std", torch.ones(1, config.mel_bins, 1))

    def encode(self, mel: Tensor) -> Posterior:
        """mel: (B, M, F). Raises ValueError when built without an encoder."""
        if self.encoder is None:
            raise ValueError("this VAE was built without its encoder")
        moments = self.encoder((mel - self.data_mean) / self.data_std)
        mean, logvar = moments.chunk(2, dim=1)  # (B, C, F // 2) each
        return Posterior(mean, logvar.clamp(*_LOGVAR_RANGE))

    def decode(self, z: Tensor) -> Tensor:
        """z: (B, C, N); returns (B, M, 2 N)."""
        mel: Tensor = self.decoder(z) * self.data_std + self.data_mean
        return mel
