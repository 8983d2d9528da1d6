"""The list beside written files: each that was generated, its source, and what it was made from."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.core.problems import number
from deepaudio_plugin.core.protocol import OriginClaim
from deepaudio_plugin.core.statement import STATEMENT
from deepaudio_plugin.output.marking import says_so
from deepaudio_plugin.output.save import keep_theirs
from deepaudio_plugin.output.written_files import WrittenFiles

LIST_NAME = "artificially generated.json"


def write_list(claims: Collection[OriginClaim], written: WrittenFiles) -> list[str]:
    """List what the files of a folder claim, whole or not at all; what is to be told of it.

    A file of that name that is not ours is kept aside; where a folder has it, there is no list.
    Raises OutputError.
    """
    path = written.folder / LIST_NAME
    if not claims:
        return []
    if path.is_dir():
        return [f"{LIST_NAME} is not written: a folder has that name. The files are marked"]
    files = {Path(claim.path).name: _listed(claim) for claim in claims}
    content = _to_json(files)
    with output_errors(path):
        notes = keep_theirs(path, written)
        if not (path.exists() and path.read_bytes() == content):
            write_bytes(path, content)
    written.note(path)
    return notes


def tidy_list(written: WrittenFiles) -> list[str]:
    """After a write without marks: list only what still carries one; what is to be told of it.

    Where nothing does, the list goes. One that somebody has changed stays. Raises nothing: what is
    written is written.
    """
    path = written.folder / LIST_NAME
    if not path.is_file():
        return []
    if not written.is_ours(path):
        return [f"{LIST_NAME} is not as it was written, and stays: it may be out of date"]
    files = _files(path)
    kept = {name: facts for name, facts in files.items() if _is_marked(written.folder / name)}
    if kept == files and files:
        return []
    try:
        if kept:
            write_bytes(path, _to_json(kept))
            written.note(path)
        else:
            path.unlink()
    except OSError as error:
        return [f"{LIST_NAME} is out of date and cannot be changed ({error.strerror or error})"]
    if not kept:
        return [f"{LIST_NAME} is removed: no file beside it carries a mark"]
    fewer = number(len(files) - len(kept), "file")
    return [f"{LIST_NAME} names {fewer} less: gone, or without a mark"]


def _is_marked(path: Path) -> bool:
    return path.is_file() and says_so(path)


def _files(path: Path) -> dict[str, Any]:
    """What our list names; nothing where it is none, which then goes."""
    try:
        return dict(json.loads(path.read_text("utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _to_json(files: Mapping[str, Any]) -> bytes:
    said = {
        "statement": f"{STATEMENT}: every file named here was made by a machine.",
        "files": files,
    }
    return (json.dumps(said, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _listed(claim: OriginClaim) -> dict[str, Any]:
    return {
        "title": claim.title,
        "source": claim.source,
        "engine": claim.engine,
        "made from": claim.made_from,
    }
