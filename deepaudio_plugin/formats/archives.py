"""Zipped bundles, opened with care: a zip file is somebody else's."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.formats.limits import MAX_DIRECTORY_BYTES, check_members, open_file

DAMAGED_HINT = "export the bundle again, or copy it again: it may be cut short"

_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError),
    *(NotImplementedError, RuntimeError, ArithmeticError, LookupError),
)
_END, _END_SIZE = b"PK\5\6", 22
_LOCATOR, _LOCATOR_SIZE = b"PK\6\7", 20
_END_64, _END_64_SIZE = b"PK\6\6", 56
_COMMENT = 1 << 16


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """A bundle whose members may be read. Raises `TimelineError` for a bad one, OSError.

    Damage found inside the block is told in the same way.
    """
    with open_file(path) as file, _telling_damage(path):
        _check_directory(file, path)
        with zipfile.ZipFile(file) as bundle:
            check_members(bundle, path)
            yield bundle


@contextmanager
def _telling_damage(path: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise TimelineError(
            f"the bundle is damaged ({error})", where=str(path), hint=DAMAGED_HINT
        ) from error


def _check_directory(file: BinaryIO, path: Path) -> None:
    """Refuse a table of contents that would fill the memory: zipfile reads it as a whole."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - _COMMENT - _LOCATOR_SIZE))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        return  # zipfile says it
    (directory,) = struct.unpack_from("<I", tail, at + 12)
    locator = tail[max(0, at - _LOCATOR_SIZE) : at]
    if locator.startswith(_LOCATOR) and len(locator) == _LOCATOR_SIZE:
        (place,) = struct.unpack_from("<Q", locator, 8)
        file.seek(min(place, size))
        end = file.read(_END_64_SIZE)
        if end.startswith(_END_64) and len(end) == _END_64_SIZE:
            (directory,) = struct.unpack_from("<Q", end, 40)
    if directory > MAX_DIRECTORY_BYTES:
        raise TimelineError(
            f"the bundle's table of contents has {directory / 1e6:.0f} MB",
            where=str(path),
            hint="export the timeline as a folder (.otiod), or with fewer files",
        )
