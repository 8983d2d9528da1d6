"""BigVGAN's activation: at twice the rate, between two low-pass filters.

The doubled signal never exists as a whole. Its even and odd samples are two signals at
the original rate, each six filter taps away from the input and from the output
(`polyphase`). For inference on a CPU that is done block by block as matrix products that
stay in the cache (`in_blocks`), more than twice as fast as convolutions there.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from deepaudio.networks.stopping import may_stop

ANTIALIAS_REACH = 6
"""Samples on either side that an output depends on."""

_TAPS = 12
_PHASE_TAPS = _TAPS // 2
_CUTOFF = 0.25  # of the doubled rate
_TRANSITION = 0.6  # full width relative to the doubled rate

_BLOCK = 16  # outputs per matrix row
_REACH = 5  # inputs before a block, and after it, that its outputs see
_EDGE = 3  # outputs at either end that see the repeated ends of the doubled signal
_EDGE_INPUTS = 12  # inputs those depend on, and some
_AT_ONCE = 1 << 16  # outputs per step and thread: with all that belongs to them 1.5 MB


@functools.cache
@torch.inference_mode(False)  # kept for later, when gradients may be wanted
def resampling_filter() -> Tensor:
    """The low-pass at half the doubled rate: a Kaiser-windowed sinc, (12,), of sum 1."""
    attenuation = 2.285 * (_PHASE_TAPS - 1) * math.pi * 4 * _TRANSITION / 2 + 7.95
    beta = 0.1102 * (attenuation - 8.7)
    window = torch.kaiser_window(_TAPS, periodic=False, beta=beta, dtype=torch.float64)
    times = torch.arange(_TAPS, dtype=torch.float64) - (_TAPS - 1) / 2
    taps = window * 2 * _CUTOFF * torch.sinc(2 * _CUTOFF * times)
    return (taps / taps.sum()).float()


class SnakeBeta(nn.Module):
    """x + sin^2(a x) / b per channel; a and b are stored as logarithms."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.zeros(channels))
        self.beta = nn.Parameter(torch.zeros(channels))

    def frequency(self) -> Tensor:
        """a, (C,)."""
        return self.alpha.exp()

    def gain(self) -> Tensor:
        """1 / b, (C,)."""
        return 1 / (self.beta.exp() + 1e-9)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, T); returns the same."""
        y: Tensor = x + self.gain()[:, None] * torch.sin(x * self.frequency()[:, None]).square()
        return y


class AntiAliased(nn.Module):
    """SnakeBeta at twice the rate."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.act = SnakeBeta(channels)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, C, T); returns the same."""
        trains = torch.is_grad_enabled() and (x.requires_grad or self.act.alpha.requires_grad)
        plain = trains or x.device.type != "cpu" or x.dtype != torch.float32
        return (
            polyphase(x, self.act)
            if plain or x.shape[-1] < _EDGE_INPUTS
            else in_blocks(x, self.act)
        )


# -- as two phases ------------------------------------------------------------------


def polyphase(x: Tensor, act: SnakeBeta) -> Tensor:
    """The activation as convolutions over even and odd samples. x: (B, C, T)."""
    even, odd = upsampled_phases(x)
    return downsampled(act(even), act(odd))


def upsampled_phases(x: Tensor) -> tuple[Tensor, Tensor]:
    """Even and odd samples, (B, C, T) each, of x (B, C, T) at twice the rate.

    The published network pads with the end values, transposes a convolution and crops;
    doubled sample 2 n + p of that is 2 * sum_k filter[11 - 2 k - p] x[n + k + p - 3].
    """
    padded = functional.pad(x, (3, 3), "replicate")  # (B, C, T + 6)
    even, odd = _up_taps(x)
    count = x.shape[-1]
    return _slide(padded, even, count), _slide(padded[..., 1:], odd, count)


def downsampled(even: Tensor, odd: Tensor) -> Tensor:
    """The doubled signal of two phases (B, C, T) back at its original rate, (B, C, T).

    Output n is sum_k filter[k] v[2 n + k - 5] of the doubled signal v, its ends repeated.
    """
    first, last = even[..., :1], odd[..., -1:]
    count = even.shape[-1]
    evens = torch.cat((first.expand(-1, -1, 2), even, last.expand(-1, -1, 3)), dim=-1)
    odds = torch.cat((first.expand(-1, -1, 3), odd, last.expand(-1, -1, 3)), dim=-1)
    of_even, of_odd = _down_taps(even)
    return _slide(evens, of_even, count) + _slide(odds, of_odd, count)


