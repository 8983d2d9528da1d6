"""Whether tensors are those a network of this project takes, by names and shapes alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from deepaudio.weights import official
from deepaudio.weights.loading import compare
from deepaudio.weights.registry import Artefact
from deepaudio_plugin.errors import WeightsDamagedError

Converter = Callable[[Mapping[str, Tensor]], dict[str, Tensor]]


def check_tensors(artefact: Artefact, tensors: Mapping[str, Tensor], where: Path) -> None:
    """Compare names and shapes with the network that `artefact` is for; reads no values.

    Raises WeightsDamagedError naming `where` and what differs.
    """
    if not artefact.network:
        return
    convert, network = _expectation(*artefact.network.split(":"))
    shapes = {name: tensor.to("meta") for name, tensor in tensors.items()}
    try:
        mismatch = compare(network, convert(shapes))
    except ValueError as error:
        raise _unfit(artefact, str(error), where) from error
    if mismatch:
        raise _unfit(artefact, str(mismatch), where)


def check_text(artefact: Artefact, path: Path) -> None:
    """Count the lines of a text file. Raises WeightsDamagedError."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise _unfit(artefact, "it is not text", path) from error
    if artefact.lines and len(lines) != artefact.lines:
        raise _unfit(artefact, f"{len(lines)} lines instead of {artefact.lines}", path)


def _unfit(artefact: Artefact, difference: str, where: Path) -> WeightsDamagedError:
    return WeightsDamagedError(
        f"is not {artefact.file} ({artefact.title}): {difference}",
        where=str(where),
        hint="It may be another model's file, or another variant's.",
    )


def _expectation(family: str, preset: str) -> tuple[Converter, nn.Module]:
    """How official tensors are renamed, and a network that holds no memory."""
    from deepaudio.networks import bigvgan, clip, f5, mmaudio, synchformer, vae, vocos

    families: dict[str, tuple[Converter, Callable[[], nn.Module]]] = {
        "mmaudio": (official.mmaudio, lambda: mmaudio.MMAudio(mmaudio.PRESETS[preset])),
        "vae": (official.vae, lambda: vae.VAE(vae.PRESETS[preset], encoder=True)),
        "bigvgan": (official.bigvgan, lambda: bigvgan.BigVGAN(bigvgan.PRESETS[preset])),
        "synchformer": (
            official.synchformer,
            lambda: synchformer.Synchformer(synchformer.PRESETS[preset]),
        ),
        "clip": (official.clip, lambda: clip.Clip(clip.PRESETS[preset])),
        "f5": (official.f5, lambda: f5.F5(f5.PRESETS[preset])),
        "vocos": (official.vocos, lambda: vocos.Vocos(vocos.VocosConfig())),
    }
    convert, build = families[family]
    with torch.device("meta"):
        return convert, build()
