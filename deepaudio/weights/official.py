"""Converts the tensors of each official file to the names of this project's networks.

Each function takes the object in the file (a dict of tensors, perhaps inside a container)
and returns tensors for `load_strict`. They only rename, drop and fuse; nothing is drawn
or guessed except where a docstring says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from deepaudio.networks.antialias import resampling_filter
from deepaudio.networks.mmaudio import framewise
from deepaudio.weights.loading import Tensors


def mmaudio(loaded: Mapping[str, Any]) -> dict[str, Tensor]:
    """A flat state dict, without tables that older files carry and that are computed here.

    Convolutions are laid out as their matrix products want them.
    """
    tensors = without(loaded, "t_embed.freqs", "latent_rot", "clip_rot")
    return {
        name: framewise(tensor) if name.endswith(".weight") and tensor.ndim == 3 else tensor
        for name, tensor in tensors.items()
    }


def vae(loaded: Mapping[str, Any], *, encoder: bool = True) -> dict[str, Tensor]:
    """A flat state dict with normalised convolutions; without the encoder on request."""
    tensors = dict(loaded) if encoder else without(loaded, "encoder.")
    return {
        name: magnitude_preserving(tensor) if name.endswith(".weight") else tensor
        for name, tensor in tensors.items()
    }


def bigvgan(loaded: Mapping[str, Any]) -> dict[str, Tensor]:
    """The state dict under `generator` (or flat), weight norm fused.

    Every activation's resampling filter is in the file; they are all the same, and computed.
    """
    tensors = fused_weight_norm(loaded.get("generator", loaded))
    return without_constant(tensors, ".filter", lambda _: resampling_filter())


def vocos(loaded: Mapping[str, Any]) -> dict[str, Tensor]:
    """A flat state dict, without the constants of its mel and of its inverse STFT."""
    tensors = without(loaded, "feature_extractor.")
    return without_constant(tensors, "head.istft.window", torch.hann_window)


def f5(loaded: Mapping[str, Any]) -> dict[str, Tensor]:
    """The averaged weights of a training file (or a flat state dict), without their prefixes.

    Published F5-TTS files know no energy: they get the zero projection with which
    DeepAudio's training started, so that energy has no effect.
    """
    averaged = loaded.get("ema_model_state_dict", loaded)
    tensors = under(without(averaged, "initted", "step"), "ema_model.", optional=True)
    tensors = under(without(tensors, "mel_spec."), "transformer.", optional=True)
    tensors = without_constant(tensors, "rotary_embed.inv_freq", _rotary_frequencies)
    if "input_embed.proj_energy.weight" not in tensors and "input_embed.proj.bias" in tensors:
        bias = torch.zeros_like(tensors["input_embed.proj.bias"])
        tensors["input_embed.proj_energy.weight"] = bias[:, None]
        tensors["input_embed.proj_energy.bias"] = bias
    return tensors


def synchformer(loaded: Mapping[str, Any]) -> dict[str, Tensor]:
    """The visual half of the audio-visual file, without a 2-D patch embedding nobody uses."""
    prefix = "vfeat_extractor."
    visual = under({k: v for k, v in loaded.items() if k.startswith(prefix)}, prefix)
    return without(visual, "patch_embed.")


def clip(loaded: Mapping[str, Any]) -> dict[str, Tensor]:
    """A flat state dict in open_clip's layout, without what only comparing needs."""
    return without(loaded, "logit_scale", "logit_bias", "text_projection", "attn_mask")


# -- tools --------------------------------------------------------------------------


def without(tensors: Mapping[str, Tensor], *prefixes: str) -> dict[str, Tensor]:
    """The tensors whose names start with none of `prefixes`."""
    return {name: tensor for name, tensor in tensors.items() if not name.startswith(prefixes)}


def without_constant(
    tensors: Mapping[str, Tensor], suffix: str, computed: Callable[[int], Tensor]
) -> dict[str, Tensor]:
    """The tensors without those named `...suffix`, which must be what is computed here.

    `computed` takes a length. Raises ValueError naming a tensor that differs.
    """
    kept: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        if not name.endswith(suffix):
            kept[name] = tensor
        elif not _equals(tensor, computed(tensor.shape[-1])):
            raise ValueError(f"{name} is not the constant this network was published with")
    return kept


def _equals(tensor: Tensor, constant: Tensor) -> bool:
    if tensor.numel() != constant.numel():
        return False
    if tensor.is_meta:  # a listing of shapes: there are no values to compare
        return True
    return torch.allclose(tensor.float().cpu().flatten(), constant, atol=1e-3)


def _rotary_frequencies(count: int) -> Tensor:
    return 1 / 10_000 ** (torch.arange(count) / count)


def under(
    tensors: Mapping[str, Tensor], prefix: str, *, optional: bool = False
) -> dict[str, Tensor]:
    """All tensors with `prefix` taken off their names.

    With `optional`, tensors none of whose names start so come back as they are. A name that
    alone lacks the prefix is kept whole, and strict loading will name it.
    """
    if optional and not any(name.startswith(prefix) for name in tensors):
        return dict(tensors)
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}


def fused_weight_norm(tensors: Tensors) -> dict[str, Tensor]:
    """Gain and direction of weight-normalised layers as one weight: g * v / ||v||.

    Norms run over all axes but the first. Knows torch's classic names (`weight_g`,
    `weight_v`), its parametrisations (`parametrizations.weight.original0`, `...1`), and
    leaves layers alone that are fused already.
    """
    fused: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        for gain, direction in _WEIGHT_NORM:
            if name.endswith(direction) and name.removesuffix(direction) + gain in tensors:
                layer = name.removesuffix(direction)
                norm = torch.linalg.vector_norm(tensor, dim=tuple(range(1, tensor.ndim)),
                                                keepdim=True)  # fmt: skip
                fused[layer + ".weight"] = tensor * (tensors[layer + gain] / norm)
                break
            if name.endswith(gain) and name.removesuffix(gain) + direction in tensors:
                break
        else:
            fused[name] = tensor
    return fused


_WEIGHT_NORM = (
    (".weight_g", ".weight_v"),
    (".parametrizations.weight.original0", ".parametrizations.weight.original1"),
)


def magnitude_preserving(weight: Tensor, epsilon: float = 1e-4) -> Tensor:
    """A convolution weight (out, in, k) whose rows keep the magnitude of what passes.

    Eq. 47 and 66 of Karras et al., "Analyzing and Improving the Training Dynamics of
    Diffusion Models" (EDM2, arXiv 2312.02696). To be applied once, to weights as trained.
    """
    fan_in = math.prod(weight.shape[1:])
    norm = torch.linalg.vector_norm(weight.float(), dim=(1, 2), keepdim=True)  # (out, 1, 1)
    normalised: Tensor = weight / (epsilon + norm / math.sqrt(fan_in)) / math.sqrt(fan_in)
    return normalised
