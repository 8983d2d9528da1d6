"""Averages of the weights over training: two kinds, as the two references keep them.

`PowerAverage` has a power function as its profile, of which several widths are kept and from
whose snapshots any other is synthesised afterwards (Karras et al., "Analyzing and Improving the
Training Dynamics of Diffusion Models", arXiv 2312.02696, algorithms 2 and 3). `WarmingAverage`
is exponential, with a decay that rises from 0. Only parameters are averaged: the buffers of
these networks are constants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

Weights = Mapping[str, Tensor]


class Average(Protocol):
    """What the loop needs of an average."""

    updates: int
    tensors: dict[str, Tensor]

    def update(self, weights: Weights) -> None:
        """Take in the weights after another step."""


def copied(weights: Weights) -> dict[str, Tensor]:
    """Weights in memory of their own."""
    return {name: tensor.detach().clone() for name, tensor in weights.items()}


@torch.no_grad()
def _approach(average: dict[str, Tensor], weights: Weights, share: float) -> None:
    for name, tensor in average.items():
        tensor.lerp_(weights[name].detach(), share)


# -- the power function -------------------------------------------------------------


def exponent(sigma_rel: float) -> float:
    """Exponent of the power function whose relative width is `sigma_rel` (algorithm 2)."""
    t = sigma_rel**-2
    return float(np.roots([1, 7, 16 - t, 12 - t]).real.max())


class PowerAverage:
    """Average with a power function as its profile, updated each `every` steps.

    Its first update copies. With updates that are further apart the decay is that over their
    distance (the reference's "step size correction", which it also applies at `every` = 1).
    """

    def __init__(self, weights: Weights, sigma_rel: float, *, every: int = 1) -> None:
        self.sigma_rel = sigma_rel
        self.every = every
        self.updates = 0
        self.tensors = copied(weights)

    def decay(self) -> float:
        """Share of the average that stays, at the present number of updates."""
        power = 1 + exponent(self.sigma_rel)
        before, after = self.updates + 1, self.updates + 1 + self.every
        product = (1 - 1 / before) ** power * (1 - 1 / after) ** power
        return float(product ** (self.every / 2))

    def update(self, weights: Weights) -> None:
        """Take in the weights after another step."""
        self.updates += 1
        if self.updates == 1:
            self.tensors = copied(weights)
        elif (self.updates - 1) % self.every == 0:
            _approach(self.tensors, weights, 1 - self.decay())


@dataclass(frozen=True)
class Snapshot:
    """A power average as it was after `step` steps."""

    step: int
    sigma_rel: float


def synthesis_weights(snapshots: Sequence[Snapshot], sigma_rel: float, step: int) -> list[float]:
    """Coefficients of the sum of `snapshots` that comes closest to another width (algorithm 3).

    Raises ValueError without snapshots, and for a step after the last of them.
    """
    if not snapshots or step > max(one.step for one in snapshots):
        raise ValueError(f"there is no snapshot at or after step {step}")
    steps = np.array([one.step for one in snapshots], np.float64)
    exponents = np.array([exponent(one.sigma_rel) for one in snapshots])
    wanted, at = np.array([exponent(sigma_rel)]), np.array([step], np.float64)
    a = _products(steps[:, None], exponents[:, None], steps, exponents)
    b = _products(steps[:, None], exponents[:, None], at, wanted)
    solved: list[float] = np.linalg.solve(a, b)[:, 0].tolist()
    return solved


def _products(
    t_a: np.ndarray, power_a: np.ndarray, t_b: np.ndarray, power_b: np.ndarray
) -> np.ndarray:
    """Inner products of power functions that end at t_a and t_b."""
    ratio = t_a / t_b
    raised = ratio ** np.where(t_a < t_b, power_b, -power_a)
    top = (power_a + 1) * (power_b + 1) * raised
    product: np.ndarray = top / ((power_a + power_b + 1) * np.maximum(t_a, t_b))
    return product


def summed(parts: Sequence[Weights], coefficients: Sequence[float]) -> dict[str, Tensor]:
    """The sum of `parts`, each times its coefficient, in float32."""
    total = {name: torch.zeros_like(tensor, dtype=torch.float32)
             for name, tensor in parts[0].items()}  # fmt: skip
    for part, coefficient in zip(parts, coefficients, strict=True):
        for name, tensor in total.items():
            tensor.add_(part[name].float(), alpha=coefficient)
    return total


# -- the warming one ----------------------------------------------------------------


class WarmingAverage:
    """Exponential average whose decay is 1 - (1 + k)^(-2/3) up to `beta`.

    Weights are copied until `after` updates; from then on each `every`-th counts, with k the
    updates since. The defaults are those of the package that F5-TTS averages with.
    """

    def __init__(
        self, weights: Weights, *, beta: float = 0.9999, after: int = 100, every: int = 10
    ) -> None:
        self.beta = beta
        self.after = after
        self.every = every
        self.updates = 0
        self.tensors = copied(weights)

    def decay(self) -> float:
        """Share of the average that stays, at the present number of updates."""
        since = self.updates - self.after - 1
        return float(min(self.beta, 1 - (1 + since) ** (-2 / 3))) if since > 0 else 0.0

    def update(self, weights: Weights) -> None:
        """Take in the weights after another step."""
        before = self.updates
        self.updates += 1
        if before and before % self.every:
            return
        if before <= self.after:
            self.tensors = copied(weights)
        else:
            _approach(self.tensors, weights, 1 - self.decay())
