"""The speech network: F5-TTS's diffusion transformer with an energy input.

Flow matching over mel frames (Chen et al., arXiv 2410.06885); DeepAudio-V1 adds one
projection of the energy contour to the input (arXiv 2503.22265). A render computes
once what no step changes (`conditions`) and what only time changes (`modulations`);
`predict` is the rest. A trained fusion (`mof`), where there is one, weighs the contour
and further features of the picture at every step.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from deepaudio.networks.mof import Evidence, FusionConditions, ModalityFusion, MofConfig
from deepaudio.networks.packing import Lengths, attention, item_by_item
from deepaudio.networks.rotary import Rotary, rotary_table, rotate
from deepaudio.networks.steps import Step, at_step

_POSITIONS = 4096
"""Frames the text positions reach; also the longest render."""

MAX_FRAMES = _POSITIONS


@dataclass(frozen=True)
class F5Config:
    """Sizes; the defaults are F5-TTS Base and all DeepAudio-V1 checkpoints."""

    dim: int = 1024
    depth: int = 22
    heads: int = 16
    head_dim: int = 64
    ff_mult: int = 2
    text_dim: int = 512
    text_depth: int = 4
    vocabulary: int = 2545
    mel_bins: int = 100
    position_groups: int = 16
    time_features: int = 256

    def __post_init__(self) -> None:
        if self.dim % self.position_groups:
            raise ValueError(f"dim {self.dim} does not divide by {self.position_groups} groups")
        if self.head_dim % 2 or self.text_dim % 2 or self.time_features % 2:
            raise ValueError(f"head_dim, text_dim and time_features must be even: {self}")


PRESETS = {"f5": F5Config()}


@dataclass(frozen=True)
class F5Conditions:
    """All that steers a render and that no step changes."""

    embedded: Tensor  # (B, F, D): what reference and text, and without fusion energy, add
    mask: Tensor | None  # (B, F), True where a frame counts; None: all do
    rotary: Rotary
    fusion: FusionConditions | None = None  # None: as published
    lengths: Lengths = ()  # of several lines laid end to end

    @staticmethod
    def packed(lines: Sequence[F5Conditions]) -> F5Conditions:
        """Several lines without masks, laid end to end; all with a fusion, or none."""
        if len(lines) == 1:
            return lines[0]
        cosines, sines = zip(*(line.rotary for line in lines), strict=True)
        fusions = [line.fusion for line in lines if line.fusion is not None]
        return F5Conditions(
            torch.cat([line.embedded for line in lines], dim=1),
            None,
            (torch.cat(cosines), torch.cat(sines)),
            FusionConditions.packed(fusions) if fusions else None,
            tuple(line.embedded.shape[1] for line in lines),
        )

    @staticmethod
    def joined(a: F5Conditions, b: F5Conditions) -> F5Conditions:
        """Both, one after the other on the batch axis; they share lengths and tables."""
        mask = None if a.mask is None or b.mask is None else torch.cat((a.mask, b.mask))
        fusion = (
            None
            if a.fusion is None or b.fusion is None
            else FusionConditions.joined(a.fusion, b.fusion)
        )
        return replace(a, embedded=torch.cat((a.embedded, b.embedded)), mask=mask, fusion=fusion)


@dataclass(frozen=True)
class F5Modulations:
    """Shifts, scales and gates of every layer at S times (or for a batch of B times)."""

    blocks: Tensor  # (S, depth, 6, 1, D)
    final: Tensor  # (S, 2, 1, D)
    fusion: Tensor | None = None  # (S, 1, hidden): the time's part in the gate of the fusion

    def at(self, step: Step) -> F5Modulations:
        """Those of one step, for any batch."""
        fusion = None if self.fusion is None else at_step(self.fusion, step)[None]
        return F5Modulations(
            at_step(self.blocks, step)[None], at_step(self.final, step)[None], fusion
        )


# -- blocks -------------------------------------------------------------------------


class F5TimeEmbedding(nn.Module):
    """Time in [0, 1] to a vector."""

    def __init__(self, config: F5Config) -> None:
        super().__init__()
        self.features = config.time_features
        self.time_mlp = nn.Sequential(
            nn.Linear(config.time_features, config.dim),
            nn.SiLU(),
            nn.Linear(config.dim, config.dim),
        )

    def forward(self, t: Tensor, *, rounded: bool = False) -> Tensor:
        """t: (S,), its thousandfold `rounded` to the network's type if so; returns (S, D)."""
        half, dtype = self.features // 2, next(self.parameters()).dtype
        steps = torch.arange(half, device=t.device, dtype=torch.float32)
        frequencies = torch.exp(steps * -(math.log(10_000) / (half - 1)))
        scaled = (1000 * t.to(dtype)).float() if rounded else 1000 * t.float()
        angles = scaled[:, None] * frequencies  # (S, half)
        features = torch.cat((angles.sin(), angles.cos()), dim=-1)  # (S, 2 half)
        embedded: Tensor = self.time_mlp(features.to(dtype))
        return embedded


