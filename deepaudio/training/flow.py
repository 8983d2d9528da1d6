"""Conditional flow matching: the losses of the sound network and of the speech network.

Between noise x0 and data x1 lies xt = (1 - t) x0 + t x1; the network learns the velocity
x1 - x0 there (Lipman et al., arXiv 2210.02747). What is withheld, how times are spread and over
what the mean is taken is for each network as MMAudio (arXiv 2412.15322) and F5-TTS
(arXiv 2410.06885) have it; `tests/parity` holds both to the reference's own steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor

from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.networks.mof import Evidence
from deepaudio.training.draws import SoundDraws, SpeechDraws

SOUND_DROP = 0.1
"""Rate at which picture and synchronisation together, and text by itself, are withheld."""

AUDIO_DROP = 0.3
"""Rate at which the speech network is not given the rest of the clip."""

TEXT_DROP = 0.2
"""Rate at which it is given neither that nor the text."""


@dataclass(frozen=True)
class Losses:
    """What a step is judged by."""

    total: Tensor  # (): what is minimised
    items: Tensor  # (B,): flow matching loss of each item
    time: Tensor  # (B,): flow time of each item
    parts: dict[str, Tensor] = field(default_factory=dict)  # further terms, as they are in total


# -- sound --------------------------------------------------------------------------


@dataclass(frozen=True)
class SoundBatch:
    """B clips for the sound network."""

    mean: Tensor  # (B, N, C): what the codec's encoder says of the sound
    std: Tensor  # (B, N, C)
    clip: Tensor  # (B, Nc, Cc)
    sync: Tensor  # (B, 8 S, Cs)
    text: Tensor  # (B, L, Ct)
    has_video: Tensor  # (B,) bool
    has_text: Tensor  # (B,) bool

    def to(self, device: torch.device) -> SoundBatch:
        """The same clips on a device, in float32."""
        return SoundBatch(
            self.mean.to(device).float(),
            self.std.to(device).float(),
            self.clip.to(device).float(),
            self.sync.to(device).float(),
            self.text.to(device).float(),
            self.has_video.to(device),
            self.has_text.to(device),
        )


def sound_target(network: MMAudio, batch: SoundBatch, draws: SoundDraws) -> Tensor:
    """The latents (B, N, C) that are learnt: drawn of the codec's distribution, normalised."""
    latent = batch.mean + batch.std * draws.latent
    return (latent - network.latent_mean) / network.latent_std


def sound_loss(
    network: MMAudio, batch: SoundBatch, draws: SoundDraws, *, drop: float = SOUND_DROP
) -> Losses:
    """Flow matching with logit-normal times; the mean over frames and channels, then over items.

    What an item lacks and what is withheld from it are the same to the network: the learned
    features of no picture, the stored ones of no text.
    """
    x1, t = sound_target(network, batch, draws), draws.time.sigmoid()
    xt = between(draws.noise, x1, t)
    size = len(x1)
    unseen = (~batch.has_video | (draws.video < drop))[:, None, None]
    untold = (~batch.has_text | (draws.text < drop))[:, None, None]
    conditions = network.conditions(
        torch.where(unseen, network.empty_clip(size, batch.clip.shape[1]), batch.clip),
        torch.where(unseen, network.empty_sync(size, batch.sync.shape[1]), batch.sync),
        torch.where(untold, network.empty_text(size), batch.text),
        x1.shape[1],
    )
    error = network(xt, t, conditions).float() - (x1 - draws.noise)
    items = error.square().mean(dim=(1, 2))
    return Losses(items.mean(), items.detach(), t)


# -- speech -------------------------------------------------------------------------


@dataclass(frozen=True)
class SpeechBatch:
    """B clips for the speech network; what is behind a clip's end is zero."""

    mel: Tensor  # (B, F, M)
    lengths: Tensor  # (B,) frames of each
    ids: Tensor  # (B, L), -1 behind a text's end
    energy: Tensor  # (B, F, 1)
    evidence: Evidence | None = None  # for a network with a fusion

    def to(self, device: torch.device) -> SpeechBatch:
        """The same clips on a device, in float32."""
        return SpeechBatch(
            self.mel.to(device).float(),
            self.lengths.to(device),
            self.ids.to(device),
            self.energy.to(device).float(),
            None if self.evidence is None else self.evidence_on(device),
        )

    def evidence_on(self, device: torch.device) -> Evidence:
        """What is known of the picture, on a device. Raises ValueError where nothing was asked."""
        e = self.evidence
        if e is None:
            raise ValueError("these clips were put together without evidence of their pictures")
        return Evidence(e.energy.to(device), e.latent.to(device), e.sync.to(device),
                        e.flags.to(device))  # fmt: skip


def spans(lengths: Tensor, draws: SpeechDraws, frames: int) -> Tensor:
    """(B, F): True where the speech is to be made; within each clip one span."""
    count = (draws.fraction * lengths).long()
    start = ((lengths - count) * draws.start).long()
    places = torch.arange(frames, device=lengths.device)
    return (places >= start[:, None]) & (places < (start + count)[:, None])


def speech_loss(
    network: F5,
    batch: SpeechBatch,
    draws: SpeechDraws,
    *,
    audio_drop: float = AUDIO_DROP,
    text_drop: float = TEXT_DROP,
) -> Losses:
    """Flow matching of a span under the rest of the clip, its text and its energy.

    The mean is over all elements of the batch's spans; padding takes part in the network, no
    mask reaches it. What is withheld is withheld from the whole batch, the energy never.
    """
    span = spans(batch.lengths, draws, batch.mel.shape[1])
    given = withheld(batch, draws, span, audio_drop, text_drop)
    xt = between(draws.noise, batch.mel, draws.time)
    prediction = network(xt, draws.time, network.conditions(*given, batch.energy)).float()
    return of_spans(prediction - (batch.mel - draws.noise), span, draws.time)


def withheld(
    batch: SpeechBatch, draws: SpeechDraws, span: Tensor, audio_drop: float, text_drop: float
) -> tuple[Tensor | None, Tensor | None]:
    """The rest of the clips (B, F, M) and their texts (B, L), None for what is withheld."""
    no_text = draws.text < text_drop
    no_audio = no_text or draws.audio < audio_drop
    rest = None if no_audio else batch.mel.masked_fill(span[..., None], 0)
    return rest, None if no_text else batch.ids


def of_spans(error: Tensor, span: Tensor, t: Tensor) -> Losses:
    """Losses of an error (B, F, M): the mean over all elements of the spans (B, F)."""
    per_frame = error.square().mean(dim=2) * span  # (B, F)
    counts = span.sum(dim=1)
    items = (per_frame.detach().sum(dim=1) / counts.clamp(min=1)).detach()
    return Losses(per_frame.sum() / counts.sum().clamp(min=1), items, t)


def between(x0: Tensor, x1: Tensor, t: Tensor) -> Tensor:
    """The flow's place at times t (B,) on its straight way from x0 to x1, (B, N, C) each."""
    t = t[:, None, None]
    return (1 - t) * x0 + t * x1
