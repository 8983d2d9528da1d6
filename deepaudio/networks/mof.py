"""The mixture of modality fusion (MoF): how picture and text share a line, frame by frame.

The paper (arXiv 2503.22265) speaks of a gating network that fuses its two halves; neither its
form nor its weights are published, and the released code has none: there the energy contour
enters the speech network in full. What is here is this project's design; `docs/model.md` has
its equations.

Three experts add to the speech network's input: the contour (the published projection), the
latent of the video-to-audio network, and the picture's synchronisation features; a fourth
adds nothing and stands for the text alone. A gate weighs them in every frame and at every
moment of the flow, from all that speaks for or against the picture there. New parameters
begin where the network gives the published checkpoints' results to the bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional

from deepaudio.networks.packing import Lengths, item_by_item

EXPERTS = ("text", "energy", "latent", "synchronisation")
PRIOR = (0.1, 0.4, 0.25, 0.25)
"""Weights of the experts before anything was learnt."""

FLAGS = 5
"""Marks of a frame: its energy, latent and synchronisation are known; it belongs to the reference
recording; the picture came with a prompt."""

_AROUND = 31  # frames of the wider view of the contour
_KERNEL = 9  # frames that the gate sees at once
_MOTION_KERNEL = 7  # frames that the expert for synchronisation sees at once
_SEEN = 16  # channels in which the gate sees each kind of feature
_TIME_FEATURES = 16


@dataclass(frozen=True)
class MofConfig:
    """Sizes: of the speech network, and of the features of the video-to-audio network."""

    dim: int = 1024
    text_dim: int = 512
    latent_dim: int = 40
    sync_dim: int = 768
    inner: int = 256
    hidden: int = 128


@dataclass(frozen=True)
class Evidence:
    """What is known of the picture in every frame of a render; zero where it is not known."""

    energy: Tensor  # (B, F, 1)
    latent: Tensor  # (B, F, latent_dim), normalised
    sync: Tensor  # (B, F, sync_dim)
    flags: Tensor  # (B, F, FLAGS)

    def nothing(self) -> Evidence:
        """The same frames with nothing known of a picture."""
        return Evidence(
            *(torch.zeros_like(x) for x in (self.energy, self.latent, self.sync, self.flags))
        )

    def fitted(self, frames: int) -> Evidence:
        """Cut, or continued by nothing known, to `frames` frames."""
        missing = frames - min(frames, self.energy.shape[1])
        return Evidence(
            *(functional.pad(x[:, :frames], (0, 0, 0, missing))
              for x in (self.energy, self.latent, self.sync, self.flags))
        )  # fmt: skip

    def to(self, like: Tensor) -> Evidence:
        """The same on the device and in the precision of a tensor."""
        return Evidence(*(x.to(like) for x in (self.energy, self.latent, self.sync, self.flags)))

    def between(self, first: int, stop: int) -> Evidence:
        """Frames [first, stop) of it."""
        return Evidence(
            *(x[:, first:stop] for x in (self.energy, self.latent, self.sync, self.flags))
        )

    def followed_by(self, other: Evidence) -> Evidence:
        """Both, one after the other in time."""
        return Evidence(
            torch.cat((self.energy, other.energy), dim=1),
            torch.cat((self.latent, other.latent), dim=1),
            torch.cat((self.sync, other.sync), dim=1),
            torch.cat((self.flags, other.flags), dim=1),
        )

    def given(self, frames: int) -> Evidence:
        """With its first frames marked as those of the reference recording."""
        flags = self.flags.clone()
        flags[:, :frames, 3] = 1
        return replace(self, flags=flags)

    def without(self, energy: Tensor, latent: Tensor, sync: Tensor) -> Evidence:
        """The same with modalities left out of the items where a mask (B,) is True."""
        gone = torch.stack((energy, latent, sync), dim=-1)[:, None]  # (B, 1, 3)
        kept = (~gone).to(self.flags)
        e, a, y = kept.unbind(-1)  # (B, 1) each
        flags = torch.cat((self.flags[..., :3] * kept, self.flags[..., 3:]), dim=-1)
        return Evidence(
            self.energy * e[..., None], self.latent * a[..., None], self.sync * y[..., None], flags
        )


@dataclass(frozen=True)
class FusionConditions:
    """What no step changes: the experts' parts, and what the gate sees beside the time."""

    energy: Tensor  # (B, F, 1)
    latent: Tensor  # (B, F, D)
    sync: Tensor  # (B, F, D)
    seen: Tensor  # (B, F, hidden)
    mask: Tensor | None  # (B, F, 1), 1 where a frame counts; None: all do
    lengths: Lengths = ()  # of several lines laid end to end

    @staticmethod
    def packed(lines: Sequence[FusionConditions]) -> FusionConditions:
        """Several lines without masks, laid end to end."""
        energy, latent, sync, seen = (
            torch.cat(parts, dim=1)
            for parts in zip(
                *((one.energy, one.latent, one.sync, one.seen) for one in lines), strict=True
            )
        )
        lengths = tuple(one.energy.shape[1] for one in lines)
        return FusionConditions(energy, latent, sync, seen, None, lengths)

    @staticmethod
    def joined(a: FusionConditions, b: FusionConditions) -> FusionConditions:
        """Both, one after the other on the batch axis."""
        mask = None if a.mask is None or b.mask is None else torch.cat((a.mask, b.mask))
        return FusionConditions(
            torch.cat((a.energy, b.energy)),
            torch.cat((a.latent, b.latent)),
            torch.cat((a.sync, b.sync)),
            torch.cat((a.seen, b.seen)),
            mask,
            a.lengths,
        )


