"""Rotary position tables over pairs of adjacent channels."""

from __future__ import annotations

import torch
from torch import Tensor

BASE = 10_000.0

Rotary = tuple[Tensor, Tensor]
"""Cosine and sine, (N, D / 2) each, float32."""


def rotary_table(
    length: int,
    dim: int,
    *,
    scale: float = 1.0,
    device: torch.device | None = None,
    rounded: torch.dtype = torch.float32,
) -> Rotary:
    """Table for positions 0 .. length - 1, each counted as `scale` positions.

    The angle of pair i at position p is p * scale * BASE ** (-2 i / dim). Positions, frequencies,
    angles, cosines and sines are rounded to the numbers of the type `rounded`.
    """
    exponents = torch.arange(0, dim, 2, device=device, dtype=torch.float32) / dim
    positions = torch.arange(length, device=device, dtype=torch.float32)
    angles = torch.outer(_rounded(positions, rounded), _rounded(scale / BASE**exponents, rounded))
    angles = _rounded(angles, rounded)  # (N, D / 2)
    return _rounded(angles.cos(), rounded), _rounded(angles.sin(), rounded)


def _rounded(x: Tensor, dtype: torch.dtype) -> Tensor:
    return x.to(dtype).float()


def rotate(x: Tensor, table: Rotary) -> Tensor:
    """Turn each pair (2 i, 2 i + 1) of the last axis; x: (..., N, D), computed in float32."""
    cos, sin = table
    a, b = x.float().reshape(*x.shape[:-1], -1, 2).unbind(-1)  # (..., N, D / 2) each
    turned = torch.stack((a * cos - b * sin, a * sin + b * cos), dim=-1)
    return turned.flatten(-2).to(x.dtype)  # (..., N, D)