class ResponseNorm(nn.Module):
    """Global response normalisation over time (ConvNeXt-V2)."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.zeros(1, 1, dim))
        self.beta = nn.Parameter(torch.zeros(1, 1, dim))

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, F, D); returns the same."""
        magnitude = torch.linalg.vector_norm(x, dim=1, keepdim=True)  # (B, 1, D)
        relative = magnitude / (magnitude.mean(dim=-1, keepdim=True) + 1e-6)
        y: Tensor = self.gamma * (x * relative) + self.beta + x
        return y


class TextBlock(nn.Module):
    """ConvNeXt-V2 block over text positions. Nothing is masked: the padding takes part."""

    def __init__(self, dim: int, inner: int) -> None:
        super().__init__()
        self.dwconv = nn.Conv1d(dim, dim, 7, padding=3, groups=dim)
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.pwconv1 = nn.Linear(dim, inner)
        self.grn = ResponseNorm(inner)
        self.pwconv2 = nn.Linear(inner, dim)

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, F, D); returns the same."""
        y = self.norm(self.dwconv(x.mT).mT)
        y = self.grn(functional.gelu(self.pwconv1(y)))  # (B, F, inner)
        residual: Tensor = x + self.pwconv2(y)
        return residual


class TextEmbedding(nn.Module):
    """Token ids, stretched by filler to the number of mel frames, to vectors."""

    def __init__(self, config: F5Config) -> None:
        super().__init__()
        self.dim = config.text_dim
        self.text_embed = nn.Embedding(config.vocabulary + 1, config.text_dim)  # 0 is the filler
        self.text_blocks = nn.ModuleList(
            TextBlock(config.text_dim, 2 * config.text_dim) for _ in range(config.text_depth)
        )

    def forward(self, ids: Tensor | None, frames: int) -> Tensor:
        """ids: (B, L), -1 behind a line's end, or None for no text; returns (B or 1, F, D)."""
        if ids is None:
            ids = torch.full((1, 0), -1, device=self.text_embed.weight.device)
        ids = ids[:, :frames] + 1
        ids = functional.pad(ids, (0, frames - ids.shape[1]))  # (B, F)
        x: Tensor = self.text_embed(ids)  # (B, F, D)
        x = x + self._positions(frames).to(x)
        for block in self.text_blocks:
            x = block(x)
        return x

    def _positions(self, frames: int) -> Tensor:
        """Sinusoids (F, D), cosines first; positions beyond the table repeat its last row."""
        cos, sin = rotary_table(_POSITIONS, self.dim)
        rows = torch.arange(frames).clamp(max=_POSITIONS - 1)
        return torch.cat((cos, sin), dim=-1)[rows]


