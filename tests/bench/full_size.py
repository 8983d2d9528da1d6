"""Networks with random weights at their full size, and inputs as a clip makes them."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import TypeVar

import torch
from torch import Tensor, nn

Network = TypeVar("Network", bound=nn.Module)

_SPREAD = 0.7  # of what would keep magnitudes: residual branches add up


def filled(build: Callable[[], Network], device: str = "cpu", seed: int = 0) -> Network:
    """A network whose weights were drawn at once on `device`, in float32.

    Weights that multiply sums get the spread that keeps magnitudes, all others stay near
    their neutral value.
    """
    with torch.device("meta"):
        network = build()
    network = network.to_empty(device=device).eval().requires_grad_(False)
    generator = torch.Generator(device).manual_seed(seed)
    for name, values in network.state_dict().items():
        if values.dim() >= 2:
            bound = _SPREAD * math.sqrt(3 / values[0].numel())
            values.uniform_(-bound, bound, generator=generator)
        else:
            values.normal_(std=0.02, generator=generator)
            scales = name.endswith("weight") or name.endswith("gamma")
            values.add_(1.0 if scales else 0.0)
    for name, values in network.named_buffers():
        values.fill_(1.0 if name.endswith("std") else 0.0)
    return network


def drawn(*shape: int, device: str = "cpu", seed: int = 1) -> Tensor:
    """Normal noise, the same on every call with the same arguments."""
    generator = torch.Generator().manual_seed(seed + sum(shape))
    return torch.randn(shape, generator=generator).to(device)


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Torch computes in one thread."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
