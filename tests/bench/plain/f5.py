"""The speech network and its sampler, plainly: one line, so no masks."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from deepaudio.networks.f5 import F5, F5Block
from deepaudio.networks.rotary import Rotary, rotary_table, rotate


@torch.inference_mode()
def sample_mel(
    network: F5,
    audio: Tensor,
    ids: Tensor,
    energy: Tensor,
    noise: Tensor,
    schedule: Tensor,
    cfg: float,
) -> Tensor:
    """Mel (1, F, M) that begins with the reference `audio` (1, F0, M); two passes a step.

    ids: (1, L); energy: (1, F, 1); noise: (1, F, M); schedule: (S + 1,).
    """
    total, known = noise.shape[1], audio.shape[1]
    audio = functional.pad(audio, (0, 0, 0, total - known))  # (1, F, M)
    x = noise
    for t, width in zip(schedule[:-1].tolist(), schedule.diff().tolist(), strict=True):
        time = torch.full((1,), t, device=x.device)
        towards = velocity(network, x, time, audio, ids, energy)
        away = velocity(network, x, time, torch.zeros_like(audio), None, energy)
        x = x + width * (towards + cfg * (towards - away))
    return torch.cat((audio[:, :known], x[:, known:]), dim=1)


def velocity(
    network: F5, mel: Tensor, t: Tensor, audio: Tensor, ids: Tensor | None, energy: Tensor
) -> Tensor:
    """Velocity (1, F, M) of `mel` (1, F, M) at times t (1,)."""
    frames, embed = mel.shape[1], network.input_embed
    time = functional.silu(network.time_embed(t))  # (1, D)
    text = network.text_embed(ids, frames)
    x = embed.proj(torch.cat((mel, audio, text.to(mel)), dim=-1)) + embed.proj_energy(energy)
    x = embed.conv_pos_embed.conv1d(x.mT).mT + x
    table = rotary_table(frames, network.config.head_dim, device=mel.device)
    for block in network.transformer_blocks:
        x = _block(block, x, time, table)
    scale, shift = network.norm_out.linear(time)[:, None].chunk(2, dim=-1)
    return network.proj_out(_modulated(x, shift, scale))


def _block(block: F5Block, x: Tensor, time: Tensor, table: Rotary) -> Tensor:
    shift_a, scale_a, gate_a, shift_m, scale_m, gate_m = block.attn_norm.linear(time)[
        :, None
    ].chunk(6, dim=-1)  # (1, 1, D) each
    x = x + gate_a * _attention(block, _modulated(x, shift_a, scale_a), table)
    return x + gate_m * block.ff.ff(_modulated(x, shift_m, scale_m))


def _attention(block: F5Block, x: Tensor, table: Rotary) -> Tensor:
    attn, head = block.attn, block.attn.head_dim
    q, k, v = attn.to_q(x), attn.to_k(x), attn.to_v(x)  # (1, F, D)
    q, k = (
        torch.cat((rotate(y[..., :head], table), y[..., head:]), dim=-1) for y in (q, k)
    )  # before the heads are parted, as training did
    q, k, v = (y.unflatten(2, (-1, head)).transpose(1, 2) for y in (q, k, v))
    y = functional.scaled_dot_product_attention(q, k, v)
    return attn.to_out[0](y.transpose(1, 2).flatten(2))


def _modulated(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    return functional.layer_norm(x, x.shape[-1:], eps=1e-6) * (1 + scale) + shift
