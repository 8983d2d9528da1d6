"""Classifier-free guidance: towards the conditions, away from the null conditions.

With a fusion of picture and text there are two directions, each with a strength of its own:
from nothing to the text, and from there to the text with its picture (as Brooks et al.,
arXiv 2211.09800, guide by an image and by an instruction).

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


def guided_twice(
    predict: Predict[Cond],
    conds: tuple[Cond, Cond, Cond],
    strengths: tuple[float, float],
    *,
    join: Callable[[Cond, Cond], Cond] | None = None,
) -> Velocity:
    """n + s (t - n) + p (a - t), for conditions of all, of the text alone and of nothing.

    `strengths` are s and p; 1 and 1 follow the conditions without guidance. In one pass over
    three batches with `join`, else in three passes.
    """
    text_strength, picture_strength = strengths
    joined = None if join is None else join(join(conds[0], conds[1]), conds[2])

    def velocity(x: Tensor, step: Step) -> Tensor:
        if joined is None:
            everything, text, null = (predict(x, step, cond) for cond in conds)
        else:
            everything, text, null = predict(torch.cat((x, x, x)), step, joined).chunk(3)
        return null + text_strength * (text - null) + picture_strength * (everything - text)

    return velocity
