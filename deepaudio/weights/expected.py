"""Checks that tensors fit a network of this project, by names and shapes."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from deepaudio.weights import official
from deepaudio.weights.loading import compare
from deepaudio.weights.registry import Artefact
from deepaudio_plugin.core.errors import WeightsDamagedError

Converter = Callable[[Mapping[str, Tensor]], dict[str, Tensor]]


def check_tensors(artefact: Artefact, tensors: Mapping[str, Tensor], where: Path) -> None:
    """Compare names and shapes with the network that `artefact` is for; reads no values.

    Raises WeightsDamagedError naming `where` and what differs.
    """
    if not artefact.network:
        return
    convert, network = network_of(artefact)
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


def network_of(artefact: Artefact, *, encoder: bool = True) -> tuple[Converter, nn.Module]:
    """How the official tensors of `artefact` are renamed, and its network on the meta device.

    Without `encoder` the audio codec is built, and its tensors are kept, for decoding alone.
    """
    from deepaudio.networks import bigvgan, clip, f5, mmaudio, mof, synchformer, vae, vocos

    family, preset = artefact.network.split(":")
    families: dict[str, tuple[Converter, Callable[[Any], nn.Module], Mapping[str, Any]]] = {
        "mmaudio": (official.mmaudio, mmaudio.MMAudio, mmaudio.PRESETS),
        "vae": (
            functools.partial(official.vae, encoder=encoder),
            functools.partial(vae.VAE, encoder=encoder),
            vae.PRESETS,
        ),
        "bigvgan": (official.bigvgan, bigvgan.BigVGAN, bigvgan.PRESETS),
        "synchformer": (official.synchformer, synchformer.Synchformer, synchformer.PRESETS),
        "clip": (official.clip, clip.Clip, clip.PRESETS),
        "f5": (official.f5, f5.F5, f5.PRESETS),
        "mof": (dict, mof.ModalityFusion, {"mof": mof.MofConfig()}),
        "vocos": (official.vocos, vocos.Vocos, {"vocos": vocos.VocosConfig()}),
    }
    convert, build, presets = families[family]
    config = dataclasses.replace(presets[preset], **dict(artefact.sizes))
    with torch.device("meta"), _Undrawn():
        return convert, build(config)


class _Undrawn(TorchFunctionMode):
    """Embeddings on the meta device draw no values: for numbers that nothing holds, torch would
    import its compiler, which takes longer than all networks."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        named = kwargs or {}
        return named["tensor"] if func is nn.init.normal_ else func(*args, **named)
