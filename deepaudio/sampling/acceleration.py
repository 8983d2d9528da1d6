"""Fewer launches on an NVIDIA GPU: recorded steps and compiled blocks.

A step of a flow is some thousand small kernels, and launching them one by one from Python
takes a fast GPU longer than running them. `replayed` records the second step as a CUDA
graph and launches it whole from then on; it needs nothing but torch. `compile_blocks` lets
torch fuse the kernels of a network's blocks; it needs Triton and a C compiler. Neither
changes a render on another device.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable
from itertools import chain
from typing import cast

import torch
from torch import Tensor, nn

from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.networks.steps import Step
from deepaudio.sampling.euler import Velocity

Program = Callable[[], Tensor]
"""Computes a tensor from others that stay where they are in memory."""

Recorder = Callable[[Program], Program]
"""Makes of a program one that does the same, into the same tensor every time."""


def replayed(velocity: Velocity, *, record: Recorder | None = None) -> Velocity:
    """`velocity`, recorded at its second call. For one render: states of one shape.

    Without `record` that is a CUDA graph where the state is on an NVIDIA GPU, and nothing
    elsewhere.
    """
    return _Replayed(velocity, record)


class _Replayed:
    def __init__(self, velocity: Velocity, record: Recorder | None) -> None:
        self._velocity = velocity
        self._record = record
        self._inputs: tuple[Tensor, Tensor] | None = None
        self._program: Program | None = None

    def __call__(self, x: Tensor, step: Step) -> Tensor:
        record = self._record or (cuda_graph if x.is_cuda else None)
        if record is None:
            return self._velocity(x, step)
        if self._inputs is None:  # this call loads kernels, which a recording must not
            self._inputs = torch.empty_like(x), torch.zeros(1, dtype=torch.long, device=x.device)
            self._fill(x, step)
            return self._velocity(*self._inputs).clone()
        self._fill(x, step)
        if self._program is None:
            inputs = self._inputs
            self._program = record(lambda: self._velocity(*inputs))
        return self._program().clone()

    def _fill(self, x: Tensor, step: Step) -> None:
        assert self._inputs is not None
        state, number = self._inputs
        state.copy_(x)
        number.fill_(step)


def cuda_graph(program: Program) -> Program:
    """`program` as a CUDA graph. Recording computes nothing yet."""
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        made = program()

    def replay() -> Tensor:
        graph.replay()
        return made

    return replay


def compile_blocks(
    network: MMAudio | F5, *, backend: str = "inductor", dynamic: bool | None = None
) -> None:
    """Have the repeated blocks of `network` compiled when they first run, in place.

    Blocks of a kind share one compilation; a length of clip not met before costs another,
    the third makes it hold for all. With `dynamic` the first holds for all: what is computed
    does then not depend on the lengths that were met before.
    """
    for block in _blocks(network):
        block.compile(backend=backend, dynamic=dynamic)


def run_uncompiled(network: MMAudio | F5) -> None:
    """Have the blocks of `network` run as they are again."""
    for block in _blocks(network):
        block._compiled_call_impl = None


def can_compile() -> bool:
    """Whether torch finds what `compile_blocks` needs for an NVIDIA GPU."""
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    triton = importlib.util.find_spec("triton") is not None
    return torch.cuda.is_available() and triton and (bool(compiler) or os.name == "nt")


def _blocks(network: MMAudio | F5) -> Iterable[nn.Module]:
    if isinstance(network, F5):
        return cast("Iterable[nn.Module]", network.transformer_blocks)
    return cast("Iterable[nn.Module]", chain(network.joint_blocks, network.fused_blocks))
