"""CLIP's two encoders, in open_clip's layout, with features as MMAudio takes them.

Images give one normalised vector each. Texts give the normalised state of every token after
the final norm, not the usual pooled and projected vector (Radford et al., arXiv
2103.00020; weights of Fang et al., arXiv 2309.17425).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from deepaudio.networks.attention import PackedSelfAttention

_PIXEL_MEAN = (0.48145466, 0.4578275, 0.40821073)
_PIXEL_STD = (0.26862954, 0.26130258, 0.27577711)


@dataclass(frozen=True)
class ClipConfig:
    """Sizes; the defaults are DFN5B ViT-H/14.

    `image_size` is what positions were learned for. Images may be larger by less than a
    patch: the published use feeds 384 pixels to a model of 378, and the rest is not seen.
    """

    embed_dim: int = 1024
    image_size: int = 378
    patch: int = 14
    vision_dim: int = 1280
    vision_depth: int = 32
    vision_heads: int = 16
    text_dim: int = 1024
    text_depth: int = 24
    text_heads: int = 16
    text_tokens: int = 77
    vocabulary: int = 49_408
    quick_gelu: bool = True

    def __post_init__(self) -> None:
        if self.vision_dim % self.vision_heads or self.text_dim % self.text_heads:
            raise ValueError(f"heads must divide their width: {self}")

    @property
    def patches(self) -> int:
        """Patches per image."""
        return (self.image_size // self.patch) ** 2


PRESETS = {"dfn5b_vit_h_14": ClipConfig()}


# -- blocks -------------------------------------------------------------------------


class CLIPMLP(nn.Module):
    """Two layers, four times as wide between."""

    def __init__(self, dim: int, *, quick_gelu: bool) -> None:
        super().__init__()
        self.c_fc = nn.Linear(dim, 4 * dim)
        self.c_proj = nn.Linear(4 * dim, dim)
        self.quick_gelu = quick_gelu

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, N, D); returns the same."""
        x = self.c_fc(x)
        x = x * torch.sigmoid(1.702 * x) if self.quick_gelu else functional.gelu(x)
        y: Tensor = self.c_proj(x)
        return y


class CLIPBlock(nn.Module):
    """A transformer block with norms before its parts."""

    def __init__(self, dim: int, heads: int, *, quick_gelu: bool) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(dim)
        self.attn = PackedSelfAttention(dim, heads)
        self.ln_2 = nn.LayerNorm(dim)
        self.mlp = CLIPMLP(dim, quick_gelu=quick_gelu)

    def forward(self, x: Tensor, *, causal: bool) -> Tensor:
        """x: (B, N, D); returns the same."""
        x = x + self.attn(self.ln_1(x), causal=causal)
        y: Tensor = x + self.mlp(self.ln_2(x))
        return y


class CLIPTransformer(nn.Module):
    """Blocks in a row."""

    def __init__(self, dim: int, depth: int, heads: int, *, quick_gelu: bool) -> None:
        super().__init__()
        self.resblocks = nn.ModuleList(
            CLIPBlock(dim, heads, quick_gelu=quick_gelu) for _ in range(depth)
        )

    def forward(self, x: Tensor, *, causal: bool = False) -> Tensor:
        """x: (B, N, D); returns the same."""
        for block in self.resblocks:
            x = block(x, causal=causal)
        return x


class VisionEncoder(nn.Module):
    """Images to vectors."""

    def __init__(self, c: ClipConfig) -> None:
        super().__init__()
        dim = c.vision_dim
        self.config = c
        self.class_embedding = nn.Parameter(torch.zeros(dim))
        self.positional_embedding = nn.Parameter(torch.zeros(1 + c.patches, dim))
        self.proj = nn.Parameter(torch.zeros(dim, c.embed_dim))
        self.conv1 = nn.Conv2d(3, dim, c.patch, stride=c.patch, bias=False)
        self.ln_pre = nn.LayerNorm(dim)
        self.transformer = CLIPTransformer(
            dim, c.vision_depth, c.vision_heads, quick_gelu=c.quick_gelu
        )
        self.ln_post = nn.LayerNorm(dim)

    def forward(self, images: Tensor) -> Tensor:
        """images: (B, 3, h, w), normalised; returns (B, D)."""
        x = self.conv1(images).flatten(2).mT  # (B, p, D)
        if x.shape[1] != self.config.patches:
            size, patch = self.config.image_size, self.config.patch
            raise ValueError(
                f"images must be {size} to {size + patch - 1} pixels, got {images.shape[-2:]}"
            )
        first = self.class_embedding.expand(len(x), 1, -1)
        x = torch.cat((first, x), dim=1) + self.positional_embedding  # (B, 1 + p, D)
        x = self.transformer(self.ln_pre(x))
        vectors: Tensor = self.ln_post(x[:, 0]) @ self.proj
        return vectors


# -- network ------------------------------------------------------------------------


class Clip(nn.Module):
    """Images and texts to normalised features."""

    def __init__(self, config: ClipConfig) -> None:
        super().__init__()
        c = config
        self.config = config
        self.visual = VisionEncoder(c)
        self.token_embedding = nn.Embedding(c.vocabulary, c.text_dim)
        self.positional_embedding = nn.Parameter(torch.zeros(c.text_tokens, c.text_dim))
        self.transformer = CLIPTransformer(
            c.text_dim, c.text_depth, c.text_heads, quick_gelu=c.quick_gelu
        )
        self.ln_final = nn.LayerNorm(c.text_dim)

    def encode_images(self, images: Tensor, *, at_once: int = 16) -> Tensor:
        """images: (B, T, 3, h, w) in [0, 1]; returns (B, T, D), each of length 1.

        `at_once` images are in memory together.
        """
        parts = torch.split(images.flatten(0, 1), at_once)
        vectors = torch.cat([self.visual(normalised(part)) for part in parts])
        return functional.normalize(vectors, dim=-1).view(*images.shape[:2], -1)

    def encode_text(self, ids: Tensor) -> Tensor:
        """ids: (B, L); returns (B, L, D), the state of every token, each of length 1."""
        x = self.token_embedding(ids) + self.positional_embedding[: ids.shape[1]]
        x = self.transformer(x, causal=True)
        return functional.normalize(self.ln_final(x), dim=-1)


def normalised(images: Tensor) -> Tensor:
    """Pixels (B, 3, h, w) in [0, 1] as the encoder was trained on them."""
    mean, std = (images.new_tensor(v)[:, None, None] for v in (_PIXEL_MEAN, _PIXEL_STD))
    return (images - mean) / std
