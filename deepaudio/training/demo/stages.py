"""The four stages on tiny networks, with what they are compared with."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from deepaudio.networks.f5 import F5, F5Config
from deepaudio.networks.mmaudio import MMAudio, MMAudioConfig
from deepaudio.sampling.audio import AudioFlowSettings, sample_latent
from deepaudio.training import lora
from deepaudio.training.config import (
    AverageSettings,
    BatchSettings,
    DropSettings,
    RateSettings,
    TrainConfig,
    VoiceSettings,
    defaults,
)
from deepaudio.training.data import InMemory, SoundItem, SpeechItem
from deepaudio.training.demo import features
from deepaudio.training.demo.corpus import DemoClip
from deepaudio.training.demo.features import Codec, Normaliser, Seen
from deepaudio.training.demo.scale import DemoScale
from deepaudio.training.draws import generator
from deepaudio.training.initial import initialise, measure_latents
from deepaudio.training.loop import StepReport, train

CONSENT = "The voice is this package's own synthetic one; nobody's consent is needed."

_SOUND_RATE = 4e-3
_SPEECH_RATE = 2e-3
_FUSION_RATE = 4e-3
_BATCH = 16  # clips of sound
_SPEECH_BATCH = 8  # clips of speech
_FREE = AudioFlowSettings(steps=12, strength=2.5)
_AT_ONCE = 64  # clips whose picture is heard together

OnStep = Callable[[str, StepReport], None]
"""Told of each step, and of what it is one."""


def sound_network(seed: int) -> MMAudio:
    """A tiny video-to-audio network that has learnt nothing."""
    sizes = MMAudioConfig(
        latent_dim=features.LATENT_DIM, dim=32, heads=2, depth=2, fused_depth=1,
        clip_dim=features.CLIP_DIM, sync_dim=features.SYNC_DIM, text_dim=16, text_tokens=2,
    )  # fmt: skip
    network = MMAudio(sizes)
    initialise(network, seed)
    return network


def speech_network(seed: int) -> F5:
    """A tiny speech network that has learnt nothing."""
    sizes = F5Config(
        dim=96, depth=2, heads=2, head_dim=48, text_dim=32, text_depth=1,
        vocabulary=features.VOCABULARY, mel_bins=features.MEL.mel_bins, position_groups=8,
        time_features=64,
    )  # fmt: skip
    network = F5(sizes)
    initialise(network, seed)
    return network


# -- data ---------------------------------------------------------------------------


@dataclass(frozen=True)
class CorpusFeatures:
    """What the training clips say of features: how they are normalised, and the codec."""

    codec: Codec
    clip: Normaliser
    sync: Normaliser
    mel: Normaliser

    @staticmethod
    def of(clips: Sequence[DemoClip]) -> CorpusFeatures:
        """Measured on the training clips alone."""
        shown = [features.seen(clip.frames) for clip in clips]
        return CorpusFeatures(
            Codec.of([features.sound_mel(clip.own_sound) for clip in clips]),
            Normaliser.of([one.clip for one in shown]),
            Normaliser.of([one.sync for one in shown]),
            Normaliser.of([features.speech_mel(clip.spoken) for clip in clips], per_channel=False),
        )

    def picture(self, clip: DemoClip) -> Seen:
        """Normalised features of a clip's picture."""
        shown = features.seen(clip.frames)
        return Seen(self.clip(shown.clip), self.sync(shown.sync))

    def sound_item(self, clip: DemoClip) -> SoundItem:
        """A clip for the sound network: its picture and the sound of what is shown."""
        shown = self.picture(clip)
        latent = self.codec.encode(features.sound_mel(clip.own_sound))
        return SoundItem(latent, torch.zeros_like(latent), shown.clip, shown.sync, None, clip.name)

    def speech_items(
        self, clips: Sequence[DemoClip], network: MMAudio, seed: int
    ) -> list[SpeechItem]:
        """Clips for the speech network, with what the sound network hears in their pictures."""
        shown = [self.picture(clip) for clip in clips]
        latents = heard(network, shown, seed)
        return [
            SpeechItem(
                self.mel(features.speech_mel(clip.spoken)),
                features.token_ids(clip.text),
                self.codec.contour(network.unnormalise(latent[None])[0]).half().float(),
                latent,
                one.sync,
                name=clip.name,
            )
            for clip, one, latent in zip(clips, shown, latents, strict=True)
        ]


