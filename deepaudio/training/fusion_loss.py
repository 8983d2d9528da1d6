"""The loss of the fusion stage: flow matching, timing, and two terms for the gate.

Ours (`docs/model.md`, `docs/training.md`). Evidence of the picture is withheld at random, whole
and by kind, so that the picture can be guided by; at times it is another clip's, so that the gate
learns to close. A balance keeps every expert alive while they are new: their mean weights start
at `PRIOR`, and until they are trained a divergence from it costs. A small price on whatever is
not the text alone has the gate close where the picture does not help.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from deepaudio.networks.f5 import F5
from deepaudio.networks.mof import EXPERTS, PRIOR, Evidence
from deepaudio.training.config import DropSettings, FusionSettings
from deepaudio.training.draws import SpeechDraws
from deepaudio.training.flow import Losses, SpeechBatch, between, of_spans, spans, withheld

_STEP = 10  # frames over which loudness changes: about a tenth of a second


@dataclass(frozen=True)
class EvidenceDraws:
    """What is withheld or exchanged, uniform numbers (B,) of each clip."""

    picture: Tensor
    energy: Tensor
    latent: Tensor
    sync: Tensor
    mismatch: Tensor

    @classmethod
    def of(cls, generators: Sequence[torch.Generator]) -> EvidenceDraws:
        """Numbers for as many clips as there are generators."""
        rows = torch.stack([torch.rand(5, generator=one) for one in generators])
        return cls(*rows.unbind(dim=1))

    def to(self, device: torch.device) -> EvidenceDraws:
        """The same numbers on a device."""
        return EvidenceDraws(*(
            part.to(device)
            for part in (self.picture, self.energy, self.latent, self.sync, self.mismatch)
        ))  # fmt: skip


def shown(
    evidence: Evidence, draws: EvidenceDraws, drops: DropSettings, lengths: Tensor
) -> tuple[Evidence, Tensor]:
    """What the network is shown, and which clips (B,) are shown another clip's picture.

    The other one is the next of the batch, cut to the clip's length; alone in a batch a clip
    keeps its own. A clip without a picture is given none.
    """
    pictured = evidence.flags[..., :3].amax(dim=(1, 2)) > 0
    others = pictured.roll(-1)
    wrong = (draws.mismatch < drops.mismatch) & pictured & others & (len(pictured) > 1)
    mine = Evidence(*(
        torch.where(wrong[:, None, None], x.roll(-1, dims=0), x)
        for x in (evidence.energy, evidence.latent, evidence.sync, evidence.flags)
    ))  # fmt: skip
    inside = torch.arange(mine.energy.shape[1], device=lengths.device) < lengths[:, None]
    cut = Evidence(*(
        x * inside[..., None] for x in (mine.energy, mine.latent, mine.sync, mine.flags)
    ))  # fmt: skip
    none = draws.picture < drops.picture
    gone = (none | (each < drops.each) for each in (draws.energy, draws.latent, draws.sync))
    return cut.without(*gone), wrong


def fusion_loss(
    network: F5,
    batch: SpeechBatch,
    draws: SpeechDraws,
    evidence_draws: EvidenceDraws,
    *,
    drops: DropSettings,
    settings: FusionSettings,
    update: int,
) -> Losses:
    """Flow matching of spans under all evidence, with the further terms in `parts`.

    Raises ValueError for a batch without evidence.
    """
    span = spans(batch.lengths, draws, batch.mel.shape[1])
    audio, ids = withheld(batch, draws, span, drops.audio, drops.text)
    evidence, wrong = shown(
        batch.evidence_on(batch.mel.device), evidence_draws, drops, batch.lengths
    )
    evidence = _marked(evidence, span, batch.lengths, audio is not None)
    conditions = network.conditions(audio, ids, evidence)
    modulations = network.modulations(draws.time)
    xt = between(draws.noise, batch.mel, draws.time)
    velocity = network.predict(xt, modulations, conditions).float()
    losses = of_spans(velocity - (batch.mel - draws.noise), span, draws.time)
    weights = network.weights(modulations, conditions)  # (B, F, 4)
    onset = settings.onset_loss * onset_loss(xt, velocity, batch.mel, span, draws.time)
    left = max(0.0, 1 - update / max(1, settings.balance_steps))
    balance = settings.balance_loss * left * balance_loss(weights, span)
    cost = settings.picture_cost * picture_cost(weights, span)
    seen = {f"gate_{name}": _mean(weights[..., i], span) for i, name in enumerate(EXPERTS)}
    if bool(wrong.any()):
        seen["gate_energy_of_wrong"] = _mean(weights[wrong][..., 1], span[wrong])
    return replace(
        losses,
        total=losses.total + onset + balance + cost,
        parts={
            "onset": onset.detach(),
            "balance": balance.detach(),
            "picture": cost.detach(),
            **seen,
        },
    )


def onset_loss(xt: Tensor, velocity: Tensor, mel: Tensor, span: Tensor, t: Tensor) -> Tensor:
    """How far changes of loudness are from the target's, the more the nearer the flow's end.

    Loudness is the log of the summed magnitudes of a frame, its change that over 10 frames.
    xt, velocity, mel: (B, F, M), span: (B, F), t: (B,).
    """
    guess = xt + (1 - t[:, None, None]) * velocity  # where the flow ends if it goes on so
    found, wanted = (
        loud[:, _STEP:] - loud[:, :-_STEP] for loud in (guess.logsumexp(-1), mel.logsumexp(-1))
    )
    both = span[:, _STEP:] & span[:, :-_STEP]
    error = functional.smooth_l1_loss(found, wanted, reduction="none") * t.square()[:, None]
    return (error * both).sum() / both.sum().clamp(min=1)


def balance_loss(weights: Tensor, span: Tensor) -> Tensor:
    """Divergence of the mean weights of the experts from those at the start: KL(mean || PRIOR)."""
    mean = (weights * span[..., None]).sum(dim=(0, 1)) / span.sum().clamp(min=1)
    prior = torch.tensor(PRIOR, device=weights.device)
    divergence: Tensor = (mean * (mean.clamp(min=1e-9) / prior).log()).sum()
    return divergence * bool(span.any())


def picture_cost(weights: Tensor, span: Tensor) -> Tensor:
    """The mean weight of all experts but the text alone. weights: (B, F, 4), span: (B, F)."""
    cost: Tensor = ((1 - weights[..., 0]) * span).sum() / span.sum().clamp(min=1)
    return cost


def _marked(evidence: Evidence, span: Tensor, lengths: Tensor, given: bool) -> Evidence:
    """With the frames marked that the network is given, as a render marks the reference."""
    inside = torch.arange(span.shape[1], device=span.device) < lengths[:, None]
    rest = (inside & ~span & given).to(evidence.flags)[..., None]
    flags = torch.cat((evidence.flags[..., :3], rest, evidence.flags[..., 4:]), dim=-1)
    return replace(evidence, flags=flags)


def _mean(values: Tensor, span: Tensor) -> Tensor:
    return (values.detach() * span).sum() / span.sum().clamp(min=1)