class ConvolvedPosition(nn.Module):
    """Positional encoding by two grouped convolutions over time."""

    def __init__(self, dim: int, groups: int, kernel: int = 31) -> None:
        super().__init__()
        self.conv1d = nn.Sequential(
            nn.Conv1d(dim, dim, kernel, padding=kernel // 2, groups=groups),
            nn.Mish(),
            nn.Conv1d(dim, dim, kernel, padding=kernel // 2, groups=groups),
            nn.Mish(),
        )

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, F, D); returns the same."""
        positions: Tensor = self.conv1d(x.mT).mT
        return positions.contiguous()  # all blocks would go on with frames side by side


class InputEmbedding(nn.Module):
    """Noisy mel, reference mel, text and energy to the transformer's width."""

    def __init__(self, config: F5Config) -> None:
        super().__init__()
        self.mel_bins = config.mel_bins
        self.proj = nn.Linear(2 * config.mel_bins + config.text_dim, config.dim)
        self.proj_energy = nn.Linear(1, config.dim)
        self.conv_pos_embed = ConvolvedPosition(config.dim, config.position_groups)

    def fixed(self, audio: Tensor | None, text: Tensor) -> Tensor:
        """The part of reference and text, (B, F, D). audio: (B, F, M) or None, text: (B, F, C)."""
        m = self.mel_bins
        x = functional.linear(text, self.proj.weight[:, 2 * m :], self.proj.bias)  # (B, F, D)
        if audio is not None:
            x = x + functional.linear(audio, self.proj.weight[:, m : 2 * m])
        return x

    def forward(self, mel: Tensor, fixed: Tensor, lengths: Lengths = ()) -> Tensor:
        """mel: (B, F, M), fixed: (B, F, D), lines of `lengths`; returns (B, F, D)."""
        x = functional.linear(mel, self.proj.weight[:, : self.mel_bins]) + fixed
        return item_by_item(self.conv_pos_embed, x, lengths) + x


class Modulation(nn.Module):
    """Shifts, scales and gates from a time vector: (S, D) to (S, count, 1, D)."""

    def __init__(self, dim: int, count: int) -> None:
        super().__init__()
        self.count = count
        self.linear = nn.Linear(dim, count * dim)

    def forward(self, activated_time: Tensor) -> Tensor:
        """activated_time: (S, D) after SiLU, which all layers share."""
        chunks: Tensor = self.linear(activated_time).view(len(activated_time), self.count, 1, -1)
        return chunks


class F5Attention(nn.Module):
    """Self-attention whose first head alone is rotated.

    Training rotated the first `head_dim` channels before they were split into heads; the
    checkpoints depend on it.
    """

    def __init__(self, config: F5Config) -> None:
        super().__init__()
        inner = config.heads * config.head_dim
        self.head_dim = config.head_dim
        self.to_q = nn.Linear(config.dim, inner)
        self.to_k = nn.Linear(config.dim, inner)
        self.to_v = nn.Linear(config.dim, inner)
        self.to_out = nn.ModuleList([nn.Linear(inner, config.dim)])

    def forward(
        self, x: Tensor, rotary: Rotary, mask: Tensor | None, lengths: Lengths = ()
    ) -> Tensor:
        """x: (B, F, D), mask: (B, F) or None for packed lines of `lengths`.

        Returns (B, F, D), zero where the mask is False.
        """
        q, k, v = (self._heads(linear(x)) for linear in (self.to_q, self.to_k, self.to_v))
        for y in (q, k):
            y[:, :1] = rotate(y[:, :1], rotary)
        if mask is None:
            y = attention(q, k, v, lengths)  # (B, H, F, head)
        else:
            keys = mask[:, None, None]  # (B, 1, 1, F)
            y = functional.scaled_dot_product_attention(q, k, v, attn_mask=keys)
        out: Tensor = self.to_out[0](y.transpose(1, 2).flatten(2))  # (B, F, D)
        return out if mask is None else out * mask[..., None]

    def _heads(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], -1, self.head_dim).transpose(1, 2)  # (B, H, F, head)


class FeedForward(nn.Module):
    """Two layers with the tanh form of GELU."""

    def __init__(self, dim: int, mult: int) -> None:
        super().__init__()
        hidden = nn.Sequential(nn.Linear(dim, mult * dim), nn.GELU(approximate="tanh"))
        self.ff = nn.Sequential(hidden, nn.Identity(), nn.Linear(mult * dim, dim))

    def forward(self, x: Tensor) -> Tensor:
        """x: (B, F, D); returns the same."""
        y: Tensor = self.ff(x)
        return y


class F5Block(nn.Module):
    """Attention and feed-forward, each modulated and gated by time."""

    def __init__(self, config: F5Config) -> None:
        super().__init__()
        self.attn_norm = Modulation(config.dim, 6)
        self.attn = F5Attention(config)
        self.ff = FeedForward(config.dim, config.ff_mult)

    def forward(self, x: Tensor, modulation: Tensor, cond: F5Conditions) -> Tensor:
        """x: (B, F, D), modulation: (B or 1, 6, 1, D); returns (B, F, D)."""
        shift_a, scale_a, gate_a, shift_m, scale_m, gate_m = modulation.unbind(1)
        attended = _modulated(x, shift_a, scale_a)
        seen = self.attn(attended, cond.rotary, cond.mask, cond.lengths)
        x = torch.addcmul(x, gate_a, seen)
        return torch.addcmul(x, gate_m, self.ff(_modulated(x, shift_m, scale_m)))


