"""The written timeline: where it goes, in which format, and how what was there is kept."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import opentimelineio as otio

from deepaudio_plugin.core.errors import OutputError, TimelineError, UsageError
from deepaudio_plugin.core.files import copy, output_errors, write_bytes
from deepaudio_plugin.formats import writing as formats
from deepaudio_plugin.formats.bundles import read_folder, read_zip
from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.dialects.base import DialectContext
from deepaudio_plugin.hosts.dialects.rewriting import rewritten
from deepaudio_plugin.hosts.dialects.speech import SpokenLine, srt
from deepaudio_plugin.output.splice import hand_edited, with_tracks, without_ours
from deepaudio_plugin.ownership.ours import OWNER
from deepaudio_plugin.ownership.paths import default_output
from deepaudio_plugin.timeline import links
from deepaudio_plugin.timeline.document import Document

_log = logging.getLogger(__name__)

_BUNDLES = ("otioz", "otiod")


@dataclass(frozen=True)
class SavedTimeline:
    """What was written."""

    path: Path
    backup: Path | None = None  # what was there before, where that was kept
    notes: tuple[str, ...] = ()  # what a person should know


def output_path(
    document: Document,
    output: Path | None = None,
    *,
    in_place: bool = False,
    dialect: str = "generic",
) -> Path:
    """Where the timeline will be written. Call before rendering: it checks the place.

    Without `output` it lies beside the input and has the ending that the dialect's host
    opens.

    Raises UsageError when output and input are one file without `in_place`, OutputError
    when the place cannot be written to or no adapter writes the format.
    """
    source = document.path
    kind = registry.dialect(dialect).ending or document.kind
    target = output or (source if in_place else default_output(source, kind))
    target = target.expanduser().absolute()
    _check_asked(document, target, in_place)
    if not in_place:
        formats.check(target)
    _check_place(target)
    return target


def write(
    document: Document,
    tracks: Sequence[otio.schema.Track],
    output: Path | None = None,
    *,
    in_place: bool = False,
    dialect: str = "generic",
    size: tuple[int, int] | None = None,
) -> SavedTimeline:
    """Write the timeline with `tracks` instead of those of an earlier render.

    In .otio files all else stays as it was, to the byte; but relative links are made
    absolute when the output is in another folder, for they would lead nowhere. Any dialect
    but the generic changes what its host would refuse or lose, and says so in the notes;
    `size` of the picture, in pixels, is for those that ask for it. `formats` says what
    changes in other files. What was at the output before is kept as a backup when it is the
    input or no render wrote it. Raises OutputError and its kind; nothing is half-written.
    """
    target = output_path(document, output, in_place=in_place, dialect=dialect)
    kind = document.kind if in_place else formats.kind_of(target)
    text = without_ours(document.text or document.timeline.to_json_string(indent=4))
    bundle = document.path if document.kind in _BUNDLES else None
    notes = hand_edited(text)
    if bundle is None or kind not in _BUNDLES:
        text, moved = links.moved(text, document.base, target.parent)
        notes += moved
    text = with_tracks(text, tracks)
    spoken: list[SpokenLine] = []
    if dialect != "generic":
        context = DialectContext(document.rate, document.start, target.parent, size)
        text, changes, spoken = rewritten(text, registry.dialect(dialect), context)
        notes += changes + _wrong_ending(target, dialect)
    with output_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        backup = backup_for(target, in_place=in_place)
        notes += formats.write(text, bundle, target, kind, backup, rate=document.rate)
    _log.info("written: %s", target)
    if registry.dialect(dialect).subtitles and spoken:
        notes += _write_subtitles(spoken, speech_file(target))
    return SavedTimeline(target, backup, tuple(notes))


def speech_file(target: Path) -> Path:
    """Where the lines of the timeline at `target` go as subtitles: `film.speech.srt`."""
    return target.with_name(f"{target.stem}.speech.srt")


def _write_subtitles(spoken: Sequence[SpokenLine], path: Path) -> list[str]:
    """Write the lines beside the timeline; another file that is there is kept as a backup.

    The timeline is written by now and stays, whatever happens here.
    """
    content = srt(list(spoken)).encode()
    try:
        if path.exists() and path.read_bytes() != content:
            copy(path, _backup_name(path))
        write_bytes(path, content)
    except OSError as error:
        reason = error.strerror or error
        return [f"the subtitles {path.name} could not be written beside it ({reason})"]
    return [f"what is said is also in {path.name}: import it as subtitles"]


def _wrong_ending(target: Path, dialect: str) -> list[str]:
    """A note when the dialect's host does not open files of the kind that was asked for."""
    ending, host = registry.dialect(dialect).ending, registry.dialect(dialect).host
    if not ending or formats.kind_of(target) == ending:
        return []
    return [f"{host} opens .{ending} files: write one with --output {target.stem}.{ending}"]


def _check_asked(document: Document, target: Path, in_place: bool) -> None:
    """Whether what was asked for makes sense together."""
    same = _same_file(target, document.path)
    if same and not in_place:
        raise UsageError(
            "the output would overwrite the input",
            where=str(target),
            hint="Choose another name, or say --in-place; that keeps a backup.",
        )
    if in_place and not same:
        raise UsageError(
            "--in-place and --output name different files",
            where=str(target),
            hint="Leave --output out to change the input, or leave --in-place out.",
        )
    if in_place and document.kind not in formats.OWN:
        raise UsageError(
            f"--in-place works on OTIO files, not on {document.path.suffix} files",
            where=str(target),
            hint="Leave --in-place out: a new .otio is written beside it.",
        )


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
    if not folder.is_dir():
        raise OutputError(
            "is not a folder", where=str(folder), hint="Choose another place with --output."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(
            "cannot be written to",
            where=str(folder),
            hint="Choose a folder that you can write to with --output.",
        )


def backup_for(target: Path, *, in_place: bool = False) -> Path | None:
    """Where `write` keeps what is at `target` now; None where it is replaced for good."""
    return _backup_name(target) if in_place or _is_foreign(target) else None


def _is_foreign(target: Path) -> bool:
    """Whether something is there that no render has written."""
    if not target.exists():
        return False
    try:
        if target.is_dir():
            content = read_folder(target)
        else:
            is_zip = formats.kind_of(target) == "otioz"
            content = read_zip(target) if is_zip else target.read_bytes()
    except TimelineError:
        return True
    return OWNER.encode() not in content


def _backup_name(target: Path) -> Path:
    """A name that nothing has: .bak, .bak.2, .bak.3 …"""
    name, number = target.with_name(f"{target.name}.bak"), 2
    while name.exists():
        name, number = target.with_name(f"{target.name}.bak.{number}"), number + 1
    return name
