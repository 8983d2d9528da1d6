"""The folder of installed weights, with a record of each artefact.

    <root>/<artefact>/<artefact>.safetensors   ready to load (or the official file, if no pickle)
    <root>/<artefact>/artefact.json            what it was made from, and how that was checked
    <root>/<artefact>/<file>.part              a download that has not ended yet
    <root>/<artefact>/<file>.wrong             set aside: its content was not what it should be
    <root>/licences.json                       the licences accepted here

The root is DEEPAUDIO_WEIGHTS or `weights` in the user's data folder. An artefact is
installed when its record is; the record is written last.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import platformdirs

from deepaudio.weights import packages
from deepaudio.weights.registry import Artefact, WeightsRegistry
from deepaudio_plugin.core.errors import WeightsDamagedError, WeightsError, WeightsMissingError
from deepaudio_plugin.core.files import output_errors, write_bytes

if TYPE_CHECKING:
    from torch import Tensor

ROOT_VARIABLE = "DEEPAUDIO_WEIGHTS"
HINT = f"Set {ROOT_VARIABLE} (or --weights) to a folder you can write to."

State = Literal["missing", "partial", "unverified", "verified", "wrong"]

_RECORD = "artefact.json"


@dataclass(frozen=True)
class Record:
    """What was installed. `proof` says who published the source's hash; "" for nobody."""

    artefact: str
    source_file: str
    source_size: int
    source_md5: str
    source_sha256: str
    proof: str
    file: str
    size: int
    sha256: str


@dataclass(frozen=True)
class ArtefactStatus:
    """An artefact's state and the bytes it takes here."""

    state: State
    bytes: int = 0

    @property
    def installed(self) -> bool:
        """Whether it can be loaded."""
        return self.state in ("unverified", "verified")


class Store:
    """A folder of weights. Nothing is created before something is fetched."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = (root or default_root()).expanduser().absolute()

    # -- places -------------------------------------------------------------------

    def folder(self, artefact: Artefact) -> Path:
        """Where everything of an artefact is."""
        return self.root / artefact.name

    def installed(self, artefact: Artefact) -> Path:
        """Where its installed file is, or would be."""
        return self.folder(artefact) / artefact.installed_file

    def part(self, artefact: Artefact) -> Path:
        """Where its download grows."""
        return self.folder(artefact) / f"{artefact.file}.part"

    def wrong(self, artefact: Artefact) -> Path:
        """Where a file with wrong content is set aside."""
        return self.folder(artefact) / f"{artefact.file}.wrong"

    # -- looking ------------------------------------------------------------------

    def status(self, artefact: Artefact) -> ArtefactStatus:
        """What is here, from records and sizes alone."""
        record = self.record(artefact)
        if record is not None and (size := _size(self.installed(artefact))):
            good: State = "verified" if record.proof else "unverified"
            return ArtefactStatus(good if size == record.size else "wrong", size)
        if part := self.begun(artefact):
            return ArtefactStatus("partial", part)
        if wrong := _size(self.wrong(artefact)):
            return ArtefactStatus("wrong", wrong)
        if brought := packages.brought(artefact):
            return ArtefactStatus("verified", _size(brought))
        return ArtefactStatus("missing")

    def begun(self, artefact: Artefact) -> int:
        """Bytes of an unfinished download."""
        return _size(self.part(artefact))

    def to_fetch(self, artefacts: Iterable[Artefact]) -> int:
        """Bytes, about, that are still to come of artefacts that are not installed."""
        return sum(max(0, artefact.bytes - self.begun(artefact)) for artefact in artefacts)

    def record(self, artefact: Artefact) -> Record | None:
        """What was installed; None where nothing was, or the record cannot be read."""
        try:
            values = json.loads((self.folder(artefact) / _RECORD).read_text("utf-8"))
            return Record(**values)
        except (OSError, ValueError, TypeError):
            return None

    def missing(self, artefacts: Iterable[Artefact]) -> list[Artefact]:
        """Those that are not installed."""
        return [artefact for artefact in artefacts if not self.status(artefact).installed]

    def digest(self, parts: Mapping[str, Artefact]) -> str:
        """A short hash of what the parts of a variant were made from, for content keys.

        Cheap: from records. "" when a part is not installed. Raises nothing.
        """
        lines = []
        for role, artefact in sorted(parts.items()):
            record = self.record(artefact)
            if record is None:
                return ""
            lines.append(f"{role} {record.source_sha256}\n")
        return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]

    # -- using --------------------------------------------------------------------

    def path(self, artefact: Artefact) -> Path:
        """The installed file.

        Raises WeightsMissingError or WeightsDamagedError, with the command that helps.
        """
        status = self.status(artefact)
        if status.installed:
            return self.installed(artefact) if self.record(artefact) else self._brought(artefact)
        hint = f"Fetch it: deepaudio models pull {artefact.name}"
        if status.state == "wrong":
            raise WeightsDamagedError(
                f"{artefact.file} is damaged", where=str(self.folder(artefact)), hint=hint
            )
        unfinished = " (its download has not finished)" if status.state == "partial" else ""
        raise WeightsMissingError(f"{artefact.file} is not installed{unfinished}", hint=hint)

    def _brought(self, artefact: Artefact) -> Path:
        brought = packages.brought(artefact)
        assert brought is not None  # `status` has looked
        return brought

    def tensors(self, artefact: Artefact) -> dict[str, Tensor]:
        """The official tensors, mapped from the file: read only when used.

        Raises WeightsMissingError or WeightsDamagedError.
        """
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        path = self.path(artefact)
        try:
            return load_file(path)
        except (SafetensorError, OSError) as error:
            raise WeightsDamagedError(
                f"cannot be opened ({error})",
                where=str(path),
                hint=f"Check it: deepaudio models verify {artefact.name}",
            ) from error

    # -- changing -----------------------------------------------------------------

    def keep(self, artefact: Artefact, record: Record) -> None:
        """Write the record of a file that is in place; what led to it is deleted."""
        text = json.dumps(asdict(record), indent=2) + "\n"
        write_bytes(self.folder(artefact) / _RECORD, text.encode())
        for path in (self.part(artefact), self.tag(artefact), self.wrong(artefact)):
            path.unlink(missing_ok=True)

    def tag(self, artefact: Artefact) -> Path:
        """Beside a part: which version of the file it is a part of."""
        return self.folder(artefact) / f"{artefact.file}.tag"

    def set_aside(self, artefact: Artefact, path: Path) -> Path:
        """Move a file with wrong content out of the way, and forget that it was installed."""
        target = self.wrong(artefact)
        path.replace(target)
        self.tag(artefact).unlink(missing_ok=True)
        (self.folder(artefact) / _RECORD).unlink(missing_ok=True)
        return target

    def remove(self, artefact: Artefact) -> int:
        """Delete everything of an artefact; returns the bytes freed. Raises OSError."""
        folder = self.folder(artefact)
        freed = 0
        for path in (  # the record first: what has none is not installed
            folder / _RECORD,
            self.installed(artefact),
            self.part(artefact),
            self.tag(artefact),
            self.wrong(artefact),
        ):
            freed += _size(path)
            path.unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()  # unless someone keeps something else there
        return freed

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Held while the store is changed, so that two commands never write the same file.

        Raises WeightsError when another process holds it, OutputError when the folder
        cannot be written.
        """
        from filelock import FileLock, Timeout

        with output_errors(self.root, hint=HINT):
            self.root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / ".lock")
            try:
                lock.acquire(timeout=0)
            except Timeout as error:
                raise WeightsError(
                    "another command is changing the weights",
                    where=str(self.root),
                    hint="Wait until it has ended, then run this one again.",
                ) from error
        try:
            yield
        finally:
            lock.release()


