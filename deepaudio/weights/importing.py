"""Installs weights from a local folder: a copy, or another program's cache."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from deepaudio.weights.hashes import digests
from deepaudio.weights.install import check_content, check_digests, install
from deepaudio.weights.progress import Listener, ProgressSink
from deepaudio.weights.registry import Artefact, WeightsRegistry
from deepaudio.weights.store import Store
from deepaudio_plugin.core.errors import UsageError, WeightsDamagedError

_WEIGHTS = {".bin", ".ckpt", ".pt", ".pth", ".safetensors"}


@dataclass(frozen=True)
class FoundFiles:
    """Files found in a folder: those with known names, and others."""

    known: tuple[tuple[Path, Artefact], ...]
    unknown: tuple[Path, ...]


@dataclass(frozen=True)
class Imported:
    """The result of an import."""

    installed: tuple[str, ...] = ()
    already: tuple[str, ...] = ()
    refused: tuple[WeightsDamagedError, ...] = ()
    unknown: tuple[Path, ...] = ()


def find_files(folder: Path, registry: WeightsRegistry) -> FoundFiles:
    """Find official file names under `folder`, however deep; links count as files.

    Raises UsageError when it is no folder or holds nothing that looks like weights.
    """
    if not folder.is_dir():
        raise UsageError(
            "is not a folder", where=str(folder), hint="Give the folder that holds the weights."
        )
    known, unknown = [], []
    for path in _files(folder):
        if path.name in registry.by_file:
            known.append((path, registry.by_file[path.name]))
        elif path.suffix in _WEIGHTS:
            unknown.append(path)
    if not known:
        raise UsageError(
            "holds none of the model's files"
            + (f" (but {len(unknown)} other files of weights)" if unknown else ""),
            where=str(folder),
            hint="Files are found by their official names: deepaudio models list",
        )
    return FoundFiles(tuple(known), tuple(unknown))


def import_found(
    found: FoundFiles, registry: WeightsRegistry, store: Store, listener: Listener
) -> Imported:
    """Install what was found and is not installed yet; nothing of the user's is changed.

    A file that is refused does not stop the others. Raises OutputError, DiskFullError, and
    WeightsError when another command is at work.
    """
    work = _Import(registry, store, unknown=list(found.unknown))
    with store.changing():
        for number, (path, named) in enumerate(found.known, 1):
            work.import_file(path, named, ProgressSink(listener, named, number, len(found.known)))
    return work.done()


@dataclass
class _Import:
    """An import in progress; results by artefact name."""

    registry: WeightsRegistry
    store: Store
    unknown: list[Path]
    installed: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    refused: list[tuple[str, WeightsDamagedError]] = field(default_factory=list)

    def done(self) -> Imported:
        """The result, without refusals of artefacts for which another file was right."""
        settled = {*self.installed, *self.already}
        return Imported(
            installed=tuple(self.installed),
            already=tuple(self.already),
            refused=tuple(error for name, error in self.refused if name not in settled),
            unknown=tuple(self.unknown),
        )

    def import_file(self, path: Path, named: Artefact, sink: ProgressSink) -> None:
        """Install `path`, or note why not."""
        if named.common and not _fits(named, path):
            self.unknown.append(path)
        elif named.name in (*self.installed, *self.already):
            return
        elif self.store.status(named).installed:
            self.already.append(named.name)
        else:
            try:
                self._take(path, named, sink)
            except WeightsDamagedError as error:
                self.refused.append((named.name, error))
            except OSError as error:
                reason = error.strerror or str(error)
                refusal = WeightsDamagedError(f"cannot be read ({reason})", where=str(path))
                self.refused.append((named.name, refusal))

    def _take(self, path: Path, named: Artefact, sink: ProgressSink) -> None:
        """Install `path` as the artefact that its content is, whatever its name."""
        found = digests(path, sink.callback("checking"))
        actual = self.registry.by_md5.get(found.md5, named)
        proof = check_digests(_by_its_name(actual, path), found, None, path)
        if self.store.status(actual).installed:
            return
        sink.callback("converting")(0, found.size)
        install(actual, path, found, proof, self.store, move=False)
        self.installed.append(actual.name)
        note = proof or "no hash is published; names and shapes are right"
        sink.finished(note if actual is named else f"it is {actual.file} under another name")


def _fits(artefact: Artefact, path: Path) -> bool:
    try:
        check_content(artefact, path)
    except (WeightsDamagedError, OSError):
        return False
    return True


def _by_its_name(artefact: Artefact, path: Path) -> Artefact:
    """Without hashes where `path` is the same content in another official container."""
    return replace(artefact, md5="", sha256="") if path.name in artefact.also else artefact


def _files(folder: Path) -> Iterator[Path]:
    """All files under `folder`, in the order of their names."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(files))
