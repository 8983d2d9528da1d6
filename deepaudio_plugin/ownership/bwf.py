"""Broadcast WAV: a take with what editors look for in it. Standard library only.

EBU Tech 3285, version 2 of the `bext` chunk (with loudness) and a small `iXML` chunk.
Nothing in a file depends on when it was written: origination date and time are empty, so
equal takes at equal places are equal bytes.

Chunks before the sound have even bodies: RIFF pads odd ones with a byte that is not counted,
and readers such as Ardour's AAF library do not skip it, so that they never find the sound.
A file past 4 GiB is RF64.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

from deepaudio_plugin.core import riff
from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.core.files import output_errors, replacing

ORIGINATOR = "DeepAudio for editors"
_DAY_S = 86_400
_BLOCK = 1 << 20
_COPIED = (b"fmt ", b"fact", b"data")
_CHANNELS = {2: ("L", "R"), 6: ("L", "R", "C", "LFE", "Ls", "Rs")}
_NO_LOUDNESS = 0x7FFF  # "not measured", EBU Tech 3285 section 2.4


@dataclass(frozen=True)
class Broadcast:
    """What goes into the chunks. Long texts are cut, other scripts kept in `iXML` only."""

    description: str
    reference: str  # unambiguous, up to 32 characters: the content key
    time_reference: int  # samples since midnight at the file's first sample, may be < 0
    lufs: float | None = None
    true_peak_db: float | None = None
    name: str = ""  # scene, in iXML
    take: int = 1
    note: str = ""  # iXML, may be long
    made_by: str = ""  # in the coding history, beside what the file itself says


def write_broadcast_wav(
    source: Path, target: Path, facts: Broadcast, *, durable: bool = True
) -> None:
    """Copy the WAV at `source` to `target` with `facts`, as a whole or not at all.

    What is not `durable` may be gone after a power failure.

    Raises MediaError when `source` is no WAV file, OutputError and DiskFullError when the
    copy cannot be written.
    """
    with (
        output_errors(target),
        source.open("rb") as read,
        replacing(target, durable=durable) as temp,
        temp.open("wb") as write,
    ):
        chunks = list(_chunks(read, source))
        write.write(_head(read, chunks, source, facts))
        for name, start, size in chunks:
            _copy_chunk(read, write, name, start, size)
        write.write(_end(chunks))


def _head(
    read: BinaryIO, chunks: list[tuple[bytes, int, int]], source: Path, facts: Broadcast
) -> bytes:
    """Everything before the chunks that are copied."""
    shape = _shape(read, chunks, source)
    extra = [
        (b"bext", _even(bext(facts, shape), b"\0")),
        (b"iXML", _even(ixml(facts, shape), b"\n")),
    ]
    sizes = [len(body) for _, body in extra] + [size for _, _, size in chunks]
    total = sum(8 + size + size % 2 for size in sizes) + len(_end(chunks))
    sound = next(size for name, _, size in chunks if name == b"data")
    frames = sound // (shape.channels * (shape.bits + 7) // 8 or 1)
    parts = [riff.file_head(total, sound, frames)]
    parts += [_chunk(name, body) for name, body in extra]
    return b"".join(parts)


def _even(body: bytes, filler: bytes) -> bytes:
    return body + filler * (len(body) % 2)


def _end(chunks: list[tuple[bytes, int, int]]) -> bytes:
    """What follows sound of an odd number of bytes: a chunk of nothing.

    When such sound is the last thing in a file, GStreamer 1.22 finds its length to be 0, and
    GES then plays 10 ms of it.
    """
    return _chunk(b"JUNK", b"") if chunks[-1][2] % 2 else b""


@dataclass(frozen=True)
class Shape:
    """What the `fmt ` chunk of a WAV file says."""

    channels: int = 1
    rate: int = 48_000
    bits: int = 24


def bext(facts: Broadcast, shape: Shape = Shape()) -> bytes:
    """The body of the `bext` chunk, 602 bytes and the coding history."""
    reference = facts.time_reference % (_DAY_S * shape.rate)
    loudness = [_hundredths(facts.lufs), _NO_LOUDNESS, _hundredths(facts.true_peak_db)]
    body = struct.pack(
        "<256s32s32s10s8sII H 64s 5h 180s",
        _ascii(facts.description, 256),
        _ascii(ORIGINATOR, 32),
        _ascii(facts.reference, 32),
        b"",
        b"",
        reference & 0xFFFFFFFF,
        reference >> 32,
        2,
        b"",
        *loudness,
        _NO_LOUDNESS,
        _NO_LOUDNESS,
        b"",
    )
    return body + _history(facts, shape)


def _history(facts: Broadcast, shape: Shape) -> bytes:
    """The coding history, a line as EBU R 98 has it: its modes are mono and stereo."""
    if not facts.made_by:
        return b""
    mode = {1: "mono", 2: "stereo"}.get(shape.channels, f"{shape.channels} channels")
    line = f"A=PCM,F={shape.rate},W={shape.bits},M={mode},T={facts.made_by}"
    return _ascii(line, 4096) + b"\r\n"


def ixml(facts: Broadcast, shape: Shape = Shape()) -> bytes:
    """The body of the `iXML` chunk: the names that an editor's bin shows."""
    rate = shape.rate
    reference = facts.time_reference % (_DAY_S * rate)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<BWFXML>",
        "<IXML_VERSION>2.10</IXML_VERSION>",
        "<PROJECT>DeepAudio</PROJECT>",
        f"<SCENE>{_xml(facts.name)}</SCENE>",
        f"<TAKE>{facts.take}</TAKE>",
        f"<NOTE>{_xml(facts.note)}</NOTE>",
        "<SPEED>",
        f"<FILE_SAMPLE_RATE>{rate}</FILE_SAMPLE_RATE>",
        f"<TIMESTAMP_SAMPLE_RATE>{rate}</TIMESTAMP_SAMPLE_RATE>",
        "<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>"
        f"{reference >> 32}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>",
        "<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>"
        f"{reference & 0xFFFFFFFF}</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>",
        "</SPEED>",
        *_track_list(shape.channels),
        "</BWFXML>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _track_list(channels: int) -> list[str]:
    """The channels by name, where there are several: else a recorder's tools call them 1, 2 …"""
    if channels == 1:
        return []
    names = _CHANNELS.get(channels, tuple(f"Ch {n}" for n in range(1, channels + 1)))
    lines = ["<TRACK_LIST>", f"<TRACK_COUNT>{channels}</TRACK_COUNT>"]
    for number, name in enumerate(names, start=1):
        lines += [
            "<TRACK>",
            f"<CHANNEL_INDEX>{number}</CHANNEL_INDEX>",
            f"<INTERLEAVE_INDEX>{number}</INTERLEAVE_INDEX>",
            f"<NAME>{name}</NAME>",
            "</TRACK>",
        ]
    return [*lines, "</TRACK_LIST>"]


