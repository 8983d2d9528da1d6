"""Files of a run for use: under official names, with a registry that `models import` reads.

The registry is the one in use with a further variant, which has the trained part in place of its
base's. With DEEPAUDIO_WEIGHTS_REGISTRY set to it, `deepaudio models import` takes the file, and
`--variant NAME` renders with it. Upstream's own loaders read the file too.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors.torch import load_file
from torch import Tensor

from deepaudio.networks.f5 import F5, F5Config
from deepaudio.networks.mmaudio import MMAudioConfig
from deepaudio.training import checkpoints, ema, lora
from deepaudio.training.checkpoints import MODEL, Checkpoint
from deepaudio.training.config import TrainConfig, from_values
from deepaudio.training.official import official_tensors
from deepaudio.training.run_state import SNAPSHOTS, fusion_file
from deepaudio.training.starting import best_label, role_of, start, variant_of
from deepaudio.weights import convert
from deepaudio.weights.expected import network_of
from deepaudio.weights.registry import Artefact, WeightsRegistry
from deepaudio.weights.store import Store
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.files import copy, output_errors, replacing, write_bytes

REGISTRY = "registry.json"

_SNAPSHOT = re.compile(r"ema-([0-9.e-]+)-step-(\d+)\.safetensors")
_SIGMA = re.compile(r"\d*\.?\d+")


@dataclass(frozen=True)
class Exported:
    """What was written, and how it is used."""

    files: tuple[Path, ...]
    label: str  # which weights: "model" or an average
    variant: str  # to render with


def export(
    run: Path,
    out: Path,
    name: str,
    known: WeightsRegistry,
    store: Store,
    *,
    average: str = "",
) -> Exported:
    """Write the last checkpoint of `run`, or one itself, to the folder `out` for use as `name`.

    `average` is "model", the name of an average, or a width to synthesise of the snapshots; ""
    is what the run says. Raises UsageError, TrainingError, OutputError and DiskFullError.
    """
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", name):
        raise UsageError(f"{name!r} cannot be a name", hint="Letters, digits, - and _ will do.")
    if name in known.artefacts and known.artefacts[name].licence != f"trained-{name}":
        raise UsageError(f"{name!r} is a file of the model already", hint="Choose another name.")
    if name in known.variants and name not in known.artefacts:
        raise UsageError(f"{name!r} is a variant of the model already", hint="Choose another name.")
    found = checkpoints.read(run)
    config = from_values(found.state["config"])
    with output_errors(out):
        out.mkdir(parents=True, exist_ok=True)
    base, file = variant_of(config, known, store), out / f"{name}.safetensors"
    if config.stage == "voice":
        return _voice(found, _Trained(name, file, base, config), known, store)
    label, tensors = _chosen(found, config, average)
    _save(tensors, file)
    fusion = out / f"{name}-fusion.safetensors" if found.has(fusion_file(label)) else None
    if fusion is not None:
        with output_errors(fusion):
            copy(found.folder / fusion_file(label), fusion)
    listed = _write_registry(known, _Trained(name, file, base, config, fusion))
    return Exported((file, *([fusion] if fusion else []), listed), label, name)


def _voice(found: Checkpoint, new: _Trained, known: WeightsRegistry, store: Store) -> Exported:
    """The voice of a run, as it was after its last step, and the speech network that has it."""
    source = found.folder.parent / lora.FILE
    voice = lora.load(source)
    begun = start(new.config, known, store)
    if begun.base_sha256 != voice.base_sha256:
        raise UsageError(
            f"the voice {voice.name!r} was learnt on other weights than those of {new.base} here",
            where=str(source),
            hint="Install the weights that it was trained on, or train it once more.",
        )
    assert isinstance(begun.network, F5)
    speaking = lora.merged(begun.network, voice)
    _save(official_tensors(speaking, speaking.state_dict()), new.file)
    target = new.file.with_name(f"{new.name}.{lora.FILE}")
    with output_errors(target):
        copy(source, target)
    listed = _write_registry(known, dataclasses.replace(new, consent=voice.consent))
    return Exported((target, new.file, listed), "voice", new.name)


def _save(tensors: Mapping[str, Tensor], file: Path) -> None:
    with output_errors(file), replacing(file) as temp:
        convert.save(tensors, temp)


def _write_registry(known: WeightsRegistry, new: _Trained) -> Path:
    path = new.file.with_name(REGISTRY)
    with output_errors(path):
        write_bytes(path, json.dumps(_document(known, new), indent=1).encode())
    return path


def _chosen(
    found: Checkpoint, config: TrainConfig, average: str
) -> tuple[str, Mapping[str, Tensor]]:
    label = average or best_label(found)
    if _SIGMA.fullmatch(label):
        label = f"ema-{float(label):g}"
    if label == MODEL or label in found.state["averages"]:
        return label, found.tensors(f"{label}.safetensors")
    if not label.startswith("ema-") or config.average.kind != "power":
        there = ", ".join([MODEL, *found.state["averages"]])
        raise UsageError(f"there are no weights {label!r}", hint=f"There are these: {there}.")
    return label, synthesised(found, float(label.removeprefix("ema-")))


def synthesised(found: Checkpoint, sigma_rel: float) -> dict[str, Tensor]:
    """An average of another width, of a run's snapshots up to the checkpoint's step.

    Raises UsageError when there are none at that step.
    """
    paths: dict[ema.Snapshot, Path] = {}
    for path in (found.folder.parent / SNAPSHOTS).glob("*.safetensors"):
        match = _SNAPSHOT.fullmatch(path.name)
        if match and int(match[2]) <= found.step:
            paths[ema.Snapshot(int(match[2]), float(match[1]))] = path
    snapshots = sorted(paths, key=lambda one: (one.step, one.sigma_rel))
    if not snapshots:
        raise UsageError(
            "keeps no snapshots of its averages", where=str(found.folder.parent),
            hint="Take one of the averages that are kept: ema-0.05, ema-0.1.",
        )  # fmt: skip
    coefficients = ema.synthesis_weights(snapshots, sigma_rel, snapshots[-1].step)
    # Of sum 1, as the method's authors do: else the few snapshots of a short run scale the weights.
    total = sum(coefficients)
    parts = [load_file(paths[one]) for one in snapshots]
    return ema.summed(parts, [coefficient / total for coefficient in coefficients])


# -- the registry -------------------------------------------------------------------


@dataclass(frozen=True)
class _Trained:
    """A trained part of a variant."""

    name: str
    file: Path
    base: str  # the variant
    config: TrainConfig
    fusion: Path | None = None  # of a speech network that has one
    consent: str = ""  # of the person whose voice it has


def _document(known: WeightsRegistry, new: _Trained) -> dict[str, Any]:
    """The registry as a file, with the new part and variant."""
    role = role_of(new.config.stage)
    base = known.parts(new.base)[role]
    sizes = {**dict(base.sizes), **new.config.network.sizes}
    artefact = dataclasses.replace(
        base, name=new.name, file=new.file.name, title=f"{base.title}, trained as {new.name}",
        bytes=new.file.stat().st_size, format="safetensors",
        licence=f"trained-{new.name}", sources=(), md5="", sha256="", container="", keep="",
        sizes=tuple(sizes.items()), also=(), common=False,
    )  # fmt: skip
    artefacts = {role: artefact}
    replaces = role == "speech" and new.config.stage != "voice"  # a fusion fits its own network
    if new.fusion is not None:
        artefacts["fusion"] = _fusion_artefact(known, new, artefact, new.fusion)
    licence, variant = known.licences[base.licence], known.variants[new.base]
    scratch = not new.config.network.start
    terms = {
        "name": "that of its data" if scratch else f"{licence.name}, and that of its data",
        "commercial": "unclear" if scratch else licence.commercial,
        "statement": "Trained here, from nothing." if scratch
        else f"Trained here; it began with {base.file}: {licence.statement}"
        + (f" The voice: {new.consent}" if new.consent else ""),
        "url": licence.url,
    }  # fmt: skip
    variants = {**known.variants, new.name: dataclasses.replace(
        variant, name=new.name, purpose=f"{variant.purpose}; {role} trained here",
        parts={
            **_without(variant.parts, "fusion" if replaces else ""),
            **{part: one.name for part, one in artefacts.items()},
        },
    )}  # fmt: skip
    return {
        "artefacts": {
            one.name: _plain(one) for one in (*known.artefacts.values(), *artefacts.values())
        },
        "licences": {
            **{id: _without(dataclasses.asdict(one), "id") for id, one in known.licences.items()},
            f"trained-{new.name}": terms,
        },
        "variants": {
            id: _without({**dataclasses.asdict(one), "parts": dict(one.parts)}, "name")
            for id, one in variants.items()
        },
    }


def _fusion_artefact(
    known: WeightsRegistry, new: _Trained, speech: Artefact, file: Path
) -> Artefact:
    """The fusion of a trained speech network, for the features of its variant's sound network."""
    of_speech = network_of(speech)[1].config
    of_sound = network_of(known.parts(new.base)["v2a"])[1].config
    assert isinstance(of_speech, F5Config) and isinstance(of_sound, MMAudioConfig)
    sizes = {
        "dim": of_speech.dim, "text_dim": of_speech.text_dim, "latent_dim": of_sound.latent_dim,
        "sync_dim": of_sound.sync_dim,
    }  # fmt: skip
    return dataclasses.replace(
        speech, name=f"{new.name}-fusion", file=file.name, title=f"fusion, trained as {new.name}",
        bytes=file.stat().st_size, network="mof:mof", sizes=tuple(sizes.items()),
    )  # fmt: skip


def _plain(artefact: Artefact) -> dict[str, Any]:
    """An artefact as the file has it: without what is empty."""
    values = {**dataclasses.asdict(artefact), "sizes": dict(artefact.sizes)}
    values["sources"] = [
        {name: value for name, value in source.items() if value} for source in values["sources"]
    ]
    return _without({name: value for name, value in values.items() if value}, "name")


def _without(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != key}
