"""A complete variant of the model so small that it runs on a CPU in a second.

Random weights, in the containers and under the names in which the official ones are
published, installed in a store of its own. Point DEEPAUDIO_WEIGHTS_REGISTRY and
DEEPAUDIO_WEIGHTS at it, and the engine `deepaudio-v1` is ready; users never meet it.
"""

from __future__ import annotations

import atexit
import json
import shutil
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import torch
from torch import Tensor

from deepaudio.networks.antialias import resampling_filter
from deepaudio.weights import registry
from deepaudio.weights.expected import network_of
from deepaudio.weights.hashes import digests
from deepaudio.weights.install import install
from deepaudio.weights.registry import Artefact, WeightsRegistry
from deepaudio.weights.store import Store

VARIANT = "tiny"
VOCABULARY = [" ", *string.punctuation, *string.digits, *string.ascii_letters, "ni3", "hao3"]
_MERGES = 48_894
_LETTERS = [*map(chr, range(33, 127)), *map(chr, range(161, 173)), *map(chr, range(174, 256))]
_LETTERS += [chr(256 + i) for i in range(256 - len(_LETTERS))]

_NETWORKS: dict[str, tuple[str, dict[str, Any]]] = {
    "v2a": ("mmaudio:small_16k", {
        "latent_dim": 4, "dim": 32, "heads": 2, "depth": 3, "fused_depth": 1,
        "clip_dim": 16, "sync_dim": 16, "text_dim": 16,
    }),
    "vae": ("vae:16k", {"mel_bins": 8, "latent_dim": 4, "width": 8}),
    "vocoder": ("bigvgan:16k", {
        "mel_bins": 8, "upsample_rates": [16, 16], "upsample_kernels": [32, 32], "width": 8,
        "kernels": [3], "dilations": [1],
    }),
    "synchformer": ("synchformer:synchformer", {"dim": 16, "depth": 1, "heads": 2, "patch": 56}),
    "clip": ("clip:dfn5b_vit_h_14", {
        "embed_dim": 16, "patch": 126, "vision_dim": 16, "vision_depth": 1, "vision_heads": 2,
        "text_dim": 16, "text_depth": 1, "text_heads": 2,
    }),
    "speech": ("f5:f5", {
        "dim": 32, "depth": 2, "heads": 2, "head_dim": 16, "text_dim": 16, "text_depth": 1,
        "vocabulary": len(VOCABULARY), "position_groups": 4, "time_features": 32,
    }),
    "vocos": ("vocos:vocos", {"dim": 16, "inner": 32, "depth": 1}),
}  # fmt: skip
_FILES = {
    "v2a": "mmaudio_tiny.pth", "vae": "v1-tiny.pth", "vocoder": "best_netG_tiny.pt",
    "synchformer": "synchformer_tiny.pth", "clip": "clip_tiny.bin", "speech": "v2c_tiny.pt",
    "vocos": "vocos_tiny.bin",
}  # fmt: skip


@dataclass(frozen=True)
class TinyModel:
    """Where its registry is and where its weights are."""

    registry: Path
    weights: Path

    def use(self, patch: pytest.MonkeyPatch) -> TinyModel:
        """Let this process and its children find it."""
        patch.setenv(registry.REGISTRY_VARIABLE, str(self.registry))
        patch.setenv("DEEPAUDIO_WEIGHTS", str(self.weights))
        return self

    def store(self) -> Store:
        return Store(self.weights)


