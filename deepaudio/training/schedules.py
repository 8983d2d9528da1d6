"""Learning rates by the number of updates made, as the two references schedule them.

Closed forms: a rate depends on nothing but the number of the update, so that a resumed run
needs no scheduler's state.
"""

from __future__ import annotations

from collections.abc import Sequence

_SMALLEST = 1e-8  # fraction of the rate with which speech training starts and ends


def constant_rate(rate: float, update: int, *, warmup: int = 0) -> float:
    """`rate` after a linear warm-up over `warmup` updates; `update` counts from 0."""
    return rate * min(1.0, (update + 1) / (warmup + 1))


def sound_rate(
    rate: float, update: int, *, warmup: int, milestones: Sequence[int] = (), gamma: float = 0.1
) -> float:
    """MMAudio's: warm-up (i + 1) / (warmup + 1), then times `gamma` at each milestone.

    Milestones count from the end of the warm-up.
    """
    if update < warmup:
        return constant_rate(rate, update, warmup=warmup)
    passed = sum(update - warmup >= milestone for milestone in milestones)
    return rate * gamma**passed


def speech_rate(rate: float, update: int, *, warmup: int, total: int) -> float:
    """F5-TTS's: linear from nearly nothing to `rate` over the warm-up, and back until `total`.

    The reference counts a warm-up of N times the number of processes and steps its scheduler as
    often at each update, which comes to N updates.
    """
    if update < warmup:
        part = update / warmup
    else:
        part = 1 - min(1.0, (update - warmup) / max(1, total - warmup))
    return rate * (_SMALLEST + (1 - _SMALLEST) * part)
