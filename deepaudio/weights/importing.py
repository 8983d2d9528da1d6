"""Installing weights that someone already has: any folder, a copy, another program's cache."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio.weights.hashes import Digests, digests
from deepaudio.weights.install import install, vouched
from deepaudio.weights.progress import Listener, Teller
from deepaudio.weights.registry import Artefact, Registry
from deepaudio.weights.store import Store
from deepaudio_plugin.errors import UsageError, WeightsDamagedError

_WEIGHTS = {".bin", ".ckpt", ".pt", ".pth", ".safetensors"}


@dataclass(frozen=True)
class Found:
    """Files in a folder by what their names say they are; and files of no known name."""

    known: tuple[tuple[Path, Artefact], ...]
    unknown: tuple[Path, ...]


@dataclass(frozen=True)
class Imported:
    """What became of a folder's files."""

    installed: tuple[str, ...] = ()
    already: tuple[str, ...] = ()
    refused: tuple[WeightsDamagedError, ...] = ()
    unknown: tuple[Path, ...] = ()


def look_through(folder: Path, registry: Registry) -> Found:
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
    return Found(tuple(known), tuple(unknown))


def import_found(found: Found, registry: Registry, store: Store, listener: Listener) -> Imported:
    """Install what was found and is not installed yet; nothing of the user's is changed.

    A file that is refused does not stop the others. Raises OutputError, DiskFullError, and
    WeightsError when another command is at work.
    """
    done = Imported(unknown=found.unknown)
    with store.changing():
        for number, (path, named) in enumerate(found.known, 1):
            teller = Teller(listener, named, number, len(found.known))
            done = _import_one(path, named, registry, store, teller, done)
    wanted = {*done.installed, *done.already}
    return replace(done, refused=_unsettled(done.refused, found, wanted))


def _import_one(
    path: Path, named: Artefact, registry: Registry, store: Store, teller: Teller, done: Imported
) -> Imported:
    if named.name in (*done.installed, *done.already):
        return done
    if store.status(named).installed:
        return replace(done, already=(*done.already, named.name))
    try:
        actual, note = _take(path, named, registry, store, teller)
    except WeightsDamagedError as error:
        return replace(done, refused=(*done.refused, error))
    except OSError as error:
        refusal = WeightsDamagedError(f"cannot be read ({error.strerror})", where=str(path))
        return replace(done, refused=(*done.refused, refusal))
    teller.finished(note)
    return replace(done, installed=(*done.installed, actual.name))


def _take(
    path: Path, named: Artefact, registry: Registry, store: Store, teller: Teller
) -> tuple[Artefact, str]:
    """Install `path` as what its content is; and what is worth saying of it."""
    found = _read_through(path, teller)
    actual = registry.by_md5.get(found.md5, named)
    proof = vouched(_by_its_name(actual, path), found, None, path)
    teller.told("converting")(0, found.size)
    install(actual, path, found, proof, store, move=False)
    note = proof or "no hash is published; names and shapes are right"
    return actual, note if actual is named else f"it is {actual.file} under another name"


def _by_its_name(artefact: Artefact, path: Path) -> Artefact:
    """Without hashes where `path` is the same content in another official container."""
    return replace(artefact, md5="", sha256="") if path.name in artefact.also else artefact


def _unsettled(
    refused: Sequence[WeightsDamagedError], found: Found, settled: set[str]
) -> tuple[WeightsDamagedError, ...]:
    """Refusals but those of artefacts for which another file of the folder was right.

    Names such as `pytorch_model.bin` are common: in a cache of many models most files of
    that name are not ours.
    """
    right = {str(path) for path, named in found.known if named.name in settled}
    return tuple(error for error in refused if error.where not in right)


def _read_through(path: Path, teller: Teller) -> Digests:
    size, tell = path.stat().st_size, teller.told("checking")
    return digests(path, lambda done: tell(done, size))


def _files(folder: Path) -> Iterator[Path]:
    """All files under `folder`, in the order of their names."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(files))
