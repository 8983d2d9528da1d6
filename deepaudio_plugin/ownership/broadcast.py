"""What a Broadcast WAV file of ours says of itself: it travels where metadata does not.

The counterpart of `writing.bwf`. Only chunk headers and two small chunks are read.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import unescape

from deepaudio_plugin.core import riff, wire
from deepaudio_plugin.core.errors import ProtocolError
from deepaudio_plugin.core.protocol import MixLevels
from deepaudio_plugin.core.regular import open_regular
from deepaudio_plugin.ownership.bwf import ORIGINATOR

_BEXT = 346  # bytes up to and with the time reference
_MAX_XML = 1 << 20
_KEY = re.compile(r"^key ([0-9a-f]{64})\s*$", re.MULTILINE)
_SEED = re.compile(r"^seed (\d{1,10})\s*$", re.MULTILINE)
_WINDOW = re.compile(r"^window (\d{1,12})\s*$", re.MULTILINE)
_REFERENCE = re.compile(r"[0-9a-f]{1,32}")
LEVELS = "levels "
"""Begins the line of a mix's note that holds what was measured of it, as JSON."""

_TAGS = {tag: re.compile(f"<{tag}>(.*?)</{tag}>", re.DOTALL) for tag in ("SCENE", "NOTE")}


@dataclass(frozen=True)
class BroadcastFacts:
    """A take as its file describes it."""

    key: str  # content key; only its first half where a host has dropped the notes
    seed: int | None
    name: str  # of the job
    said: str  # the words spoken, or what was asked to be heard
    window: int | None  # samples that its line or shot lasted
    start: int  # samples since midnight at the file's first sample
    num_samples: int
    sample_rate: int


def read_broadcast(path: Path) -> BroadcastFacts | None:
    """What the file at `path` says; None when it is not ours or cannot be read."""
    try:
        with open_regular(path) as file:
            chunks = dict(_chunks(file))
            return _facts(file, chunks)
    except (OSError, struct.error):
        return None


def read_levels(path: Path) -> MixLevels | None:
    """What a mix of ours says was measured of it; None for any other file. Raises nothing."""
    try:
        with open_regular(path) as file:
            xml = _body(file, dict(_chunks(file)), b"iXML", _MAX_XML).decode("utf-8", "replace")
        lines = _text(xml, "NOTE").splitlines()
        said = next((line for line in lines if line.startswith(LEVELS)), "")
        found: MixLevels = wire.build(MixLevels, wire.parse(said[len(LEVELS) :].encode()))
        return found
    except (OSError, struct.error, ProtocolError):
        return None


def _facts(file: BinaryIO, chunks: dict[bytes, tuple[int, int]]) -> BroadcastFacts | None:
    bext = _body(file, chunks, b"bext", _BEXT)
    shape = _body(file, chunks, b"fmt ", 16)
    if len(bext) < _BEXT or len(shape) < 16 or b"data" not in chunks:
        return None
    description, originator, reference = (
        part.split(b"\0")[0].decode("ascii", "replace")
        for part in struct.unpack("<256s32s32s", bext[:320])
    )
    if originator != ORIGINATOR:
        return None
    low, high = struct.unpack("<II", bext[338:346])
    rate, _, frame_bytes = struct.unpack("<IIH", shape[4:14])
    if not rate or not frame_bytes:
        return None
    xml = _body(file, chunks, b"iXML", _MAX_XML).decode("utf-8", "replace")
    note = _text(xml, "NOTE")
    keys, seeds, windows = (kind.findall(note) for kind in (_KEY, _SEED, _WINDOW))
    if not keys and not _REFERENCE.fullmatch(reference):
        return None  # a mix or a stem of one: no take
    return BroadcastFacts(
        key=keys[-1] if keys else reference,
        seed=int(seeds[-1]) if seeds else None,
        said=note.partition("\nseed ")[0].partition("\n")[2],
        name=_text(xml, "SCENE") or description.partition(" | ")[2],
        window=int(windows[-1]) if windows else None,
        start=low | high << 32,
        num_samples=chunks[b"data"][1] // frame_bytes,
        sample_rate=rate,
    )


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """Name, offset and size of each chunk that is needed; none when it is no WAV file."""
    wanted = {b"bext", b"iXML", b"fmt ", b"data"}
    for name, at, size in riff.chunks(file):
        if name in wanted:
            yield name, (at, size)
            wanted.discard(name)
        if not wanted:
            return


def _body(file: BinaryIO, chunks: dict[bytes, tuple[int, int]], name: bytes, most: int) -> bytes:
    at, size = chunks.get(name, (0, 0))
    file.seek(at)
    return file.read(min(size, most))


def _text(xml: str, tag: str) -> str:
    found = _TAGS[tag].search(xml)
    return unescape(found[1], {"&quot;": '"', "&apos;": "'"}) if found else ""
