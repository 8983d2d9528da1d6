"""Start-up files into a host's folder, and out of it again, without losing anybody's work.

What was copied is recorded in the launcher's JSON beside it. A file is ours when its digest
is the recorded one, or when it is what we would write; any other file is somebody's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from deepaudio_plugin import __version__
from deepaudio_plugin.core import files
from deepaudio_plugin.core.errors import HostError
from deepaudio_plugin.hosts.base import Host, version_key
from deepaudio_plugin.hosts.installing.payload import launcher, start_up_files

Condition = Literal["absent", "current", "older", "newer", "edited", "damaged"]

_READ_ONLY = "Make the folder writable, or choose another one of the host's with --folder DIR."


@dataclass(frozen=True)
class InstallState:
    """What is in a host's folder now."""

    folder: Path
    condition: Condition
    version: str = ""  # of DeepAudio that was installed
    python: str = ""  # the interpreter that the start-up files will call
    edited: tuple[str, ...] = ()  # ours, changed by hand
    missing: tuple[str, ...] = ()  # ours, gone


@dataclass(frozen=True)
class InstallChange:
    """What an installation or removal did. Paths are below `folder`."""

    folder: Path
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()  # changed by hand: still there, or saved under this name
    replaced: str = ""  # the version that was there before


def state(host: Host, folder: Path) -> InstallState:
    """What is installed in a folder."""
    record = _record(host, folder)
    if record is None:
        return InstallState(folder, "absent")
    digests: dict[str, str] = record["files"]
    missing = tuple(name for name in digests if not (folder / name).is_file())
    edited = tuple(n for n, d in digests.items() if n not in missing and _digest(folder / n) != d)
    return InstallState(
        folder=folder,
        condition=_condition(record["version"], edited, missing),
        version=record["version"],
        python=record["python"],
        edited=edited,
        missing=missing,
    )


def _condition(version: str, edited: tuple[str, ...], missing: tuple[str, ...]) -> Condition:
    if missing:
        return "damaged"
    if edited:
        return "edited"
    there, here = version_key(version), version_key(__version__)
    return "current" if there == here else "older" if there < here else "newer"


def install_into(host: Host, folder: Path, python: str = "") -> InstallChange:
    """Copy the start-up files of a host into `folder`; an older installation is replaced.

    A file of ours that was changed by hand is saved beside the new one as `<name>.edited`.
    Raises HostError when somebody else's file is in the way, and OutputError when the
    folder cannot be written to; nothing is changed in the first case.
    """
    wanted = start_up_files(host)
    record = _record(host, folder) or {"files": {}, "version": ""}
    _check_the_way(folder, wanted, record["files"])
    kept, written = [], []
    with files.output_errors(folder, hint=_READ_ONLY):
        for name, content in wanted.items():
            path = folder / name
            if path.is_file() and path.read_bytes() == content:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_file() and _digest(path) != record["files"].get(name):
                kept.append(_rename_edited(path).relative_to(folder).as_posix())
            files.write_bytes(path, content)
            written.append(name)
        stale = {n: d for n, d in record["files"].items() if n not in wanted}
        removed, left = _take_out(folder, stale)
        digests = {name: _sum(content) for name, content in wanted.items()}
        files.write_bytes(folder / host.launcher, launcher(digests, python))
    return InstallChange(folder, tuple(written), removed, (*kept, *left), record["version"])


def remove_from(host: Host, folder: Path) -> InstallChange:
    """Take our files out of a host's folder; those changed by hand stay and are reported.

    Raises HostError when nothing of ours is there, OutputError when it cannot be deleted.
    """
    record = _record(host, folder)
    if record is None:
        raise HostError(f"DeepAudio is not installed in {folder}", hint="deepaudio hosts list")
    with files.output_errors(folder, hint=_READ_ONLY):
        removed, kept = _take_out(folder, record["files"])
        (folder / host.launcher).unlink()
        _drop_empty(folder, host.launcher)
    return InstallChange(folder, (), removed, kept, record["version"])


def _check_the_way(folder: Path, wanted: Mapping[str, bytes], recorded: Mapping[str, str]) -> None:
    for name, content in wanted.items():
        path = folder / name
        if path.is_dir() or (
            path.is_file() and name not in recorded and path.read_bytes() != content
        ):
            raise HostError(
                "is in the way: it is not a file of DeepAudio",
                where=str(path),
                hint="Move it away, or choose another folder with --folder DIR.",
            )


def _record(host: Host, folder: Path) -> dict[str, Any] | None:
    """What the launcher's JSON says, checked; None when nothing is installed."""
    try:
        facts = json.loads((folder / host.launcher).read_bytes())
        digests = {str(name): str(digest) for name, digest in facts["files"].items()}
        inside = all((folder / n).resolve().is_relative_to(folder.resolve()) for n in digests)
        known = {"version": str(facts["version"]), "python": str(facts["python"])}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return {**known, "files": digests} if inside else None


def _take_out(folder: Path, digests: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Delete files whose digest is as given; returns which were deleted and which were not."""
    removed, kept = [], []
    for name, digest in digests.items():
        path = folder / name
        if not path.is_file():
            continue
        if _digest(path) != digest:
            kept.append(name)
            continue
        path.unlink()
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()
        _drop_empty(folder, name)
        removed.append(name)
    return tuple(removed), tuple(kept)


def _drop_empty(folder: Path, name: str) -> None:
    """Remove the folders that a file's removal left empty, below `folder` only."""
    place = (folder / name).parent
    with contextlib.suppress(OSError):  # not empty, or not there
        (place / "__pycache__").rmdir()
    with contextlib.suppress(OSError):
        while place != folder:
            place.rmdir()
            place = place.parent


def _rename_edited(path: Path) -> Path:
    """Rename a file to a free name that no host loads."""
    number = 1
    while (free := path.with_name(f"{path.name}.edited{'' if number == 1 else number}")).exists():
        number += 1
    return path.rename(free)


def _digest(path: Path) -> str:
    return _sum(path.read_bytes())


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