def default_root() -> Path:
    """DEEPAUDIO_WEIGHTS, or `weights` in the user's data folder."""
    chosen = os.environ.get(ROOT_VARIABLE, "")
    return Path(chosen) if chosen else platformdirs.user_data_path("deepaudio") / "weights"


def parts_here(variant: str, registry: WeightsRegistry, store: Store) -> dict[str, Artefact]:
    """The parts of `variant` by role, without optional ones of which nothing is here.

    A damaged one counts as here: whoever uses it is told. Raises UsageError for an unknown variant.
    """
    required = registry.required(variant)
    return {
        role: artefact
        for role, artefact in registry.parts(variant).items()
        if role in required or store.status(artefact).state not in ("missing", "partial")
    }


def removable(names: Iterable[str], registry: WeightsRegistry, store: Store) -> list[Artefact]:
    """What removing `names` deletes: all they stand for, but for what others still need.

    A variant counts as still there while a part that is its own alone is, and it is not
    itself removed. A file named for itself is always removed. Raises UsageError.
    """
    named = list(names)
    chosen = registry.choose(named)
    gone = [name for name in named if name in registry.variants]
    if len(gone) != len(named):  # files by name, or everything
        explicit = registry.choose(name for name in named if name not in registry.variants)
    else:
        explicit = []
    needed = {
        part
        for variant in registry.variants.values()
        if variant.name not in gone and _is_there(variant.name, registry, store)
        for part in variant.parts.values()
    }
    return [a for a in chosen if a in explicit or a.name not in needed]


def _is_there(variant: str, registry: WeightsRegistry, store: Store) -> bool:
    """Whether any part that no other variant has is in the store."""
    others = {
        part
        for other in registry.variants.values()
        if other.name != variant
        for part in other.parts.values()
    }
    return any(
        store.status(artefact).state != "missing"
        for artefact in registry.parts(variant).values()
        if artefact.name not in others
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
