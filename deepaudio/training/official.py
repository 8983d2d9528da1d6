"""Networks' tensors under the names of the official files, and back.

A file so named is read here by `deepaudio models import`, and by MMAudio and F5-TTS themselves.
Of F5-TTS's names those without the prefix of its averages are taken: its loader knows both.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.networks.rotary import BASE
from deepaudio.weights import official

_SPEECH = "transformer."
_FUSION = "mof."


def official_tensors(network: nn.Module, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """`tensors` of a network, by official names, without a fusion, which the published lack."""
    if isinstance(network, MMAudio):
        return dict(tensors)
    if not isinstance(network, F5):
        raise ValueError(f"there are no official names for a {type(network).__name__}")
    pairs = torch.arange(network.config.head_dim // 2)
    named = {
        _SPEECH + name: tensor for name, tensor in tensors.items() if not name.startswith(_FUSION)
    }
    return named | {f"{_SPEECH}rotary_embed.inv_freq": BASE ** -(pairs / len(pairs))}


def fusion_tensors(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Those of a speech network's fusion, by the fusion's own names; none without one."""
    return {
        name.removeprefix(_FUSION): tensor
        for name, tensor in tensors.items()
        if name.startswith(_FUSION)
    }


def own_tensors(
    network: nn.Module, named: Mapping[str, Tensor], fusion: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """Tensors of both files by the network's own names."""
    of = official.mmaudio if isinstance(network, MMAudio) else official.f5
    return of(named) | {_FUSION + name: tensor for name, tensor in fusion.items()}
