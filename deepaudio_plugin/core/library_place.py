"""Where takes are kept, as a person names it: a folder, or the address of a shared library."""

from __future__ import annotations

import re
from pathlib import Path

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_NEARLY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/(?!/)")

LibraryPlace = Path | str
"""A folder of this computer, or an address such as s3://bucket/takes or file:///mnt/takes."""


def is_address(place: LibraryPlace) -> bool:
    """Whether it is an address, of a library that several machines share."""
    return isinstance(place, str) and _ADDRESS.match(place) is not None


def is_nearly_address(place: LibraryPlace) -> bool:
    """Whether a slash is missing, as in s3:/bucket: nobody calls a folder so."""
    return _NEARLY.match(Path(place).as_posix()) is not None


def library_place(text: str) -> LibraryPlace | None:
    """What a person wrote, None for nothing; an address stays text: a path spoils its slashes."""
    text = text.strip()
    if not text:
        return None
    return text if is_address(text) else Path(text)
