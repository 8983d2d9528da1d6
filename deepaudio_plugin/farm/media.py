"""The files that a take is made from, as a host of the farm sees them.

A picture that a host does not see must fail there: a line would be spoken without it, and sound
otherwise than at home.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.path_mapping import PathMapping
from deepaudio_plugin.core.protocol import RenderRequest

_HINT = "Mount it there under the same path, or say --map FROM=TO."


def needed_files(request: RenderRequest) -> dict[str, int]:
    """What a take needs of the files that are here: their sizes in bytes, by path.

    Of an image sequence its folder, of size -1. What is not here either, the engine complains of.
    """
    found: dict[str, int] = {}
    for path in _paths(request):
        try:
            found[str(path)] = -1 if path.is_dir() else path.stat().st_size
        except OSError:
            continue
    return found


def require_files(needed: Mapping[str, int], mapping: PathMapping, host: str) -> None:
    """Raise MediaMissingError for a file that this host does not see, or sees another of."""
    for path, size in needed.items():
        here = Path(mapping(path))
        try:
            found = -1 if here.is_dir() else here.stat().st_size
        except OSError:
            found = None
        if found is None:
            raise MediaMissingError(f"{host} does not see this file", where=str(here), hint=_HINT)
        if found != size:
            raise MediaMissingError(
                f"{host} sees another file in its place ({found} bytes, not {size})",
                where=str(here),
                hint=_HINT,
            )


def _paths(request: RenderRequest) -> list[Path]:
    pictures = [part.picture for part in (*request.parts, *request.voice_parts)]
    if request.picture is not None:
        pictures.append(request.picture)
    paths = [Path(p.path).parent if p.kind == "sequence" else Path(p.path) for p in pictures]
    reference = request.settings.get("reference")
    if isinstance(reference, Mapping) and reference.get("path"):
        paths.append(Path(str(reference["path"])))
    return paths
