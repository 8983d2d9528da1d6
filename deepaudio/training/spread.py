"""Parameters that are shared out among processes (FSDP2), as whole tensors and back.

Where they are not, each process has all of them, and these functions change nothing.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def shard(module: nn.Module) -> None:
    """Share out a module's parameters as one group, and with them gradients and averages.

    As one, because the networks compute what no step changes outside their blocks' own call.
    """
    from torch.distributed.fsdp import fully_shard

    for parameter in module.parameters():
        parameter.data = parameter.data.contiguous()
    fully_shard(module)


def whole(tensor: Tensor) -> Tensor:
    """All of a tensor, on the CPU. Of one that is shared out every process has to ask."""
    full = tensor.detach()
    if _is_shared_out(full):
        full = full.full_tensor()  # type: ignore[attr-defined]
    return full.cpu()


@torch.no_grad()
def fill(target: Tensor, values: Tensor) -> None:
    """Give `target`, or this process's share of it, `values`."""
    values = values.to(target.device, target.dtype)
    if _is_shared_out(target):
        from torch.distributed.tensor import DTensor, distribute_tensor

        assert isinstance(target, DTensor)
        values = distribute_tensor(values, target.device_mesh, target.placements)
    target.copy_(values)


def _is_shared_out(tensor: Tensor) -> bool:
    """Whether it is a DTensor, whose module takes a second to load and is mostly not needed."""
    return hasattr(tensor, "full_tensor")


def empty_like(target: Tensor) -> Tensor:
    """A tensor of zeros, shared out as `target` is."""
    return torch.zeros_like(target.detach())