class LatentExpert(nn.Module):
    """Latents of the video-to-audio network to the speech network's width."""

    def __init__(self, config: MofConfig) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(config.latent_dim)
        self.proj_in = nn.Linear(config.latent_dim, config.inner)
        self.proj_out = _zero(nn.Linear(config.inner, config.dim, bias=False))

    def forward(self, latent: Tensor) -> Tensor:
        """latent: (B, F, C); returns (B, F, D)."""
        y: Tensor = self.proj_out(functional.silu(self.proj_in(self.norm(latent))))
        return y


class MotionExpert(nn.Module):
    """Synchronisation features, with their neighbours, to the speech network's width."""

    def __init__(self, config: MofConfig) -> None:
        super().__init__()
        inner, kernel = config.inner, _MOTION_KERNEL
        self.proj_in = nn.Linear(config.sync_dim, inner)
        self.dwconv = nn.Conv1d(inner, inner, kernel, padding=kernel // 2, groups=inner)
        self.proj_out = _zero(nn.Linear(inner, config.dim, bias=False))

    def forward(self, sync: Tensor, mask: Tensor | None) -> Tensor:
        """sync: (B, F, C), mask: (B, F, 1); returns (B, F, D)."""
        y = _masked(functional.silu(self.proj_in(sync)), mask)
        z: Tensor = self.proj_out(self.dwconv(y.mT).mT)
        return z


class Gate(nn.Module):
    """Weights of the experts per frame and time, from all the evidence."""

    prior: Tensor

    def __init__(self, config: MofConfig) -> None:
        super().__init__()
        self.see_latent = _view(config.latent_dim)
        self.see_sync = _view(config.sync_dim)
        self.see_text = _view(config.text_dim)
        features = 2 + 3 * _SEEN + 1 + FLAGS
        self.proj_seen = nn.Linear(features, config.hidden)
        self.proj_time = nn.Linear(_TIME_FEATURES, config.hidden, bias=False)
        self.dwconv = nn.Conv1d(
            config.hidden, config.hidden, _KERNEL, padding=_KERNEL // 2, groups=config.hidden
        )
        self.proj_out = _zero(nn.Linear(config.hidden, len(EXPERTS)))
        prior = torch.tensor(PRIOR).log()
        self.register_buffer("prior", prior.clone())
        with torch.no_grad():
            self.proj_out.bias.copy_(prior)

    def seen(
        self, evidence: Evidence, text: Tensor, density: Tensor, mask: Tensor | None
    ) -> Tensor:
        """What no step changes, (B, F, hidden).

        text: (B, F, C), the speech network's; density: (B,), the log of tokens per frame.
        """
        like = self.proj_seen.weight
        known = evidence.flags
        parts = (
            evidence.energy,
            _around(evidence.energy, mask),
            self.see_latent(evidence.latent) * known[..., 1:2],
            self.see_sync(evidence.sync) * known[..., 2:3],
            self.see_text(text.to(like)).expand(*known.shape[:2], -1),
            density.to(like)[:, None, None].expand(*known.shape[:2], 1),
            known,
        )
        seen: Tensor = self.proj_seen(torch.cat(parts, dim=-1))
        return seen

    def time(self, t: Tensor) -> Tensor:
        """The part of the time: (S,) in [0, 1] to (S, 1, hidden)."""
        octaves = 2.0 ** torch.arange(_TIME_FEATURES // 2, device=t.device)
        angles = math.pi / 2 * t.float()[:, None] * octaves  # (S, half)
        features = torch.cat((angles.sin(), angles.cos()), dim=-1)
        part: Tensor = self.proj_time(features.to(self.proj_time.weight))[:, None]
        return part

    def forward(
        self, seen: Tensor, time: Tensor, mask: Tensor | None, lengths: Lengths = ()
    ) -> Tensor:
        """Weights (B, F, 4), in the order of EXPERTS, of sum 1; time: (B or 1, 1, hidden)."""
        u = _masked(functional.silu(seen + time), mask)
        around = item_by_item(lambda part: self.dwconv(part.mT).mT, u, lengths)
        logits: Tensor = self.proj_out(around)
        return logits.float().softmax(dim=-1)

    def opening(self, weights: Tensor) -> Tensor:
        """How far the contour is let in, (B, F, 1): 1 is as published, 0 the text alone."""
        # In the weights' own shape: so the quotient is 1 exactly where nothing was learnt.
        untrained = self.prior.float().expand(weights.shape).softmax(dim=-1)
        return weights[..., 1:2] / untrained[..., 1:2]


class ModalityFusion(nn.Module):
    """The experts that the published network lacks, and the gate over all of them."""

    def __init__(self, config: MofConfig) -> None:
        super().__init__()
        self.config = config
        self.latent = LatentExpert(config)
        self.sync = MotionExpert(config)
        self.gate = Gate(config)

    def conditions(
        self, evidence: Evidence, text: Tensor, density: Tensor, mask: Tensor | None
    ) -> FusionConditions:
        """What no step changes. text: (B or 1, F, C), density: (B,), mask: (B, F)."""
        counts = None if mask is None else mask[..., None].to(evidence.energy)
        return FusionConditions(
            evidence.energy,
            self.latent(evidence.latent) * evidence.flags[..., 1:2],
            self.sync(evidence.sync, counts) * evidence.flags[..., 2:3],
            self.gate.seen(evidence, text, density, counts),
            counts,
        )

    def weights(self, cond: FusionConditions, time: Tensor) -> Tensor:
        """Weights (B, F, 4) of the experts; `time` of `Gate.time`."""
        weights: Tensor = self.gate(cond.seen, time, cond.mask, cond.lengths)
        return weights

    def forward(
        self, base: Tensor, cond: FusionConditions, time: Tensor, proj_energy: nn.Linear
    ) -> Tensor:
        """`base` (B, F, D), the input without the picture, with what the experts add."""
        weights = self.weights(cond, time)
        opening = self.gate.opening(weights)
        of_latent, of_sync = weights.to(base)[..., 2:].chunk(2, dim=-1)
        fused: Tensor = base + proj_energy((opening * cond.energy).to(base))
        return fused + of_latent * cond.latent + of_sync * cond.sync


def _zero(linear: nn.Linear) -> nn.Linear:
    nn.init.zeros_(linear.weight)
    return linear


def _view(size: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(size, _SEEN), nn.LayerNorm(_SEEN))


def _masked(x: Tensor, mask: Tensor | None) -> Tensor:
    """Zero behind each item's end, as a render alone has it there."""
    return x if mask is None else x * mask


def _around(energy: Tensor, mask: Tensor | None) -> Tensor:
    """Mean of the contour (B, F, 1) over the frames around that count."""
    counts = torch.ones_like(energy) if mask is None else mask.to(energy)
    both = torch.cat((energy * counts, counts), dim=-1).mT  # (B, 2, F)
    mean, share = functional.avg_pool1d(both, _AROUND, 1, _AROUND // 2).mT.chunk(2, dim=-1)
    around: Tensor = mean / share.clamp(min=1e-6)
    return around
