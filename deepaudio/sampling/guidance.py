"""Classifier-free guidance: towards the conditions, away from the null conditions.

The two models state its strength differently; F5's 2.0 is MMAudio's 3.0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor

from deepaudio.networks.steps import Step
from deepaudio.sampling.euler import Velocity

Cond = TypeVar("Cond")

Predict = Callable[[Tensor, Step, Cond], Tensor]
"""Velocity (B, ..., C) of a state at the i-th time of a schedule under conditions."""

Combine = Callable[[Tensor, Tensor, float], Tensor]


def mmaudio_guidance(conditional: Tensor, null: Tensor, strength: float) -> Tensor:
    """s c + (1 - s) n."""
    return strength * conditional + (1 - strength) * null


def f5_guidance(conditional: Tensor, null: Tensor, strength: float) -> Tensor:
    """c + s (c - n)."""
    return conditional + (conditional - null) * strength


def guided(
    predict: Predict[Cond],
    cond: Cond,
    null: Cond,
    strength: float,
    combine: Combine,
    *,
    join: Callable[[Cond, Cond], Cond] | None = None,
) -> Velocity:
    """A guided velocity: in one pass over a doubled batch with `join`, else in two passes."""
    if join is None:
        return lambda x, step: combine(predict(x, step, cond), predict(x, step, null), strength)
    both = join(cond, null)

    def velocity(x: Tensor, step: Step) -> Tensor:
        conditional, unconditional = predict(torch.cat((x, x)), step, both).chunk(2)
        return combine(conditional, unconditional, strength)

    return velocity
