"""Sound from a picture: the flow over latents, and the codec that makes them audible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from deepaudio.networks.bigvgan import BigVGAN
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.networks.mmaudio_plan import MMAudioConditions, SchedulePlan
from deepaudio.networks.vae import VAE
from deepaudio.sampling import schedules
from deepaudio.sampling.acceleration import replayed
from deepaudio.sampling.euler import OnStep, Velocity, euler
from deepaudio.sampling.guidance import guided, mmaudio_guidance
from deepaudio.sampling.windows import Span, beside, mean_of, overlapped

_NO_GUIDANCE_BELOW = 1.0


@dataclass(frozen=True)
class AudioFlowSettings:
    """How the flow is solved; the defaults are the published ones.

    `one_batch` guides in one pass over a doubled batch, `replay` records steps on a GPU.
    `rounded` rounds times and frequencies to the network's type, as the published program does.
    """

    steps: int = 25
    strength: float = 4.5
    one_batch: bool = True
    replay: bool = False
    rounded: bool = False

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
    return _packed_velocity(network, [LatentWindow(0, 0, cond, null)], times, settings)


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
    window = LatentWindow(0, noise.shape[1], cond, null)
    return sample_windows(network, [window], noise, settings, on_step=on_step)


@dataclass(frozen=True)
class LatentWindow:
    """A window of a longer latent, in latent frames, and its conditions."""

    first: int
    frames: int
    cond: MMAudioConditions
    null: MMAudioConditions

    @property
    def span(self) -> Span:
        """Where it lies."""
        return self.first, self.frames


@torch.inference_mode()
def sample_windows(
    network: MMAudio,
    windows: Sequence[LatentWindow],
    noise: Tensor,
    settings: AudioFlowSettings = FINAL,
    *,
    on_step: OnStep | None = None,
) -> Tensor:
    """Normalised latent (B, N, C) of overlapping windows, solved together step by step.

    The batch that the network sees is that of a window alone, however many there are: in half
    precision the shape of a batch changes the last bits, so it must not depend on company.
    """
    schedule = schedules.linear(settings.steps)
    times = schedule[:-1].to(noise.device)
    velocities = [audio_velocity(network, w.cond, w.null, times, settings) for w in windows]
    if settings.replay:
        velocities = [replayed(velocity) for velocity in velocities]
    velocity = overlapped(velocities, [window.span for window in windows])
    return euler(velocity, noise, schedule, on_step)


@torch.inference_mode()
def sample_together(
    network: MMAudio,
    stretches: Sequence[Sequence[LatentWindow]],
    noises: Sequence[Tensor],
    settings: AudioFlowSettings = FINAL,
    *,
    on_step: OnStep | None = None,
) -> list[Tensor]:
    """Normalised latents (1, N, C) of several stretches, all their windows in one pass.

    Each is what `sample_windows` makes of it alone, but for the rounding of products of matrices
    that are larger here: windows are laid end to end.
    """
    schedule = schedules.linear(settings.steps)
    times = schedule[:-1].to(noises[0].device)
    windows = [window for stretch in stretches for window in stretch]
    velocity = _packed_velocity(network, windows, times, settings)
    if settings.replay:
        velocity = replayed(velocity)
    spans = [[window.span for window in stretch] for stretch in stretches]
    frames = [noise.shape[1] for noise in noises]
    solved = euler(
        beside(velocity, spans, frames), torch.cat(list(noises), dim=1), schedule, on_step
    )
    return list(torch.split(solved, frames, dim=1))


def _packed_velocity(
    network: MMAudio, windows: Sequence[LatentWindow], times: Tensor, settings: AudioFlowSettings
) -> Velocity:
    """The guided velocity of windows laid end to end."""
    plan = SchedulePlan.packed(
        [network.plan(w.cond, times, rounded=settings.rounded) for w in windows]
    )
    if settings.strength < _NO_GUIDANCE_BELOW:
        return lambda x, step: network.predict(x, step, plan)
    away = SchedulePlan.packed(
        [network.plan(w.null, times, rounded=settings.rounded) for w in windows]
    )
    join = SchedulePlan.joined if settings.one_batch else None
    return guided(network.predict, plan, away, settings.strength, mmaudio_guidance, join=join)


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

    @torch.inference_mode()
    def decode_windows(
        self, latent: Tensor, spans: Sequence[Span], on_part: Callable[[float], None] | None = None
    ) -> Tensor:
        """A latent (1, N, C) of several windows to a waveform (1, T).

        The autoencoder looks at all frames at once and has seen a window at a time in its
        training, so it gets one window at a time, and the mels change over where windows
        overlap. The vocoder, whose samples depend on nearby frames only, goes over the whole,
        and takes most of the time. `on_part` hears which part of it is done.
        """
        mels = [self.vae.decode(latent[:, first : first + frames].mT).mT for first, frames in spans]
        mel = mean_of(mels, [(2 * first, 2 * frames) for first, frames in spans])  # (1, 2 N, M)
        return self.vocode(mel.mT, 2 * max(frames for _, frames in spans), on_part)

    @torch.inference_mode()
    def vocode(
        self, mel: Tensor, at_once: int, on_part: Callable[[float], None] | None = None
    ) -> Tensor:
        """Mel (1, M, F) to a waveform (1, T), `at_once` frames at a time."""
        reach, hop, total = self.vocoder.config.reach, self.vocoder.config.hop_length, mel.shape[2]
        parts = []
        for first in range(0, total, at_once):
            low, last = max(0, first - reach), min(total, first + at_once)
            sound: Tensor = self.vocoder(mel[..., low : min(total, last + reach)])[:, 0]
            parts.append(sound[:, (first - low) * hop : (last - low) * hop])
            if on_part is not None:
                on_part(last / total)
        return torch.cat(parts, dim=1)
