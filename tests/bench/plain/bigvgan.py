"""The vocoder, plainly: every activation doubles the signal, bends it and halves it again."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from deepaudio.networks.antialias import SnakeBeta, resampling_filter
from deepaudio.networks.bigvgan import BigVGAN, BigVGANResidualBlock


@torch.inference_mode()
def waveform(network: BigVGAN, mel: Tensor) -> Tensor:
    """mel: (B, M, F); returns (B, 1, T)."""
    config, x = network.config, network.conv_pre(mel)
    count = len(config.kernels)
    for stage, up in enumerate(network.ups):
        x = up(x)
        blocks = network.resblocks[stage * count : (stage + 1) * count]
        x = torch.stack([_block(block, x) for block in blocks]).sum(0) / count
    y = network.conv_post(activation(x, network.activation_post.act))
    return y.tanh() if config.tanh else y.clamp(-1, 1)


def _block(block: BigVGANResidualBlock, x: Tensor) -> Tensor:
    activations = iter(block.activations)
    for first, second in zip(block.convs1, block.convs2, strict=True):
        y = first(activation(x, next(activations).act))
        x = x + second(activation(y, next(activations).act))
    return x


def activation(x: Tensor, act: SnakeBeta) -> Tensor:
    """SnakeBeta at twice the rate, the doubled signal in memory. x: (B, C, T)."""
    channels = x.shape[1]
    taps = resampling_filter().to(x).expand(channels, 1, -1)
    doubled = functional.conv_transpose1d(
        functional.pad(x, (5, 5), "replicate"), taps, stride=2, groups=channels
    )
    doubled = 2 * doubled[..., 15:-15]
    alpha, beta = act.alpha.exp()[:, None], act.beta.exp()[:, None]
    bent = doubled + torch.sin(doubled * alpha).pow(2) / (beta + 1e-9)
    return functional.conv1d(
        functional.pad(bent, (5, 6), "replicate"), taps, stride=2, groups=channels
    )
