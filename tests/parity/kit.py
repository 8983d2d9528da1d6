"""Reading a parity kit: cases, inputs, expected outputs, and weights made by its rule."""

from __future__ import annotations

import functools
import json
import math
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

Arrays = dict[str, np.ndarray]

GOLDEN = Path(__file__).parent / "golden"
"""The repository's own kit: the tiny configurations."""

GOLDEN_TRAIN = GOLDEN.with_name("golden_train")
"""Its own steps of training."""


@dataclass(frozen=True)
class Case:
    """One entry of a kit's index."""

    kit: Kit
    entry: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.entry["id"])

    @property
    def module(self) -> str:
        return str(self.entry["module"])

    @property
    def config(self) -> dict[str, Any]:
        return dict(self.entry["config"])

    @property
    def heavy(self) -> bool:
        """Whether the case builds a full-size module."""
        return "heavy_weights_gb" in self.entry

    def tolerance(self, output: str) -> tuple[float, float]:
        """Absolute and relative tolerance of an output."""
        chosen = self.entry.get("tolerance_overrides", {}).get(output, self.entry["tolerance"])
        return float(chosen["atol"]), float(chosen["rtol"])

    @functools.cached_property
    def listed(self) -> Any:
        """Content of a case of exact values (.json), else None."""
        path = self.kit.path / self.entry["file"]
        return json.loads(path.read_text("utf-8")) if path.suffix == ".json" else None

    @functools.cached_property
    def _arrays(self) -> Arrays:
        if self.listed is not None:
            return {}
        with np.load(self.kit.path / self.entry["file"]) as file:
            return {name: file[name] for name in file.files}

    @functools.cached_property
    def inputs(self) -> Arrays:
        """Arrays by name without `in_`, generated ones included."""
        stored = {n[3:]: a for n, a in self._arrays.items() if n.startswith("in_")}
        for entry in self.entry.get("generated_inputs", ()):
            stored[entry["name"].removeprefix("in_")] = self.kit.draw(entry, entry["stream"])
        return stored

    def tensors(self) -> dict[str, Tensor]:
        """`inputs` as tensors."""
        return {name: torch.from_numpy(array) for name, array in self.inputs.items()}

    @functools.cached_property
    def expected(self) -> Arrays:
        """Arrays by name, with `out_`; of those that the kit thinned, the rest is masked."""
        thinned = self.entry.get("thinned", {})
        return {
            name: _spread(array, **thinned[name]) if name in thinned else array
            for name, array in self._arrays.items()
            if name.startswith("out_")
        }

    def weights(self, key: str = "weights", only: str = "") -> dict[str, Tensor]:
        """Tensors of the case's weights file whose names start with `only`."""
        return self.kit.weights(self.entry[key], only)


def _spread(values: np.ndarray, shape: list[int], every: int) -> np.ndarray:
    """Values of an output at their places, every n-th; what lies between is masked."""
    whole = np.ma.masked_all(math.prod(shape), values.dtype)
    whole[::every] = values
    return whole.reshape(shape)


class Kit:
    """A folder in the parity format."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.index = json.loads((path / "index.json").read_text("utf-8"))
        self.cases = [Case(self, entry) for entry in self.index["cases"]]

    @property
    def trains(self) -> bool:
        """Whether its cases are steps of training."""
        return bool(self.index.get("set") == "train")

    def file(self, name: str) -> Path:
        """A file of the kit, or of the repository's own where this one has none."""
        own = self.path / name
        return own if own.exists() else GOLDEN / name

    def manifest(self, name: str) -> dict[str, Any]:
        """A full-size module's listing."""
        manifest: dict[str, Any] = json.loads(
            self.file(f"manifests/{name}.json").read_text("utf-8")
        )
        return manifest

    @functools.cached_property
    def kept(self) -> Arrays:
        """Constants of the architectures."""
        with np.load(self.file("manifests/kept_values.npz")) as file:
            return {name: file[name] for name in file.files}

    @functools.lru_cache(maxsize=2)  # noqa: B019 - a kit lives as long as the run
    def weights(self, file: str, only: str = "") -> dict[str, Tensor]:
        """Tensors of a weights file, made by the kit's rule."""
        listing = json.loads((self.path / file).read_text("utf-8"))
        entries = listing if isinstance(listing, list) else listing["entries"]
        return {
            entry["name"]: torch.from_numpy(self.weight(entry))
            for entry in entries
            if entry["name"].startswith(only)
        }

    def weight(self, entry: dict[str, Any]) -> np.ndarray:
        """One tensor of a listing."""
        if entry["rule"] == "keep":
            return self._constant(entry)
        return self.draw(entry, entry["name"])

    def draw(self, entry: dict[str, Any], stream: str) -> np.ndarray:
        """Random values of a named stream."""
        seed = zlib.crc32(stream.encode()) ^ self.index["seed"]
        generator = np.random.Generator(np.random.PCG64(seed))
        if "kind" in entry:
            pixels = generator.integers(0, 256, entry["shape"], np.uint8).astype(np.float32)
            return (pixels / np.float32(255) - np.float32(0.5)) / np.float32(0.5)
        values = entry["offset"] + entry["scale"] * generator.standard_normal(entry["shape"])
        return np.asarray(values, np.float32)

    def _constant(self, entry: dict[str, Any]) -> np.ndarray:
        name, shape = entry["name"], tuple(entry["shape"])
        if name.endswith("window"):
            return torch.hann_window(shape[0]).numpy()
        kept_name = {"filter": "bigvgan.filter", "inv_freq": "f5.inv_freq", "fb": "vocos.mel_fb"}
        wanted = kept_name.get(name.rsplit(".", 1)[-1], name)
        for kept, value in self.kept.items():
            if kept.endswith(wanted) and value.shape == shape:
                return value
        raise KeyError(f"the kit keeps no value for {name} {shape}")
