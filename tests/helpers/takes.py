"""Takes as a worker leaves them, small and known by a number."""

from __future__ import annotations

import hashlib
import struct

from deepaudio_plugin.core.protocol import Done, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.takes.library import TakeLibrary


def key_of(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def spec_of(number: int) -> TakeSpec:
    """A line whose take has the key of `number`; three numbers in a row are of one job."""
    body = {"stem": "speech", "engine": "sketch", "num_samples": 100, "text": "Hi"}
    return TakeSpec.from_json({**body, "seed": number}, key_of(number), key_of(-(number // 3)))


def sound(number: int, size: int = 1000) -> tuple[bytes, int]:
    """A WAV file of so many bytes, and how many samples are in it."""
    samples = (size - 52) // 3
    data = bytes([number % 256]) * (3 * samples)
    rest = bytes(size - 52 - len(data))
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 48_000, 144_000, 3, 24)
    pad = b"" if len(data) % 2 == 0 else b"\0"
    chunks = form + struct.pack("<4sI", b"data", len(data)) + data + pad
    chunks += struct.pack("<4sI", b"junk", len(rest) - len(pad)) + rest[len(pad) :]
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks, samples


def staged(library: TakeLibrary, number: int, size: int = 1000) -> Take:
    """A take as a worker leaves it, and says of it."""
    key = key_of(number)
    path = library.staging_dir() / f"{key}.wav"
    content, samples = sound(number, size)
    path.write_bytes(content)
    return Take(key, str(path), samples, 1, 10, samples - 10, -23.0, -1.5, seed=number)


def add(library: TakeLibrary, number: int, size: int = 1000) -> Take:
    take = staged(library, number, size)
    return library.add(spec_of(number), Done("r", take, energy=(0.5,), warnings=("fast",)))
