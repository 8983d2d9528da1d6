"""Sound from a picture: the flow over latents, and the codec that makes them audible."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from deepaudio.networks.bigvgan import BigVGAN
from deepaudio.networks.mmaudio import MMAudio, MMAudioConditions, SchedulePlan
from deepaudio.networks.vae import VAE
from deepaudio.sampling import schedules
from deepaudio.sampling.acceleration import replayed
from deepaudio.sampling.euler import OnStep, Velocity, euler
from deepaudio.sampling.guidance import guided, mmaudio_guidance

_NO_GUIDANCE_BELOW = 1.0


@dataclass(frozen=True)
class AudioFlowSettings:
    """How the flow is solved; the defaults are the published ones.

    `one_batch` guides in one pass over a doubled batch, `replay` records steps on a GPU.
    """

    steps: int = 25
    strength: float = 4.5
    one_batch: bool = True
    replay: bool = False

    def __post_init__(self) -> None:
        if self.steps < 1 or self.strength < 0:
            raise ValueError(f"steps must be positive, strength not negative: {self}")


DRAFT = AudioFlowSettings(steps=10)
FINAL = AudioFlowSettings()


def audio_velocity(
    network: MMAudio,
    cond: MMAudioConditions,
    null: MMAudioConditions,
    times: Tensor,
    settings: AudioFlowSettings,
) -> Velocity:
    """Guided velocity at `times` (S,), everything but the latent's own part computed now."""
    plan = network.plan(cond, times)
    if settings.strength < _NO_GUIDANCE_BELOW:
        return lambda x, step: network.predict(x, step, plan)
    away = network.plan(null, times)
    join = SchedulePlan.joined if settings.one_batch else None
    return guided(network.predict, plan, away, settings.strength, mmaudio_guidance, join=join)


@torch.inference_mode()
def sample_latent(
    network: MMAudio,
    cond: MMAudioConditions,
    null: MMAudioConditions,
    noise: Tensor,
    settings: AudioFlowSettings = FINAL,
    *,
    on_step: OnStep | None = None,
) -> Tensor:
    """Normalised latent (B, N, C) from noise (B, N, C)."""
    schedule = schedules.linear(settings.steps)
    times = schedule[:-1].to(noise.device)
    velocity = audio_velocity(network, cond, null, times, settings)
    return euler(replayed(velocity) if settings.replay else velocity, noise, schedule, on_step)


@dataclass(frozen=True)
class AudioCodec:
    """Latent to mel to waveform."""

    vae: VAE
    vocoder: BigVGAN

    @torch.inference_mode()
    def decode(self, latent: Tensor) -> Tensor:
        """Latent (B, N, C) to waveform (B, T), T = 2 N hops."""
        waveform: Tensor = self.vocoder(self.vae.decode(latent.mT))[:, 0]
        return waveform