@torch.inference_mode()
def heard(network: MMAudio, pictures: Sequence[Seen], seed: int) -> list[Tensor]:
    """The free pass: normalised latents (N, C) of what the network hears in each picture."""
    latents: list[Tensor] = []
    for first in range(0, len(pictures), _AT_ONCE):
        some = pictures[first : first + _AT_ONCE]
        size, one = len(some), generator("heard", seed, first)
        noise = torch.randn(size, features.LATENT_FRAMES, network.config.latent_dim, generator=one)
        clip, sync = torch.stack([s.clip for s in some]), torch.stack([s.sync for s in some])
        text = network.empty_text(size)
        cond = network.conditions(clip, sync, text, features.LATENT_FRAMES)
        null = network.conditions(
            network.empty_clip(size, clip.shape[1]),
            network.empty_sync(size, sync.shape[1]),
            text,
            features.LATENT_FRAMES,
        )
        latents += list(sample_latent(network, cond, null, noise, _FREE))
    return latents


# -- stages -------------------------------------------------------------------------


@dataclass(frozen=True)
class Trainer:
    """Runs stages of the loop that real training uses, each in a folder of its own."""

    folder: Path
    seed: int
    on_step: OnStep
    losses: dict[str, list[float]] = field(default_factory=dict)  # of each step, by stage

    def sound(self, items: Sequence[SoundItem], steps: int) -> MMAudio:
        """Stage v2a."""
        network = sound_network(self.seed)
        data = InMemory(items)
        measure_latents(network, data, torch.zeros_like(network.empty_string_feat))
        milestones = (round(0.8 * steps),)
        rate = RateSettings(_SOUND_RATE, 30, "milestones", milestones, gamma=0.2)
        config = replace(_tiny("v2a", steps, self.seed), rate=rate,
                         batch=BatchSettings(items=_BATCH))  # fmt: skip
        self._run("v2a", config, network, data)
        return network.eval()

    def speech(
        self, name: str, stage: str, start: F5, items: Sequence[SpeechItem], steps: int
    ) -> F5:
        """A stage of the speech network, from a copy of `start`."""
        network = copy.deepcopy(start).requires_grad_(True)
        rate = RateSettings(_SPEECH_RATE, 30, "linear")
        if stage == "mof":
            network.add_fusion(features.LATENT_DIM, features.SYNC_DIM)
            rate = RateSettings(_FUSION_RATE, 30, "linear", others=_SPEECH_RATE / _FUSION_RATE)
        config = replace(_tiny(stage, steps, self.seed), rate=rate)
        self._run(name, config, network, InMemory(items))
        return network.eval()

    def voice(self, start: F5, items: Sequence[SpeechItem], steps: int) -> F5:
        """A copy of `start` with a voice of its own."""
        base = copy.deepcopy(start)
        config = replace(
            _tiny("voice", steps, self.seed), rate=RateSettings(_SPEECH_RATE, 10, "linear"),
            voice=VoiceSettings(name="a new voice", consent=CONSENT),
        )  # fmt: skip
        self._run("voice", config, base, InMemory(items))
        return lora.merged(start, lora.load(self.folder / "voice" / lora.FILE)).eval()

    def _run(self, name: str, config: TrainConfig, network: nn.Module, data: InMemory[Any]) -> None:
        losses = self.losses.setdefault(name, [])

        def on_step(report: StepReport) -> None:
            losses.append(report.loss)
            self.on_step(name, report)

        train(config, network, data, self.folder / name, on_step=on_step)


def _tiny(stage: str, steps: int, seed: int) -> TrainConfig:
    """A stage's settings, but for what follows from the size of networks and corpus.

    No clip gets another one's evidence: half of the corpus has pictures of something else.
    """
    return replace(
        defaults(stage),
        steps=steps,
        seed=seed,
        batch=BatchSettings(parts=1, frames=_SPEECH_BATCH * features.FRAMES, most=_SPEECH_BATCH),
        average=AverageSettings(kind="none", snapshots=0),
        drops=DropSettings(mismatch=0.0),
        network=replace(defaults(stage).network, dropout=0.0),
        precision="float32",
        checkpoint_every=steps,
        checkpoints_kept=1,
    )


@dataclass(frozen=True)
class Arms:
    """Speech networks that had as many steps each, and what they are measured with."""

    untrained: F5
    text: F5  # never saw a picture
    published: F5  # energy as published
    mof: F5  # with the fusion


def speech_arms(trainer: Trainer, items: Sequence[SpeechItem], scale: DemoScale) -> Arms:
    """Stage tts, and from there three ways of equal length."""
    untrained = speech_network(trainer.seed)
    silent = [replace(item, energy=None, latent=None, sync=None) for item in items]
    tts = trainer.speech("tts", "tts", untrained, silent, scale.tts_steps)
    rest = scale.v2s_steps + scale.mof_steps
    v2s = trainer.speech("v2s", "v2s", tts, items, scale.v2s_steps)
    return Arms(
        untrained.eval(),
        trainer.speech("text", "tts", tts, silent, rest),
        trainer.speech("published", "v2s", v2s, items, scale.mof_steps),
        trainer.speech("mof", "mof", v2s, items, scale.mof_steps),
    )
