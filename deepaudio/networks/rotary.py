"""Rotary position tables over pairs of adjacent channels."""

from __future__ import annotations

import torch
from torch import Tensor

BASE = 10_000.0

Rotary = tuple[Tensor, Tensor]
"""Cosine and sine, (N, D / 2) each, float32."""


def rotary_table(
    length: int, dim: int, *, scale: float = 1.0, device: torch.device | None = None
) -> Rotary:
    """Table for positions 0 .. length - 1, each counted as `scale` positions.

    The angle of pair i at position p is p * scale * BASE ** (-2 i / dim).
    """
    exponents = torch.arange(0, dim, 2, device=device, dtype=torch.float32) / dim
    positions = torch.arange(length, device=device, dtype=torch.float32)
    angles = torch.outer(positions, scale / BASE**exponents)  # (N, D / 2)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, table: Rotary) -> Tensor:
    """Turn each pair (2 i, 2 i + 1) of the last axis; x: (..., N, D), computed in float32."""
    cos, sin = table
    a, b = x.float().reshape(*x.shape[:-1], -1, 2).unbind(-1)  # (..., N, D / 2) each
    turned = torch.stack((a * cos - b * sin, a * sin + b * cos), dim=-1)
    return turned.flatten(-2).to(x.dtype)  # (..., N, D)
