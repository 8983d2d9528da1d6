"""How much of somebody else's file is read at all: a small one may unpack to a full disk.

Each limit is far above what real timelines need, and what exceeds one is refused by name
before it costs memory or time.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.core.regular import IrregularFileError, open_regular

MAX_TIMELINE_BYTES = 128 << 20
"""Of a timeline's text, packed or not; a film of 10,000 clips has some 40 MB."""

MAX_DEPTH = 600
"""Brackets inside brackets of JSON, elements inside elements of XML."""

MAX_MEMBERS = 500_000
"""Files in a bundle: the images of six hours."""

MAX_DIRECTORY_BYTES = 96 << 20
"""Of a bundle's table of contents, which is read as a whole."""

MAX_RATIO = 200
"""How many times its packed size a bundle may unpack to, from `RATIO_FROM` bytes on.

Timelines come to 60, and media, which hardly can be packed, to little more than 1.
"""

RATIO_FROM = 64 << 20

MAX_UNPACKED_BYTES = 50 * 10**9
"""Of unpacked bundles in the cache; what was not used for longest goes first."""

_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others unpack a few bytes into gigabytes at one go."""

_TEXT = re.compile(rb'"[^"]*(?:"|\Z)')
_NO_STRUCTURE = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_OURS = "export it again from its host, or ask whoever sent it for another export"
_BLOCK = 1 << 20


def open_file(path: Path) -> BinaryIO:
    """A file of somebody else's, open. Raises `TimelineError` for what is no file, OSError."""
    try:
        return open_regular(path)
    except IrregularFileError as error:
        raise TimelineError(
            f"this is {error.kind}, not a file",
            where=str(path),
            hint="give the timeline as a file on a disk",
        ) from error


def read_file(path: Path) -> bytes:
    """A timeline's content. Raises `TimelineError` for too much of it, OSError."""
    with open_file(path) as file:
        return read_all(file, path)


def read_all(file: Any, path: Path) -> bytes:
    """What is left in an open file, which may be packed, of the timeline at `path`."""
    content = bytearray()
    while block := file.read(_BLOCK):
        content += block
        if len(content) > MAX_TIMELINE_BYTES:
            raise TimelineError(
                f"the timeline is larger than {MAX_TIMELINE_BYTES >> 20} MiB",
                where=str(path),
                hint="export it in parts",
            )
    return bytes(content)


def check_members(bundle: zipfile.ZipFile, path: Path) -> None:
    """Raise `TimelineError` for a bundle that says it unpacks to more than it can hold.

    What is said is what is unpacked at most: no member gives more bytes than it says.
    """
    members = bundle.infolist()
    if len(members) > MAX_MEMBERS:
        raise _bomb(path, f"holds {len(members)} files, more than {MAX_MEMBERS}")
    packed = sum(info.compress_size for info in members)
    if packed > path.stat().st_size:
        raise _bomb(path, "counts the same bytes more than once")
    for info in members:
        if info.compress_type not in _PACKINGS:
            raise _bomb(path, f"is packed in a way that bundles are not ({info.filename!r:.80})")
        _check_ratio(info.file_size, info.compress_size, path)
    _check_ratio(sum(info.file_size for info in members), packed, path)


def _check_ratio(unpacked: int, packed: int, path: Path) -> None:
    if unpacked > max(RATIO_FROM, MAX_RATIO * packed):
        raise _bomb(path, f"unpacks from {packed / 1e6:.1f} MB to {unpacked / 1e6:.0f} MB")


def _bomb(path: Path, what: str) -> TimelineError:
    return TimelineError(f"the bundle {what}: it was not unpacked", where=str(path), hint=_OURS)


def check_json_depth(content: bytes, where: str) -> None:
    """Raise `TimelineError` for JSON nested so deeply that a parser would end the process.

    Innermost pairs of brackets are taken away time and again, which is quick: a timeline of
    any length is a dozen deep. Brackets inside texts do not count.
    """
    unescaped = content.replace(rb"\\", b"").replace(rb"\"", b"")
    # Most texts have no brackets: without anything else they are empty, and gone at once.
    structure = unescaped.translate(None, _NO_STRUCTURE).replace(b'""', b"")
    brackets = _TEXT.sub(b"", structure)
    for _ in range(MAX_DEPTH):
        shorter = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(shorter) == len(brackets):
            if len(brackets) <= MAX_DEPTH:
                return  # of what is no JSON some may be left
            break
        brackets = shorter
    if brackets:
        raise TimelineError("the timeline is nested too deeply", where=where, hint=_OURS)


def check_xml(path: Path) -> None:
    """Raise `TimelineError` for XML that is too large, too deep or declares entities.

    A few entities of entities are gigabytes of text. No export of a host has any. What is no
    XML at all passes: who reads it says it better.
    """
    depth = 0

    def begin(_name: str, _attributes: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise TimelineError("the timeline is nested too deeply", where=str(path), hint=_OURS)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def entity(*_declared: Any) -> None:
        raise TimelineError(
            "the XML declares entities, which may stand for gigabytes or for other files",
            where=str(path),
            hint=_OURS,
        )

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.EntityDeclHandler = entity
    content = read_file(path)
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):  # LookupError: an unknown encoding
        return
