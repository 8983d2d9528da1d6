"""BigVGAN: log-mel to waveform at 16 and 44.1 kHz (Lee et al., arXiv 2206.04658, and v2).

Its activations are anti-aliased, see `deepaudio.networks.antialias`; they cost as much as
its convolutions.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from deepaudio.networks.antialias import ANTIALIAS_REACH, AntiAliased
from deepaudio.networks.convolution import convolve

_EDGE_KERNEL = 7  # of the first and the last convolution


@dataclass(frozen=True)
class BigVGANConfig:
    """Sizes. `hop_length` is the product of the upsampling rates."""

    mel_bins: int
    upsample_rates: tuple[int, ...]
    upsample_kernels: tuple[int, ...]
    width: int = 1536
    kernels: tuple[int, ...] = (3, 7, 11)
    dilations: tuple[int, ...] = (1, 3, 5)
    tanh: bool = True  # else the waveform is clamped
    final_bias: bool = True

    def __post_init__(self) -> None:
        if len(self.upsample_rates) != len(self.upsample_kernels):
            raise ValueError("each upsampling rate needs one kernel size")
        stages = zip(self.upsample_rates, self.upsample_kernels, strict=True)
        if any(kernel < rate or (kernel - rate) % 2 for rate, kernel in stages):
            raise ValueError("an upsampling kernel exceeds its rate by an even number")
        if self.width % 2 ** len(self.upsample_rates):
            raise ValueError(f"width {self.width} does not halve {len(self.upsample_rates)} times")

    @property
    def hop_length(self) -> int:
        """Samples per mel frame."""
        return math.prod(self.upsample_rates)

    @property
    def reach(self) -> int:
        """Mel frames on either side of a sample's own that it depends on, at most."""
        widest = max(self.kernels) // 2
        # Each dilated convolution has a plain one behind it, and an activation before each.
        block = sum(widest * d + widest + 2 * ANTIALIAS_REACH for d in self.dilations)
        frames, per_frame = float(_EDGE_KERNEL // 2), 1
        for rate in self.upsample_rates:
            frames += 2 / per_frame  # the kernel of an upsampling: inputs on either side
            per_frame *= rate
            frames += block / per_frame
        return math.ceil(frames + (ANTIALIAS_REACH + _EDGE_KERNEL // 2) / per_frame)


PRESETS = {
    "16k": BigVGANConfig(80, (4, 4, 2, 2, 2, 2), (8, 8, 4, 4, 4, 4)),
    "44k": BigVGANConfig(
        128, (8, 4, 2, 2, 2, 2), (16, 8, 4, 4, 4, 4), tanh=False, final_bias=False
    ),
}


# -- network ------------------------------------------------------------------------


class BigVGANResidualBlock(nn.Module):
    """Three pairs of convolutions, the first of each dilated, an activation before each."""

    def __init__(self, channels: int, kernel: int, dilations: tuple[int, ...]) -> None:
        super().__init__()
        self.convs1 = nn.ModuleList(_same_conv(channels, kernel, d) for d in dilations)
        self.convs2 = nn.ModuleList(_same_conv(channels, kernel, 1) for _ in dilations)
        self.activations = nn.ModuleList(AntiAliased(channels) for _ in 2 * dilations)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, T); returns the same."""
        before, between = self.activations[::2], self.activations[1::2]
        firsts, seconds = (cast("Iterable[nn.Conv1d]", c) for c in (self.convs1, self.convs2))
        for act1, conv1, act2, conv2 in zip(before, firsts, between, seconds, strict=True):
            x = x + convolve(conv2, act2(convolve(conv1, act1(x))))
        return x


class BigVGAN(nn.Module):
    """Log-mel to waveform. The log is the codec's: base 10 at 16 kHz, natural at 44.1 kHz."""

    def __init__(self, config: BigVGANConfig) -> None:
        super().__init__()
        self.config = config
        self.conv_pre = nn.Conv1d(
            config.mel_bins, config.width, _EDGE_KERNEL, padding=_EDGE_KERNEL // 2
        )
        self.ups = nn.ModuleList()
        self.resblocks = nn.ModuleList()
        width = config.width
        for rate, kernel in zip(config.upsample_rates, config.upsample_kernels, strict=True):
            up = nn.ConvTranspose1d(width, width // 2, kernel, rate, padding=(kernel - rate) // 2)
            self.ups.append(nn.Sequential(up))
            width //= 2
            self.resblocks.extend(
                BigVGANResidualBlock(width, size, config.dilations) for size in config.kernels
            )
        self.activation_post = AntiAliased(width)
        self.conv_post = nn.Conv1d(
            width, 1, _EDGE_KERNEL, padding=_EDGE_KERNEL // 2, bias=config.final_bias
        )

    def forward(self, mel: Tensor) -> Tensor:
        """mel: (B, M, F); returns (B, 1, F * hop) waveform in [-1, 1]."""
        x = self.conv_pre(mel)  # (B, C, F)
        per_stage = len(self.config.kernels)
        for stage, up in enumerate(self.ups):
            x = up(x)  # (B, C / 2, T * rate)
            blocks = self.resblocks[stage * per_stage : (stage + 1) * per_stage]
            x = functools.reduce(torch.add, (block(x) for block in blocks)) / per_stage
        waveform: Tensor = self.conv_post(self.activation_post(x))  # (B, 1, T)
        return waveform.tanh() if self.config.tanh else waveform.clamp(-1, 1)


def _same_conv(channels: int, kernel: int, dilation: int) -> nn.Conv1d:
    padding = (kernel - 1) * dilation // 2
    return nn.Conv1d(channels, channels, kernel, padding=padding, dilation=dilation)
