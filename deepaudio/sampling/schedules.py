"""Grids of time from noise (0) to data (1): lists of S + 1 numbers."""

from __future__ import annotations

import torch
from torch import Tensor

_PRUNED = {
    5: (0, 2, 4, 8, 16, 32),
    6: (0, 2, 4, 6, 8, 16, 32),
    7: (0, 2, 4, 6, 8, 16, 24, 32),
    10: (0, 2, 4, 6, 8, 12, 16, 20, 24, 28, 32),
    12: (0, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32),
    16: (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32),
}


def linear(steps: int) -> Tensor:
    """Equal steps, (S + 1,). Raises ValueError below one step."""
    if steps < 1:
        raise ValueError(f"a schedule has at least one step, got {steps}")
    return torch.linspace(0, 1, steps + 1)


def pruned(steps: int) -> Tensor:
    """Empirically pruned steps, (S + 1,): dense at first, sparse later (EPSS).

    Zheng et al., "Accelerating Flow-Matching-Based Text-to-Speech via Empirically Pruned
    Step Sampling", arXiv 2505.19931. Numbers of steps it does not cover are linear.
    """
    if steps not in _PRUNED:
        return linear(steps)
    return torch.tensor(_PRUNED[steps], dtype=torch.float32) / 32


def sway(schedule: Tensor, coefficient: float) -> Tensor:
    """`schedule` bent towards its start for negative coefficients (F5-TTS, eq. 7)."""
    bent = torch.cos(torch.pi / 2 * schedule) - 1 + schedule
    return schedule + coefficient * bent
