"""Hashes of a file, computed in one pass."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 20
_SMALL = 16 << 20  # hubs keep no plain git files larger than this


@dataclass(frozen=True)
class Digests:
    """Size in bytes and hexadecimal hashes. `git_sha1` is "" for large files."""

    size: int
    md5: str
    sha256: str
    git_sha1: str


def digests(path: Path, on_bytes: Callable[[int, int], None] | None = None) -> Digests:
    """Read `path` through, calling `on_bytes` with bytes read and total. Raises OSError."""
    size = path.stat().st_size
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    git = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False) if size <= _SMALL else None
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            for digest in (md5, sha256, git):
                if digest is not None:
                    digest.update(chunk)
            done += len(chunk)
            if on_bytes is not None:
                on_bytes(done, size)
    return Digests(done, md5.hexdigest(), sha256.hexdigest(), git.hexdigest() if git else "")
