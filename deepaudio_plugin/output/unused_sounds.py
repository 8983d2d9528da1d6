"""Sounds of earlier settings in a media folder, which no timeline beside it names any more."""

from __future__ import annotations

import gzip
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.ownership.ours import our_file

_DIGEST = re.compile(rb"_([0-9a-f]{8})(?![0-9a-f])", re.IGNORECASE)
_MOST_BYTES = 256 << 20  # of a file that is searched for names
_SOUNDS = ("wav", "bwf", "aif", "aiff", "mp3", "m4a", "aac", "flac", "ogg")
_FILMS = ("mp4", "m4v", "mov", "mkv", "avi", "mxf", "webm", "ts", "mts", "r3d", "braw")
_PICTURES = ("png", "jpg", "jpeg", "tif", "tiff", "exr", "dpx", "gif", "psd", "pdf")
_TEXTS = ("srt", "vtt", "ass", "txt")
_NAME_NO_SOUNDS = frozenset((*_SOUNDS, *_FILMS, *_PICTURES, *_TEXTS))
"""Endings of files that need not be searched."""


def remove_unused(folder: Path, used: Collection[str], written: WrittenFiles) -> int:
    """Remove the sounds in a media folder that are not `used` nor named beside it; how many.

    Only such as are, to the byte, as we wrote them. Where a file beside the folder cannot be
    read they all stay, for it may name them. Raises nothing.
    """
    unused = [
        path
        for name in written.names()
        if name not in used and our_file(name) is not None
        if (path := folder / name).is_file() and not path.is_symlink() and written.is_ours(path)
    ]
    if not unused:
        return 0
    try:
        named = set(_named_in(folder.parent))
    except (OSError, EOFError):
        return 0
    gone = 0
    for path in unused:
        ours = our_file(path.name)
        if ours is not None and ours.digest not in named:
            with suppress(OSError):
                path.unlink()
                gone += 1
    return gone


def digests_in(path: Path) -> set[str]:
    """The digests in names of our sounds in a timeline, whatever its format. Raises OSError."""
    if path.stat().st_size > _MOST_BYTES:
        raise OSError("too large to be searched")
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        with gzip.open(path) as file:
            data = file.read(_MOST_BYTES)
    found = _DIGEST.findall(data)
    if b"\0" in data:  # names of two bytes a letter
        found += _DIGEST.findall(data.replace(b"\0", b""))
    return {digest.decode().lower() for digest in found}


def _named_in(folder: Path) -> Iterator[str]:
    for path in folder.iterdir():
        if path.suffix.lower()[1:] in _NAME_NO_SOUNDS or path.name.startswith(".deepaudio-"):
            continue
        if path.is_file():
            yield from digests_in(path)
        elif path.suffix.lower() == ".otiod" and (path / "content.otio").is_file():
            yield from digests_in(path / "content.otio")
