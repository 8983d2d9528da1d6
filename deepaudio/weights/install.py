"""Installs a checked file in the store, ready to load."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from deepaudio.weights.hashes import Digests, digests
from deepaudio.weights.hub import Remote
from deepaudio.weights.registry import Artefact
from deepaudio.weights.store import HINT, Record, Store
from deepaudio_plugin.core.errors import WeightsDamagedError
from deepaudio_plugin.core.files import copy, output_errors, replacing, sync_folder


def check_digests(artefact: Artefact, found: Digests, remote: Remote | None, where: Path) -> str:
    """Compare digests with the published ones. Returns the proof; "" without published hashes.

    Raises WeightsDamagedError naming `where` when a published hash differs.
    """
    proof = ""
    for who, kind, stated, actual in (
        ("published by its authors", "sha256", artefact.sha256, found.sha256),
        ("published by its authors", "md5", artefact.md5, found.md5),
        ("stated by the hub", "sha256", remote.sha256 if remote else "", found.sha256),
        ("stated by the hub", "git hash", remote.git_sha1 if remote else "", found.git_sha1),
    ):
        if not stated:
            continue
        if stated != actual:
            raise WeightsDamagedError(
                f"is not {artefact.file}: its {kind} is {actual}, {stated} is {who}",
                where=str(where),
                hint=f"Fetch it again: deepaudio models pull {artefact.name}",
            )
        proof = proof or f"{kind} {who}"
    return proof


def install(
    artefact: Artefact, path: Path, found: Digests, proof: str, store: Store, *, move: bool
) -> None:
    """Make `path` the installed file of `artefact` and record it.

    A pickle is converted; anything else is moved, or linked or copied when it is someone's
    own. Raises WeightsDamagedError when its content does not fit, OutputError when it
    cannot be written; then nothing is installed.
    """
    target = store.installed(artefact)
    with output_errors(target, hint=HINT):
        target.parent.mkdir(parents=True, exist_ok=True)
    if _needs_converting(artefact, path):
        _convert(artefact, path, target)
        of_target = digests(target)
    else:
        check_content(artefact, path)
        _place(path, target, move=move)
        of_target = found
    record = Record(
        artefact=artefact.name,
        source_file=artefact.file,
        source_size=found.size,
        source_md5=found.md5,
        source_sha256=found.sha256,
        proof=proof,
        file=target.name,
        size=of_target.size,
        sha256=of_target.sha256,
    )
    with output_errors(target, hint=HINT):
        store.keep(artefact, record)


def _needs_converting(artefact: Artefact, path: Path) -> bool:
    from deepaudio.weights.convert import is_safetensors

    if artefact.format in ("text", "package"):
        return False
    return artefact.format == "pickle" or not is_safetensors(path)


def _convert(artefact: Artefact, path: Path, target: Path) -> None:
    """Write the tensors of a pickle to `target`; the pickle stays."""
    from deepaudio.weights.convert import read, save
    from deepaudio.weights.expected import check_tensors

    tensors = read(artefact, path)
    check_tensors(artefact, tensors, path)
    with output_errors(target, hint=HINT), replacing(target) as temp:
        save(tensors, temp)


def _place(path: Path, target: Path, *, move: bool) -> None:
    """Move or link the file to `target`."""
    with output_errors(target, hint=HINT):
        if move:
            path.replace(target)
            sync_folder(target.parent)
        else:
            _link(path.resolve(), target)


def check_content(artefact: Artefact, path: Path) -> None:
    """Whether a file holds what it should, by names, shapes or lines; reads no values.

    Of a package its hash has said enough.

    Raises WeightsDamagedError.
    """
    if artefact.format == "package":
        return
    from deepaudio.weights.convert import read
    from deepaudio.weights.expected import check_tensors, check_text

    if artefact.format == "text":
        check_text(artefact, path)
    else:
        check_tensors(artefact, read(artefact, path), path)


def _link(source: Path, target: Path) -> None:
    """Link the file if the disk allows it, otherwise copy it."""
    target.unlink(missing_ok=True)
    with suppress(OSError):
        os.link(source, target)
        return
    copy(source, target)
