"""Long convolutions over many channels in a quarter of the multiplications, on a CPU.

A piece of the signal and the kernel are both seen as short periodic signals: their
convolution is a product of spectra, which here costs matrix products of channels by channels,
three for a complex frequency. 14 outputs of 11 taps take 35 of them instead of 154
(Winograd, "Arithmetic Complexity of Computations", 1980, on cyclic convolution; three
products for a complex one after Gauss). Sums of cosines keep all numbers of one size, so
float32 loses nothing that counts.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from deepaudio.networks.stopping import may_stop

_PERIOD = 24
_FEWEST_CHANNELS = 96  # below, transforming the signal costs more than is saved
_FEWEST_TAPS = 7
_FEWEST_PIECES = 64  # below, transforming the kernels does
_AT_ONCE = 1 << 21  # numbers per step: 8 MB


@dataclass(frozen=True)
class _Transform:
    """outputs = back @ ((kernel @ taps) * (piece @ inputs)), F products, m outputs."""

    kernel: Tensor  # (F, k)
    piece: Tensor  # (F, period)
    back: Tensor  # (m, F)


def convolve(conv: nn.Conv1d, x: Tensor) -> Tensor:
    """`conv`, which keeps the length, of x (B, C, T); returns (B, C', T)."""
    (dilation,) = conv.dilation
    outputs = _PERIOD - conv.kernel_size[0] + 1
    fast = (
        x.device.type == "cpu"
        and x.dtype == torch.float32
        and not (torch.is_grad_enabled() and (x.requires_grad or conv.weight.requires_grad))
        and min(conv.weight.shape[:2]) >= _FEWEST_CHANNELS
        and conv.kernel_size[0] >= _FEWEST_TAPS
        and x.shape[-1] >= _FEWEST_PIECES * outputs
    )
    if not fast:
        y: Tensor = conv(x)
        return y
    return by_spectra(x, conv.weight, conv.bias, dilation)


def by_spectra(x: Tensor, weight: Tensor, bias: Tensor | None, dilation: int = 1) -> Tensor:
    """x: (B, C, T), weight: (C', C, k) with k odd; returns (B, C', T)."""
    transform = _transform(weight.shape[-1])
    spectra = (transform.kernel @ weight.flatten(0, 1).T).view(-1, *weight.shape[:2])  # (F, C', C)
    parts = [_one(item, spectra, weight.shape[-1], dilation) for item in x]
    y = torch.stack(parts) if len(parts) > 1 else parts[0][None]
    return y if bias is None else y.add_(bias[:, None])


def _one(x: Tensor, spectra: Tensor, taps: int, dilation: int) -> Tensor:
    """x: (C, T), spectra: (F, C', C); returns (C', T)."""
    transform, samples = _transform(taps), x.shape[-1]
    outputs = len(transform.back)
    stride = outputs * dilation  # samples that a row of pieces, one per phase, makes
    count = -(-samples // stride)
    reach = taps // 2 * dilation
    padded = functional.pad(x, (reach, count * stride - samples + reach))
    pieces = padded.unfold(1, _PERIOD * dilation, stride)  # (C, P, period * d)
    pieces = pieces.view(*pieces.shape[:2], _PERIOD, dilation).mT  # (C, P, d, period)
    y = x.new_empty(spectra.shape[1], count, outputs, dilation)
    step = max(1, _AT_ONCE // (spectra.shape[0] * len(x) * dilation))
    for start in range(0, count, step):
        may_stop()
        some = pieces[:, start : start + step]  # (C, p, d, period)
        seen = (transform.piece @ some.reshape(-1, _PERIOD).T).view(len(spectra), len(x), -1)
        made = torch.bmm(spectra, seen).flatten(1)  # (F, C' p d)
        made = (transform.back @ made).view(outputs, len(y), -1, dilation)
        y[:, start : start + step] = made.permute(1, 2, 0, 3)
    return y.view(len(y), -1)[:, :samples]


@functools.cache
@torch.inference_mode(False)  # kept for later, when gradients may be wanted
def _transform(taps: int) -> _Transform:
    """For kernels of `taps`, which convolution networks apply unflipped."""
    n = torch.arange(_PERIOD, dtype=torch.float64)
    kernel: list[Tensor] = []
    piece: list[Tensor] = []
    back: list[Tensor] = []
    for frequency in range(_PERIOD // 2 + 1):
        angles = 2 * math.pi * frequency / _PERIOD * n
        cos, sin = angles.cos(), angles.sin()
        if frequency in (0, _PERIOD // 2):
            kernel, piece, back = [*kernel, cos], [*piece, cos], [*back, cos / _PERIOD]
            continue
        # Of the piece's spectrum a + i b and the kernel's, conjugate as it is not flipped,
        # c + i d the product is c (a + b) - b (c + d), and i times c (a + b) + a (d - c).
        kernel += [cos, sin - cos, cos + sin]
        piece += [cos - sin, cos, -sin]
        back += [(cos - sin) * 2 / _PERIOD, -sin * 2 / _PERIOD, -cos * 2 / _PERIOD]
    of_kernel, of_piece, of_back = (torch.stack(rows).float() for rows in (kernel, piece, back))
    outputs = _PERIOD - taps + 1
    return _Transform(of_kernel[:, :taps].clone(), of_piece, of_back.T[:outputs].clone())
