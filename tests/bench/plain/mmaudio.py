"""The video-to-audio network and its sampler, plainly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from deepaudio.networks.mmaudio import FrameConv, GatedMLP, MMAudio, MMAudioStream, nearest_rows
from deepaudio.networks.rotary import Rotary, rotary_table, rotate
from deepaudio.networks.sequence import SYNC_TOKENS


@dataclass(frozen=True)
class Features:
    """What the encoders made of picture and text."""

    clip: Tensor  # (B, Nc, C)
    sync: Tensor  # (B, 8 S, C)
    text: Tensor  # (B, L, C)


def weights_for_convolutions(network: MMAudio) -> MMAudio:
    """`network` with its convolution weights laid out as `nn.Conv1d` has them; in place."""
    for module in network.modules():
        if isinstance(module, FrameConv):
            module.weight.data = module.weight.data.contiguous()
    return network


@torch.inference_mode()
def sample_latent(
    network: MMAudio, cond: Features, null: Features, noise: Tensor, schedule: Tensor, cfg: float
) -> Tensor:
    """Latent (B, N, C) from noise (B, N, C) along `schedule` (S + 1,), two passes a step."""
    x = noise
    for t, width in zip(schedule[:-1].tolist(), schedule.diff().tolist(), strict=True):
        time = torch.full((len(x),), t, device=x.device)
        towards, away = (velocity(network, x, time, features) for features in (cond, null))
        x = x + width * (cfg * towards + (1 - cfg) * away)
    return x


def velocity(network: MMAudio, latent: Tensor, t: Tensor, features: Features) -> Tensor:
    """Velocity (B, N, C) of `latent` (B, N, C) at times t (B,)."""
    frames, head = latent.shape[1], network.config.head_dim
    sync = features.sync.unflatten(1, (-1, SYNC_TOKENS)) + network.sync_pos_emb
    sync = _projected(network.sync_input_proj, sync.flatten(1, 2))
    sync = sync[:, nearest_rows(sync.shape[1], frames).to(sync.device)]  # (B, N, D)
    clip = _projected(network.clip_input_proj, features.clip)
    text = _projected(network.text_input_proj, features.text)
    means = network.clip_cond_proj(clip.mean(1)) + network.text_cond_proj(text.mean(1))
    overall = (_mlp(network.global_cond_mlp, means) + network.t_embed(t))[:, None]  # (B, 1, D)
    by_frame = overall + sync
    scale = frames / clip.shape[1]
    of_latent = rotary_table(frames, head, device=latent.device)
    of_clip = rotary_table(clip.shape[1], head, scale=scale, device=latent.device)
    x = _projected(network.audio_input_proj, latent)
    for block in network.joint_blocks:
        streams = (block.latent_block, block.clip_block, block.text_block)
        steering = (by_frame, overall, overall)
        x, clip, text = _block(streams, (x, clip, text), steering, (of_latent, of_clip, None))
    for block in network.fused_blocks:
        (x,) = _block((block,), (x,), (by_frame,), (of_latent,))
    shift, scale_f = network.final_layer.adaLN_modulation(functional.silu(overall)).chunk(2, -1)
    return _conv(network.final_layer.conv, _modulated(x, shift, scale_f))


def _block(
    streams: tuple[MMAudioStream, ...],
    states: tuple[Tensor, ...],
    steering: tuple[Tensor, ...],
    rotaries: tuple[Rotary | None, ...],
) -> tuple[Tensor, ...]:
    modulations = [
        stream.adaLN_modulation(functional.silu(c))
        for stream, c in zip(streams, steering, strict=True)
    ]
    looks = [
        _look(stream, x, modulation, rotary)
        for stream, x, modulation, rotary in zip(
            streams, states, modulations, rotaries, strict=True
        )
    ]
    q, k, v = (torch.cat(parts, dim=2) for parts in zip(*looks, strict=True))
    attended = functional.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
    parts = torch.split(attended, [x.shape[1] for x in states], dim=1)
    return tuple(
        _update(stream, x, seen, modulation)
        for stream, x, seen, modulation in zip(streams, states, parts, modulations, strict=True)
    )


def _look(
    stream: MMAudioStream, x: Tensor, modulation: Tensor, rotary: Rotary | None
) -> tuple[Tensor, Tensor, Tensor]:
    shift, scale = modulation.chunk(modulation.shape[-1] // x.shape[-1], dim=-1)[:2]
    packed = stream.attn.qkv(_modulated(x, shift, scale))
    packed = packed.unflatten(2, (stream.attn.heads, -1, 3)).transpose(1, 2)  # (B, H, N, d, 3)
    q, k, v = (y.contiguous() for y in packed.unbind(-1))
    q, k = stream.attn.q_norm(q), stream.attn.k_norm(k)
    if rotary is None:
        return q, k, v
    return rotate(q, rotary), rotate(k, rotary), v


def _update(stream: MMAudioStream, x: Tensor, attended: Tensor, modulation: Tensor) -> Tensor:
    parts = modulation.chunk(modulation.shape[-1] // x.shape[-1], dim=-1)
    if len(parts) == 2:  # looked at only
        return x
    x = x + parts[2] * _conv(stream.linear1, attended)
    return x + parts[5] * _mlp(stream.ffn, _modulated(x, parts[3], parts[4]))


def _modulated(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    return functional.layer_norm(x, x.shape[-1:], eps=1e-5) * (1 + scale) + shift


def _projected(layers: nn.Module, x: Tensor) -> Tensor:
    for layer in layers.children():
        x = _layer(layer)(x)
    return x


def _layer(layer: nn.Module) -> Callable[[Tensor], Tensor]:
    if isinstance(layer, GatedMLP):
        return lambda x: _mlp(layer, x)
    return lambda x: _conv(layer, x)


def _mlp(mlp: GatedMLP, x: Tensor) -> Tensor:
    return _conv(mlp.w2, functional.silu(_conv(mlp.w1, x)) * _conv(mlp.w3, x))


def _conv(layer: nn.Module, x: Tensor) -> Tensor:
    """A layer over (B, N, D), convolutions over time by way of (B, D, N)."""
    if not isinstance(layer, FrameConv):
        return layer(x)
    reach = layer.kernel // 2
    return functional.conv1d(x.mT, layer.weight, layer.bias, padding=reach).mT
