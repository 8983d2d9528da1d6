"""Synchformer's visual encoder: when something in a picture moves, to 1/12 s.

A video transformer with divided space-time attention over segments of 16 video frames
(Iashin et al., arXiv 2401.16423). Patches of neighbouring segments are the same patches, and
are embedded once.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from deepaudio.networks.attention import PackedSelfAttention
from deepaudio.networks.sequence import SYNC_SEGMENT, SYNC_STEP, SYNC_TOKENS

_EPS = 1e-6
_TUBE = SYNC_SEGMENT // SYNC_TOKENS  # video frames under one patch


@dataclass(frozen=True)
class SynchformerConfig:
    """Sizes; the defaults are the published model."""

    dim: int = 768
    depth: int = 12
    heads: int = 12
    image_size: int = 224
    patch: int = 16

    def __post_init__(self) -> None:
        if self.dim % self.heads or self.image_size % self.patch:
            raise ValueError(f"heads must divide dim, patch the image: {self}")

    @property
    def patches(self) -> int:
        """Patches per frame."""
        return (self.image_size // self.patch) ** 2


PRESETS = {"synchformer": SynchformerConfig()}


# -- blocks -------------------------------------------------------------------------


class DividedAttention(nn.Module):
    """Patches attend to their group and the class token; the class token to everything."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x: Tensor, *, over_time: bool) -> Tensor:
        """x: (B, 1 + t * p, D) tokens, class first; returns the same.

        Groups are the t patches of one place (`over_time`) or the p of one time.
        """
        q, k, v = self.qkv(x).view(*x.shape[:2], 3, self.heads, -1).transpose(1, 3).unbind(2)
        of_class = functional.scaled_dot_product_attention(q[:, :, :1], k, v)  # (B, H, 1, d)
        groups = [self._grouped(y[:, :, 1:], over_time) for y in (q, k, v)]  # (B, H, g, m, d)
        keys, values = (
            torch.cat((y[:, :, None, :1].expand(-1, -1, group.shape[2], -1, -1), group), dim=3)
            for y, group in zip((k, v), groups[1:], strict=True)
        )  # (B, H, g, 1 + m, d)
        of_patches = functional.scaled_dot_product_attention(groups[0], keys, values)
        if over_time:
            of_patches = of_patches.transpose(2, 3)  # (B, H, t, p, d)
        seen = torch.cat((of_class, of_patches.flatten(2, 3)), dim=2)  # (B, H, 1 + t p, d)
        y: Tensor = self.proj(seen.transpose(1, 2).flatten(2))
        return y

    def _grouped(self, x: Tensor, over_time: bool) -> Tensor:
        """(B, H, t * p, d) to (B, H, p, t, d) or (B, H, t, p, d)."""
        grid = x.reshape(*x.shape[:2], SYNC_TOKENS, -1, x.shape[-1])
        return grid.transpose(2, 3) if over_time else grid


class SynchformerMLP(nn.Module):
    """Two layers, four times as wide between."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(dim, 4 * dim)
        self.fc2 = nn.Linear(4 * dim, dim)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, N, D); returns the same."""
        y: Tensor = self.fc2(functional.gelu(self.fc1(x)))
        return y


class SynchformerBlock(nn.Module):
    """Attention over time, then over space, then the perceptron."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(dim, eps=_EPS)
        self.attn = DividedAttention(dim, heads)
        self.timeattn = DividedAttention(dim, heads)
        self.norm2 = nn.LayerNorm(dim, eps=_EPS)
        self.mlp = SynchformerMLP(dim)
        self.norm3 = nn.LayerNorm(dim, eps=_EPS)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, 1 + t * p, D); returns the same."""
        x = x + self.timeattn(self.norm3(x), over_time=True)
        x = x + self.attn(self.norm1(x), over_time=False)
        y: Tensor = x + self.mlp(self.norm2(x))
        return y


