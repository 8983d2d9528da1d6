"""Prepared features on the disk: shards of tensors that are mapped into memory, and their index.

    features.json            what they were made with: kind, stage, encoders
    extras.safetensors       features of the empty text
    shard-1of1-00000.safetensors
    index-1of1.jsonl         one line an item: its place in a shard, its name, its length

Items of sound are rows of one size. Items of speech are as long as they are: each kind of their
features lies end to end, and the index says where each begins. A line is written after its shard,
so that whatever the index names is there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from torch import Tensor

from deepaudio.training.data import SoundItem, SpeechItem
from deepaudio.weights import convert
from deepaudio_plugin.core.errors import TrainingError, UsageError
from deepaudio_plugin.core.files import output_errors, replacing, write_bytes

HEAD, EXTRAS = "features.json", "extras.safetensors"
VERSION = 1
_HINT = "Free some space, then run the same command again: what is done is kept."

Item = TypeVar("Item", SoundItem, SpeechItem)
Tensors = Mapping[str, Tensor]


@dataclass(frozen=True)
class Head:
    """What a folder of features was made with."""

    kind: str  # "sound" or "speech"
    stage: str
    encoders: dict[str, str]  # what each kind of feature depends on

    def write(self, folder: Path, extras: Tensors) -> None:
        """Begin a folder, or check that it was begun with the same. Raises UsageError."""
        path = folder / HEAD
        if path.exists():
            found = read_head(folder)
            if found != self:
                differs = [name for name in vars(self) if getattr(found, name) != vars(self)[name]]
                raise UsageError(
                    f"holds features of another {differs[0]}",
                    where=str(folder),
                    hint="Choose another folder: features of two kinds are not mixed.",
                )
            return
        with output_errors(folder, hint=_HINT):
            folder.mkdir(parents=True, exist_ok=True)
            with replacing(folder / EXTRAS) as temp:
                convert.save(extras, temp)
            text = json.dumps({"version": VERSION, **vars(self)}, indent=1) + "\n"
            write_bytes(path, text.encode())


def read_head(folder: Path) -> Head:
    """What a folder says of itself. Raises UsageError when it is none of features."""
    try:
        values = json.loads((folder / HEAD).read_text("utf-8"))
        version = values.pop("version")
        head = Head(**values)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            "holds no prepared features",
            where=str(folder),
            hint="Make them: deepaudio train prepare LIST --stage STAGE --out FOLDER",
        ) from error
    if version != VERSION:
        raise UsageError(f"is of version {version}, not {VERSION}", where=str(folder))
    return head


# -- writing ------------------------------------------------------------------------


@dataclass
class ShardWriter:
    """Adds items to a folder, `size` to a shard; several may write at once, each with its name."""

    folder: Path
    name: str  # of this writer: "1of4"
    size: int = 256
    _waiting: list[tuple[dict[str, Any], Tensors]] = field(default_factory=list)

    def add(self, row: Mapping[str, Any], tensors: Tensors) -> None:
        """Keep an item. Raises OutputError or DiskFullError; the items before stay."""
        self._waiting.append((dict(row), tensors))
        if len(self._waiting) >= self.size:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        if not self._waiting:
            return
        rows = [row for row, _ in self._waiting]
        parts = [tensors for _, tensors in self._waiting]
        number = len(list(self.folder.glob(f"shard-{self.name}-*.safetensors")))
        path = self.folder / f"shard-{self.name}-{number:05d}.safetensors"
        packed, places = _packed(parts)
        with output_errors(path, hint=_HINT):
            with replacing(path) as temp:
                convert.save(packed, temp)
            lines = [
                json.dumps({**row, "shard": path.name, **place}) + "\n"
                for row, place in zip(rows, places, strict=True)
            ]
            with (self.folder / f"index-{self.name}.jsonl").open("a", encoding="utf-8") as file:
                file.write("".join(lines))
                file.flush()
                os.fsync(file.fileno())
        self._waiting = []


def _packed(parts: Sequence[Tensors]) -> tuple[dict[str, Tensor], list[dict[str, Any]]]:
    """Features of several items end to end, and where each item's begin and end."""
    names = sorted({name for tensors in parts for name in tensors})
    ends = dict.fromkeys(names, 0)
    places: list[dict[str, Any]] = []
    for tensors in parts:
        place = {name: [ends[name], ends[name] + len(tensors[name])] for name in tensors}
        ends |= {name: stop for name, (_, stop) in place.items()}
        places.append({"places": place})
    packed = {
        name: torch.cat([tensors[name] for tensors in parts if name in tensors]) for name in names
    }
    return packed, places


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    """Lines of all indices, in the order of their clips in the list.

    A last line that a killed process left unfinished is passed over.
    """
    found = []
    for path in sorted(folder.glob("index-*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
    return iter(sorted(found, key=lambda row: (row["number"], row["id"])))


# -- reading ------------------------------------------------------------------------


class Prepared(Generic[Item]):
    """A folder of features as a set of items, read from the disk when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.head = read_head(folder)
        self._folder = folder
        self._rows = list(rows(folder))
        self._open: dict[str, Any] = {}
        if not self._rows:
            raise UsageError("holds no items", where=str(folder), hint="Prepare its list first.")

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> Item:
        row = self._rows[index]
        tensors = self._tensors(row)
        make = _sound if self.head.kind == "sound" else _speech
        return make(row, tensors)  # type: ignore[return-value]

    def name(self, index: int) -> str:
        """See `Dataset`."""
        return str(self._rows[index]["id"])

    def length(self, index: int) -> int:
        """See `Dataset`."""
        return int(self._rows[index]["frames"])

    def extras(self) -> dict[str, Tensor]:
        """What all items share: `empty_text`."""
        return load_file(self._folder / EXTRAS)

    def _tensors(self, row: Mapping[str, Any]) -> dict[str, Tensor]:
        try:
            shard = self._shard(row["shard"])
            return {
                name: shard.get_slice(name)[start:stop]
                for name, (start, stop) in row["places"].items()
            }
        except (OSError, SafetensorError, KeyError) as error:
            raise TrainingError(
                f"cannot be read ({error})",
                where=str(self._folder / row["shard"]),
                hint="Prepare it again in another folder.",
            ) from error

    def _shard(self, name: str) -> Any:
        if name not in self._open:
            self._open[name] = safe_open(self._folder / name, framework="pt")
        return self._open[name]


def _sound(row: Mapping[str, Any], tensors: Tensors) -> SoundItem:
    return SoundItem(
        tensors["mean"].float(), tensors["std"].float(), tensors.get("clip"),
        tensors.get("sync"), tensors.get("text"), str(row["id"]),
    )  # fmt: skip


def _speech(row: Mapping[str, Any], tensors: Tensors) -> SpeechItem:
    return SpeechItem(
        tensors["mel"].float(), tensors["ids"].long(), tensors.get("energy"),
        tensors.get("latent"), tensors.get("sync"), bool(row.get("prompted")), str(row["id"]),
    )  # fmt: skip
