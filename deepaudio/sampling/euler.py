"""Euler's method for a flow. It knows no network: it is given a velocity."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from deepaudio.networks.steps import Step

Velocity = Callable[[Tensor, Step], Tensor]
"""Velocity (B, ..., C) of a state (B, ..., C) at the i-th time of the schedule."""

OnStep = Callable[[int, Tensor], None]
"""Called with the number of steps done and the state; raising stops the solver."""


def euler(
    velocity: Velocity, x0: Tensor, schedule: Tensor, on_step: OnStep | None = None
) -> Tensor:
    """Follow `velocity` from noise `x0` along `schedule` (S + 1,); returns the data."""
    x = x0
    for step, width in enumerate(schedule.diff().tolist()):
        x = x + width * velocity(x, step)
        if on_step is not None:
            on_step(step + 1, x)
    return x
