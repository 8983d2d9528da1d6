"""What a run begins with: the network that its configuration names, and its data."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from deepaudio.engines.deepaudio_v1.about import default_variant
from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.training import checkpoints
from deepaudio.training.checkpoints import MODEL, Checkpoint
from deepaudio.training.config import SOUND_STAGES, DataSource, TrainConfig, from_values
from deepaudio.training.data import Dataset, Joined
from deepaudio.training.initial import initialise, measure_latents
from deepaudio.training.run_state import network_tensors
from deepaudio.training.shards import Prepared
from deepaudio.weights import convert
from deepaudio.weights.expected import network_of
from deepaudio.weights.loading import WeightsMismatchError, load_strict
from deepaudio.weights.readiness import installed_variants
from deepaudio.weights.registry import Artefact, WeightsRegistry
from deepaudio.weights.store import Store, parts_here
from deepaudio_plugin.core.errors import UsageError, WeightsDamagedError, WeightsMissingError
from deepaudio_plugin.core.files import digest_of

INSTALLED = "installed"


@dataclass(frozen=True)
class Start:
    """A network and where it came from."""

    network: nn.Module
    base_sha256: str  # of the official file or checkpoint; "" for weights drawn anew


def role_of(stage: str) -> str:
    """Which part of a variant a stage trains."""
    return "v2a" if stage in SOUND_STAGES else "speech"


def variant_of(config: TrainConfig, known: WeightsRegistry, store: Store) -> str:
    """The variant that a run is for. Raises WeightsMissingError when none is named or here."""
    if config.network.variant:
        known.parts(config.network.variant)  # raises for an unknown one
        return config.network.variant
    installed = installed_variants(known, store)
    if not installed:
        raise WeightsMissingError(
            "no variant of the model is installed, and none is named",
            hint='Name one: [network] variant = "small_16k", or fetch one: deepaudio models pull',
        )
    return default_variant(known, installed)


def start(config: TrainConfig, known: WeightsRegistry, store: Store) -> Start:
    """The network of a run with the weights that it begins with, on the CPU.

    Raises WeightsMissingError, WeightsDamagedError, TrainingError and UsageError.
    """
    parts = parts_here(variant_of(config, known, store), known, store)
    artefact = _resized(parts[role_of(config.stage)], config)
    begun = _begun(config, artefact, store)
    if config.stage == "mof":
        _add_fusion(begun.network, parts["v2a"], config.seed)
        if config.network.start == INSTALLED and "fusion" in parts:
            fusion = parts["fusion"]
            _loaded(begun.network.get_submodule("mof"), store.tensors(fusion), fusion.file)
    return begun


def _resized(artefact: Artefact, config: TrainConfig) -> Artefact:
    sizes = {**dict(artefact.sizes), **config.network.sizes}
    changed = dataclasses.replace(artefact, sizes=tuple(sizes.items()))
    try:
        network_of(changed)
    except (TypeError, ValueError) as error:
        raise UsageError(f"network.sizes do not make a network: {error}") from error
    return changed


def _begun(config: TrainConfig, artefact: Artefact, store: Store) -> Start:
    converter, network = network_of(artefact)
    where = config.network.start
    if not where:
        network = network.to_empty(device="cpu")
        _constants(network)
        initialise(network, config.seed)
        return Start(network, "")
    if where == INSTALLED:
        record = store.record(artefact)
        tensors = converter(store.tensors(artefact))
        return Start(_loaded(network, tensors, artefact.file),
                     record.source_sha256 if record else "")  # fmt: skip
    path = Path(where)
    if path.is_dir():
        found = checkpoints.read(path)
        label = best_label(found)
        if any(name.startswith(f"{label}-fusion") for name in found.state["files"]):
            _add_like(network, found, label)
        tensors = network_tensors(found, label, network)
        sha = digest_of(found.folder / f"{label}.safetensors")
        return Start(_loaded(network, tensors, str(found.folder)), sha)
    if not path.is_file():
        raise UsageError("there is nothing to start from", where=where)
    tensors = converter(convert.read(artefact, path))
    return Start(_loaded(network, tensors, where), digest_of(path))


def _loaded(network: nn.Module, tensors: dict[str, Tensor], where: str) -> nn.Module:
    try:
        return load_strict(network, tensors, name=where, dtype=torch.float32)
    except WeightsMismatchError as error:
        raise WeightsDamagedError(
            f"does not fit the network: {error.mismatch}",
            where=where,
            hint="It may be another variant's, or [network] sizes differ.",
        ) from error


def _constants(network: nn.Module) -> None:
    """Buffers of a network that was made without values."""
    if isinstance(network, MMAudio):
        network.latent_mean.fill_(float("nan"))
        network.latent_std.fill_(float("nan"))
        network.empty_string_feat.zero_()


def _add_fusion(network: nn.Module, v2a: Artefact, seed: int) -> None:
    """A fusion that has learnt nothing, for the features of that sound network."""
    assert isinstance(network, F5)
    if network.mof is not None:
        return
    _, sound = network_of(v2a)
    assert isinstance(sound, MMAudio)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network.add_fusion(sound.config.latent_dim, sound.config.sync_dim)


def _add_like(network: nn.Module, found: Checkpoint, label: str) -> None:
    """A fusion of the sizes of that in a checkpoint."""
    assert isinstance(network, F5)
    tensors = found.tensors(f"{label}-fusion.safetensors")
    latent = tensors["latent.proj_in.weight"].shape[1]
    with torch.device("meta"):
        network.add_fusion(latent, tensors["sync.proj_in.weight"].shape[1])


def best_label(found: Checkpoint) -> str:
    """Which weights of a checkpoint are meant for use: the narrowest average, or themselves."""
    config = from_values(found.state["config"])
    labels = sorted(found.state["averages"])
    wanted = f"ema-{config.average.output:g}"
    if wanted in labels:
        return wanted
    return labels[0] if labels else MODEL


# -- data ---------------------------------------------------------------------------


def prepared(config: TrainConfig) -> Dataset[Any]:
    """The data of a run. Raises UsageError when they are not for its stage."""
    if not config.data:
        raise UsageError("names no data", hint='Name prepared features: [[data]] folder = "…"')
    return _joined(config, config.data)


def held_out(config: TrainConfig) -> Dataset[Any] | None:
    """The data on which a run is measured, if any. Raises UsageError as `prepared` does."""
    return _joined(config, config.held_out) if config.held_out else None


def _joined(config: TrainConfig, sources: tuple[DataSource, ...]) -> Dataset[Any]:
    wanted = "sound" if config.stage in SOUND_STAGES else "speech"
    sets: list[tuple[Prepared[Any], int]] = []
    for source in sources:
        found: Prepared[Any] = Prepared(Path(source.folder))
        if found.head.kind != wanted:
            raise UsageError(
                f"holds features of {found.head.kind}, the stage {config.stage} needs {wanted}",
                where=source.folder,
            )
        sets.append((found, source.repeat))
    return Joined(sets)


def settle_latents(
    network: nn.Module, config: TrainConfig, note: Callable[[str], None] = lambda _: None
) -> None:
    """For a sound network that begins anew: the latents' statistics, of the first data."""
    if not isinstance(network, MMAudio):
        return
    first: Prepared[Any] = Prepared(Path(config.data[0].folder))
    if measure_latents(network, first, first.extras().get("empty_text")):
        note(f"mean and spread of the latents measured on {len(first)} clips of the first data")
