"""The video-to-audio network: MMAudio's multimodal flow transformer, five variants.

Flow matching over audio latents (Cheng et al., arXiv 2412.15322). Joint blocks let latent,
CLIP and text tokens attend to each other; fused blocks go on with the latent alone.
Synchronisation features steer every latent frame. A render computes once what no
step changes (`conditions`), and for all its steps at once what only time changes
(`plan`); `predict` is the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from deepaudio.networks.mmaudio_plan import (
    MMAudioConditions,
    MMAudioModulations,
    PackedWindows,
    SchedulePlan,
)
from deepaudio.networks.packing import PackedStream, attention
from deepaudio.networks.rotary import Rotary, rotary_table, rotate
from deepaudio.networks.sequence import SYNC_TOKENS
from deepaudio.networks.steps import Step, at_step

_LAYER_NORM_EPS = 1e-5
_TEXT_TOKENS = 77


@dataclass(frozen=True)
class MMAudioConfig:
    """Sizes. `depth` counts all blocks, the last `fused_depth` of which are fused."""

    latent_dim: int
    dim: int
    heads: int
    depth: int
    fused_depth: int
    v2: bool = False  # other activations and another table of times
    clip_dim: int = 1024
    sync_dim: int = 768
    text_dim: int = 1024
    text_tokens: int = _TEXT_TOKENS

    def __post_init__(self) -> None:
        if self.dim % self.heads or self.head_dim % 2:
            raise ValueError(f"dim {self.dim} does not make {self.heads} heads of even width")
        if not 0 <= self.fused_depth < self.depth:
            raise ValueError(f"of {self.depth} blocks, {self.fused_depth} cannot be fused")

    @property
    def head_dim(self) -> int:
        """Width of an attention head."""
        return self.dim // self.heads

    @property
    def joint_depth(self) -> int:
        """Number of joint blocks."""
        return self.depth - self.fused_depth


PRESETS = {
    "small_16k": MMAudioConfig(20, 448, 7, 12, 8),
    "small_44k": MMAudioConfig(40, 448, 7, 12, 8),
    "medium_44k": MMAudioConfig(40, 896, 14, 12, 8),
    "large_44k": MMAudioConfig(40, 896, 14, 21, 14),
    "large_44k_v2": MMAudioConfig(40, 896, 14, 21, 14, v2=True),
}


# -- blocks -------------------------------------------------------------------------


class FrameConv(nn.Module):
    """A convolution over time that keeps the length, as one matrix product over windows.

    Its weight has a convolution's shape (D', D, k), but lies in memory frame by frame, so that
    seen as a matrix (D', k D) it need not be copied. Other layouts work, slower.
    """

    def __init__(self, dim_in: int, dim_out: int, kernel: int, *, bias: bool = True) -> None:
        super().__init__()
        like = nn.Conv1d(dim_in, dim_out, kernel, bias=bias)
        self.kernel = kernel
        self.weight = nn.Parameter(framewise(like.weight.detach()))
        self.bias = like.bias

    def forward(self, x: Tensor, packed: PackedStream | None = None) -> Tensor:
        """x: (B, N, D), of several windows if `packed`; returns (B, N, D')."""
        return self.of(windows(x, self.kernel, packed)).view(*x.shape[:2], -1)

    def of(self, seen: Tensor) -> Tensor:
        """`windows` of x, (B * N, k D), to (B * N, D')."""
        return functional.linear(seen, self.weight.mT.flatten(1), self.bias)


def windows(x: Tensor, count: int, packed: PackedStream | None = None) -> Tensor:
    """Each frame of x (B, N, D) with its neighbours, `count` frames in all: (B * N, count * D)."""
    if packed is not None:
        return packed.windows(x, count)
    reach = count // 2
    padded = functional.pad(x, (0, 0, reach, reach))  # (B, N + count - 1, D)
    return padded.unfold(1, count, 1).mT.flatten(2).flatten(0, 1)


def framewise(weight: Tensor) -> Tensor:
    """A convolution weight (D', D, k), unchanged but for its layout: (D', k, D) in memory."""
    return weight.mT.contiguous().mT


class GatedMLP(nn.Module):
    """w2(silu(w1 x) * w3 x); with a kernel, over neighbouring frames too."""

    def __init__(self, dim: int, hidden: int, kernel: int = 0) -> None:
        super().__init__()
        inner = 256 * math.ceil(int(2 * hidden / 3) / 256)
        self.w1 = _unbiased(dim, inner, kernel)
        self.w2 = _unbiased(inner, dim, kernel)
        self.w3 = _unbiased(dim, inner, kernel)

    def forward(self, x: Tensor, packed: PackedStream | None = None) -> Tensor:
        """x: (B, N, D), of several windows if `packed`; returns the same."""
        if isinstance(self.w1, FrameConv) and isinstance(self.w3, FrameConv):
            seen = windows(x, self.w1.kernel, packed)  # both see the same
            hidden = functional.silu(self.w1.of(seen)) * self.w3.of(seen)  # (B * N, inner)
            hidden = hidden.view(*x.shape[:2], -1)
        else:
            hidden = functional.silu(self.w1(x)) * self.w3(x)
        return _along(self.w2, hidden, packed)


def _along(layer: nn.Module, x: Tensor, packed: PackedStream | None) -> Tensor:
    """A layer over frames x (B, N, D) of several windows if `packed`."""
    y: Tensor = layer(x, packed) if isinstance(layer, FrameConv | GatedMLP) else layer(x)
    return y


def _unbiased(dim_in: int, dim_out: int, kernel: int) -> nn.Module:
    if kernel:
        return FrameConv(dim_in, dim_out, kernel, bias=False)
    return nn.Linear(dim_in, dim_out, bias=False)


class MMAudioTimeEmbedding(nn.Module):
    """Time in [0, 1] to a vector."""

    def __init__(self, dim: int, *, v2: bool) -> None:
        super().__init__()
        self.features = dim if v2 else 256
        self.scale = 10_000.0 if v2 else 1.0
        self.mlp = nn.Sequential(nn.Linear(self.features, dim), nn.SiLU(), nn.Linear(dim, dim))

    def forward(self, t: Tensor, *, rounded: bool = False) -> Tensor:
        """t: (S,), it and the frequencies `rounded` to the network's type if so; returns (S, D)."""
        dtype = next(self.parameters()).dtype
        exponents = torch.arange(0, self.features, 2, device=t.device, dtype=torch.float32)
        # In this order: v2's angles reach 10,000 rad, where the last bit of a frequency counts.
        frequencies = self.scale * (1.0 / 10_000 ** (exponents / self.features))
        if rounded:
            t, frequencies = t.to(dtype), frequencies.to(dtype).float()
        angles = t.float()[:, None] * frequencies  # (S, features / 2)
        features = torch.cat((angles.cos(), angles.sin()), dim=-1)  # (S, features)
        embedded: Tensor = self.mlp(features.to(dtype))
        return embedded


class HeadNorm(nn.RMSNorm):
    """Root mean square of a head's channels, with the epsilon of their type: 2**-7 in bfloat16.

    So the reference had it, whose torch took it from the input; from 2.7 on the default is that of
    float32 for every type, and the same weights would give another sound.
    """

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., D / H); returns the same shape."""
        epsilon = torch.finfo(x.dtype).eps
        weight = self.weight.to(x.dtype)  # in training, parameters stay float32
        return functional.rms_norm(x, self.normalized_shape, weight, epsilon)


class Projections(nn.Module):
    """One stream's queries, keys and values, the first two normalised per head."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.q_norm = HeadNorm(dim // heads)
        self.k_norm = HeadNorm(dim // heads)

    def forward(self, x: Tensor, rotary: Rotary | None) -> tuple[Tensor, Tensor, Tensor]:
        """x: (B, N, D); returns (B, H, N, D / H) three times."""
        packed = self.qkv(x).view(*x.shape[:2], self.heads, -1, 3)  # q, k, v vary fastest
        q, k, v = packed.permute(4, 0, 2, 1, 3).contiguous()  # (B, H, N, D / H) each
        q, k = self.q_norm(q), self.k_norm(k)
        if rotary is not None:
            q, k = rotate(q, rotary), rotate(k, rotary)
        return q, k, v


class MMAudioStream(nn.Module):
    """One stream of a block. `pre_only` streams are looked at but not updated."""

    def __init__(self, dim: int, heads: int, *, kernel: int = 0, pre_only: bool = False) -> None:
        super().__init__()
        self.attn = Projections(dim, heads)
        self.adaLN_modulation = _modulation(dim, 2 if pre_only else 6)
        if not pre_only:
            self.linear1 = FrameConv(dim, dim, kernel) if kernel else nn.Linear(dim, dim)
            self.ffn = GatedMLP(dim, 4 * dim, kernel)

    def modulate(self, activated: Tensor) -> Tensor:
        """(..., D) after SiLU, which all layers share, to (..., 6 D or 2 D)."""
        modulation: Tensor = self.adaLN_modulation(activated)
        return modulation

    def look(
        self, x: Tensor, modulation: Tensor, rotary: Rotary | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values (B, H, N, D / H) of x (B, N, D)."""
        shift, scale = modulation[..., : 2 * x.shape[-1]].chunk(2, dim=-1)
        projected: tuple[Tensor, Tensor, Tensor] = self.attn(_modulated(x, shift, scale), rotary)
        return projected

    def update(
        self, x: Tensor, attended: Tensor, modulation: Tensor, packed: PackedStream | None = None
    ) -> Tensor:
        """x and what it attended to, (B, N, D) each; returns the new x."""
        _, _, gate_a, shift_m, scale_m, gate_m = modulation.chunk(6, dim=-1)
        x = torch.addcmul(x, gate_a, _along(self.linear1, attended, packed))
        return torch.addcmul(x, gate_m, self.ffn(_modulated(x, shift_m, scale_m), packed))

    def forward(
        self, x: Tensor, activated: Tensor, rotary: Rotary, packed: PackedStream | None = None
    ) -> Tensor:
        """The block of a stream alone. x: (B, N, D), activated: (B, N or 1, D)."""
        modulation = self.modulate(activated)
        looks = self.look(x, modulation, rotary)
        attended = _framewise(attention(*looks, () if packed is None else packed.lengths))
        return self.update(x, attended, modulation, packed)


class JointBlock(nn.Module):
    """Three streams under one attention. The last one leaves CLIP and text as they are."""

    def __init__(self, dim: int, heads: int, *, last: bool) -> None:
        super().__init__()
        self.last = last
        self.latent_block = MMAudioStream(dim, heads, kernel=3)
        self.clip_block = MMAudioStream(dim, heads, kernel=3, pre_only=last)
        self.text_block = MMAudioStream(dim, heads, pre_only=last)

    def forward(
        self,
        streams: tuple[Tensor, Tensor, Tensor],
        modulations: tuple[Tensor, Tensor, Tensor],
        rotaries: tuple[Rotary, Rotary],
        packed: PackedWindows | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Latent (B, N, D), CLIP (B, Nc, D), text (B, L, D) and a modulation for each."""
        blocks = (self.latent_block, self.clip_block, self.text_block)
        looks = [
            block.look(x, modulation, rotary)
            for block, x, modulation, rotary in zip(
                blocks, streams, modulations, (*rotaries, None), strict=True
            )
        ]
        q, k, v = (torch.cat(parts, dim=2) for parts in zip(*looks, strict=True))
        lengths = [x.shape[1] for x in streams]
        met = attention(q, k, v, ()) if packed is None else packed.joint.attention(q, k, v)
        attended = torch.split(_framewise(met), lengths, dim=1)
        within = (None, None, None) if packed is None else (packed.latent, packed.clip, packed.text)
        if self.last:
            latent = self.latent_block.update(streams[0], attended[0], modulations[0], within[0])
            return latent, streams[1], streams[2]
        latent, clip, text = (
            block.update(x, seen, modulation, stream)
            for block, x, seen, modulation, stream in zip(
                blocks, streams, attended, modulations, within, strict=True
            )
        )
        return latent, clip, text


class FinalLayer(nn.Module):
    """Width back to latent channels."""

    def __init__(self, dim: int, latent_dim: int) -> None:
        super().__init__()
        self.adaLN_modulation = _modulation(dim, 2)
        self.conv = FrameConv(dim, latent_dim, 7)

    def forward(self, x: Tensor, modulation: Tensor, packed: PackedStream | None = None) -> Tensor:
        """x: (B, N, D), modulation: (B, N or 1, 2 D); returns (B, N, latent_dim)."""
        velocity: Tensor = self.conv(_modulated(x, *modulation.chunk(2, dim=-1)), packed)
        return velocity


def _modulation(dim: int, count: int) -> nn.Sequential:
    return nn.Sequential(nn.Identity(), nn.Linear(dim, count * dim))


def _modulated(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    normal = functional.layer_norm(x, x.shape[-1:], eps=_LAYER_NORM_EPS)
    return torch.addcmul(shift, normal, 1 + scale)


def _framewise(heads: Tensor) -> Tensor:
    """(B, H, N, D / H) to (B, N, D)."""
    return heads.transpose(1, 2).flatten(2)


def _spread(of_windows: Tensor, packed: PackedStream | None) -> Tensor:
    """What all frames of a window have alike, (B, 1 or windows, D), for packed ones (B, N, D)."""
    return of_windows if packed is None else packed.spread(of_windows)


# -- network ------------------------------------------------------------------------


class MMAudio(nn.Module):
    """Velocity of an audio latent under picture, synchronisation and text."""

    latent_mean: Tensor
    latent_std: Tensor
    empty_string_feat: Tensor

    def __init__(self, config: MMAudioConfig) -> None:
        super().__init__()
        self.config = config
        c, dim = config, config.dim
        act = nn.SiLU if c.v2 else nn.SELU
        self.audio_input_proj = nn.Sequential(
            FrameConv(c.latent_dim, dim, 7), act(), GatedMLP(dim, 4 * dim, 7)
        )
        self.clip_input_proj = _projection(c.clip_dim, dim, kernel=3, v2=c.v2)
        self.sync_input_proj = nn.Sequential(
            FrameConv(c.sync_dim, dim, 7), act(), GatedMLP(dim, 4 * dim, 3)
        )
        self.text_input_proj = _projection(c.text_dim, dim, kernel=0, v2=c.v2)
        self.clip_cond_proj = nn.Linear(dim, dim)
        self.text_cond_proj = nn.Linear(dim, dim)
        self.global_cond_mlp = GatedMLP(dim, 4 * dim)
        self.t_embed = MMAudioTimeEmbedding(dim, v2=c.v2)
        self.joint_blocks = nn.ModuleList(
            JointBlock(dim, c.heads, last=i == c.joint_depth - 1) for i in range(c.joint_depth)
        )
        self.fused_blocks = nn.ModuleList(
            MMAudioStream(dim, c.heads, kernel=3) for _ in range(c.fused_depth)
        )
        self.final_layer = FinalLayer(dim, c.latent_dim)
        self.sync_pos_emb = nn.Parameter(torch.zeros(1, 1, SYNC_TOKENS, c.sync_dim))
        self.empty_clip_feat = nn.Parameter(torch.zeros(1, c.clip_dim))
        self.empty_sync_feat = nn.Parameter(torch.zeros(1, c.sync_dim))
        self.register_buffer("empty_string_feat", torch.zeros(c.text_tokens, c.text_dim))
        self.register_buffer("latent_mean", torch.full((1, 1, c.latent_dim), math.nan))
        self.register_buffer("latent_std", torch.full((1, 1, c.latent_dim), math.nan))

    # What stands in for a modality that is not there.

    def empty_clip(self, batch: int, tokens: int) -> Tensor:
        """Learned features of no picture, (B, Nc, C)."""
        return self.empty_clip_feat.expand(batch, tokens, -1)

    def empty_sync(self, batch: int, tokens: int) -> Tensor:
        """Learned features of no motion, (B, 8 S, C)."""
        return self.empty_sync_feat.expand(batch, tokens, -1)

    def empty_text(self, batch: int) -> Tensor:
        """Stored features of the empty string, (B, L, C)."""
        return self.empty_string_feat.expand(batch, -1, -1)

    def conditions(
        self, clip: Tensor, sync: Tensor, text: Tensor, frames: int
    ) -> MMAudioConditions:
        """What a render of `frames` latent frames needs at every step.

        clip: (B, Nc, C) at 8 fps; sync: (B, 8 S, C), eight rows per segment; text: (B, L, C).
        Null conditions go the same way, with empty features or those of a negative prompt.
        """
        segments = sync.view(len(sync), -1, SYNC_TOKENS, sync.shape[-1])  # (B, S, 8, C)
        sync = (segments + self.sync_pos_emb).flatten(1, 2)  # (B, 8 S, C)
        sync = self.sync_input_proj(sync)  # (B, 8 S, D)
        sync = sync[:, nearest_rows(sync.shape[1], frames).to(sync.device)]  # (B, N, D)
        clip, text = self.clip_input_proj(clip), self.text_input_proj(text)
        clip_mean = self.clip_cond_proj(clip.mean(dim=1))  # (B, D)
        text_mean = self.text_cond_proj(text.mean(dim=1))  # (B, D)
        vector = self.global_cond_mlp(clip_mean + text_mean)[:, None]  # (B, 1, D)
        head, tokens, device = self.config.head_dim, clip.shape[1], clip.device
        return MMAudioConditions(
            clip,
            sync,
            text,
            clip_mean,
            text_mean,
            vector,
            rotary_table(frames, head, device=device),
            rotary_table(tokens, head, scale=frames / tokens, device=device),
        )

    def plan(self, cond: MMAudioConditions, t: Tensor, *, rounded: bool = False) -> SchedulePlan:
        """Conditions with the modulations of all times t: (S,) of a schedule.

        `rounded` times and frequencies are those of the published program.
        """
        time = self.t_embed(t, rounded=rounded)[:, None, None]
        return SchedulePlan(cond, self._modulations(cond, time))

    def predict(self, latent: Tensor, step: Step, plan: SchedulePlan) -> Tensor:
        """Velocity (B, N, C) of `latent` (B, N, C) at a step of the plan."""
        cond, m, packed = plan.cond, plan.modulations, plan.cond.packed_as
        here = (None, None, None) if packed is None else (packed.latent, packed.clip, packed.text)
        x = latent
        for layer in self.audio_input_proj:
            x = _along(layer, x, here[0])  # (B, N, D)
        vector = _spread(at_step(m.vector, step), here[0])  # (B, 1 or N, D)
        activated = functional.silu(vector + cond.sync)  # (B, N, D)
        streams, rotaries = (x, cond.clip, cond.text), (cond.latent_rotary, cond.clip_rotary)
        for index, block in enumerate(self._joint()):
            of_latent = block.latent_block.modulate(activated)
            of_clip = _spread(at_step(m.clip[index], step), here[1])
            of_text = _spread(at_step(m.text[index], step), here[2])
            streams = block(streams, (of_latent, of_clip, of_text), rotaries, packed)
        x = streams[0]
        for fused in self.fused_blocks:
            x = fused(x, activated, cond.latent_rotary, here[0])
        velocity: Tensor = self.final_layer(x, _spread(at_step(m.final, step), here[0]), here[0])
        return velocity

    def forward(self, latent: Tensor, t: Tensor, cond: MMAudioConditions) -> Tensor:
        """Velocity at (latent, t). latent: (B, N, C), t: (B,) in [0, 1]; returns (B, N, C)."""
        modulations = self._modulations(cond, self.t_embed(t)[None, :, None])
        return self.predict(latent, 0, SchedulePlan(cond, modulations))

    def unnormalise(self, latent: Tensor) -> Tensor:
        """A generated latent as the codec knows it."""
        return latent * self.latent_std + self.latent_mean

    def _modulations(self, cond: MMAudioConditions, time: Tensor) -> MMAudioModulations:
        """time: (S, B or 1, 1, D)."""
        vector = cond.vector + time  # (S, B, 1, D)
        activated = functional.silu(vector)
        final: Tensor = self.final_layer.adaLN_modulation(activated)
        return MMAudioModulations(
            vector,
            tuple(block.clip_block.modulate(activated) for block in self._joint()),
            tuple(block.text_block.modulate(activated) for block in self._joint()),
            final,
        )

    def _joint(self) -> Iterable[JointBlock]:
        return cast("Iterable[JointBlock]", self.joint_blocks)


def nearest_rows(count: int, frames: int) -> Tensor:
    """For each of `frames` latent frames the row of `count` whose middle is nearest, (N,).

    In float32, as the networks were trained: exact ties fall either way there.
    """
    if count < 1:
        raise ValueError("there are no synchronisation features: the clip is under 0.64 s")
    scale = torch.tensor(count / frames, dtype=torch.float32)
    middles = torch.arange(frames, dtype=torch.float32) + 0.5
    return (middles * scale).floor().long().clamp(max=count - 1)


def _projection(dim_in: int, dim: int, *, kernel: int, v2: bool) -> nn.Sequential:
    """Token features to the network's width; only v2 has an activation between."""
    layers = [nn.Linear(dim_in, dim), nn.SiLU(), GatedMLP(dim, 4 * dim, kernel)]
    return nn.Sequential(*(layers if v2 else [layers[0], layers[2]]))
