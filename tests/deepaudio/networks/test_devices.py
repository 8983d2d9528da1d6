"""No network assumes a device or a precision: all run where their weights are.

The meta device stands for a GPU: it refuses to mix with tensors of the CPU.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from deepaudio.networks.bigvgan import BigVGAN, BigVGANConfig
from deepaudio.networks.clip import Clip, ClipConfig
from deepaudio.networks.f5 import F5, F5Config
from deepaudio.networks.mmaudio import MMAudio, MMAudioConfig
from deepaudio.networks.synchformer import Synchformer, SynchformerConfig
from deepaudio.networks.vae import VAE, VAEConfig
from deepaudio.sampling.audio import AudioFlowSettings, sample_latent
from deepaudio.sampling.speech_flow import SpeechFlowSettings, sample_mel

Run = Callable[[torch.device, torch.dtype], Tensor]
CPU, META = torch.device("cpu"), torch.device("meta")


def audio_flow(device: torch.device, dtype: torch.dtype) -> Tensor:
    config = MMAudioConfig(3, 16, 1, 2, 1, clip_dim=4, sync_dim=4, text_dim=4, text_tokens=2)
    network = MMAudio(config).to(device, dtype)
    clip, sync, text = (torch.randn(1, n, 4, device=device, dtype=dtype) for n in (5, 8, 2))
    cond = network.conditions(clip, sync, text, 12)
    empty = network.empty_clip(1, 5), network.empty_sync(1, 8), network.empty_text(1)
    noise = torch.randn(1, 12, 3, device=device, dtype=dtype)
    return sample_latent(network, cond, network.conditions(*empty, 12), noise, AudioFlowSettings(2))


def speech_flow(device: torch.device, dtype: torch.dtype) -> Tensor:
    config = F5Config(dim=32, depth=1, heads=1, head_dim=32, text_dim=8, text_depth=1)
    network = F5(config).to(device, dtype)
    audio, noise = (torch.randn(2, n, 100, device=device, dtype=dtype) for n in (5, 12))
    ids = torch.zeros(2, 3, dtype=torch.int64, device=device)
    energy = torch.rand(2, 12, 1, device=device, dtype=dtype)
    frames, lengths = torch.tensor([12, 9]), torch.tensor([5, 4])
    return sample_mel(
        network, audio, ids, energy, noise,
        frames=frames, lengths=lengths, settings=SpeechFlowSettings(2),
    )  # fmt: skip


def codec(device: torch.device, dtype: torch.dtype) -> Tensor:
    vae = VAE(VAEConfig(5, 3, 8)).to(device, dtype)
    vocoder = BigVGAN(BigVGANConfig(5, (4, 2), (8, 4), width=8)).to(device, dtype)
    return vocoder(vae.decode(torch.randn(1, 3, 8, device=device, dtype=dtype)))


def encoders(device: torch.device, dtype: torch.dtype) -> Tensor:
    sync = Synchformer(SynchformerConfig(dim=8, depth=1, heads=2, image_size=32)).to(device, dtype)
    sync(torch.randn(1, 17, 3, 32, 32, device=device, dtype=dtype))
    config = ClipConfig(
        embed_dim=8, image_size=28, vision_dim=16, vision_depth=1, vision_heads=2,
        text_dim=16, text_depth=2, text_heads=2, text_tokens=9, vocabulary=50,
    )  # fmt: skip
    clip = Clip(config).to(device, dtype)
    clip.encode_text(torch.zeros(1, 9, dtype=torch.int64, device=device))
    return clip.encode_images(torch.rand(1, 2, 3, 30, 30, device=device, dtype=dtype))


@pytest.mark.parametrize("run", [audio_flow, speech_flow, codec, encoders])
@pytest.mark.parametrize(
    ("device", "dtype"), [(META, torch.float32), (META, torch.float16), (CPU, torch.bfloat16)]
)
@torch.inference_mode()
def test_everything_stays_where_the_weights_are(
    run: Run, device: torch.device, dtype: torch.dtype
) -> None:
    output = run(device, dtype)
    assert (output.device.type, output.dtype) == (device.type, dtype)
