"""Windows of a long sequence that are solved together, so that no seam lies between them.

Where windows overlap, each has an answer of its own at every step; what goes on is their
weighted mean, as MultiDiffusion has it for pictures (Bar-Tal et al., arXiv 2302.08113). A
window's weight rises from its edges, so that no answer begins or ends abruptly.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from deepaudio.networks.steps import Step
from deepaudio.sampling.euler import Velocity

Span = tuple[int, int]
"""First frame and number of frames."""


def overlapped(velocities: Sequence[Velocity], spans: Sequence[Span]) -> Velocity:
    """The velocity of a whole state (B, F, ...), given that of each window; F is where they end.

    One window alone is left as it is.
    """
    if len(spans) == 1:
        return velocities[0]

    def velocity(x: Tensor, step: Step) -> Tensor:
        parts = [
            one(x[:, first : first + frames], step)
            for one, (first, frames) in zip(velocities, spans, strict=True)
        ]
        return mean_of(parts, spans)

    return velocity


def beside(
    velocity: Velocity, stretches: Sequence[Sequence[Span]], frames: Sequence[int]
) -> Velocity:
    """The velocity of several sequences that lie end to end, (B, sum of `frames`, ...).

    `velocity` takes all their windows at once, laid end to end as well, those of the first
    sequence first.
    """

    def of_all(x: Tensor, step: Step) -> Tensor:
        wholes = torch.split(x, list(frames), dim=1)
        seen = [
            whole[:, first : first + count]
            for whole, spans in zip(wholes, stretches, strict=True)
            for first, count in spans
        ]
        answers = velocity(torch.cat(seen, dim=1), step)
        parts = iter(torch.split(answers, [one.shape[1] for one in seen], dim=1))
        means = []
        for spans in stretches:
            own = [next(parts) for _ in spans]
            means.append(own[0] if len(spans) == 1 else mean_of(own, spans))
        return torch.cat(means, dim=1)

    return of_all


def mean_of(parts: Sequence[Tensor], spans: Sequence[Span]) -> Tensor:
    """Windows (B, f, ...) as one sequence (B, F, ...), weighted means where they overlap.

    Raises ValueError for windows that leave a gap.
    """
    total = max(first + frames for first, frames in spans)
    like = parts[0]
    shape = (1, -1, *[1] * (like.ndim - 2))
    whole = torch.zeros(len(like), total, *like.shape[2:], device=like.device)
    weights = torch.zeros(total, device=like.device)
    for part, (first, frames) in zip(parts, spans, strict=True):
        weight = _weight(frames).to(like.device)
        whole[:, first : first + frames] += part.float() * weight.view(shape)
        weights[first : first + frames] += weight
    if not bool((weights > 0).all()):
        raise ValueError(f"the windows {list(spans)} leave a gap")
    mean = (whole / weights.view(shape)).to(like.dtype)
    return _alone(mean, parts, spans)


def _alone(mean: Tensor, parts: Sequence[Tensor], spans: Sequence[Span]) -> Tensor:
    """`mean` with what only one window covers exactly as it is there."""
    total = mean.shape[1]
    count = torch.zeros(total, dtype=torch.int64)
    for first, frames in spans:
        count[first : first + frames] += 1
    for part, (first, frames) in zip(parts, spans, strict=True):
        only = (count[first : first + frames] == 1).to(mean.device)
        mean[:, first : first + frames][:, only] = part[:, only]
    return mean


def _weight(frames: int) -> Tensor:
    """(f,), rising from either edge: two that overlap change over linearly."""
    near = torch.arange(frames, dtype=torch.float32) + 0.5
    return torch.minimum(near, near.flip(0))
