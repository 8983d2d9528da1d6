"""A voice of one's own: a low-rank change of the speech network's weights.

W becomes W + (alpha / rank) B A (Hu et al., "LoRA", arXiv 2106.09685) for queries, keys, values,
outputs and feed-forward of every block and for the input's projection; B starts at zero. The
base stays as it is, on disk and in memory: a voice is a file of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from deepaudio.networks.f5 import F5
from deepaudio.training.draws import generator
from deepaudio.weights import convert
from deepaudio_plugin.core.errors import UsageError, WeightsDamagedError
from deepaudio_plugin.core.files import output_errors, replacing

FILE = "voice.safetensors"

_SUFFIXES = (
    *(f".attn.{name}.weight" for name in ("to_q", "to_k", "to_v", "to_out.0")),
    *(".ff.ff.0.0.weight", ".ff.ff.2.weight", "input_embed.proj.weight"),
)
_KIND = "deepaudio voice"
_DOWN, _UP = ".lora_down", ".lora_up"


def targets(network: F5) -> list[str]:
    """Names of the weights that a voice changes."""
    return [name for name, _ in network.named_parameters() if name.endswith(_SUFFIXES)]


class Adapter(nn.Module):
    """The change of each weight, as two thin matrices."""

    def __init__(self, network: F5, rank: int, alpha: float, seed: int = 0) -> None:
        super().__init__()
        self.names = targets(network)
        self.rank = rank
        self.alpha = alpha
        shapes = [network.get_parameter(name).shape for name in self.names]
        one = generator("adapter", seed)
        self.down = nn.ParameterList(
            torch.randn(rank, columns, generator=one) * columns**-0.5 for _, columns in shapes
        )
        self.up = nn.ParameterList(torch.zeros(rows, rank) for rows, _ in shapes)

    def changes(self) -> dict[str, Tensor]:
        """What is added to each weight, by its name."""
        scale = self.alpha / self.rank
        pairs = zip(self.names, self.up, self.down, strict=True)
        return {name: scale * (up @ down) for name, up, down in pairs}

    def tensors(self) -> dict[str, Tensor]:
        """Both matrices of each weight, by name."""
        found: dict[str, Tensor] = {}
        for name, up, down in zip(self.names, self.up, self.down, strict=True):
            layer = name.removesuffix(".weight")
            found |= {layer + _UP: up.detach(), layer + _DOWN: down.detach()}
        return found


@dataclass(frozen=True)
class LearntVoice:
    """What a voice's file says."""

    name: str
    consent: str  # who agreed, in the words given at training
    base_sha256: str  # of the official file that the voice was trained on
    alpha: float
    tensors: Mapping[str, Tensor]


def merged(network: F5, voice: LearntVoice) -> F5:
    """`network` with the voice in its weights; its own tensors are copied, not changed.

    Raises ValueError naming a weight that the network does not have in that shape.
    """
    changed = copy.deepcopy(network)
    own = dict(changed.named_parameters())
    for layer in sorted({name.removesuffix(_UP) for name in voice.tensors if name.endswith(_UP)}):
        weight, change = own.get(f"{layer}.weight"), _change_of(voice, layer)
        if weight is None or weight.shape != change.shape:
            raise ValueError(f"the voice {voice.name!r} is for another network: {layer}")
        with torch.no_grad():
            weight.copy_(weight.float() + change.to(weight.device))
    return changed


def _change_of(voice: LearntVoice, layer: str) -> Tensor:
    """What the voice adds to the weight of `layer`, (rows, columns), float32."""
    up, down = voice.tensors[layer + _UP].float(), voice.tensors[layer + _DOWN].float()
    return (voice.alpha / down.shape[0]) * (up @ down)


def save(voice: LearntVoice, path: Path) -> None:
    """Write a voice as half-precision numbers, as a whole or not at all.

    Raises UsageError without a statement of consent, OutputError and DiskFullError.
    """
    if not voice.consent.strip():
        raise UsageError(
            "a voice is not kept without the consent of the person whose it is",
            where=str(path),
            hint='Say who agreed to what: [voice] consent = "…"',
        )
    metadata = {
        "kind": _KIND,
        "name": voice.name,
        "consent": voice.consent,
        "base_sha256": voice.base_sha256,
        "alpha": repr(voice.alpha),
    }
    half = {name: tensor.half() for name, tensor in voice.tensors.items()}
    with output_errors(path), replacing(path) as temp:
        convert.save(half, temp, metadata)


def load(path: Path) -> LearntVoice:
    """Read a voice. Raises WeightsDamagedError when the file is none, or states no consent."""
    try:
        with safe_open(path, framework="pt") as file:
            said = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise WeightsDamagedError(f"cannot be read ({error})", where=str(path)) from error
    if said.get("kind") != _KIND or not said.get("consent", "").strip():
        raise WeightsDamagedError("is no voice with a statement of consent", where=str(path))
    return LearntVoice(
        said.get("name", ""), said["consent"], said.get("base_sha256", ""),
        float(said.get("alpha", "0")), tensors,
    )  # fmt: skip
