"""What is random in a training step, as values: so that a step can be computed again exactly.

Each item of a batch draws from a generator of its own, which is seeded by the run, the step
and the item's place in it. How the items are shared out among processes therefore changes
nothing, and a run that is resumed needs no state of a generator.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

SPAN = (0.7, 1.0)
"""Fraction of a clip that the speech network has to fill in: least and most."""


def seed_of(*what: int | str) -> int:
    """A seed for `torch.Generator` from all that it depends on."""
    digest = hashlib.sha256(" ".join(map(str, what)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def generator(*what: int | str) -> torch.Generator:
    """A generator on the CPU: its numbers are the same whatever the device of the networks."""
    return torch.Generator().manual_seed(seed_of(*what))


@dataclass(frozen=True)
class SoundDraws:
    """Random numbers of a step of the sound network, for B items."""

    latent: Tensor  # (B, N, C) normal: which latent of the codec's distribution
    time: Tensor  # (B,) normal: flow time is its sigmoid
    noise: Tensor  # (B, N, C) normal: where the flow begins
    video: Tensor  # (B,) uniform: below the drop rate the picture is withheld
    text: Tensor  # (B,) uniform

    @classmethod
    def of(cls, generators: Sequence[torch.Generator], frames: int, channels: int) -> SoundDraws:
        """Numbers for as many items as there are generators."""
        rows = [_sound_row(one, frames, channels) for one in generators]
        return cls(*(torch.stack(column) for column in zip(*rows, strict=True)))

    def to(self, device: torch.device) -> SoundDraws:
        """The same numbers on a device."""
        return SoundDraws(*(
            part.to(device) for part in (self.latent, self.time, self.noise, self.video, self.text)
        ))  # fmt: skip


@dataclass(frozen=True)
class SpeechDraws:
    """Random numbers of a step of the speech network, for a batch of B clips."""

    fraction: Tensor  # (B,) uniform in SPAN: how much of the clip is to be made
    start: Tensor  # (B,) uniform: where that begins
    noise: Tensor  # (B, F, M) normal
    time: Tensor  # (B,) uniform: flow time
    audio: float  # uniform, of the whole batch: below the drop rate no clip has its rest
    text: float  # uniform, of the whole batch: below the drop rate neither rest nor text

    @classmethod
    def of(
        cls,
        generators: Sequence[torch.Generator],
        frames: int,
        mel_bins: int,
        of_batch: torch.Generator,
    ) -> SpeechDraws:
        """Numbers for as many clips as there are generators, padded to `frames` each."""
        rows = [_speech_row(one, frames, mel_bins) for one in generators]
        fraction, start, noise, time = (torch.stack(column) for column in zip(*rows, strict=True))
        audio, text = torch.rand(2, generator=of_batch).tolist()
        return cls(fraction, start, noise, time, audio, text)

    def to(self, device: torch.device) -> SpeechDraws:
        """The same numbers on a device."""
        return SpeechDraws(
            self.fraction.to(device),
            self.start.to(device),
            self.noise.to(device),
            self.time.to(device),
            self.audio,
            self.text,
        )


def _sound_row(one: torch.Generator, frames: int, channels: int) -> tuple[Tensor, ...]:
    return (
        torch.randn(frames, channels, generator=one),
        torch.randn((), generator=one),
        torch.randn(frames, channels, generator=one),
        torch.rand((), generator=one),
        torch.rand((), generator=one),
    )


def _speech_row(one: torch.Generator, frames: int, mel_bins: int) -> tuple[Tensor, ...]:
    least, most = SPAN
    return (
        least + (most - least) * torch.rand((), generator=one),
        torch.rand((), generator=one),
        torch.randn(frames, mel_bins, generator=one),
        torch.rand((), generator=one),
    )
