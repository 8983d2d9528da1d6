"""Which media it is, for content keys: by what is in the file, and by nothing else.

A copy, a restored backup, another share or a colleague's machine give the same key. Path, time
and inode only serve as a memo of this process: they say whether a file has to be read again.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.core.regular import open_regular

_SAMPLE = 64 * 1024  # bytes
_SAMPLES = 16  # of a file, evenly spread: what a new version of a film changes, it mostly changes
_NUMBER = re.compile(r"%0?\d*d")  # where an image sequence's path has the image's number

_State = tuple[tuple[int, int, int], ...]
"""Size, modification time in ns and inode of each file that is sampled."""


class MediaIdentity:
    """Identities of picture sources; pass an instance as a function. Safe from any thread.

    A file is read once, and again when its size, time or inode has changed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[object, ...], tuple[_State | None, str]] = {}
        self._seen: dict[tuple[object, ...], str] | None = None

    @contextmanager
    def looking_once(self) -> Iterator[None]:
        """Inside the block each file is looked at once: for one plan of many shots."""
        self._seen = {}
        try:
            yield
        finally:
            self._seen = None

    def __call__(self, picture: PictureSource) -> str:
        """SHA-256 over the file's size and sampled content, as 64 hexadecimal digits.

        An image sequence is known by its first, middle and last image and its count. Media
        that has vanished stays what it was when last seen. Raises `MediaMissingError` when it
        was never seen or cannot be read.
        """
        key = (picture.path, picture.kind, *_numbering(picture))
        seen = self._seen
        if seen is None:
            return self._look(key, picture)
        if key not in seen:
            seen[key] = self._look(key, picture)
        return seen[key]

    def _look(self, key: tuple[object, ...], picture: PictureSource) -> str:
        paths = _sampled_files(picture)
        now = _state(paths)
        with self._lock:
            state, identity = self._known.get(key, (None, ""))
        if identity and now in (state, None):
            return identity
        identity = _digest(paths, picture)
        with self._lock:
            self._known[key] = (now, identity)
        return identity


def _numbering(picture: PictureSource) -> tuple[int, ...]:
    if picture.kind != "sequence":
        return ()
    return picture.sequence_first, picture.sequence_count, picture.sequence_step


def _sampled_files(picture: PictureSource) -> tuple[str, ...]:
    if picture.kind != "sequence":
        return (picture.path,)
    last = max(0, picture.sequence_count - 1)
    numbers = [
        picture.sequence_first + index * picture.sequence_step
        for index in sorted({0, last // 2, last})
    ]
    pattern = Path(picture.path)
    files = [pattern.with_name(_numbered(pattern.name, number)) for number in numbers]
    # Images that the timeline allows to be missing say nothing about the others.
    return tuple(str(file) for file in files if file.exists()) or (str(files[0]),)


def _numbered(name: str, number: int) -> str:
    return _NUMBER.sub(lambda match: match[0] % number, name, count=1)


def _state(paths: tuple[str, ...]) -> _State | None:
    """What changes with the files; None when one is not there."""
    try:
        facts = [os.stat(path) for path in paths]  # noqa: PTH116 - asked for every shot
    except OSError:
        return None
    return tuple((fact.st_size, fact.st_mtime_ns, fact.st_ino) for fact in facts)


def _digest(paths: tuple[str, ...], picture: PictureSource) -> str:
    count = picture.sequence_count if picture.kind == "sequence" else 1
    digest = hashlib.sha256(f"{count}".encode())
    for path in paths:
        digest.update(_file_digest(path))
    return digest.hexdigest()


def _file_digest(path: str) -> bytes:
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            digest = hashlib.sha256(f"{size}".encode())
            for offset in _sample_offsets(size):
                file.seek(offset)
                digest.update(file.read(_SAMPLE))
    except OSError as error:
        raise MediaMissingError(
            f"media cannot be read: {path}: {error.strerror or error}",
            hint="check that the file is there and may be read",
        ) from error
    return digest.digest()


def _sample_offsets(size: int) -> list[int]:
    """Where samples begin: at the first byte, evenly between, and up to the last byte."""
    last = max(0, size - _SAMPLE)
    count = min(_SAMPLES, -(-size // _SAMPLE)) or 1
    return sorted({last * index // max(1, count - 1) for index in range(count)})
