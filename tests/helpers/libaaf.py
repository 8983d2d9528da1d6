"""What Ardour's AAF library reads of an AAF: a reader of the field, and not our own.

The library is part of Ardour 8 and later (Debian 13), a plain C library beside its program.
It runs in a process of its own: `python -m tests.helpers.libaaf LIBRARY FILE`.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ABSENT = (
    "Ardour's AAF library is not installed: install Ardour 8 or later, "
    "or name the file in DEEPAUDIO_LIBAAF"
)


@dataclass(frozen=True)
class ReadClip:
    """A clip of sound as the library has it; times in edit units of its track."""

    track: str
    start: int
    length: int
    skipped: int  # of its file, before what plays
    name: str
    file: str  # where the library found the sound; "" where it did not
    kind: int
    embedded: bool
    rate: int
    bits: int
    channels: int
    samples: int


def read_clips(aaf: Path) -> list[ReadClip]:
    """Every clip of sound in `aaf`; skips the test where the library is absent."""
    library = _library()
    if library is None:
        pytest.skip(ABSENT)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.helpers.libaaf", str(library), str(aaf)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return [ReadClip(**clip) for clip in json.loads(ran.stdout)]


def _library() -> Path | None:
    if named := os.environ.get("DEEPAUDIO_LIBAAF"):
        return Path(named)
    found = sorted(Path("/usr/lib").glob("ardour*/libaaf.so*"))
    return found[-1] if found else None


# -- the library's structures, as far as they are looked at ------------------------------

_P, _I64, _U32, _U16, _U8 = (
    *(ctypes.c_void_p, ctypes.c_int64, ctypes.c_uint32, ctypes.c_uint16),
    ctypes.c_uint8,
)


def _structure(*fields: tuple[str, Any]) -> type[ctypes.Structure]:
    return type("Structure", (ctypes.Structure,), {"_fields_": list(fields)})


_Essence = _structure(
    *((name, ctypes.c_char_p) for name in ("name", "unique", "original", "usable")),
    *(("length", _I64), ("node", _P), ("embedded", _U8)),
    *(("source_mob", _P), ("source_id", _P), ("source_slot", _U32), ("slot_rate", _P)),
    *(("origin", _I64), ("master_id", _P), ("master_slot", _U32), ("kind", _U32)),
    *(("summary", _P), ("sound_at", ctypes.c_uint64), ("rate", _U32), ("exact_rate", _P)),
    *(("bits", _U16), ("channels", _U16)),
)
_Pointer = _structure(("essence", _P), ("channel", _U32))
_Clip = _structure(
    *(("track", _P), ("channels", ctypes.c_int), ("pointers", _P), ("sub", _P), ("gain", _P)),
    *(("automation", _P), ("mute", ctypes.c_int), ("pos", _I64), ("len", _I64), ("skip", _I64)),
)
_Item = _structure(("type", _U32), ("pos", _I64), ("len", _I64), ("data", _P), ("next", _P))
_Track = _structure(
    *(("number", _U32), ("format", _U16), ("name", ctypes.c_char_p), ("gain", _P), ("pan", _P)),
    *(("solo", ctypes.c_char), ("mute", ctypes.c_char), ("items", _P), ("count", ctypes.c_int)),
    *(("edit_rate", _P), ("audio", _P), ("now", _I64), ("next", _P)),
)
_Audio = _structure(
    *(("start", _I64), ("bits", _U16), ("rate", _U32), ("exact_rate", _P)),
    *(("count", ctypes.c_int), ("essences", _P), ("pointers", _P), ("tracks", _P)),
)
_Face = _structure(
    *(("top", _P), ("track", _P), ("clip", _P), ("video", _P), ("muted", ctypes.c_int)),
    *(("combined", ctypes.c_int), ("width", _U32), ("channel", ctypes.c_int)),
    *(("forced", _I64), ("transition", _P), ("sub", _P), ("group", ctypes.c_int), ("gain", _P)),
    *(("gain_used", ctypes.c_int), ("variable", _P), ("variable_used", ctypes.c_int)),
    *(("essence", _P), ("picture", _P), ("marker_rate", _P), ("warp_rate", _P)),
    *(("trace", ctypes.c_int), ("meta", ctypes.c_int), ("tagged", ctypes.c_int)),
    *(("dump", _P), ("raw", _P), ("location", _P), ("ids", ctypes.c_int)),
    *(("protools", ctypes.c_int), ("data", _P), ("audio", _P)),
)
_SOUND = 1  # of an item


def _each(kind: type[ctypes.Structure], at: int | None) -> Iterator[Any]:
    while at:
        thing: Any = kind.from_address(at)
        yield thing
        at = thing.next


def _read(library: str, path: str) -> Iterator[ReadClip]:
    aaf = ctypes.CDLL(library)
    aaf.aafi_alloc.restype = _P
    face = aaf.aafi_alloc(_P(None))
    aaf.aafi_set_debug.argtypes = [_P, ctypes.c_int, ctypes.c_int, _P, _P, _P]
    aaf.aafi_set_debug(face, 0, 0, None, None, None)
    aaf.aafi_load_file.argtypes = [_P, ctypes.c_char_p]
    if aaf.aafi_load_file(face, path.encode()):
        raise SystemExit("the library refuses it")
    audio: Any = _Audio.from_address(_Face.from_address(face).audio)  # type: ignore[attr-defined]
    for track in _each(_Track, audio.tracks):
        for item in _each(_Item, track.items):
            if item.type == _SOUND:
                yield _clip(track, _Clip.from_address(item.data))


def _clip(track: Any, clip: Any) -> ReadClip:
    essence: Any = _Essence.from_address(_Pointer.from_address(clip.pointers).essence)  # type: ignore[attr-defined]
    return ReadClip(
        track=(track.name or b"").decode(),
        start=clip.pos,
        length=clip.len,
        skipped=clip.skip,
        name=(essence.name or b"").decode(),
        file=(essence.usable or b"").decode(),
        kind=essence.kind,
        embedded=bool(essence.embedded),
        rate=essence.rate,
        bits=essence.bits,
        channels=essence.channels,
        samples=essence.length,
    )


if __name__ == "__main__":
    print(json.dumps([asdict(clip) for clip in _read(sys.argv[1], sys.argv[2])]))
