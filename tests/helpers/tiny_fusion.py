"""The tiny model with a fusion beside its other weights."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from deepaudio.networks.mof import ModalityFusion, MofConfig
from deepaudio.weights import registry
from deepaudio.weights.hashes import digests
from deepaudio.weights.install import install
from tests.helpers.tiny_model import VARIANT, TinyModel, tiny_model

SIZES = {"dim": 32, "text_dim": 16, "latent_dim": 4, "sync_dim": 16}
"""Of the tiny model's networks."""


def model_with_fusion(
    folder: Path, *, stirred: bool = True, sizes: dict[str, int] = SIZES
) -> TinyModel:
    """A copy of the tiny model below `folder` that has a fusion.

    `stirred` is one with random weights throughout; else it has learnt nothing. Other `sizes`
    are those of a fusion for other networks.
    """
    plain, model = tiny_model(), TinyModel(folder / "registry.json", folder / "weights")
    shutil.copytree(plain.weights, model.weights, copy_function=os.link)
    document = json.loads(plain.registry.read_text())
    document["artefacts"]["fusion"] = {
        "file": "tiny-fusion.safetensors", "title": "a fusion", "bytes": 1000, "licence": "none",
        "format": "safetensors", "network": "mof:mof", "sizes": sizes,
    }  # fmt: skip
    document["variants"][VARIANT]["parts"]["fusion"] = "fusion"
    model.registry.write_text(json.dumps(document))
    file = folder / "tiny-fusion.safetensors"
    save_file(tiny_fusion(MofConfig(**sizes), stirred).state_dict(), file)
    artefact = registry.load(model.registry).artefacts["fusion"]
    install(artefact, file, digests(file), "", model.store(), move=False)
    return model


def tiny_fusion(config: MofConfig, stirred: bool) -> ModalityFusion:
    """The same fusion every time."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(9)
        fusion = ModalityFusion(config)
        for parameter in fusion.parameters():
            if stirred:
                nn.init.normal_(parameter, std=0.3)
    return fusion
