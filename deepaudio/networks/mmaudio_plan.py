"""What a render of the video-to-audio network computes once: conditions, and what time changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from deepaudio.networks.packing import JointOrder, PackedStream
from deepaudio.networks.rotary import Rotary


@dataclass(frozen=True)
class PackedWindows:
    """Where the frames and tokens of several windows lie that are laid end to end."""

    latent: PackedStream
    clip: PackedStream
    text: PackedStream
    joint: JointOrder

    @staticmethod
    def of(windows: Sequence[MMAudioConditions]) -> PackedWindows:
        """The order of these."""
        device = windows[0].sync.device
        latent, clip, text = (
            PackedStream(tuple(x.shape[1] for x in stream), device)
            for stream in zip(*((w.sync, w.clip, w.text) for w in windows), strict=True)
        )
        return PackedWindows(latent, clip, text, JointOrder((latent, clip, text), device))


@dataclass(frozen=True)
class MMAudioConditions:
    """All that steers a render and that no step changes."""

    clip: Tensor  # (B, Nc, D)
    sync: Tensor  # (B, N, D), one row per latent frame
    text: Tensor  # (B, L, D)
    clip_mean: Tensor  # (B, D)
    text_mean: Tensor  # (B, D)
    vector: Tensor  # (B, 1, D), of both means; of each window where several are packed
    latent_rotary: Rotary
    clip_rotary: Rotary
    packed_as: PackedWindows | None = None  # None: one window

    @staticmethod
    def packed(windows: Sequence[MMAudioConditions]) -> MMAudioConditions:
        """Several windows laid end to end."""
        latent_tables, clip_tables = (
            tuple(torch.cat(parts) for parts in zip(*tables, strict=True))
            for tables in zip(*((w.latent_rotary, w.clip_rotary) for w in windows), strict=True)
        )
        return MMAudioConditions(
            torch.cat([w.clip for w in windows], dim=1),
            torch.cat([w.sync for w in windows], dim=1),
            torch.cat([w.text for w in windows], dim=1),
            torch.stack([w.clip_mean for w in windows], dim=1),
            torch.stack([w.text_mean for w in windows], dim=1),
            torch.cat([w.vector for w in windows], dim=1),
            (latent_tables[0], latent_tables[1]),
            (clip_tables[0], clip_tables[1]),
            PackedWindows.of(windows),
        )

    @staticmethod
    def joined(a: MMAudioConditions, b: MMAudioConditions) -> MMAudioConditions:
        """Both, one after the other on the batch axis; they share lengths and tables."""
        return MMAudioConditions(
            torch.cat((a.clip, b.clip)),
            torch.cat((a.sync, b.sync)),
            torch.cat((a.text, b.text)),
            torch.cat((a.clip_mean, b.clip_mean)),
            torch.cat((a.text_mean, b.text_mean)),
            torch.cat((a.vector, b.vector)),
            a.latent_rotary,
            a.clip_rotary,
            a.packed_as,
        )


@dataclass(frozen=True)
class MMAudioModulations:
    """What depends on time but not on the latent, at S times."""

    vector: Tensor  # (S, B, 1, D), conditions and time
    clip: tuple[Tensor, ...]  # per joint block (S, B, 1, 6 D), of the last (S, B, 1, 2 D)
    text: tuple[Tensor, ...]
    final: Tensor  # (S, B, 1, 2 D)

    @staticmethod
    def joined(a: MMAudioModulations, b: MMAudioModulations) -> MMAudioModulations:
        """Both, one after the other on the batch axis."""
        return MMAudioModulations(
            torch.cat((a.vector, b.vector), dim=1),
            tuple(torch.cat(pair, dim=1) for pair in zip(a.clip, b.clip, strict=True)),
            tuple(torch.cat(pair, dim=1) for pair in zip(a.text, b.text, strict=True)),
            torch.cat((a.final, b.final), dim=1),
        )

    @staticmethod
    def packed(windows: Sequence[MMAudioModulations]) -> MMAudioModulations:
        """Those of several windows side by side: (S, B, windows, ...) each."""
        return MMAudioModulations(
            torch.cat([w.vector for w in windows], dim=2),
            tuple(torch.cat(all_, dim=2) for all_ in zip(*(w.clip for w in windows), strict=True)),
            tuple(torch.cat(all_, dim=2) for all_ in zip(*(w.text for w in windows), strict=True)),
            torch.cat([w.final for w in windows], dim=2),
        )


@dataclass(frozen=True)
class SchedulePlan:
    """Conditions with the modulations of every step of a schedule."""

    cond: MMAudioConditions
    modulations: MMAudioModulations

    @staticmethod
    def joined(a: SchedulePlan, b: SchedulePlan) -> SchedulePlan:
        """Both, one after the other on the batch axis."""
        return SchedulePlan(
            MMAudioConditions.joined(a.cond, b.cond),
            MMAudioModulations.joined(a.modulations, b.modulations),
        )

    @staticmethod
    def packed(windows: Sequence[SchedulePlan]) -> SchedulePlan:
        """Several windows laid end to end."""
        if len(windows) == 1:
            return windows[0]
        return SchedulePlan(
            MMAudioConditions.packed([w.cond for w in windows]),
            MMAudioModulations.packed([w.modulations for w in windows]),
        )