def _modulated(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    """x: (B, F, D) normalised, then shifted and scaled by (B or 1, 1, D)."""
    if len(scale) == 1:  # one time for all: within the norm, a third of the memory traffic
        weight, bias = (1 + scale.flatten()).to(x.dtype), shift.flatten().to(x.dtype)
        return functional.layer_norm(x, x.shape[-1:], weight, bias, 1e-6)
    return torch.addcmul(shift, functional.layer_norm(x, x.shape[-1:], eps=1e-6), 1 + scale)


# -- network ------------------------------------------------------------------------


class F5(nn.Module):
    """Velocity of a mel under reference audio, text and energy."""

    def __init__(self, config: F5Config) -> None:
        super().__init__()
        self.config = config
        self.time_embed = F5TimeEmbedding(config)
        self.text_embed = TextEmbedding(config)
        self.input_embed = InputEmbedding(config)
        self.transformer_blocks = nn.ModuleList(F5Block(config) for _ in range(config.depth))
        self.norm_out = Modulation(config.dim, 2)
        self.proj_out = nn.Linear(config.dim, config.mel_bins)
        self.mof: ModalityFusion | None = None  # the published checkpoints have none

    def add_fusion(self, latent_dim: int, sync_dim: int) -> ModalityFusion:
        """Give the network a fusion that has learnt nothing yet: its results stay as they are.

        Sizes are those of the features of the video-to-audio network.
        """
        c = self.config
        like = self.proj_out.weight
        self.mof = ModalityFusion(MofConfig(c.dim, c.text_dim, latent_dim, sync_dim)).to(like)
        return self.mof

    def conditions(
        self,
        audio: Tensor | None,
        ids: Tensor | None,
        energy: Tensor | Evidence,
        mask: Tensor | None = None,
        *,
        rounded: bool = False,
    ) -> F5Conditions:
        """What a render needs at every step; null conditions leave out audio and text.

        audio: (B, F, M), zero where the mel is to be made; ids: (B, L); energy: (B, F, 1),
        which stays in the published null conditions, or all evidence of the picture, for
        the fusion; mask: (B, F), needed when lengths differ; `rounded`: positions as the
        published program has them, in the network's type. Raises ValueError for evidence that
        no fusion is there to weigh.
        """
        evidence = energy if isinstance(energy, Evidence) else None
        energy = energy.energy if isinstance(energy, Evidence) else energy
        frames = energy.shape[1]
        text = self.text_embed(ids, frames)  # (B or 1, F, C)
        embedded = self.input_embed.fixed(audio, text)  # (B or 1, F, D)
        dtype = text.dtype if rounded else torch.float32
        table = rotary_table(frames, self.config.head_dim, device=energy.device, rounded=dtype)
        if evidence is None:
            embedded = embedded + self.input_embed.proj_energy(energy.to(text))  # (B, F, D)
            return F5Conditions(embedded, mask, table)
        if self.mof is None:
            raise ValueError("this network has no fusion: give the energy alone")
        embedded = embedded.expand(len(energy), -1, -1)
        density = _density(ids, len(energy), frames, mask).to(text)
        fusion = self.mof.conditions(evidence, text, density, mask)
        return F5Conditions(embedded, mask, table, fusion)

    def modulations(self, t: Tensor, *, rounded: bool = False) -> F5Modulations:
        """Every layer's modulation at times t: (S,), `rounded` as in the published program."""
        activated = functional.silu(self.time_embed(t, rounded=rounded))  # (S, D)
        layers = cast("Iterable[F5Block]", self.transformer_blocks)
        blocks = [layer.attn_norm(activated) for layer in layers]
        fusion = None if self.mof is None else self.mof.gate.time(t)
        return F5Modulations(torch.stack(blocks, dim=1), self.norm_out(activated), fusion)

    def predict(self, mel: Tensor, modulations: F5Modulations, cond: F5Conditions) -> Tensor:
        """Velocity (B, F, M) of `mel` (B, F, M); modulations of one step or of B times."""
        x = self.input_embed(mel, self._fused(modulations, cond), cond.lengths)  # (B, F, D)
        for index, block in enumerate(self.transformer_blocks):
            x = block(x, modulations.blocks[:, index], cond)
        scale, shift = modulations.final.unbind(1)  # this order, unlike the blocks'
        velocity: Tensor = self.proj_out(_modulated(x, shift, scale))
        return velocity

    def forward(self, mel: Tensor, t: Tensor, cond: F5Conditions) -> Tensor:
        """Velocity at (mel, t). mel: (B, F, M), t: (B,) in [0, 1]; returns (B, F, M)."""
        return self.predict(mel, self.modulations(t), cond)

    def weights(self, modulations: F5Modulations, cond: F5Conditions) -> Tensor:
        """How much each expert of the fusion counts, (B, F, 4), in the order of `mof.EXPERTS`.

        Raises ValueError for conditions without fusion.
        """
        if self.mof is None or cond.fusion is None or modulations.fusion is None:
            raise ValueError("these conditions have no fusion")
        return self.mof.weights(cond.fusion, modulations.fusion)

    def _fused(self, modulations: F5Modulations, cond: F5Conditions) -> Tensor:
        """What conditions add to the input at a step, (B, F, D)."""
        if cond.fusion is None:
            return cond.embedded
        if self.mof is None or modulations.fusion is None:
            raise ValueError("these modulations were made before the network had its fusion")
        proj_energy = self.input_embed.proj_energy
        fused: Tensor = self.mof(cond.embedded, cond.fusion, modulations.fusion, proj_energy)
        return fused


def _density(ids: Tensor | None, batch: int, frames: int, mask: Tensor | None) -> Tensor:
    """The log of tokens per frame, (B,); no text counts as one token."""
    device = None if mask is None else mask.device
    tokens = torch.zeros(batch, device=device) if ids is None else (ids >= 0).sum(dim=-1)
    lengths = frames if mask is None else mask.sum(dim=-1)
    return (tokens.clamp(min=1) / lengths).log()
