"""A finished timeline into a file of the format that its name asks for.

.otio     the text itself
.otioz    a bundle with all media that can be found; links lead into it
.otiod    the same as a folder
others    what OTIO's adapter for the format writes; links are absolute file URLs
"""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.files import copy, replacing, write_bytes
from deepaudio_plugin.formats import aaf, bundles, edl, fcp7, fcpx, kdenlive, xges
from deepaudio_plugin.formats.base import Writer, plain
from deepaudio_plugin.formats.prepare import prepared
from deepaudio_plugin.formats.reading import one_line, quiet
from deepaudio_plugin.timeline.links import local_path, relinked
from deepaudio_plugin.timeline.otio_text import parsed
from deepaudio_plugin.timeline.timing import exact_rate

OWN = ("otio", "otioz", "otiod")
_WRITERS: dict[str, Writer] = {
    fcp7.ADAPTER: fcp7.write,
    fcpx.ADAPTER: fcpx.write,
    edl.ADAPTER: edl.write,
    kdenlive.ADAPTER: kdenlive.write,
    xges.ADAPTER: xges.write,
    aaf.ADAPTER: aaf.write,
}


def check(target: Path) -> None:
    """Raise OutputError when nothing here writes files named like `target`."""
    kind = kind_of(target)
    known = sorted(otio.adapters.suffixes_with_defined_adapters(write=True))
    if kind in OWN or kind in known:
        return
    raise OutputError(
        f"no adapter writes .{kind} files" if kind else "its name has no ending",
        where=str(target),
        hint="Name it *.otio, or one of: " + ", ".join(f".{k}" for k in known) + ".",
    )


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
) -> list[str]:
    """Write the timeline `text`, cut at `rate`, as `kind`; returns notes.

    Relative links count from the folder of `target`, but those into the `bundle` that the
    timeline came from. What was at `target` is kept as `keep`, where that is given. Raises
    OSError and OutputError; `target` is then as it was.
    """
    if keep is not None and target.is_file():
        copy(target, keep)
    if kind == "otio":
        write_bytes(target, text.encode())
        return []
    if kind in OWN:
        return bundles.write(text, bundle, target, kind, keep)
    return _write_other(text, target, rate)


def _write_other(text: str, target: Path, rate: float) -> list[str]:
    """Through OTIO's adapter. What it prints and warns of is not for the user's eyes."""

    def absolute(link: str, _is_folder: bool) -> str:
        path = local_path(link, target.parent)
        return link if path is None else path.absolute().as_uri()

    name = otio.adapters.from_filepath(str(target)).name
    writer = _WRITERS.get(name) or plain(name, f"{target.suffix} keeps less than .otio")
    try:
        timeline = parsed(relinked(text, absolute))
        with replacing(target) as temp, quiet():
            keeps = name in (fcp7.ADAPTER, fcpx.ADAPTER)
            notes = prepared(timeline, float(exact_rate(rate)), keeps_switched_off=keeps)
            notes += writer(timeline, temp)
            _check_readable(temp, name)
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
    read = {fcpx.ADAPTER: fcpx.read, edl.ADAPTER: edl.read}.get(name)
    try:
        if read is None:
            otio.adapters.read_from_file(str(path), name)
        else:
            read(path)
    except Exception as error:
        raise ValueError(f"it could not be read again: {one_line(error)}") from error