def _up_taps(like: Tensor) -> tuple[Tensor, Tensor]:
    taps = 2 * resampling_filter().to(like).flip(0)
    return taps[0::2], taps[1::2]


def _down_taps(like: Tensor) -> tuple[Tensor, Tensor]:
    taps = resampling_filter().to(like)
    return taps[1::2], taps[0::2]


def _slide(x: Tensor, taps: Tensor, count: int) -> Tensor:
    """sum_k taps[k] x[..., n + k] for n in [0, count); x: (B, C, at least count + 5)."""
    channels = x.shape[1]
    weight = taps.expand(channels, 1, -1)
    return functional.conv1d(x[..., : count + len(taps) - 1], weight, groups=channels)


# -- in blocks ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Matrices:
    """What a block's inputs, split into this row and the start of the next, become."""

    up: tuple[Tensor, Tensor]  # (block, 2 (block + 5)), (10, ...): the doubled signal
    down: Tensor  # (2 (block + 5), block): from that, the outputs
    through: tuple[Tensor, Tensor]  # (block, block), (10, block): up and down at once


@functools.cache
@torch.inference_mode(False)  # kept for later, when gradients may be wanted
def _matrices() -> _Matrices:
    """Row r of the input holds x[16 r - 5 ...]; its outputs are y[16 r ...]."""
    doubled = _BLOCK + _REACH  # samples of either phase that a block's outputs need
    up = torch.zeros(_BLOCK + 2 * _REACH, 2 * doubled)
    down = torch.zeros(2 * doubled, _BLOCK)
    even, odd = _up_taps(up)
    of_even, of_odd = _down_taps(up)
    for i in range(doubled):  # even phase from 2 before the block, odd phase from 3 before it
        up[i : i + _PHASE_TAPS, i] = even
        up[i : i + _PHASE_TAPS, doubled + i] = odd
    for j in range(_BLOCK):
        down[j : j + _PHASE_TAPS, j] = of_even
        down[doubled + j : doubled + j + _PHASE_TAPS, j] = of_odd
    through = up.double() @ down.double()
    return _Matrices(
        (up[:_BLOCK].clone(), up[_BLOCK:].clone()),
        down,
        (through[:_BLOCK].float(), through[_BLOCK:].float()),
    )


def in_blocks(x: Tensor, act: SnakeBeta) -> Tensor:
    """The activation as matrix products over blocks of 16 samples, a cacheful at a time.

    x: (B, C, T), T at least 12. The linear part x of x + sin^2(a x) / b goes through both
    filters in one product. Rows that run from one channel into the next compute nothing
    anyone reads; the ends are done by `polyphase`.
    """
    batch, channels, samples = x.shape
    per_channel = -(-samples // _BLOCK) + 1
    rows = _blocks(x, per_channel)  # (B C R, block)
    frequency, gain = (
        y.expand(batch, -1)[..., None].expand(-1, -1, per_channel).reshape(-1, 1)
        for y in (act.frequency(), act.gain())
    )  # (B C R, 1) each
    m = _matrices()
    y = torch.empty_like(rows)
    step = _AT_ONCE * torch.get_num_threads() // _BLOCK
    for start in range(0, len(rows) - 1, step):
        may_stop()
        stop = min(start + step, len(rows) - 1)
        here = rows[start : stop + 1]
        sine = _pair(here * frequency[start : stop + 1], m.up).sin_().square_()
        linear = _pair(here, m.through)
        torch.addcmul(linear, sine @ m.down, gain[start:stop], out=y[start:stop])
    y = y.view(batch, channels, -1)[..., :samples]
    y[..., :_EDGE] = polyphase(x[..., :_EDGE_INPUTS], act)[..., :_EDGE]
    y[..., -_EDGE:] = polyphase(x[..., -_EDGE_INPUTS:], act)[..., -_EDGE:]
    return y


def _blocks(x: Tensor, per_channel: int) -> Tensor:
    """(B, C, T), its ends repeated, as rows of a block: (B * C * R, block)."""
    padded = x.new_empty(*x.shape[:2], per_channel * _BLOCK)
    end = _REACH + x.shape[-1]
    padded[..., _REACH:end] = x
    padded[..., :_REACH] = x[..., :1]
    padded[..., end:] = x[..., -1:]
    return padded.view(-1, _BLOCK)


def _pair(rows: Tensor, matrices: tuple[Tensor, Tensor]) -> Tensor:
    """Each row and the first 10 values of the next, times the two matrices; one row fewer."""
    return torch.mm(rows[:-1], matrices[0]).addmm_(rows[1:, : 2 * _REACH], matrices[1])