def _chunks(file: BinaryIO, path: Path) -> Iterator[tuple[bytes, int, int]]:
    """Name, offset and size of the chunks to keep, `fmt ` before `data`."""
    end = file.seek(0, 2)
    found = set()
    for name, at, size in riff.chunks(file):
        if at + size > end:
            raise MediaError("is cut short", where=str(path))
        if name in _COPIED:
            found.add(name)
            yield name, at, size
    if not {b"fmt ", b"data"} <= found:
        raise MediaError("has no sound in it", where=str(path))


def _shape(file: BinaryIO, chunks: list[tuple[bytes, int, int]], path: Path) -> Shape:
    start, size = next((start, size) for name, start, size in chunks if name == b"fmt ")
    file.seek(start)
    if size >= 16:
        _, channels, rate, _, _, bits = struct.unpack("<HHIIHH", file.read(16))
        if channels and rate:
            return Shape(channels, rate, bits)
    raise MediaError("has a broken WAV header", where=str(path))


def _chunk(name: bytes, body: bytes) -> bytes:
    return riff.chunk_head(name, len(body)) + body + b"\0" * (len(body) % 2)


def _copy_chunk(read: BinaryIO, write: BinaryIO, name: bytes, start: int, size: int) -> None:
    write.write(riff.chunk_head(name, size))
    read.seek(start)
    left = size
    while left:
        block = read.read(min(left, _BLOCK))
        write.write(block)
        left -= len(block)
    write.write(b"\0" * (size % 2))


def _hundredths(value: float | None) -> int:
    """Loudness in units of 0.01, as the chunk keeps it."""
    if value is None or not -327 < value < 327:
        return _NO_LOUDNESS
    return round(value * 100)


def _ascii(text: str, limit: int) -> bytes:
    """`text` in the chunk's ASCII: accents dropped, what has no letter becomes `?`."""
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c.isprintable())
    return kept.encode("ascii", "replace")[:limit]


def _xml(text: str) -> str:
    return escape("".join(c for c in text if c.isprintable() or c == "\n"))
