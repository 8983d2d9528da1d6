"""What is measured on clips that nothing was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from deepaudio.networks.f5 import F5
from deepaudio.networks.mof import Evidence
from deepaudio.sampling.speech_flow import SpeechFlowSettings, draw_noise, sample_mel
from deepaudio.training.config import TrainConfig, defaults
from deepaudio.training.data import InMemory, SpeechItem, speech_batch
from deepaudio.training.demo import features
from deepaudio.training.demo.features import Normaliser
from deepaudio.training.draws import generator
from deepaudio.training.held_out import held_out_losses

GIVEN_FRAMES = 45
"""Frames of each clip that stand for the reference recording; the rest is made."""

_TIMES = (0.2, 0.5, 0.8)
_SETTINGS = SpeechFlowSettings(steps=12, strength=0.0, picture=1.0)  # no guidance: what was learnt


@dataclass(frozen=True)
class Measured:
    """Of each clip, in their order."""

    loss: list[float]  # flow matching
    timing: list[float]  # correlation of loudness over time with the truth's


def measured(
    network: F5, items: Sequence[SpeechItem], mel: Normaliser, seed: int, rounds: int
) -> Measured:
    """Loss and timing of each clip, with all evidence where the network has a fusion."""
    config = _config(network)
    losses = held_out_losses(config, network, InMemory(items), rounds=rounds, seed=seed)
    return Measured(losses, timing(network, items, mel, seed))


@torch.inference_mode()
def timing(network: F5, items: Sequence[SpeechItem], mel: Normaliser, seed: int) -> list[float]:
    """Correlation of the made loudness with the true one behind the given frames, per clip."""
    batch = speech_batch(items, _fusion_of(network))
    true = batch.mel
    noise = draw_noise([features.FRAMES] * len(items), true.shape[-1], generator("timing", seed))
    made = sample_mel(
        network,
        true[:, :GIVEN_FRAMES],
        batch.ids,
        _given(batch.evidence) if batch.evidence is not None else batch.energy,
        noise,
        frames=batch.lengths,
        settings=_SETTINGS,
    )
    pair = (features.loudness(mel.back(x))[:, GIVEN_FRAMES:] for x in (made, true))
    return [float(value) for value in _correlation(*pair)]


@torch.inference_mode()
def picture_weights(network: F5, items: Sequence[SpeechItem]) -> list[float]:
    """Share of the gate's weight that is not the text's alone, over each clip and the flow."""
    batch = speech_batch(items, _fusion_of(network))
    assert batch.evidence is not None
    cond = network.conditions(None, batch.ids, _given(batch.evidence))
    total = torch.zeros(len(items))
    for t in _TIMES:
        weights = network.weights(network.modulations(torch.tensor([t])), cond)
        total += 1 - weights[..., 0].mean(dim=1)
    return [float(value) for value in total / len(_TIMES)]


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float:
    """How often a positive value is above a negative one; equal ones count half.

    The area under the receiver operating characteristic (Hanley and McNeil 1982).
    """
    a, b = torch.tensor(positive)[:, None], torch.tensor(negative)[None]
    return float(((a > b).double() + 0.5 * (a == b).double()).mean())


def without_picture(items: Sequence[SpeechItem]) -> list[SpeechItem]:
    """The same clips with nothing known of their pictures."""
    return [replace(item, energy=None, latent=None, sync=None) for item in items]


def of_another(items: Sequence[SpeechItem]) -> list[SpeechItem]:
    """The same clips with the evidence of another one of the same kind: of the one after next."""
    others = [*items[2:], *items[:2]]
    return [
        replace(item, energy=other.energy, latent=other.latent, sync=other.sync)
        for item, other in zip(items, others, strict=True)
    ]


def _given(evidence: Evidence) -> Evidence:
    """With the given frames marked as the reference's."""
    flags = evidence.flags.clone()
    flags[:, :GIVEN_FRAMES, 3] = 1
    return replace(evidence, flags=flags)


def _config(network: F5) -> TrainConfig:
    return defaults("v2s" if network.mof is None else "mof")


def _fusion_of(network: F5) -> tuple[int, int] | None:
    if network.mof is None:
        return None
    return network.mof.config.latent_dim, network.mof.config.sync_dim


def _correlation(a: Tensor, b: Tensor) -> Tensor:
    """Pearson's, of the rows of (B, F)."""
    a, b = (x - x.mean(dim=1, keepdim=True) for x in (a, b))
    found: Tensor = (a * b).sum(dim=1) / (a.norm(dim=1) * b.norm(dim=1)).clamp(min=1e-9)
    return found
