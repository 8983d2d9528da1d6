"""Loads a network strictly; errors name missing, unexpected and misshapen tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor, nn

from deepaudio_plugin.core.problems import first_few

Tensors = Mapping[str, Tensor]
"""Weights by name, as in a checkpoint file."""

Network = TypeVar("Network", bound=nn.Module)

_NAMED = 5  # so many of each kind are spelled out in the message


@dataclass(frozen=True)
class Mismatch:
    """How a file's tensors differ from a network's."""

    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    misshapen: tuple[str, ...]  # "name: (2, 3) instead of (3, 3)"

    def __bool__(self) -> bool:
        return bool(self.missing or self.unexpected or self.misshapen)

    def __str__(self) -> str:
        kinds = {
            "missing": self.missing, "unexpected": self.unexpected, "misshapen": self.misshapen
        }  # fmt: skip
        return "; ".join(f"{kind} {_listed(names)}" for kind, names in kinds.items() if names)


class WeightsMismatchError(ValueError):
    """The tensors are not those of the network."""

    def __init__(self, name: str, mismatch: Mismatch) -> None:
        super().__init__(f"{name}: {mismatch}")
        self.mismatch = mismatch


def load_strict(
    network: Network, tensors: Tensors, *, name: str = "", dtype: torch.dtype | None = None
) -> Network:
    """Give `network` exactly `tensors`, in `dtype` (None: as they are), ready for inference.

    The network may stand on the meta device: tensors are assigned, not copied. Raises
    `WeightsMismatchError` naming `name` (a file, a network) and every kind of difference;
    the network is then unchanged.
    """
    mismatch = compare(network, tensors)
    if mismatch:
        raise WeightsMismatchError(name or type(network).__name__, mismatch)
    state = {key: _cast(tensor, dtype) for key, tensor in tensors.items()}
    network.load_state_dict(state, strict=True, assign=True)
    return network.requires_grad_(False).eval()


def compare(network: nn.Module, tensors: Tensors) -> Mismatch:
    """Differences between a network's tensors and `tensors`, in the network's order."""
    own = network.state_dict()
    return Mismatch(
        missing=tuple(key for key in own if key not in tensors),
        unexpected=tuple(key for key in tensors if key not in own),
        misshapen=tuple(
            f"{key}: {tuple(tensors[key].shape)} instead of {tuple(own[key].shape)}"
            for key in own
            if key in tensors and tensors[key].shape != own[key].shape
        ),
    )


def _cast(tensor: Tensor, dtype: torch.dtype | None) -> Tensor:
    return tensor.to(dtype) if dtype is not None and tensor.is_floating_point() else tensor


def _listed(names: tuple[str, ...]) -> str:
    return first_few(names, most=_NAMED)
