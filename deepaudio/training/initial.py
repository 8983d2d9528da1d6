"""Weights before anything was learnt, as the references draw them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import FrameConv, MMAudio
from deepaudio.training.data import Dataset

_TIME_STD = 0.02
_NOTHING_IN_SPEECH = (
    *(".norm_out.", ".proj_out.", ".input_embed.proj_energy."),
    *(".attn_norm.linear.", ".grn."),
)


def initialise(network: nn.Module, seed: int) -> None:
    """Draw the weights of a network on the CPU anew: MMAudio's or F5-TTS's way.

    MMAudio: linear layers by Glorot with zero biases, the embedding of time narrow. Both:
    modulations and the last layer zero, so that a block begins as nothing. DeepAudio: the
    energy's projection zero.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.fill_(float("nan"))  # so that none can be forgotten
        for module in network.modules():
            reset = getattr(module, "reset_parameters", None)
            if callable(reset):
                reset()
        if isinstance(network, MMAudio):
            _sound(network)
        elif isinstance(network, F5):
            _speech(network)
    forgotten = [name for name, p in network.named_parameters() if p.isnan().any()]
    if forgotten:
        raise ValueError(f"nothing says how {forgotten[0]} begins")


@torch.no_grad()
def _sound(network: MMAudio) -> None:
    for module in network.modules():
        if isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            _zero(module.bias)
        elif isinstance(module, FrameConv):
            width, dim, kernel = module.weight.shape
            like = nn.Conv1d(dim, width, kernel, bias=module.bias is not None)
            module.weight.copy_(like.weight)
            if module.bias is not None and like.bias is not None:
                module.bias.copy_(like.bias)
    for layer in (network.t_embed.mlp[0], network.t_embed.mlp[2]):
        nn.init.normal_(layer.weight, std=_TIME_STD)  # type: ignore[arg-type]
    for name, parameter in network.named_parameters():
        if ".adaLN_modulation." in name or name.startswith("final_layer.conv."):
            _zero(parameter)
    _zero(network.sync_pos_emb, network.empty_clip_feat, network.empty_sync_feat)


@torch.no_grad()
def _speech(network: F5) -> None:
    for name, parameter in network.named_parameters():
        if any(part in f".{name}" for part in _NOTHING_IN_SPEECH):
            _zero(parameter)


def _zero(*parameters: Tensor | None) -> None:
    for parameter in parameters:
        if parameter is not None:
            nn.init.zeros_(parameter)


@torch.no_grad()
def measure_latents(network: MMAudio, data: Dataset[Any], empty_text: Tensor | None = None) -> bool:
    """Give a network that has none the mean and spread of the latents that it is to learn.

    Of each channel over all clips and frames, of the means of the codec's distribution; and the
    features of the empty text. Returns whether it had none.
    """
    if not bool(network.latent_mean.isnan().any()):
        return False
    total = torch.zeros(2, network.config.latent_dim, dtype=torch.float64)
    count = 0
    for index in range(len(data)):
        mean = data[index].mean.double()  # (N, C)
        total += torch.stack((mean.sum(dim=0), mean.square().sum(dim=0)))
        count += len(mean)
    mean = total[0] / count
    variance = (total[1] - count * mean.square()) / max(1, count - 1)
    network.latent_mean.copy_(mean)
    network.latent_std.copy_(variance.clamp(min=1e-12).sqrt())
    if empty_text is not None:
        network.empty_string_feat.copy_(empty_text)
    return True
