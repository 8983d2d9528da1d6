"""The processes that train together: who this one is, and what they tell each other.

`torchrun` starts them and says so in the environment; without it there is one.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch import distributed as dist

_CPU = torch.device("cpu")


@dataclass(frozen=True)
class Processes:
    """This process among all."""

    rank: int = 0
    count: int = 1
    device: torch.device = _CPU
    joined: bool = False  # whether a process group is there

    @property
    def first(self) -> bool:
        """Whether this one writes files."""
        return self.rank == 0

    def summed(self, values: Tensor) -> Tensor:
        """The sum of all processes' values; every one of them has to ask."""
        if self.joined:
            dist.all_reduce(values)
        return values

    def gathered(self, values: Tensor) -> Tensor:
        """All processes' values (K,), one after the other; every one of them has to ask."""
        if not self.joined:
            return values
        found = [torch.empty_like(values) for _ in range(self.count)]
        dist.all_gather(found, values)
        return torch.cat(found)


@contextlib.contextmanager
def processes(device: str = "") -> Iterator[Processes]:
    """Join the processes that `torchrun` started; leave them at the end.

    `device` is "cpu" or "cuda"; "" takes a GPU where there is one.
    """
    count = int(os.environ.get("WORLD_SIZE", "1"))
    on_gpu = device.startswith("cuda") or (not device and torch.cuda.is_available())
    local = int(os.environ.get("LOCAL_RANK", "0"))
    here = torch.device("cuda", local) if on_gpu else torch.device(device or "cpu")
    if on_gpu:
        torch.cuda.set_device(here)
    if "RANK" not in os.environ:
        yield Processes(device=here)
        return
    dist.init_process_group("nccl" if on_gpu else "gloo")
    try:
        yield Processes(dist.get_rank(), count, here, joined=True)
    finally:
        dist.destroy_process_group()