@cache
def tiny_model() -> TinyModel:
    """The model, made once in a test run."""
    folder = mkdtemp(prefix="deepaudio-tiny-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make_tiny_model(Path(folder))


def make_tiny_model(folder: Path, *, variants: tuple[str, ...] = (VARIANT,)) -> TinyModel:
    """Write registry and weights below `folder`; all variants are the same network."""
    model = TinyModel(folder / "registry.json", folder / "weights")
    model.registry.write_text(json.dumps(_document(variants)))
    known = registry.load(model.registry)
    for role, artefact in known.parts(variants[0]).items():
        _install(role, artefact, folder, model.store())
    return model


def _document(variants: tuple[str, ...]) -> dict[str, Any]:
    def entry(file: str, **more: Any) -> dict[str, Any]:
        return {"file": file, "title": file, "bytes": 1000, "licence": "none"} | more

    artefacts = {
        role: entry(_FILES[role], format="pickle", network=network, sizes=sizes)
        for role, (network, sizes) in _NETWORKS.items()
    }
    artefacts["synchformer"]["keep"] = "vfeat_extractor."
    artefacts["speech"]["container"] = "ema_model_state_dict"
    artefacts["vocoder"]["container"] = "generator"
    artefacts["merges"] = entry("merges.txt", format="text", lines=_MERGES + 1)
    artefacts["vocabulary"] = entry("vocab.txt", format="text", lines=len(VOCABULARY))
    return {
        "artefacts": artefacts,
        "licences": {"none": {"name": "none", "commercial": "yes", "statement": "Random numbers.",
                              "url": "https://example.org"}},
        "variants": {name: {"purpose": "tests", "gpu_gb": 0.1 * place,
                            "parts": {role: role for role in artefacts}}
                     for place, name in enumerate(variants, start=1)},
    }  # fmt: skip


def _install(role: str, artefact: Artefact, folder: Path, store: Store) -> None:
    path = folder / artefact.file
    if role == "merges":
        pairs = [f"{a} {b}" for a in _LETTERS for b in _LETTERS][:_MERGES]
        path.write_text("\n".join(["#version: 0.2", *pairs]) + "\n", encoding="utf-8")
    elif role == "vocabulary":
        path.write_text("".join(f"{token}\n" for token in VOCABULARY), encoding="utf-8")
    else:
        torch.save(_official(role, _random(artefact)), path)
    install(artefact, path, digests(path), "made for tests", store, move=False)


def _random(artefact: Artefact) -> dict[str, Tensor]:
    """Weights for the network of `artefact`: small, none of them zero, the same every time."""
    _, network = network_of(artefact)
    generator = torch.Generator().manual_seed(len(artefact.file))
    return {
        name: torch.ones(value.shape) if _is_scale(name)
        else torch.randn(value.shape, generator=generator) * _spread(value)
        for name, value in network.state_dict().items()
    }  # fmt: skip


def _is_scale(name: str) -> bool:
    return name.endswith(("_std", "norm.weight", "norm1.weight", "norm2.weight", "gamma"))


def _spread(value: Tensor) -> float:
    fan_in = max(1, value[0].numel()) if value.ndim > 1 else 100
    return fan_in**-0.5


def _official(role: str, tensors: dict[str, Tensor]) -> dict[str, Any]:
    """Tensors as the file of that role holds them."""
    if role == "vocoder":
        return {"generator": _weight_normed(tensors), "steps": 7}
    if role == "synchformer":
        prefixed = {f"vfeat_extractor.{name}": value for name, value in tensors.items()}
        unused = {"vfeat_extractor.patch_embed.proj.weight": torch.ones(2, 2)}
        return prefixed | unused | {"afeat_extractor.weight": torch.ones(3)}
    if role == "clip":
        return tensors | {"logit_scale": torch.ones(()), "text_projection": torch.ones(2, 2)}
    if role == "speech":
        averaged = {f"ema_model.transformer.{name}": value for name, value in tensors.items()}
        count = _NETWORKS["speech"][1]["head_dim"] // 2
        averaged["ema_model.transformer.rotary_embed.inv_freq"] = 1 / 10_000 ** (
            torch.arange(count) / count
        )
        more = {"initted": torch.tensor(True), "step": torch.tensor(9)}
        return {"ema_model_state_dict": averaged | more, "step": 9}
    if role == "vocos":
        return tensors | {
            "feature_extractor.mel_spec.mel_scale.fb": torch.ones(2, 2),
            "head.istft.window": torch.hann_window(1024),
        }
    return tensors


def _weight_normed(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convolutions as gain and direction, and every activation with its filters."""
    normed: dict[str, Tensor] = {}
    for name, value in tensors.items():
        if name.endswith(".weight") and value.ndim == 3:
            norm = torch.linalg.vector_norm(value, dim=(1, 2), keepdim=True)
            normed |= {name.replace(".weight", ".weight_g"): norm,
                       name.replace(".weight", ".weight_v"): 3 * value}  # fmt: skip
        else:
            normed[name] = value
        if name.endswith("act.alpha"):
            for place in ("upsample.filter", "downsample.lowpass.filter"):
                normed[name.replace("act.alpha", place)] = resampling_filter()[None, None]
    return normed


def known(model: TinyModel) -> WeightsRegistry:
    """Its registry."""
    return registry.load(model.registry)


__all__ = ["VARIANT", "VOCABULARY", "TinyModel", "known", "make_tiny_model", "tiny_model"]
