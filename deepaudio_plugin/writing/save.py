"""The written timeline: where it goes, in which format, and how what was there is kept."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import opentimelineio as otio

from deepaudio_plugin.errors import OutputError, UsageError
from deepaudio_plugin.files import copy, output_errors, write_bytes
from deepaudio_plugin.options import RenderOptions
from deepaudio_plugin.writing import formats
from deepaudio_plugin.writing.names import default_output, media_folder
from deepaudio_plugin.writing.source import source_text
from deepaudio_plugin.writing.splice import spliced
from deepaudio_plugin.writing.tracks import OWNER


class Document(Protocol):
    """What saving needs to know of the timeline that was read; it is never changed."""

    @property
    def path(self) -> Path: ...
    @property
    def base(self) -> Path: ...
    @property
    def timeline(self) -> Any: ...


@dataclass(frozen=True)
class Written:
    """What was written."""

    path: Path
    backup: Path | None = None  # what was there before, where that was kept
    notes: tuple[str, ...] = ()  # what a person should know


def check_output(document: Document, options: RenderOptions) -> Path:
    """Where the timeline will be written. Checked before anything is rendered.

    Raises UsageError when output and input are one file without `in_place`, OutputError
    when the place cannot be written to or no adapter writes the format.
    """
    return resolve_output(document.path, options.output, options.in_place)


def resolve_output(source: Path, output: Path | None, in_place: bool) -> Path:
    """As `check_output`, from the paths alone."""
    target = (output or (source if in_place else default_output(source))).absolute()
    if in_place and not _same_file(target, source):
        raise UsageError(
            "--in-place and --output cannot go together",
            hint="Leave --output out to change the input, or leave --in-place out.",
        )
    if not in_place and _same_file(target, source):
        raise UsageError(
            "the output would overwrite the input",
            where=str(target),
            hint="Choose another name, or say --in-place; that keeps a backup.",
        )
    if in_place and source.suffix.lower() not in formats.OWN:
        raise UsageError(
            f"--in-place works on OTIO files, not on {source.suffix or 'this kind of file'}",
            where=str(source),
            hint="Leave --in-place out: a new .otio is written beside it.",
        )
    formats.check(target)
    _check_place(target)
    return target


def write(
    document: Document,
    tracks: Sequence[otio.schema.Track],
    output: Path | None = None,
    in_place: bool = False,
) -> Written:
    """Write the timeline with `tracks` to `output`; returns where and what was kept.

    All else stays as it was, to the byte, in .otio files; `formats` says what changes in
    others. What is replaced is kept as a backup when it is the input, or when it was not
    written by a render. Raises OutputError and its kind; nothing is half-written.
    """
    target = resolve_output(document.path, output, in_place)
    text, notes = source_text(document)
    text = spliced(text, tracks)
    with output_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        backup = _backup(target) if in_place or _is_foreign(target) else None
        notes += formats.write(text, document.base, target)
    return Written(target, backup, tuple(notes))


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


def _check_place(target: Path) -> None:
    if target.is_dir() and target.suffix.lower() != ".otiod":
        raise OutputError(
            "is a folder",
            where=str(target),
            hint=f"Name a file in it, such as {target / 'film.deepaudio.otio'}.",
        )
    folder = next(p for p in target.parents if p.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise OutputError(
            "cannot be written to",
            where=str(folder),
            hint="Choose a folder that you can write to with --output.",
        )


def _is_foreign(target: Path) -> bool:
    """Whether something is there that no render of ours has written."""
    if not target.exists():
        return False
    if target.suffix.lower() == ".otio":
        return OWNER.encode() not in target.read_bytes()
    return True


def _backup(target: Path) -> Path:
    """Keep what is at `target` under a name that nothing has: .bak, .bak.2, .bak.3 …"""
    kept = target.with_name(f"{target.name}.bak")
    number = 2
    while kept.exists():
        kept = target.with_name(f"{target.name}.bak.{number}")
        number += 1
    if target.is_dir():
        target.rename(kept)
    else:
        copy(target, kept)
    return kept


__all__ = [
    "Document",
    "Written",
    "check_output",
    "media_folder",
    "resolve_output",
    "write",
    "write_bytes",
]
