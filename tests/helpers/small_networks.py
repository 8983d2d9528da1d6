"""Networks of a few thousand numbers, none of them zero, for tests of training."""

from __future__ import annotations

from typing import TypeVar

import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)


def randomised(network: Network, seed: int = 5, scale: float = 0.3) -> Network:
    """All weights drawn anew, the same every time; scales of norms lie about one."""
    one = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            drawn = scale * torch.randn(tensor.shape, generator=one)
            is_scale = name.endswith(("norm.weight", "latent_std"))
            tensor.copy_(1 + 0.1 * drawn if is_scale else drawn)
    return network
