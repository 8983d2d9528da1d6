"""A finished timeline into a file of the format that its name asks for.

.otio     the text itself
.otioz    a bundle with all media that can be found; links lead into it
.otiod    the same as a folder
.rpp      a Reaper project
others    what OTIO's adapter for the format writes; links are absolute file URLs
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.files import copy, replacing, write_bytes
from deepaudio_plugin.formats import aaf, bundles, edl, fcp7, fcpx, kdenlive, reaper, xges
from deepaudio_plugin.formats.base import Ready, Writer, nobody, plain
from deepaudio_plugin.formats.prepare import prepared
from deepaudio_plugin.formats.reading import INSTALL_HINT, one_line, quiet
from deepaudio_plugin.timeline.links import foreign_path, local_path, relinked
from deepaudio_plugin.timeline.otio_text import parsed
from deepaudio_plugin.timeline.timing import exact_rate

OWN = ("otio", "otioz", "otiod")
KEEPS_CROSSFADES = (*OWN, reaper.KIND)
"""Formats in which clips of sound that dissolve are read back as that."""
KEEPS_GAINS = (reaper.KIND, "xml", "fcpxml")
"""Formats in which a clip says its gain, where every host reads it: there it can be changed."""
_WRITERS: dict[str, Writer] = {
    fcp7.ADAPTER: fcp7.write,
    fcpx.ADAPTER: fcpx.write,
    edl.ADAPTER: edl.write,
    kdenlive.ADAPTER: kdenlive.write,
    xges.ADAPTER: xges.write,
    reaper.KIND: reaper.write,
}

_READERS: dict[str, Callable[[Path], Any]] = {
    fcp7.ADAPTER: fcp7.read,
    fcpx.ADAPTER: fcpx.read,
    edl.ADAPTER: edl.read,
    aaf.ADAPTER: aaf.read,
    reaper.KIND: reaper.read,
}
"""How a format is read that is not left to its adapter alone."""


def check(target: Path) -> None:
    """Raise OutputError when nothing here writes files named like `target`."""
    kind, known = kind_of(target), _written()
    if kind in known:
        return
    if kind == reaper.KIND:
        raise OutputError(
            "writing Reaper projects needs a library that is not installed",
            where=str(target),
            hint=INSTALL_HINT,
        )
    raise OutputError(
        f"no adapter writes .{kind} files" if kind else "its name has no ending",
        where=str(target),
        hint="Name it *.otio, or one of: " + ", ".join(f".{k}" for k in sorted(known)) + ".",
    )


def is_named(path: Path) -> bool:
    """Whether a path has the ending of a timeline that could be written, though not here."""
    return kind_of(path) in (*_written(), reaper.KIND)


def _written() -> set[str]:
    """The endings of what can be written here."""
    found = {*OWN, *otio.adapters.suffixes_with_defined_adapters(write=True)}
    return found | ({reaper.KIND} if reaper.is_installed() else set())


def kind_of(target: Path) -> str:
    """The format that a name asks for."""
    return target.suffix.lower()[1:]


def write(
    text: str,
    bundle: Path | None,
    target: Path,
    kind: str,
    keep: Path | None = None,
    *,
    rate: float,
    embed: bool = False,
    ready: Ready = nobody,
) -> list[str]:
    """Write the timeline `text`, cut at `rate`, as `kind`; returns notes.

    Relative links count from the folder of `target`, but those into the `bundle` that the
    timeline came from. With `embed` an AAF holds its sounds. What was at `target` is kept as
    `keep`, where that is given; `ready` is told of a file that is no plain text before it takes
    its place. Raises OSError and OutputError; `target` is then as it was.
    """
    if keep is not None and target.is_file():
        copy(target, keep)
    if kind == "otio":
        write_bytes(target, text.encode())
        return []
    if kind in OWN:
        return bundles.write(text, bundle, target, kind, keep, ready=ready)
    return _write_other(text, target, rate, embed, ready)


def _write_other(text: str, target: Path, rate: float, embed: bool, ready: Ready) -> list[str]:
    """Through OTIO's adapter. What it prints and warns of is not for the user's eyes."""

    def absolute(link: str, is_folder: bool) -> str:
        path = local_path(link, target.parent)
        foreign = foreign_path(link) if path is None else None
        if foreign is not None:
            return foreign.as_uri() + ("/" if is_folder else "")
        return link if path is None else path.absolute().as_uri()

    is_ours = kind_of(target) == reaper.KIND
    name = reaper.KIND if is_ours else otio.adapters.from_filepath(str(target)).name
    writer = _WRITERS.get(name) or plain(name, f"{target.suffix} keeps less than .otio")
    if name == aaf.ADAPTER:
        writer = partial(aaf.write, embed=embed)
    try:
        timeline = parsed(relinked(text, absolute))
        with replacing(target) as temp, quiet():
            keeps = name in (fcp7.ADAPTER, fcpx.ADAPTER, reaper.KIND)
            notes = prepared(timeline, float(exact_rate(rate)), keeps_switched_off=keeps)
            notes += writer(timeline, temp)
            _check_readable(temp, name)
            ready(temp)
            return notes
    except (OSError, OutputError):
        raise
    except Exception as error:  # adapters raise whatever their libraries do
        raise OutputError(
            f"the {name} format cannot hold this timeline ({one_line(error)})",
            where=str(target),
            hint="Write a .otio file and open that; nothing is lost in it.",
        ) from error


def _check_readable(path: Path, name: str) -> None:
    """Raise ValueError for a file that its own format's reader does not understand."""
    read = _READERS.get(name)
    try:
        if read is None:
            otio.adapters.read_from_file(str(path), name)
        else:
            read(path)
    except Exception as error:
        raise ValueError(f"it could not be read again: {one_line(error)}") from error
