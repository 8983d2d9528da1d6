"""Which media it is, for content keys: by what is in the file, not by where it lies."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from deepaudio_plugin.core.errors import MediaMissingError
from deepaudio_plugin.core.protocol import PictureSource

_SAMPLE = 64 * 1024
_NUMBER = re.compile(r"%0?\d*d")  # where an image sequence's path has the image's number


class MediaIdentity:
    """Identities of picture sources, each file read once; pass an instance as a function."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], str] = {}

    def __call__(self, picture: PictureSource) -> str:
        """A digest of size, modification time and sampled content.

        An image sequence is known by its first, middle and last file and its count.
        Raises `MediaMissingError` when a file is gone.
        """
        if picture.kind == "sequence":
            return self._identity(_sampled_files(picture), f"{picture.sequence_count}")
        return self._identity((picture.path,), "")

    def _identity(self, paths: tuple[str, ...], more: str) -> str:
        key = (*paths, more)
        if key not in self._known:
            digest = hashlib.sha256(more.encode())
            for path in paths:
                digest.update(_file_digest(path))
            self._known[key] = digest.hexdigest()
        return self._known[key]


def _sampled_files(picture: PictureSource) -> tuple[str, ...]:
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


def _file_digest(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            facts = os.fstat(file.fileno())
            digest = hashlib.sha256(f"{facts.st_size} {facts.st_mtime_ns}".encode())
            for offset in _sample_offsets(facts.st_size):
                file.seek(offset)
                digest.update(file.read(_SAMPLE))
    except OSError as error:
        raise MediaMissingError(
            f"media cannot be read: {path}: {error.strerror or error}",
            hint="check that the file is there and may be read",
        ) from error
    return digest.digest()


def _sample_offsets(size: int) -> list[int]:
    """First, middle and last 64 KiB; a small file only once."""
    return sorted({0, max(0, (size - _SAMPLE) // 2), max(0, size - _SAMPLE)})
