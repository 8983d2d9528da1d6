"""A small registry of made-up weights, and their files."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import torch

from deepaudio.weights import registry
from deepaudio.weights.registry import WeightsRegistry

SEED = 7
VOCABULARY = b" \na\nb\n"


def tensors(seed: int = SEED, values: int = 60_000) -> dict[str, torch.Tensor]:
    """A few tensors; two of them share memory, one is not contiguous."""
    generator = torch.Generator().manual_seed(seed)
    weight = torch.randn(values // 100, 100, generator=generator)
    return {
        "layer.weight": weight,
        "layer.tied": weight,
        "layer.turned": weight[:10].t(),
        "layer.bias": torch.randn(7, generator=generator, dtype=torch.float64).half(),
    }


def pickled(content: Any, *, legacy: bool = False) -> bytes:
    """What `torch.save` writes."""
    buffer = io.BytesIO()
    torch.save(content, buffer, _use_new_zipfile_serialization=not legacy)
    return buffer.getvalue()


def files() -> dict[str, bytes]:
    """The official files of the made-up model, by name."""
    return {
        "net_small.pth": pickled(tensors(1)),
        "net_large.pth": pickled(tensors(2, 90_000)),
        "codec.pth": pickled({"generator": tensors(3), "epoch": 5}),
        "speech.pt": pickled({"ema_model_state_dict": tensors(4), "optimizer": {"lr": 0.1}}),
        "vocab.txt": VOCABULARY,
    }


def document(content: dict[str, bytes]) -> dict[str, Any]:
    """The registry of `content`: two networks and the speech on a hub, the codec in a release.

    The networks and the codec have a published md5, the others have none.
    """

    def entry(file: str, licence: str, **more: Any) -> dict[str, Any]:
        return {
            "file": file, "title": file.split(".", maxsplit=1)[0], "bytes": len(content[file]),
            "format": "pickle", "licence": licence,
            "sources": [{"hub": "makers/model", "file": f"weights/{file}"}],
        } | more  # fmt: skip

    def md5(file: str) -> str:
        return hashlib.md5(content[file]).hexdigest()

    artefacts = {
        "small": entry("net_small.pth", "closed", md5=md5("net_small.pth")),
        "large": entry("net_large.pth", "closed", md5=md5("net_large.pth")),
        "codec": entry(
            "codec.pth", "closed", md5=md5("codec.pth"), container="generator",
            sources=[{"release": "makers/model", "tag": "v0.1", "file": "codec.pth"},
                     {"hub": "makers/model", "file": "ext/codec.pth"}],
        ),
        "speech": entry("speech.pt", "unsaid", container="ema_model_state_dict"),
        "tokens": entry("vocab.txt", "open", format="text", lines=3, common=True),
    }  # fmt: skip
    terms = {"closed": "no", "unsaid": "unclear", "open": "yes"}
    return {
        "artefacts": artefacts,
        "licences": {
            name: {"name": name.upper(), "commercial": allowed, "statement": f"{name} terms.",
                   "url": f"https://example.org/{name}"}
            for name, allowed in terms.items()
        },
        "variants": {
            size: {"purpose": size, "gpu_gb": 6,
                   "parts": {"v2a": size, "vae": "codec", "speech": "speech",
                             "vocabulary": "tokens"}}
            for size in ("small", "large")
        },
    }  # fmt: skip


def made_up(folder: Path, content: dict[str, bytes]) -> WeightsRegistry:
    """The registry of `content`, through a file as users read it."""
    path = folder / "registry.json"
    path.write_text(json.dumps(document(content)))
    return registry.load(path)
