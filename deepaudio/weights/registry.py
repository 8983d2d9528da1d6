"""The official artefacts: variants of the model and packs of voices, read from a data file.

The file is `registry.json` beside this module, or the one DEEPAUDIO_WEIGHTS_REGISTRY names.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Literal, TypeVar

from deepaudio_plugin.core.errors import UsageError, WeightsError

REGISTRY_VARIABLE = "DEEPAUDIO_WEIGHTS_REGISTRY"
EVERYTHING = "all"

OPTIONAL_ROLES = ("fusion",)
"""Parts without which a variant works too, otherwise."""

Format = Literal["pickle", "safetensors", "text", "package"]

_Entry = TypeVar("_Entry")


@dataclass(frozen=True)
class Licence:
    """Under what terms weights are published. `commercial`: "yes", "no" or "unclear"."""

    id: str
    name: str  # "not stated" where it is not
    commercial: str
    statement: str
    url: str


@dataclass(frozen=True)
class Source:
    """Where a file is published: on a hub, in a release (then with a tag), or as a package."""

    file: str  # its path in the repository, or its name in the release or on the index
    hub: str = ""  # owner/repository
    release: str = ""  # owner/repository
    tag: str = ""
    revision: str = "main"
    pypi: str = ""  # name==version, for pip
    npm: str = ""  # name

    def __str__(self) -> str:
        if self.pypi or self.npm:
            return f"PyPI, {self.pypi}" if self.pypi else f"npm, {self.npm}/{self.file}"
        if self.hub:
            return f"{self.hub}/{self.file}"
        return f"{self.release} release {self.tag}/{self.file}"


@dataclass(frozen=True)
class Artefact:
    """One official file."""

    name: str
    file: str
    title: str
    bytes: int  # about
    format: Format
    licence: str
    sources: tuple[Source, ...] = ()
    md5: str = ""  # as published, "" where it is not
    sha256: str = ""
    container: str = ""  # key of the dict in the pickle under which the tensors are
    keep: str = ""  # only tensors whose names start so are used
    network: str = ""  # family:preset
    sizes: tuple[tuple[str, Any], ...] = ()  # where it differs from the preset
    lines: int = 0  # of a text file
    also: tuple[str, ...] = ()  # other official names of the same content
    common: bool = False  # other models have files of this name too
    module: str = ""  # of an installed package of Python that brings the content too

    @property
    def hashed(self) -> bool:
        """Whether its authors published a hash."""
        return bool(self.md5 or self.sha256)

    @property
    def installed_file(self) -> str:
        """What it is called in the store; pickles are converted."""
        return f"{self.name}.safetensors" if self.format == "pickle" else self.file


@dataclass(frozen=True)
class Variant:
    """A set of artefacts that work together. `parts`: role in the engine → artefact name.

    It works without those of `OPTIONAL_ROLES` too.
    """

    name: str
    purpose: str
    gpu_gb: float  # estimated from the weights, not measured
    parts: Mapping[str, str]
    note: str = ""


@dataclass(frozen=True)
class WeightsPack:
    """A set of artefacts that an engine can do without, such as more voices."""

    name: str
    purpose: str
    parts: tuple[str, ...]  # names of artefacts
    note: str = ""


@dataclass(frozen=True)
class WeightsRegistry:
    """All artefacts, licences, variants and packs by name."""

    artefacts: Mapping[str, Artefact]
    licences: Mapping[str, Licence]
    variants: Mapping[str, Variant]
    packs: Mapping[str, WeightsPack] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for artefact in self.artefacts.values():
            if artefact.licence not in self.licences:
                raise ValueError(f"{artefact.name} has an unknown licence {artefact.licence!r}")
        needs = {variant.name: tuple(variant.parts.values()) for variant in self.variants.values()}
        needs |= {pack.name: pack.parts for pack in self.packs.values()}
        for who, parts in needs.items():
            for name in parts:
                if name not in self.artefacts:
                    raise ValueError(f"{who} needs an unknown artefact {name!r}")

    def parts(self, variant: str) -> dict[str, Artefact]:
        """What a variant is made of, by role. Raises UsageError for an unknown variant."""
        if variant not in self.variants:
            raise UsageError(
                f"there is no variant {variant!r} of the model",
                hint=f"Choose one of these: {', '.join(self.variants)}.",
            )
        needed = self.variants[variant].parts
        return {role: self.artefacts[name] for role, name in needed.items()}

    def required(self, variant: str) -> dict[str, Artefact]:
        """What a variant cannot do without. Raises UsageError for an unknown variant."""
        parts = self.parts(variant)
        return {role: part for role, part in parts.items() if role not in OPTIONAL_ROLES}

    def pack(self, name: str) -> list[Artefact]:
        """What a pack is made of; nothing of one that is not in this registry."""
        pack = self.packs.get(name)
        return [self.artefacts[part] for part in pack.parts] if pack else []

    def choose(self, names: Iterable[str]) -> list[Artefact]:
        """The artefacts that names of variants, packs, artefacts or files stand for.

        `all` stands for all.

        Raises UsageError naming the first name that stands for nothing.
        """
        chosen: dict[str, Artefact] = {}
        for name in names:
            chosen |= {artefact.name: artefact for artefact in self._named(name)}
        return list(chosen.values())

    def _named(self, name: str) -> Iterable[Artefact]:
        if name == EVERYTHING:
            return self.artefacts.values()
        if name in self.variants:
            return self.parts(name).values()
        if name in self.packs:
            return self.pack(name)
        if name in self.artefacts:
            return [self.artefacts[name]]
        if name in self.by_file:
            return [self.by_file[name]]
        raise UsageError(
            f"{name!r} is neither a variant of the model, a pack nor one of their files",
            hint=f"Variants and packs: {', '.join([*self.variants, *self.packs])}. "
            "Files: deepaudio models list",
        )

    @cached_property
    def by_file(self) -> dict[str, Artefact]:
        """Artefacts by each of their official file names."""
        return {name: a for a in self.artefacts.values() for name in (a.file, *a.also)}

    @cached_property
    def by_md5(self) -> dict[str, Artefact]:
        """Artefacts by published md5."""
        return {a.md5: a for a in self.artefacts.values() if a.md5}


def load(path: Path | None = None) -> WeightsRegistry:
    """The registry in `path`, in the file the environment names, or the one that comes along.

    Raises WeightsError for a file that is not a registry.
    """
    override = os.environ.get(REGISTRY_VARIABLE, "")
    file = path or (Path(override) if override else None)
    try:
        text = (file or resources.files(__package__) / "registry.json").read_text("utf-8")
        return _parsed(json.loads(text))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise WeightsError(
            f"is not a registry of weights ({error})",
            where=str(file or "registry.json"),
            hint=f"Correct the file or unset {REGISTRY_VARIABLE}.",
        ) from error


def _parsed(document: Mapping[str, Any]) -> WeightsRegistry:
    artefacts = {
        name: _made(Artefact, {
            **values,
            "name": name,
            "sources": tuple(_made(Source, source) for source in values.get("sources", ())),
            "also": tuple(values.get("also", ())),
            "sizes": tuple(
                (size_name, tuple(size) if isinstance(size, list) else size)
                for size_name, size in values.get("sizes", {}).items()
            ),
        })
        for name, values in document["artefacts"].items()
    }  # fmt: skip
    licences = {
        id: _made(Licence, {**values, "id": id}) for id, values in document["licences"].items()
    }
    variants = {
        name: _made(Variant, {**values, "name": name})
        for name, values in document["variants"].items()
    }
    packs = {
        name: _made(WeightsPack, {**values, "name": name, "parts": tuple(values["parts"])})
        for name, values in document.get("packs", {}).items()
    }
    return WeightsRegistry(artefacts, licences, variants, packs)


def _made(kind: type[_Entry], values: Mapping[str, Any]) -> _Entry:
    """A dataclass of these values; raises ValueError for keys it does not have."""
    unknown = set(values) - {one.name for one in fields(kind)}  # type: ignore[arg-type]
    if unknown:
        raise ValueError(f"unknown keys {', '.join(sorted(unknown))}")
    return kind(**values)
