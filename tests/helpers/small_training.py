"""Trainings of a few thousand numbers, for tests; run as a program it is one process of several.

python -m tests.helpers.small_training FOLDER [key=value …]
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from deepaudio.networks.f5 import F5, F5Config
from deepaudio.networks.mmaudio import MMAudio, MMAudioConfig
from deepaudio.training.config import BatchSettings, TrainConfig, VoiceSettings, defaults
from deepaudio.training.data import InMemory, SoundItem, SpeechItem
from deepaudio.training.draws import generator
from deepaudio.training.loop import Trained, train
from tests.helpers.small_networks import randomised

SOUND = MMAudioConfig(
    latent_dim=4, dim=16, heads=2, depth=2, fused_depth=1, clip_dim=6, sync_dim=6, text_dim=6,
    text_tokens=5,
)  # fmt: skip
SPEECH = F5Config(
    dim=16, depth=1, heads=2, head_dim=8, text_dim=8, text_depth=1, vocabulary=11, mel_bins=5,
    position_groups=2, time_features=8,
)  # fmt: skip


def sound_network() -> MMAudio:
    return randomised(MMAudio(SOUND), scale=0.1)


def speech_network(*, fusion: bool = False) -> F5:
    network = randomised(F5(SPEECH))
    if fusion:
        torch.manual_seed(4)
        network.add_fusion(4, 6)
    return network


def sounds(count: int = 6) -> InMemory[SoundItem]:
    one = generator("sounds")

    def rows(*shape: int) -> Tensor:
        return torch.randn(shape, generator=one)

    return InMemory(
        SoundItem(rows(20, 4), rows(20, 4).abs(), rows(8, 6), rows(16, 6), rows(5, 6), f"sound {i}")
        for i in range(count)
    )


def speeches(lengths: tuple[int, ...] = (20, 25, 31, 28, 60, 44)) -> InMemory[SpeechItem]:
    one = generator("speeches")

    def rows(*shape: int) -> Tensor:
        return torch.randn(shape, generator=one)

    return InMemory(
        SpeechItem(
            rows(n, 5), torch.randint(0, 11, (n // 3,), generator=one), rows(n).abs(), rows(10, 4),
            rows(16, 6), name=f"line {i}",
        )
        for i, n in enumerate(lengths)
    )  # fmt: skip


def config(stage: str, **changes: Any) -> TrainConfig:
    """Four steps of a stage, with a checkpoint after each second one."""
    base = defaults(stage)
    settings: dict[str, Any] = {
        "steps": 4,
        "batch": BatchSettings(items=4, frames=70, parts=3),
        "rate": replace(base.rate, rate=1e-4, warmup=1),
        "voice": VoiceSettings(4, 8.0, "me", "I agree that my voice is used for tests."),
        "checkpoint_every": 2,
        "log_every": 1,
        "precision": "float32",
    }
    return replace(base, **{**settings, **changes})


def trained(
    stage: str, folder: Path, *, network: nn.Module | None = None, data: Any = None, **options: Any
) -> tuple[Trained, nn.Module]:
    """Train a small network; keyword options go to `train` or change the configuration."""
    of_train = {
        name: options.pop(name)
        for name in ("on_step", "on_note", "processes", "base_sha256")
        if name in options
    }
    if "network_settings" in options:  # `network` is the network itself here
        options["network"] = options.pop("network_settings")
    if network is None:
        network = sound_network() if stage == "v2a" else speech_network(fusion=stage == "mof")
    if data is None:
        data = sounds() if stage == "v2a" else speeches()
    return train(config(stage, **options), network, data, folder, **of_train), network


def weights(network: nn.Module) -> dict[str, Tensor]:
    """A copy of its tensors."""
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def die_while_saving(call: int) -> None:
    """Let the process kill itself in the middle of the file that is written `call`-th."""
    from deepaudio.weights import convert

    real, calls = convert.save, iter(range(1, 1_000_000))

    def save(tensors: Mapping[str, Tensor], path: Path, *rest: Any) -> None:
        if next(calls) == call:
            path.write_bytes(b"half a file")
            os.kill(os.getpid(), signal.SIGKILL)
        real(tensors, path, *rest)

    convert.save = save


def main() -> None:
    """Train as the arguments say and write the weights to FOLDER/weights-RANK.safetensors."""
    from safetensors.torch import save_file

    from deepaudio.training.processes import processes
    from deepaudio.training.spread import whole

    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    options = dict(argument.split("=") for argument in sys.argv[2:])
    if "die" in options:
        die_while_saving(int(options["die"]))
    with processes("cpu") as here:
        for name in options.get("runs", "v2a").split(","):
            stage, _, way = name.partition("-")
            _, network = trained(stage, folder / name, processes=here, fsdp=way == "fsdp")
            found = {n: whole(tensor).contiguous() for n, tensor in network.state_dict().items()}
            save_file(found, folder / f"{name}-{here.rank}.safetensors")


if __name__ == "__main__":
    main()
