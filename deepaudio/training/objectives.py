"""What each stage computes for a part of a step: its batch, its random numbers, its loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional
from torch.utils.hooks import RemovableHandle

from deepaudio.networks.f5 import F5, F5Block
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.training.config import DropSettings, FusionSettings, TrainConfig
from deepaudio.training.data import (
    SoundItem,
    SpeechItem,
    sound_batch,
    speech_batch,
)
from deepaudio.training.draws import SoundDraws, SpeechDraws, generator
from deepaudio.training.flow import (
    Losses,
    SoundBatch,
    SpeechBatch,
    sound_loss,
    speech_loss,
)
from deepaudio.training.fusion_loss import EvidenceDraws, fusion_loss
from deepaudio.training.lora import Adapter
from deepaudio.training.sampler import StepPart

Inputs = tuple[Any, ...]
"""What an objective computes a loss of: a batch and draws, each with a method `to`."""


class Objective(Protocol):
    """A network with what it is trained for; an `nn.Module` whose call gives `Losses`."""

    def inputs(self, items: Sequence[Any], part: StepPart, seed: int, step: int) -> Inputs:
        """Batch and random numbers of a part, on the CPU."""

    def __call__(self, update: int, *inputs: Any) -> Losses:
        """The loss of `inputs` on the network's device; `update` counts steps from 0."""


class SoundObjective(nn.Module):
    """Stage v2a."""

    def __init__(self, network: MMAudio, drops: DropSettings) -> None:
        super().__init__()
        self.network = network
        self.drops = drops

    def inputs(self, items: Sequence[SoundItem], part: StepPart, seed: int, step: int) -> Inputs:
        """See `Objective`."""
        batch = sound_batch(items, self.network)
        _, frames, channels = batch.mean.shape
        return batch, SoundDraws.of(_generators(part, seed, step), frames, channels)

    def forward(self, update: int, batch: SoundBatch, draws: SoundDraws) -> Losses:
        """See `Objective`."""
        del update
        return sound_loss(self.network, batch, draws, drop=self.drops.sound)


class SpeechObjective(nn.Module):
    """Stages tts and v2s: they differ in their data."""

    def __init__(self, network: F5, drops: DropSettings) -> None:
        super().__init__()
        self.network = network
        self.drops = drops

    def inputs(self, items: Sequence[SpeechItem], part: StepPart, seed: int, step: int) -> Inputs:
        """See `Objective`."""
        batch = speech_batch(items)
        return batch, _speech_draws(batch, part, seed, step)

    def forward(self, update: int, batch: SpeechBatch, draws: SpeechDraws) -> Losses:
        """See `Objective`."""
        del update
        drops = self.drops
        return speech_loss(self.network, batch, draws, audio_drop=drops.audio, text_drop=drops.text)


class FusionObjective(nn.Module):
    """Stage mof. Raises ValueError for a network without a fusion."""

    def __init__(self, network: F5, drops: DropSettings, settings: FusionSettings) -> None:
        super().__init__()
        if network.mof is None:
            raise ValueError("this network has no fusion to train")
        self.network = network
        self.drops = drops
        self.settings = settings
        self._sizes = (network.mof.config.latent_dim, network.mof.config.sync_dim)

    def inputs(self, items: Sequence[SpeechItem], part: StepPart, seed: int, step: int) -> Inputs:
        """See `Objective`."""
        batch = speech_batch(items, self._sizes)
        of_evidence = EvidenceDraws.of(_generators(part, seed, step, "evidence"))
        return batch, _speech_draws(batch, part, seed, step), of_evidence

    def forward(
        self, update: int, batch: SpeechBatch, draws: SpeechDraws, of_evidence: EvidenceDraws
    ) -> Losses:
        """See `Objective`."""
        return fusion_loss(
            self.network, batch, draws, of_evidence,
            drops=self.drops, settings=self.settings, update=update,
        )  # fmt: skip


class VoiceObjective(nn.Module):
    """Stage voice: the network stays as it is, its adapter learns."""

    def __init__(self, network: F5, adapter: Adapter, drops: DropSettings) -> None:
        super().__init__()
        self.adapter = adapter
        self.speech = SpeechObjective(network.requires_grad_(False), drops)

    def inputs(self, items: Sequence[SpeechItem], part: StepPart, seed: int, step: int) -> Inputs:
        """See `Objective`."""
        return self.speech.inputs(items, part, seed, step)

    def forward(self, update: int, batch: SpeechBatch, draws: SpeechDraws) -> Losses:
        """See `Objective`."""
        network = self.speech.network
        changed = {
            f"network.{name}": network.get_parameter(name) + change
            for name, change in self.adapter.changes().items()
        }
        losses = functional_call(self.speech, changed, (update, batch, draws))
        return cast(Losses, losses)


def objective_of(network: nn.Module, config: TrainConfig) -> nn.Module:
    """What a stage trains: an `Objective` with all that learns on gradients.

    Raises ValueError for a network of another kind.
    """
    if isinstance(network, MMAudio) and config.stage == "v2a":
        return SoundObjective(network, config.drops)
    if not isinstance(network, F5) or config.stage == "v2a":
        raise ValueError(f"the stage {config.stage} does not train a {type(network).__name__}")
    if config.stage == "mof":
        return FusionObjective(network, config.drops, config.fusion)
    if config.stage == "voice":
        adapter = Adapter(network, config.voice.rank, config.voice.alpha, config.seed)
        return VoiceObjective(network, adapter, config.drops)
    return SpeechObjective(network, config.drops)


def with_dropout(network: F5, rate: float) -> list[RemovableHandle]:
    """Let the outputs of attention and the inner layers of feed-forward drop out in training.

    As F5-TTS has it, whose layers for it hold no weights; a network in `eval` is unchanged.
    Returns what takes it off again.
    """

    def drop(module: nn.Module, _: Any, output: Tensor) -> Tensor:
        return functional.dropout(output, rate, training=module.training)

    blocks = [cast(F5Block, block) for block in network.transformer_blocks] if rate else []
    layers = [layer for block in blocks for layer in (block.attn.to_out[0], block.ff.ff[1])]
    return [layer.register_forward_hook(drop) for layer in layers]


def _speech_draws(batch: SpeechBatch, part: StepPart, seed: int, step: int) -> SpeechDraws:
    _, frames, mel_bins = batch.mel.shape
    of_batch = generator("part", seed, step, part.number)
    return SpeechDraws.of(_generators(part, seed, step), frames, mel_bins, of_batch)


def _generators(part: StepPart, seed: int, step: int, what: str = "item") -> list[torch.Generator]:
    return [generator(what, seed, step, place) for place in part.places]
