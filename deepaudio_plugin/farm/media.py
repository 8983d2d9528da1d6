"""The files that a take is made from, as a host of the farm sees them.

A picture that a host does not see must fail there: a line would be spoken without it, and sound
otherwise than at home.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from deepaudio_plugin.core.errors import MediaMissingError, UsageError
from deepaudio_plugin.core.protocol import PictureSource, RenderRequest, ShownPart

PathMap = tuple[tuple[str, str], ...]
"""Folders as this computer names them, and as the hosts do. The first that fits counts."""

_HINT = "Mount it there under the same path, or say --map FROM=TO."


def parse_map(rules: Iterable[str]) -> PathMap:
    """Rules written FROM=TO. Raises UsageError for one that names no two folders."""
    found = []
    for rule in rules:
        ours, _, theirs = rule.partition("=")
        if not ours.strip() or not theirs.strip():
            raise UsageError(
                f"--map {rule!r} names no two folders",
                hint="Write it like --map /films=/mnt/films, as here and as on the farm.",
            )
        found.append((ours.strip(), theirs.strip()))
    return tuple(found)


def mapped(path: str, rules: PathMap) -> str:
    """A path of this computer as the hosts have it."""
    for ours, theirs in rules:
        source, target = _pure(ours), _pure(theirs)
        own = type(source)(path)
        if own.is_relative_to(source):
            return str(target.joinpath(*own.relative_to(source).parts))
    return path


def needed_files(request: RenderRequest) -> dict[str, int]:
    """What a take needs of the files that are here: their sizes in bytes, by path.

    Of an image sequence its folder, of size -1.
    """
    found: dict[str, int] = {}
    for picture in _pictures(request):
        is_sequence = picture.kind == "sequence"
        path = Path(picture.path).parent if is_sequence else Path(picture.path)
        _note(path, found)
    reference = request.settings.get("reference")
    if isinstance(reference, Mapping) and reference.get("path"):
        _note(Path(str(reference["path"])), found)
    return found


def require_files(needed: Mapping[str, int], rules: PathMap, host: str) -> None:
    """Raise MediaMissingError for a file that this host does not see, or sees another of."""
    for path, size in needed.items():
        here = Path(mapped(path, rules))
        try:
            is_folder = here.is_dir()
            found = -1 if is_folder else here.stat().st_size
        except OSError:
            raise MediaMissingError(
                f"{host} does not see this file", where=str(here), hint=_HINT
            ) from None
        if found != size:
            raise MediaMissingError(
                f"{host} sees another file in its place ({found} bytes, not {size})",
                where=str(here),
                hint=_HINT,
            )


def as_seen_there(request: RenderRequest, rules: PathMap, out_dir: str) -> RenderRequest:
    """The order with a host's paths, to be written to a folder of its own."""
    settings: dict[str, Any] = dict(request.settings)
    reference = settings.get("reference")
    if isinstance(reference, Mapping) and reference.get("path"):
        settings["reference"] = {**reference, "path": mapped(str(reference["path"]), rules)}
    return dataclasses.replace(
        request,
        out_dir=out_dir,
        picture=_picture(request.picture, rules),
        parts=_parts(request.parts, rules),
        voice_parts=_parts(request.voice_parts, rules),
        settings=settings,
    )


def _pictures(request: RenderRequest) -> list[PictureSource]:
    shown = [part.picture for part in (*request.parts, *request.voice_parts)]
    return [request.picture, *shown] if request.picture is not None else shown


def _picture(picture: PictureSource | None, rules: PathMap) -> PictureSource | None:
    if picture is None:
        return None
    return dataclasses.replace(picture, path=mapped(picture.path, rules))


def _parts(parts: tuple[ShownPart, ...], rules: PathMap) -> tuple[ShownPart, ...]:
    return tuple(
        dataclasses.replace(
            part, picture=dataclasses.replace(part.picture, path=mapped(part.picture.path, rules))
        )
        for part in parts
    )


def _note(path: Path, found: dict[str, int]) -> None:
    """What is not here either is for the engine to complain of."""
    try:
        found[str(path)] = -1 if path.is_dir() else path.stat().st_size
    except OSError:
        return


def _pure(path: str) -> PurePath:
    """A path by its own rules, whichever system reads it: the farm may run another one."""
    is_windows = "\\" in path or path[1:2] == ":"
    return PureWindowsPath(path) if is_windows else PurePosixPath(path)