class SpatialPooling(nn.Module):
    """One vector per frame: what a class token sees in a transformer layer over its patches."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.self_attn = PackedSelfAttention(dim, heads)
        self.linear1 = nn.Linear(dim, 4 * dim)
        self.linear2 = nn.Linear(4 * dim, dim)
        self.norm1 = nn.LayerNorm(dim, eps=_EPS)
        self.norm2 = nn.LayerNorm(dim, eps=_EPS)

    def forward(self, patches: Tensor) -> Tensor:
        """patches: (B, p, D); returns (B, D)."""
        x = torch.cat((self.cls_token.expand(len(patches), -1, -1), patches), dim=1)
        pooled = x[:, :1] + self.self_attn(self.norm1(x), first_only=True)  # (B, 1, D)
        y: Tensor = pooled + self.linear2(functional.gelu(self.linear1(self.norm2(pooled))))
        return y[:, 0]


class TubeEmbedding(nn.Module):
    """Patches of two frames to vectors."""

    def __init__(self, config: SynchformerConfig) -> None:
        super().__init__()
        size = (_TUBE, config.patch, config.patch)
        self.proj = nn.Conv3d(3, config.dim, size, stride=size)

    def forward(self, frames: Tensor) -> Tensor:
        """frames: (B, T, 3, h, w); returns (B, T / 2, p, D)."""
        tubes: Tensor = self.proj(frames.transpose(1, 2))  # (B, D, T / 2, h / 16, w / 16)
        return tubes.flatten(3).movedim(1, 3)


# -- network ------------------------------------------------------------------------


class Synchformer(nn.Module):
    """Video frames at 25 fps to synchronisation features."""

    def __init__(self, config: SynchformerConfig) -> None:
        super().__init__()
        self.config = config
        self.cls_token = nn.Parameter(torch.zeros(1, 1, config.dim))
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + config.patches, config.dim))
        self.temp_embed = nn.Parameter(torch.zeros(1, SYNC_TOKENS, config.dim))
        self.patch_embed_3d = TubeEmbedding(config)
        self.blocks = nn.ModuleList(
            SynchformerBlock(config.dim, config.heads) for _ in range(config.depth)
        )
        self.norm = nn.LayerNorm(config.dim, eps=_EPS)
        self.spatial_attn_agg = SpatialPooling(config.dim, config.heads)

    def forward(self, frames: Tensor, *, at_once: int = 8) -> Tensor:
        """Features (B, 8 S, D) of frames (B, T, 3, h, w) in [-1, 1] at 25 fps.

        S = (T - 16) // 8 + 1 segments, `at_once` of them in memory together. Raises
        ValueError when there are too few frames for one.
        """
        if frames.shape[1] < SYNC_SEGMENT:
            raise ValueError(f"a segment is {SYNC_SEGMENT} frames, got {frames.shape[1]}")
        tubes = self.embed(frames)  # (B * S, t, p, D)
        parts = torch.split(tubes, at_once)
        features = torch.cat([self.pool(self.tokens(part)) for part in parts])
        return features.view(len(frames), -1, self.config.dim)  # (B, 8 S, D)

    def embed(self, frames: Tensor) -> Tensor:
        """Patches of every segment: (B, T, 3, h, w) to (B * S, t, p, D)."""
        even = frames.shape[1] // _TUBE * _TUBE
        tubes = self.patch_embed_3d(frames[:, :even])  # (B, T / 2, p, D)
        segments: Tensor = tubes.unfold(1, SYNC_TOKENS, SYNC_STEP // _TUBE)  # (B, S, p, D, t)
        return segments.flatten(0, 1).movedim(3, 1)

    def tokens(self, segments: Tensor) -> Tensor:
        """Class token and patches of segments after all blocks: (B, t, p, D) to (B, 1 + t p, D)."""
        positions = self.pos_embed[:, None, 1:] + self.temp_embed[:, :, None]  # (1, t, p, D)
        patches = (segments + positions).flatten(1, 2)  # (B, t p, D)
        first = (self.cls_token + self.pos_embed[:, :1]).expand(len(patches), -1, -1)
        x = torch.cat((first, patches), dim=1)  # (B, 1 + t p, D)
        for block in self.blocks:
            x = block(x)
        return x

    def pool(self, tokens: Tensor) -> Tensor:
        """(B, 1 + t p, D) to one vector a time, (B, t, D)."""
        patches = self.norm(tokens[:, 1:]).view(-1, self.config.patches, self.config.dim)
        pooled: Tensor = self.spatial_attn_agg(patches)  # (B t, D)
        return pooled.view(len(tokens), SYNC_TOKENS, -1)
